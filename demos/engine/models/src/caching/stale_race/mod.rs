//! The race of a cache fill with a write: which orders of the steps leave an old
//! value in the cache.
//!
//! A reader that misses takes two steps: **r** reads the database, **f** fills the
//! cache. A writer takes two: **w** writes the database, **d** deletes the key.
//! Each keeps its own order, and nothing keeps the one from the other, so there are
//! six orders ([`Settings::orders`]). Each is taken step by step, and an order is
//! *stale* if at its end the cache has an older value than the database. Nobody is
//! left then to delete it: it stays until it expires or is written again.
//!
//! What comes out, over all orders:
//!
//! | | no cure | lease | version | version, marker |
//! | --- | --- | --- | --- | --- |
//! | write, then delete | 1 of 6 | 0 | 1 | 0 |
//! | delete, then write | 4 of 6 | 2 | 4 | 4 |
//! | write, then set | 1 of 6 | 0 | 0 | 0 |
//! | two writers that set | 2 of 6 | 2 | 0 | 0 |
//! | write, delete; a follower is read | 3 of 6 | 1 | 3 | 0 |
//!
//! - A **lease** is about one miss: a delete or a set cancels it, and a fill whose
//!   token is not valid is refused. The token of an earlier miss does not count for
//!   a later one. It does not help where the miss comes after the delete, and the
//!   reader still reads the old value: because the writer deletes first, or because
//!   the reader reads a follower that is behind. Writers that set have no miss.
//! - A **version** is compared with what is in the cache. After a delete there is
//!   nothing to compare with, unless the delete leaves a **marker** with the
//!   version that was written. Who deletes before the write does not know that
//!   version.
//!
//! A reader asks the cache and reads the database in one step here. Were the miss a
//! step of its own, its token would only be older, and cancelled more often.
//!
//! - Source: Nishtala and others, [*Scaling Memcache at
//!   Facebook*](https://www.usenix.org/system/files/conference/nsdi13/nsdi13-final170_update.pdf)
//!   (NSDI 2013), §3.2.1: leases. There tokens are also given out once in ten
//!   seconds, against the herd; here each miss gets one, and the latest counts.
//! - Cost: (2 + 2)! / (2! 2!) = 6 orders of four steps.
//! - Left out: expiry and eviction, which take a value, a token or a marker away;
//!   writers that die between their steps; how likely each order is.

mod cache;
mod edit;
mod settings;
mod steps;
mod world;

pub use cache::{Cache, Cure, Late, Slot, Token, Version};
pub use edit::Edit;
pub use settings::{Beside, Reads, Settings, Writes, reader};
pub use steps::{Actor, Move, Order, Step, orders};
pub use world::{Deed, End, Hand, OLD, World};

use sim::{Event, Log, Micros, Model, NodeId};

/// How long a step takes.
pub const STEP: Micros = Micros::from_secs(1);

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Whose and which.
    pub by: Move,
    /// What it did.
    pub deed: Deed,
    /// Everything after it.
    pub after: World,
}

/// One order of the steps as it happens, and how all of them end.
#[derive(Clone, Debug)]
pub struct Race {
    settings: Settings,
    ends: Vec<(Order, End)>,
    order: Order,
    start: World,
    taken: Vec<Taken>,
    is_over: bool,
}

impl Race {
    /// The order that the settings begin with, before its first step.
    pub fn new(settings: Settings) -> Race {
        Race {
            settings,
            ends: settings.ends(),
            order: settings.first(),
            start: settings.world(),
            taken: Vec::new(),
            is_over: false,
        }
    }

    /// Who takes part.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The order on show.
    pub fn order(&self) -> &[Move] {
        &self.order
    }

    /// The steps that were taken.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Everything as it was after so many steps.
    pub fn after(&self, steps: usize) -> &World {
        match steps.checked_sub(1).and_then(|last| self.taken.get(last)) {
            Some(taken) => &taken.after,
            None => &self.start,
        }
    }

    /// Everything as it is.
    pub fn world(&self) -> &World {
        self.after(self.taken.len())
    }

    /// What a step of the order does, if it was taken or is the next one.
    pub fn deed(&self, place: usize) -> Option<Deed> {
        match self.taken.get(place) {
            Some(taken) => Some(taken.deed),
            None if place == self.taken.len() => {
                let step = *self.order.get(place)?;
                Some(self.world().clone().take(step))
            }
            None => None,
        }
    }

