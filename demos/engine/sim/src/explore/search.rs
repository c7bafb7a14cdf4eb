//! The search itself: what can happen in a state, and where it leads.

use super::fingerprint::{Fingerprints, fingerprint};
use super::{Budget, EditOf, End, Limits, Violation};
use crate::cluster::{Condition, InFlight};
use crate::{Cluster, Edit, Log, MessageId, Micros, Model, NodeId, Process};
use std::hash::Hash;

/// What may still be done.
#[derive(Clone, Copy, Debug, Hash)]
pub(super) struct Left {
    pub expiries: Budget,
    pub crashes: Budget,
    pub losses: Budget,
    pub duplications: Budget,
    /// A bit for each command that was asked.
    pub asked: u64,
}

/// A state at the edge of the search.
struct State<P: Process> {
    cluster: Cluster<P>,
    left: Left,
    /// Its place in the trail.
    place: usize,
}

pub(super) struct Search<'a, P: Process, F> {
    /// When the schedule starts.
    began: Micros,
    limits: &'a Limits<P::Command>,
    /// The commands as text, to tell which are the same.
    commands: Vec<(NodeId, String)>,
    violated: F,
    /// Fingerprints of all states reached.
    pub seen: Fingerprints,
    /// For each state but the first, in the order reached: the place of the one
    /// before and the edit that led from there to it. The first has place 0.
    trail: Vec<(usize, EditOf<P>)>,
    /// The states reached by `depth` edits and no fewer.
    edge: Vec<State<P>>,
    pub depth: usize,
    pub edits: usize,
}

impl<'a, P, F> Search<'a, P, F>
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
    F: FnMut(&Cluster<P>) -> Option<&'static str>,
{
    pub fn new(began: Micros, limits: &'a Limits<P::Command>, violated: F) -> Self {
        assert!(limits.commands.len() <= 64, "a search asks at most 64 commands");
        let text =
            |(node, command): &(NodeId, P::Command)| (*node, command.to_string());
        Search {
            began,
            limits,
            commands: limits.commands.iter().map(text).collect(),
            violated,
            seen: Fingerprints::default(),
            trail: Vec::new(),
            edge: Vec::new(),
            depth: 0,
            edits: 0,
        }
    }

    /// Goes one edit further until there is nowhere to go.
    pub fn widen(&mut self) -> End<EditOf<P>> {
        loop {
            let edge = std::mem::take(&mut self.edge);
            if self.depth == self.limits.depth_max {
                let is_end =
                    edge.iter().all(|state| self.choices(state).is_empty());
                return if is_end { End::Exhausted } else { End::DepthMax };
            }
            for state in edge {
                if let Some(end) = self.leave(&state) {
                    return end;
                }
            }
            if self.edge.is_empty() {
                return End::Exhausted;
            }
            self.depth += 1;
        }
    }

    /// Tries all that can happen in a state.
    fn leave(&mut self, state: &State<P>) -> Option<End<EditOf<P>>> {
        let depth = self.depth as u64 + 1;
        let at = self.began + Micros::from_millis(depth);
        for (edit, left) in self.choices(state) {
            self.edits += 1;
            let mut cluster = state.cluster.clone();
            cluster.edit(at, &edit, &mut Log::off());
            settle(&mut cluster);
            self.trail.push((state.place, edit));
            let place = self.trail.len();
            let end = self.arrive(cluster, left, place);
            if end.is_some() {
                self.depth += 1;
                return end;
            }
        }
        None
    }

    /// Takes note of a state whose edit is the last of the trail, or takes that
    /// edit off it if the state is known.
    pub fn arrive(
        &mut self,
        cluster: Cluster<P>,
        left: Left,
        place: usize,
    ) -> Option<End<EditOf<P>>> {
        if !self.seen.insert(fingerprint(&cluster, &left)) {
            self.trail.pop();
            return None;
        }
        if self.seen.len() > self.limits.states_max {
            return Some(End::StatesMax);
        }
        if let Some(check) = (self.violated)(&cluster) {
            let schedule = self.schedule(place);
            return Some(End::Violated(Violation { check, schedule }));
        }
        self.edge.push(State { cluster, left, place });
        None
    }

    /// The way to a place of the trail.
    fn schedule(&self, place: usize) -> Vec<(Micros, EditOf<P>)> {
        let mut edits = Vec::new();
        let mut place = place;
        while let Some((before, edit)) =
            place.checked_sub(1).map(|p| &self.trail[p])
        {
            edits.push(edit.clone());
            place = *before;
        }
        let at = |index: u64| self.began + Micros::from_millis(index + 1);
        (0u64..).map(at).zip(edits.into_iter().rev()).collect()
    }

    /// All that can happen in a state, and what may be done afterwards.
    fn choices(&self, state: &State<P>) -> Vec<(EditOf<P>, Left)> {
        let State { cluster, left, .. } = state;
        let messages = distinct(cluster);
        let mut choices: Vec<_> =
            messages.iter().map(|id| (Edit::Release(*id), *left)).collect();
        if let Some(expiries) = left.expiries.spend() {
            choices.extend(cluster.nodes().flat_map(|node| {
                let expire = move |timer| Edit::Expire(node, timer);
                let left = Left { expiries, ..*left };
                cluster.running_timers(node).map(move |timer| (expire(timer), left))
            }));
        }
        self.ask(left, &mut choices);
        break_and_mend(cluster, left, &mut choices);
        if let Some(losses) = left.losses.spend() {
            let left = Left { losses, ..*left };
            choices.extend(messages.iter().map(|id| (Edit::Drop(*id), left)));
        }
        if let Some(duplications) = left.duplications.spend() {
            let left = Left { duplications, ..*left };
            choices.extend(messages.iter().map(|id| (Edit::Duplicate(*id), left)));
        }
        choices
    }

    /// Each command not asked yet; of those that are the same, the first.
    fn ask(&self, left: &Left, choices: &mut Vec<(EditOf<P>, Left)>) {
        let is_open = |index: &usize| left.asked & (1 << index) == 0;
        for index in (0..self.commands.len()).filter(is_open) {
            let twin =
                |other: &usize| self.commands[*other] == self.commands[index];
            if !(0..index).filter(is_open).any(|other| twin(&other)) {
                let (node, command) = self.limits.commands[index].clone();
                let left = Left { asked: left.asked | 1 << index, ..*left };
                choices.push((Edit::Ask(node, command), left));
            }
        }
    }
}

