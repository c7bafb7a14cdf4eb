//! What all pictures of a moment are drawn from: who has how many keys now, which
//! node is brought out, what is on its way.

use super::{HashRing, name};
use crate::figures::ratio_ppm;
use models::partitioning::handover::{
    FLIGHT, Got, Handover, RATE_PPM, Rule, Tally,
};
use models::partitioning::placement::{Change, Edit, Placement};
use sim::{Micros, NodeId};
use stage::{Layout, Moment};

/// How many parts the keys are shown in: each is a hundredth of them.
pub const CELLS: usize = 100;

/// A moment.
pub struct Scene<'a> {
    pub handover: &'a Handover,
    pub now: Micros,
    pub layout: Layout,
    pub nodes: Vec<Load>,
    /// The node to look at: the one that is pressed, or else the one that was changed
    /// last, or that is changed next, or else the hottest.
    pub focus: NodeId,
    /// Whether a node leaves in this run.
    loses: bool,
    /// How many keys have moved for nothing, by either rule.
    idle: [u32; 2],
}

/// A node, with what it has at the moment.
#[derive(Clone, Copy)]
pub struct Load {
    pub node: NodeId,
    /// Zero once it has left.
    pub weight: u32,
    /// Keys on the ring.
    pub ring: u32,
    /// Keys by modulo.
    pub modulo: u32,
    /// Those of them that it has got by the last change: on the ring, and by modulo.
    got: [Got; 2],
}

impl Load {
    pub fn keys(&self, rule: Rule) -> u32 {
        match rule {
            Rule::Ring => self.ring,
            Rule::Modulo => self.modulo,
        }
    }

    /// Those of its keys that it has got by the last change.
    pub fn got(&self, rule: Rule) -> Got {
        match rule {
            Rule::Ring => self.got[0],
            Rule::Modulo => self.got[1],
        }
    }
}

/// A hundredth of the keys that a change moves from one node to another.
#[derive(Clone, Copy)]
pub struct Move {
    /// The place on the ring of one of these keys.
    pub position: u64,
    pub from: NodeId,
    pub to: NodeId,
    /// When it is sent.
    sent: Micros,
    /// Whether it moves between nodes that the change was not about.
    pub is_idle: bool,
}

/// Where something that moves is.
pub enum Stage {
    Waits,
    /// So many thousandths of its way.
    Flies(u32),
    Landed,
}

impl Move {
    pub fn stage(&self, now: Micros) -> Stage {
        match now.since(self.sent) {
            _ if now < self.sent => Stage::Waits,
            flown if flown < FLIGHT => {
                Stage::Flies((flown.get() * 1_000 / FLIGHT.get()) as u32)
            }
            _ => Stage::Landed,
        }
    }
}

impl<'a> Scene<'a> {
    pub fn of(moment: &Moment<'a, HashRing>) -> Scene<'a> {
        let (handover, now) = (moment.model, moment.now);
        let [ring, modulo] =
            [Rule::Ring, Rule::Modulo].map(|rule| handover.tally(rule, now));
        let weights = handover.placement().ring().weights();
        let has = |tally: &Tally, node: NodeId| {
            tally.keys.get(node.index()).copied().unwrap_or(0)
        };
        let got = |tally: &Tally, node: NodeId| {
            tally.got.get(node.index()).copied().unwrap_or_default()
        };
        let load = |node| Load {
            node,
            weight: weights.get(&node).copied().unwrap_or(0),
            ring: has(&ring, node),
            modulo: has(&modulo, node),
            got: [got(&ring, node), got(&modulo, node)],
        };
        let nodes: Vec<_> = handover.nodes().into_iter().map(load).collect();
        let chosen = moment.selection.iter().rev().find_map(|mark| {
            nodes.iter().find(|load| name(load.node) == *mark).map(|l| l.node)
        });
        let changed = handover.change().map(|(_, change)| change.node);
        let is_member = |node: &NodeId| weights.contains_key(node);
        let next = moment.edits.iter().find(|(at, _)| *at > now);
        let next = next.and_then(|(_, edit)| match edit {
            Edit::Remove(node) | Edit::Weigh(node, _) => Some(*node),
            Edit::Add => None,
        });
        let is_removal = |edit: &Edit| matches!(edit, Edit::Remove(_));
        let loses = moment.edits.iter().any(|(_, edit)| is_removal(edit));
        let mut scene = Scene {
            loses,
            handover,
            now,
            layout: moment.layout,
            focus: NodeId(1),
            nodes,
            idle: [ring.idle, modulo.idle],
        };
        let focus = chosen.or(changed).or(next.filter(is_member));
        scene.focus = focus.unwrap_or_else(|| scene.hottest(Rule::Ring));
        scene
    }

    pub fn placement(&self) -> &'a Placement {
        self.handover.placement()
    }

