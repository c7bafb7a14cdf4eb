//! What a reader may choose, in the words of knobs and URLs.

use models::load_balancing::balancer::{self as model, Knowledge, Policy};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// How many servers there are.
const SERVERS: usize = 10;
/// How many balancers share the requests where there are many.
const MANY: u32 = 20;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    left: By,
    right: By,
    refresh: u32,
    load: u32,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Random,
    Least,
    LeastAdds,
    ManyAdd,
    Two,
    Three,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { left: By::Least, right: By::Two, refresh: 1_000, load: 90 }
    }
}

/// The policies, and what they are called on a knob.
const POLICIES: &[(&str, &str)] = &[
    ("random", "random"),
    ("least", "least request"),
    ("least-adds", "least request, adds its own"),
    ("many-add", "the same, 20 balancers"),
    ("two", "two choices"),
    ("three", "three choices"),
];

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice("left", "Left at first", POLICIES),
    Knob::choice("right", "Right at first", POLICIES),
    Knob::stops(
        "refresh",
        "Board read every",
        "ms",
        &[0, 100, 200, 500, 1_000, 2_000],
    ),
    Knob::stops("load", "Load at first", "%", &[50, 70, 80, 90, 95]),
];

impl Settings {
    /// The two balancers.
    pub fn of_model(&self) -> [model::Settings; 2] {
        [self.left, self.right].map(|by| {
            let (policy, adding) = match by {
                By::Random => (Policy::Random, 0),
                By::Least => (Policy::Least, 0),
                By::LeastAdds => (Policy::Least, 1),
                By::ManyAdd => (Policy::Least, MANY),
                By::Two => (Policy::Choices(2), 0),
                By::Three => (Policy::Choices(3), 0),
            };
            let every = Micros::from_millis(self.refresh.into());
            let knowledge = match self.refresh {
                0 => Knowledge::Live,
                1.. => Knowledge::Board { every, adding },
            };
            let alike = model::Settings::alike(SERVERS, policy, self.load);
            model::Settings { knowledge, ..alike }
        })
    }
}
