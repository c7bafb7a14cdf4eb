//! How many requests a group of servers commits in a second, and how long one takes.
//!
//! Clients are as many as are said, each with one request at a time, which its leader
//! has in hand from the moment it is taken in until it is committed; then the client
//! asks again at once. What happens to a request is done by the Raft of this guide,
//! with batches, a window of Appends in flight, and disks that take time.
//!
//! What may limit a group, each by a formula ([`Group::limits`]):
//!
//! - its clients: each waits for a round trip and a write at least;
//! - the window: so many full batches in a round trip and a write;
//! - the link to a follower: so many bytes in a second.
//!
//! A disk is no limit of its own, as one write takes all that waits; it makes the
//! round trip longer. An Append that comes while a write is under way waits for two, so
//! a group may be slower than its window allows by that.
//!
//! [`Watched`] is a group of which an observer writes down what a picture needs.
//!
//! - Source: Ongaro's dissertation, §10.2. The constants are ours, and arguments.
//! - Cost: some ten events for a request.
//! - Left out: the clients' own links, processors, and what applying an entry costs.

mod watched;

pub use watched::{FOLLOWER, Fate, Trip, Watched, Write};

use super::raft::{
    self, Command, ENTRY_BYTES, Entry, HEADER_BYTES, LeaderSends, Node, Payload,
    RaftEdit, Sending, Server, Settings, Window,
};
use sim::{Cluster, Edit, Latency, Log, Micros, Model, Network, NodeId};

/// A group of servers and its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Servers, the leader among them.
    pub servers: u32,
    /// Requests that are in hand at any moment.
    pub clients: u32,
    /// How much may be on its way to a follower.
    pub window: Window,
    /// From the leader to a follower and back.
    pub round_trip: Micros,
    /// How long a write to disk takes, however much is written.
    pub write: Micros,
    /// Whether the leader writes beside its followers.
    pub leader_sends: LeaderSends,
    /// How many bytes a second the link to a follower carries; `None` is no limit.
    pub bandwidth: Option<u64>,
}

/// What a group does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Requests committed in a second.
    pub per_second: u64,
    /// Half of the requests were committed in no more time than this.
    pub median: Micros,
}

/// What limits a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// There are no more requests to commit.
    Clients,
    /// No more may be on its way.
    Window,
    /// No more gets through to a follower.
    Link,
}

/// So long a group runs before it is measured, in requests of each client.
const WARM_UP: u32 = 8;

/// So long it is measured, in requests of each client.
const MEASURED: u32 = 20;

/// Who leads: here nobody is elected.
pub const LEADER: NodeId = NodeId(0);

impl Group {
    /// How long a request takes at least: to a follower, to its disk, and back; and
    /// to the leader's disk before, if it writes first.
    pub fn shortest(&self) -> Micros {
        let wire = self.on_wire(1);
        let first = match self.leader_sends {
            LeaderSends::WhileWriting => Micros::ZERO,
            LeaderSends::AfterWriting => self.write,
        };
        first + self.round_trip + self.write + wire
    }

    /// Requests a second that each limit allows, the lowest first.
    pub fn limits(&self) -> [(Limit, u64); 3] {
        let Window { batch, in_flight } = self.window;
        let lap = self.round_trip + self.write + self.on_wire(batch);
        let full = u64::from(batch) * u64::from(in_flight);
        let mut limits = [
            (Limit::Clients, rate(self.clients.into(), self.shortest())),
            (Limit::Window, rate(full, lap)),
            (Limit::Link, rate(batch.into(), self.on_wire(batch))),
        ];
        limits.sort_by_key(|(_, rate)| *rate);
        limits
    }

    /// How long an Append with so many entries occupies a link.
    fn on_wire(&self, entries: u32) -> Micros {
        let bytes = HEADER_BYTES + ENTRY_BYTES * u64::from(entries);
        self.bandwidth.map_or(Micros::ZERO, |in_a_second| {
            Micros::new(bytes * 1_000_000 / in_a_second.max(1))
        })
    }

