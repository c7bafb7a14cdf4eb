//! What a reader may choose, in the words of knobs and URLs.

use models::consensus::raft::{LeaderSends, Window};
use models::consensus::throughput::Group;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    batch: u32,
    in_flight: u32,
    link: u32,
    clients: u32,
    write: u32,
    leader_first: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            batch: 1,
            in_flight: 1,
            link: 100,
            clients: 16,
            write: 2_000,
            leader_first: false,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("batch", "Most commands in a message", "", (1, 16, 1)),
    Knob::linear("in-flight", "Most messages in flight", "", (1, 16, 1)),
    Knob::linear("link", "Link", "Mbit/s", (1, 100, 1)),
    Knob::linear("clients", "Clients", "", (1, 64, 1)),
    Knob::linear("write", "Write to disk", "µs", (0, 5_000, 100)),
    Knob::toggle("leader-first", "S1 writes before it sends"),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> Group {
        Group {
            servers: 3,
            clients: self.clients,
            window: Window { batch: self.batch, in_flight: self.in_flight },
            round_trip: Micros::from_millis(1),
            write: Micros::new(self.write.into()),
            leader_sends: match self.leader_first {
                true => LeaderSends::AfterWriting,
                false => LeaderSends::WhileWriting,
            },
            bandwidth: Some(u64::from(self.link) * 125_000),
        }
    }
}
