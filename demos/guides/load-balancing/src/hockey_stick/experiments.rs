//! Numbers of queues for the prose.

use models::load_balancing::queue::experiments::{drained_ms, measured_ms};
use models::load_balancing::queue::theory::mean_ms;
use models::load_balancing::queue::{Lane, Line, WORK, Work};
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// How many requests are measured for a mean, on each of 8 seeds.
const REQUESTS: u64 = 1_000_000;

/// Servers and what is asked of them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    load: u32,
    servers: u32,
    pooled: bool,
    sizes: String,
    by: String,
}

impl Default for Asked {
    fn default() -> Asked {
        let (sizes, by) = ("exponential".into(), "measured".into());
        Asked { load: 90, servers: 1, pooled: true, sizes, by }
    }
}

impl Asked {
    fn lane(&self) -> Lane {
        let line = if self.pooled { Line::Shared } else { Line::Own };
        let work = match &*self.sizes {
            "equal" => Work::Equal,
            "unequal" => Work::FewLong,
            _ => Work::Random,
        };
        let servers = self.servers as usize;
        Lane { servers, line, work, ..Lane::single(self.load) }
    }
}

const LOAD: Knob = Knob::linear("load", "Load", "%", (1, 98, 1));

/// How long a request waits.
pub struct QueueWait;

impl Experiment for QueueWait {
    const SAYS: &'static str = "mean wait for a server, in service times: measured \
                                over 8 million requests, or by theory (Pollaczek \
                                and Khinchine for one server, Erlang C for \
                                several)";
    const KNOBS: &'static [Knob] = &[
        LOAD,
        Knob::linear("servers", "Servers", "", (1, 100, 1)),
        Knob::toggle("pooled", "One queue for all"),
        Knob::choice(
            "sizes",
            "Requests",
            &[
                ("equal", "equal"),
                ("exponential", "exponential"),
                ("unequal", "1 of 20 long"),
            ],
        ),
        Knob::choice(
            "by",
            "By",
            &[("measured", "measurement"), ("theory", "theory")],
        ),
    ];
    type Settings = Asked;

    fn run(asked: &Asked) -> String {
        let lane = asked.lane();
        let mean = match &*asked.by {
            "theory" => mean_ms(&lane, f64::from(asked.load) / 100.0),
            _ => measured_ms(lane, REQUESTS),
        };
        let wait = mean / WORK.as_millis() as f64 - 1.0;
        match wait < 0.995 {
            true => format!("{wait:.2}"),
            false => format!("{wait:.1}"),
        }
    }
}

/// What is asked of a server, and how many come at once.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Burst {
    load: u32,
    burst: u32,
}

impl Default for Burst {
    fn default() -> Burst {
        Burst { load: 90, burst: 50 }
    }
}

/// How long a burst is felt.
pub struct QueueDrains;

impl Experiment for QueueDrains {
    const SAYS: &'static str = "seconds until a server is idle again after so many \
                                requests of 10 ms came at once, mean of 2,000 runs";
    const KNOBS: &'static [Knob] =
        &[LOAD, Knob::linear("burst", "Requests at once", "", (1, 1_000, 1))];
    type Settings = Burst;

    fn run(burst: &Burst) -> String {
        let millis = drained_ms(Lane::single(burst.load), burst.burst);
        format!("{:.1}", millis / 1_000.0)
    }
}
