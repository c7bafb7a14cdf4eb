//! A fenced block `quiz`: questions with their answers.
//!
//! ```toml
//! [[question]]
//! ask = "Who decides?"
//! demo = "transactions/two-phase-commit seed=7" # optional: a figure of the page
//! [[question.option]]
//! text = "The coordinator"
//! right = true
//! why = "Its log holds the decision."
//! [[question.option]]
//! text = "The first participant to vote"
//! why = "A vote is a veto, and no more than that."
//! ```
//!
//! Every option says why it is right or wrong, and exactly one is right.

mod html;

use crate::demo::Figure;
use crate::directive::{Word, words};
use crate::fence::Block;
use crate::fields::{Fields, Table, Text};
use crate::guides::{self, Guide};
use crate::inline::Inline;
use crate::problem::Problem;
use crate::settings::{Scope, query, settings};
use stage::DemoEntry;
use std::ops::Range;
use xxhash_rust::xxh64::xxh64;

/// The most options that have a letter.
const OPTIONS_MAX: usize = 8;

/// Questions on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiz {
    /// The chapter, by which answers are kept.
    pub page: String,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A question and its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its address, which stays as long as its text does.
    pub id: String,
    /// Where its table starts.
    pub span: Range<usize>,
    /// What is asked, and what belongs to it: code, perhaps.
    pub ask: (String, String),
    /// A figure of the page in a state, and where it is written.
    pub demo: Option<(Figure, Range<usize>)>,
    /// What can be answered.
    pub options: Vec<Choice>,
}

/// One of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Stays as long as its text does.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Whether it is the right one.
    pub verdict: Verdict,
    /// Why it is.
    pub why: String,
}

/// Whether an answer is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Right,
    /// It is not.
    Wrong,
}

/// A question as it is written.
struct Draft {
    span: Range<usize>,
    ask: Text,
    demo: Option<Text>,
    options: Vec<(Text, Verdict, Text)>,
}

/// Reads a block in the chapter at `path`.
pub fn read(block: &Block, path: &str, inline: &mut Inline<'_>) -> Option<Quiz> {
    let drafts = Fields::parse(block, inline, |fields, root| {
        fields.only(root, &["question"]);
        let tables = fields.tables(root, "question", (1, "question"));
        tables
            .iter()
            .filter_map(|table| question(fields, table))
            .collect::<Vec<_>>()
    })?;
    let questions = drafts.into_iter().map(|draft| draft.read(path, inline));
    let questions = questions.collect();
    Some(Quiz { page: path.trim_end_matches(".md").into(), questions })
}

fn question(fields: &mut Fields, table: &Table<'_>) -> Option<Draft> {
    fields.only(table, &["ask", "demo", "option"]);
    let ask = fields.text(table, "ask");
    let demo = fields.optional_text(table, "demo");
    let tables = fields.tables(table, "option", (2, "question.option"));
    let options: Vec<_> =
        tables.iter().filter_map(|table| option(fields, table)).collect();
    if tables.len() > 1 && options.len() == tables.len() {
        weigh(fields, table, &options);
    }
    Some(Draft { span: table.span.clone(), ask: ask?, demo, options })
}

/// Complains of options that do not make one question.
fn weigh(
    fields: &mut Fields,
    table: &Table<'_>,
    options: &[(Text, Verdict, Text)],
) {
    let n_right = options.iter().filter(|o| o.1 == Verdict::Right).count();
    if n_right != 1 {
        let what = match n_right {
            0 => "no option is right".into(),
            n => format!("{n} options are right"),
        };
        let help = "write `right = true` in exactly one option";
        fields.complain(table.span.clone(), what, help);
    }
    if options.len() > OPTIONS_MAX {
        let what = format!("there are {} options", options.len());
        let help = format!("at most {OPTIONS_MAX} can be weighed at once");
        fields.complain(table.span.clone(), what, help);
    }
    for (at, (text, ..)) in options.iter().enumerate() {
        if options[..at].iter().any(|(other, ..)| other.value == text.value) {
            let what = "two options say the same";
            fields.complain(text.span.clone(), what, "take one of them away");
        }
    }
}

fn option(fields: &mut Fields, table: &Table<'_>) -> Option<(Text, Verdict, Text)> {
    fields.only(table, &["text", "right", "why"]);
    let text = fields.text(table, "text");
    let why = fields.text(table, "why");
    let verdict = match fields.flag(table, "right") {
        true => Verdict::Right,
        false => Verdict::Wrong,
    };
    Some((text?, verdict, why?))
}

impl Draft {
    fn read(self, path: &str, inline: &mut Inline<'_>) -> Question {
        let demo = self.demo.and_then(|text| demo(&text, inline));
        let option = |(text, verdict, why): (Text, Verdict, Text)| Choice {
            id: hash(&text.value),
            text: inline.line(&text, "text"),
            verdict,
            why: inline.blocks(&why),
        };
        Question {
            options: self.options.into_iter().map(option).collect(),
            id: format!(
                "question-{}",
                hash(&format!("{path}\n{}", self.ask.value))
            ),
            ask: inline.line_and_more(&self.ask, "ask"),
            span: self.span,
            demo,
        }
    }
}

/// The state of a figure that a question names.
fn demo(text: &Text, inline: &mut Inline<'_>) -> Option<(Figure, Range<usize>)> {
    let span = text.place(inline.chapter, 0..text.value.len());
    let words = words(inline.chapter, span.clone());
    match figure(&words, inline.guides) {
        Ok(figure) => Some((figure, span)),
        Err(problems) => {
            inline.problems.extend(problems);
            None
        }
    }
}

fn figure(words: &[Word<'_>], guides: &[Guide]) -> Result<Figure, Vec<Problem>> {
    let (guide, entry) = guides::find::<DemoEntry>(&words[0], guides)
        .map_err(|problem| vec![problem])?;
    let start = query(&settings(&words[1..], entry.knobs, Scope::Directive)?);
    Ok(Figure {
        guide: guide.name.into(),
        unit: guide.unit(entry.name),
        demo: entry.name.into(),
        start,
        id: String::new(),
        frame: String::new(),
    })
}

/// Eight digits that stay as long as the text does.
fn hash(text: &str) -> String {
    format!("{:08x}", xxh64(text.as_bytes(), 0) as u32)
}
