//! What a reader may choose, in the words of knobs and URLs.

use models::replication::last_write_wins;
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    rule: Rule,
    ahead: u32,
    writes: u32,
    reads: bool,
    lag: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    Last,
    Vectors,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { rule: Rule::Last, ahead: 300, writes: 4, reads: true, lag: 50 }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "rule",
        "Of two writes",
        &[("last", "the last wins"), ("vectors", "version vectors decide")],
    ),
    Knob::linear("ahead", "A's clock is ahead by", "ms", (0, 400, 50)),
    Knob::linear("writes", "Writes a second", "", (0, 8, 1)),
    Knob::linear("lag", "Replicas tell each other after", "ms", (0, 400, 50)),
    Knob::toggle("reads", "Clients read before they write"),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> last_write_wins::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        last_write_wins::Settings {
            rule: match self.rule {
                Rule::Last => last_write_wins::Rule::LastWriteWins,
                Rule::Vectors => last_write_wins::Rule::VersionVectors,
            },
            ahead: [millis(self.ahead), Micros::ZERO],
            writes_per_s: self.writes,
            reads_percent: if self.reads { 100 } else { 0 },
            lag: millis(self.lag),
            ..last_write_wins::Settings::default()
        }
    }
}
