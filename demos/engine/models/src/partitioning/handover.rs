//! A change takes time: keys that got another owner are copied, one after another.
//!
//! A rule says at once who owns a key; its bytes follow. Both rules copy the same
//! share of all keys in a second, in ring order, so that what a rule moves without
//! need is seen as time: from ten nodes to eleven the ring is done in about a
//! second, modulo in nine.
//!
//! - Cost: an edit as in [`Placement`], and O(K) more; to count who has what at a
//!   moment, `NOTED` keys at most.
//! - Left out: that nodes copy at the same time, and more slowly under load; what a
//!   reader is told meanwhile. A change that comes while another one is under way
//!   takes the keys of that for copied.

use super::placement::{Change, Edit, Member, Placement, percent};
use sim::{Log, Micros, Model, NodeId};
use std::sync::Arc;

/// The share of all keys that is sent in a second, in millionths.
pub const RATE_PPM: u64 = 100_000;
/// How long a key is on its way.
pub const FLIGHT: Micros = Micros::from_millis(700);

/// After how many moves it is noted down who has how much.
const NOTED: usize = 128;

/// One of the two rules that place keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The next token on the ring.
    Ring,
    /// The hash modulo the number of nodes.
    Modulo,
}

/// A key that got another owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mover {
    /// Its place on the ring.
    pub position: u64,
    /// Who had it.
    pub from: NodeId,
    /// Who gets it.
    pub to: NodeId,
}

/// What nodes have at a moment of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many keys each has, by [`NodeId::index`].
    pub keys: Vec<u32>,
    /// How many keys have moved between nodes that the change was not about.
    pub idle: u32,
    /// How many of its keys each has got from another node since the change.
    pub got: Vec<Got>,
}

/// Keys that a node has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Got {
    /// From the node that the change was about, or as that node.
    pub needed: u32,
    /// From another one, for nothing.
    pub idle: u32,
}

impl Tally {
    fn of(owners: &[NodeId]) -> Tally {
        let last = owners.iter().max().map_or(0, |node| node.index());
        let mut keys = vec![0; last + 1];
        owners.iter().for_each(|node| keys[node.index()] += 1);
        Tally { got: vec![Got::default(); keys.len()], keys, idle: 0 }
    }

    fn count(&mut self, (from, to): (NodeId, NodeId), changed: NodeId) {
        if self.keys.len() <= to.index() {
            self.keys.resize(to.index() + 1, 0);
            self.got.resize(to.index() + 1, Got::default());
        }
        self.keys[from.index()] -= 1;
        self.keys[to.index()] += 1;
        let got = &mut self.got[to.index()];
        match from == changed || to == changed {
            true => got.needed += 1,
            false => (got.idle, self.idle) = (got.idle + 1, self.idle + 1),
        }
    }
}

/// What a change moves by a rule.
#[derive(Debug, Default)]
struct Moves {
    /// The places of the keys among all, in the order in which they are sent.
    keys: Vec<u32>,
    /// Who has what before any of them has arrived, and after each [`NOTED`].
    noted: Vec<Tally>,
}

/// Keys on a ring and by modulo, and those of them that are on their way.
#[derive(Clone, Debug)]
pub struct Handover {
    placement: Placement,
    /// When the last change was made.
    since: Option<Micros>,
    /// Who was a member before it, and what each had.
    before: Vec<Member>,
    /// The rules that are still copying, the last to end first.
    copying: Vec<(Micros, Rule)>,
    /// What the last change moves on the ring, and by modulo.
    moves: [Arc<Moves>; 2],
}

impl Handover {
    /// A cluster that has all of its keys.
    pub fn new(placement: Placement) -> Handover {
        let mut handover = Handover {
            placement,
            since: None,
            before: Vec::new(),
            copying: Vec::new(),
            moves: Default::default(),
        };
        handover.count();
        handover
    }

    /// Who owns which key, as the rules say.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The last change, and when it was made.
    pub fn change(&self) -> Option<(Micros, &Change)> {
        self.since.zip(self.placement.change())
    }

