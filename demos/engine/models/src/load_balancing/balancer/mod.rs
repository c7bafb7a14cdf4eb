//! A balancer that gives each request to one of several servers, by a policy.
//!
//! A server works on one request at a time, and the others wait at it in the order
//! in which they came. Requests arrive at random, and each brings its own work with
//! it: so two balancers on one seed get the same requests, whatever their policies.
//!
//! - What can go wrong: a policy that knows nothing of queues lets one grow while
//!   other servers are idle; one that knows all of them, but late, sends everybody
//!   to the same server; and a server that fails at once looks like one that is
//!   free.
//! - Source: each policy says its own. The system is the supermarket model of
//!   Mitzenmacher, *The Power of Two Choices in Randomized Load Balancing* (2001),
//!   and the load board is that of his *How Useful Is Old Information?* (2000).
//! - Cost: a request is two events, each O(log n) with n servers, and what its
//!   policy takes to choose.
//! - Left out: the way to a server takes no time, clients do not try again, a
//!   server does not work on several requests at once, and nobody takes a server
//!   out because it is slow or fails.

mod board;
pub mod ewma;
mod policy;
pub mod recent;
pub mod server;
mod settings;
pub mod smooth;

pub use board::Board;
pub use policy::{Policy, least, shorter_of};
pub use recent::Recent;
pub use server::{Condition, Request, Server};
pub use settings::{Knowledge, SERVICE, Settings};

use policy::Chooser;
use sim::{Micros, Stream};

/// Over how long percentiles are taken.
pub const RECENT: Micros = Micros::from_secs(5);
/// From how many users requests come, each as often as any other.
pub const USERS: u64 = 10_000;

/// What one step of a balancer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A request came, and this server got it.
    Sent(Request, usize),
    /// This server is done with a request.
    Done(Request, usize, End),
    /// The load board was read anew.
    Read,
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With what was asked for.
    Answered,
    /// With an error.
    Failed,
}

/// What was counted since a balancer began, or since it last forgot it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that each server got.
    pub sent: Vec<u64>,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that ended with an error.
    pub failed: u64,
    /// How long those answered took, all together, in microseconds.
    pub took: u128,
}

/// A balancer and its servers.
#[derive(Clone, Debug)]
pub struct Balancer {
    settings: Settings,
    servers: Vec<Server>,
    /// When each server that works is done with its request; the first last.
    due: Vec<(Micros, usize)>,
    board: Board,
    chooser: Chooser,
    arrival: Micros,
    /// How many requests came.
    requests: u64,
    arrivals: Stream,
    works: Stream,
    users: Stream,
    recent: Recent,
    tally: Tally,
}

impl Balancer {
    /// A balancer with servers that have nothing to do.
    pub fn new(settings: &Settings, seed: u64) -> Balancer {
        let count = settings.speeds.len();
        let mut balancer = Balancer {
            servers: settings.speeds.iter().map(|s| Server::new(*s)).collect(),
            due: Vec::new(),
            board: Board::new(count, settings.knowledge, seed),
            chooser: Chooser::new(settings, seed),
            arrival: Micros::ZERO,
            requests: 0,
            arrivals: Stream::new(seed, "arrivals", 0),
            works: Stream::new(seed, "works", 0),
            users: Stream::new(seed, "users", 0),
            recent: Recent::new(RECENT),
            tally: Tally { sent: vec![0; count], ..Tally::default() },
            settings: settings.clone(),
        };
        balancer.plan();
        balancer
    }

    /// What it was made with, and what was changed since.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The servers.
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// What it knows of their loads.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// How long the requests took that were answered in the last seconds.
    pub fn recent(&self) -> &Recent {
        &self.recent
    }

    /// What was counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Counts from zero again.
    pub fn forget_tally(&mut self) {
        self.tally =
            Tally { sent: vec![0; self.servers.len()], ..Tally::default() };
    }

    /// Requests at the servers, in all.
    pub fn in_hand(&self) -> usize {
        self.servers.iter().map(Server::load).sum()
    }

    /// Requests at the server that has most.
    pub fn longest(&self) -> usize {
        self.servers.iter().map(Server::load).max().unwrap_or(0)
    }

    /// From now on it chooses by another policy.
    pub fn choose_by(&mut self, policy: Policy) {
        self.settings.policy = policy;
        self.board.forget();
    }

    /// From now on so much comes, in per cent of what the servers can do.
    pub fn load(&mut self, percent: u32) {
        self.settings.load_percent = percent;
    }

    /// A server gets slow, fails or is well again.
    pub fn condition(&mut self, server: usize, condition: Condition, now: Micros) {
        self.due.retain(|(_, index)| *index != server);
        self.servers[server].turn(condition, now);
        self.schedule(server);
    }

    /// When the next thing happens.
    pub fn next(&self) -> Micros {
        let done = self.due.last().map_or(Micros::MAX, |(done, _)| *done);
        self.arrival.min(done).min(self.board.next())
    }

    /// Lets the next thing happen. What is known of loads is read after all that
    /// was due before, and a request goes last.
    pub fn step(&mut self) -> Happened {
        let now = self.next();
        self.recent.forget(now);
        match self.due.last() {
            Some((done, server)) if *done == now => self.finish(*server, now),
            _ if self.board.next() == now => {
                self.board.read(&self.servers, now);
                Happened::Read
            }
            _ => self.arrive(now),
        }
    }

    fn finish(&mut self, server: usize, now: Micros) -> Happened {
        self.due.pop();
        let (request, end) = self.servers[server].finish(now);
        self.schedule(server);
        let took = now.since(request.since);
        self.chooser.learn(server, took, now);
        match end {
            End::Answered => {
                self.recent.push(now, took);
                self.tally.answered += 1;
                self.tally.took += u128::from(took.get());
            }
            End::Failed => self.tally.failed += 1,
        }
        Happened::Done(request, server, end)
    }

    fn schedule(&mut self, server: usize) {
        if let Some(done) = self.servers[server].done() {
            let place = self.due.partition_point(|due| *due > (done, server));
            self.due.insert(place, (done, server));
        }
    }

    /// A request comes. All that may be drawn for it is drawn, whatever the policy.
    fn arrive(&mut self, now: Micros) -> Happened {
        let work = self.works.exponential(self.settings.service.get()).max(1);
        let user = self.users.below(USERS);
        let balancer = self.board.balancer();
        let view = self.board.view(&self.servers, balancer);
        let server = self.chooser.choose(self.settings.policy, &view, user, now);
        self.board.sent(server, balancer);
        let request =
            Request { number: self.requests, since: now, work: Micros::new(work) };
        self.requests += 1;
        self.tally.sent[server] += 1;
        if self.servers[server].take(request, now) {
            self.schedule(server);
        }
        self.plan();
        Happened::Sent(request, server)
    }

    /// When the next request comes.
    fn plan(&mut self) {
        let gap = self.arrivals.exponential(self.settings.gap().get());
        self.arrival += Micros::new(gap);
    }
}
