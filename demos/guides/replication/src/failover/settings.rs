//! What a reader may choose, in the words of knobs and URLs.

use models::replication::leader_follower::{self, Election, Fencing, Policy};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    acknowledge: Acknowledge,
    fencing: Fence,
    lag: u32,
    writes: u32,
    servers: u32,
    detection: u32,
    choose: Choose,
    repair: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Acknowledge {
    Memory,
    Async,
    SemiSync,
    FallBack,
    Majority,
    All,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Fence {
    None,
    Epoch,
    Lease,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Choose {
    Furthest,
    First,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            acknowledge: Acknowledge::Async,
            fencing: Fence::Epoch,
            lag: 300,
            writes: 5,
            servers: 3,
            detection: 500,
            choose: Choose::Furthest,
            repair: 1_200,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "acknowledge",
        "Acknowledged once it is",
        &[
            ("memory", "in the leader's memory"),
            ("async", "on the leader's disk"),
            ("semi-sync", "on a follower's disk too"),
            ("fall-back", "the same, for at most 400 ms"),
            ("majority", "on a majority's disks"),
            ("all", "on all disks"),
        ],
    ),
    Knob::choice(
        "fencing",
        "Fencing",
        &[("none", "none"), ("epoch", "epoch"), ("lease", "epoch and lease")],
    ),
    Knob::linear("lag", "Sent to a follower after", "ms", (0, 600, 50)),
    Knob::linear("writes", "Writes a second", "", (0, 12, 1)),
    Knob::linear("servers", "Servers", "", (3, 5, 2)),
    Knob::linear("detection", "Taken to be dead after", "ms", (200, 1_500, 100)),
    Knob::choice(
        "choose",
        "New leader",
        &[
            ("furthest", "the one that has most"),
            ("first", "the first that answers"),
        ],
    ),
    Knob::linear(
        "repair",
        "A server is down for (0: for good)",
        "ms",
        (0, 2_000, 100),
    ),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> leader_follower::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        leader_follower::Settings {
            servers: self.servers,
            policy: match self.acknowledge {
                Acknowledge::Memory => Policy::Memory,
                Acknowledge::Async => Policy::Leader,
                Acknowledge::SemiSync | Acknowledge::FallBack => {
                    Policy::OneFollower
                }
                Acknowledge::Majority => Policy::Majority,
                Acknowledge::All => Policy::All,
            },
            fall_back: match self.acknowledge {
                Acknowledge::FallBack => Some(millis(400)),
                Acknowledge::Memory
                | Acknowledge::Async
                | Acknowledge::SemiSync
                | Acknowledge::Majority
                | Acknowledge::All => None,
            },
            election: match self.choose {
                Choose::Furthest => Election::MostAdvanced,
                Choose::First => Election::First,
            },
            fencing: match self.fencing {
                Fence::None => Fencing::None,
                Fence::Epoch => Fencing::Epoch,
                Fence::Lease => Fencing::Lease,
            },
            detection: millis(self.detection),
            writes_per_s: self.writes,
            lag: millis(self.lag),
            lag_step: millis(self.lag / 2),
            repair: (self.repair > 0).then(|| millis(self.repair)),
            ..leader_follower::Settings::default()
        }
    }
}
