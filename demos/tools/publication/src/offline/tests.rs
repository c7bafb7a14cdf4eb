//! A tiny book, made so that browsers can keep it.

use super::*;

const PAGE: &str = "<!DOCTYPE html>\n<html lang=en>\
    <link rel=\"stylesheet\" href=\"css/general-1a.css\">\
    <meta property=og:image content=card.png>\
    <a href=\"clocks.html\">Next</a><a href=\"paper.pdf\">Paper</a>\
    <figure data-wasm=\"generated/clocks_bg-2b.wasm\"></figure>\
    <script src=\"book-3c.js\"></script></html>";

/// What the tiny book is made of.
const FILES: [(&str, &str); 11] = [
    ("index.html", PAGE),
    ("clocks.html", "<html lang=en><script src=\"book-3c.js\"></script>"),
    ("print.html", PAGE),
    ("toc.html", "<html lang=en>"),
    ("css/general-1a.css", "@font-face{src:url(../fonts/a-4d.woff2)}"),
    ("fonts/a-4d.woff2", "font"),
    ("generated/clocks_bg-2b.wasm", "engine"),
    ("book-3c.js", "const later = 'searchindex-5e.js'"),
    ("searchindex-5e.js", "const index = 'card.png'"),
    ("card.png", "picture"),
    ("paper.pdf", "paper"),
];

fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
    let book = tempfile::tempdir().expect("a folder");
    for (path, content) in files {
        let file = book.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file");
    }
    book
}

/// What the worker of such a book knows of it.
fn known(files: &[(&str, &str)]) -> Value {
    let book = book(files);
    write(book.path()).expect("it can be kept");
    let worker = fs::read_to_string(book.path().join(WORKER)).expect("a worker");
    let list =
        worker.strip_prefix("const book=").and_then(|rest| rest.split_once(";\n"));
    serde_json::from_str(list.expect("it begins with the list").0).expect("data")
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn all_is_kept_that_pages_load_and_no_more() {
    let known = known(&FILES);
    let script = format!("offline-{}.js", known["version"].as_str().expect("text"));
    let mut expected = vec![
        "book-3c.js",
        "clocks.html",
        "css/general-1a.css",
        "fonts/a-4d.woff2",
        "generated/clocks_bg-2b.wasm",
        "index.html",
        &script,
        "searchindex-5e.js",
    ];
    expected.sort_unstable();
    assert_eq!(keys(&known["files"]), expected);
    assert_eq!(known["files"]["fonts/a-4d.woff2"], "font".len());
}

#[test]
fn a_page_needs_what_it_loads_and_what_that_loads() {
    let known = known(&FILES);
    let files = keys(&known["files"]);
    let needs = |page: &str| -> Vec<&str> {
        let places = known["pages"][page].as_array().expect("places");
        places
            .iter()
            .map(|at| files[at.as_u64().expect("a place") as usize])
            .collect()
    };
    let script = format!("offline-{}.js", known["version"].as_str().expect("text"));
    assert_eq!(needs("clocks.html"), ["book-3c.js", &script]);
    let all = [
        "book-3c.js",
        "css/general-1a.css",
        "fonts/a-4d.woff2",
        "generated/clocks_bg-2b.wasm",
        &script,
    ];
    assert_eq!(needs("index.html"), all);
    assert_eq!(keys(&known["pages"]), ["clocks.html", "index.html"]);
}

#[test]
fn pages_say_of_which_version_they_are() {
    let book = book(&FILES);
    write(book.path()).expect("it can be kept");
    for page in ["index.html", "clocks.html"] {
        let html = fs::read_to_string(book.path().join(page)).expect("a page");
        let (_, rest) =
            html.split_once("<html data-offline=").expect("it is named");
        let (script, _) = rest.split_once(' ').expect("the tag goes on");
        assert!(book.path().join(script).exists(), "{page} names {script}");
    }
}

#[test]
fn another_byte_is_another_version() {
    let version = |files: &[(&str, &str)]| known(files)["version"].clone();
    assert_eq!(version(&FILES), version(&FILES));
    let mut other = FILES;
    other[6].1 = "Engine";
    assert_ne!(version(&FILES), version(&other));
    // What was at the end of one file is at the start of the next.
    let [one, two] = [("a.html", "<html >b"), ("b.html", "<html >")];
    let moved = [("a.html", "<html >"), ("b.html", "b<html >")];
    assert_ne!(version(&[one, two]), version(&moved));
}

#[test]
fn a_page_that_cannot_say_it_is_refused() {
    let book = book(&[("clocks.html", "<p>No page</p>")]);
    let error = write(book.path()).expect_err("there is no place for it");
    assert_eq!(format!("{error:#}"), "clocks.html: it has no <html …>");
}
