//! A run as a line of text: the part of a shared URL behind the `#`.
//!
//! `two-phase-commit?loss=20&seed=9&edits=350ms-crash-0,1.2s-restart-0&t=2s`

use crate::input::View;
use sim::run::in_order;
use sim::{Micros, text};
#[cfg(not(target_arch = "wasm32"))]
use stage::guide::DemoEntry;
use stage::guide::Playable;
use stage::knob::{self, Complaint, Values};

/// Whether a figure asks its question before the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asks {
    /// It does, if the demo has one.
    #[default]
    Prediction,
    /// It does not: the prose asks another, or the page has asked it before.
    Nothing,
}

/// Everything that a shared URL says about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The value of every knob.
    pub values: Values,
    /// The seed.
    pub seed: u64,
    /// What is done to the run, and when; in order of time.
    pub edits: Vec<(Micros, String)>,
    /// The position.
    pub at: Micros,
    /// The view.
    pub view: View,
    /// The marks that are selected.
    pub selection: Vec<String>,
    /// Whether the question is asked: what the book says of a figure, not what a
    /// reader shares.
    pub asks: Asks,
}

impl Shared {
    /// The resting frame of a demo.
    pub fn resting(entry: &Playable) -> Shared {
        Shared {
            values: entry.about.defaults.clone(),
            seed: entry.about.seed,
            edits: Vec::new(),
            at: entry.about.rest,
            view: View::default(),
            selection: entry
                .about
                .selection
                .iter()
                .map(|m| m.to_string())
                .collect(),
            asks: Asks::default(),
        }
    }

    /// Whether the run is that of the resting frame, at whatever moment.
    pub fn is_resting_run(&self, entry: &Playable) -> bool {
        let about = &entry.about;
        self.seed == about.seed
            && self.values == about.defaults
            && self.edits.is_empty()
    }

    /// What `query` says, the rest as in the resting frame. What is wrong in it
    /// is complained of and put right: the nearest valid value is taken.
    pub fn read(entry: &Playable, query: &str) -> (Shared, Vec<Complaint>) {
        let mut shared = Shared::resting(entry);
        let mut complaints = Vec::new();
        let mut knobs = Vec::new();
        for (name, value) in knob::pairs(query) {
            let wrong = match name.as_str() {
                "seed" => {
                    value.parse().map(|seed| shared.seed = seed).err().map(|_| {
                        format!("`seed` cannot be `{value}`: it is a whole number")
                    })
                }
                "t" | "at" | "until" => shared.read_time(entry, &name, &value),
                "edits" => {
                    complaints.extend(shared.read_edits(&value));
                    None
                }
                "select" => {
                    let marks =
                        text::split(&value, b',').filter(|mark| !mark.is_empty());
                    shared.selection = marks.take(2).map(Into::into).collect();
                    None
                }
                "prediction" if value == "off" => {
                    shared.asks = Asks::Nothing;
                    None
                }
                "view" => match View::named(&value) {
                    Some(view) => {
                        shared.view = view;
                        None
                    }
                    None => Some(format!(
                        "there is no view `{value}`: the views are picture, space-time, table, log"
                    )),
                },
                _ => {
                    knobs.push((name, value));
                    None
                }
            };
            complaints.extend(wrong);
        }
        complaints.extend(knob::merge(
            entry.about.knobs,
            &mut shared.values,
            &knobs,
        ));
        (shared, complaints)
    }

    fn read_time(
        &mut self,
        entry: &Playable,
        name: &str,
        value: &str,
    ) -> Option<Complaint> {
        let until = entry.about.pace.map_or(Micros::ZERO, |pace| pace.until);
        match value.parse::<Micros>() {
            Ok(at) => {
                self.at = at.min(until);
                (at > until).then(|| {
                    format!("`{name}` cannot be {value}: the run ends at {until}")
                })
            }
            Err(error) => Some(format!("`{name}` cannot be `{value}`: {error}")),
        }
    }

