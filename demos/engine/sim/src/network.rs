//! The network: how long messages take, and what becomes of them on the way.

use crate::{Chance, Micros, NodeId, Stream};
use litemap::LiteMap;
use std::fmt;

/// A message on the network; its number is its order among all that were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

/// How long a message takes from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Always the same.
    Constant(Micros),
    /// Anything from `min` to `max`, each as likely as the others.
    Uniform {
        /// The least.
        min: Micros,
        /// The most.
        max: Micros,
    },
    /// At least `min`, and on average `mean`: `min` is the distance, the rest
    /// waiting in queues, which has no upper bound.
    Exponential {
        /// The least.
        min: Micros,
        /// The average.
        mean: Micros,
    },
    /// Messages wait until someone releases them, one by one.
    Held,
}

impl Latency {
    /// One latency; always draws once.
    fn draw(self, stream: &mut Stream) -> Micros {
        let mut between = |min: Micros, max: Micros| {
            Micros::new(stream.between(min.get(), max.get()))
        };
        match self {
            Latency::Constant(latency) => between(latency, latency),
            Latency::Uniform { min, max } => between(min, max),
            Latency::Exponential { min, mean } => {
                min + Micros::new(stream.exponential(mean.since(min).get()))
            }
            Latency::Held => unreachable!("a message that waits takes no time"),
        }
    }
}

/// How the network treats messages, the same on all links; how long one takes may
/// be set for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// How long a message takes.
    pub latency: Latency,
    /// How many messages are lost, on average.
    pub loss: Chance,
    /// How many arrive twice, on average.
    pub duplication: Chance,
    /// How many are overtaken by later ones on the same link, on average; the
    /// others arrive in the order in which they were sent, as on a TCP connection.
    pub reordering: Chance,
    /// How many bytes a link carries in a second; `None` is no limit.
    pub bandwidth: Option<u64>,
}

impl Default for Network {
    /// A network that takes 10 ms and makes no mistakes.
    fn default() -> Network {
        Network {
            latency: Latency::Constant(Micros::from_millis(10)),
            loss: Chance::NEVER,
            duplication: Chance::NEVER,
            reordering: Chance::NEVER,
            bandwidth: None,
        }
    }
}

/// What a link will do with one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    /// When it arrives; `None` if it waits to be released.
    pub arrives: Option<Micros>,
    /// Whether it is lost on the way.
    pub is_lost: bool,
    /// When a second copy arrives, if one does. It may where the first is lost.
    pub copy_arrives: Option<Micros>,
}

/// The links between nodes, and what was done to them.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    settings: Network,
    seed: u64,
    links: LiteMap<(NodeId, NodeId), Link>,
}

#[derive(Clone, Debug)]
struct Link {
    stream: Stream,
    is_cut: bool,
    /// How long its messages take, where it is not as on the others.
    latency: Option<Latency>,
    /// When the link has put its last message on the wire.
    free_at: Micros,
    /// When the last message that keeps its place arrives.
    last_arrival: Micros,
}

impl Links {
    pub fn new(settings: Network, seed: u64) -> Links {
        Links { settings, seed, links: LiteMap::new() }
    }

    fn link(&mut self, from: NodeId, to: NodeId) -> &mut Link {
        let seed = self.seed;
        self.links.entry((from, to)).or_insert_with(|| Link {
            stream: Stream::new(
                seed,
                "network",
                (u64::from(from.0) << 32) | u64::from(to.0),
            ),
            is_cut: false,
            latency: None,
            free_at: Micros::ZERO,
            last_arrival: Micros::ZERO,
        })
    }

    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.links.get(&(from, to)).is_some_and(|link| link.is_cut)
    }

    pub fn set_cut(&mut self, from: NodeId, to: NodeId, is_cut: bool) {
        self.link(from, to).is_cut = is_cut;
    }

    pub fn set_latency(&mut self, from: NodeId, to: NodeId, latency: Latency) {
        self.link(from, to).latency = Some(latency);
    }

    /// Decides what becomes of a message of `size` bytes sent at `now`. Draws
    /// the same numbers whatever the settings are, so that a knob which loses
    /// more messages does not change how long the others take.
    pub fn send(
        &mut self,
        now: Micros,
        from: NodeId,
        to: NodeId,
        size: u64,
    ) -> Passage {
        let settings = self.settings;
        if settings.latency == Latency::Held {
            let is_lost = self.is_cut(from, to);
            return Passage { arrives: None, is_lost, copy_arrives: None };
        }
        let link = self.link(from, to);
        let usual = link.latency.unwrap_or(settings.latency);
        let [latency, detour, copy] =
            [(); 3].map(|()| usual.draw(&mut link.stream));
        let is_lost = link.stream.happens(settings.loss);
        let is_copied = link.stream.happens(settings.duplication);
        let is_overtaken = link.stream.happens(settings.reordering);
        let on_wire = settings.bandwidth.map_or(Micros::ZERO, |bytes| {
            Micros::new(size * 1_000_000 / bytes.max(1))
        });
        link.free_at = link.free_at.max(now) + on_wire;
        let mut arrives = link.free_at + latency;
        if is_overtaken {
            arrives += detour;
        } else {
            arrives = arrives.max(link.last_arrival);
            link.last_arrival = arrives;
        }
        let copy_arrives = (is_copied && !link.is_cut).then_some(arrives + copy);
        Passage {
            arrives: Some(arrives),
            is_lost: is_lost || link.is_cut,
            copy_arrives,
        }
    }
}
