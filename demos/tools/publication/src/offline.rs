//! The book for readers without a network: a service worker, and what pages say to it.
//!
//! Every build is a *version*, a hash of all its files. The worker's file,
//! [`WORKER`], keeps its name, since browsers look there for a new version; it begins
//! with the version and with what there is to keep. The script that a page loads last has
//! the version in its name, and the page names it: so both know which version they are.
//! Under `mdbook serve` no page names one, and nothing is kept.

mod needs;

use crate::{files, minify};
use anyhow::{Context, ensure};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::{fs, str};
use xxhash_rust::xxh64::Xxh64;

/// The worker's file, at the root of the book: it answers for all that is below.
const WORKER: &str = "offline.js";

/// Pages that are never kept: one is as large as all others, one is in a frame that
/// only pages without scripts have.
const LEFT: [&str; 2] = ["print.html", "toc.html"];

const WORKER_SCRIPT: &str = include_str!("../../../../theme/js/offline/worker.js");
const PAGE_SCRIPT: &str = include_str!("../../../../theme/js/offline/page.js");

/// The files of the book by their paths, with `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

/// Lets the finished book in a folder be kept by browsers.
///
/// It must come last: a version is what is published, to the byte.
pub fn write(book: &Path) -> anyhow::Result<()> {
    let mut files = read(book)?;
    let version = version(&files);
    let script = format!("offline-{version}.js");
    for (path, content) in &mut files {
        if path.ends_with(".html") && !LEFT.contains(&path.as_str()) {
            name_script(content, &script).with_context(|| path.clone())?;
            fs::write(book.join(path), content)?;
        }
    }
    let text = minify::script(PAGE_SCRIPT)?;
    fs::write(book.join(&script), &text)?;
    files.insert(script, text.into_bytes());
    let list = list(&files, &version)?;
    let worker = format!("const book={list};\n{}", minify::script(WORKER_SCRIPT)?);
    Ok(fs::write(book.join(WORKER), worker)?)
}

fn read(book: &Path) -> anyhow::Result<Files> {
    let files = files::below(book)?.into_iter().map(|file| {
        let path = file.strip_prefix(book)?.iter();
        let path = path.map(|part| part.to_string_lossy()).collect::<Vec<_>>();
        Ok((path.join("/"), fs::read(&file)?))
    });
    files.collect()
}

/// A hash of all that is published, which is another one if any byte is.
fn version(files: &Files) -> String {
    let mut hash = Xxh64::new(0);
    let scripts = [WORKER_SCRIPT, PAGE_SCRIPT].map(str::as_bytes);
    let contents = files.iter().flat_map(|(path, file)| [path.as_bytes(), file]);
    for part in contents.chain(scripts) {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("{:016x}", hash.digest())
}

/// Says in a page which script it is to load when all else is there.
fn name_script(page: &mut Vec<u8>, script: &str) -> anyhow::Result<()> {
    let html = str::from_utf8(page)?;
    let (before, after) =
        html.split_once("<html ").context("it has no <html …>")?;
    *page = format!("{before}<html data-offline={script} {after}").into_bytes();
    Ok(())
}

/// What there is to keep: the bytes of each file on the wire, and for each page the
/// places in that list of what it needs.
fn list(files: &Files, version: &str) -> anyhow::Result<Value> {
    let pages = needs::by_page(files);
    ensure!(!pages.is_empty(), "the book has no page to keep");
    let index = files.keys().map(String::as_str).filter(|path| is_index(path));
    let needed = pages.iter().flat_map(|(page, needs)| needs.iter().chain([page]));
    let all: BTreeSet<&str> = needed.copied().chain(index).collect();
    let mut bytes = Map::new();
    for path in &all {
        bytes.insert((*path).to_owned(), json!(on_the_wire(&files[*path])?));
    }
    let all: Vec<_> = all.into_iter().collect();
    let place = |path: &&str| all.binary_search(path).expect("it is one of all");
    let pages = pages.iter().map(|(page, needs)| {
        let places: Vec<_> = needs.iter().map(place).collect();
        ((*page).to_owned(), json!(places))
    });
    let pages: Map<_, _> = pages.collect();
    Ok(json!({ "files": bytes, "left": LEFT, "pages": pages, "version": version }))
}

/// Whether a file is the search index: it is as large as ten pages, so that it is kept
/// with the whole book only.
fn is_index(path: &str) -> bool {
    path.starts_with("searchindex")
}

/// How many bytes are loaded of a file: hosts send it by gzip.
fn on_the_wire(content: &[u8]) -> anyhow::Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(content)?;
    Ok(gzip.finish()?.len().min(content.len()))
}

#[cfg(test)]
mod tests;
