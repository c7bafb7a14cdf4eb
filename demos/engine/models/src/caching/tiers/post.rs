//! What caches and the origin send each other.

use super::CITIES;
use super::cache::Value;
use crate::caching::eviction::Key;
use sim::Micros;
use std::collections::VecDeque;

/// How long a message is on its way between an edge and the shared cache.
pub const NEAR: Micros = Micros::from_millis(10);
/// How long one is on its way to the origin or back.
pub const FAR: Micros = Micros::from_millis(40);

/// Who asks, is asked and is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An edge.
    Edge(usize),
    /// A node of the shared cache.
    Node(usize),
    /// The origin.
    Origin,
}

impl Place {
    /// What it is called.
    pub fn name(self) -> String {
        match self {
            Place::Edge(edge) => CITIES[edge].into(),
            Place::Node(node) => format!("n{}", node + 1),
            Place::Origin => "the origin".into(),
        }
    }
}

/// A message. Questions and answers name the fetch that they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A cache has not got a key.
    Ask {
        /// Who asks.
        by: Place,
        /// For which key.
        key: Key,
        /// By which fetch.
        fetch: u64,
    },
    /// What it asked for.
    Answer {
        /// By which fetch.
        fetch: u64,
        /// The value.
        value: Value,
    },
    /// A key has a new value.
    Purge(Key),
}

/// Messages on their way, the first to arrive first.
#[derive(Clone, Debug, Default)]
pub struct Post {
    due: VecDeque<(Micros, Place, Message)>,
}

impl Post {
    /// A message will arrive then.
    pub fn send(&mut self, at: Micros, to: Place, message: Message) {
        let place = self.due.partition_point(|(due, ..)| *due <= at);
        self.due.insert(place, (at, to, message));
    }

    /// When the next one arrives.
    pub fn next(&self) -> Option<Micros> {
        self.due.front().map(|(at, ..)| *at)
    }

    /// The next one.
    pub fn receive(&mut self) -> Option<(Place, Message)> {
        self.due.pop_front().map(|(_, to, message)| (to, message))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(Micros, Place, Message)> {
        self.due.iter()
    }
}
