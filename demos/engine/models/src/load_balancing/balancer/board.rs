//! What balancers know of the loads of their servers.

use super::server::Server;
use super::settings::Knowledge;
use sim::{Micros, Stream};

/// Of so many requests since a reading it can be told over how many servers they are
/// spread.
const ENOUGH: u32 = 30;

/// A load board: how many requests each server had when it was last read.
#[derive(Clone, Debug)]
pub struct Board {
    knowledge: Knowledge,
    /// When it was last read.
    read: Micros,
    loads: Vec<u32>,
    /// What each server got since, and what it got between the last two readings.
    since: Vec<u32>,
    before: Vec<u32>,
    /// The fewest servers that got all that came between two readings, of which the
    /// first had told loads.
    fewest: Option<(usize, u32)>,
    /// What each balancer sent to each server since: one line for each balancer.
    own: Vec<u32>,
    balancers: Stream,
}

/// What the balancer that has a request to send sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    servers: &'a [Server],
    board: Option<&'a [u32]>,
    own: &'a [u32],
}

impl Board {
    /// A board on which nobody has anything.
    pub fn new(servers: usize, knowledge: Knowledge, seed: u64) -> Board {
        let adding = match knowledge {
            Knowledge::Live => 0,
            Knowledge::Board { adding, .. } => adding as usize,
        };
        Board {
            knowledge,
            read: Micros::ZERO,
            loads: vec![0; servers],
            since: vec![0; servers],
            before: vec![0; servers],
            fewest: None,
            own: vec![0; servers * adding],
            balancers: Stream::new(seed, "balancers", 0),
        }
    }

    /// When it was last read, and what it said then; `None` where loads are known
    /// at each moment.
    pub fn last(&self) -> Option<(Micros, &[u32])> {
        match self.knowledge {
            Knowledge::Live => None,
            Knowledge::Board { .. } => Some((self.read, &self.loads)),
        }
    }

    /// How old it is, and how old it gets.
    pub fn age(&self, now: Micros) -> Option<(Micros, Micros)> {
        match self.knowledge {
            Knowledge::Live => None,
            Knowledge::Board { every, .. } => Some((now.since(self.read), every)),
        }
    }

    /// What each server got between the last two readings.
    pub fn got(&self) -> Option<&[u32]> {
        self.last().map(|_| &self.before[..])
    }

    /// The fewest servers that got all that came between two readings, or has come
    /// since the last one, if that is much; and how many requests those are. What
    /// comes before the first reading does not count: nobody has anything then.
    pub fn fewest(&self) -> Option<(usize, u32)> {
        let one = |spread: &(usize, u32)| spread.0;
        self.fewest.into_iter().chain(self.spread()).min_by_key(one)
    }

    /// How many servers got what came since the last reading, and how much that is.
    fn spread(&self) -> Option<(usize, u32)> {
        let all: u32 = self.since.iter().sum();
        let used = self.since.iter().filter(|got| **got > 0).count();
        (all >= ENOUGH && self.read > Micros::ZERO).then_some((used, all))
    }

    /// Forgets which servers got what.
    pub(super) fn forget(&mut self) {
        self.fewest = None;
        self.since.fill(0);
    }

    /// When it is read next.
    pub(super) fn next(&self) -> Micros {
        match self.knowledge {
            Knowledge::Live => Micros::MAX,
            Knowledge::Board { every, .. } => self.read + every,
        }
    }

    /// It is read.
    pub(super) fn read(&mut self, servers: &[Server], now: Micros) {
        self.fewest = self.fewest();
        self.read = now;
        self.own.fill(0);
        self.before = std::mem::replace(&mut self.since, vec![0; servers.len()]);
        for (load, server) in self.loads.iter_mut().zip(servers) {
            *load = server.load() as u32;
        }
    }

    /// To which balancer the next request comes.
    pub(super) fn balancer(&mut self) -> usize {
        let balancers = self.own.len() / self.loads.len();
        self.balancers.below(balancers.max(1) as u64) as usize
    }

    /// What a balancer sees.
    pub(super) fn view<'a>(
        &'a self,
        servers: &'a [Server],
        balancer: usize,
    ) -> View<'a> {
        let count = servers.len();
        let own = self.own.get(balancer * count..(balancer + 1) * count);
        let board = self.last().map(|(_, loads)| loads);
        View { servers, board, own: own.unwrap_or(&[]) }
    }

    /// A balancer sent something.
    pub(super) fn sent(&mut self, server: usize, balancer: usize) {
        self.since[server] += 1;
        let place = balancer * self.loads.len() + server;
        if let Some(own) = self.own.get_mut(place) {
            *own += 1;
        }
    }
}

impl View<'_> {
    /// How many servers there are.
    pub fn count(&self) -> usize {
        self.servers.len()
    }

    /// How many requests a server has, as far as the balancer knows.
    pub fn load(&self, server: usize) -> u32 {
        match self.board {
            None => self.servers[server].load() as u32,
            Some(board) => {
                board[server] + self.own.get(server).copied().unwrap_or(0)
            }
        }
    }
}
