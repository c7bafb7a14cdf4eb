//! Markdown in the texts of quizzes and cards, made HTML here: it ends up
//! inside HTML, where mdBook would leave it as it is.

use crate::directive::directives;
use crate::fields::Text;
use crate::guides::Guide;
use crate::memory::Memory;
use crate::number;
use crate::outline::{Link, outline};
use crate::problem::Problem;
use mdbook_markdown::pulldown_cmark::html::push_html;
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

/// Turns texts into HTML, and keeps their links and what is wrong with them.
pub struct Inline<'a> {
    /// The chapter that the texts stand in.
    pub chapter: &'a str,
    /// The experiments that there are.
    pub guides: &'a [Guide],
    /// The numbers so far.
    pub memory: &'a mut Memory,
    /// The links so far.
    pub links: Vec<Link>,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
}

impl<'a> Inline<'a> {
    /// Nothing was read yet of this chapter.
    pub fn new(
        chapter: &'a str,
        guides: &'a [Guide],
        memory: &'a mut Memory,
    ) -> Inline<'a> {
        let (links, problems) = Default::default();
        Inline { chapter, guides, memory, links, problems }
    }

    /// A text of one paragraph, without the paragraph's tags.
    pub fn line(&mut self, text: &Text, name: &str) -> String {
        let html = self.blocks(text);
        match paragraph(&html) {
            Some(("", inner, "")) => inner.into(),
            _ => {
                let what = format!("`{name}` is more than one paragraph");
                let help = "shorten it: there is room for one";
                self.problems.push(Problem::new(text.span.clone(), what, help));
                html
            }
        }
    }

    /// A text that starts with a paragraph, and what follows that.
    pub fn line_and_more(&mut self, text: &Text, name: &str) -> (String, String) {
        let html = self.blocks(text);
        match paragraph(&html) {
            Some(("", inner, rest)) => (inner.into(), rest.trim().into()),
            _ => {
                let what = format!("`{name}` does not start with a paragraph");
                let help = "say in words what is asked";
                self.problems.push(Problem::new(text.span.clone(), what, help));
                (html, String::new())
            }
        }
    }

    /// A text of any length, on one line: HTML in Markdown ends at an empty one.
    pub fn blocks(&mut self, text: &Text) -> String {
        let markdown = self.numbers(text);
        let links = outline(&markdown).links.into_iter();
        self.links
            .extend(links.map(|link| Link { span: text.span.clone(), ..link }));
        let mut html = String::new();
        let options = MarkdownOptions::default();
        push_html(&mut html, new_cmark_parser(&markdown, &options));
        html.trim().replace('\n', "&#10;")
    }

    /// The text with its `{{#number}}`s worked out.
    fn numbers(&mut self, text: &Text) -> String {
        let outline = outline(&text.value);
        let mut written = String::new();
        let mut from = 0;
        for directive in directives(&text.value) {
            if outline.is_code(&directive.span) {
                continue;
            }
            let found = match directive.name.text {
                "number" => {
                    number::read(&directive, &outline, self.guides, self.memory)
                }
                name => {
                    let what = format!("`{name}` cannot stand in a quiz or a card");
                    let help = "only `{{#number guide/experiment}}` can";
                    let span = directive.span.clone();
                    Err(vec![Problem::new(span, what, help)])
                }
            };
            written.push_str(&text.value[from..directive.span.start]);
            from = directive.span.end;
            match found {
                Ok(number) => written.push_str(&number),
                Err(problems) => self.complain(text, problems),
            }
        }
        written + &text.value[from..]
    }

    fn complain(&mut self, text: &Text, problems: Vec<Problem>) {
        for mut problem in problems {
            problem.span = text.place(self.chapter, problem.span);
            self.problems.push(problem);
        }
    }
}

/// What is before the first paragraph, in it, and behind it.
fn paragraph(html: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = html.split_once("<p>")?;
    let (inner, after) = rest.split_once("</p>")?;
    Some((before, inner, after))
}
