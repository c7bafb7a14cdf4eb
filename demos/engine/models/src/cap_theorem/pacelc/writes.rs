//! A leader that writes: each write is acknowledged by k of n copies.

use super::price::{Link, Price};
use super::regions::Region;
use sim::{Event, Log, Micros, Model, NodeId, Stream};
use std::fmt;
use std::str::FromStr;

/// From write to write.
pub const GAP: Micros = Micros::from_millis(300);
/// How many writes a run has.
pub const WRITES: usize = 20;
/// How much slower a copy answers that is slowed down.
pub const SLOWER: Micros = Micros::from_millis(150);

/// What a run depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the leader is.
    pub leader: Region,
    /// How many copies there are.
    pub copies: usize,
    /// How many of them have to have a write; no more than there are.
    pub acks: usize,
    /// The mean of the random part of a round trip, in percent of its 95th
    /// percentile.
    pub jitter: u32,
}

/// A write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// When the leader sent it.
    pub sent: Micros,
    /// When the acknowledgement of each copy comes, in the order of the copies.
    pub acks: Vec<Micros>,
    /// When the leader answers its client.
    pub done: Micros,
    /// The copy that it has waited for, by its place.
    pub last: usize,
}

/// A run of writes.
#[derive(Clone, Debug)]
pub struct Writes {
    settings: Settings,
    copies: Vec<Region>,
    is_slow: Vec<bool>,
    /// What decides each copy's delays, whoever leads.
    luck: Vec<Stream>,
    writes: Vec<Write>,
    /// Writes that were answered and have been told of.
    told: usize,
    /// Those before were sent by another leader, or over other links.
    since: usize,
}

/// What a reader may do.
///
/// ```
/// # use models::cap_theorem::pacelc::Edit;
/// assert_eq!("slow-3".parse(), Ok(Edit::Slow(3)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `lead-3`: the fourth of all regions leads, if it has a copy.
    Lead(usize),
    /// `slow-3`: the copy there answers later.
    Slow(usize),
    /// `normal-3`: as before.
    Normal(usize),
}

impl Writes {
    /// The run that these settings and this seed give.
    pub fn new(settings: Settings, seed: u64) -> Writes {
        let copies = settings.leader.copies(settings.copies);
        let acks = settings.acks.clamp(1, copies.len());
        let luck = copies.iter().map(|c| Stream::new(seed, "ack", *c as u64));
        Writes {
            settings: Settings { acks, ..settings },
            is_slow: vec![false; copies.len()],
            luck: luck.collect(),
            copies,
            writes: Vec::new(),
            told: 0,
            since: 0,
        }
    }

    /// What the run depends on, with the leader as it is now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the copies are.
    pub fn copies(&self) -> &[Region] {
        &self.copies
    }

    /// Whether a copy, by its place, was slowed down.
    pub fn is_slow(&self, place: usize) -> bool {
        self.is_slow[place]
    }

    /// All writes up to now.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Those that the present leader has sent over the present links.
    pub fn recent(&self) -> &[Write] {
        &self.writes[self.since..]
    }

    /// Whether all writes are answered.
    pub fn is_over(&self) -> bool {
        self.writes.len() == WRITES && self.told == WRITES
    }

    fn link(&self, place: usize) -> Link {
        let Settings { leader, jitter, .. } = self.settings;
        let link = Link::between(leader, self.copies[place], jitter);
        match self.is_slow[place] {
            true => link.slower(SLOWER.as_millis() as f64),
            false => link,
        }
    }

    /// What a write pays as things are.
    pub fn price(&self) -> Price {
        Price::new((0..self.copies.len()).map(|place| self.link(place)).collect())
    }

    /// The copies by their places, the nearest first: by the 95th percentile.
    pub fn by_distance(&self) -> Vec<usize> {
        let mut ordered: Vec<usize> = Vec::new();
        for place in 0..self.copies.len() {
            let at = ordered
                .partition_point(|o| self.distance(*o) <= self.distance(place));
            ordered.insert(at, place);
        }
        ordered
    }

