//! Servers that serve whoever came first, and now and then hold up an answer.

use super::settings::{PAUSE, SERVERS, WORK};
use sim::{Chance, Micros, Stream};

/// The servers. As nobody overtakes, it is known when a copy comes when it will be
/// answered.
#[derive(Clone, Debug)]
pub struct Servers {
    /// When each will have done all that waits for it.
    free: Vec<Micros>,
    paused: Chance,
    works: Stream,
    pauses: Stream,
    choices: Stream,
}

impl Servers {
    /// Servers with nothing to do, which hold up so many answers in a hundred
    /// thousand.
    pub fn new(paused: u32, seed: u64) -> Servers {
        let stream = |purpose| Stream::new(seed, purpose, 0);
        Servers {
            free: vec![Micros::ZERO; SERVERS],
            paused: Chance::per_million(paused * 10),
            works: stream("works"),
            pauses: stream("pauses"),
            choices: stream("choices"),
        }
    }

    /// A copy comes to a server: when it will be answered.
    pub fn serve(&mut self, server: usize, now: Micros) -> Micros {
        let work = Micros::new(self.works.exponential(WORK.get()));
        let done = now.max(self.free[server]) + work;
        self.free[server] = done;
        match self.pauses.happens(self.paused) {
            true => done + PAUSE,
            false => done,
        }
    }

    /// Any server.
    pub fn any(&mut self) -> usize {
        self.choices.below(SERVERS as u64) as usize
    }

    /// Any server but this one.
    pub fn other(&mut self, server: usize) -> usize {
        let step = 1 + self.choices.below(SERVERS as u64 - 1) as usize;
        (server + step) % SERVERS
    }

    /// How much work waits for a server, on average.
    pub fn backlog(&self, now: Micros) -> Micros {
        let waits = self.free.iter().map(|free| free.since(now).get());
        Micros::new(waits.sum::<u64>() / SERVERS as u64)
    }
}
