//! What a store is made of: regions, quorums, rules, and how long things take.

use sim::{Chance, Latency, Micros, Network, NodeId};

/// One of the two regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The first replicas, and the first clients.
    West,
    /// The others.
    East,
}

impl Region {
    /// Both, in order.
    pub const ALL: [Region; 2] = [Region::West, Region::East];

    /// The other one.
    pub const fn other(self) -> Region {
        match self {
            Region::West => Region::East,
            Region::East => Region::West,
        }
    }
}

/// What is kept when versions of one key meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The one with the greatest stamp.
    LastWriterWins,
    /// All that no other one has seen: *siblings*.
    Siblings,
}

/// How an operation goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// One round: a write is stamped by the client's clock, a read takes the newest
    /// of what it is told.
    OneRound,
    /// A write reads first, as the client of somebody who changes a value does, and
    /// then is stamped by the client's clock.
    ReadFirst,
    /// A write asks a read quorum for the newest stamp first, and takes a greater
    /// one. A read is one round, and two reads may see a write that is under way in
    /// either order.
    AskFirst,
    /// As before, and a read has what it returns written to a write quorum before
    /// it returns: linearizable, if R + W > N.
    WriteBack,
}

/// Whether a rule is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// It is not.
    #[default]
    Off,
    /// It is.
    On,
}

impl Switch {
    /// Whether it is.
    pub const fn is_on(self) -> bool {
        matches!(self, Switch::On)
    }
}

/// How far latencies differ from what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// By so many per cent at most, either way.
    Percent(u32),
    /// Exponentially distributed, from nothing to anything.
    Exponential,
}

/// What passes between the regions while they are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing.
    Both,
    /// Nothing that this region sends; what the other sends gets through.
    From(Region),
}

/// A cut between the regions that comes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// What is cut.
    pub cut: Cut,
    /// When it begins.
    pub at: Micros,
    /// How long it takes.
    pub span: Micros,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many servers each region has, west first: nodes 0, 1, …
    pub servers: [u32; 2],
    /// N: each key lives on the first N servers, its *replicas*. Those behind them
    /// are spares, which only sloppy quorums use.
    pub replicas: u32,
    /// R: how many must answer a read.
    pub read_quorum: u32,
    /// W: how many must have stored a write.
    pub write_quorum: u32,
    /// How many clients each region has; they come after the servers.
    pub clients: [u32; 2],
    /// How many keys there are.
    pub keys: u8,
    /// What is kept when versions meet.
    pub merge: Merge,
    /// How an operation goes about it.
    pub protocol: Protocol,
    /// A read brings those up to date that gave it less than it returns.
    pub read_repair: Switch,
    /// What a silent replica does not store another server keeps, until it can hand
    /// it over.
    pub hinted_handoff: Switch,
    /// The next servers stand in for silent replicas, and count for the quorum.
    pub sloppy_quorum: Switch,
    /// How often each server compares all that it has with another one.
    pub anti_entropy: Option<Micros>,
    /// How long a message takes within a region.
    pub near: Micros,
    /// How long it takes from one region to the other.
    pub far: Micros,
    /// How far latencies differ from that.
    pub jitter: Jitter,
    /// How many messages are lost, and how many come twice.
    pub faulty_percent: u32,
    /// How many messages are overtaken by later ones on their link.
    pub reordered_percent: u32,
    /// When a client gives up.
    pub time_out: Micros,
    /// How long a client waits for a replica until it takes it for silent.
    pub patience: Micros,
    /// How long a client pauses on average between two operations of its own;
    /// `None`: it only does what it is told.
    pub think: Option<Micros>,
    /// How many of these operations are writes.
    pub writes_percent: u32,
    /// No operation comes by itself from then on.
    pub until: Micros,
    /// How far the clocks in the east are ahead, in microseconds: this is added to
    /// the stamps of its clients.
    pub east_ahead: i64,
    /// A cut between the regions.
    pub outage: Option<Outage>,
}

