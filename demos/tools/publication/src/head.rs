//! What the head of a page tells those who list it, link to it or show a link: a
//! description of its own, its address, a card, and what the book is made of.
//!
//! mdBook describes every page as the book. A description of a page is what it
//! promises. Links of the page's own are relative; those in the tags here must not be,
//! so that without an address there are none.

use crate::book::Book;
use crate::card;
use crate::page::Page;
use html_escape::encode_double_quoted_attribute as quoted;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use serde_json::{Value, json};

/// What readers may do with the text.
const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// A page that says what it is. `path` is its file from the root of the book.
pub fn write(
    book: &Book,
    address: Option<&str>,
    path: &str,
    html: &str,
) -> anyhow::Result<String> {
    let root = "../".repeat(path.matches('/').count());
    let mut tags = match book.page(path) {
        Some(page) => of_page(book, address, page),
        None => unlisted(html),
    };
    tags += &format!("<link rel=\"manifest\" href=\"{root}site.webmanifest\">\n");
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(
            "meta[name=description]",
            |meta| {
                meta.replace(&tags, ContentType::Html);
                Ok(())
            }
        ))
        // Browsers would load it besides the icon, which is a drawing.
        .append_element_content_handler(element!(
            "link[rel=\"shortcut icon\"]",
            |icon| {
                icon.remove();
                Ok(())
            }
        ))
        .append_element_content_handler(element!("title", |title| {
            if book.page(path).is_some_and(|page| page.title == book.title) {
                title.set_inner_content(&book.title, ContentType::Text);
            }
            Ok(())
        }));
    Ok(rewrite_str(html, settings)?)
}

/// mdBook's own pages are there for who has come to the book.
fn unlisted(html: &str) -> String {
    let is_said = html.contains("content=\"noindex\"");
    let tag = "<meta name=\"robots\" content=\"noindex\">\n";
    if is_said { String::new() } else { tag.to_owned() }
}

/// One tag says two names where both mean the same.
fn of_page(book: &Book, address: Option<&str>, page: &Page) -> String {
    let Page { title, promise, .. } = page;
    let title = quoted(title);
    let promise =
        quoted(if promise.is_empty() { &book.description } else { promise });
    let mut tags = format!(
        "<meta name=\"description\" property=\"og:description\" content=\"{promise}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n"
    );
    let Some(address) = address else { return tags };
    let url = format!("{address}{}", page.place());
    let image = format!("{address}{}", card::picture_of(page));
    tags += &format!(
        "<link rel=\"canonical\" href=\"{url}\">\n\
         <meta property=\"og:url\" content=\"{url}\">\n\
         <meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:image\" content=\"{image}\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n"
    );
    if page.path == "index.html" {
        let data = data(book, address).to_string().replace('<', "\\u003c");
        tags += &format!("<script type=\"application/ld+json\">{data}</script>\n");
    }
    tags
}

/// The book and its chapters, in the terms of schema.org. All of it is on the index:
/// the pages that it names would only say a part of it again.
fn data(book: &Book, address: &str) -> Value {
    let chapters = book.pages.iter().filter(|page| page.path != "index.html");
    let chapters = chapters.enumerate().map(|(index, page)| {
        let url = format!("{address}{}", page.place());
        let mut chapter = json!({
            "@type": ["Chapter", "LearningResource"],
            "@id": url,
            "url": url,
            "name": page.title,
            "description": page.promise,
            "position": index + 1,
            "isPartOf": { "@id": address },
        });
        if !page.teaches.is_empty() {
            chapter["teaches"] = json!(page.teaches);
        }
        chapter
    });
    json!({
        "@context": "https://schema.org",
        "@type": "Book",
        "@id": address,
        "url": address,
        "name": book.title,
        "description": book.description,
        "inLanguage": book.language,
        "license": LICENCE,
        "isAccessibleForFree": true,
        "image": format!("{address}{}", card::picture_of(&book.pages[0])),
        "hasPart": chapters.collect::<Vec<_>>(),
    })
}
