//! Links within the book: mdBook lets those to nowhere pass.

use crate::directive::Word;
use crate::files::{Files, resolve};
use crate::outline::Link;
use crate::problem::{Problem, suggest};
use crate::settings::{Scope, settings, words_of_query};
use stage::DemoEntry;
use stage::scenario::OWN;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What links to a chapter can lead to.
pub struct Page {
    /// Headings, and all else with an address.
    pub ids: BTreeSet<String>,
    /// Figures by their address, each with its demo.
    pub figures: BTreeMap<String, &'static DemoEntry>,
}

/// The chapters by path.
pub type Pages = BTreeMap<String, Page>;

/// Checks a link in the chapter at `from`, whose text is `text`.
pub fn check(
    link: &Link,
    (from, text): (&str, &str),
    pages: &Pages,
    files: &dyn Files,
) -> Vec<Problem> {
    let (target, fragment) = match link.to.split_once('#') {
        Some((target, fragment)) => (target, Some(fragment)),
        None => (link.to.as_str(), None),
    };
    let span = place(link, text);
    if is_elsewhere(&link.to) {
        return Vec::new();
    }
    let path = match target.is_empty() {
        true => from.to_owned(),
        false => resolve(from, target),
    };
    match (pages.get(&path), fragment) {
        (Some(page), Some(fragment)) => within(page, fragment, &path, span),
        (Some(_), None) => Vec::new(),
        (None, _) if path.ends_with(".md") => vec![no_chapter(&path, pages, span)],
        (None, _) if path.ends_with(".html") || files.has(&path) => Vec::new(),
        (None, _) => {
            let what = format!("there is no file {path}");
            let help = "a link is relative to the chapter that it stands in";
            vec![Problem::new(span, what, help)]
        }
    }
}

/// Whether a link leads out of the book, or is written in a way that only a
/// browser can read.
fn is_elsewhere(to: &str) -> bool {
    let scheme = to.split(['/', '#', '?']).next().unwrap_or("");
    scheme.contains(':') || to.starts_with('/') || to.contains('%') || to.is_empty()
}

/// Where in the link its target is written.
fn place(link: &Link, text: &str) -> Range<usize> {
    match text[link.span.clone()].rfind(&link.to) {
        Some(at) => {
            let start = link.span.start + at;
            start..start + link.to.len()
        }
        None => link.span.clone(),
    }
}

fn no_chapter(path: &str, pages: &Pages, span: Range<usize>) -> Problem {
    let known: Vec<_> = pages.keys().map(String::as_str).collect();
    Problem::new(span, format!("there is no chapter {path}"), suggest(path, &known))
}

/// Checks what is behind the `#` of a link: an address in the page, with
/// settings where it is a figure's.
fn within(
    page: &Page,
    fragment: &str,
    path: &str,
    span: Range<usize>,
) -> Vec<Problem> {
    let (id, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    if let Some(demo) = page.figures.get(id) {
        return of_figure(demo, &words_of_query(query, span.end - query.len()));
    }
    if page.ids.contains(fragment) || fragment.is_empty() {
        return Vec::new();
    }
    let figures = page.figures.keys().map(String::as_str);
    let known: Vec<_> =
        page.ids.iter().map(String::as_str).chain(figures).collect();
    let what = format!("{path} has no heading or figure `{id}`");
    vec![Problem::new(span, what, suggest(id, &known))]
}

/// Checks what a link sets of a figure.
fn of_figure(demo: &DemoEntry, set: &[Word<'_>]) -> Vec<Problem> {
    let mut problems =
        settings(set, demo.knobs, Scope::Shared).err().unwrap_or_default();
    let mut known: Vec<_> = (demo.scenarios)().iter().map(|s| s.name).collect();
    known.push(OWN);
    for word in set {
        let named = word.text.strip_prefix("scenario=");
        if let Some(name) = named.filter(|name| !known.contains(name)) {
            let what = format!("there is no scenario `{name}`");
            let help = suggest(name, &known);
            problems.push(Problem::new(word.span.clone(), what, help));
        }
    }
    problems
}
