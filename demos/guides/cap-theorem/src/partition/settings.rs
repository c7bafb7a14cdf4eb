//! What a reader may choose, in the words of knobs and URLs.

use models::replication::store::{self, Cut, Outage, Region};
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
        let policy = match self.policy {
            Policy::Cp => store::Policy::Majority,
            Policy::Lww => store::Policy::LastWriterWins,
            Policy::Siblings => store::Policy::Siblings,
        };
        let base = policy.settings();
        let cut = match self.cut {
            Way::None => None,
            Way::Both => Some(Cut::Both),
            Way::West => Some(Cut::From(Region::West)),
            Way::East => Some(Cut::From(Region::East)),
        };
        store::Settings {
            anti_entropy: base.anti_entropy.and_then(|_| some(self.compare)),
            far: millis(self.rtt / 2),
            think: some(self.pause),
            until: millis(4_000),
            outage: cut.map(|cut| Outage {
                cut,
                at: CUT_AT,
                span: millis(self.length),
            }),
            ..base
        }
    }
}
