//! The question of a scenario: when it is asked, what the reader said, what the run
//! answered.

use super::Player;
use crate::input::View;
use crate::share::Shared;
use sim::Micros;

/// What has become of the question of a scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Whether a run that played has paused for it.
    has_paused: bool,
    /// What the reader said before the run did.
    pub said: Option<usize>,
    /// What the run said. To a reader who has answered it stays: going back does not
    /// unsay it.
    pub outcome: Option<usize>,
}

/// How the question of the scenario on show stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The scenario has none.
    None,
    /// The run is not the scenario's any more: its question is folded away.
    OtherRun,
    /// It is to be asked later in the run.
    Later,
    /// The reader has not answered yet.
    Open,
    /// The reader has answered, the run has not.
    Noted,
    /// The run has answered.
    Known,
}

impl Player {
    /// Opens a scenario at its start. The view that the reader has chosen stays, unless
    /// the scenario has one of its own; one that another scenario had goes with it, and
    /// so does the run that another scenario asked about.
    pub(super) fn open(&mut self, scenario: usize) {
        self.pause();
        self.pressed.clear();
        self.chosen_speed = None;
        if std::mem::take(&mut self.keeps_asked) {
            self.baseline = None;
        }
        let is_chosen = self.shared.view != self.asked_run().view;
        let start = self.starts[scenario.min(self.starts.len() - 1)].clone();
        let view = match start.view {
            View::Picture if is_chosen => self.shared.view,
            view => view,
        };
        self.change(|shared| *shared = Shared { view, ..start });
    }

    /// How the question of the scenario on show stands.
    pub(crate) fn standing(&self) -> Standing {
        let Some((at, _)) = self.question() else { return Standing::None };
        let asked = self.asked[self.shared.scenario];
        if !self.is_scenarios_run() {
            return Standing::OtherRun;
        }
        match (asked.outcome, asked.said) {
            (Some(_), _) => Standing::Known,
            (None, Some(_)) => Standing::Noted,
            (None, None) if self.act.now() < at => Standing::Later,
            (None, None) => Standing::Open,
        }
    }

    /// When the question of the scenario on show is asked, and how many answers
    /// there are.
    fn question(&self) -> Option<(Micros, usize)> {
        self.entry.about.plans.get(self.shared.scenario)?.question
    }

    /// The run that the scenario on show starts with: the one that it asks about.
    pub(crate) fn asked_run(&self) -> &Shared {
        &self.starts[self.shared.scenario]
    }

    /// When the question of the scenario on show is asked, if that is still to come.
    pub(crate) fn asks_later(&self) -> Option<Micros> {
        let (at, _) = self.question()?;
        (self.standing() == Standing::Later).then_some(at)
    }

    /// Whether this is the run that the scenario on show starts with.
    pub(crate) fn is_scenarios_run(&self) -> bool {
        self.shared.is_same_run(self.asked_run())
    }

    /// Notes what the reader says. The run goes on, as it is its turn to say; whoever
    /// only says something else leaves it as it is.
    pub(super) fn answer(&mut self, answer: usize) {
        let is_answer = self.question().is_some_and(|(_, count)| answer < count);
        let may = matches!(self.standing(), Standing::Open | Standing::Noted);
        if !is_answer || !may {
            return;
        }
        let said = &mut self.asked[self.shared.scenario].said;
        if said.replace(answer).is_none() {
            self.play_on();
        }
    }

    /// When the run on show is asked about, if it is: steps stop there too.
    pub(super) fn asks_at(&self) -> Option<Micros> {
        let (at, _) = self.question()?;
        self.is_scenarios_run().then_some(at)
    }

    /// Where a run that plays from one moment to another pauses to ask.
    pub(super) fn pause_to_ask(&mut self, to: Micros) -> Option<Micros> {
        let at = self.asks_at()?;
        let is_due = self.act.now() < at && at <= to;
        let is_new = self.asked[self.shared.scenario] == Asked::default();
        if !is_due || !is_new {
            return None;
        }
        self.asked[self.shared.scenario].has_paused = true;
        Some(at)
    }

    /// Writes down what the run answers, once it does. Who has not answered is asked
    /// again when the run is back before that.
    pub(super) fn judge(&mut self) {
        let scenario = self.shared.scenario;
        let may_know = match self.standing() {
            Standing::Open | Standing::Noted => true,
            Standing::Known => self.asked[scenario].said.is_none(),
            Standing::None | Standing::OtherRun | Standing::Later => false,
        };
        if may_know && self.has_played {
            self.asked[scenario].outcome = self.act.outcome(scenario);
        }
    }
}
