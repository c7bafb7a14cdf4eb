//! What a page says of itself: its title, what it promises, what it teaches.

use anyhow::Context;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::cell::RefCell;
use std::fs;
use std::path::Path;

/// The words over a list of what the page teaches.
const TEACHES: &str = "After this page you can";

/// The longest promise, in characters: what search engines and cards show.
const PROMISE_MAX: usize = 200;

/// A page of the built book, as mdBook wrote it.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Its file, from the root of the book, with `/` between the parts.
    pub path: String,
    /// What it is about, in the words of its heading.
    pub title: String,
    /// Its first paragraph, or the sentences of it that there is room for.
    pub promise: String,
    /// What readers can do after it, if it says so.
    pub teaches: Vec<String>,
    /// Its text.
    pub html: String,
}

impl Page {
    /// Reads a page of the book in a folder.
    pub fn read(book: &Path, path: &str) -> anyhow::Result<Page> {
        let html = fs::read_to_string(book.join(path))
            .with_context(|| format!("the book has no {path}"))?;
        Page::parse(path, html)
    }

    fn parse(path: &str, html: String) -> anyhow::Result<Page> {
        let blocks = blocks(&html)?;
        let first = |tag| blocks.iter().find(|block| block.tag == tag);
        let words = |tag| first(tag).map_or("", |block| &block.words).to_owned();
        Ok(Page {
            path: path.to_owned(),
            title: words("h1"),
            promise: promise(&words("p")),
            teaches: teaches(&blocks),
            html,
        })
    }

    /// Its address below that of the book: the index is at the book's own.
    pub fn place(&self) -> &str {
        if self.path == "index.html" { "" } else { &self.path }
    }

    /// The name of its file without the ending.
    pub fn name(&self) -> &str {
        self.path.strip_suffix(".html").unwrap_or(&self.path)
    }

    /// Its first figure.
    pub fn figure(&self) -> Option<&str> {
        let start = self.html.find("<figure class=\"demo\"")?;
        let figure = &self.html[start..];
        Some(&figure[..figure.find("</figure>")? + "</figure>".len()])
    }
}

/// A heading, a paragraph, a list or an item of one, in the text of a page.
struct Block {
    tag: String,
    words: String,
}

fn blocks(html: &str) -> anyhow::Result<Vec<Block>> {
    let blocks = RefCell::new(Vec::new());
    let begin =
        element!("main > h1, main > p, main > ul, main > ul > li", |element| {
            let tag = element.tag_name();
            blocks.borrow_mut().push(Block { tag, words: String::new() });
            Ok(())
        });
    let add = text!("main > h1, main > p, main > ul > li", |chunk| {
        if let Some(block) = blocks.borrow_mut().last_mut() {
            block.words.push_str(chunk.as_str());
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(begin)
        .append_element_content_handler(add);
    rewrite_str(html, settings)?;
    let mut blocks = blocks.into_inner();
    for block in &mut blocks {
        block.words = plain(&block.words);
    }
    Ok(blocks)
}

/// The text that stands for itself, with one space between words.
fn plain(html: &str) -> String {
    let text = html_escape::decode_html_entities(html);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As many of the first sentences as there is room for; of a sentence that is longer,
/// the words that there is room for.
fn promise(paragraph: &str) -> String {
    let fits = |text: &str| text.chars().count() <= PROMISE_MAX;
    let ends =
        paragraph.match_indices(['.', '?', '!', ':']).filter_map(|(at, end)| {
            let (before, after) = paragraph.split_at(at + end.len());
            let is_end = after.is_empty() || after.starts_with(' ') && end != ":";
            is_end.then_some(before)
        });
    if let Some(sentences) = ends.take_while(|text| fits(text)).last() {
        return sentences.to_owned();
    }
    let mut words = String::new();
    for word in paragraph.split(' ') {
        if !fits(&format!("{words} {word} …")) {
            return format!("{words} …");
        }
        words += if words.is_empty() { "" } else { " " };
        words += word;
    }
    words
}

/// The items of the list below the words that announce it.
fn teaches(blocks: &[Block]) -> Vec<String> {
    let announced = blocks.iter().position(|block| block.words == TEACHES);
    let rest = announced.map_or(&[][..], |at| &blocks[at + 1..]);
    let mut items = rest.iter();
    if items.next().is_none_or(|block| block.tag != "ul") {
        return Vec::new();
    }
    items
        .take_while(|block| block.tag == "li")
        .map(|block| block.words.trim_end_matches([';', '.', ',']).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_promises_and_teaches() {
        let html = "<h1 class=\"menu-title\">A book</h1><main><h1 id=\"clocks\">
            <a class=\"header\" href=\"#clocks\">Clocks &amp; time</a></h1><p>No two
            machines <em>agree</em>. That&#39;s all.</p>
            <p><strong>After this page you can</strong></p><ul><li>say “when”;</li>
            <li>order <a href=\"a.html\">two</a> events.</li></ul><p>Not this.</p>
            <ul><li>Nor this.</li></ul></main>";
        let page = Page::parse("clocks.html", html.to_owned()).expect("it is one");
        assert_eq!(page.title, "Clocks & time");
        assert_eq!(page.promise, "No two machines agree. That's all.");
        assert_eq!(page.teaches, ["say “when”", "order two events"]);
    }

    #[test]
    fn a_promise_has_whole_sentences_if_there_is_room_for_one() {
        let sentence = format!("It costs 1.5 ms{}.", " and more".repeat(15));
        let two = format!("{sentence} {sentence}");
        assert_eq!(promise(&two), sentence);
        let long = promise(&"word ".repeat(60));
        assert!(long.ends_with("word …") && long.len() <= 202, "{long}");
        assert_eq!(promise("No end"), "No end");
    }

    #[test]
    fn the_index_is_where_the_book_is() {
        let place = |path| {
            let page = Page::parse(path, String::new()).expect("it is one");
            page.place().to_owned()
        };
        assert_eq!(place("index.html"), "");
        assert_eq!(place("a/index.html"), "a/index.html");
    }
}
