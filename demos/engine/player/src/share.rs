//! A run as a line of text: the part of a shared URL behind the `#`.
//!
//! `two-phase-commit?loss=20&seed=9&edits=350ms-crash-0,1.2s-restart-0&t=2s`

use crate::input::View;
use sim::Micros;
use sim::run::in_order;
#[cfg(not(target_arch = "wasm32"))]
use stage::guide::DemoEntry;
use stage::guide::Playable;
use stage::knob::{self, Complaint, Values};
use stage::scenario::OWN;

/// Longest query that is read, in bytes. That of a run with 500 edits is shorter;
/// longer ones would keep the page busy for seconds.
pub const LONGEST: usize = 20_000;

pub(crate) const TOO_LONG: &str = "the link has more than 20,000 characters: it was \
    not read, and the figure is as it starts";

/// Everything that a shared URL says about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The scenario that it starts from, by its place among the demo's; behind them
    /// comes the reader's own.
    pub scenario: usize,
    /// The value of every knob.
    pub values: Values,
    /// The seed.
    pub seed: u64,
    /// What is done to the run, and when; in order of time.
    pub edits: Vec<(Micros, String)>,
    /// Where the run ends, if that is before the end of the demo's runs.
    pub end: Option<Micros>,
    /// How much of the run passes in a second of the reader's, until they choose.
    pub per_second: Micros,
    /// How long of the reader's time a run that plays holds at each thing that it
    /// tells: where one step after the other is to be read.
    pub hold: Micros,
    /// The position.
    pub at: Micros,
    /// The view.
    pub view: View,
    /// The marks that are selected.
    pub selection: Vec<String>,
}

impl Shared {
    /// The reader's own scenario: the demo in its default settings.
    fn own(entry: &Playable) -> Shared {
        let marks = entry.about.selection.iter();
        Shared {
            scenario: entry.about.plans.len(),
            values: entry.about.defaults.clone(),
            seed: entry.about.seed,
            edits: Vec::new(),
            end: None,
            per_second: entry
                .about
                .pace
                .map_or(Micros::from_secs(1), |pace| pace.per_second),
            hold: Micros::ZERO,
            at: entry.about.rest,
            view: View::default(),
            selection: marks.map(|m| m.to_string()).collect(),
        }
    }

    /// The start of a scenario, by its place; of the reader's own if there is none.
    pub fn start_of(entry: &Playable, scenario: usize) -> Shared {
        let mut shared = Shared::own(entry);
        if let Some(plan) = entry.about.plans.get(scenario) {
            shared.scenario = scenario;
            shared.set(entry, &plan.start);
        }
        shared
    }

    /// What `query` says, the rest as in the scenario that it names. A query that
    /// names none and says something starts from the reader's own, as links did
    /// before there were scenarios. What is wrong in it is complained of and put
    /// right: the nearest valid value is taken.
    pub fn read(entry: &Playable, query: &str) -> (Shared, Vec<Complaint>) {
        let mut complaints = Vec::new();
        let pairs = knob::pairs(query);
        let named = pairs.iter().rfind(|(name, _)| name == "scenario");
        let own = entry.about.plans.len();
        let scenario = match named {
            Some((_, name)) => {
                scenario_named(entry, name).unwrap_or_else(|wrong| {
                    complaints.push(wrong);
                    0
                })
            }
            None if pairs.is_empty() => 0,
            None => own,
        };
        let mut shared = Shared::start_of(entry, scenario);
        complaints.extend(shared.set(entry, query));
        (shared, complaints)
    }

