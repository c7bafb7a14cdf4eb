//! The last requests and rebuilds, one by one: what is drawn of a run.

use sim::Micros;
use std::collections::VecDeque;

/// Most requests that are known: two seconds of the usual load.
pub const KNOWN_MAX: usize = 2_048;

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// When it came.
    pub at: Micros,
    /// When it went, and how; `None` while it waits.
    pub end: Option<(Micros, End)>,
}

/// How a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With a fresh value.
    Fresh,
    /// With an old one.
    Old,
    /// With none: its process crashed.
    Crashed,
}

/// The last requests.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    known: VecDeque<Request>,
    /// How many were forgotten.
    forgotten: u64,
}

impl Recent {
    /// A request comes; its number.
    pub(super) fn come(&mut self, at: Micros) -> u64 {
        if self.known.len() == KNOWN_MAX {
            self.known.pop_front();
            self.forgotten += 1;
        }
        self.known.push_back(Request { at, end: None });
        self.forgotten + self.known.len() as u64 - 1
    }

    /// A request goes.
    pub(super) fn go(&mut self, number: u64, now: Micros, end: End) {
        let index = number.checked_sub(self.forgotten);
        let known = index.and_then(|index| self.known.get_mut(index as usize));
        if let Some(request) = known {
            request.end = Some((now, end));
        }
    }

    /// Those that are known, each with its number, the oldest first.
    pub fn requests(&self) -> impl Iterator<Item = (u64, &Request)> {
        self.known.iter().zip(self.forgotten..).map(|(known, at)| (at, known))
    }
}

/// What became of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// A value that was needed.
    Needed,
    /// What the cache had meanwhile, or may not take.
    Again,
}