    fn read_edits(&mut self, value: &str) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        for item in text::split(value, b',') {
            let edit = text::split_once(item, b'-');
            match edit
                .and_then(|(at, edit)| Some((at.parse::<Micros>().ok()?, edit)))
            {
                Some((at, edit)) => self.edits.push((at, edit.into())),
                None => complaints.push(format!(
                    "`{item}` is no edit: one is a time and what is done then, as in 350ms-crash-0"
                )),
            }
        }
        self.edits = in_order(std::mem::take(&mut self.edits));
        complaints
    }

    /// The query that says this: what is as in the resting frame is left out.
    pub fn query(&self, entry: &Playable) -> String {
        let resting = Shared::resting(entry);
        let mut query = String::new();
        let mut say = |name: &str, value: &str| {
            let separator = if query.is_empty() { "" } else { "&" };
            query.extend([separator, name, "=", value]);
        };
        for ((name, value), (_, default)) in self.values.iter().zip(&resting.values)
        {
            if value != default {
                say(name, value);
            }
        }
        say("seed", &self.seed.to_string());
        if !self.edits.is_empty() {
            let edits: Vec<_> = self
                .edits
                .iter()
                .map(|(at, edit)| format!("{at}-{edit}"))
                .collect();
            say("edits", &text::join(&edits, ","));
        }
        if self.view != resting.view {
            say("view", self.view.name());
        }
        if self.selection != resting.selection {
            say("select", &text::join(&self.selection, ","));
        }
        if entry.about.pace.is_some() {
            say("t", &self.at.to_string());
        }
        query
    }
}

/// `NAME?query` taken apart, with the demo of that name.
#[cfg(not(target_arch = "wasm32"))]
fn find<'a>(
    demos: &[DemoEntry],
    shared: &'a str,
) -> Result<(DemoEntry, &'a str), Complaint> {
    let (name, query) = shared.split_once('?').unwrap_or((shared, ""));
    let demo = demos.iter().find(|demo| demo.name == name).ok_or_else(|| {
        let names: Vec<_> = demos.iter().map(|demo| demo.name).collect();
        format!("there is no demo `{name}`: the demos are {}", names.join(", "))
    })?;
    Ok((*demo, query))
}

/// The narrated log of a shared run from its start to the position it names, or
/// to its end. `shared` is `NAME?query`.
#[cfg(not(target_arch = "wasm32"))]
pub fn trace(demos: &[DemoEntry], shared: &str) -> Result<String, String> {
    let (entry, query) = find(demos, shared)?;
    let entry = Playable::from(entry);
    let (mut shared, mut complaints) = Shared::read(&entry, query);
    let names_position = ["t=", "at=", "until="]
        .iter()
        .any(|name| query.split('&').any(|pair| pair.starts_with(name)));
    if !names_position {
        shared.at = entry.about.pace.map_or(Micros::ZERO, |pace| pace.until);
    }
    let player = crate::player::Player::new(entry, "", shared);
    complaints.extend(player.notices().iter().cloned());
    if !complaints.is_empty() {
        return Err(complaints.join("\n"));
    }
    Ok(player.narration())
}

/// The static frame of a demo, as the book shows it before and without WASM:
/// what goes into its `figure`, whose id is `id`. `shared` is `NAME?query`.
#[cfg(not(target_arch = "wasm32"))]
pub fn frame(
    demos: &[DemoEntry],
    id: &str,
    shared: &str,
) -> Result<String, Vec<Complaint>> {
    let (entry, query) =
        find(demos, shared).map_err(|complaint| vec![complaint])?;
    let (shared, mut complaints) = Shared::read(&entry.into(), query);
    let player = crate::player::Player::new(entry, id, shared);
    complaints.extend(player.notices().iter().cloned());
    if complaints.is_empty() {
        Ok(stage::html::render(&crate::view::draw(&entry, &player, None)))
    } else {
        Err(complaints)
    }
}
