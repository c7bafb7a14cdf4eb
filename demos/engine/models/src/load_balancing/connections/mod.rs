//! Clients with long-lived connections, a balancer, and servers.
//!
//! An L4 balancer chooses a server when a connection opens, and all requests on it
//! go there. An L7 balancer chooses one for each request. Many requests are in
//! progress on one connection, as with HTTP/2.
//!
//! - What can go wrong: connections are shared evenly and requests are not, so one
//!   server gets more than it can do while others are idle; a server that is new,
//!   or that has restarted, gets nothing until somebody connects.
//! - Source: the Kubernetes blog, *gRPC Load Balancing on Kubernetes without Tears*
//!   (2018); closing connections of some age is gRPC's proposal A9, server-side
//!   connection management: with a jitter of 10 per cent, and requests in progress
//!   are still answered.
//! - Cost: an event is O(clients + servers); a connection is one number and its
//!   server.
//! - Left out: opening a connection and answers take no time. The balancer knows at
//!   once which servers are up, clients whose connection broke connect again at
//!   once, and what failed is not sent again. The connections between clients and
//!   an L7 balancer always work, and it has one to each server.

mod both;
mod client;
mod edit;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod server;
mod settings;
mod steps;

pub use both::{BURNS, Both, Figures, GHOST};
pub use client::{Client, Connection, Request, Way};
pub use edit::Edit;
pub use server::{LATELY, Server};
pub use settings::{
    CLIENTS, DOWN, Layer, Policy, SERVERS, SERVERS_MAX, Settings, WAY, WORK,
};

use super::balancer::least;
use sim::{Micros, Stream};
use std::collections::VecDeque;

/// What one step was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A client sent a request.
    Sent(Request),
    /// The balancer passed it on, on this connection.
    Passed(Request, Way),
    /// It reached its server.
    Queued(Request, Way),
    /// It was answered.
    Answered(Request, Way),
    /// Its connection is broken, or no server is up.
    Failed(Request),
    /// A client closed its connection, and opened another one.
    Moved(Moved),
    /// A server is up again.
    Up(usize),
}

/// A client changes its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Who.
    pub client: usize,
    /// The server that it was connected to.
    pub from: usize,
    /// The one to which it is now, if any is up.
    pub to: Option<usize>,
}

/// What was counted since a run began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that were sent.
    pub sent: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that failed.
    pub failed: u64,
}

/// Clients, a balancer and servers.
#[derive(Clone, Debug)]
pub struct System {
    policy: Policy,
    clients: Vec<Client>,
    servers: Vec<Server>,
    /// An L7 balancer's own connection to each server.
    own: Vec<u64>,
    /// How many connections were opened.
    opened: u64,
    /// Whose turn it is.
    turn: usize,
    /// After how long connections are closed.
    age: Option<Micros>,
    /// Requests on their way to the balancer, and from it to servers.
    coming: VecDeque<Request>,
    going: VecDeque<(Micros, Request, Way)>,
    choices: Stream,
    ages: Stream,
    tally: Tally,
}

impl System {
    /// All clients are connected, and nothing is sent yet.
    pub fn new(settings: &Settings, seed: u64) -> System {
        let client = |index| {
            let times = if index == 0 { settings.busy } else { 1 };
            Client::new(settings.gap(), times, seed, index)
        };
        let mut system = System {
            policy: settings.policy,
            clients: (0..CLIENTS).map(client).collect(),
            servers: Vec::new(),
            own: Vec::new(),
            opened: 0,
            turn: 0,
            age: None,
            coming: VecDeque::new(),
            going: VecDeque::new(),
            choices: Stream::new(seed, "choices", 0),
            ages: Stream::new(seed, "ages", 0),
            tally: Tally::default(),
        };
        system.add_servers(SERVERS);
        (0..CLIENTS).for_each(|client| system.connect(client, Micros::ZERO));
        system
    }

    /// How its balancer chooses.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The clients.
    pub fn clients(&self) -> &[Client] {
        &self.clients
    }

    /// The servers.
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// After how long connections are closed, if they are.
    pub fn age(&self) -> Option<Micros> {
        self.age
    }

    /// What was counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Requests on their way to the balancer, the first first.
    pub fn coming(&self) -> impl ExactSizeIterator<Item = &Request> {
        self.coming.iter()
    }

    /// Requests on their way to servers: when each left the balancer, and where to.
    pub fn going(&self) -> impl ExactSizeIterator<Item = &(Micros, Request, Way)> {
        self.going.iter()
    }

    /// How many clients are connected to a server, behind an L4 balancer.
    pub fn connections(&self, server: usize) -> usize {
        let all = self.clients.iter().filter_map(Client::connection);
        all.filter(|connection| connection.server == server).count()
    }

