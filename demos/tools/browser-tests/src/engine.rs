//! The engine outside the browser: its command line.

use crate::book::root;
use anyhow::{Context, bail};
use std::env;
use std::process::Command;

/// The narrated log of a run, worked out natively: of `transactions` and
/// `two-phase-commit` with `seed=9&loss=20`, for example. What a link calls `t`
/// is `until` there.
pub fn trace(guide: &str, demo: &str, query: &str) -> anyhow::Result<String> {
    let mut command = command();
    command.args(["trace", &format!("{guide}/{demo}")]);
    command.args(query.split('&').map(|pair| match pair.strip_prefix("t=") {
        Some(at) => format!("until={at}"),
        None => pair.to_owned(),
    }));
    let output = command.output().context("cannot run the engine")?;
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
