//! Tiers of caches: an edge near the readers, a shared cache behind all edges, and the
//! origin.
//!
//! Each tier sees only what the one before let pass. Three things follow.
//!
//! - **Hit ratios do not multiply.** What an edge lets pass is rare, and rare keys
//!   miss again. What reaches the origin is about what the largest cache alone would
//!   let pass.
//! - **TTLs add up**, if each cache counts from when it stored its copy: a copy that
//!   is nearly over in the shared cache is new in the edge that takes it. If the age
//!   is passed on, one TTL is the bound. And a purge must go from the origin outwards,
//!   or the edge that was purged takes the old value from the shared cache again. (A
//!   small shared cache forgets the hot keys: as the edges have them, nobody asks it.)
//! - **A node of the shared cache dies.** By modulo nearly all keys change their node,
//!   which is a cold cache and more than the origin can do; on a ring only the keys of
//!   the dead node do.
//!
//! - Source: RFC 9111, *HTTP Caching*, section 4.2.3 for the age; Karger and others,
//!   *Consistent Hashing and Random Trees* (STOC 1997), which was made for caches;
//!   Che, Tung and Wang, *Hierarchical Web Caching Systems* (IEEE JSAC 2002), for what
//!   two tiers of LRU do to each other.
//! - Cost: O(keys in a cache) a request, as its LRU is a plain list. A run goes in
//!   ticks of a tenth of a second. It begins after 10,000 requests without time, so
//!   that all caches are full; their copies then have an age by chance.
//! - Left out: time-outs and retries, revalidation (`304`), sizes, a second copy of a
//!   hot key in the shared cache, and purges that are lost.

mod cache;
mod edits;
mod origin;
mod post;
mod serve;
mod settings;
mod shared;
mod tally;
mod watch;

pub use cache::{Cache, Fetch, Found, Freshness, Stored, Value, Waiter};
pub use origin::Origin;
pub use post::{FAR, Message, NEAR, Place, Post};
pub use settings::{
    Age, EDGES, Edit, KEYS, LOAD_MAX, Late, NODES, Purge, Rule, Settings, Shield,
};
pub use shared::{Owners, Shared};
pub use tally::{Flow, Flows, LATELY, Rates, Tally, lines};
pub use watch::{Held, Watch};

use super::eviction::{Answer, Key, Lru, Policy, Popular};
use super::gaps::Gaps;
use crate::resilience_patterns::lately::Lately;
use crate::resilience_patterns::retry_storm::Spacing;
use crate::resilience_patterns::timeline::Timeline;
use sim::{Log, Micros, Stream};

/// How long a step of a run is.
pub const TICK: Micros = Micros::from_millis(100);
/// How finely time is divided for charts.
pub const STRETCH: Micros = Micros::from_millis(500);
/// The key that is written, and that most readers ask for.
pub const HOT: Key = Key(0);
/// Where the edges are.
pub const CITIES: [&str; EDGES] = ["Lima", "Oslo", "Pune", "Rome"];
/// How long after a write the first tier is purged, and how long after that the second.
pub const PURGE_AFTER: Micros = Micros::from_secs(1);

/// Tiers of caches in front of an origin.
#[derive(Clone, Debug)]
pub struct Tiers {
    settings: Settings,
    gaps: Gaps,
    popular: Popular,
    chance: Stream,
    /// When the next request comes.
    arrival: Micros,
    edges: [Cache; EDGES],
    shared: Shared,
    /// What the shared cache would be like without edges: for the comparison alone.
    alone: [Lru; NODES],
    origin: Origin,
    post: Post,
    /// The number of the next fetch.
    next_fetch: u64,
    watch: Watch,
    timeline: Timeline,
    rates: Rates,
    tally: Tally,
    sent: Lately<Leg>,
    /// What the log is to be told of key A.
    said: Vec<String>,
    /// Up to when all is done.
    now: Micros,
}

/// A request on its way from one to the next, `None` being the readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// From where.
    pub from: Option<Place>,
    /// To where.
    pub to: Place,
}

