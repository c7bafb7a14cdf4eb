//! A thousand elections, of which one is watched.

use models::consensus::election::{Trial, downtimes, seed_of};
use models::consensus::race::Race;
use sim::{Log, Micros, Model, NodeId};
use std::rc::Rc;

/// So many elections.
pub const ELECTIONS: u32 = 1_000;

/// An election is watched for so long after the crash, in milliseconds: the width of
/// the chart.
pub const WATCHED: u32 = 1_000;

/// The shares that are named, in thousandths.
pub const MILESTONES: [(u32, &str); 4] =
    [(500, "half"), (900, "90 %"), (990, "99 %"), (1_000, "all")];

/// One election that is watched, and how long all of them took.
#[derive(Clone)]
pub struct Elections {
    trial: Trial,
    race: Race,
    /// The downtimes in milliseconds, the shortest first; those not over in time are
    /// left out. They run without the reader, and never change.
    over: Rc<[u32]>,
    /// How many milestones have been told.
    told: usize,
}

impl Elections {
    /// The elections of these settings, the one of this number being watched.
    pub fn new(trial: Trial, number: u32, seed: u64) -> Elections {
        let all = downtimes(&trial, ELECTIONS, seed).into_iter().flatten();
        let over = all.map(|time| time.as_millis() as u32).collect();
        let race = Race::new(&trial, seed_of(seed, number - 1));
        Elections { trial, race, over, told: 0 }
    }

    /// Of the moments at which so many are over, the one of this place; the last is
    /// that at which nobody watches any more.
    fn milestone(&self, place: usize) -> Option<Micros> {
        let reached = MILESTONES.into_iter().filter_map(|(share, _)| {
            self.over.get((share * ELECTIONS / 1_000) as usize - 1).copied()
        });
        let is_all = self.over.len() as u32 == ELECTIONS;
        let end = (!is_all).then_some(WATCHED);
        let millis = reached.chain(end).nth(place)?;
        Some(self.race.crash() + Micros::from_millis(millis.into()))
    }

    /// Whether all are over, or a second has passed since the crash.
    pub fn is_over(&self, now: Micros) -> bool {
        self.over(now).len() as u32 == ELECTIONS
            || self.since_crash(now).is_some_and(|millis| millis >= WATCHED)
    }

    /// What is tried.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// The one that is watched.
    pub fn race(&self) -> &Race {
        &self.race
    }

    /// The milliseconds that passed since the leader crashed; `None` before.
    pub fn since_crash(&self, now: Micros) -> Option<u32> {
        let crash = self.race.crash();
        (now >= crash).then(|| now.since(crash).as_millis() as u32)
    }

    /// The downtimes of those that are over by now, the shortest first: all of them
    /// run at the same time.
    pub fn over(&self, now: Micros) -> &[u32] {
        let millis = self.since_crash(now).unwrap_or(0);
        &self.over[..self.over.partition_point(|time| *time <= millis)]
    }
}

impl Model for Elections {
    type Edit = <Race as Model>::Edit;

    fn next(&self) -> Option<Micros> {
        self.race.next().into_iter().chain(self.milestone(self.told)).min()
    }

    fn step(&mut self, log: &mut Log) {
        let milestone = self.milestone(self.told);
        let race = self.race.next();
        match milestone.filter(|at| race.is_none_or(|race| *at < race)) {
            None => self.race.step(log),
            Some(at) => {
                self.told += 1;
                let count = self.over(at).len();
                let words = format!("{count} of {ELECTIONS} elections are over");
                log.note(at, None, words);
            }
        }
    }

    fn edit(&mut self, at: Micros, edit: &Self::Edit, log: &mut Log) {
        self.race.edit(at, edit, log);
    }

    fn name(&self, node: NodeId) -> String {
        self.race.name(node)
    }
}
