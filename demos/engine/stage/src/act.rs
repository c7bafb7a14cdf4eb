//! One run of one demo, behind an interface that does not name the demo: whatever
//! plays it is compiled once, not once for each demo.

use crate::demo::{Check, Demo, Grip, Layout, Moment};
use crate::element::Element;
use crate::knob::{self, Values};
use crate::mark::{Action, Mark};
use crate::scenario::Brief;
use sim::{Micros, Model, NodeId, Record, Run};
#[cfg(not(target_arch = "wasm32"))]
use std::any::Any;
use std::ops::Range;

/// A run that can be moved about in time, edited and drawn.
pub trait Act {
    /// Where the run stands.
    fn now(&self) -> Micros;
    /// All that the run tells, from its start to its end, in order.
    fn told(&self) -> &[Told];
    /// The words of some of what it tells, by their places in [`Act::told`].
    fn words(&self, told: Range<usize>) -> Vec<String>;
    /// The narrated log up to now: a line each, its time in front, aligned.
    fn narration(&self) -> String;
    /// When the last moment before now was that tells something.
    fn previous(&mut self) -> Option<Micros>;
    /// Goes to a moment, forward or back.
    fn seek(&mut self, to: Micros);
    /// Goes from moment to moment and does what the text of an edit says there; of
    /// those that are none, says what would be. What was to be done after the first
    /// is forgotten.
    ///
    /// - Cost: one run to the end, however many edits there are.
    fn edit(&mut self, edits: &[(Micros, String)]) -> Vec<String>;
    /// All that was done to the run, and when.
    fn edits(&self) -> Vec<(Micros, String)>;
    /// The picture of the moment.
    fn picture(&self, layout: Layout, selection: &[String]) -> Element;
    /// The second view of the moment, if the demo has one.
    fn space_time(&self, layout: Layout, selection: &[String]) -> Option<Element>;
    /// The state in words and numbers, drawn.
    fn table(&self, selection: &[String]) -> Element;
    /// What must hold, and whether it does.
    fn checks(&self) -> Vec<Check>;
    /// The marks that can be pressed, and what may be done to each now.
    fn marks(&self) -> Vec<Mark<String>>;
    /// What may be done now that concerns no mark.
    fn actions(&self) -> Vec<Action<String>>;
    /// Which answer the run gives to the question of a scenario, by its place among
    /// the demo's, once it is known.
    fn outcome(&self, scenario: usize) -> Option<usize>;
    /// What dragging one mark to another does, and when.
    fn drag(
        &self,
        from: &Grip,
        to: &Grip,
        layout: Layout,
    ) -> Option<(Micros, String)>;
    /// What a test needs to hold what is said of the run to what is so; `None` of a
    /// run in another WASM file.
    #[cfg(not(target_arch = "wasm32"))]
    fn evidence(&self) -> Option<Evidence<'_>> {
        None
    }
}

/// The run itself, as it stands.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The demo's [`Demo::Model`].
    pub model: &'a dyn Any,
    /// The whole run, from its start to its end.
    pub records: &'a [Record],
}

/// That a run tells something: when, and of what kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When it happened.
    pub at: Micros,
    /// What happened, if it is a crash, a restart, a cut or the like; messages are
    /// lost all the time.
    pub fault: Option<String>,
}

impl Told {
    fn all(records: &[Record], name: &dyn Fn(NodeId) -> String) -> Vec<Told> {
        let one = |record: &Record| {
            let is_fault = record.event.is_fault();
            Told {
                at: record.at,
                fault: is_fault.then(|| record.event.words(name)),
            }
        };
        records.iter().map(one).collect()
    }
}

/// How many of these happened up to a moment.
pub fn past(told: &[Told], now: Micros) -> usize {
    told.partition_point(|told| told.at <= now)
}

/// Of a very long run the oldest records are forgotten, and made again where the
/// reader goes back.
fn keep_up(
    told: &mut Vec<Told>,
    records: &[Record],
    name: &dyn Fn(NodeId) -> String,
) {
    let first = records.first().map(|record| record.at);
    let known = told.first().map(|told| told.at);
    if (records.len(), first) != (told.len(), known) {
        *told = Told::all(records, name);
    }
}

fn words(records: &[Record], name: &dyn Fn(NodeId) -> String) -> Vec<String> {
    records.iter().map(|record| record.event.words(name)).collect()
}

