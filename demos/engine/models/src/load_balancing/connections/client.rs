//! A client that keeps a connection open and sends its requests on it.

use sim::{Micros, Stream};

/// A connection from a client, through the balancer, to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Tells it from all others, closed ones included: later ones have more.
    pub number: u64,
    /// Its server, for as long as it is open.
    pub server: usize,
    /// When it is closed, as its age is limited.
    pub closes: Micros,
}

/// A request on its way, or at a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Tells it from all others.
    pub number: u64,
    /// Who sent it.
    pub client: usize,
    /// When it was sent.
    pub since: Micros,
    /// The connection on which it reaches a server; not known before an L7
    /// balancer has chosen one.
    pub way: Option<Way>,
}

/// How a request reaches a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The number of the connection.
    pub connection: u64,
    /// The server at its end.
    pub server: usize,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    /// How long it is from one request to the next, on average, if it sends once as
    /// much as the others.
    gap: Micros,
    /// How many times as much it sends.
    times: u32,
    /// When it sends next.
    pub(super) next: Micros,
    arrivals: Stream,
    /// Its connection to a server, behind an L4 balancer.
    pub(super) connection: Option<Connection>,
}

impl Client {
    /// A client that has no connection yet.
    pub(super) fn new(gap: Micros, times: u32, seed: u64, index: usize) -> Client {
        let arrivals = Stream::new(seed, "client", index as u64);
        let (next, connection) = (Micros::ZERO, None);
        let mut client = Client { gap, times, next, arrivals, connection };
        client.plan();
        client
    }

    /// How many times as much as the usual client it sends.
    pub fn times(&self) -> u32 {
        self.times
    }

    /// How many requests it sends in 100 seconds, on average.
    pub fn rate(&self) -> u64 {
        100_000_000 * u64::from(self.times) / self.gap.get().max(1)
    }

    /// Its connection to a server, behind an L4 balancer.
    pub fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }

    /// When it sends after the request that it sends now.
    pub(super) fn plan(&mut self) {
        let gap = self.gap.get() / u64::from(self.times.max(1));
        self.next += Micros::new(self.arrivals.exponential(gap).max(1));
    }

    /// From now on it sends so many times as much.
    pub(super) fn send(&mut self, times: u32, now: Micros) {
        self.times = times;
        self.next = now;
        self.plan();
    }
}
