//! A number for the prose: the share of the busiest server.

use models::load_balancing::connections::Policy;
use models::load_balancing::connections::experiments::busiest_share;
use serde::{Deserialize, Serialize};
use stage::{Experiment, Knob};

/// `l4-busiest`.
pub struct Busiest;

/// What it depends on.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    balancer: By,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    L4,
    L7,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked { balancer: By::L4 }
    }
}

impl Experiment for Busiest {
    const SAYS: &'static str = "The share of the requests that the busiest of four \
                                servers gets, in per cent, where one of eight \
                                clients sends ten times as much as the others.";
    const KNOBS: &'static [Knob] = &[Knob::choice(
        "balancer",
        "Balancer",
        &[("l4", "L4, round robin"), ("l7", "L7, round robin")],
    )];
    type Settings = Asked;

    fn run(settings: &Asked) -> String {
        let policy = match settings.balancer {
            By::L4 => Policy::L4RoundRobin,
            By::L7 => Policy::L7RoundRobin,
        };
        ((busiest_share(policy, 1) + 5) / 10).to_string()
    }
}
