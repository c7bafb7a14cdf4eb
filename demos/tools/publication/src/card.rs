//! The picture that is shown with a link to a page: its title, its promise, and its
//! first figure as it stands before anybody plays.
//!
//! Here it is a page of 1200 × 630 pixels, at the place of its picture and with another
//! ending. `cargo xtask build` has Chromium take the picture and removes the page.

use crate::book::Book;
use crate::page::Page;
use anyhow::Context;
use html_escape::encode_text;
use std::fs;
use std::path::Path;

/// Where cards are, from the root of the book.
const FOLDER: &str = "cards";

/// The picture for a page, from the root of the book. One without a figure has that of
/// the book.
pub fn picture_of(page: &Page) -> String {
    let name = if page.figure().is_some() { page.name() } else { "index" };
    format!("{FOLDER}/{name}.png")
}

/// Writes a page to take a picture of for every page with a figure.
pub fn write(folder: &Path, book: &Book) -> anyhow::Result<()> {
    for page in &book.pages {
        let Some(figure) = page.figure() else { continue };
        let file = folder.join(picture_of(page)).with_extension("html");
        fs::create_dir_all(file.parent().context("it is in a folder")?)?;
        fs::write(file, card(book, page, figure))?;
    }
    Ok(())
}

fn card(book: &Book, page: &Page, figure: &str) -> String {
    let root = "../".repeat(1 + page.path.matches('/').count());
    let sheets: Vec<_> = style_sheets(&page.html).collect();
    format!(
        "<!DOCTYPE html>\n<html class=\"light\">\n<head>\n<meta charset=\"UTF-8\">\n\
         <base href=\"{root}\">\n{}\n<style>{}</style>\n</head>\n\
         <body><div class=\"content\"><header><p class=\"book\">{}</p><h1>{}</h1>\
         <p class=\"promise\">{}</p></header>\n{figure}</div></body>\n</html>\n",
        sheets.join("\n"),
        include_str!("card.css"),
        encode_text(&book.title),
        encode_text(&page.title),
        encode_text(sentence(&page.promise)),
    )
}

/// The links to the style sheets of a page.
fn style_sheets(html: &str) -> impl Iterator<Item = &str> {
    let links = html.match_indices("<link rel=\"stylesheet\"");
    links.filter_map(|(at, _)| {
        let link = &html[at..];
        Some(&link[..=link.find('>')?])
    })
}

/// The first sentence of a text.
fn sentence(text: &str) -> &str {
    let end = text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
    let mut end = end.filter(|end| text[*end..].starts_with(' '));
    end.next().map_or(text, |end| &text[..end])
}
