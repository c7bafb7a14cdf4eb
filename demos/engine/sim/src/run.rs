//! A run: a model, what was done to it, and the way back.

mod timeline;

use crate::{Log, Micros, Model, Record};
use timeline::{Course, Timeline};

/// A model in time: it can go on, go back, be edited and be forked.
///
/// Going back restores the last keyframe before the moment and runs forward
/// from there. Memory is bounded however long the run goes on: there are at
/// most 64 keyframes, ever further apart, and about 65,000 records.
///
/// - Cost: going to any moment of a run of *n* instants simulates at most
///   about 2·*n*/64 of them.
#[derive(Clone, Debug)]
pub struct Run<M: Model> {
    timeline: Timeline,
    states: States<M>,
}

/// The parts of a run that have the model's types.
#[derive(Clone, Debug)]
struct States<M: Model> {
    present: M,
    /// In order of time; those after now wait to be done when it comes.
    edits: Vec<(Micros, M::Edit)>,
    keyframes: Vec<M>,
}

impl<M: Model> Run<M> {
    /// A run of `model` with these edits in store, standing at time zero with
    /// all done that is due there.
    pub fn new(model: M, edits: Vec<(Micros, M::Edit)>) -> Run<M> {
        let edits = if edits.is_empty() { edits } else { in_order(edits) };
        let mut states = States { present: model, edits, keyframes: Vec::new() };
        Run { timeline: Timeline::new(&mut states), states }
    }

    /// Where the run stands.
    pub fn now(&self) -> Micros {
        self.timeline.now
    }

    /// The model as it is now.
    pub fn model(&self) -> &M {
        &self.states.present
    }

    /// What was done to the run, or will be when its time comes.
    pub fn edits(&self) -> &[(Micros, M::Edit)] {
        &self.states.edits
    }

    /// All records kept, up to the furthest moment reached.
    pub fn records(&self) -> &[Record] {
        &self.timeline.records
    }

    /// The records kept of what happened up to now.
    pub fn past(&self) -> &[Record] {
        &self.timeline.records[..self.timeline.past()]
    }

    /// When the next instant is.
    pub fn next(&self) -> Option<Micros> {
        self.timeline.next(&self.states)
    }

    /// When the last instant before now was that left a record.
    pub fn previous(&mut self) -> Option<Micros> {
        self.timeline.previous(&mut self.states)
    }

    /// Goes on to the next instant; `false` if there is none.
    pub fn step(&mut self) -> bool {
        let next = self.next();
        if let Some(next) = next {
            self.seek(next);
        }
        next.is_some()
    }

    /// Goes to moment `to`, forward or back, with everything done that is due
    /// there.
    pub fn seek(&mut self, to: Micros) {
        self.timeline.seek(&mut self.states, to);
    }

    /// Does `edit` now. What was to be done later is forgotten: this is another
    /// future.
    pub fn edit(&mut self, edit: M::Edit) {
        let now = self.now();
        self.timeline.forget_future(&mut self.states);
        self.states.edits.push((now, edit));
        self.timeline.go_on(&mut self.states, now);
    }

    /// Another run with the same past, and no edits in store.
    pub fn fork(&self) -> Run<M> {
        let mut fork = self.clone();
        fork.timeline.forget_future(&mut fork.states);
        fork
    }
}

impl<M: Model> Course for States<M> {
    fn next(&self) -> Option<Micros> {
        self.present.next()
    }

    fn step(&mut self, log: &mut Log) {
        self.present.step(log);
    }

    fn edit_at(&self, index: usize) -> Option<Micros> {
        self.edits.get(index).map(|(at, _)| *at)
    }

    fn edit(&mut self, index: usize, log: &mut Log) {
        let (at, edit) = &self.edits[index];
        self.present.edit(*at, edit, log);
    }

    fn forget_edits(&mut self, from: usize) {
        self.edits.truncate(from);
    }

    fn keep(&mut self) {
        self.keyframes.push(self.present.clone());
    }

    fn thin(&mut self) {
        timeline::thin(&mut self.keyframes);
    }

    fn forget_keyframes(&mut self, from: usize) {
        self.keyframes.truncate(from);
    }

    fn restore(&mut self, index: usize) {
        self.present = self.keyframes[index].clone();
    }
}

/// Things in order of time; those at one moment stay as they were. Few, and
/// mostly in order already: a sort of the library's would be 4 KB of WASM.
pub fn in_order<T>(things: Vec<(Micros, T)>) -> Vec<(Micros, T)> {
    let mut ordered: Vec<(Micros, T)> = Vec::with_capacity(things.len());
    for thing in things {
        let place = ordered.partition_point(|(at, _)| *at <= thing.0);
        ordered.insert(place, thing);
    }
    ordered
}
