//! What replication makes of virtual nodes: who shares a key with whom, and so
//! which failures take a quorum away.
//!
//! A key is copied to the next R distinct nodes clockwise. With one token a node
//! each has 2(R − 1) others that it shares keys with. Every further token adds
//! other neighbours, until each node shares some key with every other one. Then
//! any two nodes that fail together take the majority of some key's three copies.
//!
//! Looking clockwise from a token, each other node is among the next R − 1
//! distinct ones with probability (R − 1)/(N − 1). Two nodes have 2V tokens to
//! look from, so nearly
//!
//! P(they share a key) ≈ 1 − (1 − (R − 1)/(N − 1))^2V,
//!
//! as if the 2V looks were independent. For V = 1 it is 2(R − 1)/(N − 1), as only
//! one of the two looks can succeed.
//!
//! - Source: Lynch and Snyder, *Cassandra Availability with Virtual Nodes*
//!   (2018), whose count of neighbours this is; Cidon and others, *Copysets*
//!   (USENIX ATC 2013), on the same trade for lost data.
//! - Cost: O(NV · R) to build, O(NV) to look at a set of failures.
//! - Left out: racks, which keep copies apart; tokens that are chosen and not
//!   drawn; the time in which a failed node is replaced.

mod losses;

pub use losses::{Beside, losses};

use super::hash_ring::RING;
use super::{HashRing, MILLION, SeededHash, Token};
use sim::{Log, Micros, Model, NodeId, Stream};
use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

/// Most nodes: a set of them is a word.
pub const NODES_MAX: u32 = 64;
/// Most pairs that are tried at once.
pub const PAIRS_MAX: u32 = 1_000;
/// How many of all pairs fail slowly, at first: one can look at each.
pub const LOOKS: usize = 4;
/// How long each of these is down.
pub const LOOK: Micros = Micros::from_secs(2);
/// How long all the others take together.
pub const REST: Micros = Micros::from_secs(8);

/// What the cluster is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many nodes, 2 to [`NODES_MAX`].
    pub nodes: u32,
    /// Tokens of each.
    pub vnodes: u32,
    /// Copies of each key, on distinct nodes.
    pub replicas: u32,
}

/// Nodes as the bits of a word: node n1 is bit 0.
type Nodes = u64;

fn bit(node: NodeId) -> Nodes {
    1 << (node.0 - 1)
}

/// An arc of the ring whose keys all have the same copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins; that position is not in it.
    pub after: u64,
    /// Where it ends, at a token.
    pub end: u64,
    /// Whose token that is.
    pub owner: NodeId,
    /// Who has the copies.
    pub replicas: Nodes,
}

impl Range {
    /// Whether a node has a copy of it.
    pub fn is_on(&self, node: NodeId) -> bool {
        self.replicas & bit(node) != 0
    }

    /// How many positions it has.
    pub fn length(&self) -> u128 {
        match self.end.wrapping_sub(self.after) {
            0 => RING,
            length => length.into(),
        }
    }
}

/// The ranges of a ring in order: the copies of each lie on the first `replicas`
/// distinct nodes clockwise.
pub fn ranges(ring: &HashRing, replicas: u32) -> Vec<Range> {
    let mut after = ring.tokens().next_back().map_or(0, |last| last.position);
    let mut ranges = Vec::with_capacity(ring.len());
    for token in ring.tokens() {
        let mut holders = 0;
        for node in ring.clockwise(token.position) {
            holders |= bit(node);
            if holders.count_ones() == replicas {
                break;
            }
        }
        let Token { position: end, node: owner } = token;
        ranges.push(Range { after, end, owner, replicas: holders });
        after = token.position;
    }
    ranges
}

/// How many copies may fail while a majority is left: 1 of 3, 2 of 5.
pub fn tolerance(replicas: u32) -> u32 {
    (replicas - 1) / 2
}

