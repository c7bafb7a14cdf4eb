//! A change takes time: keys that got another owner are copied, one after another.
//!
//! A rule says at once who owns a key; its bytes follow. Both rules copy the same
//! share of all keys in a second, in ring order, so that what a rule moves without
//! need is seen as time: from ten nodes to eleven the ring is done in about a
//! second, modulo in nine.
//!
//! - Cost: an edit as in [`Placement`]; to count who has what, O(K).
//! - Left out: that nodes copy at the same time, and more slowly under load; what a
//!   reader is told meanwhile. A change that comes while another one is under way
//!   takes the keys of that for copied.

use super::placement::{Change, Edit, Member, Placement, percent};
use sim::{Log, Micros, Model, NodeId};

/// The share of all keys that is sent in a second, in millionths.
pub const RATE_PPM: u64 = 100_000;
/// How long a key is on its way.
pub const FLIGHT: Micros = Micros::from_millis(700);

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
}

impl Handover {
    /// A cluster that has all of its keys.
    pub fn new(placement: Placement) -> Handover {
        Handover { placement, since: None, before: Vec::new(), copying: Vec::new() }
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
        let mut keys: Vec<_> =
            self.nodes().into_iter().map(|node| (node, 0)).collect();
        let last = keys.last().map_or(0, |(node, _)| node.index() + 1);
        let mut places = vec![0; last];
        for (place, (node, _)) in keys.iter().enumerate() {
            places[node.index()] = place;
        }
        for node in self.owners(rule, now) {
            keys[places[node.index()]].1 += 1;
        }
        keys
    }

    /// Who has each of the keys at a moment: whoever had it until it has arrived.
    pub fn owners(
        &self,
        rule: Rule,
        now: Micros,
    ) -> impl Iterator<Item = NodeId> + '_ {
        let keys = self.placement.keys().len() as u64;
        // Rounded up: all have arrived when the share of all has.
        let arrived = u64::from(self.arrived_ppm(rule, now)) * keys;
        let arrived = arrived.div_ceil(1_000_000);
        let mut moved = 0;
        self.was_and_is(rule).map(move |(was, is)| {
            moved += u64::from(was != is);
            if was != is && moved > arrived { was } else { is }
        })
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
        let moved = || {
            let keys = self.placement.keys().iter().zip(self.was_and_is(rule));
            keys.filter(|(_, (was, is))| was != is)
        };
        let all = moved().count();
        let mut picked = Vec::with_capacity(count);
        for (place, (key, (from, to))) in moved().enumerate() {
            let due = (2 * picked.len() + 1) * all / (2 * count.max(1));
            if picked.len() < count && place >= due {
                picked.push(Mover { position: key.position, from, to });
            }
        }
        picked
    }

    /// The owner of each key before and after the last change.
    fn was_and_is(
        &self,
        rule: Rule,
    ) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let owners = self.placement.owners();
        let before =
            self.placement.change().map_or(owners, |change| &change.before);
        let (before, after) = match rule {
            Rule::Ring => (&before.ring, &owners.ring),
            Rule::Modulo => (&before.modulo, &owners.modulo),
        };
        before.iter().copied().zip(after.iter().copied())
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
