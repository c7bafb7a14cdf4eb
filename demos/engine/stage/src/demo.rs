//! What a demo is: settings → model → picture, and the words around it.

use crate::element::Element;
use crate::knob::Knob;
use crate::mark::{Action, Mark};
use crate::parts::Table;
use crate::scenario::Scenario;
use serde::{Serialize, de::DeserializeOwned};
use sim::{Micros, Model, Record};

/// A demo: what a guide shows, as data and pure functions.
///
/// The stage runs it, draws its controls and takes it back in time; the demo
/// says what the run is and what a moment of it looks like.
pub trait Demo: Sized + 'static {
    /// The words around the picture.
    const CARD: &'static Card;
    /// What the reader may turn, each a field of `Settings`.
    const KNOBS: &'static [Knob];
    /// What the second view is called where it is not the space–time diagram,
    /// such as a chart of many runs beside the picture of one.
    const SECOND_VIEW: Option<&'static str> = None;
    /// The experiments that the figure offers by name, one to five, in the order in
    /// which understanding grows; the figure opens in the first.
    const SCENARIOS: &'static [Scenario<Self>] = &[];
    /// How two runs are compared.
    const COMPARISON: Comparison = Comparison::Beside;
    /// The marks that are selected in the resting frame, at most two.
    const SELECTION: &'static [&'static str] = &[];

    /// A flat struct with a field for each knob; its `Default` is the resting
    /// frame. `#[serde(rename_all = "kebab-case")]`.
    type Settings: Default + Serialize + DeserializeOwned;
    /// What runs.
    type Model: Model + 'static;

    /// The model that these settings and this seed give.
    fn model(settings: &Self::Settings, seed: u64) -> Self::Model;

    /// The picture of a moment: an `svg`, or a `div` of several.
    fn picture(moment: &Moment<'_, Self>) -> Element;

    /// The space–time diagram, where messages are passed; or another second
    /// view, see [`Demo::SECOND_VIEW`]. A demo has it at every moment of every
    /// run, or never.
    fn space_time(_moment: &Moment<'_, Self>) -> Option<Element> {
        None
    }

    /// The state in words and numbers.
    fn table(moment: &Moment<'_, Self>) -> Table;

    /// What must hold, and whether it does.
    fn checks(_moment: &Moment<'_, Self>) -> Vec<Check> {
        Vec::new()
    }

    /// The marks of the picture that can be pressed, in reading order, and what may
    /// be done to each now.
    fn marks(_moment: &Moment<'_, Self>) -> Marks<Self> {
        Vec::new()
    }

    /// What may be done now that concerns no mark: "Add a node".
    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        Vec::new()
    }

    /// What dragging from one mark to another does, and when in the run.
    fn drag(
        _moment: &Moment<'_, Self>,
        _from: &Grip,
        _to: &Grip,
    ) -> Option<(Micros, <Self::Model as Model>::Edit)> {
        None
    }
}

/// The marks of a demo's picture.
pub type Marks<D> = Vec<Mark<<<D as Demo>::Model as Model>::Edit>>;

/// What may be done in a demo.
pub type Actions<D> = Vec<Action<<<D as Demo>::Model as Model>::Edit>>;

/// A moment of a run, as a demo draws it.
pub struct Moment<'a, D: Demo> {
    /// What the knobs say.
    pub settings: &'a D::Settings,
    /// The model at this moment.
    pub model: &'a D::Model,
    /// The moment.
    pub now: Micros,
    /// The whole run as far as it is known, from its start to its end.
    pub records: &'a [Record],
    /// What the reader did, and will have done later in the run.
    pub edits: &'a [(Micros, <D::Model as Model>::Edit)],
    /// The marks that the reader selected, at most two, the latest last; behind them
    /// the one that is pressed.
    pub selection: &'a [String],
    /// How much room there is.
    pub layout: Layout,
}

impl<'a, D: Demo> Moment<'a, D> {
    /// What happened up to now.
    pub fn past(&self) -> &'a [Record] {
        &self.records[..self.records.partition_point(|r| r.at <= self.now)]
    }
}

/// How two runs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The pictures stand beside each other, and what differs is marked.
    Beside,
    /// The pictures are charts with the same axes: the lines of the kept run lie
    /// over those of the present one, thinner.
    Over,
}

/// How much room a picture has. It is laid out for it, not scaled to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A desktop: 620 units across, which the page shows 1.36 times as large where it
    /// has the room. Text of 12 units and more.
    Wide,
    /// A phone: 340 units across. Text of 12 units and more.
    Narrow,
}

/// The words around a demo's picture.
#[derive(Debug)]
pub struct Card {
    /// The name of the figure.
    pub title: &'static str,
    /// What to look at: it follows "Watch for".
    pub watch_for: &'static str,
    /// What the reader finds out, one sentence.
    pub insight: &'static str,
    /// One sentence that explains it.
    pub why: &'static str,
    /// What is modelled, what is left out, where each constant comes from.
    pub fidelity: Fidelity,
    /// How the run passes; `None` where nothing happens by itself.
    pub pace: Option<Pace>,
    /// The seed of the resting frame.
    pub seed: u64,
    /// Why this seed, if it was picked for what it shows.
    pub curated: Option<&'static str>,
    /// What the resting frame shows: this moment of the run.
    pub rest: Micros,
}

/// What a demo models and what it does not.
#[derive(Debug)]
pub struct Fidelity {
    /// What runs here as it does in a real system.
    pub models: &'static str,
    /// What is left out, and what that changes.
    pub leaves_out: &'static str,
    /// Where the constants come from.
    pub constants: &'static str,
}

/// How a run passes.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long the run is at most: the player ends it shortly after its last record.
    pub until: Micros,
    /// How much of it passes in a second of the reader's, at first; what lies between
    /// two of the player's speeds is rounded up.
    pub per_second: Micros,
}

/// Something that must hold, or that is known to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name: the field's term.
    pub name: &'static str,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The figures behind the verdict.
    pub detail: String,
}

/// Whether a check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// ✓ It holds.
    Holds,
    /// ✕ It does not.
    Fails,
    /// … Not known yet.
    Open,
}

impl Verdict {
    /// Whether it holds.
    pub fn of(holds: bool) -> Verdict {
        if holds { Verdict::Holds } else { Verdict::Fails }
    }

    /// The same if enough has happened to tell.
    pub fn once(self, is_known: bool) -> Verdict {
        if is_known { self } else { Verdict::Open }
    }
}

/// One end of a drag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grip {
    /// The `data-grip` of the mark.
    pub mark: String,
    /// Where in the mark, from its left and from its top, in thousandths.
    pub at: (u32, u32),
}
