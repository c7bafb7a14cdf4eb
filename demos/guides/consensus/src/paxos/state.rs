//! What a node is and says, in words: nothing that the run does not bear out.

use models::consensus::paxos::{
    Acceptor, Contest, Node, Phase, Proposer, Value, Vote,
};
use sim::NodeId;
use sim::cluster::Condition;
use stage::Role;

/// What a node is now.
pub struct State {
    /// Its role in the picture.
    pub role: Role,
    /// What it does.
    pub phase: &'static str,
    /// The ballot that it stands at, or a dash.
    pub ballot: String,
    /// Whether it stands at one.
    pub has_ballot: bool,
    /// What it says of values.
    pub value: String,
}

impl State {
    /// What is said of it first: its ballot, or what it does without one. Whoever is
    /// stopped has a cross where its name was.
    pub fn headline(&self, name: &str) -> String {
        match self.role {
            Role::Lost => format!("{name} stopped"),
            _ if self.has_ballot => self.ballot.clone(),
            _ => self.phase.into(),
        }
    }
}

/// What a node is now.
pub fn of(contest: &Contest, node: NodeId) -> State {
    let cluster = contest.cluster();
    let state = match cluster.process(node) {
        Node::Proposer(proposer) => of_proposer(contest, proposer),
        Node::Acceptor(acceptor) => of_acceptor(acceptor),
    };
    match cluster.condition(node) {
        Condition::Stopped => State { role: Role::Lost, phase: "stopped", ..state },
        Condition::Up | Condition::Paused => state,
    }
}

/// A proposer says that a value has a majority only if its own ballot has one in
/// the ledger; what it was told it says that it was told.
fn of_proposer(contest: &Contest, proposer: &Proposer) -> State {
    let ballot = proposer.ballot();
    let has_majority = |value| contest.is_chosen(Vote { ballot, value });
    let wish = proposer.wish();
    // Where two values are chosen, nobody can rely on one.
    let knows = match contest.conflict() {
        None => Role::Committed,
        Some(_) => Role::Leader,
    };
    let told = proposer.heard().iter().filter_map(|(_, vote)| *vote).max();
    let told = told.map(|vote| vote.value);
    let asks = |value: Value| match told.filter(|told| *told != wish) {
        Some(told) => format!("told {told}: asks for {value}"),
        None => format!("asks for {value}"),
    };
    let (role, phase, has_ballot, value) = match proposer.phase() {
        Phase::Waiting => (Role::Follower, "waits", false, format!("wants {wish}")),
        Phase::Preparing { .. } => {
            (Role::Candidate, "asks for promises", true, format!("wants {wish}"))
        }
        Phase::Proposing { value, .. } => {
            (Role::Leader, "asks for votes", true, asks(value))
        }
        Phase::Decided(value) if has_majority(value) => {
            (knows, "has the votes", true, format!("{value} is chosen"))
        }
        Phase::Decided(value) => {
            (knows, "knows", false, format!("was told {value}"))
        }
    };
    let ballot = if has_ballot { ballot.to_string() } else { "–".into() };
    State { role, phase, ballot, has_ballot, value }
}

fn of_acceptor(acceptor: &Acceptor) -> State {
    let vote = acceptor.votes().last();
    let promised = acceptor.promised();
    let (role, phase) = match promised {
        None => (Role::Follower, "no promise"),
        Some(_) if promised == vote.map(|vote| vote.ballot) => {
            (Role::Follower, "has voted")
        }
        Some(_) => (Role::Follower, "has promised"),
    };
    State {
        role,
        phase,
        ballot: promised.map_or("–".into(), |ballot| ballot.to_string()),
        has_ballot: promised.is_some(),
        value: vote.map_or("no vote".into(), |vote| {
            format!("voted {} in {}", vote.value, vote.ballot)
        }),
    }
}
