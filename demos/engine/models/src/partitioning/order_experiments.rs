//! What it costs when two clients list the same members in another order.

use super::maglev::{Preference, populate};
use super::{HashRing, JumpList, MILLION, Modulo, Rendezvous, SeededHash};
use crate::partitioning::comparison::{How, Rule};
use sim::NodeId;

/// Of `keys` (their hashes) the share, in millionths, for which a client that lists
/// the nodes n1 to n`nodes` forwards and one that lists them backwards find another
/// owner. A table of Maglev has `size` entries, and is filled in the order listed.
pub fn disagree_ppm(
    rule: Rule,
    keys: &[u64],
    nodes: u32,
    size: u32,
    how: How,
) -> u32 {
    let forwards: Vec<_> = (1..=nodes).map(NodeId).collect();
    let backwards: Vec<_> = forwards.iter().rev().copied().collect();
    let [one, other] =
        [forwards, backwards].map(|nodes| owners(rule, keys, &nodes, size, how));
    let differ = one.iter().zip(&other).filter(|(one, other)| one != other);
    (differ.count() as u64 * MILLION / keys.len().max(1) as u64) as u32
}

/// Who owns each key, for a client that lists the nodes in this order.
fn owners(
    rule: Rule,
    keys: &[u64],
    nodes: &[NodeId],
    size: u32,
    how: How,
) -> Vec<Option<NodeId>> {
    let list = || nodes.iter().copied();
    let weighted = || list().map(|node| (node, 1));
    let owner: Box<dyn Fn(u64) -> Option<NodeId>> = match rule {
        Rule::Modulo => {
            let list = Modulo::new(list());
            Box::new(move |key| list.owner(key))
        }
        Rule::Ring => {
            let mut ring = HashRing::new(how.vnodes, how.hash);
            list().for_each(|node| ring.insert(node, 1));
            Box::new(move |key| ring.owner(key))
        }
        Rule::Rendezvous => {
            let bidders = Rendezvous::new(weighted(), how.hash);
            Box::new(move |key| bidders.owner(key))
        }
        Rule::Jump => {
            let list = JumpList::new(list());
            Box::new(move |key| list.owner(key).map(|(node, _)| node))
        }
        Rule::Maglev => {
            let table = unsorted(nodes, size, how.hash);
            Box::new(move |key| Some(table[(key % u64::from(size)) as usize]))
        }
    };
    keys.iter().map(|key| owner(*key)).collect()
}

/// The table of a client that does not sort.
fn unsorted(nodes: &[NodeId], size: u32, hash: SeededHash) -> Vec<NodeId> {
    let wish =
        |node: &NodeId| (Preference::of(&format!("n{}", node.0), size, hash), 1);
    let wishes: Vec<_> = nodes.iter().map(wish).collect();
    let table = populate(&wishes, size);
    table.into_iter().map(|index| nodes[index as usize]).collect()
}
