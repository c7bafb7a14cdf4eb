//! Where the code, the headings and the links of a chapter are, as mdBook's own
//! parser sees them.

use crate::fence::Fence;
use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::collections::BTreeSet;
use std::ops::Range;

/// What a chapter is made of, each part by its bytes.
#[derive(Debug, Default)]
pub struct Outline {
    /// Fenced and indented code.
    pub blocks: Vec<Range<usize>>,
    /// Fenced blocks, each with what is behind its opening fence.
    pub fences: Vec<Fence>,
    /// Code in a line of prose.
    pub spans: Vec<Range<usize>>,
    /// Comments.
    pub comments: Vec<Range<usize>>,
    /// HTML, which Markdown leaves alone.
    pub html: Vec<Range<usize>>,
    /// The texts that stand in for images.
    pub images: Vec<Range<usize>>,
    /// Headings.
    pub headings: Vec<Heading>,
    /// Links and images.
    pub links: Vec<Link>,
    /// Everything that a link can lead to, headings included.
    pub ids: BTreeSet<String>,
}

/// A heading, or the term of a definition: mdBook gives both an address.
#[derive(Debug)]
pub struct Heading {
    /// Where it is.
    pub span: Range<usize>,
    /// Its address in the page.
    pub id: String,
}

/// A link or an image.
#[derive(Debug)]
pub struct Link {
    /// Where it is.
    pub span: Range<usize>,
    /// Where it leads.
    pub to: String,
}

impl Outline {
    /// Whether the bytes are code of either kind, or a comment.
    pub fn is_code(&self, span: &Range<usize>) -> bool {
        self.is_block(span)
            || contains(&self.spans, span)
            || contains(&self.comments, span)
    }

    /// Whether the bytes are in fenced or indented code.
    pub fn is_block(&self, span: &Range<usize>) -> bool {
        contains(&self.blocks, span)
    }

    /// Whether a tag at these bytes would not become one.
    pub fn is_tagless(&self, span: &Range<usize>) -> bool {
        contains(&self.html, span) || contains(&self.images, span)
    }

    /// Whether the bytes are in a heading.
    pub fn is_heading(&self, span: &Range<usize>) -> bool {
        self.headings
            .iter()
            .any(|h| h.span.start <= span.start && span.end <= h.span.end)
    }
}

fn contains(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    ranges.iter().any(|range| range.start <= span.start && span.end <= range.end)
}

/// Reads a chapter.
pub fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    let mut open: Option<(Range<usize>, Option<String>, String)> = None;
    let mut used = BTreeSet::new();
    let options = MarkdownOptions::default();
    for (event, span) in new_cmark_parser(text, &options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                open = Some((span, id.map(|id| id.into_string()), String::new()));
            }
            Event::Start(Tag::DefinitionListTitle) => {
                open = Some((span, None, String::new()));
            }
            Event::End(TagEnd::Heading(_) | TagEnd::DefinitionListTitle) => {
                if let Some((span, id, words)) = open.take() {
                    let id =
                        id.unwrap_or_else(|| unused(&address(&words), &mut used));
                    outline.ids.insert(id.clone());
                    outline.headings.push(Heading { span, id });
                }
            }
            event => {
                if let (
                    Event::Text(text) | Event::Code(text),
                    Some((_, _, words)),
                ) = (&event, &mut open)
                {
                    words.push_str(text);
                }
                outline.add(text, event, span);
            }
        }
    }
    outline
}

impl Outline {
    fn add(&mut self, text: &str, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                self.blocks.push(span.clone());
                if let CodeBlockKind::Fenced(info) = kind {
                    let info = info.trim().to_owned();
                    self.fences.push(Fence { span, info });
                }
            }
            Event::Code(_) => self.spans.push(span),
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)
                if text[span.clone()].trim_start().starts_with("<!--") =>
            {
                self.comments.push(span);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.ids.extend(ids(&text[span.clone()]));
                self.html.push(span);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.images.push(span.clone());
                self.links.push(Link { span, to: dest_url.into_string() });
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links.push(Link { span, to: dest_url.into_string() });
            }
            // The rest is prose.
            _ => {}
        }
    }
}

/// The values of `id` in some HTML.
fn ids(html: &str) -> impl Iterator<Item = String> {
    html.split(" id=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.into()))
}

/// The address that mdBook makes of a heading's words (`id_from_content`).
fn address(words: &str) -> String {
    let letter = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    words.trim().to_lowercase().chars().filter_map(letter).collect()
}

/// The address, with a number behind it if it was used before in the page.
fn unused(address: &str, used: &mut BTreeSet<String>) -> String {
    let numbered = (1..).map(|n| format!("{address}-{n}"));
    let free = std::iter::once(address.to_owned())
        .chain(numbered)
        .find(|address| used.insert(address.clone()));
    free.expect("there are enough numbers")
}
