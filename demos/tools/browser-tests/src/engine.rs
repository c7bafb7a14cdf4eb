//! The engine outside the browser: its command line.

use crate::book::root;
use anyhow::{Context, bail};
use std::env;
use std::process::Command;

/// The narrated log of a shared run, such as
/// `transactions.html#two-phase-commit?seed=9`, worked out natively.
pub fn trace(shared: &str) -> anyhow::Result<String> {
    let mut command = command();
    let output = command.args(["trace", shared]).output();
    let output = output.context("cannot run the engine's command line")?;
    if !output.status.success() {
        bail!("no trace of {shared}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn command() -> Command {
    let mut command = match env::var_os("MDBOOK_DEMOS") {
        Some(program) => Command::new(program),
        None => {
            let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let mut command = Command::new(cargo);
            command.args(["run", "--quiet", "--package", "mdbook-demos", "--"]);
            command
        }
    };
    command.current_dir(root());
    command
}
