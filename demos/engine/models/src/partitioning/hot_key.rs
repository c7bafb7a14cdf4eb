//! Requests for many keys, one of which becomes hot, and three ways to place
//! them on a ring.
//!
//! A ring spreads keys. When one key draws a large share of all requests its
//! owner gets that share, however many virtual nodes there are. Bounded loads
//! let other nodes answer what can be answered anywhere: reads of a copy. Writes
//! must go to the one owner. Splitting gives the key several names: each write
//! goes to one part, and each read has to ask all of them.
//!
//! - Source: Mirrokni, Thorup and Zadimoghaddam, *Consistent Hashing with Bounded
//!   Loads* (2016); splitting is the write sharding of Amazon's DynamoDB guide.
//! - Cost: O(log NV) a request, and O(N) more where nodes are full.
//! - Left out: that a busy node is slow. Requests take their time and no longer,
//!   so that a load is a number of requests, and is not made worse by itself.

use super::bounded_loads::{cap, choose};
use super::{HashRing, SeededHash};
use sim::{Chance, Log, Micros, Model, NodeId, Stream};
use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

/// How many keys there are; `key-0` is the one that becomes hot.
pub const KEYS: u64 = 1_000;
/// When it does.
pub const GOES_HOT: Micros = Micros::from_secs(3);
/// How many requests a second arrive.
pub const ARRIVALS_PER_S: u64 = 200;
/// How long a node works on a request, on average.
pub const SERVICE: Micros = Micros::from_millis(500);
/// How often the loads are noted down.
pub const SAMPLE: Micros = Micros::from_millis(250);

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// To the owner of its key.
    Ring,
    /// A read goes on clockwise where a node is full; a write to the owner.
    Bounded,
    /// The hot key has several parts: a write goes to one, a read to all.
    Split,
}

impl Policy {
    /// All of them with their words.
    pub const ALL: [(Policy, &'static str); 3] = [
        (Policy::Ring, "ring"),
        (Policy::Bounded, "bounded"),
        (Policy::Split, "split"),
    ];
}

/// What the cluster and its load are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many nodes.
    pub nodes: u32,
    /// Tokens of each.
    pub vnodes: u32,
    /// Where requests go.
    pub policy: Policy,
    /// The share of the requests that the hot key draws.
    pub hot_percent: u32,
    /// The share of the requests that are writes.
    pub write_percent: u32,
    /// ε of bounded loads, in per cent.
    pub epsilon_percent: u32,
    /// Into how many parts the hot key is split.
    pub parts: u32,
}

/// What a node has in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Requests in all.
    pub all: u32,
    /// Those for the hot key.
    pub hot: u32,
}

/// The loads at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When.
    pub at: Micros,
    /// Requests in hand of the node that has most.
    pub hottest: u32,
    /// Requests in hand in all.
    pub total: u32,
}

/// What was counted since the key became hot or the policy last changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests placed, the parts of a split read each for itself.
    pub placed: u64,
    /// Requests that clients made.
    pub asked: u64,
    /// Requests that another node than the owner got.
    pub spilled: u64,
    /// Requests placed on a node that was at the cap.
    pub over_cap: u64,
    /// Nodes that answered for the hot key, as bits.
    pub holders: u64,
}

/// A request that a node has in hand, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// When it came.
    pub since: Micros,
    /// When it is done.
    pub until: Micros,
    /// Who has it.
    pub node: NodeId,
    /// Who owns its key but was full.
    pub passed_on_by: Option<NodeId>,
    /// Whether it is for the hot key.
    pub is_hot: bool,
}

/// The cluster at work.
#[derive(Clone, Debug)]
pub struct HotKey {
    settings: Settings,
    hash: SeededHash,
    ring: Arc<HashRing>,
    /// Where the keys lie; the hot one first.
    keys: Arc<[u64]>,
    /// Where the parts of the hot key lie.
    parts: Arc<[u64]>,
    /// Zero until the key is hot.
    hot_percent: u32,
    arrival: Micros,
    arrivals: Stream,
    choices: Stream,
    services: Stream,
    /// In order of when it is done.
    work: Vec<Work>,
    loads: Vec<Load>,
    tally: Tally,
    samples: Vec<Sample>,
    /// The samples of a run in which all goes to its key's owner.
    beside: Arc<[Sample]>,
}

impl HotKey {
    /// A cluster in which all keys are as popular as any, for now.
    pub fn new(settings: &Settings, seed: u64) -> HotKey {
        let hash = SeededHash { seed, ..SeededHash::default() };
        let key = |key| hash.position(&format!("key-{key}"));
        let part = |part| hash.position(&format!("key-0-part-{part}"));
        HotKey {
            settings: settings.clone(),
            hash,
            ring: Arc::new(ring(settings, hash)),
            keys: (0..KEYS).map(key).collect(),
            parts: (0..settings.parts.max(1)).map(part).collect(),
            hot_percent: 0,
            arrival: Micros::ZERO,
            arrivals: Stream::new(seed, "arrivals", 0),
            choices: Stream::new(seed, "choices", 0),
            services: Stream::new(seed, "services", 0),
            work: Vec::new(),
            loads: vec![Load::default(); settings.nodes as usize],
            tally: Tally::default(),
            samples: Vec::new(),
            beside: Arc::new([]),
        }
    }

