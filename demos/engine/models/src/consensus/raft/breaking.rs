//! The shortest schedule that breaks a cluster, if there is one.
//!
//! A search through all schedules of a small cluster, breadth first, in coarse
//! [`Step`]s: one server acts, and it can talk to a chosen set of others and to
//! nobody else until all that follows has come to rest. What a step does is done
//! by the same [`Server`]s that run everywhere else. So a schedule is a sequence of
//! elections, proposals, replications and restarts, each with its cuts of the
//! network; the first one found that violates a check is one of the shortest.
//!
//! What it cannot show is that *no* schedule breaks Raft: it covers what its
//! [`Bounds`] allow, and messages that arrive late, in a later step, are left out.
//! The tests explore those with [`sim::explore`].
//!
//! - Cost: some 100,000 steps a second and core; a state kept is about a kilobyte
//!   until its successors are found, then 16 bytes.
//! - Left out: messages that arrive in a later step, or twice; clients, pre-vote,
//!   compaction, changes of the members.

use super::checks::{self, Check};
use super::fingerprint::fingerprint;
use super::message::{Command, Message, Timer};
use super::trial::{RaftEdit, Stroke, Trial};
use super::{Node, Opening, Rule, Rules, Server, Settings};
use sim::cluster::Timers;
use sim::process::Effect;
use sim::{
    Cluster, Edit, Latency, Micros, Network, NodeId, NodeSet, Outbox, Stream,
};
use std::rc::Rc;

/// Something that one server does while it can talk to some of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who acts.
    pub server: NodeId,
    /// What it does.
    pub action: Action,
    /// Whom it can talk to meanwhile; nobody else talks at all.
    pub reach: NodeSet,
}

impl Step {
    /// The step in words.
    pub fn words(&self, settings: &Settings) -> String {
        let name = settings.name_of(self.server);
        let mut others = String::new();
        for node in self.reach.iter() {
            others.push_str(if others.is_empty() { "" } else { " and " });
            others.push_str(&settings.name_of(node));
        }
        if others.is_empty() {
            others.push_str("nobody");
        }
        match self.action {
            Action::Stand => format!("{name} times out, and reaches {others}"),
            Action::Replicate => format!("{name} speaks as leader to {others}"),
            Action::Propose => format!("{name} takes in a request"),
            Action::Restart => format!("{name} crashes and comes up again"),
        }
    }
}

/// What a server does in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Its election timeout ends.
    Stand,
    /// A leader speaks to the others.
    Replicate,
    /// A leader takes in a request.
    Propose,
    /// It crashes and comes up again.
    Restart,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The latest term, if nobody restarts; each restart takes two off, so that
    /// the search stays small enough for a page.
    pub terms: u32,
    /// Most entries in a log.
    pub entries: u32,
    /// Most restarts.
    pub restarts: u32,
    /// Most states; the search gives up there.
    pub states: usize,
}

impl Default for Bounds {
    /// Enough for Figure 8, and not too much for a page: 15,687 states with all
    /// rules kept.
    fn default() -> Bounds {
        Bounds { terms: 4, entries: 1, restarts: 1, states: 100_000 }
    }
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many different states it has reached.
    pub states: usize,
    /// How many steps it has tried.
    pub tried: usize,
    /// How many steps the longest schedule has.
    pub depth: usize,
    /// Whether it has seen all states within the bounds.
    pub extent: Extent,
    /// The check that fails at the end of [`Report::schedule`], if one does.
    pub violated: Option<Check>,
    /// The shortest schedule that violates it; otherwise one of the longest that
    /// was tried.
    pub schedule: Vec<Step>,
}

impl Report {
    /// When the last step of a replay is over.
    pub fn end(&self) -> Micros {
        Micros::new(STEP.get() * (self.schedule.len() as u64 + 1))
    }

    /// What it found, in words.
    pub fn words(&self) -> &'static str {
        match self.violated {
            Some(Check::ElectionSafety) => "Election Safety is violated",
            Some(Check::LogMatching) => "Log Matching is violated",
            Some(Check::LeaderCompleteness) => "Leader Completeness is violated",
            Some(Check::StateMachineSafety) => "State Machine Safety is violated",
            None => "No schedule violates anything; this was one of the longest",
        }
    }
}

/// How much a search has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All states within its bounds.
    Complete,
    /// It stopped at a violation, or at the most states.
    Partial,
}

/// The cluster that is searched with these rules: as small as it can be for the
/// rule to matter. Two of three servers are a majority, so that one takes five.
pub fn settings(rules: Rules) -> Settings {
    Settings {
        servers: if rules.quorum_is_majority == Rule::Kept { 3 } else { 5 },
        clients: 0,
        opening: Opening::Heartbeat,
        rules,
        network: Network {
            latency: Latency::Constant(FLIGHT),
            ..Network::default()
        },
        ..Settings::default()
    }
}

/// How long a message takes when a schedule is replayed.
const FLIGHT: Micros = Micros::from_millis(60);
/// How long a step of a schedule takes when it is replayed: long enough for all
/// that follows from it.
pub const STEP: Micros = Micros::from_millis(500);

