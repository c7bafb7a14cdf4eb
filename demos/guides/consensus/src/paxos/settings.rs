//! What a reader may choose, in the words of knobs and URLs.

use models::consensus::paxos as model;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    backoff: u32,
    gap: u32,
    jitter: u32,
    pub proposers: u32,
    acceptors: u32,
    write: u32,
    pub loss: u32,
    pub adopt: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            backoff: 0,
            gap: 25,
            jitter: 0,
            proposers: 2,
            acceptors: 3,
            write: 10,
            loss: 0,
            adopt: true,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("backoff", "Backoff, random up to", "ms", (0, 200, 10)),
    Knob::linear("gap", "P2 begins later by", "ms", (0, 60, 1)),
    Knob::toggle("adopt", "Proposers adopt earlier votes"),
    Knob::linear("jitter", "Latency 10 ms, ±", "%", (0, 50, 5)),
    Knob::linear("write", "Disk write of an acceptor", "ms", (0, 20, 1)),
    Knob::linear("proposers", "Proposers", "", (1, 3, 1)),
    Knob::linear("acceptors", "Acceptors", "", (3, 5, 1)),
    Knob::linear("loss", "Messages lost", "%", (0, 40, 1)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> model::Settings {
        let millis = |millis: u32| Micros::from_millis(millis.into());
        model::Settings {
            proposers: self.proposers,
            acceptors: self.acceptors,
            jitter_percent: self.jitter,
            write: millis(self.write),
            gap: millis(self.gap),
            backoff: millis(self.backoff),
            loss_percent: self.loss,
            adoption: match self.adopt {
                true => model::Adoption::Highest,
                false => model::Adoption::Never,
            },
            ..model::Settings::default()
        }
    }
}
