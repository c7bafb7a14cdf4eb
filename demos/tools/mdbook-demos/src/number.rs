//! `{{#number guide/experiment knob=value}}`: a number that the engine works
//! out while the book is built, so that prose and engine cannot drift apart.

use crate::demo::escape;
use crate::directive::Directive;
use crate::guides::{self, Guide};
use crate::memory::Memory;
use crate::outline::Outline;
use crate::problem::Problem;
use crate::settings::{Pair, Scope, query, settings};
use stage::ExperimentEntry;
use std::panic;

/// Works out the number and puts it into words: with what it says as its title
/// where Markdown takes a tag, bare in HTML and in the text of an image.
pub fn read(
    directive: &Directive<'_>,
    outline: &Outline,
    guides: &[Guide],
    memory: &mut Memory,
) -> Result<String, Vec<Problem>> {
    let span = &directive.span;
    let Some(subject) = directive.subject() else {
        let what = "the directive names no experiment";
        let help = "write `{{#number guide/experiment}}`";
        return Err(vec![Problem::new(span.clone(), what, help)]);
    };
    if outline.is_heading(span) {
        let what = "a number in a heading would change the heading's address";
        let help = "write the heading without it, and the number below";
        return Err(vec![Problem::new(span.clone(), what, help)]);
    }
    let (_, entry) = guides::find::<ExperimentEntry>(subject, guides)
        .map_err(|problem| vec![problem])?;
    let given = settings(directive.rest(), entry.knobs, Scope::Knobs)?;
    let question = format!("{}?{}", subject.text, query(&given));
    let number = memory.recall(question, || work_out(&entry, &given)).map_err(
        |complaints| {
            let problem = |complaint| {
                let what = format!("`{}` cannot be worked out", subject.text);
                Problem::new(span.clone(), what, complaint)
            };
            complaints.into_iter().map(problem).collect::<Vec<_>>()
        },
    )?;
    let number = escape(&unbroken(number));
    match outline.is_tagless(span) {
        true => Ok(number),
        false => {
            let title = escape(&title(&entry, &given));
            Ok(format!("<span class=\"number\" title=\"{title}\">{number}</span>"))
        }
    }
}

/// A number and its unit stay on one line; what is longer may go over several.
fn unbroken(number: String) -> String {
    match number.chars().count() <= LINE_MIN {
        true => number.replace(' ', "\u{a0}"),
        false => number,
    }
}

fn work_out(
    entry: &ExperimentEntry,
    given: &[Pair],
) -> Result<String, Vec<String>> {
    let run = panic::AssertUnwindSafe(|| entry.run(given));
    panic::catch_unwind(run)
        .unwrap_or_else(|_| Err(vec!["it panics: its message is above".into()]))
}

/// What has so many characters fits into any line.
const LINE_MIN: usize = 12;

/// What the number says, and for which settings.
fn title(entry: &ExperimentEntry, given: &[Pair]) -> String {
    let set =
        |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let values = (entry.defaults)().into_iter().filter_map(|(name, value)| {
        let knob = entry.knobs.iter().find(|knob| knob.name == name)?;
        let value = set(&name).unwrap_or_else(|| value.into_owned());
        Some(format!("{}: {}", knob.label, knob.shown(&value)))
    });
    let settings = values.collect::<Vec<_>>().join(", ");
    match settings.is_empty() {
        true => entry.says.into(),
        false => format!("{} ({settings})", entry.says.trim_end_matches('.')),
    }
}
