//! What a reader may choose, in the words of knobs and URLs.

use models::consensus::raft::{self as model, Admission, Stability, Trial};
use serde::{Deserialize, Serialize};
use sim::{Chance, Latency, Micros, Network};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    servers: u32,
    loss: u32,
    latency: u32,
    timeout: u32,
    spread: u32,
    pre_vote: bool,
    compaction: u32,
    spare: bool,
    at_once: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            servers: 5,
            loss: 0,
            latency: 30,
            timeout: 400,
            spread: 400,
            pre_vote: false,
            compaction: 0,
            spare: false,
            at_once: false,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("servers", "Servers", "", (3, 7, 2)),
    Knob::linear("loss", "Messages lost", "%", (0, 40, 1)),
    Knob::toggle("pre-vote", "Pre-vote, quorum check"),
    Knob::linear("latency", "One-way latency", "ms", (5, 100, 5)),
    Knob::linear("timeout", "Shortest election timeout", "ms", (100, 800, 50)),
    Knob::linear("spread", "Spread of the timeouts", "ms", (0, 800, 50)),
    Knob::linear("compaction", "Compact every (0: never)", "entries", (0, 8, 1)),
    Knob::toggle("spare", "A spare server"),
    Knob::toggle("at-once", "It votes at once, no learner"),
];

impl Settings {
    /// The cluster.
    pub fn trial(&self, seed: u64) -> Trial {
        Trial::new(model::cluster(&self.of_model(), seed), Vec::new())
    }

    fn of_model(&self) -> model::Settings {
        let millis = |n: u32| Micros::from_millis(n.into());
        let latency = millis(self.latency);
        let third = Micros::new(latency.get() / 3);
        model::Settings {
            servers: self.servers,
            spares: u32::from(self.spare),
            clients: 1,
            think: millis(500),
            timeout: millis(self.timeout),
            spread: millis(self.spread),
            heartbeat: millis(self.timeout / 3),
            stability: match self.pre_vote {
                true => Stability::Guarded,
                false => Stability::Plain,
            },
            admission: match self.at_once {
                true => Admission::AtOnce,
                false => Admission::CaughtUp,
            },
            compaction: (self.compaction > 0).then_some(self.compaction),
            network: Network {
                latency: Latency::Uniform {
                    min: latency.since(third),
                    max: latency + third,
                },
                loss: Chance::percent(self.loss),
                ..Network::default()
            },
            ..model::Settings::default()
        }
    }
}
