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
    pub lit: Lit,
}

/// Whose copies the ring shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lit {
    /// Those of the nodes that are down.
    Down,
    /// Those of a node that is pressed.
    Node(NodeId),
    /// Those of a pair that is pressed.
    Pair(NodeId, NodeId),
    /// While no node is down, those of the last pair that broke a quorum, or of the
    /// last that failed if none did.
    Last(NodeId, NodeId),
    /// While none has failed, those of some node.
    Example(NodeId),
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
            lit: Lit::Down,
        };
        let pressed = scene.find(moment.selection);
        scene.lit = pressed.unwrap_or_else(|| scene.lit_by_itself());
        scene
    }

    fn find(&self, selection: &[String]) -> Option<Lit> {
        let mark = selection.last()?;
        let node = self.all().find(|node| name(*node) == *mark);
        let pair = || self.pairs().find(|pair| pair_id(*pair) == *mark);
        match node {
            Some(node) => Some(Lit::Node(node)),
            None => pair().map(|(a, b)| Lit::Pair(a, b)),
        }
    }

    /// What is shown while nothing is pressed.
    fn lit_by_itself(&self) -> Lit {
        let trials = self.ring.trials();
        let harmful = trials.iter().rfind(|trial| trial.broken_ppm > 0);
        match (self.ring.down().next(), harmful.or(trials.last())) {
            (Some(_), _) => Lit::Down,
            (None, Some(trial)) => Lit::Last(trial.pair.0, trial.pair.1),
            (None, None) => Lit::Example(NodeId(1)),
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

    /// The nodes whose copies the ring shows, a band each. Of more than three there is
    /// one band, which is no one's.
    pub fn shown(&self) -> Vec<Option<NodeId>> {
        match self.lit {
            Lit::Node(node) | Lit::Example(node) => vec![Some(node)],
            Lit::Pair(a, b) | Lit::Last(a, b) => vec![Some(a), Some(b)],
            Lit::Down => {
                let down: Vec<_> = self.ring.down().map(Some).collect();
                if down.len() > BANDS_MAX { vec![None] } else { down }
            }
        }
    }

    /// The colour of a band and of its node.
    pub fn role(&self, band: usize) -> Role {
        match self.lit {
            Lit::Node(_) => Role::Chosen,
            Lit::Down | Lit::Pair(..) | Lit::Last(..) | Lit::Example(_) => {
                [Role::Candidate, Role::Doubt, Role::Leader][band]
            }
        }
    }

    /// Whether a range has no quorum, or has none while the pair that is shown is down.
    pub fn is_lost(&self, range: &Range) -> bool {
        match self.lit {
            Lit::Down => self.ring.is_broken(range),
            Lit::Node(_) | Lit::Example(_) => false,
            Lit::Pair(a, b) | Lit::Last(a, b) => {
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
        match self.lit {
            Lit::Node(pressed) => self.ring.share_a_key(pressed, node),
            Lit::Down | Lit::Pair(..) | Lit::Last(..) | Lit::Example(_) => false,
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
