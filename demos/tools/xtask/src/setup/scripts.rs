//! The scripts that a page loads only when the reader comes near what needs them:
//! Mermaid for diagrams and mdBook's highlighter for code.
//!
//! Both come with the tools that are installed anyway, which write them into a
//! scratch folder; from there they go where the page finds them.

use super::tools::{MDBOOK, MDBOOK_MERMAID, Tool, folder, tool};
use crate::command::{read, root};
use anyhow::Context;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A script that a tool carries.
struct Script {
    /// The tool.
    from: &'static Tool,
    /// What makes the tool write it, in the scratch folder.
    arguments: &'static [&'static str],
    /// Where in the scratch folder it then is.
    made: &'static str,
    /// Its name in `src/vendor`.
    name: &'static str,
}

const SCRIPTS: [Script; 2] = [
    Script {
        from: &MDBOOK_MERMAID,
        arguments: &["install", "."],
        made: "mermaid.min.js",
        name: "mermaid.min.js",
    },
    Script {
        from: &MDBOOK,
        arguments: &[
            "init", "--theme", "--force", "--ignore", "none", "--title", "-",
        ],
        made: "theme/highlight.js",
        name: "highlight.min.js",
    },
];

/// Writes the scripts that are missing or of another version.
pub fn install() -> anyhow::Result<()> {
    SCRIPTS.iter().try_for_each(Script::install)
}

impl Script {
    fn install(&self) -> anyhow::Result<()> {
        let script = root().join("src/vendor").join(self.name);
        let scratch = folder().join("scripts").join(self.from.name);
        let stamp = scratch.join("version");
        let is_current = fs::read_to_string(&stamp)
            .is_ok_and(|version| version == self.from.version);
        if is_current && script.is_file() {
            return Ok(());
        }
        fs::create_dir_all(&scratch)?;
        fs::write(scratch.join("book.toml"), "")?; // they want a book to write into
        let mut write: Command = tool(self.from)?;
        read(write.args(self.arguments).current_dir(&scratch))?;
        replace(&script, &fs::read(scratch.join(self.made))?)?;
        fs::write(stamp, self.from.version)?;
        Ok(())
    }
}

/// Writes a file unless that is what it says already: `mdbook serve` watches it.
fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
    fs::write(path, content)
        .with_context(|| format!("cannot write {}", path.display()))
}
