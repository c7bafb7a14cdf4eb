//! What the reader selected: what its stamps tell, what is true, and the proof.

use super::VectorClocks;
use super::reach::Reach;
use models::clocks::{
    Conversation, Event, EventId, Events, Order, Origin, compare, proof,
};
use stage::element::Text;
use stage::{Moment, Role};

/// A message or a step of a process, as the keys of its two events; and what it is
/// part of.
pub type Edge = (Text, Text, Role);

/// What leads on from an event.
const FUTURE: Role = Role::Chosen;
/// What leads to one.
pub const PAST: Role = Role::Candidate;

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
                Some(missing) => vec![("Not yet".into(), missing)],
                None => vec![("Select two events".into(), HELP.into())],
            },
            Selection::One(event) => match missing(moment) {
                Some(missing) => {
                    let blue = format!(" Blue leads on from {}.", event.id);
                    vec![("Not yet".into(), missing + &blue)]
                }
                None => vec![one(events, event)],
            },
            Selection::Two(a, b) => {
                let scheme = moment.settings.scheme();
                let title = capital(scheme.title());
                let mut truth = proof(events, a.id, b.id);
                if events.order(a.id, b.id) == Order::Concurrent {
                    let [first, last] = in_time(a, b).into();
                    truth.push_str(&format!(
                        " Blue (from {}) and orange (to {}) never meet.",
                        first.id, last.id
                    ));
                }
                if a.id != b.id {
                    truth.extend([*a, *b].into_iter().filter_map(renamed));
                }
                vec![
                    ("The truth".into(), truth),
                    (title, compare(scheme, a, b).words),
                ]
            }
        }
    }

    /// The path from one selected event to the other. If there is none, all paths
    /// that lead away from the first and those that lead to the last; if one is
    /// selected, all that lead to it and away from it. What is blue or orange stays so:
    /// while the last is still to come, nothing leads to it.
    pub fn paths(&self, moment: &Moment<'_, VectorClocks>) -> Vec<Edge> {
        let events = moment.model.events();
        match self {
            Selection::Nothing => Vec::new(),
            Selection::One(event) if missing(moment).is_some() => {
                future(events, event.id)
            }
            Selection::One(event) => {
                let mut paths = past(events, event.id);
                paths.extend(future(events, event.id));
                paths
            }
            Selection::Two(a, b) => {
                let there = events.path(a.id, b.id);
                let path = there.or_else(|| events.path(b.id, a.id));
                if let Some(path) = path {
                    let step =
                        |step: &[EventId]| edge(events, (step[0], step[1]), FUTURE);
                    return path.windows(2).map(step).collect();
                }
                let (first, last) = in_time(a, b);
                let mut paths = future(events, first.id);
                paths.extend(past(events, last.id));
                paths
            }
        }
    }

    /// The colour of an event that is selected: of what leads on from the first, or
    /// to the last.
    pub fn role(&self, id: EventId) -> Option<Role> {
        let (first, last) = match self {
            Selection::Nothing => return None,
            Selection::One(event) => (*event, *event),
            Selection::Two(a, b) => in_time(a, b),
        };
        let is = |event: &Event, role| (event.id == id).then_some(role);
        is(first, FUTURE).or(is(last, PAST))
    }
}

const HELP: &str = "Press two marks to compare their stamps. Drag from line to \
                    line to send a message, from mark to mark to put one event \
                    before another.";

/// The mark of an event: it stays the same whatever the reader adds to the run,
/// which its number among the events of its process does not.
pub fn mark(event: &Event) -> String {
    event.origin.to_string()
}

/// One of two selected events, whether it has happened or not.
pub struct Chosen<'a> {
    /// What it is called.
    pub name: String,
    /// The event, once it has happened.
    pub event: Option<&'a Event>,
}

