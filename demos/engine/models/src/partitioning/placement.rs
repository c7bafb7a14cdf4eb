//! A cluster that changes: the same keys on a ring and by modulo, side by side.
//!
//! Nothing happens by itself. Someone adds a node, removes one or gives one
//! another weight; each time all keys are placed anew under both rules, and
//! those whose owner changed are counted: they would have to be copied.
//!
//! Modulo has no weights. It shares out evenly whatever the nodes can bear, so
//! a change of weight moves nothing there and shows as a hot node.
//!
//! - Cost: an edit is O(K + NV): about a millisecond for 100,000 keys on ten
//!   nodes of a hundred virtual nodes each.
//! - Left out: the copying itself, replicas, keys asked for more than others.

use super::{Balance, HashFunction, HashRing, MILLION, Modulo, SeededHash};
use litemap::LiteMap;
use sim::{Log, Micros, Model, NodeId};
use std::sync::Arc;

mod edit;
pub use edit::{Edit, WEIGHT_MAX};

/// Most nodes that a cluster may have; `add` does nothing past that.
pub const NODES_MAX: usize = 64;

/// What a cluster begins as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many nodes: `n1`, `n2` …; 1 to [`NODES_MAX`].
    pub nodes: u32,
    /// How many of them, the first ones, have weight 2; the others have 1.
    pub heavy: u32,
    /// How many virtual nodes each has for a weight of 1.
    pub vnodes: u32,
    /// How many keys: `key-0`, `key-1` …
    pub keys: u32,
    /// What names and keys are hashed with.
    pub hash: HashFunction,
}

/// A key and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Its hash: its place on the ring, and what modulo divides.
    pub position: u64,
    /// Its number: it is called `key-` and that.
    pub number: u32,
}

/// Who owns each key under either rule, in ring order of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owners {
    /// On the ring.
    pub ring: Arc<[NodeId]>,
    /// By modulo.
    pub modulo: Arc<[NodeId]>,
}

/// What an edit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The edit.
    pub edit: Edit,
    /// The node that it added, removed or weighed.
    pub node: NodeId,
    /// Who owned each key before.
    pub before: Owners,
    /// Who was a member before, and with which weight.
    pub members_before: LiteMap<NodeId, u32>,
    /// Keys that got another owner on the ring, in millionths of all.
    pub ring_moved_ppm: u32,
    /// Keys that got another owner by modulo, in millionths of all.
    pub modulo_moved_ppm: u32,
}

/// A node, and how much it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The node.
    pub node: NodeId,
    /// What it can carry, compared with the others.
    pub weight: u32,
    /// Its share of the positions on the ring, in millionths.
    pub ring_share_ppm: u32,
    /// How many keys it owns on the ring.
    pub ring_keys: u32,
    /// How many keys it owns by modulo.
    pub modulo_keys: u32,
}

/// Keys placed on a ring and by modulo.
///
/// A clone shares the keys and the owners: it costs O(NV).
#[derive(Clone, Debug)]
pub struct Placement {
    ring: HashRing,
    modulo: Modulo,
    /// In ring order.
    keys: Arc<[Key]>,
    owners: Owners,
    members: Vec<Member>,
    change: Option<Change>,
    /// The number that the next node gets.
    next: u32,
}

impl Placement {
    /// The cluster that these settings describe; each seed draws another ring.
    ///
    /// - Cost: O(K log K + NV log NV).
    pub fn new(settings: &Settings, seed: u64) -> Placement {
        let Settings { nodes, heavy, vnodes, keys, hash } = *settings;
        let hash = SeededHash { function: hash, seed };
        let mut ring = HashRing::new(vnodes, hash);
        let members = (1..=nodes).map(NodeId);
        let weight = |node: NodeId| if node.0 <= heavy { 2 } else { 1 };
        members.clone().for_each(|node| ring.insert(node, weight(node)));
        let key = |number| Key {
            position: hash.position(&format!("key-{number}")),
            number,
        };
        let mut keys: Vec<_> = (0..keys).map(key).collect();
        keys.sort_unstable();
        let mut placement = Placement {
            ring,
            modulo: Modulo::new(members),
            keys: keys.into(),
            owners: Owners { ring: Arc::new([]), modulo: Arc::new([]) },
            members: Vec::new(),
            change: None,
            next: nodes + 1,
        };
        placement.owners = placement.place();
        placement.members = placement.count();
        placement
    }

    /// The ring.
    pub fn ring(&self) -> &HashRing {
        &self.ring
    }

    /// The list that modulo counts through.
    pub fn modulo(&self) -> &Modulo {
        &self.modulo
    }

    /// The keys, in ring order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Who owns each of [`Placement::keys`].
    pub fn owners(&self) -> &Owners {
        &self.owners
    }

    /// What the last edit did; nothing while there was none.
    pub fn change(&self) -> Option<&Change> {
        self.change.as_ref()
    }

    /// The nodes in order of their names, with what each carries.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How even the keys lie on the ring.
    pub fn ring_balance(&self) -> Balance {
        self.balance(|member| member.ring_keys)
    }