    /// Sets what a query says, and tells what is wrong in it.
    fn set(&mut self, entry: &Playable, query: &str) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        let mut knobs = Vec::new();
        let mut moment = None;
        for (name, value) in knob::pairs(query) {
            match name.as_str() {
                "scenario" => {}
                "seed" => match value.parse() {
                    Ok(seed) => self.seed = seed,
                    Err(_) => complaints.push(format!(
                        "`seed` cannot be `{value}`: it is a whole number"
                    )),
                },
                "t" | "at" | "until" | "end" | "speed" | "hold" => match value
                    .parse::<Micros>()
                {
                    Ok(hold) if name == "hold" => self.hold = hold,
                    Ok(pace) if name == "speed" => self.per_second = pace,
                    Ok(end) if name == "end" => {
                        let whole = whole(entry);
                        self.end = Some(end.min(whole));
                        complaints.extend(too_late(&name, end, whole));
                    }
                    Ok(at) => {
                        self.at = at;
                        moment = Some(name);
                    }
                    Err(error) => complaints
                        .push(format!("`{name}` cannot be `{value}`: {error}")),
                },
                "edits" => complaints.extend(self.read_edits(&value)),
                "select" => {
                    let marks =
                        value.split(',').filter(|mark| !mark.is_empty());
                    self.selection = marks.map(Into::into).collect();
                }
                "view" => match View::named(&value) {
                    Some(view) => self.view = view,
                    None => complaints.push(format!(
                        "there is no view `{value}`: the views are picture, space-time, table, log"
                    )),
                },
                _ => knobs.push((name, value)),
            }
        }
        // The end may stand behind it.
        let until = self.until(entry);
        if let Some(name) = moment {
            complaints.extend(too_late(&name, self.at, until));
        }
        self.at = self.at.min(until);
        let values = &mut self.values;
        complaints.extend(knob::merge(entry.about.knobs, values, &knobs));
        complaints
    }

    /// Where the run ends; at zero where nothing happens by itself.
    pub fn until(&self, entry: &Playable) -> Micros {
        self.end.unwrap_or(whole(entry))
    }

    /// Whether both are the same run, wherever they stand in it.
    pub fn is_same_run(&self, other: &Shared) -> bool {
        self.values == other.values
            && self.seed == other.seed
            && self.edits == other.edits
    }

    fn read_edits(&mut self, value: &str) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        self.edits.clear();
        for item in value.split(',').filter(|_| !value.is_empty()) {
            let edit = item.split_once('-');
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

    /// The query that says this: what is as in its scenario is left out.
    pub fn query(&self, entry: &Playable) -> String {
        let resting = Shared::start_of(entry, self.scenario);
        let mut query = String::new();
        let mut say = |name: &str, value: &str| {
            let separator = if query.is_empty() { "" } else { "&" };
            query.extend([separator, name, "=", value]);
        };
        let plan = entry.about.plans.get(self.scenario);
        say("scenario", plan.map_or(OWN, |plan| &plan.name));
        for ((name, value), (_, default)) in self.values.iter().zip(&resting.values)
        {
            if value != default {
                say(name, value);
            }
        }
        if self.seed != resting.seed {
            say("seed", &self.seed.to_string());
        }
        if self.edits != resting.edits {
            let edits: Vec<_> = self
                .edits
                .iter()
                .map(|(at, edit)| format!("{at}-{edit}"))
                .collect();
            say("edits", &edits.join(","));
        }
        if let Some(end) = self.end.filter(|end| resting.end != Some(*end)) {
            say("end", &end.to_string());
        }
        if self.view != resting.view {
            say("view", self.view.name());
        }
        if self.selection != resting.selection {
            say("select", &self.selection.join(","));
        }
        if entry.about.pace.is_some() {
            say("t", &self.at.to_string());
        }
        query
    }
}

/// What is wrong with a moment, if it comes after the end.
fn too_late(name: &str, at: Micros, end: Micros) -> Option<Complaint> {
    (at > end).then(|| format!("`{name}` cannot be {at}: the run ends at {end}"))
}

/// How long the demo's runs are.
pub(crate) fn whole(entry: &Playable) -> Micros {
    entry.about.pace.map_or(Micros::ZERO, |pace| pace.until)
}

/// The place of the scenario of this name.
fn scenario_named(entry: &Playable, name: &str) -> Result<usize, Complaint> {
    let plans = &entry.about.plans;
    if name == OWN {
        return Ok(plans.len());
    }
    plans.iter().position(|plan| plan.name == name).ok_or_else(|| {
        let names = plans.iter().map(|plan| &*plan.name);
        let known = knob::listed(&mut names.chain([OWN]));
        format!("there is no scenario `{name}`: the scenarios are {known}")
    })
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
        shared.at = shared.until(&entry);
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
        let mut frame = crate::view::draw(&entry, &player, None);
        crate::view::make_pictures_inert(&mut frame);
        Ok(stage::html::render(&frame))
    } else {
        Err(complaints)
    }
}
