//! Questions to the engine: what demos there are, what a run does, a number.

use crate::command::{become_program, cargo, run};
use crate::member::{self, Build};

/// The preprocessor, which is the engine on the command line too.
pub const PROGRAM: &str = "mdbook-demos";

/// Passes `task` and its arguments on to the engine.
pub fn ask(task: &str, arguments: &[String]) -> anyhow::Result<()> {
    if !member::file(PROGRAM).is_file() {
        eprintln!(
            "Building the engine's command line; it takes minutes only once."
        );
        run(&mut cargo(&["build", "--package", PROGRAM]))?;
    }
    let mut command = Build::Current.command(PROGRAM);
    Err(become_program(command.arg(task).args(arguments)))
}
