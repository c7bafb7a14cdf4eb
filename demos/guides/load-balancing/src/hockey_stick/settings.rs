//! What a reader may choose, in the words of knobs and URLs.

use models::load_balancing::queue::{Arrivals, Lane, Line, Work};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::Knob;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    pub(super) compare: Compare,
    busy: u32,
    work: Variance,
    servers: u32,
}

/// What the lanes differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compare {
    Busy,
    Variance,
    Pool,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Variance {
    Equal,
    Random,
    FewLong,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            compare: Compare::Busy,
            busy: 90,
            work: Variance::Random,
            servers: 1,
        }
    }
}

/// What may be turned.
pub const KNOBS: &[Knob] = &[
    Knob::choice(
        "compare",
        "Queues differ in",
        &[("busy", "load"), ("variance", "variance"), ("pool", "pooling")],
    ),
    Knob::linear("busy", "Busy, where it is the same", "%", (50, 95, 5)),
    Knob::choice(
        "work",
        "Work, where it is the same",
        &[("equal", "equal"), ("random", "random"), ("few-long", "1 of 20 long")],
    ),
    Knob::stops("servers", "Servers, where as many", "", &[1, 4, 16]),
];

/// When the lanes open of which something is asked.
pub const LATER: Micros = Micros::from_millis(2_500);

impl Settings {
    /// The lanes.
    pub fn lanes(&self) -> Vec<Lane> {
        let work = match self.work {
            Variance::Equal => Work::Equal,
            Variance::Random => Work::Random,
            Variance::FewLong => Work::FewLong,
        };
        let servers = self.servers as usize;
        let lane = Lane { work, servers, ..Lane::single(self.busy) };
        let later = |lane: Lane| Lane { opens: LATER, ..lane };
        let pool = |servers, line| Lane { servers, line, ..lane };
        match self.compare {
            Compare::Busy => vec![
                Lane { busy: 50, ..lane },
                Lane { busy: 80, ..lane },
                later(Lane { busy: 90, ..lane }),
                later(Lane { busy: 95, ..lane }),
            ],
            Compare::Variance => vec![
                Lane { arrivals: Arrivals::Regular, work: Work::Equal, ..lane },
                Lane { work: Work::Equal, ..lane },
                Lane { work: Work::Random, ..lane },
                later(Lane { work: Work::FewLong, ..lane }),
            ],
            Compare::Pool => vec![
                pool(4, Line::Own),
                later(pool(4, Line::Shared)),
                later(pool(16, Line::Shared)),
            ],
        }
    }

    /// What a lane is, in a few words.
    pub fn what(&self, lane: usize, busy: u32) -> String {
        match self.compare {
            Compare::Busy => format!("{busy} % busy"),
            Compare::Variance => match lane {
                0 => "regular, equal work".into(),
                1 => "equal work".into(),
                2 => "random work".into(),
                _ => "1 of 20 is long".into(),
            },
            Compare::Pool => match lane {
                0 => "4 servers, 4 queues".into(),
                1 => "4 servers, 1 queue".into(),
                _ => "16 servers, 1 queue".into(),
            },
        }
    }
}
