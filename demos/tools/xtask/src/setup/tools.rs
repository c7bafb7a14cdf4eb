//! Programs of crates.io, each at its version.

use crate::command::{cargo, find, program, read, root, run, stage};
use anyhow::Context;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// A program of crates.io at its version.
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
    /// How far the compiler optimises it.
    opt_level: &'static str,
}

/// What makes the book, at the version that the theme was written for. At level 1 it
/// renders 14 pages in 0.2 s, as a full release does, and compiles in 84 s on two
/// cores. At level 0 the pages take 0.8 s.
const MDBOOK: Tool = Tool { name: "mdbook", version: "0.5.4", opt_level: "1" };

/// What drives Firefox, which it waits for.
pub(super) const GECKODRIVER: Tool =
    Tool { name: "geckodriver", version: "0.37.1", opt_level: "0" };

impl Tool {
    /// Where it is, in the folder of tools or on `PATH`.
    pub(super) fn find(&self) -> anyhow::Result<PathBuf> {
        let (name, found) = (self.name, find(self.name, &[bin()]));
        found.with_context(|| format!("there is no {name}"))
    }

    /// Installs it if it is missing or of another version.
    pub(super) fn install(&self) -> anyhow::Result<()> {
        let build = folder().join("build");
        if !self.is_installed() {
            let Tool { name, version, .. } = self;
            let what = format!("{name} {version}, compiled once into target/tools");
            stage(&what, || run(self.compile().env("CARGO_TARGET_DIR", &build)))?;
        }
        if build.is_dir() {
            // Half a gigabyte that nothing will read again.
            fs::remove_dir_all(&build)
                .context("cannot tidy up target/tools/build")?;
        }
        Ok(())
    }

    fn is_installed(&self) -> bool {
        find(self.name, &[bin()])
            .and_then(|file| read(program(file).arg("--version")).ok())
            .is_some_and(|printed| is_version(&printed, self.version))
    }

    fn compile(&self) -> Command {
        let mut install = cargo(&["install", "--locked", "--force", "--root"]);
        install.arg(folder()).arg(format!("{}@{}", self.name, self.version));
        install
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level)
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_LTO", "off");
        install
    }
}

/// Where tools are installed that are not on `PATH` at the right version.
pub fn folder() -> PathBuf {
    root().join("target/tools")
}

/// mdBook, which finds its preprocessors in the folder of tools first.
pub fn mdbook() -> anyhow::Result<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(bin()).chain(env::split_paths(&path));
    let mut command = program(MDBOOK.find()?);
    command.env("PATH", env::join_paths(folders)?);
    Ok(command)
}

/// Installs what the book is built with.
pub fn install() -> anyhow::Result<()> {
    MDBOOK.install()
}

fn bin() -> PathBuf {
    folder().join("bin")
}

/// Whether `NAME vX.Y.Z`, with or without the `v`, is this version. A commit and a
/// licence may follow.
fn is_version(printed: &str, version: &str) -> bool {
    let second = printed.split_whitespace().nth(1).unwrap_or_default();
    second.strip_prefix('v').unwrap_or(second) == version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_print_their_versions_each_in_its_way() {
        assert!(is_version("mdbook v0.5.4\n", "0.5.4"));
        assert!(is_version("mdbook 0.5.4\n", "0.5.4"));
        let with_licence =
            "geckodriver 0.37.1\n\nThe source code of this program is";
        assert!(is_version(with_licence, "0.37.1"));
        assert!(!is_version("mdbook v0.5.40\n", "0.5.4"));
        assert!(!is_version("", "0.5.4"));
    }
}