impl Default for Settings {
    /// Five replicas, three of them in the west; majorities; linearizable.
    fn default() -> Settings {
        Settings {
            servers: [3, 2],
            replicas: 5,
            read_quorum: 3,
            write_quorum: 3,
            clients: [2, 1],
            keys: 1,
            merge: Merge::LastWriterWins,
            protocol: Protocol::WriteBack,
            read_repair: Switch::Off,
            hinted_handoff: Switch::Off,
            sloppy_quorum: Switch::Off,
            anti_entropy: None,
            near: Micros::from_millis(5),
            far: Micros::from_millis(40),
            jitter: Jitter::Percent(20),
            faulty_percent: 0,
            reordered_percent: 0,
            time_out: Micros::from_millis(400),
            patience: Micros::from_millis(150),
            think: Some(Micros::from_millis(150)),
            writes_percent: 50,
            until: Micros::from_secs(3),
            east_ahead: 0,
            outage: None,
        }
    }
}

impl Settings {
    /// How many servers there are.
    pub const fn server_count(&self) -> u32 {
        self.servers[0] + self.servers[1]
    }

    /// How many clients there are.
    pub const fn client_count(&self) -> u32 {
        self.clients[0] + self.clients[1]
    }

    /// The servers, in order.
    pub fn all_servers(&self) -> impl Iterator<Item = NodeId> + Clone + use<> {
        NodeId::first(self.server_count())
    }

    /// The replicas of every key.
    pub fn all_replicas(&self) -> impl Iterator<Item = NodeId> + Clone + use<> {
        NodeId::first(self.replicas.min(self.server_count()))
    }

    /// The servers that are no replicas.
    pub fn spares(&self) -> impl Iterator<Item = NodeId> + Clone + use<> {
        (self.replicas..self.server_count()).map(NodeId)
    }

    /// The clients, in order.
    pub fn all_clients(&self) -> impl Iterator<Item = NodeId> + Clone + use<> {
        let first = self.server_count();
        (first..first + self.client_count()).map(NodeId)
    }

    /// The place of a client among the clients.
    pub const fn client_number(&self, client: NodeId) -> u32 {
        client.0 - self.server_count()
    }

    /// Where a node is.
    pub const fn region(&self, node: NodeId) -> Region {
        let is_west = if node.0 < self.server_count() {
            node.0 < self.servers[0]
        } else {
            self.client_number(node) < self.clients[0]
        };
        if is_west { Region::West } else { Region::East }
    }

    /// Whether a rule asks a client to find out who is silent, or has less than
    /// others.
    pub(super) const fn looks_after_replicas(&self) -> bool {
        self.has_stand_ins() || self.read_repair.is_on()
    }

    /// Whether others are asked in the place of silent replicas.
    pub(super) const fn has_stand_ins(&self) -> bool {
        self.sloppy_quorum.is_on() || self.hinted_handoff.is_on()
    }

    /// Whether a read quorum and a write quorum always share a replica.
    pub const fn quorums_meet(&self) -> bool {
        self.read_quorum + self.write_quorum > self.replicas
    }

    fn latency(&self, usual: Micros) -> Latency {
        match self.jitter {
            Jitter::Percent(percent) => {
                let part = usual.get() * u64::from(percent) / 100;
                let [min, max] = [usual.get() - part, usual.get() + part];
                Latency::Uniform { min: Micros::new(min), max: Micros::new(max) }
            }
            Jitter::Exponential => {
                Latency::Exponential { min: Micros::ZERO, mean: usual }
            }
        }
    }

    /// The network within a region.
    pub(super) fn network(&self) -> Network {
        let faulty = Chance::percent(self.faulty_percent);
        Network {
            latency: self.latency(self.near),
            loss: faulty,
            duplication: faulty,
            reordering: Chance::percent(self.reordered_percent),
            bandwidth: None,
        }
    }

    /// How long a message takes from one region to the other.
    pub(super) fn between_regions(&self) -> Latency {
        self.latency(self.far)
    }
}
