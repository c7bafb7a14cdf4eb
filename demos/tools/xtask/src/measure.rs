//! `cargo xtask measure`: what the book costs its readers, against its budgets.
//!
//! Sizes are worked out from the built book. How steps of a long run go comes from
//! the models' tests, times and the layout shift from the browser tests, if they
//! measure: their tests `measure` write the same rows to the file that `MEASURE_OUT`
//! names.

mod engine;
mod page;
mod row;

use crate::book::{self, Address};
use crate::command::{cargo, root, run, stage};
use crate::setup;
use anyhow::{Context, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use row::{Row, Verdict};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the book, measures it and reports; an error if a size is too large.
pub fn measure() -> anyhow::Result<()> {
    setup::for_book()?;
    let address = Address::given_or_example()?;
    stage("the book", || book::render(Some(&address)))?;
    let mut rows = sizes()?;
    rows.extend(in_models()?);
    rows.extend(in_browser()?);
    let file = root().join("target/measure.json");
    fs::write(&file, row::json(&rows)?)?;
    println!("\n{}", row::table(&rows));
    eprintln!("\nThe same, as JSON: {}", file.display());
    must_fit(&rows)
}

/// An error if a size in the built book is over its limit.
pub fn sizes_must_fit() -> anyhow::Result<()> {
    let rows = sizes()?;
    eprintln!("{}", row::table(&rows));
    must_fit(&rows)
}

/// The sizes: each engine, and all that each guide's page loads when it opens.
fn sizes() -> anyhow::Result<Vec<Row>> {
    let book = book::folder();
    let engines = engine::sizes(&book)?;
    let row = |(name, size): (&String, &u64)| Row::engine(name, *size);
    let mut rows: Vec<Row> = engines.iter().map(row).collect();
    let player = engines.get(engine::PLAYER).context("the book has no player")?;
    for guide in guides()? {
        let page = format!("{guide}.html");
        let html = fs::read_to_string(book.join(&page))
            .with_context(|| format!("the book has no {page}"))?;
        let first = engine::first_of(&html).and_then(|name| engines.get(name));
        let engine = first.with_context(|| format!("{page} has no engine"))?;
        let parts = page::parts(&book, &page)?;
        let size: u64 = parts.iter().map(|(size, _)| size).sum();
        let row = Row::page(&guide, size + player + engine);
        if row.verdict() != Verdict::Fits {
            say_what_is_large(&guide, &parts);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Where to save: the ten largest files of a page that is over its budget.
fn say_what_is_large(guide: &str, parts: &[(u64, PathBuf)]) {
    eprintln!("The largest files of {guide}.html, in bytes of gzip:");
    for (size, file) in parts.iter().take(10) {
        eprintln!("{size:>8}  {}", file.display());
    }
}

/// The guides that have an engine: the folders of `demos/guides`.
fn guides() -> anyhow::Result<Vec<String>> {
    let folder = fs::read_dir(root().join("demos/guides"))?;
    let names = folder.map(|entry| {
        let name = entry?.file_name().into_string();
        name.ok().context("a guide's name is not UTF-8")
    });
    let mut names = names.collect::<anyhow::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// What the tests of the models measure.
fn in_models() -> anyhow::Result<Vec<Row>> {
    stage("a long run", || told_by("models", run))
}

/// What the browser tests measure, if they do.
fn in_browser() -> anyhow::Result<Vec<Row>> {
    if !root().join("demos/tools/browser-tests/tests/measure.rs").is_file() {
        return Ok(Vec::new());
    }
    let browser = setup::for_tests()?;
    stage("times in a real browser", || {
        told_by("browser-tests", |command| {
            run(browser.tell(command.env("BOOK_DIR", book::folder())))
        })
    })
}

/// The rows that the test `measure` of a package writes.
fn told_by(
    package: &str,
    run: impl FnOnce(&mut Command) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Row>> {
    let file = root().join(format!("target/measure-{package}.json"));
    let test = ["test", "--package", package, "--test", "measure"];
    let mut command = cargo(&test);
    command.args(["--", "--include-ignored", "--nocapture"]);
    run(command.env("MEASURE_OUT", &file))?;
    let text = fs::read_to_string(&file);
    row::read(&text.with_context(|| format!("no {}", file.display()))?)
}

fn must_fit(rows: &[Row]) -> anyhow::Result<()> {
    match rows.iter().filter(|row| row.verdict() == Verdict::Fails).count() {
        0 => Ok(()),
        1 => bail!("1 size is over its budget"),
        several => bail!("{several} sizes are over their budgets"),
    }
}

/// How large a file is on its way to the reader, in bytes: gzip at level 9, or
/// as it is where that is smaller.
fn on_the_wire(file: &Path) -> anyhow::Result<u64> {
    let content = fs::read(file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content)?;
    Ok(encoder.finish()?.len().min(content.len()) as u64)
}
