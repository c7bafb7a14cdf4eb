//! What each page needs to be whole: its styles, scripts and engines, and what those
//! load.

use super::{Files, LEFT, is_index};
use std::collections::{BTreeMap, BTreeSet};

/// Files that name others.
const TEXTS: [&str; 4] = [".html", ".css", ".js", ".webmanifest"];

/// Elements that name files which the page does not load: links, and pictures for
/// whoever shares it.
const NOT_LOADED: [&str; 2] = ["<a ", "<meta "];

/// The files that each page of the book needs. The search index is not one of them.
pub fn by_page(files: &Files) -> BTreeMap<&str, BTreeSet<&str>> {
    let named: BTreeMap<_, _> = files
        .iter()
        .filter(|(path, _)| is_text(path))
        .map(|(path, content)| (path.as_str(), named_in(path, content, files)))
        .collect();
    let pages = files.keys().filter(|path| is_page(path));
    let pages = pages.filter(|path| !LEFT.contains(&path.as_str()));
    pages.map(|page| (page.as_str(), reached(page, &named))).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

fn is_text(path: &str) -> bool {
    TEXTS.iter().any(|ending| path.ends_with(ending)) && !is_index(path)
}

/// The files whose names stand in a text. A name is enough, without its folder: no two
/// files that pages load have the same.
fn named_in<'a>(path: &str, content: &[u8], files: &'a Files) -> BTreeSet<&'a str> {
    let text = String::from_utf8_lossy(content);
    let text = if is_page(path) { without_links(&text) } else { text.into_owned() };
    let can_be_needed = |path: &&str| !is_page(path) && !is_index(path);
    let paths = files.keys().map(String::as_str).filter(can_be_needed);
    paths
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            text.contains(name)
        })
        .collect()
}

/// A page without the tags that name what it does not load.
fn without_links(page: &str) -> String {
    let tags = page.split_inclusive('>');
    let start = |tag: &str| tag.rfind('<').unwrap_or(0);
    let is_loaded = |tag: &&str| {
        NOT_LOADED.iter().all(|element| !tag[start(tag)..].starts_with(element))
    };
    tags.filter(is_loaded).collect()
}

/// All that is named in a page, in what is named there, and so on.
fn reached<'a>(
    page: &str,
    named: &BTreeMap<&str, BTreeSet<&'a str>>,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![page];
    while let Some(path) = open.pop() {
        for next in named.get(path).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(next);
            }
        }
    }
    reached
}