    pub fn change(&self) -> Option<&'a Change> {
        self.handover.change().map(|(_, change)| change)
    }

    /// The change, unless the reader looks at another node.
    pub fn change_in_focus(&self) -> Option<&'a Change> {
        self.change().filter(|change| change.node == self.focus)
    }

    /// The node with the most keys, for what it can bear.
    pub fn hottest(&self, rule: Rule) -> NodeId {
        let members = self.nodes.iter().rev().filter(|load| load.weight > 0);
        let hottest = members.max_by_key(|load| self.load_ppm(load, rule));
        hottest.map_or(NodeId(1), |load| load.node)
    }

    /// How many fair shares a node has, in millionths.
    pub fn load_ppm(&self, load: &Load, rule: Rule) -> u32 {
        let weights: u64 = self.nodes.iter().map(|l| u64::from(l.weight)).sum();
        let keys = self.placement().keys().len() as u64;
        ratio_ppm(
            u64::from(load.keys(rule)) * weights,
            keys * u64::from(load.weight.max(1)),
        )
    }

    /// The most keys that a node can have when another one leaves: what the two with
    /// most have had together. None if none leaves.
    pub fn heir_max(&self) -> u32 {
        if !self.loses {
            return 0;
        }
        let since = self.handover.change().map_or(self.now, |(since, _)| since);
        let keys = self.handover.tally(Rule::Ring, since).keys;
        let (first, second) =
            keys.into_iter().fold((0, 0), |(first, second), has| {
                (has.max(first), has.min(first).max(second))
            });
        first + second
    }

    /// How many keys a node had before the last change.
    pub fn had(&self, rule: Rule, node: NodeId) -> u32 {
        let since = self.handover.change().map_or(self.now, |(since, _)| since);
        let keys = self.handover.tally(rule, since).keys;
        keys.get(node.index()).copied().unwrap_or(0)
    }

    /// The share of the keys that a node has on the ring, in millionths.
    pub fn owned_ppm(&self, node: NodeId) -> u32 {
        let load = self.nodes.iter().find(|load| load.node == node);
        let keys = load.map_or(0, |load| load.ring);
        ratio_ppm(keys.into(), self.placement().keys().len() as u64)
    }

    /// What the last change moves by a rule, a hundredth of the keys each.
    pub fn moves(&self, rule: Rule) -> Vec<Move> {
        let Some((since, change)) = self.handover.change() else {
            return Vec::new();
        };
        let ppm = u64::from(change.moved_ppm(rule));
        let count = (ppm as usize * CELLS + 500_000) / 1_000_000;
        let lasts = ppm * 1_000_000 / RATE_PPM;
        let movers = self.handover.movers(rule, count).into_iter().enumerate();
        let sent = |place: usize| {
            since + Micros::new(lasts * (2 * place as u64 + 1) / (2 * count as u64))
        };
        movers
            .map(|(place, mover)| Move {
                position: mover.position,
                from: mover.from,
                to: mover.to,
                sent: sent(place),
                is_idle: mover.from != change.node && mover.to != change.node,
            })
            .collect()
    }

    /// The share of all keys that the last change has moved by a rule, up to now,
    /// between nodes that it was not about, in millionths.
    pub fn idle_ppm(&self, rule: Rule) -> u32 {
        let idle = match rule {
            Rule::Ring => self.idle[0],
            Rule::Modulo => self.idle[1],
        };
        ratio_ppm(idle.into(), self.placement().keys().len() as u64)
    }

    /// Who gives keys to the changed node on the ring, or gets them from it.
    pub fn partners(&self) -> Vec<NodeId> {
        let Some(change) = self.change() else { return Vec::new() };
        let mut partners = Vec::new();
        for key in self.handover.moved(Rule::Ring) {
            let (was, is) = self.handover.from_and_to(Rule::Ring, *key as usize);
            let partner = if is == change.node { was } else { is };
            if let Err(place) = partners.binary_search(&partner) {
                partners.insert(place, partner);
            }
        }
        partners
    }
}
