//! `knob=value` as it is written in directives, in links and behind commands.

use crate::directive::Word;
use crate::problem::{Problem, suggest};
use sim::Micros;
use stage::Knob;

/// What may be set of a run beside its knobs, as directives name it.
const IN_DIRECTIVES: [&str; 6] =
    ["scenario", "seed", "at", "edits", "select", "view"];

/// The same, as shared URLs name it.
const IN_SHARED: [&str; 7] =
    ["scenario", "seed", "t", "end", "edits", "select", "view"];

/// The same, as the command line names it.
const IN_COMMANDS: [&str; 4] = ["scenario", "seed", "until", "edits"];

/// A name and a value, as shared URLs and experiments take them.
pub type Pair = (String, String);

/// What the words may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Knobs only: an experiment.
    Knobs,
    /// Also the seed, the moment, edits, a selection and the view of a run, as a
    /// directive names them.
    Directive,
    /// The same, as a shared URL names them.
    Shared,
    /// Those that a trace depends on, as the command line names them.
    Command,
}

/// The settings that these words stand for, or all that is wrong with them.
pub fn settings(
    words: &[Word<'_>],
    knobs: &[Knob],
    scope: Scope,
) -> Result<Vec<Pair>, Vec<Problem>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut problems = Vec::new();
    for word in words {
        match setting(word, knobs, scope) {
            Ok((name, _)) if pairs.iter().any(|(n, _)| *n == name) => {
                problems.push(twice(word, &name));
            }
            Ok(pair) => pairs.push(pair),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(pairs) } else { Err(problems) }
}

fn setting(word: &Word<'_>, knobs: &[Knob], scope: Scope) -> Result<Pair, Problem> {
    let problem = |what, help| Problem::new(word.span.clone(), what, help);
    let Some((name, value)) = word.text.split_once('=') else {
        let what = format!("`{}` sets nothing", word.text);
        return Err(problem(
            what,
            "a setting is `name=value`, without spaces".into(),
        ));
    };
    let of_a_run = match scope {
        Scope::Knobs => &[],
        Scope::Directive => &IN_DIRECTIVES[..],
        Scope::Shared => &IN_SHARED[..],
        Scope::Command => &IN_COMMANDS[..],
    };
    if of_a_run.contains(&name) {
        return match complaint(name, value) {
            Some(help) => Err(problem(cannot_be(name, value), help)),
            None => Ok((name.into(), value.into())),
        };
    }
    let Some(knob) = knobs.iter().find(|knob| knob.name == name) else {
        let names = knobs.iter().map(|knob| knob.name);
        let known: Vec<_> = names.chain(of_a_run.iter().copied()).collect();
        return Err(problem(
            format!("there is no knob `{name}`"),
            suggest(name, &known),
        ));
    };
    match knob.check(value) {
        Ok(()) => Ok((name.into(), value.into())),
        Err(_) => Err(problem(cannot_be(name, value), domain(knob, value))),
    }
}

fn cannot_be(name: &str, value: &str) -> String {
    format!("`{name}` cannot be `{value}`")
}

/// What the knob may be turned to, and what comes nearest to `value`.
fn domain(knob: &Knob, value: &str) -> String {
    let nearest = knob.nearest(value, "");
    let hint = match nearest.is_empty() {
        true => String::new(),
        false => format!("; the nearest is {nearest}"),
    };
    format!("`{}` is {}{hint}", knob.name, knob.domain())
}

/// What is wrong with a value of a seed or a moment. Of the others the stage
/// complains when it draws the figure.
fn complaint(name: &str, value: &str) -> Option<String> {
    match name {
        "seed" if value.parse::<u64>().is_err() => {
            Some("a seed is a whole number".into())
        }
        "at" | "t" | "until" => {
            value.parse::<Micros>().err().map(|e| e.to_string())
        }
        _ => None,
    }
}

fn twice(word: &Word<'_>, name: &str) -> Problem {
    let what = format!("`{name}` is set twice");
    Problem::new(word.span.clone(), what, "keep one of the two")
}

/// The query of a shared URL: `knob=value&seed=7`.
pub fn query(pairs: &[Pair]) -> String {
    let part = |(name, value): &Pair| format!("{name}={value}");
    pairs.iter().map(part).collect::<Vec<_>>().join("&")
}

/// The settings in a shared URL as words, with the place of each in the file.
pub fn words_of_query(query: &str, start: usize) -> Vec<Word<'_>> {
    let mut at = start;
    let mut words = Vec::new();
    for text in query.split('&').filter(|text| !text.is_empty()) {
        words.push(Word { text, span: at..at + text.len() });
        at += text.len() + 1;
    }
    words
}