fn lines(records: &[Record], name: &dyn Fn(NodeId) -> String) -> String {
    records.iter().map(|record| record.line(name) + "\n").collect()
}

/// A run of demo `D`, known from its start to its end.
pub(crate) struct Performance<D: Demo> {
    settings: D::Settings,
    run: Run<D::Model>,
    told: Vec<Told>,
}

impl<D: Demo> Performance<D> {
    /// A run with valid values of the knobs, at time zero.
    pub fn new(values: &Values, seed: u64) -> Performance<D> {
        let settings: D::Settings = knob::checked_settings_of(values);
        let run = Run::new(D::model(&settings, seed), Vec::new());
        let mut performance = Performance { settings, run, told: Vec::new() };
        performance.look_ahead();
        performance
    }

    /// Runs to the end and comes back, so that all records are known.
    fn look_ahead(&mut self) {
        if let Some(pace) = const { D::CARD.pace } {
            let now = self.run.now();
            self.run.seek(pace.until.max(now));
            self.run.seek(now);
        }
        let name = |node| self.run.model().name(node);
        self.told = Told::all(self.run.records(), &name);
    }

    fn moment<'a>(
        &'a self,
        layout: Layout,
        selection: &'a [String],
    ) -> Moment<'a, D> {
        Moment {
            settings: &self.settings,
            model: self.run.model(),
            now: self.run.now(),
            records: self.run.records(),
            edits: self.run.edits(),
            selection,
            layout,
        }
    }
}

impl<D: Demo> Act for Performance<D> {
    fn now(&self) -> Micros {
        self.run.now()
    }

    fn told(&self) -> &[Told] {
        &self.told
    }

    fn words(&self, told: Range<usize>) -> Vec<String> {
        let name = |node| self.run.model().name(node);
        words(&self.run.records()[told], &name)
    }

    fn narration(&self) -> String {
        let name = |node| self.run.model().name(node);
        lines(&self.run.records()[..past(&self.told, self.now())], &name)
    }

    fn previous(&mut self) -> Option<Micros> {
        let previous = self.run.previous();
        let name = |node| self.run.model().name(node);
        keep_up(&mut self.told, self.run.records(), &name);
        previous
    }

    fn seek(&mut self, to: Micros) {
        self.run.seek(to);
        let name = |node| self.run.model().name(node);
        keep_up(&mut self.told, self.run.records(), &name);
    }

    fn edit(&mut self, edits: &[(Micros, String)]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (at, edit) in edits {
            match edit.parse::<<D::Model as Model>::Edit>() {
                Ok(edit) => {
                    self.run.seek(*at);
                    self.run.edit(edit);
                }
                Err(complaint) => complaints.push(complaint),
            }
        }
        self.look_ahead();
        complaints
    }

    fn edits(&self) -> Vec<(Micros, String)> {
        self.run.edits().iter().map(|(at, edit)| (*at, edit.to_string())).collect()
    }

    fn picture(&self, layout: Layout, selection: &[String]) -> Element {
        D::picture(&self.moment(layout, selection))
    }

    fn space_time(&self, layout: Layout, selection: &[String]) -> Option<Element> {
        D::space_time(&self.moment(layout, selection))
    }

    fn table(&self, selection: &[String]) -> Element {
        D::table(&self.moment(Layout::Wide, selection)).draw()
    }

    fn checks(&self) -> Vec<Check> {
        D::checks(&self.moment(Layout::Wide, &[]))
    }

    fn marks(&self) -> Vec<Mark<String>> {
        let marks = D::marks(&self.moment(Layout::Wide, &[]));
        marks.into_iter().map(Mark::into_text).collect()
    }

    fn actions(&self) -> Vec<Action<String>> {
        let actions = D::actions(&self.moment(Layout::Wide, &[]));
        actions.into_iter().map(Action::into_text).collect()
    }

    fn outcome(&self, scenario: usize) -> Option<usize> {
        let question = Brief::<D>::all().nth(scenario)?.question.as_ref()?;
        (question.outcome)(&self.moment(Layout::Wide, &[]))
    }

    fn drag(
        &self,
        from: &Grip,
        to: &Grip,
        layout: Layout,
    ) -> Option<(Micros, String)> {
        let edit = D::drag(&self.moment(layout, &[]), from, to);
        edit.map(|(at, edit)| (at, edit.to_string()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn evidence(&self) -> Option<Evidence<'_>> {
        Some(Evidence { model: self.run.model(), records: self.run.records() })
    }
}