    /// Whether all steps were taken.
    pub fn is_done(&self) -> bool {
        self.taken.len() == self.order.len()
    }

    /// Whether all orders were tried.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// All orders, and how each ends.
    pub fn ends(&self) -> &[(Order, End)] {
        &self.ends
    }

    /// How many orders end stale.
    pub fn stale(&self) -> usize {
        self.ends.iter().filter(|(_, end)| *end == End::Stale).count()
    }

    /// When the next thing happens: the next step, or the end.
    fn due(&self) -> Micros {
        Micros::new(STEP.get() * (self.taken.len() as u64 + 1))
    }

    fn take(&mut self) -> Option<&Taken> {
        let by = *self.order.get(self.taken.len())?;
        let mut after = self.world().clone();
        let deed = after.take(by);
        self.taken.push(Taken { by, deed, after });
        self.taken.last()
    }

    fn conclude(&mut self, log: &mut Log) {
        let at = self.due();
        self.is_over = true;
        log.push(at, || {
            let database = self.world().database();
            let text = match (self.world().end(), self.world().cache().value()) {
                (End::Stale, Some(value)) => {
                    format!("the cache keeps {value}, the database has {database}")
                }
                (End::New, _) => format!("cache and database have {database}"),
                (End::Deleted | End::Stale, _) => {
                    format!("the cache is empty, the database has {database}")
                }
            };
            Event::Noted { node: None, text }
        });
        log.push(at, || {
            let (stale, all) = (self.stale(), self.ends.len());
            let text = format!("{stale} of {all} orders end stale");
            Event::Noted { node: None, text }
        });
    }
}

impl Model for Race {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        (!self.is_over).then(|| self.due())
    }

    fn step(&mut self, log: &mut Log) {
        let at = self.due();
        match self.take() {
            Some(taken) => log.push(at, || {
                let node = Some(node(taken.by.actor));
                Event::Noted { node, text: told(taken) }
            }),
            None => self.conclude(log),
        }
    }

    /// The new order is taken up to where the old one was.
    fn edit(&mut self, _at: Micros, edit: &Edit, _log: &mut Log) {
        if self.ends.iter().any(|(order, _)| *order == edit.0) {
            self.order.clone_from(&edit.0);
            let many = std::mem::take(&mut self.taken).len();
            (0..many).for_each(|_| {
                self.take();
            });
        }
    }

    fn name(&self, node: NodeId) -> String {
        match node.0 {
            0 => "The follower".into(),
            10 => "The reader".into(),
            20 => "The writer".into(),
            number => format!("Writer {}", number % 10),
        }
    }
}

fn node(actor: Actor) -> NodeId {
    NodeId(match actor {
        Actor::Follower => 0,
        Actor::Reader(number) => 10 + u32::from(number),
        Actor::Writer(number) => 20 + u32::from(number),
    })
}

/// What a step did, without its subject.
fn told(taken: &Taken) -> String {
    let cache = taken.after.cache();
    let is_leased = cache.cure() == Cure::Lease;
    match taken.deed {
        Deed::Missed(value, Token(token)) if is_leased => {
            format!("misses, gets token {token}, and reads {value}")
        }
        Deed::Missed(value, _) => format!("misses, and reads {value}"),
        Deed::Hit(value) => format!("finds {value} in the cache"),
        Deed::Idle => "has nothing to fill".into(),
        Deed::Stored(value) => match taken.by.step {
            Step::Set => format!("sets the cache to {value}"),
            _ => format!("fills the cache with {value}"),
        },
        Deed::Refused(value, Late::Cancelled(Token(token))) => {
            format!("is refused with {value}: token {token} was cancelled")
        }
        Deed::Refused(value, Late::Older(newest)) => {
            format!("is refused with {value}: the cache knows of {newest}")
        }
        Deed::Wrote(value) => format!("writes {value} to the database"),
        Deed::Deleted(was, token) => {
            let was = match was {
                Some(value) => format!("deletes {value} from the cache"),
                None => "finds nothing to delete in the cache".into(),
            };
            let token =
                token.map(|Token(token)| format!(", cancels token {token}"));
            let marker = match cache.slot() {
                Slot::Marker(version) => format!(", leaves a marker {version}"),
                Slot::Empty | Slot::Value(_) => String::new(),
            };
            was + &token.unwrap_or_default() + &marker
        }
        Deed::Applied(value) => format!("has {value} too, after all others"),
    }
}
