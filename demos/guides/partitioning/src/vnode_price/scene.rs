//! What the pictures of a moment are drawn from: what the reader has pressed, and
//! what is known by then.

use super::{VnodePrice, name};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::Range;
use sim::NodeId;
use stage::{Layout, Moment};

/// A moment.
pub struct Scene<'a> {
    pub ring: &'a ReplicatedRing,
    pub layout: Layout,
    pub nodes: u32,
    pub vnodes: u32,
    pub replicas: u32,
    pub pressed: Pressed,
}

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Nothing,
    Node(NodeId),
    Pair(NodeId, NodeId),
}

/// What the mark of a pair is called.
pub fn pair_id((a, b): (NodeId, NodeId)) -> String {
    format!("pair-{}-{}", a.0, b.0)
}

impl<'a> Scene<'a> {
    pub fn of(moment: &Moment<'a, VnodePrice>) -> Scene<'a> {
        let settings = moment.settings.of_model();
        let mut scene = Scene {
            ring: moment.model,
            layout: moment.layout,
            nodes: settings.nodes,
            vnodes: settings.vnodes,
            replicas: settings.replicas,
            pressed: Pressed::Nothing,
        };
        scene.pressed = scene.find(moment.selection);
        scene
    }

    fn find(&self, selection: &[String]) -> Pressed {
        let Some(mark) = selection.last() else { return Pressed::Nothing };
        let node = self.all().find(|node| name(*node) == *mark);
        let pair = || self.pairs().find(|pair| pair_id(*pair) == *mark);
        match node {
            Some(node) => Pressed::Node(node),
            None => pair().map_or(Pressed::Nothing, |(a, b)| Pressed::Pair(a, b)),
        }
    }

    /// All nodes.
    pub fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (1..=self.nodes).map(NodeId)
    }

    /// All pairs, row by row, the lower name first.
    pub fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
        let row = |b: NodeId| (1..b.0).map(move |a| (NodeId(a), b));
        self.all().flat_map(row)
    }

    /// Whether it is told of all pairs what they break: once some were tried, and no
    /// more are to be.
    pub fn is_known(&self) -> bool {
        !self.ring.is_trying() && !self.ring.trials().is_empty()
    }

    /// Whether a range is one of what is pressed: all copies of a node, or those that
    /// two have in common.
    pub fn is_lit(&self, range: &Range) -> bool {
        match self.pressed {
            Pressed::Nothing => false,
            Pressed::Node(node) => range.is_on(node),
            Pressed::Pair(a, b) => range.is_on(a) && range.is_on(b),
        }
    }

    /// How many ranges are lit, and which share of the keys they are, in millionths.
    pub fn lit(&self) -> (usize, u32) {
        let lit = || self.ring.ranges().iter().filter(|range| self.is_lit(range));
        let length: u128 = lit().map(Range::length).sum();
        (lit().count(), ((length * 1_000_000) >> 64) as u32)
    }
}
