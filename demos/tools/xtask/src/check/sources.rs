//! The text of the project, as the checks read it.

use anyhow::Context;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, fs};

/// The source files by their path from the root, with `/` between folders.
#[derive(Debug, Default)]
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// All Rust in `demos/`, all Markdown in `src/`, and what the book says of
    /// itself.
    pub fn read(root: &Path) -> anyhow::Result<Sources> {
        let mut sources = Sources::default();
        for path in ["README.md", "book.toml"] {
            let text = fs::read_to_string(root.join(path));
            let text = text.with_context(|| format!("cannot read {path}"))?;
            sources.0.insert(path.to_owned(), text);
        }
        sources.read_folder(root, "demos", "rs")?;
        sources.read_folder(root, "src", "md")?;
        Ok(sources)
    }

    /// The files in a folder and the folders in it, path and text.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str())).filter(
            move |(path, _)| {
                path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            },
        )
    }

    /// The text of a file, if there is one.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The guides that have demos, by name.
    pub fn guides(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|path| {
            path.strip_prefix("demos/guides/")?.strip_suffix("/src/lib.rs")
        })
    }

    fn read_folder(
        &mut self,
        root: &Path,
        folder: &str,
        ends: &str,
    ) -> anyhow::Result<()> {
        let entries = fs::read_dir(root.join(folder));
        for entry in entries.with_context(|| format!("cannot read {folder}"))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.read_folder(root, &path, ends)?;
            } else if Path::new(&path).extension().is_some_and(|e| e == ends) {
                let text = fs::read_to_string(entry.path());
                let text = text.with_context(|| format!("cannot read {path}"))?;
                self.0.insert(path, text);
            }
        }
        Ok(())
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Sources {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(files: I) -> Sources {
        let own = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        Sources(files.into_iter().map(own).collect())
    }
}

/// What is wrong in a place, and what would be right.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, from the root.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// A sentence.
    pub says: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: error: {}", self.path, self.line, self.says)
    }
}