    fn settings(&self) -> Settings {
        let half = Micros::new(self.round_trip.get() / 2);
        Settings {
            servers: self.servers,
            clients: 0,
            timeout: Micros::from_secs(3_600), // nobody else is to lead
            heartbeat: Micros::from_millis(100),
            sending: Sending::Pipelined(self.window),
            write: self.write,
            leader_sends: self.leader_sends,
            network: Network {
                latency: Latency::Constant(half),
                bandwidth: self.bandwidth,
                ..Network::default()
            },
            ..Settings::default()
        }
    }

    /// The servers in the first term, all with the leader's opening entry.
    fn cluster(&self) -> Cluster<Node> {
        let settings = self.settings();
        let opening = [Entry { term: 1, payload: Payload::Nothing }];
        let server = |node| {
            let server = Server::on_disk(settings, node, 1, &opening);
            Node::Server(if node == LEADER { server.leading() } else { server })
        };
        let servers = settings.servers().map(server).collect();
        Cluster::new(servers, settings.network, 0)
    }

    /// Lets the group work, and looks.
    pub fn measure(&self) -> Measured {
        let mut work = Work::new(self);
        work.until(WARM_UP * self.clients);
        let (before, since) = (work.done.len(), work.run.now());
        work.until((WARM_UP + MEASURED) * self.clients);
        let span = work.run.now().since(since);
        let measured = &work.done[before..];
        let mut took: Vec<Micros> = measured.iter().map(|done| done.took).collect();
        took.sort_unstable();
        Measured {
            per_second: rate(measured.len() as u64, span),
            median: took[took.len() / 2],
        }
    }
}

/// So many in such a time, per second.
fn rate(count: u64, span: Micros) -> u64 {
    match span {
        Micros::ZERO => u64::MAX,
        _ => (count * 1_000_000 + span.get() / 2) / span.get(),
    }
}

/// A request that is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// When that was.
    pub at: Micros,
    /// How long it took since its leader took it in.
    pub took: Micros,
}

/// A group at work.
#[derive(Clone, Debug)]
struct Work {
    run: Cluster<Node>,
    clients: u32,
    /// When each entry after the opening one was taken in, by its place.
    asked: Vec<Micros>,
    /// Those that are committed.
    done: Vec<Done>,
}

impl Work {
    fn new(group: &Group) -> Work {
        let (run, clients) = (group.cluster(), group.clients);
        Work { run, clients, asked: Vec::new(), done: Vec::new() }
    }

    /// So many clients ask for something.
    fn ask(&mut self, clients: u32) {
        let now = self.run.now();
        for _ in 0..clients {
            let value = self.asked.len() as u32;
            self.asked.push(now);
            let ask = Edit::Ask(LEADER, Command::Propose(value));
            self.run.edit(now, &ask, &mut Log::off());
        }
    }

    fn committed(&self) -> u32 {
        raft::servers(&self.run).next().map_or(0, |(_, leader)| leader.commit())
    }

    /// Something happens. Whoever is answered asks again; with the opening entry all
    /// begin.
    fn go_on(&mut self, happen: impl FnOnce(&mut Cluster<Node>)) {
        let before = self.committed();
        happen(&mut self.run);
        let (after, now) = (self.committed(), self.run.now());
        if before == 0 && after > 0 {
            self.ask(self.clients);
        }
        for place in before.max(1)..after {
            let took = now.since(self.asked[place as usize - 1]);
            self.done.push(Done { at: now, took });
            self.ask(1);
        }
    }

    fn edit(&mut self, at: Micros, edit: &RaftEdit, log: &mut Log) {
        self.go_on(|run| run.edit(at, edit, log));
    }

    /// Runs until so many entries are committed.
    fn until(&mut self, count: u32) {
        while self.committed() < count {
            self.go_on(|run| run.step(&mut Log::off()));
        }
    }
}
