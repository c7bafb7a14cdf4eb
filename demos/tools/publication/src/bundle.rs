//! One file where a page names several: style sheets, mdBook's scripts, its search.
//!
//! Each file is a request of its own, which on a slow network takes longer than what is
//! in the file. The book's own script stays by itself: should mdBook's throw, it runs
//! all the same. Search is nobody's first wish: its scripts wait for the page.

use crate::files;
use anyhow::{Context, ensure};
use lol_html::html_content::{ContentType, Element};
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh64::xxh64;

/// What mdBook's search is made of.
const SEARCH: [&str; 3] = ["elasticlunr-", "mark-", "searcher-"];

/// The script of the book's own.
const OWN: &str = "theme/generated/";

/// What goes into one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Styles,
    Scripts,
    Search,
}

/// A file that a page names.
#[derive(Debug)]
struct Named {
    kind: Kind,
    /// As it is written in the page.
    reference: String,
    /// The medium that a style sheet is for.
    medium: Option<String>,
}

/// Puts the files that each page of a book names together, and takes away those that
/// no page names any more.
pub fn bundle(book: &Path) -> anyhow::Result<()> {
    let mut parts = BTreeSet::new();
    for file in files::below(book)? {
        if file.extension().is_some_and(|ending| ending == "html") {
            bundle_page(book, &file, &mut parts)
                .with_context(|| format!("cannot bundle {}", file.display()))?;
        }
    }
    for part in parts {
        fs::remove_file(part)?;
    }
    Ok(())
}

fn bundle_page(
    book: &Path,
    file: &Path,
    parts: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    ensure!(file.parent() == Some(book), "its links are not from the book's root");
    let html = fs::read_to_string(file)?;
    let mut bundles: BTreeMap<Kind, String> = BTreeMap::new();
    for named in named(&html)? {
        let part = book.join(&named.reference);
        bundles.entry(named.kind).or_default().push_str(&named.read(&part)?);
        parts.insert(part);
    }
    let mut names = BTreeMap::new();
    for (kind, text) in bundles {
        let name = kind.file(xxh64(text.as_bytes(), 0));
        fs::write(book.join(&name), text)?;
        names.insert(kind, name);
    }
    fs::write(file, with_bundles(&html, names)?)?;
    Ok(())
}

impl Kind {
    /// The name of the file for what has this hash.
    fn file(self, hash: u64) -> String {
        match self {
            Kind::Styles => format!("all-{hash:016x}.css"),
            Kind::Scripts => format!("mdbook-{hash:016x}.js"),
            Kind::Search => format!("searcher-{hash:016x}.js"),
        }
    }

    fn of_script(reference: &str) -> Option<Kind> {
        match reference {
            _ if reference.starts_with(OWN) => None,
            _ if SEARCH.iter().any(|start| reference.starts_with(start)) => {
                Some(Kind::Search)
            }
            _ => Some(Kind::Scripts),
        }
    }

    /// The element that names the file.
    fn element(self, name: &str) -> String {
        match self {
            Kind::Styles => format!("<link rel=\"stylesheet\" href=\"{name}\">"),
            Kind::Scripts => format!("<script src=\"{name}\"></script>"),
            Kind::Search => format!("<script defer src=\"{name}\"></script>"),
        }
    }
}

impl Named {
    /// What the file says, so that others may stand before and behind it.
    fn read(&self, part: &Path) -> anyhow::Result<String> {
        let text = fs::read_to_string(part)
            .with_context(|| format!("it names {}", self.reference))?;
        if self.kind != Kind::Styles {
            return Ok(format!("{text}\n;"));
        }
        for url in text.split("url(").skip(1) {
            let url = url.trim_start_matches(['"', '\'']);
            let stays = url.starts_with("data:") || url.starts_with('#');
            ensure!(stays, "{} loads a file, from its own place", self.reference);
        }
        Ok(match &self.medium {
            Some(medium) => format!("@media {medium}{{{text}}}"),
            None => text,
        })
    }
}

/// The style sheets of a page and the scripts of its body, in their order.
fn named(html: &str) -> anyhow::Result<Vec<Named>> {
    let all = RefCell::new(Vec::new());
    let note = |named| all.borrow_mut().push(named);
    let visit = |element: &mut Element, kind| {
        let file = if kind == Kind::Styles { "href" } else { "src" };
        let reference = element.get_attribute(file).unwrap_or_default();
        let medium = element.get_attribute("media");
        note(Named { kind, reference, medium });
        Ok(())
    };
    visit_named(html, visit)?;
    Ok(all.into_inner())
}