    /// How even the keys lie by modulo.
    pub fn modulo_balance(&self) -> Balance {
        self.balance(|member| member.modulo_keys)
    }

    fn balance(&self, keys: fn(&Member) -> u32) -> Balance {
        let load = |m: &Member| (u64::from(keys(m)), m.weight);
        Balance::of(&self.members.iter().map(load).collect::<Vec<_>>())
    }

    /// Who owns each key now. Keys and tokens are both in ring order, so one
    /// walk around the ring meets all of them.
    fn place(&self) -> Owners {
        let mut tokens = self.ring.tokens().peekable();
        let wrapped = self.ring.tokens().next().expect("someone is on the ring");
        let on_ring = self.keys.iter().map(|key| {
            while tokens.next_if(|t| t.position < key.position).is_some() {}
            tokens.peek().unwrap_or(&wrapped).node
        });
        let owner = |hash| self.modulo.owner(hash).expect("someone is listed");
        Owners {
            ring: on_ring.collect(),
            modulo: self.keys.iter().map(|key| owner(key.position)).collect(),
        }
    }

    /// What each node carries now.
    fn count(&self) -> Vec<Member> {
        let shares = self.ring.shares();
        let member = |((node, weight), share): ((&NodeId, &u32), &u128)| Member {
            node: *node,
            weight: *weight,
            ring_share_ppm: ((share * u128::from(MILLION)) >> 64) as u32,
            ring_keys: 0,
            modulo_keys: 0,
        };
        // Both are in order of the nodes.
        let weights = self.ring.weights().iter();
        let mut members: Vec<_> =
            weights.zip(shares.values()).map(member).collect();
        let mut place = vec![0; self.next as usize];
        for (index, member) in members.iter().enumerate() {
            place[member.node.index()] = index;
        }
        for node in self.owners.ring.iter() {
            members[place[node.index()]].ring_keys += 1;
        }
        for node in self.owners.modulo.iter() {
            members[place[node.index()]].modulo_keys += 1;
        }
        members
    }

    /// Makes a change if it makes sense, and places the keys anew.
    pub fn make(&mut self, edit: Edit) -> Option<&Change> {
        let members_before = self.ring.weights().clone();
        let node = self.apply(edit)?;
        let before = self.owners.clone();
        self.owners = self.place();
        self.members = self.count();
        let ring_moved_ppm = moved_ppm(&before.ring, &self.owners.ring);
        let modulo_moved_ppm = moved_ppm(&before.modulo, &self.owners.modulo);
        self.change = Some(Change {
            edit,
            node,
            before,
            members_before,
            ring_moved_ppm,
            modulo_moved_ppm,
        });
        self.change.as_ref()
    }

    /// Does `edit` if it makes sense; says which node it was done to.
    fn apply(&mut self, edit: Edit) -> Option<NodeId> {
        let weights = self.ring.weights();
        match edit {
            Edit::Add if weights.len() < NODES_MAX => {
                let node = NodeId(self.next);
                self.next += 1;
                self.ring.insert(node, 1);
                self.modulo.insert(node);
                Some(node)
            }
            Edit::Remove(node)
                if weights.len() > 1 && weights.contains_key(&node) =>
            {
                self.ring.remove(node);
                self.modulo.remove(node);
                Some(node)
            }
            Edit::Weigh(node, weight)
                if weights.get(&node).is_some_and(|old| *old != weight) =>
            {
                self.ring.insert(node, weight);
                Some(node)
            }
            Edit::Add | Edit::Remove(_) | Edit::Weigh(..) => None,
        }
    }
}

/// The share of keys, in millionths, whose owner is not the same in both.
fn moved_ppm(before: &[NodeId], after: &[NodeId]) -> u32 {
    let moved = before.iter().zip(after).filter(|(a, b)| a != b).count() as u64;
    (moved * MILLION / before.len().max(1) as u64) as u32
}

impl Change {
    /// What the node does, or what is done to it.
    pub fn words(&self) -> String {
        match self.edit {
            Edit::Add => "joins".into(),
            Edit::Remove(_) => "leaves".into(),
            Edit::Weigh(_, weight) => format!("gets weight {weight}"),
        }
    }
}

/// Millionths as a percentage with one decimal: `9.1`.
pub(super) fn percent(ppm: u32) -> String {
    let tenths = (ppm + 500) / 1_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

impl Model for Placement {
    type Edit = Edit;

    /// Nothing happens by itself.
    fn next(&self) -> Option<Micros> {
        None
    }

    fn step(&mut self, _log: &mut Log) {}

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let Some(change) = self.make(*edit) else { return };
        let (ring, modulo) = (change.ring_moved_ppm, change.modulo_moved_ppm);
        let text = format!(
            "{}: the ring moves {} % of keys, modulo {} %",
            change.words(),
            percent(ring),
            percent(modulo)
        );
        log.note(at, Some(change.node), text);
    }
}
