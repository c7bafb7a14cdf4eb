//! What is said of a limiter in its row: its name, how it gets room again, and the most
//! that it let pass. One bound judges all of them.

use super::super::keeps_bound;
use super::super::scene::supply;
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

    /// The most that passed at once, with whether the limiter keeps to capacity +
    /// rate · t in every window, and the most in a window of its own.
    fn verdicts(&self) -> Vec<Element> {
        let (moment, trial) = (self.moment, &self.trial);
        if trial.passed.is_empty() {
            return Vec::new();
        }
        let (right, lines) = self.place.most;
        let [at_once, in_window] =
            [trial.busiest_instant, trial.busiest_span].map(|it| it.passed);
        let span = seconds(moment.settings.window());
        let (role, sign) = match keeps_bound(moment, trial) {
            true => (Role::Committed, "✓"),
            false => (Role::Lost, "✕"),
        };
        let said = [
            (role, format!("{sign} {at_once} at once")),
            (Role::Quiet, format!("{in_window} in {span}")),
        ];
        let said = said.into_iter().zip(lines);
        said.map(|((role, words), y)| {
            let at = Point::new(right, self.top + y);
            let words = label(at, Anchor::End, words);
            element("g").role(role).child(words.class("word halo"))
        })
        .collect()
    }
}
