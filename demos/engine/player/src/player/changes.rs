//! What the reader does to a run, takes back, and keeps to compare with.

use super::Player;
use crate::share::Shared;
use sim::Micros;
use stage::knob;

/// Most changes that can be taken back.
const UNDO_MAX: usize = 100;

impl Player {
    /// Changes what is run; the position stays.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Shared)) {
        let before = self.shared.clone();
        change(&mut self.shared);
        if self.shared != before {
            self.remember(before);
            self.perform();
        }
    }

    pub(super) fn remember(&mut self, before: Shared) {
        if self.undo.len() == UNDO_MAX {
            self.undo.remove(0);
        }
        self.undo.push(before);
    }

    /// Whether there is something to take back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            self.is_playing = false;
            self.shared = Shared { view: self.shared.view, ..before };
            self.perform();
        }
    }

    /// Runs what `shared` says, up to its position.
    pub(super) fn perform(&mut self) {
        self.act = self.entry.perform(&self.shared.values, self.shared.seed);
        self.replay();
    }

    /// Does to a new run what `shared` says, up to its position. An edit that is
    /// none, or that comes after the end of the run, is dropped with a notice.
    pub(super) fn replay(&mut self) {
        let until = self.until();
        let mut edits = std::mem::take(&mut self.shared.edits);
        let in_time = edits.partition_point(|(at, _)| *at <= until);
        for (at, edit) in edits.split_off(in_time) {
            self.notices.push(format!(
                "`{at}-{edit}` comes after the run's end at {until}"
            ));
        }
        if !edits.is_empty() {
            self.notices.append(&mut self.act.edit(&edits));
        }
        self.shared.edits = self.act.edits();
        self.go(self.shared.at);
        self.leave_missing_view();
    }

    /// Turns a knob, anew or further.
    pub(super) fn turn(&mut self, name: String, value: String, goes_on: bool) {
        let before = self.shared.clone();
        let given = [(name, value)];
        let values = &mut self.shared.values;
        self.notices = knob::merge(self.entry.about.knobs, values, &given);
        // Where nothing happens by itself, turning knobs is how it is played.
        self.has_played |= self.entry.about.pace.is_none();
        let is_other = self.shared.values != before.values;
        if is_other && !goes_on {
            self.remember(before);
        }
        if is_other {
            self.perform();
        }
        let [(name, _)] = given;
        self.turned = (is_other || goes_on).then_some(name);
    }

    /// Does an edit at a moment; what was done later is another future's.
    pub(super) fn edit(&mut self, at: Micros, edit: &str) {
        let before = self.shared.clone();
        self.go(at);
        self.let_go_of_the_future();
        let mut complaints = self.act.edit(&[(self.act.now(), edit.into())]);
        if complaints.is_empty() {
            self.has_played = true;
            self.shared.edits = self.act.edits();
            self.remember(before);
        } else {
            self.shared.selection = before.selection;
        }
        self.notices.append(&mut complaints);
    }

    /// Puts an edit into the run at the moment that a drag named. What was done later
    /// stays, and so does the reader, who goes on to an edit that is still to come.
    pub(super) fn insert(&mut self, at: Micros, edit: String) {
        self.has_played = true;
        self.change(|shared| {
            let later = shared.edits.partition_point(|(t, _)| *t <= at);
            shared.edits.insert(later, (at, edit));
            shared.at = shared.at.max(at);
        });
    }

    pub(super) fn compare(&mut self) {
        self.baseline = match self.baseline.take() {
            Some(_) => None,
            None => {
                let kept = self.shared.clone();
                let again = self.entry.perform(&kept.values, kept.seed);
                let act = std::mem::replace(&mut self.act, again);
                self.replay();
                Some((act, kept))
            }
        };
    }
}
