//! What a group of Raft servers commits, for the prose.

use models::consensus::raft::{LeaderSends, Window};
use models::consensus::throughput::{Group, Limit};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::knob::grouped;
use stage::{Experiment, Knob};

/// Three servers, and what their clients ask.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Load {
    batch: u32,
    in_flight: u32,
    clients: u32,
    round_trip: u32,
    write: u32,
    leader_first: bool,
    link: u32,
}

impl Default for Load {
    /// A data centre, disks without a battery, and as many clients as are enough.
    fn default() -> Load {
        Load {
            batch: 1,
            in_flight: 1,
            clients: 0,
            round_trip: 1_000,
            write: 2_000,
            leader_first: false,
            link: 100,
        }
    }
}

const LOAD: &[Knob] = &[
    Knob::linear("batch", "Most entries in an Append", "", (1, 1_024, 1)),
    Knob::linear("in-flight", "Most Appends in flight", "", (1, 256, 1)),
    Knob::linear("clients", "Clients (0: enough)", "", (0, 4_096, 1)),
    Knob::linear("round-trip", "Round trip", "µs", (0, 200_000, 10)),
    Knob::linear("write", "Write to disk", "µs", (0, 100_000, 10)),
    Knob::toggle("leader-first", "The leader writes before it sends"),
    Knob::linear(
        "link",
        "Link to a follower (0: no limit)",
        "Mbit/s",
        (0, 10_000, 1),
    ),
];

impl Load {
    fn group(&self) -> Group {
        let window = Window { batch: self.batch, in_flight: self.in_flight };
        Group {
            servers: 3,
            clients: match self.clients {
                0 => (self.in_flight + 1) * self.batch, // a batch waits
                clients => clients,
            },
            window,
            round_trip: Micros::new(self.round_trip.into()),
            write: Micros::new(self.write.into()),
            leader_sends: match self.leader_first {
                true => LeaderSends::AfterWriting,
                false => LeaderSends::WhileWriting,
            },
            bandwidth: (self.link > 0).then(|| u64::from(self.link) * 125_000),
        }
    }
}

/// How many requests are committed in a second.
pub struct RaftThroughput;

impl Experiment for RaftThroughput {
    const SAYS: &'static str = "requests that three Raft servers commit in a second; an \
                                entry is 400 bytes, a message 100 more";
    const KNOBS: &'static [Knob] = LOAD;
    type Settings = Load;

    fn run(load: &Load) -> String {
        grouped(&load.group().measure().per_second.to_string())
    }
}

/// How long half of the requests take at most.
pub struct RaftLatency;

impl Experiment for RaftLatency {
    const SAYS: &'static str = "median time from a request's arrival at the leader to its \
                                commit, in milliseconds";
    const KNOBS: &'static [Knob] = LOAD;
    type Settings = Load;

    fn run(load: &Load) -> String {
        let tenths = (load.group().measure().median.get() + 50) / 100;
        match (tenths / 10, tenths % 10) {
            (millis, 0) => format!("{millis} ms"),
            (millis, tenth) => format!("{millis}.{tenth} ms"),
        }
    }
}

/// What a group cannot go beyond.
pub struct RaftLimit;

impl Experiment for RaftLimit {
    const SAYS: &'static str =
        "what limits the requests a second of three Raft servers, by formula";
    const KNOBS: &'static [Knob] = LOAD;
    type Settings = Load;

    fn run(load: &Load) -> String {
        let [(limit, most), ..] = load.group().limits();
        let name = match limit {
            Limit::Clients => "the clients",
            Limit::Window => "the window",
            Limit::Link => "the link",
        };
        format!("{name}, at {}", grouped(&most.to_string()))
    }
}
