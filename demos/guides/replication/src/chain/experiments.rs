//! What the guide's prose quotes of chains, worked out by the engine.

use models::replication::chain::{
    self as model, chain_latency, chain_messages, fan_out_latency,
};
use serde::{Deserialize, Serialize};
use sim::{Latency, Micros};
use stage::{Experiment, Knob};

/// A chain, or a leader and its followers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Servers {
    length: u32,
    wait: Wait,
    min: u32,
    mean: u32,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wait {
    All,
    Majority,
}

impl Default for Servers {
    fn default() -> Servers {
        Servers { length: 3, wait: Wait::All, min: 500, mean: 1_000 }
    }
}

const KNOBS: &[Knob] = &[
    Knob::linear("length", "Servers", "", (1, 9, 1)),
    Knob::choice(
        "wait",
        "Waits for",
        &[("all", "all"), ("majority", "a majority")],
    ),
    Knob::linear("min", "A message takes at least", "µs", (0, 10_000, 100)),
    Knob::linear("mean", "A message takes on average", "µs", (100, 20_000, 100)),
];

impl Servers {
    /// How long a message takes: at least, and on average.
    fn hop(&self) -> (Micros, Micros) {
        let [min, mean] = [self.min.min(self.mean), self.mean].map(u64::from);
        (Micros::new(min), Micros::new(mean))
    }
}

/// Microseconds as milliseconds with one decimal.
fn millis(micros: u64) -> String {
    let tenths = (micros + 50) / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// How long a write takes in a chain.
pub struct ChainLatency;

impl Experiment for ChainLatency {
    const SAYS: &'static str = "how long a write takes in a chain on average, from the \
                                client's request to its answer, where a message takes \
                                at least min and on average mean";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Servers;

    fn run(servers: &Servers) -> String {
        let (min, mean) = servers.hop();
        millis(chain_latency(servers.length, Latency::Exponential { min, mean }))
    }
}

/// How long a write takes where a leader sends to all at once.
pub struct FanOutLatency;

impl Experiment for FanOutLatency {
    const SAYS: &'static str = "the same where a leader sends to all followers at once \
                                and waits for all of them, or for so many that they \
                                and it are a majority";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Servers;

    fn run(servers: &Servers) -> String {
        let wait = match servers.wait {
            Wait::All => model::Wait::All,
            Wait::Majority => model::Wait::Majority,
        };
        millis(fan_out_latency(servers.length, wait, servers.hop()))
    }
}

/// How many messages a write takes in a chain.
pub struct ChainMessages;

impl Experiment for ChainMessages {
    const SAYS: &'static str = "messages of a write in a chain, acknowledgements and \
                                the client's two included";
    const KNOBS: &'static [Knob] = KNOBS;
    type Settings = Servers;

    fn run(servers: &Servers) -> String {
        chain_messages(servers.length).to_string()
    }
}
