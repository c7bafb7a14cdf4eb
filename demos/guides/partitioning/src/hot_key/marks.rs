//! What may be done to the clients, and what a node says of itself when pressed.

use super::flow::CLIENTS;
use super::name;
use models::partitioning::HotKey;
use models::partitioning::hot_key::{Edit, Policy};
use sim::NodeId;
use stage::{Action, Mark};

/// The clients and the nodes.
pub fn marks(model: &HotKey) -> Vec<Mark<Edit>> {
    let percent = model.hot_percent();
    let clients = Mark::new(CLIENTS, "Clients")
        .state(format!("{percent} % of requests for key-0"));
    let hotter = |mark: Mark<Edit>, share: u32| {
        let verb = format!("{share} % for key-0");
        mark.action_if(percent != share, verb, Edit::Hot(share))
    };
    let mut marks = vec![[5, 20, 40, 60].into_iter().fold(clients, hotter)];
    let nodes = (1..=model.loads().len() as u32).map(NodeId);
    marks.extend(
        nodes.map(|node| {
            Mark::new(name(node), name(node)).state(state(model, node))
        }),
    );
    marks
}

/// What a node has in hand.
fn state(model: &HotKey, node: NodeId) -> String {
    let load = model.loads()[node.index() - 1];
    let owns = if model.owner() == node { ", owns it" } else { "" };
    format!("{} in hand, {} for key-0{owns}", load.all, load.hot)
}

/// The ways to place requests, and a finer ring.
pub fn actions(model: &HotKey) -> Vec<Action<Edit>> {
    let policies = [
        (Policy::Ring, "To the key's owner"),
        (Policy::Bounded, "Bound the loads"),
        (Policy::Split, "Split the key"),
    ];
    let others = policies.iter().filter(|(policy, _)| *policy != model.policy());
    let place = others.map(|(policy, verb)| Action::new(*verb, Edit::Use(*policy)));
    let (verb, vnodes) = match model.vnodes() {
        1_000 => ("100 virtual nodes", 100),
        _ => ("1,000 virtual nodes", 1_000),
    };
    place.chain([Action::new(verb, Edit::Vnodes(vnodes))]).collect()
}
