//! The engine outside the browser: its command line.

use crate::book::root;
use anyhow::{Context, bail};
use std::env;
use std::process::Command;

/// What `trace` prints for these arguments: the narrated log of a run, worked out
/// natively. One argument is a shared link, such as
/// `transactions.html#two-phase-commit?seed=9`; several are a demo and its
/// settings.
pub fn trace(arguments: &[&str]) -> anyhow::Result<String> {
    let mut command = command();
    let output = command.arg("trace").args(arguments).output();
    let output = output.context("cannot run the engine's command line")?;
    if !output.status.success() {
        bail!("no native trace: {}", String::from_utf8_lossy(&output.stderr));
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
