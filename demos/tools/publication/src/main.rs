//! `publication BOOK [ADDRESS]`: makes of the site that mdBook has written one to
//! publish. `publication cards BOOK` then writes what the pictures of its cards are taken
//! of.
//!
//! One file for each thing that mdBook has no place for. Each changes the files of the
//! built book where they are; [`finish`] says in which order.

mod book;
mod bundle;
mod card;
mod files;
mod head;
mod minify;
mod offline;
mod overridden;
mod page;
mod policy;
mod site;

use anyhow::{Context, bail};
use book::Book;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["cards", book] => Book::read(Path::new(book))
            .and_then(|read| card::write(Path::new(book), &read)),
        [book] => finish(Path::new(book), None),
        [book, address] => finish(Path::new(book), Some(address)),
        _ => Err(anyhow::anyhow!(
            "it is `publication BOOK [ADDRESS]`, with the folder of the built book, and \
             where it will be, as in https://example.org/book/; or \
             `publication cards BOOK`"
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Finishes the site in a folder. The address ends in `/`; a site for this machine alone
/// has none.
fn finish(folder: &Path, address: Option<&str>) -> anyhow::Result<()> {
    if address.is_some_and(|address| !address.ends_with('/')) {
        bail!("the address of a book is that of a folder: it ends in `/`");
    }
    let book = Book::read(folder)?;
    write_heads(folder, &book, address)?;
    site::write(folder, &book, address)?;
    files::change(folder, "html", |page| {
        policy::with_scripts_together(&policy::without_styles(page)?)
    })?;
    minify::minify(folder)?;
    overridden::leave_out(folder)?;
    files::change(folder, "js", policy::without_styling)?;
    bundle::bundle(folder)?;
    files::change(folder, "html", policy::write)?;
    offline::write(folder) // last, as it hashes what is published
}

fn write_heads(
    folder: &Path,
    book: &Book,
    address: Option<&str>,
) -> anyhow::Result<()> {
    for file in files::below(folder)? {
        let path = file.strip_prefix(folder)?.iter();
        let path: Vec<_> = path.map(|part| part.to_string_lossy()).collect();
        let path = path.join("/");
        if path.ends_with(".html") {
            let page = fs::read_to_string(&file)?;
            let page = head::write(book, address, &path, &page)
                .with_context(|| format!("cannot write the head of {path}"))?;
            fs::write(&file, page)?;
        }
    }
    Ok(())
}
