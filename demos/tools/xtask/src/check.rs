//! `cargo xtask check`: all that can be said without running a test, all at once.

mod names;
mod sources;

use crate::command::{cargo, root, run, stage};
use crate::{book, measure, setup};
use anyhow::bail;
use sources::Sources;

/// One of the checks; it says itself what is wrong where.
type Check = fn() -> anyhow::Result<()>;

/// Does every check, also after one that fails.
pub fn check() -> anyhow::Result<()> {
    setup::for_check()?;
    let checks: [(&str, Check); 6] = [
        ("names agree", names_agree),
        ("format", format),
        ("lints", lints),
        ("lints in WebAssembly", lints_wasm),
        ("documentation", documentation),
        ("book and sizes", book_and_sizes),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(error) = stage(name, check) {
            eprintln!("error: {error:#}");
            failed.push(name);
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => bail!("what failed: {}", failed.join(", ")),
    }
}

fn names_agree() -> anyhow::Result<()> {
    let problems = names::problems(&Sources::read(&root())?);
    for problem in &problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("there is 1 problem"),
        several => bail!("there are {several} problems"),
    }
}

fn format() -> anyhow::Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lints() -> anyhow::Result<()> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet"];
    run(cargo(&clippy).args(["--", "-D", "warnings"]))
}

/// What the page runs, which the lints above never see.
fn lints_wasm() -> anyhow::Result<()> {
    let mut clippy = cargo(&["clippy", "--quiet", "--target", setup::WASM]);
    for guide in Sources::read(&root())?.guides() {
        clippy.args(["--package", guide]);
    }
    for engine in ["sim", "models", "stage", "player"] {
        clippy.args(["--package", engine]);
    }
    run(clippy.args(["--", "-D", "warnings"]))
}

fn documentation() -> anyhow::Result<()> {
    let doc = ["doc", "--workspace", "--no-deps", "--quiet"];
    run(cargo(&doc).env("RUSTDOCFLAGS", "-D warnings"))
}

fn book_and_sizes() -> anyhow::Result<()> {
    book::render()?;
    measure::sizes_must_fit()
}
