//! A server: what it keeps on disk, what it has in memory, and its three roles.

use super::disk::Disk;
use super::log::{Entry, Log, Payload};
use super::machine::Machine;
use super::message::{Command, Message, Timer};
use super::settings::{Opening, Rule, Settings, Stability};
use super::witness::{Weighed, Witness};
use super::{Node, leadership::Leadership};
use sim::{Micros, NodeId, NodeSet, Outbox};
use std::hash::{Hash, Hasher};

/// A server of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub(super) settings: Settings,
    pub(super) me: NodeId,
    // On disk before it answers anyone; kept over a crash.
    /// The latest term that it has seen.
    pub(super) term: u32,
    /// Whom it voted for in this term.
    pub(super) voted_for: Option<NodeId>,
    /// Its log, with the snapshot that its first entries were compacted to.
    pub(super) log: Log,
    // In memory; lost in a crash.
    pub(super) role: Role,
    /// Who leads this term, as far as it knows.
    pub(super) leader: Option<NodeId>,
    /// The last index that it knows to be committed, and has applied.
    pub(super) commit: u32,
    /// What the applied entries came to.
    pub(super) machine: Machine,
    /// When it last heard from a leader, by its own clock.
    pub(super) heard: Option<Micros>,
    /// How much of the log is on disk, where writing takes time.
    pub(super) disk: Disk,
    // Not the server's at all.
    pub(super) witness: Witness,
}

/// What a server is at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It answers, and waits for a leader to fall silent.
    Follower,
    /// It asks whether it would be elected; these would vote for it.
    PreCandidate(NodeSet),
    /// It asks for votes; these voted for it.
    Candidate(NodeSet),
    /// It decides what is in the log.
    Leader(Leadership),
}

/// What the protocol does next depends on this and nothing else: `heard` and `disk`
/// count in clusters only that are guarded or write slowly, which are not searched.
impl Hash for Server {
    fn hash<H: Hasher>(&self, state: &mut H) {
        assert!(
            self.settings.stability == Stability::Plain
                && self.settings.write == Micros::ZERO,
            "it is not all hashed"
        );
        (self.term, self.voted_for, &self.log).hash(state);
        (&self.role, self.leader, self.commit, &self.witness).hash(state);
    }
}

impl Server {
    /// A server that has never run.
    pub fn new(settings: Settings, me: NodeId) -> Server {
        let voters = match me.0 < settings.servers {
            true => settings.voters(),
            false => NodeSet::new(), // it learns of the others when it is added
        };
        Server {
            settings,
            me,
            term: 0,
            voted_for: None,
            log: Log::new(voters),
            role: Role::Follower,
            leader: None,
            commit: 0,
            machine: Machine::default(),
            heard: None,
            disk: Disk::default(),
            witness: Witness::default(),
        }
    }

    /// A server that has this on disk.
    pub fn on_disk(
        settings: Settings,
        me: NodeId,
        term: u32,
        entries: &[Entry],
    ) -> Server {
        let mut server = Server { term, ..Server::new(settings, me) };
        for entry in entries {
            server.log.append(*entry);
        }
        server.is_on_disk(entries.len() as u32);
        server
    }

    /// The same server as the leader of its term, for experiments that begin with
    /// one; at its start it speaks to all.
    pub fn leading(mut self) -> Server {
        let nodes = self.settings.servers().count();
        self.leader = Some(self.me);
        self.voted_for = Some(self.me);
        self.role = Role::Leader(Leadership::new(nodes, self.log.last().index));
        self.witness.saw_lead(self.term, Micros::ZERO);
        self
    }

    /// Its term.
    pub fn term(&self) -> u32 {
        self.term
    }

    /// Whom it voted for in its term.
    pub fn voted_for(&self) -> Option<NodeId> {
        self.voted_for
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What it is.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The last index that it knows to be committed.
    pub fn commit(&self) -> u32 {
        self.commit
    }

    /// Its state machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What an observer wrote down about it.
    pub fn witness(&self) -> &Witness {
        &self.witness
    }

    /// What it does as a leader, if it is one.
    pub fn leadership(&self) -> Option<&Leadership> {
        match &self.role {
            Role::Leader(leadership) => Some(leadership),
            Role::Follower | Role::PreCandidate(_) | Role::Candidate(_) => None,
        }
    }

    /// Who votes, as it knows.
    pub fn voters(&self) -> NodeSet {
        self.log.configuration().1
    }

    /// The voters but for itself.
    pub(super) fn other_voters(&self) -> impl Iterator<Item = NodeId> + use<> {
        let me = self.me;
        self.voters().iter().filter(move |node| *node != me)
    }

    /// Whether these are enough to elect and to commit.
    pub(super) fn is_quorum(&self, nodes: NodeSet) -> bool {
        let voters = self.voters();
        let counts_all = self.settings.counts_learners();
        let counts = |node: &NodeId| counts_all || voters.contains(*node);
        let count = nodes.iter().filter(counts).count();
        count as u32 >= self.settings.rules.quorum(voters.len())
    }

    pub(super) fn is_guarded(&self) -> bool {
        self.settings.stability == Stability::Guarded
    }

    /// It comes up, the first time or again.
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        match self.role {
            Role::Leader(_) => self.beat(out),
            Role::Follower | Role::PreCandidate(_) | Role::Candidate(_) => {
                self.await_leader(out);
            }
        }
    }

