//! What the reader selected: what its stamps tell, what is true, and the proof.

use super::VectorClocks;
use super::reach::Reach;
use models::clocks::{Conversation, Event, EventId, Events, compare, proof};
use stage::Moment;
use stage::element::Text;

/// A message or a step of a process, as the keys of its two events.
pub type Edge = (Text, Text);

/// What is selected, as far as it has happened.
pub enum Selection<'a> {
    /// Nothing.
    Nothing,
    /// One event.
    One(&'a Event),
    /// Two events.
    Two(&'a Event, &'a Event),
}

impl<'a> Selection<'a> {
    /// What is selected at a moment.
    pub fn of(moment: &Moment<'a, VectorClocks>) -> Selection<'a> {
        let model = moment.model;
        let mut found =
            moment.selection.iter().filter_map(|mark| find(model, mark));
        match (found.next(), found.next()) {
            (Some(a), Some(b)) => Selection::Two(a, b),
            (Some(a), None) => Selection::One(a),
            (None, _) => Selection::Nothing,
        }
    }

    /// What the reader learns: who says it, and what.
    pub fn words(
        &self,
        moment: &Moment<'_, VectorClocks>,
    ) -> Vec<(String, String)> {
        let events = moment.model.events();
        match self {
            Selection::Nothing => match missing(moment) {
                Some(missing) => vec![("Not yet".into(), missing.into())],
                None => vec![("Select two events".into(), HELP.into())],
            },
            Selection::One(event) => {
                let (who, what) = one(events, event);
                let next = missing(moment).unwrap_or(ANOTHER);
                vec![(who, format!("{what} {next}"))]
            }
            Selection::Two(a, b) => {
                let scheme = moment.settings.scheme();
                let title = capital(scheme.title());
                vec![
                    (title, compare(scheme, a, b).words),
                    ("The truth".into(), proof(events, a.id, b.id)),
                ]
            }
        }
    }

    /// The path from one selected event to the other; if one is selected, all
    /// paths that lead to it and away from it.
    pub fn paths(&self, events: &Events) -> Vec<Edge> {
        match self {
            Selection::Nothing => Vec::new(),
            Selection::One(event) => cone(events, event.id),
            Selection::Two(a, b) => {
                let there = events.path(a.id, b.id);
                let path = there.or_else(|| events.path(b.id, a.id));
                let path = path.unwrap_or_default();
                path.windows(2).map(|step| edge(events, step[0], step[1])).collect()
            }
        }
    }

    /// Whether an event is selected.
    pub fn contains(&self, id: EventId) -> bool {
        match self {
            Selection::Nothing => false,
            Selection::One(event) => event.id == id,
            Selection::Two(a, b) => a.id == id || b.id == id,
        }
    }
}

const ANOTHER: &str = "Select a second one to compare their stamps.";

const HELP: &str = "Press two marks to compare their stamps. Drag from line to \
                    line to send a message, from mark to mark to put one event \
                    before another.";

/// The mark of an event: it stays the same whatever the reader adds to the run,
/// which its number among the events of its process does not.
pub fn mark(event: &Event) -> String {
    event.origin.to_string()
}

fn find<'a>(model: &'a Conversation, marked: &str) -> Option<&'a Event> {
    model.events().iter().find(|event| mark(event) == marked)
}

/// What selected events have not happened, in words. They have no numbers yet.
fn missing(moment: &Moment<'_, VectorClocks>) -> Option<&'static str> {
    let marks = moment.selection.iter();
    match marks.filter(|mark| find(moment.model, mark).is_none()).count() {
        0 => None,
        1 if moment.selection.len() == 1 => {
            Some("The selected event has not happened.")
        }
        1 => Some("The other is to come."),
        _ => Some("The two selected events have not happened."),
    }
}

fn one(events: &Events, event: &Event) -> (String, String) {
    let (before, after) = Reach::of(events).cones(event.id);
    let (before, after) = (before.len(), after.len());
    let concurrent = events.len() - 1 - before - after;
    let name = format!("{} is selected", event.id);
    let words = format!(
        "Of the other events {before} happened before it, {after} after it, and \
         {concurrent} are concurrent with it."
    );
    (name, words)
}

/// All messages and steps on paths to an event and from it.
fn cone(events: &Events, id: EventId) -> Vec<Edge> {
    let (mut past, mut future) = Reach::of(events).cones(id);
    past.push(id);
    future.push(id);
    let mut edges = Vec::new();
    for cone in [past, future] {
        for effect in &cone {
            let causes = events.causes(*effect).filter(|c| cone.contains(c));
            edges.extend(causes.map(|cause| edge(events, cause, *effect)));
        }
    }
    edges
}

fn edge(events: &Events, from: EventId, to: EventId) -> Edge {
    let mark = |id| events.get(id).map(mark).unwrap_or_default().into();
    (mark(from), mark(to))
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