impl Tiers {
    /// Caches that are full.
    pub fn new(settings: &Settings, seed: u64) -> Tiers {
        let Settings { ttl, age, late, .. } = *settings;
        let freshness = Freshness { ttl, age, late };
        let mut tiers = Tiers {
            gaps: Gaps::new(Spacing::Random, seed),
            popular: Popular::new(KEYS, settings.skew_halves, seed),
            chance: Stream::new(seed, "places", 0),
            arrival: Micros::ZERO,
            edges: std::array::from_fn(|_| {
                Cache::new(settings.edge_room, freshness)
            }),
            shared: Shared::new(settings, freshness, seed),
            alone: std::array::from_fn(|_| Lru::new(settings.node_room)),
            origin: Origin::new(settings.capacity_per_s),
            post: Post::default(),
            next_fetch: 0,
            watch: Watch::default(),
            timeline: Timeline::new(STRETCH),
            rates: Rates::default(),
            tally: Tally::default(),
            sent: Lately::new(Micros::from_secs(1)),
            said: Vec::new(),
            now: Micros::ZERO,
            settings: settings.clone(),
        };
        tiers.warm_up(seed);
        tiers.arrival = tiers.gaps.next_gap(settings.load_per_s);
        tiers
    }

    /// What everything is like now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The edges.
    pub fn edges(&self) -> &[Cache; EDGES] {
        &self.edges
    }

    /// The shared cache.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What is on its way.
    pub fn post(&self) -> &Post {
        &self.post
    }

    /// What became of key A.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// What was counted over time.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What came to each cache lately.
    pub fn rates(&self) -> &Rates {
        &self.rates
    }

    /// What became of requests so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// What was sent in the last second.
    pub fn sent(&self) -> &Lately<Leg> {
        &self.sent
    }

    /// Who asks for what before the run begins.
    fn warm_up(&mut self, seed: u64) {
        let mut ages = Stream::new(seed, "ages", 0);
        let ttl = self.settings.ttl;
        for _ in 0..self.settings.warm_up {
            let (edge, key) = self.draw();
            self.ask_alone(key);
            let mut age = || {
                let below = ttl.map_or(1, |ttl| ttl.get().max(1));
                Micros::new(ages.below(below))
            };
            let is_new = self.edges[edge].warm(key, age());
            if !is_new {
                continue;
            }
            let owner = self.shared.owner(key);
            if let Some(node) = owner.and_then(|owner| self.shared.node_mut(owner))
            {
                node.warm(key, age());
            }
        }
        for edge in 0..EDGES {
            self.write_down(Place::Edge(edge), Micros::ZERO);
        }
        if let Some(owner) = self.shared.owner(HOT) {
            self.write_down(Place::Node(owner), Micros::ZERO);
        }
    }

    /// Who asks next, and for what.
    fn draw(&mut self) -> (usize, Key) {
        (self.chance.below(EDGES as u64) as usize, self.popular.draw())
    }

    /// A request to a shared cache that has no edges, and all its nodes. Whether it
    /// misses.
    fn ask_alone(&mut self, key: Key) -> bool {
        let Some(node) = self.shared.home(key) else { return true };
        matches!(self.alone[node].request(key), Answer::Miss { .. })
    }

    /// Lets everything happen that is due up to `to`.
    pub fn advance(&mut self, to: Micros, log: &mut Log) {
        while let Some(due) = self.due().filter(|due| *due <= to) {
            self.happen(due, to, log);
        }
        self.now = to;
    }

    /// When the next thing happens.
    fn due(&self) -> Option<Micros> {
        let certain = [self.arrival, self.timeline.next()];
        let others = [self.origin.station().next_done(), self.post.next()];
        others.into_iter().flatten().chain(certain).min()
    }

    /// One thing that is due at `now`; the log gets to know of it at `seen`.
    fn happen(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        if self.origin.station().next_done() == Some(now) {
            if let Some((by, fetch, value)) = self.origin.finish() {
                self.post.send(now + FAR, by, Message::Answer { fetch, value });
            }
        } else if self.post.next() == Some(now) {
            if let Some((to, message)) = self.post.receive() {
                self.receive(to, message, now);
            }
        } else if self.arrival == now {
            self.arrival = now + self.gaps.next_gap(self.settings.load_per_s);
            let (edge, key) = self.draw();
            self.arrive(edge, key, now);
        } else {
            self.close_stretch(now, seen, log);
        }
        let newest = self.watch.version();
        self.origin.work(now, |key| if key == HOT { newest } else { 1 });
        for text in std::mem::take(&mut self.said) {
            log.note(seen, None, text);
        }
    }

    /// Looks back at a stretch of time, and writes down each second.
    fn close_stretch(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        self.timeline.close();
        self.rates.close();
        if !now.get().is_multiple_of(1_000_000) {
            return;
        }
        let from = now.since(Micros::from_secs(1));
        let of = |line| self.timeline.total(line, from, now);
        let text = format!(
            "last second: {} requests, {} passed by the edges, {} to the origin; \
             {} wait there",
            of(lines::REQUESTS),
            of(lines::PASSED_BY_EDGES),
            of(lines::TO_ORIGIN),
            self.origin.station().waiting()
        );
        log.note(seen, None, text);
    }
}
