//! `cargo xtask build`: the site in `book/`, or a reason why not.

mod address;
mod cards;

pub use address::Address;

use crate::command::{root, run, stage};
use crate::engine;
use crate::member::{self, Build};
use crate::setup;
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What makes of mdBook's site one to publish.
const PUBLICATION: &str = "publication";

/// Where the site is.
pub fn folder() -> PathBuf {
    root().join("book")
}

/// Sets up what is missing and builds the site; with cards, if it is to be published.
pub fn build() -> anyhow::Result<()> {
    let address = Address::given()?;
    setup::for_book()?;
    stage("the book", || render(address.as_ref()))?;
    if address.is_some() {
        setup::for_pictures()?;
        draw_cards(Build::Current)?;
    }
    Ok(())
}

/// Draws the cards of a site that has an address, by this build of what makes it.
pub fn draw_cards(build: Build) -> anyhow::Result<()> {
    stage("its cards", || {
        run(build.command(PUBLICATION).arg("cards").arg(folder()))?;
        cards::take_all(&folder())
    })
}

/// Builds the site for an address and finishes it. mdBook logs a missing include as an
/// error and goes on to success: whatever it logs as an error or a warning is a failure
/// here.
pub fn render(address: Option<&Address>) -> anyhow::Result<()> {
    render_by(Build::Current, address)
}

/// The same by this build of what makes it.
pub fn render_by(build: Build, address: Option<&Address>) -> anyhow::Result<()> {
    let mut mdbook = setup::mdbook()?;
    if let Some(address) = address {
        mdbook.env("MDBOOK_OUTPUT__HTML__SITE_URL", address.path());
    }
    if build == Build::AsTested {
        let quoted = format!("'{}'", member::file(engine::PROGRAM).display());
        mdbook.env("MDBOOK_PREPROCESSOR__DEMOS__COMMAND", quoted);
    }
    let mut child = mdbook
        .arg("build")
        .env_remove("MDBOOK_LOG") // it could hide what is looked for
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run `mdbook build`")?;
    let log = child.stderr.take().expect("it is piped");
    let complaints = watch(log, |line| eprintln!("{line}"))?;
    let status = child.wait()?;
    match (status.success(), complaints) {
        (true, 0) => finish(&folder(), build, address),
        (true, 1) => bail!("`mdbook build` logged the error or warning above"),
        (true, several) => {
            bail!("`mdbook build` logged the {several} errors or warnings above")
        }
        (false, _) => bail!("`mdbook build` failed ({status})"),
    }
}

/// What mdBook has no place for: a search index that is of use, and what `publication`
/// does.
fn finish(
    book: &Path,
    build: Build,
    address: Option<&Address>,
) -> anyhow::Result<()> {
    run(build.command(engine::PROGRAM).arg("search").arg(book))?;
    let address = address.map(Address::as_str);
    run(build.command(PUBLICATION).arg(book).args(address))
}

/// Passes on each line of the log as it comes, and counts the complaints.
fn watch(log: impl Read, mut show: impl FnMut(&str)) -> anyhow::Result<usize> {
    let mut complaints = 0;
    for line in BufReader::new(log).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        complaints += usize::from(is_complaint(&line));
        show(&line);
    }
    Ok(complaints)
}

/// Whether a line of the log is an error or a warning of mdBook
/// (` WARN text`) or of a preprocessor with a logger (`[time WARN name] text`).
fn is_complaint(line: &str) -> bool {
    let words = line.split(|c: char| c.is_whitespace() || "[]".contains(c));
    let mut first = words.filter(|word| !word.is_empty()).take(2);
    let is_level = |word: &str| matches!(word, "ERROR" | "WARN");
    match first.next() {
        Some(word) if is_level(word) => true,
        Some(word) if word.starts_with(|c: char| c.is_ascii_digit()) => {
            first.next().is_some_and(is_level)
        }
        Some(_) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_warnings_are_found_and_all_is_passed_on() {
        let log = " INFO Book building has started\n\
            ERROR Error updating \"{{#include nope.rs}}\"\n \
            WARN Caused By: No such file or directory\n   \
            Compiling partitioning v0.0.0\n\
            warning: unused variable: `ERROR`\n \
            INFO HTML book written\n";
        let mut shown = String::new();
        let complaints = watch(log.as_bytes(), |line| {
            shown += line;
            shown += "\n";
        });
        assert_eq!(complaints.unwrap(), 2);
        assert_eq!(shown, log);
    }

    #[test]
    fn a_preprocessor_may_put_the_time_first() {
        assert!(is_complaint("[2026-11-23T07:15:55Z WARN  mdbook_demos] odd"));
        assert!(!is_complaint("[2026-11-23T07:15:55Z INFO  mdbook_demos] well"));
        assert!(!is_complaint("The WARN level"));
    }
}
