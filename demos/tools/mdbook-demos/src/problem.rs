//! What is wrong with the book, said so that it can be put right at once.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::ops::Range;

/// Something that mdBook would let pass and a reader would stumble over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the file that are at fault.
    pub span: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub help: String,
}

impl Problem {
    /// A problem with these bytes of a file.
    pub fn new(
        span: Range<usize>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem { span, what: what.into(), help: help.into() }
    }
}

/// A file and all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faulty {
    /// Where it is, as seen from the book's folder.
    pub path: String,
    /// What it says.
    pub text: String,
    /// What is wrong, from top to bottom.
    pub problems: Vec<Problem>,
}

/// Whether the report is for a person at a terminal or for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// With colours.
    Coloured,
    /// Without.
    Plain,
}

/// The problems of a book as text: each with its place, the line at fault and
/// what would be right; how many there are last.
pub fn report(faulty: &[Faulty], ink: Ink) -> String {
    let renderer = match ink {
        Ink::Coloured => Renderer::styled(),
        Ink::Plain => Renderer::plain(),
    };
    let mut text = String::new();
    let mut n_problems = 0;
    for file in faulty {
        for problem in &file.problems {
            text.push_str(&renderer.render(&[snippet(file, problem)]));
            text.push_str("\n\n");
            n_problems += 1;
        }
    }
    let problems = if n_problems == 1 { "problem" } else { "problems" };
    text + &format!(
        "error: {n_problems} {problems} in the book; nothing was written\n"
    )
}

fn snippet<'a>(
    file: &'a Faulty,
    problem: &'a Problem,
) -> annotate_snippets::Group<'a> {
    let fault = AnnotationKind::Primary.span(problem.span.clone());
    Level::ERROR
        .primary_title(problem.what.as_str())
        .element(
            Snippet::source(file.text.as_str()).path(&file.path).annotation(fault),
        )
        .element(Level::HELP.message(problem.help.as_str()))
}

/// What someone who wrote `wrong` may have meant, and what there is: "did you
/// mean `nodes`? There are keys, nodes".
pub fn suggest(wrong: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), *name))
        .min()
        .filter(|(distance, name)| *distance <= name.len().max(3) / 3);
    let list = match known {
        [] => return "there are none".into(),
        [one] => format!("there is only {one}"),
        several => format!("there are {}", several.join(", ")),
    };
    match nearest {
        Some((_, name)) if known.len() == 1 => format!("did you mean `{name}`?"),
        Some((_, name)) => format!("did you mean `{name}`? {}", capital(&list)),
        None => list,
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}
