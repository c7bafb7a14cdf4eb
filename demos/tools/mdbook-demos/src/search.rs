//! `search BOOK`: leaves out of the built search index what figures and quizzes have
//! for use and not for reading.
//!
//! mdBook indexes every word of a page. Of a figure that is the menu of speeds, the
//! buttons and the labels of two pictures, which are the same in all figures or mean
//! nothing by themselves. What stays is the title, what to watch for, the insight and
//! what the demo models.

mod html;

use anyhow::{Context, Result, bail};
use elasticlunr::{Index, IndexBuilder};
use html::{Fragment, fragments};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The fields of mdBook's index.
const FIELDS: [&str; 3] = ["title", "body", "breadcrumbs"];

/// What stands around the index in its file, which is a script.
const START: &str = "window.search = Object.assign(window.search, JSON.parse('";
const END: &str = "'));";

/// The longest word that mdBook indexes, in bytes.
const LONGEST_WORD: usize = 80;

/// Makes the index of the book in this folder anew. The pages must be as mdBook wrote
/// them.
pub fn leave_out(book: &Path) -> Result<()> {
    let file = index_file(book)?;
    let script = fs::read_to_string(&file)?;
    let mut data = read(&script)
        .with_context(|| format!("{} is no search index", file.display()))?;
    let urls: Vec<String> = serde_json::from_value(data["doc_urls"].clone())?;
    let mut docs = Docs::read(&data["index"]["documentStore"]["docs"], urls)?;
    for page in docs.pages() {
        let path = book.join(&page);
        let html = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        for fragment in fragments(&html) {
            docs.shorten(&page, &fragment)?;
        }
    }
    data["index"] = serde_json::to_value(docs.index())?;
    fs::write(&file, write(&data)?)?;
    Ok(())
}

fn index_file(book: &Path) -> Result<PathBuf> {
    for file in fs::read_dir(book)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("searchindex") && name.ends_with(".js") {
            return Ok(path);
        }
    }
    bail!("{} has no search index", book.display())
}

fn read(script: &str) -> Result<Value> {
    let json = script.strip_prefix(START).and_then(|rest| rest.strip_suffix(END));
    let json = json.context("it is another script than mdBook's")?;
    Ok(serde_json::from_str(&json.replace("\\'", "'").replace("\\\\", "\\"))?)
}

fn write(data: &Value) -> Result<String> {
    let json = serde_json::to_string(data)?;
    let json = json.replace('\\', "\\\\").replace('\'', "\\'");
    Ok(format!("{START}{json}{END}"))
}

/// What is indexed: the sections of the book, in the order of their numbers.
struct Docs {
    sections: Vec<Section>,
}

struct Section {
    url: String,
    title: String,
    body: Vec<String>,
    breadcrumbs: String,
}

impl Docs {
    fn read(docs: &Value, urls: Vec<String>) -> Result<Docs> {
        let sections = urls.into_iter().enumerate().map(|(number, url)| {
            let doc = docs[number.to_string()].as_object();
            let doc = doc.with_context(|| format!("it has no section {number}"))?;
            let [title, body, breadcrumbs] = FIELDS.map(|field| text(doc, field));
            let body = words(&body);
            Ok(Section { url, title, body, breadcrumbs })
        });
        Ok(Docs { sections: sections.collect::<Result<_>>()? })
    }

    /// The files of its pages.
    fn pages(&self) -> Vec<String> {
        let pages = self.sections.iter().map(|section| section.page().to_owned());
        let mut pages: Vec<_> = pages.collect();
        pages.sort();
        pages.dedup();
        pages
    }

    /// Puts what is to be found of a fragment in the place of all that is in it.
    fn shorten(&mut self, page: &str, fragment: &Fragment) -> Result<()> {
        let Fragment { all, kept } = fragment;
        for section in self.sections.iter_mut().filter(|s| s.page() == page) {
            let mut places = section.body.windows(all.len());
            if let Some(start) = places.position(|words| words == all) {
                section.body.splice(start..start + all.len(), kept.iter().cloned());
                return Ok(());
            }
        }
        let start: Vec<_> = all.iter().take(12).cloned().collect();
        bail!("{page} is not indexed as it is written, at “{} …”", start.join(" "))
    }

    /// The index, made as mdBook makes it.
    fn index(&self) -> Index {
        let builder = FIELDS.iter().fold(IndexBuilder::new(), |builder, field| {
            builder.add_field_with_tokenizer(field, Box::new(tokens))
        });
        let mut index = builder.build();
        for (number, section) in self.sections.iter().enumerate() {
            let body = section.body.join(" ");
            let fields = [&section.title, &body, &section.breadcrumbs];
            index.add_doc(&number.to_string(), fields);
        }
        index
    }
}

impl Section {
    fn page(&self) -> &str {
        self.url.split('#').next().unwrap_or(&self.url)
    }
}

fn text(doc: &Map<String, Value>, field: &str) -> String {
    doc.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The words of a text, as mdBook takes them apart.
fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    let words = words.filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.filter(|word| word.len() <= LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of one section, as mdBook writes it.
    fn index(body: &str) -> String {
        let docs = Docs {
            sections: vec![Section {
                url: "clocks.html#drift".into(),
                title: "Drift".into(),
                body: words(body),
                breadcrumbs: "Clocks » Drift".into(),
            }],
        };
        let index = serde_json::to_value(docs.index()).expect("it is data");
        let urls = ["clocks.html#drift"];
        let data = serde_json::json!({ "doc_urls": urls, "index": index });
        write(&data).expect("it is data")
    }

    const PAGE: &str = r#"<p>See it's so:</p><figure class="demo" id="drift">
        <p class="demo-title">A clock &amp; its drift</p><button>Log</button>
        <svg><text>12&nbsp;ms</text></svg></figure><p>So it is.</p>"#;

    fn book(index: &str) -> tempfile::TempDir {
        let book = tempfile::tempdir().expect("a folder");
        fs::write(book.path().join("clocks.html"), PAGE).expect("a page");
        fs::write(book.path().join("searchindex-1a.js"), index).expect("an index");
        book
    }

    #[test]
    fn a_figure_is_found_by_its_title_and_not_by_its_buttons() {
        let before = "See it's so: A clock & its drift Log 12\u{a0}ms So it is.";
        let book = book(&index(before));
        leave_out(book.path()).expect("it can be shortened");
        let after = fs::read_to_string(book.path().join("searchindex-1a.js"));
        let expected = index("See it's so: A clock & its drift So it is.");
        assert_eq!(after.expect("an index"), expected);
    }

    #[test]
    fn what_is_not_indexed_as_it_is_written_is_refused() {
        let book = book(&index("Another text"));
        let error = leave_out(book.path()).expect_err("it is not there");
        let sentence = "clocks.html is not indexed as it is written, at \
                        “A clock & its drift Log 12 ms …”";
        assert_eq!(error.to_string(), sentence);
    }
}
