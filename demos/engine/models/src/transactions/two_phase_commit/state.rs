//! What is known of a node besides its place in the protocol: for pictures,
//! tables and figures.
//!
//! None of it changes what the node does next. So it counts neither as equal nor
//! as different: a search takes two states for one that differ in this alone.

use super::Stage;
use sim::Micros;
use std::hash::{Hash, Hasher};

/// When something happened, by the clock of the node it happened to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stamp(pub Micros);

/// How often something happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally(pub u32);

impl PartialEq for Stamp {
    fn eq(&self, _: &Stamp) -> bool {
        true
    }
}
impl Eq for Stamp {}
impl Hash for Stamp {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Each stage of a participant's wait for the outcome, from when to when, in order;
/// one that has no end goes on. Under two-phase commit there is one, or one more where
/// a crash made it forget an abort that was not in its log.
#[derive(Clone, Debug, Default)]
pub struct Stages(Vec<(Stage, Micros, Option<Micros>)>);

impl Stages {
    pub(super) fn enter(&mut self, stage: Stage, now: Micros) {
        if let Some((last, _, None)) = self.0.last()
            && *last == stage
        {
            return;
        }
        self.leave(now);
        self.0.push((stage, now, None));
    }

    pub(super) fn leave(&mut self, now: Micros) {
        if let Some((_, _, end)) = self.0.last_mut() {
            end.get_or_insert(now);
        }
    }

    /// Each stage with its start and its end, which is `now` if it goes on.
    pub fn until(
        &self,
        now: Micros,
    ) -> impl Iterator<Item = (Stage, Micros, Micros)> + '_ {
        let ended = move |(stage, start, end): &(Stage, Micros, Option<Micros>)| {
            (*stage, *start, end.unwrap_or(now))
        };
        self.0.iter().map(ended)
    }
}

impl PartialEq for Stages {
    fn eq(&self, _: &Stages) -> bool {
        true
    }
}
impl Eq for Stages {}
impl Hash for Stages {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl PartialEq for Tally {
    fn eq(&self, _: &Tally) -> bool {
        true
    }
}
impl Eq for Tally {}
impl Hash for Tally {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// The locks on a participant's part of the data: while they are held, every
/// other transaction that wants it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locks {
    /// Nobody else may touch the data.
    Held {
        /// Since when.
        since: Stamp,
    },
    /// The data is free.
    Released {
        /// When they were taken.
        since: Stamp,
        /// When they were released.
        until: Stamp,
    },
}

impl Locks {
    /// How long they have been held at `now`.
    pub fn held_for(self, now: Micros) -> Micros {
        match self {
            Locks::Held { since } => now.since(since.0),
            Locks::Released { since, until } => until.0.since(since.0),
        }
    }

    pub(super) fn released(self, now: Micros) -> Locks {
        match self {
            Locks::Held { since } => Locks::Released { since, until: Stamp(now) },
            Locks::Released { .. } => self,
        }
    }
}

/// The window in which a participant may neither commit nor abort by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// It never voted yes.
    Never,
    /// It has voted yes and not heard the outcome.
    Open {
        /// When it voted.
        since: Stamp,
    },
    /// It has heard the outcome.
    Over {
        /// When it voted.
        since: Stamp,
        /// When it heard.
        until: Stamp,
    },
}

impl Doubt {
    /// How long it has been in doubt at `now`, if it ever was.
    pub fn length(self, now: Micros) -> Option<Micros> {
        match self {
            Doubt::Never => None,
            Doubt::Open { since } => Some(now.since(since.0)),
            Doubt::Over { since, until } => Some(until.0.since(since.0)),
        }
    }

    pub(super) fn over(self, now: Micros) -> Doubt {
        match self {
            Doubt::Open { since } => Doubt::Over { since, until: Stamp(now) },
            Doubt::Never | Doubt::Over { .. } => self,
        }
    }
}
