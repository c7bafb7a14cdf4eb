//! What may be done to the balancers, and what a server's mark says.

use super::StaleLoad;
use crate::fleet::{self, Fleet};
use models::load_balancing::balancer::Policy;
use models::load_balancing::pair::{Edit, Pair};
use stage::{Action, Mark, Moment};

/// The policies that a load board has a say in, and random.
const POLICIES: [Policy; 4] =
    [Policy::Random, Policy::Least, Policy::Choices(2), Policy::Choices(3)];

/// The balancers and the servers, the left ones first.
pub fn marks(moment: &Moment<'_, StaleLoad>) -> Vec<Mark<Edit>> {
    let mut marks = Vec::new();
    for fleet in Fleet::both(moment.model, moment.now, moment.layout) {
        marks.push(fleet::balancer_mark(&fleet, &POLICIES));
        let board = fleet.balancer().board().last();
        for (index, server) in fleet.balancer().servers().iter().enumerate() {
            let load = server.load();
            let state = match board {
                Some((_, said)) => {
                    format!("{load} requests, the board says {}", said[index])
                }
                None => format!("{load} requests"),
            };
            marks.push(fleet::server_mark(&fleet, index).state(state));
        }
    }
    marks
}

/// More load, or less.
pub fn actions(pair: &Pair) -> Vec<Action<Edit>> {
    fleet::loads(pair, &[50, 70, 90, 95])
}
