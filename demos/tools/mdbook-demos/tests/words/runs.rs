//! Runs that a reader could come upon: any settings, any seed, anything on offer
//! done at any moment.

use player::share::Shared;
use sim::{Micros, Stream};
use stage::act::Act;
use stage::element::{Element, Node};
use stage::guide::Playable;
use stage::knob::{Knob, Range, Values};
use stage::{DemoEntry, Layout};

/// How many things are done to a run at most.
const EDITS: u64 = 4;

/// A run, and how to come upon it.
pub struct Found {
    pub act: Box<dyn Act>,
    /// The scenario whose run it is, by its place.
    pub scenario: Option<usize>,
    pub values: Values,
    pub seed: u64,
    pub selection: Vec<String>,
    pub whim: Stream,
}

impl Found {
    /// The run of this number: the first is the one of the resting frame.
    pub fn of(entry: DemoEntry, number: u64) -> Found {
        let mut whim = Stream::new(number, "whim", 0);
        let mut values = (entry.defaults)();
        let mut seed = entry.card.seed;
        if number > 0 {
            let is_wild = whim.below(4) > 0;
            for knob in entry.knobs {
                if is_wild && whim.below(2) == 0 {
                    let value = value_of(*knob, &mut whim);
                    let old = values.iter_mut().find(|(name, _)| name == knob.name);
                    old.expect("a knob has a value").1 = value.into();
                }
            }
            seed = match whim.below(3) {
                0 => seed,
                _ => whim.below(1_000),
            };
        }
        let act = Playable::from(entry).perform(&values, seed);
        let selection =
            entry.selection.iter().map(|mark| mark.to_string()).collect();
        let mut found =
            Found { act, scenario: None, values, seed, selection, whim };
        if number > 0 {
            found.do_something(entry);
        }
        found
    }

    /// The run that a link leads to.
    pub fn linked(entry: DemoEntry, query: &str) -> Found {
        let (shared, complaints) = Shared::read(&entry.into(), query);
        assert!(complaints.is_empty(), "{query}: {}", complaints.join("; "));
        let start = Shared::start_of(&entry.into(), shared.scenario);
        let is_scenarios = shared.scenario < (entry.scenarios)().len()
            && shared.is_same_run(&start);
        let scenario = is_scenarios.then_some(shared.scenario);
        let Shared { values, seed, selection, .. } = shared;
        let mut act = Playable::from(entry).perform(&values, seed);
        let complaints = act.edit(&shared.edits);
        assert!(complaints.is_empty(), "{query}: {}", complaints.join("; "));
        let whim = Stream::new(seed, "whim", 0);
        Found { act, scenario, values, seed, selection, whim }
    }

    /// Does what is on offer, in the order of time, and selects something.
    fn do_something(&mut self, entry: DemoEntry) {
        let until = entry.card.pace.map_or(Micros::ZERO, |pace| pace.until);
        let many = self.whim.below(EDITS + 1);
        let mut times: Vec<u64> =
            (0..many).map(|_| self.whim.below(until.get() + 1)).collect();
        times.sort_unstable();
        for at in times.into_iter().map(Micros::new) {
            self.act.seek(at);
            let marks = self.act.marks().into_iter().flat_map(|m| m.actions);
            let actions: Vec<_> = marks.chain(self.act.actions()).collect();
            if let Some(action) = self.one_of(&actions) {
                let edits = action.edits.into_iter().map(|edit| (at, edit));
                let edits: Vec<_> = edits.collect();
                let complaints = self.act.edit(&edits);
                assert!(complaints.is_empty(), "no edits: {complaints:?}");
            }
        }
        let mut marks = Vec::new();
        gather(&self.act.picture(Layout::Wide, &[]), &mut marks);
        if self.whim.below(2) == 0 {
            self.selection = (0..self.whim.below(3))
                .filter_map(|_| self.one_of(&marks))
                .collect();
        }
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        let place = self.whim.below(all.len().max(1) as u64) as usize;
        all.get(place).cloned()
    }

    /// The run as a link says it, at the moment where it stands.
    pub fn link(&self, entry: &DemoEntry) -> String {
        let knobs =
            self.values.iter().map(|(name, value)| format!("{name}={value}&"));
        let edits =
            self.act.edits().into_iter().map(|(at, edit)| format!("{at}-{edit}"));
        format!(
            "{}?{}seed={}&edits={}&select={}&t={}",
            entry.name,
            knobs.collect::<String>(),
            self.seed,
            edits.collect::<Vec<_>>().join(","),
            self.selection.join(","),
            self.act.now()
        )
    }
}

/// The marks of a picture that can be selected, or pressed.
fn gather(element: &Element, marks: &mut Vec<String>) {
    for (name, value) in &element.attributes {
        match (*name, value.split_once(':')) {
            ("data-action", Some(("select" | "pick", mark))) => {
                marks.push(mark.to_string());
            }
            ("data-mark", _) => marks.push(value.to_string()),
            _ => {}
        }
    }
    for child in &element.children {
        if let Node::Element(child) = child {
            gather(child, marks);
        }
    }
}

fn value_of(knob: Knob, whim: &mut Stream) -> String {
    let mut below = |count: usize| whim.below(count as u64) as usize;
    match knob.range {
        Range::Linear(min, max, step) => {
            let steps = (max - min) / step;
            (min + below(steps as usize + 1) as u32 * step).to_string()
        }
        Range::Stops(stops) => stops[below(stops.len())].to_string(),
        Range::Choice(words) => words[below(words.len())].0.to_string(),
        Range::Toggle => ["true", "false"][below(2)].to_string(),
    }
}
