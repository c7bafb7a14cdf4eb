//! Programs of this workspace that xtask runs.

use crate::command::{cargo, program, target};
use std::path::PathBuf;
use std::process::Command;

/// Which build of a program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Compiled first, if its sources are not those that it was compiled from.
    Current,
    /// As `cargo test --no-run` has left it. Cargo would compile most of it again: its
    /// dependencies have more features where those of tests are in use too.
    AsTested,
}

impl Build {
    /// What to run.
    pub fn command(self, package: &str) -> Command {
        match self {
            Build::Current => {
                cargo(&["run", "--quiet", "--package", package, "--"])
            }
            Build::AsTested => program(file(package)),
        }
    }
}

/// Where Cargo puts the program.
pub fn file(package: &str) -> PathBuf {
    let name = format!("debug/{package}{}", std::env::consts::EXE_SUFFIX);
    target().join(name)
}