/// The page with a bundle in the place of the first file that is in it.
fn with_bundles(
    html: &str,
    names: BTreeMap<Kind, String>,
) -> anyhow::Result<String> {
    let names = RefCell::new(names);
    visit_named(html, |element, kind| {
        if let Some(name) = names.borrow_mut().remove(&kind) {
            element.before(&kind.element(&name), ContentType::Html);
        }
        // mdBook's script switches style sheets by their names, in each theme others.
        match element.get_attribute("id") {
            Some(id) => {
                let stand_in = format!("<template id=\"{id}\"></template>");
                element.replace(&stand_in, ContentType::Html);
            }
            None => element.remove(),
        }
        Ok(())
    })
}

/// Does something with each element that names what goes into a bundle.
fn visit_named(
    html: &str,
    visit: impl Fn(&mut Element, Kind) -> HandlerResult,
) -> anyhow::Result<String> {
    let style = |element: &mut Element| visit(element, Kind::Styles);
    let script = |element: &mut Element| {
        let reference = element.get_attribute("src").unwrap_or_default();
        Kind::of_script(&reference).map_or(Ok(()), |kind| visit(element, kind))
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("link[rel=stylesheet]", style))
        .append_element_content_handler(element!("body script[src]", script));
    Ok(rewrite_str(html, settings)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><link rel=\"stylesheet\" href=\"a.css\">\
        <link rel=\"stylesheet\" href=\"p.css\" media=print>\
        <link rel=\"stylesheet\" id=dark href=\"d.css\"><script src=\"toc.js\"></script>\
        </head><body><p>a</p><script>const a=1;</script>\
        <script src=\"mark-1.min.js\"></script><script src=\"book-1.js\"></script>\
        <script src=\"clip-1.js\"></script>\
        <script src=\"theme/generated/book-1.js\"></script></body>";

    fn write(book: &Path) {
        let files = [
            ("a.css", ".a{}"),
            ("p.css", ".p{}"),
            ("d.css", ""),
            ("mark-1.min.js", "mark()"),
            ("book-1.js", "one()"),
            ("clip-1.js", "two()"),
            ("index.html", PAGE),
        ];
        for (name, text) in files {
            fs::write(book.join(name), text).expect("it can be written");
        }
    }

    #[test]
    fn a_page_names_one_file_of_each_kind() {
        let folder = tempfile::tempdir().expect("there is room");
        write(folder.path());
        bundle(folder.path()).expect("all is there");
        let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
        let [css, js, search] = [
            (Kind::Styles, ".a{}@media print{.p{}}"),
            (Kind::Scripts, "one()\n;two()\n;"),
            (Kind::Search, "mark()\n;"),
        ]
        .map(|(kind, text)| {
            let name = kind.file(xxh64(text.as_bytes(), 0));
            assert_eq!(
                fs::read_to_string(folder.path().join(&name)).unwrap(),
                text
            );
            name
        });
        let expected = format!(
            "<head><link rel=\"stylesheet\" href=\"{css}\"><template id=\"dark\">\
             </template><script src=\"toc.js\"></script></head><body><p>a</p>\
             <script>const a=1;</script><script defer src=\"{search}\"></script>\
             <script src=\"{js}\"></script>\
             <script src=\"theme/generated/book-1.js\"></script></body>"
        );
        assert_eq!(page, expected);
        assert!(!folder.path().join("book-1.js").exists());
    }

    #[test]
    fn a_style_sheet_that_loads_a_file_is_refused() {
        let folder = tempfile::tempdir().expect("there is room");
        write(folder.path());
        let css = "@font-face{src:url('a.woff2')}";
        fs::write(folder.path().join("a.css"), css).unwrap();
        let error = bundle(folder.path()).expect_err("the font would be lost");
        assert!(format!("{error:#}").contains("a.css loads a file"), "{error:#}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = tempfile::tempdir().expect("there is room");
        write(folder.path());
        fs::remove_file(folder.path().join("clip-1.js")).unwrap();
        let error = bundle(folder.path()).expect_err("a file is missing");
        assert!(format!("{error:#}").contains("it names clip-1.js"), "{error:#}");
    }
}
