//! The built book on disk: its pages and the figures in them.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Pages that no reader comes to by the contents: mdBook's own.
const NO_CHAPTERS: [&str; 3] = ["print.html", "toc.html", "404.html"];

/// The built book.
#[derive(Clone, Debug)]
pub struct Book {
    /// Where it is.
    pub folder: PathBuf,
    /// Its pages, in the order of their names.
    pub pages: Vec<Page>,
}

/// A page of the book.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file below the book's folder, with `/` between the parts.
    pub path: String,
    /// Its figures, from top to bottom.
    pub figures: Vec<Figure>,
    /// How many diagrams it has.
    pub diagrams: usize,
    /// How many quizzes it has.
    pub quizzes: usize,
}

/// A figure of a page, as the preprocessor wrote it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its id, unlike any other in the book.
    pub id: String,
    /// The guide whose engine it needs.
    pub guide: String,
    /// The demo it shows.
    pub demo: String,
}

impl Book {
    /// Reads the book that `BOOK_DIR` names, or `book/` at the root.
    pub fn read() -> anyhow::Result<Book> {
        let folder = match env::var_os("BOOK_DIR") {
            Some(folder) => root().join(folder),
            None => root().join("book"),
        };
        let mut files = Vec::new();
        html_files(&folder, &mut files).with_context(|| {
            format!(
                "no book in {}: `cargo xtask build` makes one",
                folder.display()
            )
        })?;
        files.sort();
        let pages = files.iter().map(|file| Page::read(&folder, file));
        let pages: Vec<_> = pages.collect::<anyhow::Result<_>>()?;
        let book = Book { folder, pages };
        if book.with_figures().next().is_none() {
            bail!("no page in {} has a figure", book.folder.display());
        }
        Ok(book)
    }

    /// The pages that have figures.
    pub fn with_figures(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|page| !page.figures.is_empty())
    }
}

impl Page {
    fn read(folder: &Path, file: &Path) -> anyhow::Result<Page> {
        let html = fs::read_to_string(file)?;
        let parts = file.strip_prefix(folder)?.iter();
        let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
        Ok(Page {
            path: parts.join("/"),
            figures: figures(&html),
            diagrams: html.matches("<div class=diagram>").count()
                + html.matches("<div class=\"diagram ").count(),
            quizzes: html.matches("<div class=quiz").count(),
        })
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    let manifest = env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&manifest).ancestors().nth(3);
    root.expect("this crate is three folders below the root").to_owned()
}

fn html_files(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            html_files(&path, files)?;
        } else if name.ends_with(".html") && !NO_CHAPTERS.contains(&&*name) {
            files.push(path);
        }
    }
    Ok(())
}

fn figures(html: &str) -> Vec<Figure> {
    let tags =
        html.split("<figure ").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter_map(|tag| {
        let attribute = |name: &str| {
            let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
            Some(tag[start..].split('"').next()?.to_owned())
        };
        (attribute("class")? == "demo").then_some(())?;
        let (guide, demo) = (attribute("data-guide")?, attribute("data-demo")?);
        Some(Figure { id: attribute("id")?, guide, demo })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_in_the_markup() {
        let html = r#"<figure class="photo" id="x"></figure><figure class="demo"
            id="hash-ring-2" data-guide="partitioning" data-demo="hash-ring"
            data-start="v=1&amp;seed=2"><div class="demo-body"></div></figure>"#;
        let found = figures(html);
        assert_eq!(found.len(), 1);
        let Figure { id, guide, demo } = &found[0];
        assert_eq!([id, guide, demo], ["hash-ring-2", "partitioning", "hash-ring"]);
    }
}
