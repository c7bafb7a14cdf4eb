//! What is said of a limiter in its row: its name, how it gets room again, and the most
//! that it let pass.

use super::super::keeps_bound;
use super::super::scene::supply;
use super::super::spans::is_bucket;
use super::super::words::{name, seconds};
use super::Line;
use models::resilience_patterns::LimiterKind;
use stage::parts::flow::note;
use stage::parts::{Anchor, Point, label};
use stage::{Element, Role, element};

impl Line<'_> {
    /// The name of a limiter, how it gets room again, and the most that it let pass.
    pub fn words(&self) -> Vec<Element> {
        let name = match self.kind {
            LimiterKind::TokenBucket => "token bucket = GCRA",
            kind => name(kind),
        };
        let at = |below| Point::new(0.0, self.top + below);
        let supply = supply(self.moment, self.kind);
        let names = [
            label(at(14.0), Anchor::Start, name).class("name halo"),
            note(at(29.0), Anchor::Start, supply),
        ];
        names.into_iter().chain(self.verdicts()).collect()
    }

    /// The most that passed at once and in a window, and whether that is as promised.
    fn verdicts(&self) -> Vec<Element> {
        let (moment, trial) = (self.moment, &self.trial);
        if trial.passed.is_empty() {
            return Vec::new();
        }
        let (right, lines) = self.place.most;
        let [at_once, in_window] =
            [trial.busiest_instant, trial.busiest_span].map(|it| it.passed);
        let span = seconds(moment.settings.window());
        let kept = [keeps_bound(moment, trial), self.keeps_window(in_window)];
        let words =
            [format!("{at_once} at once"), format!("{in_window} in {span}")];
        let said = words.into_iter().zip(kept).zip(lines);
        said.map(|((words, is_kept), y)| {
            let (role, sign) = match is_kept {
                true => (Role::Committed, "✓"),
                false => (Role::Lost, "✕"),
            };
            let at = Point::new(right, self.top + y);
            let words = label(at, Anchor::End, format!("{sign} {words}"));
            element("g").role(role).child(words.class("word halo"))
        })
        .collect()
    }

    /// Whether so many may pass in a window: the capacity where windows are what it
    /// counts, and the rate besides where they are not.
    fn keeps_window(&self, passed: u64) -> bool {
        let capacity = u64::from(self.moment.settings.capacity());
        passed <= if is_bucket(self.kind) { 2 * capacity } else { capacity }
    }
}
