//! Reads, prints, exits; see the library for what happens in between.

use anyhow::{Context, Result};
use mdbook_demos::book;
use mdbook_demos::chapter::{self, Chapter, Pieces};
use mdbook_demos::files::Disk;
use mdbook_demos::guides::{GUIDES, PLAYER};
use mdbook_demos::memory::{self, Memory};
use mdbook_demos::problem::{Faulty, Ink, report};
use mdbook_demos::theme::Theme;
use mdbook_demos::{command, engine};
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::parse_input;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] if !io::stdin().is_terminal() => match preprocess() {
            Ok(code) => code,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
        ["supports", renderer] => ExitCode::from(u8::from(renderer != "html")),
        _ => match command::run(&arguments, GUIDES) {
            Ok(text) => {
                // Whoever reads may have read enough: `trace … | head`.
                let _ = io::stdout().write_all(text.as_bytes());
                ExitCode::SUCCESS
            }
            Err(sentence) => {
                eprintln!("{}", sentence.trim_end());
                ExitCode::from(2)
            }
        },
    }
}

/// Takes a book from stdin and gives it back on stdout, which is mdBook's alone.
fn preprocess() -> Result<ExitCode> {
    let (context, mut book) = parse_input(io::stdin().lock())?;
    let root = context.root.clone();
    let chapters = chapters(&context, &book);
    let pieces = match read(&chapters, &root) {
        Ok(pieces) => pieces,
        Err(faulty) => {
            let ink = match io::stderr().is_terminal() {
                true => Ink::Coloured,
                false => Ink::Plain,
            };
            eprint!("{}", report(&faulty, ink));
            return Ok(ExitCode::FAILURE);
        }
    };
    let in_use = book::engines_in_use(&pieces);
    let sources = root.join(&context.config.book.src);
    let theme = Theme::read(&context.config, &root)?;
    let engines = engine::build(&in_use, &root, &sources)?;
    theme.write(&root, &sources, engines.get(&PLAYER))?;
    let written: BTreeMap<_, _> = chapters
        .iter()
        .zip(&pieces)
        .map(|(chapter, pieces)| {
            (&chapter.path, chapter::write(&chapter.text, pieces, &engines))
        })
        .collect();
    let src = &context.config.book.src;
    book.for_each_chapter_mut(|chapter| {
        let path = chapter.source_path.as_deref().map(|path| path_of(src, path));
        if let Some(text) = path.and_then(|path| written.get(&path)) {
            chapter.content.clone_from(text);
        }
    });
    serde_json::to_writer(io::stdout().lock(), &book)
        .context("mdBook does not listen")?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the chapters with the numbers of the build before at hand.
fn read(chapters: &[Chapter], root: &Path) -> Result<Vec<Pieces>, Vec<Faulty>> {
    let place = memory::place();
    let mut memory = place.as_deref().map(Memory::load).unwrap_or_default();
    let files = Disk { root: root.into() };
    let pieces = book::read(chapters, GUIDES, &files, &mut memory);
    if let Some(place) = place {
        memory.save(&place);
    }
    pieces
}

/// The chapters that have a file, in the order of the book.
fn chapters(context: &PreprocessorContext, book: &Book) -> Vec<Chapter> {
    let src = &context.config.book.src;
    let chapter = |item: &BookItem| match item {
        BookItem::Chapter(chapter) => {
            let path = path_of(src, chapter.source_path.as_deref()?);
            Some(Chapter { path, text: chapter.content.clone() })
        }
        BookItem::Separator | BookItem::PartTitle(_) => None,
    };
    book.iter().filter_map(chapter).collect()
}

/// A chapter's path from the book's folder, with `/` between its parts.
fn path_of(src: &Path, chapter: &Path) -> String {
    let path = src.join(chapter);
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