/// Each node may come up if it is stopped, or stop if it is not.
fn break_and_mend<P: Process>(
    cluster: &Cluster<P>,
    left: &Left,
    choices: &mut Vec<(EditOf<P>, Left)>,
) {
    for node in cluster.nodes() {
        match (cluster.condition(node), left.crashes.spend()) {
            (Condition::Stopped, _) => choices.push((Edit::Restart(node), *left)),
            (Condition::Up | Condition::Paused, Some(crashes)) => {
                choices.push((Edit::Crash(node), Left { crashes, ..*left }));
            }
            (Condition::Up | Condition::Paused, None) => {}
        }
    }
}

/// The messages in flight; of those that are the same, the first.
fn distinct<P: Process>(cluster: &Cluster<P>) -> Vec<MessageId> {
    let mut distinct: Vec<(MessageId, &InFlight<P::Message>)> = Vec::new();
    for (id, a) in cluster.in_flight() {
        let is_same = |(_, b): &(MessageId, &InFlight<P::Message>)| {
            (a.from, a.to) == (b.from, b.to) && a.message == b.message
        };
        if !distinct.iter().any(is_same) {
            distinct.push((id, a));
        }
    }
    distinct.into_iter().map(|(id, _)| id).collect()
}

/// Lets happen what follows at once.
pub(super) fn settle<P: Process>(cluster: &mut Cluster<P>) {
    while cluster.next().is_some_and(|at| at <= cluster.now()) {
        cluster.step(&mut Log::off());
    }
    assert!(
        cluster.next().is_none(),
        "something happens by itself: explore a cluster whose messages are held \
         and whose timers are manual"
    );
}