    /// Waits for a leader, a random time.
    pub(super) fn await_leader(&self, out: &mut Outbox<Node>) {
        let spread = out.stream().between(0, self.settings.spread.get());
        let timeout = self.settings.timeout + Micros::new(spread);
        out.set_timer(Timer::Election, timeout);
    }

    /// What was in memory is gone.
    pub(super) fn crash(&mut self) {
        if self.settings.rules.vote_is_persistent == Rule::Off {
            self.voted_for = None;
        }
        self.role = Role::Follower;
        self.leader = None;
        self.heard = None;
        self.lose_unwritten();
        self.commit = self.log.snapshot().last.index;
        self.machine = self.log.snapshot().machine.clone();
    }

    /// Whoever hears of a later term takes it over, has voted for nobody in it
    /// and follows (§3.3).
    pub(super) fn observe(&mut self, term: u32, out: &mut Outbox<Node>) {
        if term > self.term {
            self.term = term;
            self.answer_nobody();
            self.voted_for = None;
            self.leader = None;
            self.step_down(out);
        }
    }

    /// Is a follower from here on. One that already was keeps waiting as long as
    /// it would have: only a leader or a vote gives a new timeout.
    pub(super) fn step_down(&mut self, out: &mut Outbox<Node>) {
        let before = std::mem::replace(&mut self.role, Role::Follower);
        if let Role::Leader(leadership) = before {
            out.note("leads no more");
            self.witness.saw_step_down(out.now(), self.term);
            out.cancel_timer(Timer::Heartbeat);
            if leadership.transfer.is_some() {
                out.cancel_timer(Timer::Transfer);
            }
            self.await_leader(out);
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::RequestVote { poll, term, last } => {
                self.witness.saw_asked(Weighed {
                    at: out.now(),
                    candidate: from,
                    terms: (term, self.term),
                    last: (last, self.log.last()),
                });
                self.asked_for_vote(from, poll, term, last, out);
            }
            Message::Vote { poll, term, vote } => {
                self.count_vote(from, poll, term, vote, out);
            }
            Message::Append { term, previous, entries, commit, round } => {
                self.leader_says(from, term, round, out, |server, out| {
                    server.take_entries(previous, &entries, commit, out)
                });
            }
            Message::InstallSnapshot { term, snapshot, round } => {
                self.leader_says(from, term, round, out, |server, out| {
                    server.install(snapshot, out)
                });
            }
            Message::Appended { term, reply, round } => {
                self.follower_says(from, term, reply, round, out);
            }
            Message::TermOver { term } => self.observe(term, out),
            Message::TimeoutNow { term } => self.told_to_stand(term, out),
            Message::Request(request) => self.request(request, out),
            Message::Answer { .. } | Message::Redirect { .. } => {
                panic!("only clients get answers")
            }
        }
        self.write(out);
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match (timer, &self.role) {
            (Timer::Heartbeat, Role::Leader(_)) => self.beat(out),
            (Timer::Election, Role::Leader(_)) => self.check_quorum(out),
            (
                Timer::Election,
                Role::Follower | Role::PreCandidate(_) | Role::Candidate(_),
            ) => self.stand(out),
            (Timer::Transfer, Role::Leader(_)) => self.give_up_transfer(out),
            (Timer::Write, _) => self.has_written(out),
            (Timer::Heartbeat, _) => panic!("only a leader's heart beats"),
            (Timer::Transfer, _) => panic!("only a leader hands over"),
            (Timer::Think | Timer::Patience, _) => {
                panic!("servers neither think nor lose patience")
            }
        }
        self.write(out);
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Propose(value) => self.propose(value, out),
            Command::Add(node) => self.add(node, out),
            Command::Remove(node) => self.remove(node, out),
            Command::Transfer(node) => self.transfer_to(node, out),
            Command::Compact => self.compact(out),
        }
        self.write(out);
    }

    /// Becomes the leader of its term.
    pub(super) fn lead(&mut self, out: &mut Outbox<Node>) {
        out.note("leads");
        self.witness.saw_lead(self.term, out.now());
        self.leader = Some(self.me);
        let nodes = self.settings.servers().count();
        let last = self.log.last().index;
        self.role = Role::Leader(Leadership::new(nodes, last));
        out.cancel_timer(Timer::Election);
        if self.is_guarded() {
            out.set_timer(Timer::Election, self.settings.timeout);
        }
        if self.settings.opening == Opening::NoOp {
            self.log.append(Entry { term: self.term, payload: Payload::Nothing });
        }
        self.beat(out);
        self.advance_commit(out); // alone, it is a quorum
    }
}