    /// How far a copy is from the leader, in milliseconds of a round trip.
    pub fn distance(&self, place: usize) -> u32 {
        let slower =
            if self.is_slow[place] { SLOWER.as_millis() as u32 } else { 0 };
        self.settings.leader.round_trip(self.copies[place]) + slower
    }

    /// The copy that a write waits for if all is as the 95th percentile says.
    pub fn waits_for(&self) -> usize {
        self.by_distance()[self.settings.acks - 1]
    }

    fn send(&mut self, sent: Micros) {
        let mut acks = Vec::new();
        for place in 0..self.copies.len() {
            let link = self.link(place);
            // It is drawn whether it counts or not: other links keep their luck.
            let unit = self.luck[place].exponential(1_000_000) as f64 / 1e6;
            let millis = link.base + link.mean * unit;
            acks.push(sent + Micros::new((millis * 1_000.0) as u64));
        }
        // In order of their coming: the answer comes with the k-th.
        let mut come: Vec<usize> = Vec::new();
        for place in 0..acks.len() {
            let at = come.partition_point(|other| acks[*other] <= acks[place]);
            come.insert(at, place);
        }
        let last = come[self.settings.acks - 1];
        let done = acks[last];
        self.writes.push(Write { sent, acks, done, last });
    }

    /// The write that is answered next, of those that are sent: a later one may be
    /// answered before an earlier one, and is told of behind it.
    fn next_answer(&self) -> Option<Micros> {
        let told = self.writes[..self.told].iter().map(|write| write.done).max();
        let next = self.writes.get(self.told)?;
        Some(next.done.max(told.unwrap_or(Micros::ZERO)))
    }

    fn next_send(&self) -> Option<Micros> {
        let sent = self.writes.len();
        (sent < WRITES).then(|| Micros::new(GAP.get() * (sent as u64 + 1)))
    }
}

impl Model for Writes {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        [self.next_send(), self.next_answer()].into_iter().flatten().min()
    }

    fn step(&mut self, log: &mut Log) {
        match (self.next_send(), self.next_answer()) {
            (Some(send), answer) if answer.is_none_or(|answer| send < answer) => {
                self.send(send);
            }
            (_, Some(answer)) => {
                let write = &self.writes[self.told];
                self.told += 1;
                let (took, from) =
                    (write.done.since(write.sent), self.copies[write.last]);
                let number = self.told;
                log.push(answer, || {
                    let tenths = took.get() / 100;
                    let took = format!("{}.{}", tenths / 10, tenths % 10);
                    let text = format!(
                        "write {number} took {took} ms, until {}",
                        from.name()
                    );
                    Event::Noted { node: None, text }
                });
            }
            (Some(_), None) | (None, None) => {}
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let (Edit::Lead(region) | Edit::Slow(region) | Edit::Normal(region)) =
            *edit;
        let Some(region) = Region::ALL.get(region).copied() else { return };
        let Some(place) = self.copies.iter().position(|copy| *copy == region)
        else {
            return;
        };
        let text = match edit {
            Edit::Lead(_) => {
                self.settings.leader = region;
                format!("{} leads", region.name())
            }
            Edit::Slow(_) => {
                self.is_slow[place] = true;
                format!("{} slows down", region.name())
            }
            Edit::Normal(_) => {
                self.is_slow[place] = false;
                format!("{} is as before", region.name())
            }
        };
        self.since = self.writes.len();
        log.push(at, || Event::Faulted { node: None, text });
    }

    fn name(&self, node: NodeId) -> String {
        Region::ALL.get(node.index()).map_or("", |region| region.name()).into()
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Lead(region) => write!(f, "lead-{region}"),
            Edit::Slow(region) => write!(f, "slow-{region}"),
            Edit::Normal(region) => write!(f, "normal-{region}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let edit = match text.split_once('-') {
            Some(("lead", region)) => region.parse().ok().map(Edit::Lead),
            Some(("slow", region)) => region.parse().ok().map(Edit::Slow),
            Some(("normal", region)) => region.parse().ok().map(Edit::Normal),
            Some(_) | None => None,
        };
        edit.ok_or_else(|| {
            format!("`{text}` is no edit: lead-3, slow-3 and normal-3 are")
        })
    }
}