/// How many of all pairs of nodes break some key's quorum by failing together.
pub fn pairs_that_break(ranges: &[Range], nodes: u32, replicas: u32) -> u32 {
    let partners = partners(ranges, nodes);
    let sharing: u32 = partners.iter().map(|set| set.count_ones()).sum();
    match tolerance(replicas) {
        0 => pairs(nodes), // one failure is enough
        1 => sharing / 2,
        2.. => 0,
    }
}

/// Of each node, with whom it shares a key.
pub fn partners(ranges: &[Range], nodes: u32) -> Vec<Nodes> {
    let mut partners = vec![0; nodes as usize];
    for range in ranges {
        for (index, set) in partners.iter_mut().enumerate() {
            if range.replicas >> index & 1 == 1 {
                *set |= range.replicas & !(1 << index);
            }
        }
    }
    partners
}

/// How many pairs there are.
pub fn pairs(nodes: u32) -> u32 {
    nodes * nodes.saturating_sub(1) / 2
}

/// The share of pairs that break a quorum in theory, in millionths: the formula
/// above. For V = 1 it is exact, else it takes looks for independent.
pub fn pairs_theory_ppm(nodes: u32, vnodes: u32, replicas: u32) -> u32 {
    let others = f64::from(nodes - 1);
    let met = f64::from((replicas - 1).min(nodes - 1)) / others;
    let none = match vnodes {
        1 => 1.0 - 2.0 * met,
        _ => (0..2 * vnodes).fold(1.0, |none, _| none * (1.0 - met)),
    };
    match tolerance(replicas) {
        0 => MILLION as u32,
        1 => ((1.0 - none).clamp(0.0, 1.0) * 1e6 + 0.5) as u32,
        2.. => 0,
    }
}

/// What may be done to the cluster.
///
/// ```
/// # use models::partitioning::replica_sets::Edit;
/// assert_eq!("pairs-100".parse(), Ok(Edit::Pairs(100)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `crash-3`: node n3 fails.
    Crash(NodeId),
    /// `restart-3`: node n3 comes back.
    Restart(NodeId),
    /// `pairs-100`: a hundred times all come back and two at random fail. The
    /// last two stay down.
    Pairs(u32),
    /// `each-pair`: all pairs fail, one after another and each once, in an order
    /// that the seed draws: see [`LOOK`] and [`REST`]. Then all nodes are back.
    Each,
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Crash(node) => write!(f, "crash-{}", node.0),
            Edit::Restart(node) => write!(f, "restart-{}", node.0),
            Edit::Pairs(times) => write!(f, "pairs-{times}"),
            Edit::Each => f.write_str("each-pair"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (verb, what) = text.split_once('-').unwrap_or((text, ""));
        let number = what.parse().ok().filter(|n| *n > 0);
        match (verb, number) {
            ("each", None) if what == "pair" => Ok(Edit::Each),
            ("crash", Some(node)) => Ok(Edit::Crash(NodeId(node))),
            ("restart", Some(node)) => Ok(Edit::Restart(NodeId(node))),
            ("pairs", Some(n)) if n <= PAIRS_MAX => Ok(Edit::Pairs(n)),
            _ => Err(format!(
                "`{text}` is no edit: one is crash-3, restart-3, pairs-100 or \
                 each-pair"
            )),
        }
    }
}

/// Two nodes, the lower name first.
pub type Pair = (NodeId, NodeId);

/// Two nodes that failed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The two.
    pub pair: Pair,
    /// The share of the keys that had no quorum then, in millionths.
    pub broken_ppm: u32,
}

