//! Arguments that are not as they should be: one sentence, and exit code 2.

use std::fmt;

/// What is wrong with the arguments, and which ones are valid.
#[derive(Debug)]
pub struct BadArguments(String);

impl fmt::Display for BadArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadArguments {}

/// The error that says `sentence`.
pub fn bad(sentence: impl Into<String>) -> anyhow::Error {
    BadArguments(sentence.into()).into()
}

/// Refuses arguments to a task that takes none.
pub fn none(task: &str, rest: &[String]) -> anyhow::Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(first) => Err(bad(format!(
            "`cargo xtask {task}` takes no arguments, and `{first}` was given"
        ))),
    }
}
