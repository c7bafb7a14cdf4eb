//! What a balancer and its servers are like.

use super::Policy;
use sim::Micros;

/// How long a request keeps a server of the usual speed busy, on average.
pub const SERVICE: Micros = Micros::from_millis(100);

/// What a balancer and its servers are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How fast each server is, in per cent of the usual.
    pub speeds: Vec<u32>,
    /// How a server is chosen.
    pub policy: Policy,
    /// What is known of the servers.
    pub knowledge: Knowledge,
    /// How much comes, in per cent of what all servers can do together.
    pub load_percent: u32,
    /// How long a request takes at a server of the usual speed, on average.
    pub service: Micros,
}

impl Settings {
    /// So many servers of the usual speed, whose loads are known at each moment.
    pub fn alike(servers: usize, policy: Policy, load_percent: u32) -> Settings {
        Settings {
            speeds: vec![100; servers],
            policy,
            knowledge: Knowledge::Live,
            load_percent,
            service: SERVICE,
        }
    }

    /// How long it is from one request to the next, on average.
    pub fn gap(&self) -> Micros {
        let speed: u32 = self.speeds.iter().sum();
        let load = u64::from(self.load_percent) * u64::from(speed);
        Micros::new(self.service.get() * 10_000 / load.max(1))
    }
}

/// What balancers know of how many requests each server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// All, at each moment.
    Live,
    /// What a load board says, which is read anew at each multiple of `every`.
    Board {
        /// How long the board stays as it is.
        every: Micros,
        /// How many balancers share the requests, each as many as the others, and
        /// add to the board what they sent themselves since it was read; none if
        /// nobody adds anything.
        adding: u32,
    },
}
