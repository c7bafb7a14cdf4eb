//! The script that a page loads only when the reader comes near a diagram: Mermaid.
//!
//! It comes with mdbook-mermaid, which is installed anyway and writes it into a
//! scratch folder; from there it goes where the page finds it.

use super::tools::{MDBOOK_MERMAID, folder, tool};
use crate::command::{read, root};
use anyhow::Context;
use std::fs;
use std::path::Path;

/// Its name, in the scratch folder and in `src/vendor`.
const SCRIPT: &str = "mermaid.min.js";

/// Writes the script if it is missing or of another version.
pub fn install() -> anyhow::Result<()> {
    let script = root().join("src/vendor").join(SCRIPT);
    let scratch = folder().join("scripts").join(MDBOOK_MERMAID.name);
    let stamp = scratch.join("version");
    let is_current = fs::read_to_string(&stamp)
        .is_ok_and(|version| version == MDBOOK_MERMAID.version);
    if is_current && script.is_file() {
        return Ok(());
    }
    fs::create_dir_all(&scratch)?;
    fs::write(scratch.join("book.toml"), "")?; // it wants a book to write into
    let mut write = tool(&MDBOOK_MERMAID)?;
    read(write.args(["install", "."]).current_dir(&scratch))?;
    replace(&script, &fs::read(scratch.join(SCRIPT))?)?;
    fs::write(stamp, MDBOOK_MERMAID.version)?;
    Ok(())
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
