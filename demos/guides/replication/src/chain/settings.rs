//! What a reader may choose, in the words of knobs and URLs.

use models::replication::chain::{self, head};
use serde::{Deserialize, Serialize};
use sim::{Latency, Micros, NodeId};
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    length: u32,
    resend: Resend,
    reads: Reads,
    slow: u32,
    latency: u32,
    store: u32,
    requests: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Resend {
    Lacking,
    Nothing,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reads {
    Tail,
    Head,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            length: 4,
            resend: Resend::Lacking,
            reads: Reads::Tail,
            slow: 0,
            latency: 40,
            store: 20,
            requests: 4,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::linear("length", "Servers", "", (2, 5, 1)),
    Knob::choice(
        "resend",
        "A new successor is sent",
        &[("lacking", "what it lacks"), ("nothing", "only what comes")],
    ),
    Knob::choice(
        "reads",
        "Reads go to",
        &[("tail", "the tail"), ("head", "the head")],
    ),
    Knob::linear("slow", "Ten times slower server (0: none)", "", (0, 5, 1)),
    Knob::linear("latency", "One-way latency", "ms", (10, 80, 5)),
    Knob::linear("store", "Storing a write", "ms", (0, 40, 5)),
    Knob::linear("requests", "Requests a second", "", (0, 10, 1)),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> chain::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        chain::Settings {
            length: self.length,
            resend: match self.resend {
                Resend::Lacking => chain::Resend::Lacking,
                Resend::Nothing => chain::Resend::Nothing,
            },
            reads: match self.reads {
                Reads::Tail => chain::Reads::Tail,
                Reads::Head => chain::Reads::Head,
            },
            slow: (self.slow > 0).then(|| NodeId(head().0 + self.slow - 1)),
            latency: Latency::Constant(millis(self.latency)),
            store: millis(self.store),
            requests_per_s: self.requests,
            requests_until: millis(1_500),
            patience: millis(600),
            ..chain::Settings::default()
        }
    }
}
