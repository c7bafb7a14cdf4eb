//! Single-decree Paxos: some processes agree on one value, once.
//!
//! A *proposer* that wants a value chosen picks a [`Ballot`] no one has used and
//! asks the *acceptors* to promise that they will vote in no lower one. With the
//! promises of a majority it asks them to vote. A value is *chosen* when a majority
//! has voted for it in one ballot, whether or not anybody knows that yet.
//!
//! ```text
//!      P ──Prepare b──▶ A ──Promise b──▶ P ──Accept b, v──▶ A ──Accepted b──▶ P
//!           phase 1: read and fence           phase 2: write
//! ```
//!
//! One rule makes it safe. A promise carries the last vote of its acceptor, and the
//! proposer must ask for the value of the *highest* ballot it is told of, not for
//! its own. Any two majorities meet, so a value that may have been chosen is always
//! among what it is told.
//!
//! What can go wrong is that nothing is ever chosen. A second proposer gets its
//! promises before the first gets its votes; the first, refused, tries a higher
//! ballot, before the second gets its votes; and so on. Safety needs no timing,
//! progress does: [`Settings::backoff`] breaks the symmetry by waiting at random.
//!
//! - Source: Lamport, *Paxos Made Simple* (2001), §2; the duel is in §2.4. The
//!   refusal is the optimisation at the end of §2.2.
//! - Cost: 4n messages and four one-way delays for n acceptors until the proposer
//!   knows, if nobody disturbs it; two forced writes on each acceptor.
//! - Left out: electing one distinguished proposer, which is the paper's cure for
//!   duels; separate learners; a log of many decisions (Multi-Paxos).

mod acceptor;
mod checks;
mod contest;
mod experiments;
mod message;
mod proposer;
mod settings;

pub use acceptor::Acceptor;
pub use checks::{
    Agreement, acceptors, agreement, attempts, chosen, chosen_votes, proposers,
};
pub use contest::{Begun, Chosen, Contest, Replaced, Seat};
pub use experiments::{Cost, Duel, cost, duel, duels};
pub use message::{Ballot, Kind, Message, Timer, Value, Vote};
pub use proposer::{Phase, Proposer};
pub use settings::{Adoption, BEGIN, Settings};

use sim::{Cluster, MessageKind, Never, NodeId, Outbox, Process};

/// A node of the cluster, by its role. Real servers play both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// It wants a value chosen: the first nodes, called P1, P2 …
    Proposer(Proposer),
    /// It votes: the nodes after those, called A1, A2 …
    Acceptor(Acceptor),
}

/// The cluster that these settings and this seed give.
///
/// ```
/// # use models::consensus::paxos::*;
/// # use sim::{Log, Micros, Model};
/// let alone = Settings { proposers: 1, ..Settings::default() };
/// let mut run = cluster(&alone, 7);
/// while run.next().is_some() {
///     run.step(&mut Log::off());
/// }
/// assert_eq!(agreement(&run), Agreement::On(Value(0)));
/// ```
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Node> {
    Cluster::new(settings.nodes(), settings.network(), seed)
}

impl Settings {
    /// The nodes that these settings call for, in order.
    pub fn nodes(&self) -> Vec<Node> {
        let proposer = |node| Node::Proposer(Proposer::new(*self, node));
        let acceptor = |_| Node::Acceptor(Acceptor::new(*self));
        let proposers = NodeId::first(self.proposers).map(proposer);
        proposers.chain(self.acceptors().map(acceptor)).collect()
    }
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Command = Never;

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(&message.kind(), &Kind::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Proposer(proposer) => proposer.start(out),
            Node::Acceptor(_) => {}
        }
    }

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Node>) {
        match self {
            Node::Proposer(proposer) => proposer.receive(from, message, out),
            Node::Acceptor(acceptor) => acceptor.receive(from, message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match self {
            Node::Proposer(proposer) => proposer.expire(timer, out),
            Node::Acceptor(acceptor) => acceptor.expire(timer, out),
        }
    }

    fn command(&mut self, command: Never, _: &mut Outbox<Node>) {
        match command {}
    }

    fn crash(&mut self) {
        match self {
            Node::Proposer(proposer) => proposer.crash(),
            Node::Acceptor(acceptor) => acceptor.crash(),
        }
    }

    fn restart(&mut self, out: &mut Outbox<Node>) {
        match self {
            Node::Proposer(proposer) => proposer.restart(out),
            // What it promised and voted for is on its disk: nothing to do.
            Node::Acceptor(_) => {}
        }
    }

    fn name(&self, node: NodeId) -> String {
        let settings = match self {
            Node::Proposer(proposer) => proposer.settings(),
            Node::Acceptor(acceptor) => acceptor.settings(),
        };
        match node.0.checked_sub(settings.proposers) {
            None => format!("P{}", node.0 + 1),
            Some(acceptor) => format!("A{}", acceptor + 1),
        }
    }
}
