//! Going on and back in time, for a model of any type.
//!
//! A page has several demos, each with a model of its own. What does not depend on
//! the model is here once, not once for each.

use crate::{Log, Micros, Record};

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

/// What a timeline moves: a model, the edits in store and the keyframes kept.
pub(super) trait Course {
    /// When something will next happen by itself.
    fn next(&self) -> Option<Micros>;
    /// Lets one of those things happen.
    fn step(&mut self, log: &mut Log);
    /// When the edit at this place is due.
    fn edit_at(&self, index: usize) -> Option<Micros>;
    /// Does the edit at this place.
    fn edit(&mut self, index: usize, log: &mut Log);
    /// Forgets the edits from this place on.
    fn forget_edits(&mut self, from: usize);
    /// Keeps the present as the last keyframe.
    fn keep(&mut self);
    /// Forgets every other keyframe; the first stays.
    fn thin(&mut self);
    /// Forgets the keyframes from this place on.
    fn forget_keyframes(&mut self, from: usize);
    /// Makes a keyframe the present.
    fn restore(&mut self, index: usize);
}

/// Where a run stands, and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub now: Micros,
    /// Instants up to now.
    instants: usize,
    /// How many edits are done.
    edited: usize,
    /// Where the keyframes are.
    marks: Vec<Mark>,
    spacing: usize,
    /// From the first one kept to the furthest moment reached.
    pub records: Vec<Record>,
    /// Whether records before the first one kept were forgotten.
    forgot: bool,
    /// How many instants, from the first, have left their records.
    recorded: usize,
}

/// Where a keyframe is.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: Micros,
    instants: usize,
    edited: usize,
}

impl Timeline {
    /// At time zero, with all done that is due there. The present is the first
    /// keyframe.
    pub fn new(course: &mut dyn Course) -> Timeline {
        course.keep();
        let mut timeline = Timeline {
            now: Micros::ZERO,
            instants: 0,
            edited: 0,
            marks: vec![Mark { at: Micros::ZERO, instants: 0, edited: 0 }],
            spacing: SPACING_MIN,
            records: Vec::new(),
            forgot: false,
            recorded: 0,
        };
        timeline.go_on(course, Micros::ZERO);
        timeline
    }

    /// When the next instant is.
    pub fn next(&self, course: &dyn Course) -> Option<Micros> {
        match (course.next(), course.edit_at(self.edited)) {
            (Some(event), Some(edit)) => Some(event.min(edit)),
            (event, edit) => event.or(edit),
        }
    }

    /// How many of the records are of what happened up to now.
    pub fn past(&self) -> usize {
        self.records.partition_point(|r| r.at <= self.now)
    }

    /// When the last instant before now was that left a record.
    pub fn previous(&mut self, course: &mut dyn Course) -> Option<Micros> {
        if self.forgot && self.records.first().is_none_or(|r| self.now <= r.at) {
            self.remember(course, self.now);
        }
        let before = self.records.partition_point(|r| r.at < self.now);
        before.checked_sub(1).map(|last| self.records[last].at)
    }

    /// Goes to moment `to`, forward or back, with everything done that is due
    /// there.
    pub fn seek(&mut self, course: &mut dyn Course, to: Micros) {
        if self.forgot && self.records.first().is_none_or(|r| to < r.at) {
            self.remember(course, to);
        }
        if to < self.now {
            // The last keyframe at or before that moment.
            let after = self.marks.partition_point(|mark| mark.at <= to);
            self.return_to(course, after.saturating_sub(1));
        }
        self.go_on(course, to);
    }

    /// Forgets all that comes after now: the run will have another future.
    pub fn forget_future(&mut self, course: &mut dyn Course) {
        course.forget_edits(self.edited);
        let kept = self.marks.partition_point(|mark| mark.at <= self.now);
        course.forget_keyframes(kept);
        self.marks.truncate(kept);
        self.records.truncate(self.past());
        self.recorded = self.instants;
    }

    /// Does all that is due up to `to`.
    pub fn go_on(&mut self, course: &mut dyn Course, to: Micros) {
        while let Some(due) = self.next(course).filter(|due| *due <= to) {
            self.keep_keyframe(course);
            self.instant(course, due);
        }
        self.now = self.now.max(to);
    }

    /// Does what is due at `due`: all events or, if there are none, one edit.
    /// What follows from that edit at once is another instant at the same moment.
    /// So it makes no difference to how many instants there are whether an edit
    /// was in store or came when all else at its moment was done.
    fn instant(&mut self, course: &mut dyn Course, due: Micros) {
        let mut made = Vec::new();
        let is_known = self.instants < self.recorded;
        let mut log = if is_known { Log::off() } else { Log::to(&mut made) };
        let mut steps = 0;
        while course.next() == Some(due) {
            assert!(steps < STEPS_MAX, "time stands still at {due}");
            course.step(&mut log);
            steps += 1;
        }
        if steps == 0 {
            course.edit(self.edited, &mut log);
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
    fn remember(&mut self, course: &mut dyn Course, to: Micros) {
        self.records.clear();
        self.recorded = 0;
        self.forgot = false;
        // The very first: there may be later keyframes at time zero.
        self.return_to(course, 0);
        self.go_on(course, to);
    }

    /// Keeps the present as a keyframe, if the last one is far enough behind.
    fn keep_keyframe(&mut self, course: &mut dyn Course) {
        let last = self.marks.last().map_or(0, |mark| mark.instants);
        if self.instants < last + self.spacing {
            return;
        }
        if self.marks.len() == KEYFRAMES_MAX {
            self.spacing *= 2;
            thin(&mut self.marks);
            course.thin();
        }
        course.keep();
        self.marks.push(Mark {
            at: self.now,
            instants: self.instants,
            edited: self.edited,
        });
    }

    /// Goes back to a keyframe. The first, at time zero, is never forgotten.
    fn return_to(&mut self, course: &mut dyn Course, index: usize) {
        let Mark { at, instants, edited } = self.marks[index];
        self.now = at;
        self.instants = instants;
        self.edited = edited;
        course.restore(index);
    }
}

/// Takes every other thing away; the first stays.
pub(super) fn thin<T>(things: &mut Vec<T>) {
    let mut index = 0;
    things.retain(|_| {
        index += 1;
        index % 2 == 1
    });
}
