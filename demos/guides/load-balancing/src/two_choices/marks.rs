//! What may be done to the balancers and the servers.

use super::TwoChoices;
use crate::fleet::{self, Fleet};
use models::load_balancing::balancer::{Condition, Policy, Server};
use models::load_balancing::pair::{Edit, Pair};
use stage::{Action, Mark, Moment};

/// The balancers and the servers, the left ones first.
pub fn marks(moment: &Moment<'_, TwoChoices>) -> Vec<Mark<Edit>> {
    let policies = Policy::ALL.map(|(policy, _)| policy);
    let mut marks = Vec::new();
    for fleet in Fleet::both(moment.model, moment.now, moment.layout) {
        marks.push(fleet::balancer_mark(&fleet, &policies));
        for (index, server) in fleet.balancer().servers().iter().enumerate() {
            let mark = fleet::server_mark(&fleet, index).state(state(server));
            marks.push(turns(mark, index as u32 + 1, server.state()));
        }
    }
    marks
}

/// How a server is, and what it has.
fn state(server: &Server) -> String {
    let how = match server.state() {
        Condition::Fails => "fails each request".into(),
        Condition::Works(percent) => {
            format!("{} % of the speed", percent * server.speed() / 100)
        }
    };
    format!("{how}, {} requests", server.load())
}

/// What may be done to a server of both sides.
fn turns(mark: Mark<Edit>, server: u32, now: Condition) -> Mark<Edit> {
    let turns = [
        ("Slow to a quarter, on both sides", Condition::Works(25)),
        ("Slow to a half, on both sides", Condition::Works(50)),
        ("Let it fail, on both sides", Condition::Fails),
        ("Make it well, on both sides", Condition::Works(100)),
    ];
    turns.into_iter().fold(mark, |mark, (verb, condition)| {
        mark.action_if(now != condition, verb, Edit::Turn(server, condition))
    })
}

/// More load, or less.
pub fn actions(pair: &Pair) -> Vec<Action<Edit>> {
    fleet::loads(pair, &[50, 70, 90, 99])
}
