//! `cargo xtask`: what this project does with itself.
//!
//! One file for each task. It depends on no other member of the workspace, so
//! that it compiles in seconds; questions to the engine go to `mdbook-demos`.

mod arguments;
mod book;
mod check;
mod command;
mod engine;
mod fuzz;
mod measure;
mod member;
mod picture;
mod screenshot;
mod serve;
mod setup;
mod test;

use arguments::{BadArguments, bad, none};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask serve        the book at http://localhost:3000, rebuilt as you edit
                         (-p PORT, -n HOST, --open as mdbook serve has them)
cargo xtask test         everything that must hold: check, tests, real browsers
cargo xtask test-code    the part of it that needs no book
cargo xtask check        format, lints, documentation, names, book, sizes
cargo xtask fuzz [MINUTES [SEED]]                shared links that no test tries

cargo xtask build        the site, in book/; BOOK_ADDRESS=https://… is where it
                         will be: then it has cards and a sitemap
cargo xtask setup        what the book is built with, if it is missing
cargo xtask measure      the budgets: a table, and target/measure.json
cargo xtask screenshot   the pictures in README.md

cargo xtask list [--json]                        the demos and experiments
cargo xtask trace GUIDE/DEMO [knob=value …] [seed=N] [until=T]
cargo xtask trace 'SHARED URL'                   the log of a run, as text
cargo xtask number GUIDE/EXPERIMENT [knob=value …]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", &[][..]),
    };
    match run(task, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<BadArguments>() { 2 } else { 1 })
        }
    }
}

fn run(task: &str, rest: &[String]) -> anyhow::Result<()> {
    match task {
        "serve" => serve::serve(rest),
        "build" => none(task, rest).and_then(|()| book::build()),
        "test" => none(task, rest).and_then(|()| test::test()),
        "test-code" => none(task, rest).and_then(|()| test::code()),
        "check" => none(task, rest).and_then(|()| check::check()),
        "fuzz" => fuzz::fuzz(rest),
        "setup" => none(task, rest).and_then(|()| setup::everything()),
        "measure" => none(task, rest).and_then(|()| measure::measure()),
        "screenshot" => none(task, rest).and_then(|()| screenshot::take()),
        "list" | "trace" | "number" => engine::ask(task, rest),
        "help" | "--help" | "-h" => none(task, rest).map(|()| println!("{HELP}")),
        unknown => Err(bad(format!(
            "there is no task `{unknown}`: the tasks are serve, test, test-code, check, \
             fuzz, build, setup, measure, screenshot, list, trace, number and help"
        ))),
    }
}
