//! What a reader may choose, in the words of knobs and URLs.

use models::replication::store::{
    self, Cut, Jitter, Merge, Outage, Protocol, Region, Switch,
};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// When the cut comes that the knobs ask for.
pub const CUT_AT: Micros = Micros::from_secs(1);

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    policy: Policy,
    cut: Way,
    length: u32,
    rtt: u32,
    compare: u32,
    pause: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Policy {
    Cp,
    Lww,
    Siblings,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    None,
    Both,
    West,
    East,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            policy: Policy::Cp,
            cut: Way::Both,
            length: 1_500,
            rtt: 160,
            compare: 300,
            pause: 250,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "policy",
        "Policy",
        &[
            ("cp", "majority, linearizable"),
            ("lww", "any replica, last writer wins"),
            ("siblings", "any replica, siblings"),
        ],
    ),
    Knob::choice(
        "cut",
        "Cut at 1 s",
        &[
            ("none", "none"),
            ("both", "both ways"),
            ("west", "west to east"),
            ("east", "east to west"),
        ],
    ),
    Knob::linear("length", "Length of the cut", "ms", (500, 2_500, 250)),
    Knob::linear("rtt", "Round trip between the regions", "ms", (40, 300, 20)),
    Knob::linear(
        "compare",
        "Replicas compare every (0: never)",
        "ms",
        (0, 1_000, 100),
    ),
    Knob::linear(
        "pause",
        "Pause of a client between operations (0: only yours)",
        "ms",
        (0, 600, 50),
    ),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> store::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        let some = |count: u32| (count > 0).then(|| millis(count));
        let is_cp = self.policy == Policy::Cp;
        let quorum = if is_cp { 3 } else { 1 };
        let cut = match self.cut {
            Way::None => None,
            Way::Both => Some(Cut::Both),
            Way::West => Some(Cut::From(Region::West)),
            Way::East => Some(Cut::From(Region::East)),
        };
        store::Settings {
            servers: [3, 2],
            replicas: 5,
            read_quorum: quorum,
            write_quorum: quorum,
            clients: [2, 1],
            keys: 1,
            merge: match self.policy {
                Policy::Cp | Policy::Lww => Merge::LastWriterWins,
                Policy::Siblings => Merge::Siblings,
            },
            protocol: match self.policy {
                Policy::Cp => Protocol::WriteBack,
                Policy::Lww | Policy::Siblings => Protocol::ReadFirst,
            },
            read_repair: Switch::Off,
            hinted_handoff: Switch::Off,
            sloppy_quorum: Switch::Off,
            anti_entropy: some(self.compare).filter(|_| !is_cp),
            near: millis(20),
            far: millis(self.rtt / 2),
            jitter: Jitter::Percent(20),
            faulty_percent: 0,
            reordered_percent: 0,
            time_out: millis(500),
            patience: millis(500),
            think: some(self.pause),
            writes_percent: 50,
            until: millis(4_000),
            east_ahead: 0,
            outage: cut.map(|cut| Outage {
                cut,
                at: CUT_AT,
                span: millis(self.length),
            }),
        }
    }
}
