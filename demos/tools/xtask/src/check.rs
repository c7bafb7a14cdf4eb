//! `cargo xtask check`: all that can be said without running a test, all at once.

mod counts;
mod names;
mod sources;

use crate::book::{self, Address};
use crate::command::{cargo, root, run, stage};
use crate::member::Build;
use crate::{measure, setup};
use anyhow::bail;
use sources::Sources;

/// One of the checks; it says itself what is wrong where.
type Check = fn() -> anyhow::Result<()>;

/// What the code is held to. The book has a check of its own.
const OF_CODE: [(&str, Check); 5] = [
    ("names and counts agree", names_agree),
    ("format", format),
    ("lints", lints),
    ("lints in WebAssembly", lints_wasm),
    ("documentation", documentation),
];

/// Does every check, also after one that fails.
pub fn check() -> anyhow::Result<()> {
    setup::for_check()?;
    let book: (&str, Check) = ("book and sizes", || book(Build::Current));
    all_of(OF_CODE.into_iter().chain([book]))
}

/// Does every check of the code.
pub fn code() -> anyhow::Result<()> {
    all_of(OF_CODE)
}

/// Builds the book by this build of what makes it, as it is published, and measures it:
/// its address takes room too.
pub fn book(build: Build) -> anyhow::Result<()> {
    book::render_by(build, Some(&Address::given_or_example()?))?;
    measure::sizes_must_fit()
}

fn all_of(
    checks: impl IntoIterator<Item = (&'static str, Check)>,
) -> anyhow::Result<()> {
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
    let sources = Sources::read(&root())?;
    let mut problems = names::problems(&sources);
    problems.extend(counts::problems(&sources));
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
    // The second is what Cargo tests only where it is named.
    for targets in [&["--all-targets"][..], &["--test", "book"]] {
        let clippy = ["clippy", "--workspace", "--quiet"];
        run(cargo(&clippy).args(targets).args(["--", "-D", "warnings"]))?;
    }
    Ok(())
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
