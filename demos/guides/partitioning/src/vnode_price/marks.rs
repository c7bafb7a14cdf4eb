//! What may be done to nodes, and to pairs of them.

use super::scene::{Scene, pair_id};
use super::{name, partners};
use models::partitioning::replica_sets::Edit;
use sim::NodeId;
use stage::{Action, Mark};

/// The nodes; and the pairs that break a quorum, once they are known.
pub fn marks(scene: &Scene) -> Vec<Mark<Edit>> {
    let mut marks: Vec<_> = scene.all().map(|node| of_node(scene, node)).collect();
    if scene.is_known() {
        let pairs = scene.pairs().filter(|(a, b)| scene.ring.breaks(*a, *b));
        marks.extend(pairs.map(|pair| of_pair(scene, pair)));
    }
    marks
}

fn of_node(scene: &Scene, node: NodeId) -> Mark<Edit> {
    let is_down = scene.ring.is_down(node);
    let state = match (is_down, scene.is_known()) {
        (true, _) => "down".into(),
        (false, true) => {
            format!("shares keys with {}", partners(scene, node).len())
        }
        (false, false) => "up".into(),
    };
    Mark::new(name(node), name(node))
        .state(state)
        .action_if(!is_down, "Crash", Edit::Crash(node))
        .action_if(is_down, "Restart", Edit::Restart(node))
}

/// All others come back first: what is lost is then these two nodes' doing.
fn of_pair(scene: &Scene, pair: (NodeId, NodeId)) -> Mark<Edit> {
    let is_its = |node: &NodeId| *node == pair.0 || *node == pair.1;
    let back = scene.ring.down().filter(|node| !is_its(node)).map(Edit::Restart);
    let fail = [pair.0, pair.1].into_iter();
    let fail = fail.filter(|node| !scene.ring.is_down(*node)).map(Edit::Crash);
    Mark::new(pair_id(pair), words(pair))
        .state("share keys")
        .actions("Let just these two fail", back.chain(fail).collect())
}

/// A pair by its names.
pub fn words((a, b): (NodeId, NodeId)) -> String {
    format!("{} and {}", name(a), name(b))
}

/// What concerns no single node.
pub fn actions(scene: &Scene) -> Vec<Action<Edit>> {
    let down: Vec<_> = scene.ring.down().map(Edit::Restart).collect();
    let mut actions = vec![
        Action::new("All pairs fail in turn", Edit::Each),
        Action::new("A random pair fails", Edit::Pairs(1)),
    ];
    if !down.is_empty() {
        actions.push(Action { verb: "All back".into(), at: None, edits: down });
    }
    actions
}