    /// The same, compared with requests that all go to their key's owner, up to a
    /// moment.
    ///
    /// - Cost: that of another run.
    pub fn compared(mut self, until: Micros) -> HotKey {
        if self.settings.policy != Policy::Ring {
            let settings =
                Settings { policy: Policy::Ring, ..self.settings.clone() };
            let mut other = HotKey::new(&settings, self.hash.seed);
            while other.next().is_some_and(|at| at <= until) {
                other.step(&mut Log::off());
            }
            self.beside = other.samples.into();
        }
        self
    }

    /// The samples of the run that it is compared with: none if it is not.
    pub fn beside(&self) -> &[Sample] {
        &self.beside
    }

    /// What each node has in hand: n1 first.
    pub fn loads(&self) -> &[Load] {
        &self.loads
    }

    /// What is in hand, in order of when it is done.
    pub fn work(&self) -> &[Work] {
        &self.work
    }

    /// Requests in hand in all.
    pub fn total(&self) -> u32 {
        self.work.len() as u32
    }

    /// The loads so far, one for each [`SAMPLE`].
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// What was counted.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The share of the requests that the hot key draws now: none until it is hot.
    pub fn hot_percent(&self) -> u32 {
        self.hot_percent
    }

    /// Whether the hot key draws more than the others.
    pub fn is_hot(&self) -> bool {
        self.hot_percent > 0
    }

    /// Tokens of each node now.
    pub fn vnodes(&self) -> u32 {
        self.settings.vnodes
    }

    /// The policy now.
    pub fn policy(&self) -> Policy {
        self.settings.policy
    }

    /// Who owns the hot key.
    pub fn owner(&self) -> NodeId {
        self.ring.owner(self.keys[0]).expect("someone is on the ring")
    }

    /// The most that a node may have under bounded loads, if one more comes.
    pub fn cap(&self) -> u32 {
        let Settings { nodes, epsilon_percent, .. } = self.settings;
        cap(self.total() + 1, nodes, epsilon_percent)
    }

    fn load(&self, node: NodeId) -> u32 {
        self.loads[node.index() - 1].all
    }

    /// A client asks for something.
    fn arrive(&mut self, at: Micros, log: &mut Log) {
        if at >= GOES_HOT && self.hot_percent == 0 {
            self.heat(at, self.settings.hot_percent, log);
        }
        // All are drawn in any case, so that policies can be compared.
        let drawn = self.choices.below(KEYS) as usize;
        let is_hot = self.choices.happens(Chance::percent(self.hot_percent));
        let key = if is_hot { 0 } else { drawn };
        let writes = Chance::percent(self.settings.write_percent);
        let is_write = self.choices.happens(writes);
        let part = self.choices.below(self.parts.len() as u64) as usize;
        self.tally.asked += 1;
        match (self.settings.policy, is_write, key) {
            (Policy::Split, true, 0) => {
                self.place(at, (self.owner_of(self.parts[part]), None), true);
            }
            (Policy::Split, false, 0) => {
                for part in 0..self.parts.len() {
                    self.place(at, (self.owner_of(self.parts[part]), None), true);
                }
            }
            (Policy::Bounded, false, _) => self.place_bounded(at, key, log),
            (Policy::Ring | Policy::Bounded | Policy::Split, _, _) => {
                self.place(at, (self.owner_of(self.keys[key]), None), key == 0);
            }
        }
        let mean = Micros::from_secs(1).get() / ARRIVALS_PER_S;
        self.arrival = at + Micros::new(self.arrivals.exponential(mean).max(1));
    }

    fn owner_of(&self, position: u64) -> NodeId {
        self.ring.owner(position).expect("someone is on the ring")
    }

    /// A read goes to the first node clockwise that is not full.
    fn place_bounded(&mut self, at: Micros, key: usize, log: &mut Log) {
        let position = self.keys[key];
        let (owner, cap) = (self.owner_of(position), self.cap());
        let load = |node| self.load(node);
        let node = choose(&self.ring, position, cap, load).unwrap_or(owner);
        let passed_on_by = (node != owner).then_some(owner);
        if node != owner {
            self.tally.spilled += 1;
            let text = format!("is full: n{} answers for key-{key}", node.0);
            log.note(at, Some(owner), text);
        }
        self.place(at, (node, passed_on_by), key == 0);
    }