    /// The nodes that are members, or were before the last change; by name.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut nodes: Vec<_> =
            self.placement.members().iter().map(|member| member.node).collect();
        for member in &self.before {
            if let Err(place) = nodes.binary_search(&member.node) {
                nodes.insert(place, member.node);
            }
        }
        nodes
    }

    /// How many keys each of [`Handover::nodes`] has at a moment.
    pub fn keys(&self, rule: Rule, now: Micros) -> Vec<(NodeId, u32)> {
        let tally = self.tally(rule, now);
        let has = |node: NodeId| tally.keys.get(node.index()).copied();
        let nodes = self.nodes().into_iter();
        nodes.map(|node| (node, has(node).unwrap_or(0))).collect()
    }

    /// Who has what at a moment.
    pub fn tally(&self, rule: Rule, now: Micros) -> Tally {
        let moves = self.moves(rule);
        let arrived = self.arrived(rule, now).min(moves.keys.len());
        let noted = arrived / NOTED;
        let mut tally = moves.noted[noted].clone();
        let Some((_, change)) = self.change() else { return tally };
        for key in &moves.keys[noted * NOTED..arrived] {
            tally.count(self.from_and_to(rule, *key as usize), change.node);
        }
        tally
    }

    /// The places of the keys that the last change moves, in the order in which they
    /// are sent.
    pub fn moved(&self, rule: Rule) -> &[u32] {
        &self.moves(rule).keys
    }

    /// Who had a key before the last change, and who owns it after.
    pub fn from_and_to(&self, rule: Rule, key: usize) -> (NodeId, NodeId) {
        let (before, after) = self.was_and_is(rule);
        (before[key], after[key])
    }

    /// Who has one of the keys at a moment.
    pub fn owner(&self, rule: Rule, key: usize, now: Micros) -> NodeId {
        let (was, is) = self.from_and_to(rule, key);
        let moved = self.moved(rule);
        let place = moved.partition_point(|other| (*other as usize) < key);
        if was != is && place >= self.arrived(rule, now) { was } else { is }
    }

    fn moves(&self, rule: Rule) -> &Moves {
        match rule {
            Rule::Ring => &self.moves[0],
            Rule::Modulo => &self.moves[1],
        }
    }

    /// Finds what the last change moves, once for all moments of it.
    fn count(&mut self) {
        self.moves = [Rule::Ring, Rule::Modulo].map(|rule| {
            let (before, after) = self.was_and_is(rule);
            let changed = self.placement.change().map(|change| change.node);
            let mut tally = Tally::of(before);
            let mut moves = Moves { keys: Vec::new(), noted: vec![tally.clone()] };
            for (key, (was, is)) in before.iter().zip(after).enumerate() {
                let Some(changed) = changed.filter(|_| was != is) else { continue };
                tally.count((*was, *is), changed);
                moves.keys.push(key as u32);
                if moves.keys.len().is_multiple_of(NOTED) {
                    moves.noted.push(tally.clone());
                }
            }
            Arc::new(moves)
        });
    }

    /// Who has each of the keys at a moment: whoever had it until it has arrived.
    pub fn owners(
        &self,
        rule: Rule,
        now: Micros,
    ) -> impl Iterator<Item = NodeId> + '_ {
        let arrived = self.arrived(rule, now);
        let mut moved = 0;
        let (before, after) = self.was_and_is(rule);
        before.iter().zip(after).map(move |(was, is)| {
            moved += usize::from(was != is);
            if was != is && moved > arrived { *was } else { *is }
        })
    }

    /// How many of the keys that move have arrived at a moment.
    fn arrived(&self, rule: Rule, now: Micros) -> usize {
        let keys = self.placement.keys().len() as u64;
        // Rounded up: all have arrived when the share of all has.
        let arrived = u64::from(self.arrived_ppm(rule, now)) * keys;
        arrived.div_ceil(1_000_000) as usize
    }

    /// The share of all keys that has arrived at a moment, in millionths.
    pub fn arrived_ppm(&self, rule: Rule, now: Micros) -> u32 {
        let Some((since, change)) = self.change() else { return 0 };
        let moved = change.moved_ppm(rule);
        let elapsed = now.since(since.saturating_add(FLIGHT)).get();
        let sent = elapsed * RATE_PPM / 1_000_000;
        sent.min(moved.into()) as u32
    }

    /// When all that a rule moves has arrived.
    pub fn done(&self, rule: Rule) -> Option<Micros> {
        let (since, change) = self.change()?;
        let moved = u64::from(change.moved_ppm(rule));
        Some(since + FLIGHT + Micros::new(moved * 1_000_000 / RATE_PPM))
    }

    /// Some of the keys that the last change moves, evenly picked, in the order in
    /// which they are sent.
    pub fn movers(&self, rule: Rule, count: usize) -> Vec<Mover> {
        let moved = self.moved(rule);
        let count = count.min(moved.len());
        let pick = |place: usize| {
            let key = moved[(2 * place + 1) * moved.len() / (2 * count)] as usize;
            let (from, to) = self.from_and_to(rule, key);
            Mover { position: self.placement.keys()[key].position, from, to }
        };
        (0..count).map(pick).collect()
    }

    /// The owner of each key before and after the last change.
    fn was_and_is(&self, rule: Rule) -> (&[NodeId], &[NodeId]) {
        let owners = self.placement.owners();
        let before =
            self.placement.change().map_or(owners, |change| &change.before);
        match rule {
            Rule::Ring => (&before.ring, &owners.ring),
            Rule::Modulo => (&before.modulo, &owners.modulo),
        }
    }
}

impl Change {
    /// Keys that got another owner by a rule, in millionths of all.
    pub fn moved_ppm(&self, rule: Rule) -> u32 {
        match rule {
            Rule::Ring => self.ring_moved_ppm,
            Rule::Modulo => self.modulo_moved_ppm,
        }
    }
}

impl Model for Handover {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.copying.last().map(|(at, _)| *at)
    }

    fn step(&mut self, log: &mut Log) {
        let Some((at, rule)) = self.copying.pop() else { return };
        let name = match rule {
            Rule::Ring => "on the ring",
            Rule::Modulo => "by modulo",
        };
        let moved = self.change().map_or(0, |(_, change)| change.moved_ppm(rule));
        let moved = percent(moved);
        log.note(at, None, format!("{name} all that moves has arrived: {moved} %"));
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let members = self.placement.members().to_vec();
        let Some(change) = self.placement.make(*edit) else { return };
        // What it moves is told when it has arrived.
        log.note(at, Some(change.node), change.words());
        (self.before, self.since) = (members, Some(at));
        self.count();
        self.copying.clear();
        let Some(change) = self.placement.change() else { return };
        let (ring, modulo) = (change.ring_moved_ppm, change.modulo_moved_ppm);
        let both = match ring <= modulo {
            true => [Rule::Modulo, Rule::Ring],
            false => [Rule::Ring, Rule::Modulo],
        };
        let moves = |rule: &Rule| change.moved_ppm(*rule) > 0;
        for rule in both.into_iter().filter(moves) {
            self.copying.extend(self.done(rule).map(|done| (done, rule)));
        }
    }
}