/// The shortest schedule that breaks a cluster with these rules, replayed; or, if
/// there is none within the bounds, one of the longest that were tried.
pub fn break_it(rules: Rules, bounds: Bounds) -> Trial {
    let settings = settings(rules);
    let report = search(&settings, bounds);
    replay(&settings, &report).of_search(report)
}

/// A state at the edge of the search.
#[derive(Clone)]
struct State {
    /// Shared with the state before, but for those that the step changed.
    servers: Vec<Rc<Server>>,
    restarts: u32,
    /// Its place in the trail.
    place: usize,
}

struct Search {
    bounds: Bounds,
    /// For each state reached, the place of the one before and the step between.
    trail: Vec<(usize, Step)>,
    seen: Seen,
    tried: usize,
    /// What timers are set by, which makes no difference here.
    stream: Stream,
}

/// Searches for the shortest schedule that violates a check.
pub fn search(settings: &Settings, bounds: Bounds) -> Report {
    let servers =
        settings.servers().map(|node| Rc::new(Server::new(*settings, node)));
    let nobody =
        Step { server: NodeId(0), action: Action::Restart, reach: NodeSet::new() };
    let mut search = Search {
        bounds,
        trail: vec![(0, nobody)],
        seen: Seen::default(),
        tried: 0,
        stream: Stream::new(0, "search", 0),
    };
    let start = State { servers: servers.collect(), restarts: 0, place: 0 };
    search.seen.insert(fingerprint(&start.servers, 0));
    search.run(start)
}

impl Search {
    fn run(&mut self, start: State) -> Report {
        let mut edge = vec![start];
        let mut depth = 0;
        while !edge.is_empty() {
            let mut next = Vec::new();
            for state in &edge {
                for step in steps(state, self.bounds, depth == 0) {
                    let Some(reached) = self.take(state, step) else { continue };
                    if let Some(check) = violated(&reached.servers) {
                        let place = reached.place;
                        let end = (Extent::Partial, Some(check), place);
                        return self.report(depth + 1, end);
                    }
                    if self.seen.len == self.bounds.states {
                        let end = (Extent::Partial, None, reached.place);
                        return self.report(depth + 1, end);
                    }
                    next.push(reached);
                }
            }
            depth += usize::from(!next.is_empty());
            edge = next;
        }
        let last = self.trail.len() - 1;
        self.report(depth, (Extent::Complete, None, last))
    }

    /// Takes a step; `None` if it leads where the search was before.
    fn take(&mut self, state: &State, step: Step) -> Option<State> {
        self.tried += 1;
        let mut reached = state.clone();
        perform(&mut reached.servers, step, &mut self.stream);
        reached.restarts += u32::from(step.action == Action::Restart);
        let is_new =
            self.seen.insert(fingerprint(&reached.servers, reached.restarts));
        if !is_new {
            return None;
        }
        reached.place = self.trail.len();
        self.trail.push((state.place, step));
        Some(reached)
    }

    fn report(
        &self,
        depth: usize,
        (extent, violated, place): (Extent, Option<Check>, usize),
    ) -> Report {
        let mut schedule = Vec::new();
        let mut at = place;
        while at > 0 {
            let (before, step) = self.trail[at];
            schedule.push(step);
            at = before;
        }
        schedule.reverse();
        Report {
            states: self.seen.len,
            tried: self.tried,
            depth,
            extent,
            violated,
            schedule,
        }
    }
}

/// All that can happen in a state. Servers are alike at the start, so the first
/// to act is S1.
fn steps(state: &State, bounds: Bounds, is_first: bool) -> Vec<Step> {
    let mut steps = Vec::new();
    let count = state.servers.len() as u32;
    let actors = if is_first { 1 } else { count };
    let terms = bounds.terms - 2 * state.restarts;
    let latest = state.servers.iter().map(|server| server.term).max();
    let may_restart =
        state.restarts < bounds.restarts && latest.is_some_and(|t| t + 2 <= terms);
    for node in NodeId::first(actors) {
        let server = &state.servers[node.index()];
        let mut push = |action, reach| {
            steps.push(Step { server: node, action, reach });
        };
        if server.leadership().is_some() {
            if server.log.last().index < bounds.entries {
                push(Action::Propose, NodeSet::new());
            }
            for reach in subsets(node, count).skip(1) {
                push(Action::Replicate, reach);
            }
        } else if server.term < terms {
            for reach in subsets(node, count) {
                push(Action::Stand, reach);
            }
        }
        if may_restart {
            push(Action::Restart, NodeSet::new());
        }
    }
    steps
}

/// All sets of servers without `node`, the empty one first.
fn subsets(node: NodeId, count: u32) -> impl Iterator<Item = NodeSet> {
    let others = move |bits: u32| {
        let is_in = move |other: &NodeId| bits & (1 << other.0) != 0;
        NodeId::first(count).filter(is_in).collect::<NodeSet>()
    };
    (0..1_u32 << count).filter(move |bits| bits & (1 << node.0) == 0).map(others)
}