    /// How many requests the server has that has most, and which it is.
    pub fn longest(&self) -> (usize, usize) {
        let queues = self.servers.iter().map(|server| server.queue().len());
        let all = queues.zip(0..);
        // Of several the first.
        all.max_by_key(|(queue, server)| (*queue, usize::MAX - server))
            .unwrap_or((0, 0))
    }

    /// As many servers more, up to [`SERVERS_MAX`]; the balancer knows of them.
    pub(super) fn add_servers(&mut self, count: usize) {
        for _ in 0..count.min(SERVERS_MAX - self.servers.len()) {
            self.servers.push(Server::default());
            let own = self.number();
            self.own.push(own);
        }
    }

    /// A server goes down for so long. All requests at it fail, and so will those on
    /// its connections. Who was connected to it connects again.
    pub fn restart(&mut self, server: usize, down: Micros, now: Micros) -> Restart {
        let oldest = self.opened + 1;
        let failed = self.servers[server].stop(now + down, oldest);
        self.tally.failed += failed.len() as u64;
        let mut moved = Vec::new();
        for client in 0..self.clients.len() {
            let is_here = |connection: &Connection| connection.server == server;
            if self.clients[client].connection().is_some_and(is_here) {
                moved.extend(self.reconnect(client, now));
            }
        }
        Restart { failed: failed.len(), moved }
    }

    /// From now on connections are closed when they are as old as this, give or take
    /// a tenth. Those that are open are of any age.
    pub fn limit(&mut self, age: Option<Micros>, now: Micros) {
        self.age = age;
        for client in &mut self.clients {
            if let Some(connection) = &mut client.connection {
                connection.closes = match age {
                    Some(age) => now + Micros::new(self.ages.below(age.get())),
                    None => Micros::MAX,
                };
            }
        }
    }

    /// A client sends so many times as much as the usual one.
    pub fn send(&mut self, client: usize, times: u32, now: Micros) {
        self.clients[client].send(times, now);
    }

    /// A client closes its connection to a server, and opens another one. Requests
    /// that it sent on the old one are still answered on that.
    pub fn reconnect(&mut self, client: usize, now: Micros) -> Option<Moved> {
        let from = self.clients[client].connection()?.server;
        self.connect(client, now);
        let to = self.clients[client].connection().map(|new| new.server);
        Some(Moved { client, from, to })
    }

    /// A client opens a connection. An L4 balancer chooses its server now, and has
    /// nothing more to decide.
    fn connect(&mut self, client: usize, now: Micros) {
        if self.policy.layer() == Layer::L7 {
            return;
        }
        let connection = self.choose().map(|server| Connection {
            number: self.number(),
            server,
            closes: self.closes(now),
        });
        self.clients[client].connection = connection;
    }

    /// The number of a new connection.
    fn number(&mut self) -> u64 {
        self.opened += 1;
        self.opened
    }

    /// When a connection is closed that opens now.
    fn closes(&mut self, now: Micros) -> Micros {
        let Some(age) = self.age else { return Micros::MAX };
        let tenth = age.get() / 10;
        let jitter = self.ages.between(0, 2 * tenth);
        now + Micros::new(age.get() - tenth + jitter)
    }

    /// A server that is up, if there is one.
    fn choose(&mut self) -> Option<usize> {
        let count = self.servers.len();
        let is_up = |server: &usize| self.servers[*server].up().is_none();
        match self.policy {
            Policy::L4RoundRobin | Policy::L7RoundRobin => {
                let mut next = (0..count).map(|step| (self.turn + step) % count);
                let server = next.find(is_up)?;
                self.turn = (server + 1) % count;
                Some(server)
            }
            Policy::L4Random => {
                let up: Vec<usize> = (0..count).filter(is_up).collect();
                let place = self.choices.below(up.len().max(1) as u64);
                up.get(place as usize).copied()
            }
            Policy::L7Least => {
                let up: Vec<usize> = (0..count).filter(is_up).collect();
                let (servers, going) = (&self.servers, &self.going);
                let load = |place: usize| {
                    let server = up[place];
                    let is_there = |(_, _, way): &&(Micros, Request, Way)| {
                        way.server == server
                    };
                    let on_way = going.iter().filter(is_there).count();
                    (servers[server].queue().len() + on_way) as u32
                };
                let place = least(up.len(), load, &mut self.choices);
                up.get(place).copied()
            }
        }
    }
}

/// What a restart did.
#[derive(Clone, Debug)]
pub struct Restart {
    /// How many requests were at the server, and failed.
    pub failed: usize,
    /// Who was connected to it.
    pub moved: Vec<Moved>,
}
