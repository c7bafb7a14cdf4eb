//! Every schedule of a small configuration, shortest first.
//!
//! A run follows one schedule; a search follows all of them. It takes a cluster
//! in which nothing happens by itself ([`Latency::Held`], [`Timers::Manual`]),
//! tries everything that could happen next, and does the same in each state
//! that this leads to. Breadth-first: the first violation found is one of the
//! shortest, and its schedule is a list of edits which a [`Run`] can replay.
//!
//! States that differ only in the numbers of their messages, or in the times at
//! which things happened, count as one. They are told apart by a 64-bit
//! fingerprint; so two of *n* states are taken for one with a probability of
//! about *n*²/2⁶⁵: one in 37 million for a million states.
//!
//! - Source: Yu, Manolios and Lamport, *Model Checking TLA+ Specifications*
//!   (1999), whose checker TLC also searches breadth-first by fingerprint.
//! - Cost: each state is cloned once for each thing that can happen in it; a
//!   small protocol of three nodes makes some 100,000s of states a second. The
//!   states at the edge of the search are kept whole, of the others eight bytes
//!   and the edit that led there.
//! - Left out: randomness. What a process draws is no part of its state here, so
//!   it must decide nothing but how long a timer runs. Also links that keep the
//!   order of their messages, cuts and pauses; a message may always be late.
//!
//! [`Latency::Held`]: crate::Latency::Held
//! [`Timers::Manual`]: crate::cluster::Timers::Manual
//! [`Run`]: crate::Run

use crate::cluster::{Condition, InFlight};
use crate::{Cluster, Edit, Log, MessageId, Micros, Model, NodeId, Process};
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use xxhash_rust::xxh64::Xxh64;

/// How often something may be done in one schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// At most so many times. What is left of it is part of the state.
    Times(u32),
    /// As often as it likes; often *fewer* states than a large number of times.
    Unlimited,
}

impl Budget {
    /// Not at all.
    pub const NONE: Budget = Budget::Times(0);

    /// What is left after one more time, if there is one more.
    fn spend(self) -> Option<Budget> {
        match self {
            Budget::Times(times) => times.checked_sub(1).map(Budget::Times),
            Budget::Unlimited => Some(Budget::Unlimited),
        }
    }
}

/// What a search may do, and when it gives up. Without more, messages are
/// delivered in every order and nothing else happens.
#[derive(Clone, Debug)]
pub struct Limits<C> {
    /// Most states; a million unless said otherwise.
    pub states_max: usize,
    /// Most edits in a schedule; no limit unless said otherwise.
    pub depth_max: usize,
    /// How many timers may go off.
    pub expiries: Budget,
    /// How many nodes may crash. A node that has may always come up again.
    pub crashes: Budget,
    /// How many messages may be lost.
    pub losses: Budget,
    /// How many messages may arrive once more than they were sent.
    pub duplications: Budget,
    /// What nodes are asked: each once, at any time and in any order; at most 64.
    pub commands: Vec<(NodeId, C)>,
}

impl<C> Default for Limits<C> {
    fn default() -> Limits<C> {
        Limits {
            states_max: 1_000_000,
            depth_max: usize::MAX,
            expiries: Budget::NONE,
            crashes: Budget::NONE,
            losses: Budget::NONE,
            duplications: Budget::NONE,
            commands: Vec::new(),
        }
    }
}

/// What a search has covered. `E` is the edit of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage<E> {
    /// How many different states were reached, the first one included.
    pub states: usize,
    /// How many edits were tried.
    pub edits: usize,
    /// How many edits the longest schedule has.
    pub depth: usize,
    /// Why the search ended.
    pub end: End<E>,
}

/// Why a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End<E> {
    /// There are no more states, and none of them violates anything.
    Exhausted,
    /// A state violates what was checked.
    Violated(Violation<E>),
    /// There are more states than [`Limits::states_max`].
    StatesMax,
    /// There may be more states after [`Limits::depth_max`] edits.
    DepthMax,
}

/// A state that should not be, and one of the shortest ways there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation<E> {
    /// Which check failed.
    pub check: &'static str,
    /// What was done, a millisecond apart. A [`Run`](crate::Run) of the same
    /// cluster with these edits ends in the same state.
    pub schedule: Vec<(Micros, E)>,
}

impl<E> Coverage<E> {
    /// Whether every state was reached and none violates anything.
    pub fn is_complete(&self) -> bool {
        matches!(self.end, End::Exhausted)
    }

    /// What was violated, if anything was.
    pub fn violation(&self) -> Option<&Violation<E>> {
        match &self.end {
            End::Violated(violation) => Some(violation),
            End::Exhausted | End::StatesMax | End::DepthMax => None,
        }
    }
}

/// An edit of a cluster of `P`.
type EditOf<P> = <Cluster<P> as Model>::Edit;

