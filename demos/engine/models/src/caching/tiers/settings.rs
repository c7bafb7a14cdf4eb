//! What tiers of caches are like, and what may be done to them.

use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// How many edges there are.
pub const EDGES: usize = 4;
/// How many nodes the shared cache has.
pub const NODES: usize = 5;
/// How many keys there are.
pub const KEYS: u16 = 1_000;
/// Most requests a second.
pub const LOAD_MAX: u32 = 5_000;

/// What tiers of caches are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Requests a second, of all readers.
    pub load_per_s: u32,
    /// s of Zipf's law, by which they choose keys, in halves.
    pub skew_halves: u32,
    /// How many keys each edge has room for.
    pub edge_room: usize,
    /// How many keys each node of the shared cache has room for.
    pub node_room: usize,
    /// Whether there is a shared cache at first.
    pub shield: Shield,
    /// How keys are spread over its nodes.
    pub rule: Rule,
    /// How many requests a second the origin can do.
    pub capacity_per_s: u32,
    /// How long a copy is fresh; `None` for as long as it is there.
    pub ttl: Option<Micros>,
    /// Whether a cache says how old a copy is that it passes on.
    pub age: Age,
    /// What is purged after a write, and in which order.
    pub purge: Purge,
    /// What becomes of an answer that was asked for before a purge.
    pub late: Late,
    /// How many requests come before the run, without time, to fill the caches.
    pub warm_up: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            load_per_s: 1_000,
            skew_halves: 2,
            edge_room: 200,
            node_room: 100,
            shield: Shield::On,
            rule: Rule::Ring,
            capacity_per_s: 250,
            ttl: None,
            age: Age::Passed,
            purge: Purge::None,
            late: Late::Refused,
            warm_up: 10_000,
        }
    }
}

/// Whether edges ask a shared cache, or the origin at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shield {
    /// They ask the shared cache.
    #[default]
    On,
    /// They ask the origin.
    Off,
}

/// How keys are spread over nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// By consistent hashing.
    #[default]
    Ring,
    /// By the hash of the key modulo the number of nodes.
    Modulo,
}

impl Rule {
    /// Both.
    pub const BOTH: [Rule; 2] = [Rule::Modulo, Rule::Ring];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Ring => "ring",
            Rule::Modulo => "modulo",
        }
    }
}

/// Whether the age of a copy is passed on with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Age {
    /// It is, and counts in each cache.
    #[default]
    Passed,
    /// It is not: each cache counts from when it stored its copy.
    NotPassed,
}

/// What is purged after a write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purge {
    /// Nothing: copies live until their TTL is over.
    #[default]
    None,
    /// The edges, and a second later the shared cache.
    EdgeFirst,
    /// The shared cache, and a second later the edges.
    OriginFirst,
}

/// What becomes of an answer whose fetch began before a purge of its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Late {
    /// It goes to those who wait for it and is not stored.
    #[default]
    Refused,
    /// It is stored.
    Stored,
}

/// What may be done to a run.
///
/// ```
/// # use models::caching::tiers::Edit;
/// assert_eq!("crash-2".parse(), Ok(Edit::Crash(1)));
/// assert_eq!(Edit::Crash(1).to_string(), "crash-2");
/// assert!("crash-9".parse::<Edit>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `write`: key A gets a new value at the origin.
    Write,
    /// `purge-edges`: no edge has key A any more.
    PurgeEdges,
    /// `purge-shared`: nor has the shared cache.
    PurgeShared,
    /// `crash-2`: a node of the shared cache dies; the first is 0 here and 1 there.
    Crash(usize),
    /// `restart-2`: it comes back, empty.
    Restart(usize),
    /// `shield-on`, `shield-off`: edges ask the shared cache, which begins empty, or
    /// the origin.
    Shield(Shield),
    /// `load-500`: so many requests a second.
    Load(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Write => f.write_str("write"),
            Edit::PurgeEdges => f.write_str("purge-edges"),
            Edit::PurgeShared => f.write_str("purge-shared"),
            Edit::Crash(node) => write!(f, "crash-{}", node + 1),
            Edit::Restart(node) => write!(f, "restart-{}", node + 1),
            Edit::Shield(Shield::On) => f.write_str("shield-on"),
            Edit::Shield(Shield::Off) => f.write_str("shield-off"),
            Edit::Load(load) => write!(f, "load-{load}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let number = |max: u32| {
            let number = how.parse().ok();
            number.filter(|number| (1..=max).contains(number))
        };
        let node = || number(NODES as u32).map(|number| number as usize - 1);
        let edit = match (what, how) {
            ("write", "") => Some(Edit::Write),
            ("purge", "edges") => Some(Edit::PurgeEdges),
            ("purge", "shared") => Some(Edit::PurgeShared),
            ("shield", "on") => Some(Edit::Shield(Shield::On)),
            ("shield", "off") => Some(Edit::Shield(Shield::Off)),
            ("crash", _) => node().map(Edit::Crash),
            ("restart", _) => node().map(Edit::Restart),
            ("load", _) => number(LOAD_MAX).map(Edit::Load),
            _ => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is write, purge-edges, purge-shared, \
                 crash-2, restart-2, shield-on, shield-off or load-500"
            )
        })
    }
}
