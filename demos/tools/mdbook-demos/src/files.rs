//! The files that a book refers to, as the checks see them.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files by their path from the book's folder, with `/` between its parts.
pub trait Files {
    /// What the file says, if there is one.
    fn read(&self, path: &str) -> Option<String>;

    /// Whether there is a file, of text or not.
    fn has(&self, path: &str) -> bool;

    /// The names of what is in a folder, in order.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// The files below a folder on disk.
pub struct Disk {
    /// The book's folder.
    pub root: PathBuf,
}

impl Files for Disk {
    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    fn has(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root.join(folder)) else {
            return Vec::new();
        };
        let name = |entry: fs::DirEntry| entry.file_name().into_string().ok();
        let mut names: Vec<_> = entries.flatten().filter_map(name).collect();
        names.sort();
        names
    }
}

/// Files that are only thought of: what the tests use.
impl Files for BTreeMap<&str, &str> {
    fn read(&self, path: &str) -> Option<String> {
        self.get(path).map(|text| (*text).into())
    }

    fn has(&self, path: &str) -> bool {
        self.contains_key(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &&str| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some(rest.split('/').next().unwrap_or(rest).into())
        };
        let mut names: Vec<String> = self.keys().filter_map(inside).collect();
        names.dedup();
        names
    }
}

/// The path that `relative` stands for in a file at `from`: both from the
/// book's folder. A `..` that leads out of it stays in front.
///
/// ```
/// # use mdbook_demos::files::resolve;
/// assert_eq!(resolve("src/designs/uber.md", "../../demos/a.rs"), "demos/a.rs");
/// assert_eq!(resolve("src/README.md", "./clocks.md"), "src/clocks.md");
/// ```
pub fn resolve(from: &str, relative: &str) -> String {
    let folder = Path::new(from).parent().and_then(Path::to_str).unwrap_or("");
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative.split('/')) {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            (part, _) => parts.push(part),
        }
    }
    parts.join("/")
}

/// Writes a file unless that is what it says already: `mdbook serve` watches some,
/// and browsers keep what has not changed.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().context("the file is in a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// Takes away the files in a folder that earlier builds left: mdBook would copy them
/// into the site.
pub fn prune(folder: &Path, names: &BTreeSet<String>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let is_left = !names.contains(&*entry.file_name().to_string_lossy());
        if is_left && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
