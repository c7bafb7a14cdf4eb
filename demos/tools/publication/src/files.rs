//! The files of the built book.

use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};

/// The files below a folder, in the order of their names.
pub fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder);
    let entries = entries.with_context(|| format!("no {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(below(&path)?),
            false => files.push(path),
        }
    }
    files.sort();
    Ok(files)
}

/// Puts what `change` makes of each file with this ending in its place.
pub fn change(
    book: &Path,
    ending: &str,
    change: impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    for file in below(book)? {
        if file.extension().is_some_and(|found| found == ending) {
            let text = fs::read_to_string(&file)?;
            let changed = change(&text)
                .with_context(|| format!("cannot finish {}", file.display()))?;
            fs::write(&file, changed)?;
        }
    }
    Ok(())
}