/// A ring with copies, and nodes that fail.
#[derive(Clone, Debug)]
pub struct ReplicatedRing {
    settings: Settings,
    seed: u64,
    ranges: Arc<[Range]>,
    partners: Arc<[Nodes]>,
    down: Nodes,
    chance: Stream,
    /// Pairs that were tried.
    trials: Vec<Trial>,
    /// What those cost that cost something, the most first.
    losses: Vec<u32>,
    /// What it is compared with.
    beside: Option<Arc<Beside>>,
    /// The largest loss of a pair, here or there.
    largest_loss: u32,
    /// When the next of [`ReplicatedRing::queue`] fails.
    due: Option<Micros>,
    /// The pairs that fail one after another, and how many of them have.
    queue: Arc<[Pair]>,
    failed: usize,
}

impl ReplicatedRing {
    /// A ring drawn by `seed`, with all nodes up.
    pub fn new(settings: &Settings, seed: u64) -> ReplicatedRing {
        assert!(settings.nodes <= NODES_MAX, "a set of nodes is a word");
        let hash = SeededHash { seed, ..SeededHash::default() };
        let mut ring = HashRing::new(settings.vnodes, hash);
        (1..=settings.nodes).for_each(|node| ring.insert(NodeId(node), 1));
        let ranges = ranges(&ring, settings.replicas);
        ReplicatedRing {
            settings: settings.clone(),
            seed,
            partners: partners(&ranges, settings.nodes).into(),
            ranges: ranges.into(),
            down: 0,
            chance: Stream::new(seed, "failures", 0),
            trials: Vec::new(),
            losses: Vec::new(),
            beside: None,
            largest_loss: 0,
            due: None,
            queue: Arc::new([]),
            failed: 0,
        }
    }

    /// The ranges in ring order.
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// Whether two nodes have copies of the same key.
    pub fn share_a_key(&self, a: NodeId, b: NodeId) -> bool {
        self.partners[a.index() - 1] & bit(b) != 0
    }

    /// Whether two nodes break some key's quorum by failing together.
    pub fn breaks(&self, a: NodeId, b: NodeId) -> bool {
        match tolerance(self.settings.replicas) {
            0 => true,
            1 => self.share_a_key(a, b),
            2.. => false,
        }
    }

    /// What drew the ring.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether a node is down.
    pub fn is_down(&self, node: NodeId) -> bool {
        self.down & bit(node) != 0
    }

