//! How large the engine of a guide is.

use super::on_the_wire;
use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the preprocessor puts the engines, in the built book.
const FOLDER: &str = "generated";

/// For each guide its WebAssembly and its glue together, in bytes of gzip.
pub fn sizes(book: &Path, guides: &[String]) -> anyhow::Result<Vec<(String, u64)>> {
    let folder = book.join(FOLDER);
    let mut files = Vec::new();
    collect(&folder, &mut files)
        .with_context(|| format!("there are no engines in {}", folder.display()))?;
    let mut sizes = Vec::new();
    for guide in guides {
        let mut size = 0;
        for file in &files {
            let name = file.strip_prefix(&folder)?.to_string_lossy();
            if is_of(&name, guide) {
                size += on_the_wire(file)?;
            }
        }
        if size == 0 {
            bail!("{} has no engine of `{guide}`", folder.display());
        }
        sizes.push((guide.clone(), size));
    }
    Ok(sizes)
}

/// Whether a file, by its name in the folder, belongs to a guide's engine.
fn is_of(name: &str, guide: &str) -> bool {
    let is_engine = [".wasm", ".js", ".mjs"].iter().any(|end| name.ends_with(end));
    // Behind the guide comes a hash, an ending or a file: no other guide's name
    // goes on like that.
    let rest = name.strip_prefix(guide).unwrap_or_default();
    is_engine && rest.starts_with(['-', '_', '.', '/', '\\'])
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), files)?,
            false => files.push(entry.path()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_known_by_the_name_of_its_guide() {
        assert!(is_of("clocks-3f2a91c0.wasm", "clocks"));
        assert!(is_of("clocks/glue.js", "clocks"));
        assert!(!is_of("clockwork-3f2a91c0.wasm", "clocks"));
        assert!(!is_of("clocks-3f2a91c0.json", "clocks"));
    }
}