    /// `node` takes a request in hand, which another one may have passed on.
    fn place(
        &mut self,
        at: Micros,
        (node, passed_on_by): (NodeId, Option<NodeId>),
        is_hot: bool,
    ) {
        self.tally.over_cap += u64::from(self.load(node) >= self.cap());
        self.tally.placed += 1;
        let load = &mut self.loads[node.index() - 1];
        load.all += 1;
        if is_hot {
            load.hot += 1;
            self.tally.holders |= 1 << (node.0 - 1);
        }
        let until =
            at + Micros::new(self.services.exponential(SERVICE.get()).max(1));
        let place = self.work.partition_point(|work| work.until <= until);
        self.work
            .insert(place, Work { since: at, until, node, passed_on_by, is_hot });
    }

    /// The first of the work is done.
    fn finish(&mut self) {
        let Work { node, is_hot, .. } = self.work.remove(0);
        let load = &mut self.loads[node.index() - 1];
        load.all -= 1;
        load.hot -= u32::from(is_hot);
    }

    /// Notes the loads down, once a second for the reader as well.
    fn sample(&mut self, at: Micros, log: &mut Log) {
        let (mut hottest, mut node) = (0, NodeId(1));
        for (load, number) in self.loads.iter().zip(1..) {
            if load.all > hottest {
                (hottest, node) = (load.all, NodeId(number));
            }
        }
        let total = self.total();
        self.samples.push(Sample { at, hottest, total });
        if at.get().is_multiple_of(Micros::from_secs(1).get()) {
            let text = format!("has most in hand: {hottest} of {total} requests");
            log.note(at, Some(node), text);
        }
    }

    fn heat(&mut self, at: Micros, percent: u32, log: &mut Log) {
        self.hot_percent = percent;
        self.tally = Tally::default();
        let text = format!("owns key-0, which now draws {percent} % of requests");
        log.note(at, Some(self.owner()), text);
    }

    /// When the loads are noted down next.
    fn next_sample(&self) -> Micros {
        Micros::new(SAMPLE.get() * (self.samples.len() as u64 + 1))
    }
}

/// All nodes with their tokens.
fn ring(settings: &Settings, hash: SeededHash) -> HashRing {
    let mut ring = HashRing::new(settings.vnodes, hash);
    (1..=settings.nodes).for_each(|node| ring.insert(NodeId(node), 1));
    ring
}

/// What may be done to the cluster.
///
/// ```
/// # use models::partitioning::hot_key::{Edit, Policy};
/// assert_eq!("use-bounded".parse(), Ok(Edit::Use(Policy::Bounded)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `use-bounded`: from now on requests are placed like this.
    Use(Policy),
    /// `hot-60`: from now on the key draws 60 % of the requests.
    Hot(u32),
    /// `vnodes-1000`: from now on each node has 1,000 tokens on the ring.
    Vnodes(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Use(policy) => {
                let word = Policy::ALL.iter().find(|(p, _)| p == policy);
                write!(f, "use-{}", word.map_or("", |(_, word)| *word))
            }
            Edit::Hot(percent) => write!(f, "hot-{percent}"),
            Edit::Vnodes(count) => write!(f, "vnodes-{count}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let policy = |word| {
            Policy::ALL.iter().find(|(_, w)| *w == word).map(|(p, _)| Edit::Use(*p))
        };
        let number = |number: &str, most| {
            number.parse().ok().filter(|n| (1..=most).contains(n))
        };
        let edit = match text.split_once('-') {
            Some(("use", word)) => policy(word),
            Some(("hot", percent)) => number(percent, 90).map(Edit::Hot),
            Some(("vnodes", count)) => number(count, 1_000).map(Edit::Vnodes),
            Some(_) | None => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is use-ring, use-bounded, use-split, \
                 hot-60, from 1 to 90, or vnodes-1000, from 1 to 1,000"
            )
        })
    }
}

impl Model for HotKey {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        let done = self.work.first().map_or(Micros::MAX, |work| work.until);
        Some(done.min(self.arrival).min(self.next_sample()))
    }

    fn step(&mut self, log: &mut Log) {
        let done = self.work.first().map_or(Micros::MAX, |work| work.until);
        let sample = self.next_sample();
        if done <= self.arrival.min(sample) {
            self.finish();
        } else if self.arrival <= sample {
            self.arrive(self.arrival, log);
        } else {
            self.sample(sample, log);
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        match *edit {
            Edit::Use(policy) if policy != self.settings.policy => {
                self.settings.policy = policy;
                self.tally = Tally::default();
                let text = match policy {
                    Policy::Ring => "from now on each request goes to its owner",
                    Policy::Bounded => "from now on a full node passes reads on",
                    Policy::Split => "from now on key-0 is split into parts",
                };
                log.note(at, None, text);
            }
            Edit::Hot(percent) => self.heat(at, percent, log),
            Edit::Vnodes(count) => {
                self.settings.vnodes = count;
                self.ring = Arc::new(ring(&self.settings, self.hash));
                self.tally = Tally::default();
                let text =
                    format!("owns key-0, on a ring of {count} virtual nodes each");
                log.note(at, Some(self.owner()), text);
            }
            Edit::Use(_) => {}
        }
    }
}
