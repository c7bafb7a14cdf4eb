//! A thousand elections, of which one is watched.

use models::consensus::election::{Trial, seed_of};
use models::consensus::race::Race;
use models::consensus::raft::RaftEdit;
use sim::{Log, Micros, Model, NodeId, Record};
use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

/// So many elections.
pub const ELECTIONS: u32 = 1_000;

/// An election is watched for so long after the crash, in milliseconds.
pub const WATCHED: u32 = 1_000;

/// The shares that are named, in thousandths.
pub const MILESTONES: [(u32, &str); 4] =
    [(500, "half"), (900, "90 %"), (990, "99 %"), (1_000, "all")];

/// One election that is watched, and how long all of them took. Time zero is the crash
/// of the leader in each of them, whenever the last heartbeat was.
#[derive(Clone)]
pub struct Elections {
    trial: Trial,
    seed: u64,
    number: u32,
    race: Race,
    /// Those that were over in time, the shortest first. They run without the reader,
    /// and never change.
    over: Rc<[Downtime]>,
    /// The same with the timeouts of the paper, to compare with; none where these are
    /// those.
    usual: Option<Rc<[Downtime]>>,
    /// The moments at which it is told how many are over.
    milestones: Rc<[Micros]>,
    /// How many milestones have been told.
    told: usize,
}

/// How long a cluster was without a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Downtime {
    /// From the crash to the next leader.
    pub took: Micros,
    /// Which of the elections it was, from 1.
    pub number: u32,
}

/// What a reader may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Something to the servers of the election that is watched.
    Race(RaftEdit),
    /// `watch-612`: to watch this one of the elections.
    Watch(u32),
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::Race(edit) => edit.fmt(f),
            Deed::Watch(number) => write!(f, "watch-{number}"),
        }
    }
}

impl FromStr for Deed {
    type Err = String;

    fn from_str(text: &str) -> Result<Deed, String> {
        let number = text.strip_prefix("watch-").and_then(|n| n.parse().ok());
        match number.filter(|number| (1..=ELECTIONS).contains(number)) {
            Some(number) => Ok(Deed::Watch(number)),
            None => text.parse().map(Deed::Race),
        }
    }
}

impl Elections {
    /// The elections of these settings, the one of this number being watched.
    pub fn new(trial: Trial, number: u32, seed: u64) -> Elections {
        let over = downtimes(&trial, seed);
        let milestones = milestones(&trial, &over).into();
        let race = race(&trial, seed, number);
        let over = over.into();
        let usual = usual(&trial, seed);
        Elections { trial, seed, number, race, over, usual, milestones, told: 0 }
    }

    /// Whether all are over, or a second has passed since the crash.
    pub fn is_over(&self, now: Micros) -> bool {
        self.over(now).len() as u32 == ELECTIONS
            || now >= Micros::from_millis(WATCHED.into())
    }

    /// What is tried.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// The one that is watched.
    pub fn race(&self) -> &Race {
        &self.race
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the one that is watched took, if it is over.
    pub fn took(&self) -> Option<Micros> {
        self.race.won().map(|at| at.since(self.race.crash()))
    }

    /// Those that are over by now, the shortest first: all of them run at the same
    /// time.
    pub fn over(&self, now: Micros) -> &[Downtime] {
        &self.over[..self.over.partition_point(|one| one.took <= now)]
    }

    /// The same with timeouts of 150 to 300 ms, in all of the time; nothing where these
    /// have them.
    pub fn usual(&self) -> &[Downtime] {
        self.usual.as_deref().unwrap_or_default()
    }

    /// The one with which so many thousandths are over, if they are by now.
    pub fn with(&self, share: u32, now: Micros) -> Option<Downtime> {
        let index = (share * ELECTIONS / 1_000).saturating_sub(1) as usize;
        self.over(now).get(index).copied()
    }

    fn milestone(&self) -> Option<Micros> {
        self.milestones.get(self.told).copied()
    }
}

/// The race of this number, at the moment before its leader crashes.
fn race(trial: &Trial, seed: u64, number: u32) -> Race {
    let mut race = Race::new(trial, seed_of(seed, number - 1));
    while race.next().is_some_and(|at| at < race.crash()) {
        race.step(&mut Log::off());
    }
    race
}

/// What these elections are compared with.
fn usual(trial: &Trial, seed: u64) -> Option<Rc<[Downtime]>> {
    let time = Micros::from_millis(150);
    let is_usual = (trial.timeout, trial.spread) == (time, time);
    let usual = Trial { timeout: time, spread: time, ..*trial };
    (!is_usual).then(|| downtimes(&usual, seed).into())
}

/// Those that are over within a second, the shortest first.
fn downtimes(trial: &Trial, seed: u64) -> Vec<Downtime> {
    let mut downtimes: Vec<Downtime> = Vec::new();
    for run in 0..ELECTIONS {
        if let Some(took) = trial.run(seed_of(seed, run)).downtime {
            let place = downtimes.partition_point(|one| one.took <= took);
            downtimes.insert(place, Downtime { took, number: run + 1 });
        }
    }
    downtimes
}

/// When so many are over, when the shortest timeout has passed, and when nobody watches
/// any more; in order of time.
fn milestones(trial: &Trial, over: &[Downtime]) -> Vec<Micros> {
    let reached = MILESTONES.into_iter().filter_map(|(share, _)| {
        over.get((share * ELECTIONS / 1_000) as usize - 1).map(|one| one.took)
    });
    let mut moments: Vec<Micros> = reached.collect();
    if over.len() < ELECTIONS as usize {
        moments.push(Micros::from_millis(WATCHED.into()));
    }
    let place = moments.partition_point(|at| *at < trial.timeout);
    moments.insert(place, trial.timeout);
    moments
}

impl Model for Elections {
    type Edit = Deed;

    fn next(&self) -> Option<Micros> {
        let crash = self.race.crash();
        let race = self.race.next().map(|at| at.since(crash));
        race.into_iter().chain(self.milestone()).min()
    }

    fn step(&mut self, log: &mut Log) {
        let crash = self.race.crash();
        let race = self.race.next().map(|at| at.since(crash));
        match self.milestone().filter(|at| race.is_none_or(|race| *at < race)) {
            None => during(log, crash, |log| self.race.step(log)),
            Some(at) => {
                self.told += 1;
                let count = self.over(at).len();
                let words = format!("{count} of {ELECTIONS} elections are over");
                log.note(at, None, words);
            }
        }
    }

    fn edit(&mut self, at: Micros, edit: &Deed, log: &mut Log) {
        match edit {
            Deed::Race(edit) => {
                let crash = self.race.crash();
                during(log, crash, |log| self.race.edit(crash + at, edit, log));
            }
            Deed::Watch(number) => {
                self.number = *number;
                self.race = race(&self.trial, self.seed, *number);
                let now = self.race.crash() + at;
                while self.race.next().is_some_and(|next| next <= now) {
                    self.race.step(&mut Log::off());
                }
            }
        }
    }

    fn name(&self, node: NodeId) -> String {
        self.race.name(node)
    }
}

/// Writes down what happens in a race whose clock is ahead by the time of its crash.
fn during(log: &mut Log, crash: Micros, happens: impl FnOnce(&mut Log)) {
    let mut records = Vec::new();
    happens(&mut Log::to(&mut records));
    for Record { at, event } in records {
        log.push(at.since(crash), || event);
    }
}
