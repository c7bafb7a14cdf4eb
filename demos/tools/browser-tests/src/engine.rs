//! The engine outside the browser: its command line.

use crate::book::root;
use anyhow::{Context, bail};
use std::env;
use std::process::Command;

/// What `trace` prints for a demo and its settings: the narrated log of a run, worked
/// out natively.
pub fn trace(arguments: &[&str]) -> anyhow::Result<String> {
    ask(command().arg("trace").args(arguments))
}

/// The same for each of these shared links, such as
/// `transactions.html#two-phase-commit?seed=9`, by one program that starts once.
pub fn traces(links: &[String]) -> anyhow::Result<Vec<String>> {
    let answer = ask(command().args(["trace", "--json"]).args(links))?;
    Ok(serde_json::from_str(&answer)?)
}

fn ask(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output();
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
