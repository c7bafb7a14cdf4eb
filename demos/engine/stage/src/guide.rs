//! A guide's demos and experiments by name: the registry that the book, the
//! command line and the page look in.

use crate::act::{Act, Performance};
use crate::demo::{Card, Check, Comparison, Demo, Pace};
use crate::knob::{self, Complaint, Knob, Values};
use crate::mark::Action;
#[cfg(not(target_arch = "wasm32"))]
use crate::scenario::ScenarioWords;
use crate::scenario::{Brief, Plan};
use serde::{Serialize, de::DeserializeOwned};
use sim::Micros;
use std::rc::Rc;

/// A demo by name.
#[derive(Clone, Copy)]
pub struct DemoEntry {
    /// Its name: the file's, in kebab-case.
    pub name: &'static str,
    /// The words around its picture. A page has them in its frame: its engine
    /// does without.
    #[cfg(not(target_arch = "wasm32"))]
    pub card: &'static Card,
    facts: Facts,
    /// Its knobs.
    pub knobs: &'static [Knob],
    /// What the second view is called where it is not the space–time diagram.
    #[cfg(not(target_arch = "wasm32"))]
    pub second_view: Option<&'static str>,
    /// The words of its scenarios.
    #[cfg(not(target_arch = "wasm32"))]
    pub scenarios: fn() -> Vec<ScenarioWords>,
    plans: fn() -> Vec<Plan>,
    comparison: Comparison,
    /// The marks that are selected in the resting frame.
    pub selection: &'static [&'static str],
    /// The values of the knobs in the resting frame.
    pub defaults: fn() -> Values,
    /// A run of the demo; the values are valid.
    pub(crate) perform: fn(&Values, u64) -> Box<dyn Act>,
}

/// What is on a demo's card beside the words: see [`Description`].
#[derive(Clone, Copy)]
struct Facts {
    pace: Option<Pace>,
    seed: u64,
    rest: Micros,
}

impl Facts {
    const fn of(card: &Card) -> Facts {
        Facts { pace: card.pace, seed: card.seed, rest: card.rest }
    }
}

impl DemoEntry {
    /// The entry of a demo.
    pub const fn of<D: Demo>(name: &'static str) -> DemoEntry {
        DemoEntry {
            name,
            #[cfg(not(target_arch = "wasm32"))]
            card: D::CARD,
            facts: const { Facts::of(D::CARD) },
            knobs: D::KNOBS,
            #[cfg(not(target_arch = "wasm32"))]
            second_view: D::SECOND_VIEW,
            #[cfg(not(target_arch = "wasm32"))]
            scenarios: || D::SCENARIOS.iter().map(ScenarioWords::of).collect(),
            plans: || Brief::<D>::all().map(Plan::of).collect(),
            comparison: D::COMPARISON,
            selection: D::SELECTION,
            defaults: || knob::values_of(&D::Settings::default()),
            perform: |values, seed| Box::new(Performance::<D>::new(values, seed)),
        }
    }

    /// What the player has to know of it.
    pub fn describe(&self) -> Description {
        let Facts { pace, seed, rest } = self.facts;
        Description {
            name: self.name,
            pace,
            seed,
            rest,
            plans: (self.plans)(),
            comparison: self.comparison,
            knobs: self.knobs,
            selection: self.selection,
            defaults: (self.defaults)(),
        }
    }

    /// What a reader may do in the resting frame: to what, what, and by which edits.
    pub fn actions(&self) -> Vec<(String, Action<String>)> {
        let act = self.rest();
        let to_marks = act.marks().into_iter().flat_map(|mark| {
            let name = mark.name;
            mark.actions.into_iter().map(move |action| (name.clone(), action))
        });
        let others = act.actions().into_iter();
        to_marks.chain(others.map(|action| (String::new(), action))).collect()
    }

    /// What must hold, as it stands in the resting frame.
    pub fn checks(&self) -> Vec<Check> {
        self.rest().checks()
    }

    fn rest(&self) -> Box<dyn Act> {
        let mut act = (self.perform)(&(self.defaults)(), self.facts.seed);
        act.seek(self.facts.rest);
        act
    }
}

/// What the player has to know of a demo.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// How its run passes; `None` where nothing happens by itself.
    pub pace: Option<Pace>,
    /// The seed of the resting frame.
    pub seed: u64,
    /// The moment that the resting frame shows.
    pub rest: Micros,
    /// Its scenarios; behind them comes the reader's own.
    pub plans: Vec<Plan>,
    /// How two runs of it are compared.
    pub comparison: Comparison,
    /// Its knobs.
    pub knobs: &'static [Knob],
    /// The marks that are selected in the resting frame.
    pub selection: &'static [&'static str],
    /// The values of the knobs in the resting frame.
    pub defaults: Values,
}

/// Gives a run of a demo with these values of its knobs and this seed.
type Perform = dyn Fn(&Values, u64) -> Box<dyn Act>;

/// A demo that can be run: here, or by an engine.
#[derive(Clone)]
pub struct Playable {
    /// What there is to know of it.
    pub about: Description,
    perform: Rc<Perform>,
}

