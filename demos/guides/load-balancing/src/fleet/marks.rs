//! What may be done to balancers and to the load, and what servers are called.

use super::Fleet;
use models::load_balancing::balancer::Policy;
use models::load_balancing::pair::{Edit, Pair, Side};
use stage::{Action, Mark};

/// A balancer, which can go by another of some policies.
pub fn balancer_mark(fleet: &Fleet, policies: &[Policy]) -> Mark<Edit> {
    let now = fleet.balancer().settings().policy;
    let name = match fleet.side {
        Side::Left => "Left balancer",
        Side::Right => "Right balancer",
    };
    let mark = Mark::new(fleet.side.word(), name).state(now.name());
    policies.iter().fold(mark, |mark, policy| {
        let edit = Edit::Use(fleet.side, *policy);
        mark.action_if(*policy != now, capital(policy.name()), edit)
    })
}

/// A server.
pub fn server_mark(fleet: &Fleet, server: usize) -> Mark<Edit> {
    let name = format!("s{} of the {} balancer", server + 1, fleet.side.word());
    Mark::new(fleet.id(server), name)
}

/// More load, or less.
pub fn loads(pair: &Pair, loads: &[u32]) -> Vec<Action<Edit>> {
    let now = pair.side(Side::Left).settings().load_percent;
    let others = loads.iter().filter(|load| **load != now);
    let action =
        |load: &u32| Action::new(format!("Load {load} %"), Edit::Load(*load));
    others.map(action).collect()
}

/// With a capital letter.
fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + rest
}
