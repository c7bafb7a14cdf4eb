//! Questions to the engine: what demos there are, what a run does, a number.

use crate::command::{become_program, cargo, program, run, target};
use std::path::PathBuf;
use std::process::Command;

/// Which `mdbook-demos` is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Compiled first, if its sources are not those that it was compiled from.
    Compiled,
    /// As `cargo test --no-run` has left it. Cargo would compile most of it again: its
    /// dependencies have more features where those of tests are in use too.
    AsTested,
}

impl Engine {
    /// What to run.
    pub fn command(self) -> Command {
        match self {
            Engine::Compiled => {
                cargo(&["run", "--quiet", "--package", "mdbook-demos", "--"])
            }
            Engine::AsTested => program(file()),
        }
    }
}

/// Where Cargo puts it.
pub fn file() -> PathBuf {
    let name = format!("debug/mdbook-demos{}", std::env::consts::EXE_SUFFIX);
    target().join(name)
}

/// Passes `task` and its arguments on to `mdbook-demos`.
pub fn ask(task: &str, arguments: &[String]) -> anyhow::Result<()> {
    if !file().is_file() {
        eprintln!(
            "Building the engine's command line; it takes minutes only once."
        );
        run(&mut cargo(&["build", "--package", "mdbook-demos"]))?;
    }
    let mut command = Engine::Compiled.command();
    Err(become_program(command.arg(task).args(arguments)))
}
