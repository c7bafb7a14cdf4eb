//! `cargo xtask setup`: what the book is built with and tested in.
//!
//! Every other task asks for what it needs, so nobody has to call this. What is
//! there already is left alone and not mentioned; what is missing is installed
//! and said, or, where that cannot be done, the reader is told what to install.

mod browser;
mod tools;

pub use browser::{Browsers, chromium};
pub use tools::mdbook;

use crate::command::{cargo, program, read, run};
use anyhow::Context;
use std::path::Path;

/// What the demos are compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What building the book takes.
pub fn for_book() -> anyhow::Result<()> {
    wasm_target()?;
    tools::install()
}

/// What checking takes: the book, and what a minimal Rust lacks.
pub fn for_check() -> anyhow::Result<()> {
    for_book()?;
    component("fmt", "rustfmt")?;
    component("clippy", "clippy")
}

/// What testing takes; says where the browsers are.
pub fn for_tests() -> anyhow::Result<Browsers> {
    for_check()?;
    Browsers::set_up()
}

/// What taking pictures takes.
pub fn for_pictures() -> anyhow::Result<()> {
    browser::set_up_chromium()
}

/// All of it.
pub fn everything() -> anyhow::Result<()> {
    let browsers = for_tests()?;
    eprintln!("All is set up. The tests use {browsers}.");
    Ok(())
}

/// Adds a component of Rust if Cargo does not have its command.
fn component(command: &str, name: &str) -> anyhow::Result<()> {
    if read(&mut cargo(&[command, "--version"])).is_ok() {
        return Ok(());
    }
    eprintln!("Adding Rust's {name} with rustup.");
    run(program("rustup").args(["component", "add", name]))
        .with_context(|| format!("the checks need Rust's {name}"))
}

fn wasm_target() -> anyhow::Result<()> {
    let arguments = ["--print", "target-libdir", "--target", WASM];
    let folder = read(program("rustc").args(arguments))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("Adding Rust's {WASM} target with rustup.");
    run(program("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("the demos need Rust's {WASM} target"))
}
