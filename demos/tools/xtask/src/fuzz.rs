//! `cargo xtask fuzz`: addresses that nobody has tried yet, for as long as one likes.

#![allow(clippy::disallowed_types, reason = "only models have no clock")]

use crate::arguments::bad;
use crate::command::{cargo, run};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many minutes it takes where nothing is said.
const MINUTES: u64 = 5;

/// Tries addresses of all demos for so many minutes, from a seed on that is said.
pub fn fuzz(arguments: &[String]) -> anyhow::Result<()> {
    let number = |word: &String| {
        let says = format!(
            "`{word}` is no whole number: cargo xtask fuzz [MINUTES [SEED]]"
        );
        word.parse().map_err(|_| bad(says))
    };
    let minutes = arguments.first().map_or(Ok(MINUTES), number)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let seed: u64 = arguments.get(1).map_or(Ok(now), number)?;
    eprintln!(
        "For {minutes} min. The same again: cargo xtask fuzz {minutes} {seed}"
    );
    let test =
        ["test", "--package", "mdbook-demos", "--test", "anything", "addresses"];
    let mut command = cargo(&test);
    command.env("FUZZ_MINUTES", minutes.to_string());
    run(command.env("FUZZ_SEED", seed.to_string()))
}
