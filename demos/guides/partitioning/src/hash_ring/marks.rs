//! What may be done to the nodes.

use super::scene::{Load, Scene};
use super::{NODES_OFFERED, name};
use crate::figures::{percent, ratio_ppm};
use models::partitioning::placement::{Edit, WEIGHT_MAX};
use stage::{Action, Mark};

/// The nodes, by name.
pub fn marks(scene: &Scene) -> Vec<Mark<Edit>> {
    scene.nodes.iter().map(|load| of_node(scene, load)).collect()
}

fn of_node(scene: &Scene, load: &Load) -> Mark<Edit> {
    let (node, weight) = (load.node, load.weight);
    let members = scene.placement().members().len();
    let mark = Mark::new(name(node), name(node)).state(state(scene, load));
    mark.action_if(weight > 0 && members > 1, "Remove", Edit::Remove(node))
        .action_if(
            weight > 0 && weight < WEIGHT_MAX,
            format!("Weight {}", weight * 2),
            Edit::Weigh(node, weight * 2),
        )
        .action_if(weight > 1, "Weight 1", Edit::Weigh(node, 1))
}

/// What is said of a node.
pub fn state(scene: &Scene, load: &Load) -> String {
    let keys = scene.placement().keys().len() as u64;
    let share = percent(ratio_ppm(load.ring.into(), keys));
    match load.weight {
        0 => "has left".into(),
        1 => format!("{share} of keys"),
        weight => format!("{share} of keys, weight {weight}"),
    }
}

/// What concerns no node that is there.
pub fn actions(scene: &Scene) -> Vec<Action<Edit>> {
    let may_add = scene.placement().members().len() < NODES_OFFERED;
    may_add.then(|| Action::new("Add a node", Edit::Add)).into_iter().collect()
}
