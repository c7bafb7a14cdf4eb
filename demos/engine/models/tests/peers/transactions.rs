//! Two-phase commit against the specification of its authors.

use models::transactions::two_phase_commit::{
    Node, Outcome, Phase, Settings, participants,
};
use sim::cluster::Timers;
use sim::explore::{Budget, Limits, explore};
use sim::{Cluster, Latency, Network};
use std::collections::BTreeSet;

/// What the specification calls the state of a resource manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Manager {
    Working,
    Prepared,
    Committed,
    Aborted,
}

/// A state of the specification `TwoPhase` in Gray and Lamport, *Consensus on
/// Transaction Commit* (2006), appendix. Messages sent are never taken away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spec {
    managers: Vec<Manager>,
    decision: Option<Outcome>,
    /// Whose vote the transaction manager has received.
    received: BTreeSet<usize>,
    /// Who has sent its vote.
    sent: BTreeSet<usize>,
}

impl Spec {
    fn start(count: usize) -> Spec {
        Spec {
            managers: vec![Manager::Working; count],
            decision: None,
            received: BTreeSet::new(),
            sent: BTreeSet::new(),
        }
    }

    fn with(&self, manager: usize, state: Manager) -> Spec {
        let mut next = self.clone();
        next.managers[manager] = state;
        next
    }

    /// Every state that one action leads to.
    fn next(&self) -> Vec<Spec> {
        let mut next = Vec::new();
        if self.decision.is_none() {
            let decide = |outcome| Spec { decision: Some(outcome), ..self.clone() };
            next.push(decide(Outcome::Abort));
            if self.received.len() == self.managers.len() {
                next.push(decide(Outcome::Commit));
            }
        }
        for (index, manager) in self.managers.iter().enumerate() {
            if self.decision.is_none() && self.sent.contains(&index) {
                let mut received = self.clone();
                received.received.insert(index);
                next.push(received);
            }
            if *manager == Manager::Working {
                let mut prepared = self.with(index, Manager::Prepared);
                prepared.sent.insert(index);
                next.push(prepared);
                next.push(self.with(index, Manager::Aborted));
            }
            match self.decision {
                Some(Outcome::Commit) => {
                    next.push(self.with(index, Manager::Committed));
                }
                Some(Outcome::Abort) => {
                    next.push(self.with(index, Manager::Aborted));
                }
                None => {}
            }
        }
        next
    }
}

fn reachable(count: usize) -> BTreeSet<Spec> {
    let mut seen = BTreeSet::from([Spec::start(count)]);
    let mut edge: Vec<_> = seen.iter().cloned().collect();
    while let Some(state) = edge.pop() {
        for next in state.next() {
            if seen.insert(next.clone()) {
                edge.push(next);
            }
        }
    }
    seen
}

/// The states that TLC and Stateright count for this specification:
/// github.com/tlaplus/Examples, `transaction_commit/manifest.json`, and
/// github.com/stateright/stateright, `examples/2pc.rs`.
#[test]
fn the_specification_is_the_published_one() {
    assert_eq!(reachable(3).len(), 288);
    assert_eq!(reachable(5).len(), 8_832);
}

/// What an observer sees: the decision and how far each participant is.
type View = (Option<Outcome>, Vec<Manager>);

fn views_of_model(
    participants_count: u32,
    expiries: u32,
    crashes: u32,
) -> BTreeSet<View> {
    let settings =
        Settings { participants: participants_count, ..Settings::default() };
    let network = Network { latency: Latency::Held, ..settings.network() };
    let start =
        Cluster::new(settings.nodes(), network, 0).with_timers(Timers::Manual);
    let limits = Limits {
        expiries: Budget::Times(expiries),
        crashes: Budget::Times(crashes),
        ..Limits::default()
    };
    let mut views = BTreeSet::new();
    let coverage = explore(start, &limits, |run| {
        views.insert(view(run));
        None
    });
    assert!(coverage.is_complete());
    views
}

fn view(run: &Cluster<Node>) -> View {
    let decision = run.process(sim::NodeId(0)).outcome();
    let managers =
        participants(run).map(|(_, participant)| match participant.phase() {
            Phase::Working => Manager::Working,
            Phase::InDoubt(_) => Manager::Prepared,
            Phase::Done(Outcome::Commit) => Manager::Committed,
            Phase::Done(Outcome::Abort) => Manager::Aborted,
        });
    (decision, managers.collect())
}

fn views_of_spec(count: usize) -> BTreeSet<View> {
    reachable(count).into_iter().map(|s| (s.decision, s.managers)).collect()
}

/// Our nodes come into every situation that the specification allows and into no
/// other, crashes or not.
#[test]
fn the_model_does_what_the_specification_allows() {
    let allowed = views_of_spec(2);
    assert_eq!(views_of_model(2, 4, 0), allowed);
    assert_eq!(views_of_model(2, 3, 1), allowed);
}
