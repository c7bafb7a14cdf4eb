//! The search: what can happen in a state, and where it leads.

use super::fingerprint::fingerprint;
use super::{Action, Bounds, End, Report, Step};
use crate::consensus::raft::checks::{self, Check};
use crate::consensus::raft::message::{Command, Message, Timer};
use crate::consensus::raft::{Node, Server, Settings};
use sim::explore::Fingerprints;
use sim::process::Effect;
use sim::{Micros, NodeId, NodeSet, Outbox, Stream};
use std::collections::VecDeque;
use std::rc::Rc;

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
    seen: Fingerprints,
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
        seen: Fingerprints::default(),
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
                    let end = match violated(&reached.servers) {
                        Some(check) => End::Violated(check),
                        None if self.seen.len() <= self.bounds.states => {
                            next.push(reached);
                            continue;
                        }
                        None => End::StatesMax,
                    };
                    return self.report(depth + 1, end, reached.place);
                }
            }
            depth += usize::from(!next.is_empty());
            edge = next;
        }
        self.report(depth, End::Exhausted, self.busiest())
    }

    /// The place to which the way leads in which most is done: somebody is reached,
    /// or a log grows. Of the longest ways the last steps reach nobody.
    fn busiest(&self) -> usize {
        let mut done = vec![0];
        for (before, step) in self.trail.iter().skip(1) {
            let is_idle = step.action == Action::Stand && step.reach.is_empty();
            done.push(done[*before] + u32::from(!is_idle));
        }
        let most = done.iter().copied().max();
        done.iter().position(|count| Some(*count) == most).unwrap_or(0)
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

    /// The way to a place of the trail, and what was found there.
    fn report(&self, depth: usize, end: End, place: usize) -> Report {
        let mut schedule = Vec::new();
        let mut at = place;
        while at > 0 {
            let (before, step) = self.trail[at];
            schedule.push(step);
            at = before;
        }
        schedule.reverse();
        Report { states: self.seen.len(), tried: self.tried, depth, end, schedule }
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
    let mut round = Round { servers, step, stream, on_the_way: VecDeque::new() };
    round.act(step.server, |server, out| match step.action {
        Action::Stand => server.expire(Timer::Election, out),
        Action::Replicate => server.expire(Timer::Heartbeat, out),
        Action::Propose => server.command(proposal(server), out),
        Action::Restart => {
            server.crash();
            server.start(out);
        }
    });
    while let Some((from, to, message)) = round.on_the_way.pop_front() {
        round.act(to, |server, out| server.receive(from, message, out));
    }
}

/// A step that is being done.
struct Round<'a> {
    servers: &'a mut [Rc<Server>],
    step: Step,
    stream: &'a mut Stream,
    on_the_way: VecDeque<(NodeId, NodeId, Message)>,
}

impl Round<'_> {
    /// Lets a server act; what it says to those that it can talk to is on its way.
    fn act(
        &mut self,
        node: NodeId,
        act: impl FnOnce(&mut Server, &mut Outbox<Node>),
    ) {
        let mut out = Outbox::new(node, Micros::ZERO, self.stream);
        act(Rc::make_mut(&mut self.servers[node.index()]), &mut out);
        for effect in out.effects() {
            if let Effect::Send(to, message) = effect
                && self.step.connects(node, *to)
            {
                self.on_the_way.push_back((node, *to, message.clone()));
            }
        }
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
