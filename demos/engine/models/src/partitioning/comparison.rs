//! Five rules side by side: how even each is, what it moves, what it costs.
//!
//! All place the same keys on the same nodes. Time cannot be measured in a run
//! that has to be the same everywhere, so a look-up is counted in steps: what
//! its innermost loop does once. A step of one rule is not as dear as a step of
//! another: dividing and reading an entry takes a nanosecond or two if the table
//! lies in the cache, hashing a bid perhaps ten.
//!
//! - Cost: O(K · N) for K keys and N bidders, and what it takes to fill a table.

use super::maglev::TABLE;
use super::{
    Balance, HashRing, JumpList, MILLION, Maglev, Modulo, Rendezvous, SeededHash,
};
use litemap::LiteMap;
use sim::NodeId;

/// A rule that says who owns a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The hash modulo the number of nodes.
    Modulo,
    /// The next token on a ring.
    Ring,
    /// The highest bid.
    Rendezvous,
    /// The last bucket that the key jumps to.
    Jump,
    /// An entry of a table that nodes took turns to fill.
    Maglev,
}

impl Rule {
    /// All of them, in the order in which the guide tells of them.
    pub const ALL: [Rule; 5] =
        [Rule::Modulo, Rule::Ring, Rule::Rendezvous, Rule::Jump, Rule::Maglev];
}

/// A rule at work: what it keeps for some nodes.
enum Placed {
    Modulo(Modulo),
    Ring(HashRing),
    Rendezvous(Rendezvous),
    Jump(JumpList),
    Maglev(Maglev),
}

impl Placed {
    fn new(rule: Rule, members: &LiteMap<NodeId, u32>, how: How) -> Placed {
        let nodes = members.keys().copied();
        let weighted = members.iter().map(|(node, weight)| (*node, *weight));
        match rule {
            Rule::Modulo => Placed::Modulo(Modulo::new(nodes)),
            Rule::Ring => {
                let mut ring = HashRing::new(how.vnodes, how.hash);
                weighted.for_each(|(node, weight)| ring.insert(node, weight));
                Placed::Ring(ring)
            }
            Rule::Rendezvous => {
                Placed::Rendezvous(Rendezvous::new(weighted, how.hash))
            }
            Rule::Jump => Placed::Jump(JumpList::new(nodes)),
            Rule::Maglev => Placed::Maglev(Maglev::new(weighted, TABLE, how.hash)),
        }
    }

    /// Who owns what hashes to `key`, and in how many steps that was found.
    fn owner(&self, key: u64) -> Option<(NodeId, u32)> {
        match self {
            Placed::Modulo(list) => list.owner(key).map(|node| (node, 1)),
            Placed::Ring(ring) => {
                // A binary search halves the list until nothing is left.
                let steps = usize::BITS - ring.len().leading_zeros();
                ring.owner(key).map(|node| (node, steps))
            }
            Placed::Rendezvous(nodes) => {
                nodes.owner(key).map(|node| (node, nodes.bids()))
            }
            Placed::Jump(list) => list.owner(key),
            Placed::Maglev(table) => Some((table.owner(key), 1)),
        }
    }

    /// The bytes that a client keeps: 4 for a node's number, 8 for a hash.
    fn bytes(&self, nodes: u32) -> u32 {
        match self {
            Placed::Modulo(_) | Placed::Jump(_) => 4 * nodes,
            Placed::Ring(ring) => 12 * ring.len() as u32,
            Placed::Rendezvous(list) => 12 * list.bids(),
            Placed::Maglev(table) => 4 * (nodes + table.size()),
        }
    }
}

/// What all rules have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct How {
    /// Virtual nodes of a node of weight 1 on the ring.
    pub vnodes: u32,
    /// What names are hashed with.
    pub hash: SeededHash,
}

/// What a rule makes of some keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The rule.
    pub rule: Rule,
    /// How even the keys lie.
    pub balance: Balance,
    /// Keys whose owner changed, in millionths of all; nothing if nobody came
    /// or went.
    pub moved_ppm: Option<u32>,
    /// Bytes that a client keeps.
    pub bytes: u32,
    /// Steps of a look-up, the mean over the keys, in hundredths.
    pub steps_hundredths: u32,
}

/// Places `keys` (their hashes) by all rules on `members` and, if there was a
/// change, on those who were members before.
pub fn compare(
    keys: &[u64],
    before: Option<&LiteMap<NodeId, u32>>,
    members: &LiteMap<NodeId, u32>,
    how: How,
) -> [Measured; 5] {
    Rule::ALL.map(|rule| measure(rule, keys, before, members, how))
}

fn measure(
    rule: Rule,
    keys: &[u64],
    before: Option<&LiteMap<NodeId, u32>>,
    members: &LiteMap<NodeId, u32>,
    how: How,
) -> Measured {
    let placed = Placed::new(rule, members, how);
    let old = before.map(|before| Placed::new(rule, before, how));
    let mut loads: Vec<(u64, u32)> =
        members.values().map(|weight| (0, *weight)).collect();
    let (mut steps, mut moved) = (0, 0);
    for key in keys {
        let Some((owner, taken)) = placed.owner(*key) else { continue };
        steps += u64::from(taken);
        if let Ok(index) = members.find_index(&owner) {
            loads[index].0 += 1;
        }
        let was = old.as_ref().and_then(|old| old.owner(*key));
        moved += u64::from(was.is_some_and(|(node, _)| node != owner));
    }
    let count = keys.len().max(1) as u64;
    Measured {
        rule,
        balance: Balance::of(&loads),
        moved_ppm: old.map(|_| (moved * MILLION / count) as u32),
        bytes: placed.bytes(members.len() as u32),
        steps_hundredths: (steps * 100 / count) as u32,
    }
}
