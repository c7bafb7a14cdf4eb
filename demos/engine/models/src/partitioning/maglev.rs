//! Maglev hashing: nodes take turns to fill a table, and a look-up reads it.
//!
//! Each node has its own order of preference for the entries of a table of M, a
//! permutation of them. In turn each takes the entry that it likes best among
//! those that are free, until none is. So every node has M/N entries, one more
//! or one less, and a look-up is one division and one read.
//!
//! What can go wrong: the table is filled anew when a node comes or goes, and a
//! few entries change hands between nodes that stay. The larger M is, the fewer
//! they are. M has to be prime, or a node's preferences would miss entries. And who
//! takes the first turn takes what others like as well: all who fill the table must
//! let the nodes take turns in one order, so [`Maglev::new`] sorts them. (With more
//! nodes than entries the last ones get none.)
//!
//! - Source: Eisenbud and others, *Maglev: A Fast and Reliable Software Network
//!   Load Balancer* (NSDI 2016), §3.4. Envoy's `maglev_lb.cc` sorts likewise.
//! - Cost: O(M ln M) steps to fill on average, O(M²) at worst when there are
//!   about as many nodes as entries; 4M bytes; O(1) a look-up.
//! - Left out: the connection table, which keeps the packets of a connection
//!   together while the table changes.

use super::SeededHash;
use sim::NodeId;

/// The smaller table of the paper's evaluation, which is also Envoy's default.
pub const TABLE: u32 = 65_537;

/// In which order a node likes the entries of a table of M: `offset`,
/// `offset + skip`, `offset + 2 · skip` … modulo M. With M prime and `skip`
/// from 1 to M − 1 that meets every entry once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The entry that it likes best.
    pub offset: u32,
    /// How far it is to the next.
    pub skip: u32,
}

impl Preference {
    /// What the name of a node makes it like: two hashes of it, with seeds that
    /// differ.
    pub fn of(name: &str, size: u32, hash: SeededHash) -> Preference {
        let second = SeededHash { seed: hash.seed ^ 1, ..hash };
        Preference {
            offset: (hash.position(name) % u64::from(size)) as u32,
            skip: (second.position(name) % u64::from(size - 1) + 1) as u32,
        }
    }
}

/// Fills a table of `size` entries: in each entry the index of a node. A node
/// of weight w takes w entries in its turn. Nodes take turns in the order in
/// which they are listed, so all who fill it must list them in the same: sorted.
///
/// # Panics
/// If there are no nodes, one has no weight, or `size` is not a prime.
pub fn populate(nodes: &[(Preference, u32)], size: u32) -> Vec<u32> {
    assert!(is_prime(size), "a table of Maglev has a prime number of entries");
    assert!(nodes.iter().any(|(_, weight)| *weight > 0), "nobody takes an entry");
    const FREE: u32 = u32::MAX;
    let mut table = vec![FREE; size as usize];
    let mut wish: Vec<u32> = nodes.iter().map(|(p, _)| p.offset).collect();
    let mut filled = 0;
    loop {
        for (index, (preference, weight)) in nodes.iter().enumerate() {
            for _ in 0..*weight {
                let step = |at: u32| (at + preference.skip) % size;
                while table[wish[index] as usize] != FREE {
                    wish[index] = step(wish[index]);
                }
                table[wish[index] as usize] = index as u32;
                wish[index] = step(wish[index]);
                filled += 1;
                if filled == size {
                    return table;
                }
            }
        }
    }
}

/// Whether `number` is a prime, by trying all divisors.
fn is_prime(number: u32) -> bool {
    let divisors = (2..number).take_while(|d| d * d <= number);
    number > 1 && divisors.into_iter().all(|d| !number.is_multiple_of(d))
}

/// A filled table, and the nodes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maglev {
    nodes: Vec<NodeId>,
    table: Vec<u32>,
}

impl Maglev {
    /// A table of `size` entries for some nodes with their weights, in whatever
    /// order they come.
    pub fn new(
        members: impl IntoIterator<Item = (NodeId, u32)>,
        size: u32,
        hash: SeededHash,
    ) -> Maglev {
        let mut members: Vec<_> = members.into_iter().collect();
        members.sort_unstable();
        let (mut nodes, mut wishes) = (Vec::new(), Vec::new());
        for (node, weight) in members {
            nodes.push(node);
            let name = format!("n{}", node.0);
            wishes.push((Preference::of(&name, size, hash), weight));
        }
        Maglev { nodes, table: populate(&wishes, size) }
    }

    /// Who owns what hashes to `hash`.
    pub fn owner(&self, hash: u64) -> NodeId {
        let entry = hash % self.table.len() as u64;
        self.nodes[self.table[entry as usize] as usize]
    }

    /// How many entries the table has.
    pub fn size(&self) -> u32 {
        self.table.len() as u32
    }
}
