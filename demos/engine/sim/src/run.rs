//! A run: a model, what was done to it, and the way back.

use crate::{Log, Micros, Model, Record};

/// Most keyframes kept; past that every other one is forgotten.
const KEYFRAMES_MAX: usize = 64;
/// Instants between two keyframes, at first.
const SPACING_MIN: usize = 16;
/// Most steps in one instant: far more than any model needs, yet few enough to
/// come to an end.
const STEPS_MAX: usize = 1 << 20;
/// Most records kept; past that the older half is forgotten, and made again
/// when the reader goes back there.
const RECORDS_MAX: usize = 1 << 16;

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
    now: Micros,
    present: M,
    /// Instants up to now.
    instants: usize,
    /// In order of time; those after now wait to be done when it comes.
    edits: Vec<(Micros, M::Edit)>,
    /// How many of `edits` are done.
    edited: usize,
    keyframes: Vec<Keyframe<M>>,
    spacing: usize,
    /// From the first one kept to the furthest moment reached.
    records: Vec<Record>,
    /// Whether records before the first one kept were forgotten.
    forgot: bool,
    /// How many instants, from the first, have left their records.
    recorded: usize,
}

#[derive(Clone, Debug)]
struct Keyframe<M> {
    at: Micros,
    model: M,
    instants: usize,
    edited: usize,
}

impl<M: Model> Run<M> {
    /// A run of `model` with these edits in store, standing at time zero with
    /// all done that is due there.
    pub fn new(model: M, mut edits: Vec<(Micros, M::Edit)>) -> Run<M> {
        edits = in_order(edits);
        let start = Keyframe {
            at: Micros::ZERO,
            model: model.clone(),
            instants: 0,
            edited: 0,
        };
        let mut run = Run {
            now: Micros::ZERO,
            present: model,
            instants: 0,
            edits,
            edited: 0,
            keyframes: vec![start],
            spacing: SPACING_MIN,
            records: Vec::new(),
            forgot: false,
            recorded: 0,
        };
        run.go_on(Micros::ZERO);
        run
    }

    /// Where the run stands.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// The model as it is now.
    pub fn model(&self) -> &M {
        &self.present
    }

    /// What was done to the run, or will be when its time comes.
    pub fn edits(&self) -> &[(Micros, M::Edit)] {
        &self.edits
    }

    /// All records kept, up to the furthest moment reached.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The records kept of what happened up to now.
    pub fn past(&self) -> &[Record] {
        &self.records[..self.records.partition_point(|r| r.at <= self.now)]
    }

    /// When the next instant is.
    pub fn next(&self) -> Option<Micros> {
        let edit = self.edits.get(self.edited).map(|(at, _)| *at);
        self.present.next().into_iter().chain(edit).min()
    }

    /// When the last instant before now was that left a record.
    pub fn previous(&mut self) -> Option<Micros> {
        if self.forgot && self.records.first().is_none_or(|r| self.now <= r.at) {
            self.remember(self.now);
        }
        let before = self.records.partition_point(|r| r.at < self.now);
        before.checked_sub(1).map(|last| self.records[last].at)
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
        if self.forgot && self.records.first().is_none_or(|r| to < r.at) {
            self.remember(to);
        }
        if to < self.now {
            self.restore(to);
        }
        self.go_on(to);
    }

    /// Does `edit` now. What was to be done later is forgotten: this is another
    /// future.
    pub fn edit(&mut self, edit: M::Edit) {
        self.forget_future();
        self.edits.push((self.now, edit));
        self.go_on(self.now);
    }

    /// Another run with the same past, and no edits in store.
    pub fn fork(&self) -> Run<M> {
        let mut fork = self.clone();
        fork.forget_future();
        fork
    }

    fn forget_future(&mut self) {
        let now = self.now;
        self.edits.truncate(self.edited);
        self.keyframes.retain(|k| k.at <= now);
        self.records.truncate(self.past().len());
        self.recorded = self.instants;
    }

    /// Does all that is due up to `to`.
    fn go_on(&mut self, to: Micros) {
        while let Some(due) = self.next().filter(|due| *due <= to) {
            self.keep_keyframe();
            self.instant(due);
        }
        self.now = self.now.max(to);
    }

    /// Does what is due at `due`: all events or, if there are none, one edit.
    /// What follows from that edit at once is another instant at the same moment.
    /// So it makes no difference to how many instants there are whether an edit
    /// was in store or came when all else at its moment was done.
    fn instant(&mut self, due: Micros) {
        let mut made = Vec::new();
        let is_known = self.instants < self.recorded;
        let mut log = if is_known { Log::off() } else { Log::to(&mut made) };
        let mut steps = 0;
        while self.present.next() == Some(due) {
            assert!(steps < STEPS_MAX, "time stands still at {due}");
            self.present.step(&mut log);
            steps += 1;
        }
        if steps == 0 {
            let (_, edit) = &self.edits[self.edited];
            self.present.edit(due, edit, &mut log);
            self.edited += 1;
        }
        self.now = due;
        self.instants += 1;
        self.recorded = self.recorded.max(self.instants);
        self.records.append(&mut made);
        self.forget_old_records();
    }

    fn forget_old_records(&mut self) {
        if self.records.len() > RECORDS_MAX {
            let half = self.records[RECORDS_MAX / 2].at;
            // All records of a moment are kept or none; more may follow at now.
            let old = |r: &Record| r.at <= half && r.at < self.now;
            let old = self.records.partition_point(old);
            self.records.drain(..old);
            self.forgot |= old > 0;
        }
    }

    /// Makes again the records that were forgotten, up to moment `to`.
    fn remember(&mut self, to: Micros) {
        self.records.clear();
        self.recorded = 0;
        self.forgot = false;
        // Not `restore`: there may be later keyframes at time zero.
        self.return_to(0);
        self.go_on(to);
    }

    /// Keeps the present as a keyframe, if the last one is far enough behind.
    fn keep_keyframe(&mut self) {
        let last = self.keyframes.last().map_or(0, |k| k.instants);
        if self.instants < last + self.spacing {
            return;
        }
        if self.keyframes.len() == KEYFRAMES_MAX {
            self.spacing *= 2;
            let mut index = 0;
            self.keyframes.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
        self.keyframes.push(Keyframe {
            at: self.now,
            model: self.present.clone(),
            instants: self.instants,
            edited: self.edited,
        });
    }

    /// Goes back to the last keyframe at or before `to`.
    fn restore(&mut self, to: Micros) {
        let after = self.keyframes.partition_point(|k| k.at <= to);
        self.return_to(after.saturating_sub(1));
    }

    /// Goes back to a keyframe. The first, at time zero, is never forgotten.
    fn return_to(&mut self, index: usize) {
        let keyframe = &self.keyframes[index];
        self.now = keyframe.at;
        self.present = keyframe.model.clone();
        self.instants = keyframe.instants;
        self.edited = keyframe.edited;
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
