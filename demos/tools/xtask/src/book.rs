//! `cargo xtask build`: the site in `book/`, or a reason why not.

mod minify;

use crate::command::{cargo, root, run, stage};
use crate::setup;
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Where the site is.
pub fn folder() -> PathBuf {
    root().join("book")
}

/// Sets up what is missing and builds the site.
pub fn build() -> anyhow::Result<()> {
    setup::for_book()?;
    stage("the book", render)
}

/// Builds the site and finishes it. mdBook logs a missing include as an error and goes on to
/// success: whatever it logs as an error or a warning is a failure here.
pub fn render() -> anyhow::Result<()> {
    let mut child = setup::mdbook()?
        .arg("build")
        .env_remove("MDBOOK_LOG") // it could hide what is looked for
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run `mdbook build`")?;
    let log = child.stderr.take().expect("it is piped");
    let complaints = watch(log, |line| eprintln!("{line}"))?;
    let status = child.wait()?;
    match (status.success(), complaints) {
        (true, 0) => finish(&folder()),
        (true, 1) => bail!("`mdbook build` logged the error or warning above"),
        (true, several) => {
            bail!("`mdbook build` logged the {several} errors or warnings above")
        }
        (false, _) => bail!("`mdbook build` failed ({status})"),
    }
}

/// What mdBook has no place for: its search index is of use, its pages are small.
fn finish(book: &Path) -> anyhow::Result<()> {
    let search = ["run", "--quiet", "--package", "mdbook-demos", "--", "search"];
    run(cargo(&search).arg(book))?;
    minify::minify(book)
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
        assert!(is_complaint("[2026-11-23T07:15:55Z WARN  mdbook_mermaid] odd"));
        assert!(!is_complaint("[2026-11-23T07:15:55Z INFO  mdbook_mermaid] well"));
        assert!(!is_complaint("The WARN level"));
    }
}
