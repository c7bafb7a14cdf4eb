//! What the reader does to a run, takes back, and keeps to compare with.

use super::Player;
use crate::share::{Shared, whole};
use sim::Micros;
use stage::act::{Act, past};
use stage::knob;

/// Most changes that can be taken back.
const UNDO_MAX: usize = 100;

impl Player {
    /// Changes what is run, and where it stands.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Shared)) {
        let before = self.shared.clone();
        change(&mut self.shared);
        if self.shared != before {
            self.remember(before);
            self.perform();
        }
    }

    /// The same where what was changed says nothing of the moment. The reader stays
    /// at the moment where they are if the run up to there is the same, and else
    /// goes to where the scenario starts.
    pub(super) fn perform_here(&mut self) {
        let now = self.act.now();
        let past = |player: &Player| {
            let until = past(player.act.told(), now);
            player.act.words(0..until)
        };
        let before = past(self);
        self.perform();
        if past(self) != before {
            self.go(self.asked_run().at);
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

    /// Runs what `shared` says, up to its position. What was pressed is let go: in
    /// another run something else may have its name.
    pub(super) fn perform(&mut self) {
        self.pressed.clear();
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
            self.perform_here();
        }
        let [(name, _)] = given;
        self.turned = (is_other || goes_on).then_some(name);
    }

    /// Does an edit at a moment. What the reader did later is another future's; what
    /// the scenario does later is still to come.
    pub(super) fn edit(&mut self, at: Micros, edits: &[String]) {
        let before = self.shared.clone();
        self.go(at);
        let now = self.act.now();
        let mut edits: Vec<_> =
            edits.iter().map(|edit| (now, edit.clone())).collect();
        edits.extend(self.still_to_come(now));
        let mut complaints = self.act.edit(&edits);
        self.go(now);
        if complaints.is_empty() {
            self.has_played = true;
            self.shared.edits = self.act.edits();
            self.leave_time(now);
            self.remember(before);
        }
        self.notices.append(&mut complaints);
    }

    /// What the scenario on show does to this run after a moment.
    fn still_to_come(&self, now: Micros) -> Vec<(Micros, String)> {
        let scripted = &self.asked_run().edits;
        let later = self.shared.edits.iter().filter(|edit| edit.0 > now);
        later.filter(|edit| scripted.contains(edit)).cloned().collect()
    }

    /// What is done in the last eighth of a run that its scenario ends early would
    /// come to nothing there: the run goes on for as long again.
    fn leave_time(&mut self, now: Micros) {
        if let Some(end) = self.shared.end
            && now.get() >= end.get() / 8 * 7
        {
            let whole = whole(&self.entry);
            self.shared.end = Some(end.saturating_add(end).min(whole));
        }
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
        self.keeps_asked = false;
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

    /// Keeps the run that the scenario on show asks about beside the present one.
    pub(super) fn compare_with_asked(&mut self) {
        let asked = self.asked_run().clone();
        let mut act = self.entry.perform(&asked.values, asked.seed);
        act.edit(&asked.edits);
        act.seek(self.act.now());
        self.baseline = Some((act, asked));
        self.keeps_asked = true;
    }

    /// The first moment at which the present run tells something else than the kept
    /// one.
    pub(super) fn difference(&self) -> Option<Micros> {
        let (kept, _) = self.baseline.as_ref()?;
        let all = |act: &dyn Act| {
            let words = act.words(0..act.told().len());
            act.told().iter().map(|told| told.at).zip(words).collect::<Vec<_>>()
        };
        let (old, new) = (all(&**kept), all(&*self.act));
        let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let first = [old.get(same), new.get(same)].into_iter().flatten();
        first.map(|(at, _)| *at).min()
    }
}
