//! `{{#demo guide/name knob=value seed=7 at=2s}}`: a figure.
//!
//! The figure is drawn here, natively, by the code that draws it in the
//! browser: without JavaScript, in print and in the search index it shows the
//! same moment of the same run.

use crate::directive::Directive;
use crate::engine::Engine;
use crate::guides::{self, Guide, Unit};
use crate::outline::Outline;
use crate::problem::Problem;
use crate::settings::{Scope, query, settings};
use stage::DemoEntry;
use std::collections::BTreeMap;
use std::panic;

/// A demo in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The guide that it belongs to.
    pub guide: String,
    /// The engine that runs it.
    pub unit: Unit,
    /// Its name in the guide.
    pub demo: String,
    /// The settings it starts with, as in a shared URL.
    pub start: String,
    /// Its address: one of its own in the whole book, since the print page has
    /// all chapters on it. Empty until all figures are known.
    pub id: String,
    /// The picture of its state. Empty until it is drawn.
    pub frame: String,
}

/// Reads a directive.
pub fn read(
    directive: &Directive<'_>,
    text: &str,
    outline: &Outline,
    guides: &[Guide],
) -> Result<Figure, Vec<Problem>> {
    let span = &directive.span;
    let Some(subject) = directive.subject() else {
        let what = "the directive names no demo";
        let help = "write `{{#demo guide/name}}`";
        return Err(vec![Problem::new(span.clone(), what, help)]);
    };
    if !stands_alone(directive, text) || outline.is_tagless(span) {
        let what = "a demo stands on a line of its own, at its very start";
        let help = "put an empty line before and after the directive";
        return Err(vec![Problem::new(span.clone(), what, help)]);
    }
    let (guide, entry) = guides::find::<DemoEntry>(subject, guides)
        .map_err(|problem| vec![problem])?;
    let start = query(&settings(directive.rest(), entry.knobs, Scope::Directive)?);
    Ok(Figure {
        guide: guide.name.into(),
        unit: guide.unit(entry.name),
        demo: entry.name.into(),
        start,
        id: String::new(),
        frame: String::new(),
    })
}

/// Whether nothing else is in the line, not even the mark of a list or a quote.
fn stands_alone(directive: &Directive<'_>, text: &str) -> bool {
    let before = &text[..directive.span.start];
    let after = &text[directive.span.end..];
    let rest_of_line = after.lines().next().unwrap_or("");
    (before.is_empty() || before.ends_with('\n')) && rest_of_line.trim().is_empty()
}

impl Figure {
    /// Draws the frame, or says what the demo complains of. A demo that panics
    /// must not take the other problems of the book with it.
    pub fn draw(&mut self, demos: &[DemoEntry]) -> Result<(), Vec<String>> {
        let shared = format!("{}?{}", self.demo, self.start);
        let frame = || player::share::frame(demos, &self.id, &shared);
        let panicked =
            |_| Err(vec!["the demo panics: its message is above".into()]);
        self.frame = panic::catch_unwind(frame).unwrap_or_else(panicked)?;
        Ok(())
    }

    /// The figure as HTML, on one line with empty lines around: HTML in
    /// Markdown ends at an empty line.
    pub fn html(&self, engines: &BTreeMap<Unit, Engine>) -> String {
        debug_assert!(!self.frame.contains('\n'), "the stage draws on one line");
        let Figure { guide, demo, start, id, frame, unit } = self;
        let (start, Engine { module, wasm }) = (escape(start), &engines[unit]);
        format!(
            "\n<figure class=\"demo\" id=\"{id}\" data-guide=\"{guide}\" \
             data-demo=\"{demo}\" aria-labelledby=\"{id}-title\" \
             data-start=\"{start}\" data-module=\"{module}\" \
             data-wasm=\"{wasm}\">{frame}</figure>\n",
        )
    }
}

/// Text for the value of an attribute, in a table too: there `|` ends a cell.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "&#124;")
}
