//! Numbers that were worked out before, and diagrams that were drawn: some take a
//! second, and a book is built whenever a file is saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Numbers by the question that they answer, `guide/experiment?knob=value`, and
/// diagrams, each in a line, by a hash of their source.
#[derive(Debug, Default)]
pub struct Memory {
    known: BTreeMap<String, String>,
}

impl Memory {
    /// What the same program wrote down before. Another program may have
    /// another engine: its numbers are forgotten.
    pub fn load(path: &Path) -> Memory {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut known = BTreeMap::new();
        if let Some((stamp, lines)) = text.split_once('\n')
            && stamp == program()
        {
            let pairs = lines.lines().filter_map(|line| line.split_once('\t'));
            known
                .extend(pairs.map(|(q, number)| (q.to_owned(), number.to_owned())));
        }
        Memory { known }
    }

    /// Writes the numbers down, all or none: half a number would be read as
    /// another. One that cannot be written down is worked out again.
    pub fn save(&self, path: &Path) {
        let mut text = program() + "\n";
        for (question, number) in &self.known {
            text += &format!("{question}\t{number}\n");
        }
        if let Some(folder) = path.parent() {
            let _ = fs::create_dir_all(folder);
        }
        let draft = path.with_extension(std::process::id().to_string());
        if fs::write(&draft, text).is_ok() {
            let _ = fs::rename(&draft, path);
        }
    }

    /// The number that answers the question, worked out if it is not known.
    pub fn recall<E>(
        &mut self,
        question: String,
        work_out: impl FnOnce() -> Result<String, E>,
    ) -> Result<String, E> {
        if let Some(number) = self.known.get(&question) {
            return Ok(number.clone());
        }
        let number = work_out()?;
        self.known.insert(question, number.clone());
        Ok(number)
    }
}

/// Where this program keeps what it made: in the target folder that it was built
/// into.
pub fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.ancestors().nth(2)?.join("mdbook-demos"))
}

/// Where it writes its numbers down.
pub fn place() -> Option<PathBuf> {
    Some(folder()?.join("numbers"))
}

/// Tells this program from the one before it: its size and its age.
fn program() -> String {
    let of = || {
        let file = std::env::current_exe().ok()?.metadata().ok()?;
        let written = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {}", file.len(), written.as_nanos()))
    };
    of().unwrap_or_default()
}
