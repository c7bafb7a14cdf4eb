//! Questions to the engine: what demos there are, what a run does, a number.

use crate::command::{become_program, cargo, run, target};

/// Passes `task` and its arguments on to `mdbook-demos`.
pub fn ask(task: &str, arguments: &[String]) -> anyhow::Result<()> {
    let file = format!("debug/mdbook-demos{}", std::env::consts::EXE_SUFFIX);
    if !target().join(file).is_file() {
        eprintln!(
            "Building the engine's command line; it takes minutes only once."
        );
        run(&mut cargo(&["build", "--package", "mdbook-demos"]))?;
    }
    let mut command = cargo(&["run", "--quiet", "--package", "mdbook-demos", "--"]);
    Err(become_program(command.arg(task).args(arguments)))
}
