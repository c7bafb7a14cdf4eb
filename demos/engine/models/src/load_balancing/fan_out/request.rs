//! A request and its parts.

use sim::Micros;

/// A part of a request, at one server; sent again, at two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The server that the first copy went to.
    pub server: usize,
    /// When that one answers.
    pub first: Micros,
    /// When the second copy was sent, to which server, and when that one answers.
    pub second: Option<(Micros, usize, Micros)>,
}

impl Part {
    /// When there is an answer: whichever comes first.
    pub fn answered(&self) -> Micros {
        match self.second {
            Some((_, _, second)) => self.first.min(second),
            None => self.first,
        }
    }
}

/// A request that needs the answers of all its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Tells it from all others.
    pub number: u64,
    /// When it was sent.
    pub sent: Micros,
    /// Its parts, each at another server.
    pub parts: Vec<Part>,
}

impl Request {
    /// When it is done: with the slowest of its parts.
    pub fn done(&self) -> Micros {
        self.parts.iter().map(Part::answered).fold(self.sent, Micros::max)
    }

    /// How many parts are answered at a moment.
    pub fn answered(&self, now: Micros) -> usize {
        self.parts.iter().filter(|part| part.answered() <= now).count()
    }
}
