//! What a reader may choose, in the words of knobs and URLs.

use models::replication::leader_follower::{self, Fencing, Policy, Reads, Session};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    session: Rule,
    lag: u32,
    writes: u32,
    majority: bool,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    Any,
    OneServer,
    Leader,
    Token,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { session: Rule::Any, lag: 300, writes: 5, majority: false }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "session",
        "A client reads from",
        &[
            ("any", "any server"),
            ("one-server", "one server"),
            ("leader", "the leader"),
            ("token", "any server, with a token"),
        ],
    ),
    Knob::linear("lag", "Sent to a follower after", "ms", (0, 600, 50)),
    Knob::linear("writes", "Writes a second", "", (0, 12, 1)),
    Knob::toggle("majority", "A majority has each write"),
];

impl Settings {
    /// The same in the model's terms.
    pub fn of_model(&self) -> leader_follower::Settings {
        let millis = |count: u32| Micros::from_millis(count.into());
        let session = match self.session {
            Rule::Any => Session::Any,
            Rule::OneServer => Session::OneServer,
            Rule::Leader => Session::Leader,
            Rule::Token => Session::Token,
        };
        let every = millis(150);
        leader_follower::Settings {
            policy: if self.majority { Policy::Majority } else { Policy::Leader },
            fencing: Fencing::Epoch,
            writes_per_s: self.writes,
            lag: millis(self.lag),
            lag_step: millis(self.lag / 2),
            repair: Some(millis(1_200)),
            reads: Some(Reads { session, every }),
            ..leader_follower::Settings::default()
        }
    }
}
