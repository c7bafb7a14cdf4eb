//! A small book, as mdBook writes one, made a site to publish under a path.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const ADDRESS: &str = "https://example.org/books/small/";

/// A page with what mdBook writes into each that is looked for here.
fn page(title: &str, main: &str) -> String {
    format!(
        "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"UTF-8\">\n\
         <title>{title}</title>\n<meta name=\"description\" content=\"A small book\">\n\
         <link rel=\"stylesheet\" href=\"a.css\">\n\
         <link rel=\"stylesheet\" href=\"b.css\">\n\
         <script>const path_to_root = \"\";</script>\n</head>\n<body>\n\
         <script>let theme;</script>\n<h1 class=\"menu-title\">Small &amp; good</h1>\n\
         <main>{main}</main>\n<div style=\"clear: both\"></div>\n\
         <script src=\"a.js\"></script>\n</body>\n</html>\n"
    )
}

fn book() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    let figure = "<figure class=\"demo\" id=\"f\"><svg></svg></figure>";
    let clocks = "<h1>Clocks</h1><p>No two \"agree\". Why?</p>\
        <p>After this page you can</p><ul><li>tell the time;</li></ul>";
    write(
        "index.html",
        &page("Small", "<h1>Small &amp; good</h1><p>It is one.</p>"),
    );
    write("clocks.html", &page("Clocks - Small", &format!("{clocks}{figure}")));
    write("404.html", &page("Page not found - Small", "<h1>No page</h1>"));
    write(
        "toc.html",
        "<head></head><a href=\"index.html\">1</a><a href=\"clocks.html\">",
    );
    write("a.css", "p { color: red }");
    write("b.css", "/* Nothing. */");
    write("a.js", "// Why.\nf();\n");
    fs::create_dir(folder.path().join("generated")).expect("a folder");
    write("generated/player-1.js", "");
    write("generated/player_bg-1.wasm", "");
    folder
}

fn publication(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_publication");
    Command::new(program).args(arguments).output().expect("it runs")
}

fn published(address: &[&str]) -> TempDir {
    let book = book();
    let folder = book.path().to_str().expect("a path");
    let output = publication(&[&[folder], address].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    book
}

fn read(book: &TempDir, name: &str) -> String {
    fs::read_to_string(book.path().join(name)).expect(name)
}

fn is_there(book: &TempDir, name: &str) -> bool {
    Path::new(&book.path().join(name)).exists()
}

fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part} in:\n{text}");
    }
}

#[test]
fn whole_addresses_have_the_path() {
    let book = published(&[ADDRESS]);
    let clocks = read(&book, "clocks.html");
    assert_has(
        &clocks,
        &[
            "property=og:description content=\"No two &quot;agree&quot;. Why?\"",
            "<meta property=og:title content=Clocks>",
            "<link rel=\"canonical\" href=\"https://example.org/books/small/clocks.html\">",
            "<link rel=\"manifest\" href=\"site.webmanifest\">",
            "content=\"https://example.org/books/small/cards/clocks.png\"",
        ],
    );
    assert_eq!(clocks.matches("name=description").count(), 1);
    let index = read(&book, "index.html");
    assert_has(
        &index,
        &[
            "<link rel=\"canonical\" href=\"https://example.org/books/small/\">",
            "<title>Small &amp; good</title>",
            "\"teaches\":[\"tell the time\"]",
            "cards/index.png",
        ],
    );
    assert_has(&read(&book, "robots.txt"), &["small/sitemap.xml\n"]);
    let sitemap = read(&book, "sitemap.xml");
    assert_eq!(sitemap.matches("<loc>").count(), 2, "{sitemap}");
    assert_has(&sitemap, &["small/</loc>", "small/clocks.html</loc>"]);
    assert_has(&read(&book, "404.html"), &["<meta name=robots content=noindex>"]);
}

#[test]
fn a_card_is_made_of_a_finished_page() {
    let book = published(&[ADDRESS]);
    let folder = book.path().to_str().expect("a path");
    assert!(publication(&["cards", folder]).status.success());
    let card = read(&book, "cards/clocks.html");
    let link = "<link rel=\"stylesheet\" href=\"all-";
    let words = "<h1>Clocks</h1><p class=\"promise\">No two \"agree\".</p>";
    assert_has(
        &card,
        &["<base href=\"../\">", link, words, "<figure", "Small &amp; good"],
    );
    assert!(!is_there(&book, "cards/index.html"), "it has no figure");
}

#[test]
fn without_an_address_nothing_needs_one() {
    let book = published(&[]);
    for name in ["sitemap.xml", "robots.txt", "cards"] {
        assert!(!is_there(&book, name), "{name}");
    }
    for name in ["index.html", "clocks.html"] {
        let page = read(&book, name);
        assert!(!page.contains("canonical") && !page.contains("og:url"), "{page}");
        assert_has(&page, &["name=description", "site.webmanifest"]);
    }
}

#[test]
fn every_page_is_finished() {
    let book = published(&[ADDRESS]);
    for name in ["index.html", "clocks.html", "404.html", "toc.html"] {
        let page = read(&book, name);
        let start = "<head>\n<meta http-equiv=Content-Security-Policy content=\"default-src";
        assert_has(&page, &[start]);
        assert!(!page.contains("style="), "{page}");
    }
    // Two inline scripts have become one.
    assert_eq!(read(&book, "clocks.html").matches("'sha256-").count(), 1);
}

#[test]
fn an_address_that_is_no_folder_is_refused() {
    let book = book();
    let folder = book.path().to_str().expect("a path");
    let output = publication(&[folder, "https://example.org/book"]);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("it ends in `/`"), "{said}");
}