/// The two selected events, if two are selected.
pub fn two<'a>(moment: &Moment<'a, VectorClocks>) -> Option<[Chosen<'a>; 2]> {
    let model: &'a Conversation = moment.model;
    let chosen = |mark: &String| {
        let event = find(model, mark);
        let name = match event {
            Some(event) => event.id.to_string(),
            // Its number is not known before: more may be added to the run.
            None if moment.edits.is_empty() => mark.clone(),
            None => "?".into(),
        };
        Chosen { name, event }
    };
    let mut marks = selected(moment);
    match (marks.next(), marks.next(), marks.next()) {
        (Some(a), Some(b), None) => Some([chosen(a), chosen(b)]),
        _ => None,
    }
}

/// The marks that are selected and events: a process may be pressed as well.
fn selected<'a>(
    moment: &Moment<'a, VectorClocks>,
) -> impl Iterator<Item = &'a String> + use<'a> {
    moment.selection.iter().filter(|mark| !mark.starts_with("line-"))
}

/// What an event was called before the reader put others in front of it.
fn renamed(event: &Event) -> Option<String> {
    match event.origin {
        Origin::Run(was) if was != event.id => {
            Some(format!(" {} was {was} before you added to the run.", event.id))
        }
        Origin::Run(_) | Origin::Added(_) | Origin::Arrival(_) => None,
    }
}

fn find<'a>(model: &'a Conversation, marked: &str) -> Option<&'a Event> {
    model.events().iter().find(|event| mark(event) == marked)
}

/// What selected events have not happened, in words. Where the reader has added to the
/// run they have no numbers yet.
fn missing(moment: &Moment<'_, VectorClocks>) -> Option<String> {
    let mut to_come =
        selected(moment).filter(|mark| find(moment.model, mark).is_none());
    let first = to_come.next()?;
    let words = match (to_come.next(), selected(moment).count()) {
        (Some(_), _) => "The two selected events have not happened.".into(),
        (None, 1) => "The selected event has not happened.".into(),
        (None, _) if moment.edits.is_empty() => {
            format!("{first} has not happened yet.")
        }
        (None, _) => "The other has not happened yet.".into(),
    };
    Some(words)
}

fn one(events: &Events, event: &Event) -> (String, String) {
    let (before, after) = Reach::of(events).cones(event.id);
    let (before, after) = (before.len(), after.len());
    let concurrent = events.len() - 1 - before - after;
    let name = format!("{} is selected", event.id);
    let words = format!(
        "Of the other events {before} happened before it (orange), {after} after it \
         (blue), and {concurrent} are concurrent with it. Select a second one to compare their \
         stamps."
    );
    (name, words)
}

/// The two events in the order in which they really happened.
pub fn in_time<'a>(a: &'a Event, b: &'a Event) -> (&'a Event, &'a Event) {
    if a.at <= b.at { (a, b) } else { (b, a) }
}

/// All messages and steps on paths to an event.
fn past(events: &Events, id: EventId) -> Vec<Edge> {
    let (past, _) = Reach::of(events).cones(id);
    within(events, past, id, PAST)
}

/// All messages and steps on paths from an event.
fn future(events: &Events, id: EventId) -> Vec<Edge> {
    let (_, future) = Reach::of(events).cones(id);
    within(events, future, id, FUTURE)
}

/// All messages and steps from one of these events to another.
fn within(
    events: &Events,
    mut cone: Vec<EventId>,
    id: EventId,
    role: Role,
) -> Vec<Edge> {
    cone.push(id);
    let mut edges = Vec::new();
    for effect in &cone {
        let causes = events.causes(*effect).filter(|cause| cone.contains(cause));
        edges.extend(causes.map(|cause| edge(events, (cause, *effect), role)));
    }
    edges
}

fn edge(events: &Events, (from, to): (EventId, EventId), role: Role) -> Edge {
    let mark = |id| events.get(id).map(mark).unwrap_or_default().into();
    (mark(from), mark(to), role)
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
