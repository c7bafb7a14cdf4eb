//! A history as it happens: what is known of it at each moment, and which models it
//! still satisfies.

use super::curated::Curated;
use super::edit::Edit;
use super::history::{History, Operation};
use super::level::{Level, Verdict};
use sim::{Event, Log, Micros, Model, NodeId};

/// Which models a history satisfies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Of each model, in the order of [`Level::ALL`].
    verdicts: Vec<Verdict>,
}

impl Standing {
    /// Of a history as far as it is known; it is over if nothing more happens.
    pub fn of(history: &History, is_over: bool) -> Standing {
        let verdict = |level: Level| match level {
            // Nobody knows what is read last before the end.
            Level::Eventual if !is_over => Verdict::Untold,
            level => level.check(history),
        };
        Standing { verdicts: Level::ALL.map(verdict).into() }
    }

    /// Whether it satisfies a model.
    pub fn verdict(&self, level: Level) -> &Verdict {
        let place = Level::ALL.iter().position(|other| *other == level);
        &self.verdicts[place.unwrap_or(0)]
    }

    /// Whether it satisfies a model.
    pub fn holds(&self, level: Level) -> bool {
        matches!(self.verdict(level), Verdict::Holds(_))
    }

    /// Whether it violates a model.
    pub fn fails(&self, level: Level) -> bool {
        matches!(self.verdict(level), Verdict::Fails(_))
    }

    /// The models that it satisfies and that no other one implies that it
    /// satisfies.
    pub fn strongest(&self) -> Vec<Level> {
        let holding = Level::ALL.into_iter().filter(|level| self.holds(*level));
        let is_implied = |level: &Level| {
            let mut others = Level::ALL.into_iter().filter(|other| other != level);
            others.any(|other| self.holds(other) && other.implies(*level))
        };
        holding.filter(|level| !is_implied(level)).collect()
    }

    /// The weakest model that it violates: of those that imply one another the
    /// last. Eventual consistency is apart.
    pub fn weakest_violated(&self) -> Option<Level> {
        let violated =
            |level: &Level| *level != Level::Eventual && self.fails(*level);
        let failing: Vec<Level> = Level::ALL.into_iter().filter(violated).collect();
        failing.iter().copied().find(|level| {
            !failing.iter().any(|other| other != level && level.implies(*other))
        })
    }
}

/// A history as it happens.
#[derive(Clone, Debug)]
pub struct Recording {
    history: History,
    /// The last thing that has happened: when, and which of those at that moment.
    happened: (Micros, usize),
    standing: Standing,
}

/// That an operation begins or ends: when, in which place of those at that moment.
type Boundary = (Micros, usize);

impl Recording {
    /// A history at its start.
    pub fn new(curated: Curated) -> Recording {
        let history = curated.history();
        let standing = Standing::of(&history.until(Micros::ZERO), false);
        Recording { history, happened: (Micros::ZERO, usize::MAX), standing }
    }

    /// All of the history, also what is still to come.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The models that what is known by now satisfies.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Whether all operations have ended.
    pub fn is_over(&self) -> bool {
        self.happened.0 >= self.history.end()
    }

    fn boundaries(&self) -> impl Iterator<Item = (Boundary, &Operation)> {
        let count = self.history.operations.len();
        let operations = self.history.operations.iter().enumerate();
        operations.flat_map(move |(place, operation)| {
            let begins = Some(((operation.from, place), operation));
            // What begins at the same moment is concurrent.
            let ends = operation.to.map(|to| ((to, count + place), operation));
            [begins, ends].into_iter().flatten()
        })
    }

    fn next_boundary(&self) -> Option<(Boundary, Operation)> {
        let next = self.boundaries().filter(|(at, _)| *at > self.happened);
        let next = next.min_by_key(|(at, _)| *at);
        next.map(|(at, operation)| (at, *operation))
    }

    fn judge(&mut self, log: &mut Log) {
        let now = self.happened.0;
        let known = self.history.until(now);
        let standing = Standing::of(&known, self.is_over());
        let before = std::mem::replace(&mut self.standing, standing);
        for level in Level::ALL {
            let Verdict::Fails(evidence) = self.standing.verdict(level) else {
                continue;
            };
            if before.fails(level) {
                continue;
            }
            log.push(now, || {
                let labels = evidence.operations.iter().map(|o| o.to_string());
                let labels: Vec<_> = labels.collect();
                let labels = labels.join(", ");
                let text = format!("{} is violated: {labels}", level.name());
                Event::Noted { node: None, text }
            });
        }
    }
}

impl Level {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Linearizable => "Linearizability",
            Level::Sequential => "Sequential consistency",
            Level::Causal => "Causal consistency",
            Level::Pram => "PRAM",
            Level::ReadYourWrites => "Read your writes",
            Level::MonotonicReads => "Monotonic reads",
            Level::MonotonicWrites => "Monotonic writes",
            Level::WritesFollowReads => "Writes follow reads",
            Level::Eventual => "Eventual consistency",
        }
    }
}

impl Model for Recording {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.next_boundary().map(|((at, _), _)| at)
    }

    fn step(&mut self, log: &mut Log) {
        let Some((at, operation)) = self.next_boundary() else { return };
        self.happened = at;
        let begins = at.1 < self.history.operations.len();
        log.push(at.0, || {
            let Operation { label, register, .. } = operation;
            let register = register.name();
            let text = match (begins, operation.written(), operation.returned()) {
                (true, Some(value), _) => {
                    format!("begins {label}: write {register}={value}")
                }
                (true, None, _) => format!("begins {label}: read {register}"),
                (false, Some(_), _) => format!("ends {label}"),
                (false, None, returned) => {
                    let value = returned.unwrap_or(0);
                    format!("ends {label}: {register}={value}")
                }
            };
            Event::Noted { node: Some(NodeId(operation.process)), text }
        });
        if !begins {
            self.judge(log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        edit.apply(&mut self.history);
        self.happened = (at, usize::MAX);
        self.judge(log);
    }

    fn name(&self, node: NodeId) -> String {
        format!("P{}", node.0)
    }
}