impl Playable {
    pub(crate) fn new(about: Description, perform: Rc<Perform>) -> Playable {
        Playable { about, perform }
    }

    /// A run of the demo, at time zero; the values are valid.
    pub fn perform(&self, values: &Values, seed: u64) -> Box<dyn Act> {
        (self.perform)(values, seed)
    }
}

impl From<DemoEntry> for Playable {
    fn from(entry: DemoEntry) -> Playable {
        Playable::new(entry.describe(), Rc::new(entry.perform))
    }
}

/// Something the engine can work out for the prose: a number.
pub trait Experiment {
    /// What it works out, in one sentence with its unit.
    const SAYS: &'static str;
    /// What it depends on.
    const KNOBS: &'static [Knob];
    /// A flat struct with a field for each knob.
    type Settings: Default + Serialize + DeserializeOwned;

    /// The number as the prose prints it.
    fn run(settings: &Self::Settings) -> String;
}

/// An experiment by name.
#[derive(Clone, Copy)]
pub struct ExperimentEntry {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// What it works out.
    pub says: &'static str,
    /// What it depends on.
    pub knobs: &'static [Knob],
    /// The values of the knobs where nothing is said.
    pub defaults: fn() -> Values,
    run: fn(&Values) -> Result<String, Complaint>,
}

impl ExperimentEntry {
    /// The entry of an experiment.
    pub const fn of<E: Experiment>(name: &'static str) -> ExperimentEntry {
        ExperimentEntry {
            name,
            says: E::SAYS,
            knobs: E::KNOBS,
            defaults: || knob::values_of(&E::Settings::default()),
            run: |values| Ok(E::run(&knob::settings_of(values)?)),
        }
    }

    /// The number for these values of the knobs, the others at their defaults.
    pub fn run(
        &self,
        given: &[(String, String)],
    ) -> Result<String, Vec<Complaint>> {
        let mut values = (self.defaults)();
        let complaints = knob::merge(self.knobs, &mut values, given);
        if !complaints.is_empty() {
            return Err(complaints);
        }
        (self.run)(&values).map_err(|complaint| vec![complaint])
    }
}

/// Declares a guide: its demos and experiments by name, and what its page calls.
///
/// ```ignore
/// stage::guide! {
///     demos: { "hash-ring" => hash_ring::HashRing }
///     experiments: { "ring-spread" => experiments::RingSpread }
/// }
/// ```
///
/// A guide whose demos do not fit into one small WASM file groups them. Each
/// group is a feature of the crate, all of them default ones: natively all demos
/// are there, and the page loads an engine when the reader comes near one of its
/// demos.
///
/// ```ignore
/// stage::guide! {
///     engine("servers") demos: { "raft" => raft::Raft }
///     engine("laboratory") demos: { "paxos" => paxos::Paxos }
///     experiments: {}
/// }
/// ```
#[macro_export]
macro_rules! guide {
    (
        demos: { $($demo:literal => $type:ty),* $(,)? }
        experiments: $experiments:tt
    ) => {
        /// The demos of this guide.
        pub const DEMOS: &[$crate::DemoEntry] =
            &[$($crate::DemoEntry::of::<$type>($demo)),*];

        /// Its engines by name, with the demos of each: there is but one.
        #[cfg(not(target_arch = "wasm32"))]
        pub const ENGINES: &[(&str, &[&str])] = &[];

        $crate::guide! { @experiments $experiments }
        $crate::guide! { @page }
    };
    (
        $(engine($engine:literal) demos: {
            $($demo:literal => $type:ty),* $(,)?
        })*
        experiments: $experiments:tt
    ) => {
        /// The demos of this guide that are in the engine being built.
        pub const DEMOS: &[$crate::DemoEntry] = &[$($(
            #[cfg(feature = $engine)]
            $crate::DemoEntry::of::<$type>($demo),
        )*)*];

        /// Its engines by name, with the demos of each.
        #[cfg(not(target_arch = "wasm32"))]
        pub const ENGINES: &[(&str, &[&str])] = &[$(($engine, &[$($demo),*])),*];

        $crate::guide! { @experiments $experiments }
        $crate::guide! { @page }
    };
    (@experiments { $($experiment:literal => $measure:ty),* $(,)? }) => {
        /// The experiments of this guide.
        #[cfg(not(target_arch = "wasm32"))]
        pub const EXPERIMENTS: &[$crate::ExperimentEntry] =
            &[$($crate::ExperimentEntry::of::<$measure>($experiment)),*];
    };
    (@page) => {
        #[cfg(target_arch = "wasm32")]
        mod page {
            use $crate::remote::Engine;
            use std::mem::ManuallyDrop;
            use wasm_bindgen::prelude::wasm_bindgen;

            thread_local! {
                // Never dropped: the code for that would be dead weight.
                static ENGINE: ManuallyDrop<Engine> =
                    const { ManuallyDrop::new(Engine::new(super::DEMOS)) };
            }

            #[wasm_bindgen(start)]
            fn start() {
                $crate::program::remember_panics();
            }

            /// Answers what the player asks.
            #[wasm_bindgen]
            pub fn answer(request: &[u8]) -> Vec<u8> {
                ENGINE.with(|engine| engine.answer(request))
            }
        }
    };
}
