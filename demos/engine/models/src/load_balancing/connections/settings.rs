//! What clients, a balancer and servers are like.

use sim::Micros;

/// How long a server works on a request.
pub const WORK: Micros = Micros::from_millis(100);
/// How long a request is on its way from a client to the balancer, and from there
/// to a server.
pub const WAY: Micros = Micros::from_millis(200);
/// How long a server that restarts is down.
pub const DOWN: Micros = Micros::from_secs(2);
/// How many servers there are at first.
pub const SERVERS: usize = 4;
/// Most servers that there can be.
pub const SERVERS_MAX: usize = 8;
/// How many clients there are.
pub const CLIENTS: usize = 8;

/// When a balancer chooses a server, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// For each connection, one after the other.
    L4RoundRobin,
    /// For each connection, any of them.
    L4Random,
    /// For each request, one after the other.
    L7RoundRobin,
    /// For each request, the one that has fewest requests.
    L7Least,
}

/// For what a balancer chooses a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// For each connection.
    L4,
    /// For each request.
    L7,
}

impl Policy {
    /// All of them.
    pub const ALL: [Policy; 4] = [
        Policy::L4RoundRobin,
        Policy::L4Random,
        Policy::L7RoundRobin,
        Policy::L7Least,
    ];

    /// For what it chooses.
    pub const fn layer(self) -> Layer {
        match self {
            Policy::L4RoundRobin | Policy::L4Random => Layer::L4,
            Policy::L7RoundRobin | Policy::L7Least => Layer::L7,
        }
    }

    /// How it chooses, in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Policy::L4RoundRobin | Policy::L7RoundRobin => "round robin",
            Policy::L4Random => "random",
            Policy::L7Least => "least request",
        }
    }
}

/// What clients, a balancer and servers are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How the balancer chooses.
    pub policy: Policy,
    /// How many times as much as the others the first client sends.
    pub busy: u32,
    /// How much all clients send, in per cent of what [`SERVERS`] servers can do.
    pub load_percent: u32,
}

impl Settings {
    /// How long it is from one request to the next of a client that sends as the
    /// others do, on average.
    pub fn gap(&self) -> Micros {
        let clients = CLIENTS as u64 - 1 + u64::from(self.busy);
        let load = u64::from(self.load_percent) * SERVERS as u64;
        Micros::new(WORK.get() * 100 * clients / load.max(1))
    }
}