/// Reaches every state that `start` can come to within `limits`, and asks of
/// each whether it violates something. Ends with the first that does.
///
/// Always finds the same: the order in which edits are tried is fixed, with
/// deliveries before timers, requests and faults. The state of a process is what
/// its `Hash` says; one that counts what does not matter to the protocol should
/// leave that out.
///
/// # Panics
///
/// If something in the cluster happens by itself.
pub fn explore<P>(
    start: Cluster<P>,
    limits: &Limits<P::Command>,
    violated: impl FnMut(&Cluster<P>) -> Option<&'static str>,
) -> Coverage<EditOf<P>>
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
{
    let mut start = start;
    settle(&mut start);
    let mut search = Search::new(start.now(), limits, violated);
    let left = Left {
        expiries: limits.expiries,
        crashes: limits.crashes,
        losses: limits.losses,
        duplications: limits.duplications,
        asked: 0,
    };
    let end = match search.arrive(start, left, 0) {
        Some(end) => end,
        None => search.widen(),
    };
    Coverage {
        states: search.seen.len(),
        edits: search.edits,
        depth: search.depth,
        end,
    }
}

/// What may still be done.
#[derive(Clone, Copy, Debug, Hash)]
struct Left {
    expiries: Budget,
    crashes: Budget,
    losses: Budget,
    duplications: Budget,
    /// A bit for each command that was asked.
    asked: u64,
}

/// A state at the edge of the search.
struct State<P: Process> {
    cluster: Cluster<P>,
    left: Left,
    /// Its place in the trail.
    place: usize,
}

struct Search<'a, P: Process, F> {
    /// When the schedule starts.
    began: Micros,
    limits: &'a Limits<P::Command>,
    /// The commands as text, to tell which are the same.
    commands: Vec<(NodeId, String)>,
    violated: F,
    /// Fingerprints of all states reached.
    seen: BTreeSet<u64>,
    /// For each state but the first, in the order reached: the place of the one
    /// before and the edit that led from there to it. The first has place 0.
    trail: Vec<(usize, EditOf<P>)>,
    /// The states reached by `depth` edits and no fewer.
    edge: Vec<State<P>>,
    depth: usize,
    edits: usize,
}

impl<'a, P, F> Search<'a, P, F>
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
    F: FnMut(&Cluster<P>) -> Option<&'static str>,
{
    fn new(began: Micros, limits: &'a Limits<P::Command>, violated: F) -> Self {
        assert!(limits.commands.len() <= 64, "a search asks at most 64 commands");
        let text =
            |(node, command): &(NodeId, P::Command)| (*node, command.to_string());
        Search {
            began,
            limits,
            commands: limits.commands.iter().map(text).collect(),
            violated,
            seen: BTreeSet::new(),
            trail: Vec::new(),
            edge: Vec::new(),
            depth: 0,
            edits: 0,
        }
    }

    /// Goes one edit further until there is nowhere to go.
    fn widen(&mut self) -> End<EditOf<P>> {
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
    fn arrive(
        &mut self,
        cluster: Cluster<P>,
        left: Left,
        place: usize,
    ) -> Option<End<EditOf<P>>> {
        let fingerprint = fingerprint(&cluster, &left);
        if self.seen.contains(&fingerprint) {
            self.trail.pop();
            return None;
        }
        if self.seen.len() == self.limits.states_max {
            return Some(End::StatesMax);
        }
        self.seen.insert(fingerprint);
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
    let is_same = |a: &InFlight<P::Message>, b: &InFlight<P::Message>| {
        a.from == b.from && a.to == b.to && a.message == b.message
    };
    cluster
        .in_flight()
        .enumerate()
        .filter(|(index, (_, message))| {
            !cluster.in_flight().take(*index).any(|(_, m)| is_same(m, message))
        })
        .map(|(_, (id, _))| id)
        .collect()
}

/// Lets happen what follows at once.
fn settle<P: Process>(cluster: &mut Cluster<P>) {
    while cluster.next().is_some_and(|at| at <= cluster.now()) {
        cluster.step(&mut Log::off());
    }
    assert!(
        cluster.next().is_none(),
        "something happens by itself: explore a cluster whose messages are held \
         and whose timers are manual"
    );
}

/// A number that is the same for states which nothing to come can tell apart.
fn fingerprint<P>(cluster: &Cluster<P>, left: &Left) -> u64
where
    P: Process + Hash,
    P::Message: Hash,
    P::Timer: Hash,
{
    let mut state = Xxh64::new(0);
    left.hash(&mut state);
    for node in cluster.nodes() {
        cluster.process(node).hash(&mut state);
        cluster.condition(node).hash(&mut state);
        for timer in cluster.running_timers(node) {
            timer.hash(&mut state);
        }
        node.hash(&mut state); // where its timers end
    }
    // A sum, as it does not matter which message was sent first.
    let in_flight = cluster.in_flight().map(|(_, m)| {
        let mut message = Xxh64::new(0);
        (m.from, m.to, &m.message).hash(&mut message);
        message.finish()
    });
    state.write_u64(in_flight.fold(0, u64::wrapping_add));
    state.finish()
}