/// Does a step, and all that follows from it.
fn perform(servers: &mut [Rc<Server>], step: Step, stream: &mut Stream) {
    let mut queue: Vec<(NodeId, NodeId, Message)> = Vec::new();
    let Step { server, action, reach } = step;
    let mut act =
        |servers: &mut [Rc<Server>],
         node: NodeId,
         queue: &mut Vec<(NodeId, NodeId, Message)>,
         act: &mut dyn FnMut(&mut Server, &mut Outbox<Node>)| {
            let mut out = Outbox::new(node, Micros::ZERO, stream);
            act(Rc::make_mut(&mut servers[node.index()]), &mut out);
            for effect in out.effects() {
                if let Effect::Send(to, message) = effect {
                    let is_open = node == server && reach.contains(*to)
                        || *to == server && reach.contains(node);
                    if is_open {
                        queue.push((node, *to, message.clone()));
                    }
                }
            }
        };
    act(servers, server, &mut queue, &mut |server, out| match action {
        Action::Stand => server.expire(Timer::Election, out),
        Action::Replicate => server.expire(Timer::Heartbeat, out),
        Action::Propose => server.command(proposal(server), out),
        Action::Restart => {
            server.crash();
            server.start(out);
        }
    });
    let mut next = 0;
    while let Some((from, to, message)) = queue.get(next).cloned() {
        next += 1;
        let mut message = Some(message);
        act(servers, to, &mut queue, &mut |server, out| {
            if let Some(message) = message.take() {
                server.receive(from, message, out);
            }
        });
    }
}

/// What a leader is asked to append: its term, so that what two leaders append
/// differs.
fn proposal(server: &Server) -> Command {
    Command::Propose(server.term)
}

fn violated(servers: &[Rc<Server>]) -> Option<Check> {
    let all: Vec<_> =
        (0..).map(NodeId).zip(servers.iter().map(Rc::as_ref)).collect();
    checks::violated_among(&all)
}

/// A set of fingerprints; each lies where its lower bits say or in the next free
/// place. At most half of the places are taken; zero is a free one.
#[derive(Default)]
struct Seen {
    places: Vec<u64>,
    len: usize,
}

impl Seen {
    /// Puts one in; whether it was not there.
    fn insert(&mut self, fingerprint: u64) -> bool {
        if self.len * 2 >= self.places.len() {
            let larger = vec![0; (self.places.len() * 2).max(1 << 10)];
            for old in std::mem::replace(&mut self.places, larger) {
                if old != 0 {
                    let place = self.place(old);
                    self.places[place] = old;
                }
            }
        }
        let place = self.place(fingerprint);
        let is_new = self.places[place] == 0;
        self.places[place] = fingerprint;
        self.len += usize::from(is_new);
        is_new
    }

    fn place(&self, fingerprint: u64) -> usize {
        let last = self.places.len() - 1;
        let mut place = fingerprint as usize & last;
        while self.places[place] != 0 && self.places[place] != fingerprint {
            place = (place + 1) & last;
        }
        place
    }
}

/// A cluster that does what a schedule says, a step every [`STEP`], and says what
/// came of it one such time after the last.
pub fn replay(settings: &Settings, report: &Report) -> Trial {
    let cluster = Cluster::new(settings.nodes(), settings.network, 0)
        .with_timers(Timers::Manual);
    let mut plan = Vec::new();
    for (number, step) in (1..).zip(&report.schedule) {
        let at = Micros::new(STEP.get() * number);
        let words = format!("Step {number}: {}", step.words(settings));
        plan.push((at, Stroke::Say(words)));
        plan.extend(strokes(settings, *step).map(|stroke| (at, stroke)));
    }
    plan.push((report.end(), Stroke::Say(report.words().into())));
    Trial::new(cluster, plan)
}

/// The cuts of the network for a step, and what is done.
fn strokes(settings: &Settings, step: Step) -> impl Iterator<Item = Stroke> {
    let Step { server, action, reach } = step;
    let is_open = move |a: NodeId, b: NodeId| {
        a == server && reach.contains(b) || b == server && reach.contains(a)
    };
    let nodes = settings.servers();
    let pairs = nodes.clone().flat_map(move |a| {
        nodes.clone().filter(move |b| a < *b).map(move |b| (a, b))
    });
    let links = pairs.map(move |(a, b)| match is_open(a, b) {
        true => Edit::Heal(a, b),
        false => Edit::Cut(a, b),
    });
    let acts: Vec<RaftEdit> = match action {
        Action::Stand => vec![Edit::Expire(server, Timer::Election)],
        Action::Replicate => vec![Edit::Expire(server, Timer::Heartbeat)],
        Action::Propose => Vec::new(),
        Action::Restart => vec![Edit::Crash(server), Edit::Restart(server)],
    };
    let ask = (action == Action::Propose).then_some(Stroke::ProposeTerm(server));
    links.chain(acts).map(Stroke::Do).chain(ask)
}
