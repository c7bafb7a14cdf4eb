//! mdBook at its version.

use crate::command::{cargo, find, program, read, root, run, stage};
use anyhow::Context;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// The version of mdBook that the theme was written for.
const VERSION: &str = "0.5.4";

/// Where tools are installed that are not on `PATH` at the right version.
pub fn folder() -> PathBuf {
    root().join("target/tools")
}

/// mdBook, which finds its preprocessors in the folder of tools first.
pub fn mdbook() -> anyhow::Result<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(bin()).chain(env::split_paths(&path));
    let mut command =
        program(find("mdbook", &[bin()]).context("there is no mdbook")?);
    command.env("PATH", env::join_paths(folders)?);
    Ok(command)
}

/// Installs mdBook if it is missing or of another version.
pub fn install() -> anyhow::Result<()> {
    let build = folder().join("build");
    if !is_installed() {
        let what = format!("mdbook {VERSION}, compiled once into target/tools");
        stage(&what, || run(compile().env("CARGO_TARGET_DIR", &build)))?;
    }
    if build.is_dir() {
        // Half a gigabyte that nothing will read again.
        fs::remove_dir_all(&build).context("cannot tidy up target/tools/build")?;
    }
    Ok(())
}

fn is_installed() -> bool {
    find("mdbook", &[bin()])
        .and_then(|file| read(program(file).arg("--version")).ok())
        .is_some_and(|printed| is_version(&printed, VERSION))
}

/// At level 1 it renders 14 pages in 0.2 s, as a full release does, and compiles
/// in 84 s on two cores. At level 0 the pages take 0.8 s.
fn compile() -> Command {
    let mut install = cargo(&["install", "--locked", "--force", "--root"]);
    install.arg(folder()).arg(format!("mdbook@{VERSION}"));
    install
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_LTO", "off");
    install
}

fn bin() -> PathBuf {
    folder().join("bin")
}

/// Whether `NAME vX.Y.Z`, with or without the `v`, is this version.
fn is_version(printed: &str, version: &str) -> bool {
    let last = printed.split_whitespace().last().unwrap_or_default();
    last.strip_prefix('v').unwrap_or(last) == version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mdbook_prints_its_version() {
        assert!(is_version("mdbook v0.5.4\n", "0.5.4"));
        assert!(is_version("mdbook 0.5.4\n", "0.5.4"));
        assert!(!is_version("mdbook v0.5.40\n", "0.5.4"));
        assert!(!is_version("", "0.5.4"));
    }
}
