//! `cargo xtask test`: everything that must hold, as a push is checked.
//!
//! What needs a book and what needs none go side by side: engines are linked on one
//! core, and browser tests wait for pages.

use crate::command::{aside, cargo, root, run, stage};
use crate::engine;
use crate::member::{self, Build};
use crate::setup::Browsers;
use crate::{book, check, setup};
use anyhow::Context;

/// Sets up, compiles, checks and tests.
pub fn test() -> anyhow::Result<()> {
    let browsers = setup::for_tests()?;
    stage("what is tested, compiled", || run(&mut cargo(&["test", "--no-run"])))?;
    let code = aside("test-code")?;
    let book = book(&browsers).inspect_err(|error| eprintln!("error: {error:#}"));
    code.join().and(book)?;
    eprintln!("\nAll holds in {}.", root().display());
    Ok(())
}

/// `cargo xtask test-code`: all that must hold without a book. The tests come first:
/// while they run, they keep Cargo from nobody.
pub fn code() -> anyhow::Result<()> {
    stage("cargo test", || run(&mut cargo(&["test"])))
        .context("what models, stage and tools must do does not hold")?;
    check::code()
}

fn book(browsers: &Browsers) -> anyhow::Result<()> {
    stage("book and sizes", || check::book(Build::AsTested))?;
    book::draw_cards(Build::AsTested)?;
    stage("the book in real browsers", || {
        let mut tests = cargo(&["test", "--test", "book"]);
        run(browsers
            .tell(&mut tests)
            .env("BOOK_DIR", book::folder())
            .env("MDBOOK_DEMOS", member::file(engine::PROGRAM)))
    })
    .context("the book does not work in a browser")
}
