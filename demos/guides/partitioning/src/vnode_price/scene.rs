//! What the pictures of a moment are drawn from: what the reader has pressed, and
//! what is known by then.

use super::{VnodePrice, name};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::Range;
use sim::NodeId;
use stage::{Layout, Moment, Role};

/// Most bands that the ring has room for.
const BANDS_MAX: usize = 3;

/// A moment.
pub struct Scene<'a> {
    pub ring: &'a ReplicatedRing,
    pub layout: Layout,
    pub nodes: u32,
    pub vnodes: u32,
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

    /// The nodes whose copies the ring shows, a band each: what is pressed, or else who
    /// is down. Of more than three there is one band, which is no one's.
    pub fn shown(&self) -> Vec<Option<NodeId>> {
        match self.pressed {
            Pressed::Node(node) => vec![Some(node)],
            Pressed::Pair(a, b) => vec![Some(a), Some(b)],
            Pressed::Nothing => {
                let down: Vec<_> = self.ring.down().map(Some).collect();
                if down.len() > BANDS_MAX { vec![None] } else { down }
            }
        }
    }

    /// The colour of a band and of its node.
    pub fn role(&self, band: usize) -> Role {
        match self.pressed {
            Pressed::Node(_) => Role::Chosen,
            _ => [Role::Candidate, Role::Doubt, Role::Leader][band],
        }
    }

    /// Whether a range has no quorum, or would have none if the pair that is pressed
    /// were down.
    pub fn is_lost(&self, range: &Range) -> bool {
        match self.pressed {
            Pressed::Nothing => self.ring.is_broken(range),
            Pressed::Node(_) => false,
            Pressed::Pair(a, b) => {
                range.is_on(a) && range.is_on(b) && self.ring.breaks(a, b)
            }
        }
    }

    /// The share of the keys that are lost, in millionths.
    pub fn lost_ppm(&self) -> u32 {
        let lost = self.ring.ranges().iter().filter(|range| self.is_lost(range));
        let length: u128 = lost.map(Range::length).sum();
        ((length * 1_000_000) >> 64) as u32
    }

    /// Whether a node has copies of the same keys as the one that is pressed.
    pub fn shares_with_pressed(&self, node: NodeId) -> bool {
        match self.pressed {
            Pressed::Node(pressed) => self.ring.share_a_key(pressed, node),
            Pressed::Nothing | Pressed::Pair(..) => false,
        }
    }
}

/// The share of the keys that had no quorum, the mean of all pairs that have failed, in
/// millionths.
pub fn mean_loss_ppm(ring: &ReplicatedRing) -> u32 {
    let trials = ring.trials();
    let lost: u64 = trials.iter().map(|trial| u64::from(trial.broken_ppm)).sum();
    (lost / (trials.len() as u64).max(1)) as u32
}
