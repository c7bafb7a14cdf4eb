//! `cargo xtask test`: everything that must hold, as a push is checked.

use crate::command::{cargo, root, run, stage};
use crate::{book, check, setup};
use anyhow::Context;

/// Sets up, checks, tests; the first stage that fails ends it.
pub fn test() -> anyhow::Result<()> {
    let browser = setup::for_tests()?;
    stage("check", check::check)?;
    stage("cargo test", || run(&mut cargo(&["test"])))
        .context("what models, stage and tools must do does not hold")?;
    stage("the book in a real browser", || {
        let mut tests = cargo(&["test", "--package", "browser-tests"]);
        run(browser.tell(&mut tests).env("BOOK_DIR", book::folder()))
    })
    .context("the book does not work in the browser")?;
    eprintln!("\nAll holds in {}.", root().display());
    Ok(())
}
