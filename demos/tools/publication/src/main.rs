//! `publication BOOK`: makes of the site that mdBook has written one to publish.
//!
//! One file for each thing that mdBook has no place for. Each changes the files of the
//! built book where they are; the order is that of [`finish`].

mod bundle;
mod files;
mod minify;
mod offline;
mod preload;

use anyhow::bail;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [book] => finish(Path::new(book)),
        _ => bail!("it is `publication BOOK`, with the folder of the built book"),
    }
}

/// Finishes the site in a folder.
fn finish(book: &Path) -> anyhow::Result<()> {
    minify::minify(book)?;
    bundle::bundle(book)?;
    preload::preload(book)?;
    offline::write(book) // last, as it hashes what is published
}
