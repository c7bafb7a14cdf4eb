//! What a reader may choose, in the words of knobs and URLs.

use models::replication::quorum::{Quorums, Trial};
use models::replication::store::Switch;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    replicas: u32,
    read_quorum: u32,
    write_quorum: u32,
    after: u32,
    write: u32,
    read: u32,
    sloppy: bool,
    repair: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            replicas: 5,
            read_quorum: 2,
            write_quorum: 2,
            after: 5,
            write: 10,
            read: 2,
            sloppy: false,
            repair: false,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("read-quorum", "R: answers to a read", "", (1, 5, 1)),
    Knob::linear("write-quorum", "W: answers to a write", "", (1, 5, 1)),
    Knob::linear("after", "B reads after", "ms", (0, 80, 5)),
    Knob::linear("replicas", "N: replicas", "", (1, 5, 1)),
    Knob::linear("write", "Mean delay of the write", "ms", (2, 20, 2)),
    Knob::linear("read", "Mean delay of the read", "ms", (1, 10, 1)),
    Knob::toggle("sloppy", "Sloppy quorum, hinted handoff"),
    Knob::toggle("repair", "Read repair"),
];

impl Settings {
    /// The same in the model's terms. No quorum is greater than N.
    pub fn trial(&self) -> Trial {
        let millis = |count: u32| Micros::from_millis(count.into());
        let switch = |is_on| if is_on { Switch::On } else { Switch::Off };
        Trial {
            quorums: Quorums {
                replicas: self.replicas,
                read: self.read_quorum.min(self.replicas),
                write: self.write_quorum.min(self.replicas),
            },
            write: millis(self.write),
            read: millis(self.read),
            after: millis(self.after),
            sloppy: switch(self.sloppy),
            repair: switch(self.repair),
            patience: millis(3 * self.write),
        }
    }
}