    /// The nodes that are down, in order of their names.
    pub fn down(&self) -> impl Iterator<Item = NodeId> + '_ {
        (1..=self.settings.nodes).map(NodeId).filter(|node| self.is_down(*node))
    }

    /// How many copies of a range are down.
    pub fn missing(&self, range: &Range) -> u32 {
        (range.replicas & self.down).count_ones()
    }

    /// Whether so many copies of a range are down that no majority is left.
    pub fn is_broken(&self, range: &Range) -> bool {
        self.missing(range) > tolerance(self.settings.replicas)
    }

    /// Whether any range has no majority left.
    pub fn has_broken(&self) -> bool {
        self.ranges.iter().any(|range| self.is_broken(range))
    }

    /// The share of the ring without a quorum, in millionths.
    pub fn broken_ppm(&self) -> u32 {
        let broken = self.ranges.iter().filter(|range| self.is_broken(range));
        let length: u128 = broken.map(Range::length).sum();
        (length * u128::from(MILLION) / RING) as u32
    }

    /// How many pairs break a quorum, out of how many.
    pub fn pairs(&self) -> (u32, u32) {
        let Settings { nodes, replicas, .. } = self.settings;
        (pairs_that_break(&self.ranges, nodes, replicas), pairs(nodes))
    }

    /// How many pairs were tried, and how many of them broke a quorum.
    pub fn tried(&self) -> (u32, u32) {
        let broke = self.trials.iter().filter(|trial| trial.broken_ppm > 0);
        (self.trials.len() as u32, broke.count() as u32)
    }

    /// The pairs that were tried, in order.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Whether more pairs are still to be tried.
    pub fn is_trying(&self) -> bool {
        self.due.is_some()
    }

    /// All come back, and two fail at random.
    fn fail_two(&mut self) {
        let nodes = u64::from(self.settings.nodes);
        let first = self.chance.below(nodes);
        let second = (first + 1 + self.chance.below(nodes - 1)) % nodes;
        let node = |index: u64| NodeId(index as u32 + 1);
        self.fail((node(first.min(second)), node(first.max(second))));
    }

    /// All come back, and these two fail.
    fn fail(&mut self, pair: Pair) {
        self.down = bit(pair.0) | bit(pair.1);
        let broken_ppm = match self.breaks(pair.0, pair.1) {
            // However little is broken, it is something.
            true => self.broken_ppm().max(1),
            false => 0,
        };
        if broken_ppm > 0 {
            losses::insert(&mut self.losses, broken_ppm);
        }
        self.trials.push(Trial { pair, broken_ppm });
    }

    /// All pairs, in an order that chance draws.
    fn shuffled(&mut self) -> Vec<Pair> {
        let nodes = self.settings.nodes;
        let row = |b| (1..b).map(move |a| (NodeId(a), NodeId(b)));
        let mut pairs: Vec<_> = (1..=nodes).flat_map(row).collect();
        for left in (1..pairs.len()).rev() {
            let other = self.chance.below(left as u64 + 1) as usize;
            pairs.swap(left, other);
        }
        pairs
    }

    /// How long the last one that failed is down.
    fn pause(&self) -> Micros {
        match self.failed {
            ..=LOOKS => LOOK,
            _ => Micros::new(REST.get() / self.queue.len() as u64),
        }
    }

    /// What the last trial did.
    fn last_trial(&self) -> String {
        let names: Vec<_> =
            self.down().map(|node| format!("n{}", node.0)).collect();
        format!("{} fail: {}", names.join(" and "), self.damage())
    }

    fn exists(&self, node: NodeId) -> bool {
        (1..=self.settings.nodes).contains(&node.0)
    }

    /// What is broken, for the log.
    fn damage(&self) -> String {
        let tenths = (self.broken_ppm() + 500) / 1_000;
        match (self.has_broken(), tenths) {
            (true, 0) => "< 0.1 % of keys have no quorum".into(),
            (true, _) => {
                format!("{}.{} % of keys have no quorum", tenths / 10, tenths % 10)
            }
            (false, _) => "every quorum stands".into(),
        }
    }
}

impl Model for ReplicatedRing {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.due
    }

    fn step(&mut self, log: &mut Log) {
        let Some(at) = self.due else { return };
        let Some(pair) = self.queue.get(self.failed) else {
            (self.down, self.due) = (0, None);
            let (tried, broke) = self.tried();
            let text = format!(
                "{tried} pairs have failed in turn: {broke} broke a quorum"
            );
            return log.note(at, None, text);
        };
        self.fail(*pair);
        self.failed += 1;
        self.due = Some(at + self.pause());
        if self.failed <= LOOKS {
            log.note(at, None, self.last_trial());
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        match *edit {
            Edit::Crash(node) if self.exists(node) && !self.is_down(node) => {
                self.down |= bit(node);
                log.note(at, Some(node), format!("fails: {}", self.damage()));
            }
            Edit::Restart(node) if self.exists(node) && self.is_down(node) => {
                self.down &= !bit(node);
                log.note(at, Some(node), format!("is back: {}", self.damage()));
            }
            Edit::Pairs(times) => {
                let before = self.tried().1;
                (0..times).for_each(|_| self.fail_two());
                let broke = self.tried().1 - before;
                let text = match times {
                    1 => self.last_trial(),
                    _ => format!(
                        "{times} pairs fail in turn: {broke} break a quorum"
                    ),
                };
                log.note(at, None, text);
            }
            Edit::Each => {
                self.trials.clear();
                self.losses.clear();
                (self.queue, self.failed) = (self.shuffled().into(), 0);
                self.due = Some(at + Micros::from_millis(1));
            }
            Edit::Crash(_) | Edit::Restart(_) => {}
        }
    }
}
