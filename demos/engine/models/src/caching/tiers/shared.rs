//! The shared cache: nodes, and whose each key is, by either rule.

use super::cache::{Cache, Freshness};
use super::settings::{KEYS, NODES, Rule, Settings, Shield};
use crate::caching::eviction::Key;
use crate::partitioning::{HashFunction, HashRing, Modulo, SeededHash};
use sim::NodeId;
use std::rc::Rc;

/// How many virtual nodes a node has on the ring.
const VNODES: u32 = 100;

/// Whose each key is; nobody's if there is no node.
pub type Owners = Rc<[Option<usize>]>;

/// The nodes of a shared cache.
#[derive(Clone, Debug)]
pub struct Shared {
    hash: SeededHash,
    room: usize,
    freshness: Freshness,
    rule: Rule,
    /// Those that run.
    nodes: [Option<Cache>; NODES],
    /// By modulo, and on the ring.
    owners: [Owners; 2],
    /// The same before the last change.
    before: [Owners; 2],
    /// Whose each key is while all nodes run.
    home: Owners,
}

impl Shared {
    /// Empty nodes, or none.
    pub fn new(settings: &Settings, freshness: Freshness, seed: u64) -> Shared {
        let none: Owners = Rc::new([]);
        let both = [none.clone(), none.clone()];
        let mut shared = Shared {
            hash: SeededHash { function: HashFunction::Xxh64, seed },
            room: settings.node_room,
            freshness,
            rule: settings.rule,
            nodes: std::array::from_fn(|_| None),
            owners: both.clone(),
            before: both,
            home: none,
        };
        (0..NODES).for_each(|node| shared.start(node));
        shared.place();
        shared.home = shared.owners(shared.rule).clone();
        if settings.shield == Shield::Off {
            shared.nodes = std::array::from_fn(|_| None);
            shared.place();
        }
        shared.before = shared.owners.clone();
        shared
    }

    fn start(&mut self, node: usize) {
        self.nodes[node] = Some(Cache::new(self.room, self.freshness));
    }

    /// A node dies: what it has is gone. Whether it ran.
    pub fn crash(&mut self, node: usize) -> bool {
        let ran = self.nodes[node].take().is_some();
        self.changed(ran)
    }

    /// A node begins, empty. Whether it did not run.
    pub fn restart(&mut self, node: usize) -> bool {
        let is_new = self.nodes[node].is_none();
        if is_new {
            self.start(node);
        }
        self.changed(is_new)
    }

    fn changed(&mut self, is_so: bool) -> bool {
        if is_so {
            self.before = self.owners.clone();
            self.place();
        }
        is_so
    }

    /// Works out whose each key is, by either rule, among the nodes that run.
    fn place(&mut self) {
        let runs = |node: &NodeId| self.nodes[node.0 as usize].is_some();
        let nodes = (0..NODES as u32).map(NodeId).filter(runs);
        let modulo = Modulo::new(nodes.clone());
        let mut ring = HashRing::new(VNODES, self.hash);
        nodes.for_each(|node| ring.insert(node, 1));
        let keys = || (0..KEYS).map(|key| self.hash.position(&name(key)));
        let node = |owner: Option<NodeId>| owner.map(|node| node.0 as usize);
        self.owners = [
            keys().map(|position| node(modulo.owner(position))).collect(),
            keys().map(|position| node(ring.owner(position))).collect(),
        ];
    }

    /// Whose a key is.
    pub fn owner(&self, key: Key) -> Option<usize> {
        self.owners(self.rule)[usize::from(key.0)]
    }

    /// Whose it is while all nodes run.
    pub fn home(&self, key: Key) -> Option<usize> {
        self.home[usize::from(key.0)]
    }

    /// Whose all keys are by a rule.
    pub fn owners(&self, rule: Rule) -> &Owners {
        &self.owners[place(rule)]
    }

    /// Whose they were before the last node came or went.
    pub fn before(&self, rule: Rule) -> &Owners {
        &self.before[place(rule)]
    }

    /// How many keys changed their node then.
    pub fn moved(&self, rule: Rule) -> usize {
        let both = self.owners(rule).iter().zip(self.before(rule).iter());
        both.filter(|(now, before)| now != before).count()
    }

    /// The nodes; none where one does not run.
    pub fn nodes(&self) -> &[Option<Cache>; NODES] {
        &self.nodes
    }

    /// How many run.
    pub fn running(&self) -> usize {
        self.nodes.iter().flatten().count()
    }

    pub(super) fn node_mut(&mut self, node: usize) -> Option<&mut Cache> {
        self.nodes[node].as_mut()
    }
}

fn name(key: u16) -> String {
    format!("key-{key}")
}

fn place(rule: Rule) -> usize {
    match rule {
        Rule::Modulo => 0,
        Rule::Ring => 1,
    }
}
