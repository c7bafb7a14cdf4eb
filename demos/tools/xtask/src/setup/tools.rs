//! mdBook and mdbook-mermaid at their versions.

use crate::command::{cargo, find, program, read, root, run, stage};
use anyhow::Context;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// A program that the book is built with.
pub(super) struct Tool {
    pub(super) name: &'static str,
    /// The version that the theme was written for.
    pub(super) version: &'static str,
    /// How far the compiler optimises it.
    opt_level: &'static str,
}

/// At level 1 it renders 14 pages in 0.2 s, as a full release does, and compiles
/// in 84 s on two cores. At level 0 the pages take 0.8 s.
pub(super) const MDBOOK: Tool =
    Tool { name: "mdbook", version: "0.5.4", opt_level: "1" };

/// It does little: level 0 costs the same pages 20 ms, and compiles in 33 s.
pub(super) const MDBOOK_MERMAID: Tool =
    Tool { name: "mdbook-mermaid", version: "0.17.1", opt_level: "0" };

impl Tool {
    fn is_installed(&self) -> bool {
        find(self.name, &[bin()])
            .and_then(|file| read(program(file).arg("--version")).ok())
            .is_some_and(|printed| is_version(&printed, self.version))
    }

    fn install(&self) -> Command {
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
    let mut command =
        program(find("mdbook", &[bin()]).context("there is no mdbook")?);
    command.env("PATH", env::join_paths(folders)?);
    Ok(command)
}

/// Installs the tools that are missing or of another version.
pub fn install() -> anyhow::Result<()> {
    let build = folder().join("build");
    for tool in [MDBOOK, MDBOOK_MERMAID] {
        if !tool.is_installed() {
            let (name, version) = (tool.name, tool.version);
            stage(
                &format!("{name} {version}, compiled once into target/tools"),
                || run(tool.install().env("CARGO_TARGET_DIR", &build)),
            )?;
        }
    }
    if build.is_dir() {
        // Half a gigabyte that nothing will read again.
        fs::remove_dir_all(&build).context("cannot tidy up target/tools/build")?;
    }
    Ok(())
}

/// The tool itself, wherever it is installed.
pub(super) fn tool(tool: &Tool) -> anyhow::Result<Command> {
    let name = tool.name;
    Ok(program(
        find(name, &[bin()]).with_context(|| format!("there is no {name}"))?,
    ))
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
    fn the_tools_print_their_versions_each_in_its_way() {
        assert!(is_version("mdbook v0.5.4\n", "0.5.4"));
        assert!(is_version("mdbook-mermaid 0.17.1\n", "0.17.1"));
        assert!(!is_version("mdbook v0.5.40\n", "0.5.4"));
        assert!(!is_version("", "0.5.4"));
    }
}
