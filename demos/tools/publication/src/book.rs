//! The built book: what it is called, and its pages in the order of its contents.

use crate::page::Page;
use anyhow::Context;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::fs;
use std::path::Path;

/// The built book.
pub struct Book {
    /// What it is called.
    pub title: String,
    /// What `book.toml` says of it.
    pub description: String,
    /// The language that it is in, as in `<html lang>`.
    pub language: String,
    /// The pages that its contents lead to, the index first.
    pub pages: Vec<Page>,
}

impl Book {
    /// Reads the book that mdBook has written into a folder.
    pub fn read(folder: &Path) -> anyhow::Result<Book> {
        let contents = fs::read_to_string(folder.join("toc.html"))
            .context("the book has no toc.html")?;
        let mut paths = vec!["index.html".to_owned()];
        for link in links(&contents)? {
            if !paths.contains(&link) {
                paths.push(link);
            }
        }
        let pages = paths.iter().map(|path| Page::read(folder, path));
        let pages = pages.collect::<anyhow::Result<Vec<_>>>()?;
        let [title, description, language] = about(&pages[0].html)?;
        Ok(Book { title, description, language, pages })
    }

    /// The page that a file is, if the contents lead to it.
    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.path == path)
    }
}

/// Where the links of the contents lead.
fn links(contents: &str) -> anyhow::Result<Vec<String>> {
    let mut links = Vec::new();
    let link = element!("a[href]", |a| {
        links.extend(a.get_attribute("href"));
        Ok(())
    });
    rewrite_str(
        contents,
        RewriteStrSettings::new().append_element_content_handler(link),
    )?;
    Ok(links)
}

/// What every page says of the book: its title, description and language.
fn about(html: &str) -> anyhow::Result<[String; 3]> {
    let (mut title, mut description, mut language) = Default::default();
    let name = text!(".menu-title", |chunk| {
        String::push_str(&mut title, chunk.as_str());
        Ok(())
    });
    let meta = element!("meta[name=description]", |meta| {
        description = meta.get_attribute("content").unwrap_or_default();
        Ok(())
    });
    let root = element!("html", |root| {
        language = root.get_attribute("lang").unwrap_or_default();
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(name)
        .append_element_content_handler(meta)
        .append_element_content_handler(root);
    rewrite_str(html, settings)?;
    let plain =
        |text: String| html_escape::decode_html_entities(&text).into_owned();
    Ok([title, description, language].map(plain))
}
