//! One decision to watch: who says what to whom until the server that was asked
//! knows, and what becomes of it when servers stop.
//!
//! The normal case of four protocols, each as its messages are: a leader that asks
//! and counts answers, in two rounds (Paxos) or one (Multi-Paxos, Raft), and the
//! replicas of [`pbft`], which all speak to all. Tests say that these are the very
//! messages that [`hops`](super::quorum_cost::hops) counts in whole runs of
//! [`paxos`](super::paxos) and [`raft`](super::raft).
//!
//! - Source: that of those models.
//! - Cost: as many events as messages.
//! - Left out: whatever follows when S1 stops (an election, a view change), and
//!   sending again what was lost. Of all lies only the one that all others are
//!   measured by: S1 tells some servers one value, and the rest another.
//!
//! ```
//! # use models::consensus::decision::*;
//! # use sim::{Log, Model};
//! let mut run = cluster(&Settings::default(), 7);
//! while run.next().is_some() {
//!     run.step(&mut Log::off());
//! }
//! assert_eq!(sent(&run, Message::Append), 4);
//! assert!(asked(&run).decided().is_some());
//! ```

mod message;

pub use message::{Message, Said, Value};

use super::pbft::{self, Replica};
use super::quorum_cost::Protocol;
use sim::{
    Cluster, Latency, MessageKind, Micros, Network, Never, NodeId, Outbox, Process,
};
use std::fmt;
use std::str::FromStr;

/// The server that is asked: leader, proposer, primary.
pub const ASKED: NodeId = NodeId(0);

/// When it is asked: as the run begins, so that all moments count from there.
pub const BEGIN: Micros = Micros::ZERO;

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How they decide.
    pub protocol: Protocol,
    /// How many they are; with PBFT four or more.
    pub servers: u32,
    /// How long a message takes on average.
    pub latency: Micros,
    /// How much more or less than the average it may be, in percent.
    pub jitter_percent: u32,
    /// Whether S1 tells all the same.
    pub asked: Honesty,
    /// How many entries S1 is asked to write, one after the other. Phase 1 of Paxos is
    /// done once for all of them, as by Multi-Paxos. With PBFT it is always one.
    pub entries: u32,
}

/// Whether a server tells all others the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Honesty {
    /// It does.
    Honest,
    /// It tells half of them another value.
    Lies,
}

/// How long after a decision the client sends the next entry.
pub const NEXT: Micros = Micros::from_millis(4);

/// What the client asks S1 to write first.
const WRITTEN: Value = Value(1);
/// What S1 tells half of the others instead, if it lies.
const LIE: Value = Value(2);

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            protocol: Protocol::Raft,
            servers: 5,
            latency: Micros::from_millis(10),
            jitter_percent: 30,
            asked: Honesty::Honest,
            entries: 1,
        }
    }
}

impl Settings {
    /// How many servers must agree.
    pub const fn quorum(&self) -> u32 {
        self.protocol.quorum(self.servers)
    }

    /// What S1 tells a server of an entry: if it lies, the later half of the others is
    /// told something else.
    fn told(&self, to: NodeId, entry: u32) -> Value {
        match self.asked {
            Honesty::Lies if to.0 > self.servers / 2 => LIE,
            Honesty::Lies | Honesty::Honest => Value(WRITTEN.0 + entry),
        }
    }

    fn network(&self) -> Network {
        let swing = self.latency.get() * u64::from(self.jitter_percent) / 100;
        let latency = match swing {
            0 => Latency::Constant(self.latency),
            _ => Latency::Uniform {
                min: self.latency - Micros::new(swing),
                max: self.latency + Micros::new(swing),
            },
        };
        Network { latency, ..Network::default() }
    }
}

/// The cluster that these settings and this seed give.
pub fn cluster(settings: &Settings, seed: u64) -> Cluster<Server> {
    let servers = NodeId::first(settings.servers);
    let servers = servers.map(|node| Server::new(*settings, node)).collect();
    Cluster::new(servers, settings.network(), seed)
}

/// The server that was asked.
pub fn asked(cluster: &Cluster<Server>) -> &Server {
    cluster.process(ASKED)
}

/// How many messages of a kind were sent so far.
pub fn sent(cluster: &Cluster<Server>, message: Message) -> u32 {
    all_sent(cluster).filter(|said| said.message == message).count() as u32
}

/// How many messages were sent so far for an entry, the first being 0; for that also
/// phase 1.
pub fn sent_for(cluster: &Cluster<Server>, entry: u32) -> u32 {
    all_sent(cluster).filter(|said| said.entry == entry).count() as u32
}

fn all_sent(cluster: &Cluster<Server>) -> impl Iterator<Item = &Said> {
    cluster.nodes().flat_map(|node| &cluster.process(node).sent)
}

/// What a server waits for: its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Request;

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("request")
    }
}

impl FromStr for Request {
    type Err = String;
    fn from_str(text: &str) -> Result<Request, String> {
        let is_request = text == "request";
        is_request.then_some(Request).ok_or_else(|| format!("no timer `{text}`"))
    }
}

/// A server. What it knows is on its disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    settings: Settings,
    part: Part,
    /// What it has sent.
    sent: Vec<Said>,
    /// Which entry it was told of last, or tells of.
    entry: u32,
    /// What it was told by the server that was asked, or tells as such.
    value: Option<Value>,
    /// What came from others before that.
    early: Vec<(NodeId, Said)>,
    /// PBFT: what each told it that it had been told, in order of arrival.
    heard: Vec<(NodeId, Value)>,
    /// What it asked the others, in order.
    rounds: Vec<Round>,
    /// When it knew that the first decision is made.
    decided: Option<Micros>,
}

/// A question to all others, and who answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What is asked.
    pub asks: Message,
    /// For which entry; phase 1 for the first.
    pub entry: u32,
    /// When.
    pub began: Micros,
    /// Who answered and when, in order of arrival.
    pub answers: Vec<(NodeId, Micros)>,
    /// When a quorum agreed, and how many answers that took.
    pub full: Option<(Micros, u32)>,
}

/// What a server does in its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It asks the others and counts the answers; itself it counts at once.
    Leads,
    /// It answers.
    Follows {
        /// What it answered last.
        said: Option<Message>,
    },
    /// It believes nobody alone.
    Doubts(Replica),
}

impl Server {
    fn new(settings: Settings, node: NodeId) -> Server {
        let part = match (settings.protocol, node == ASKED) {
            (Protocol::Pbft, _) => Part::Doubts(Replica::default()),
            (_, true) => Part::Leads,
            (_, false) => Part::Follows { said: None },
        };
        Server {
            settings,
            part,
            sent: Vec::new(),
            entry: 0,
            value: None,
            early: Vec::new(),
            heard: Vec::new(),
            rounds: Vec::new(),
            decided: None,
        }
    }

    /// How many servers must agree.
    pub const fn quorum(&self) -> u32 {
        self.settings.quorum()
    }

    /// What it does in its protocol.
    pub const fn part(&self) -> &Part {
        &self.part
    }

    /// When it knew that the first decision is made.
    pub const fn decided(&self) -> Option<Micros> {
        self.decided
    }

    /// What it takes for written: a leader and its followers what they have, a
    /// replica of PBFT what a quorum has committed to.
    pub fn holds(&self) -> Option<Value> {
        match self.part {
            Part::Leads | Part::Follows { .. } => self.value,
            Part::Doubts(_) => self.decided.and(self.value),
        }
    }

    /// What the server that was asked told it; its own word, if it is that one.
    pub const fn told(&self) -> Option<Value> {
        self.value
    }

    /// PBFT: what each told it that it had been told, in order of arrival.
    pub fn heard(&self) -> &[(NodeId, Value)] {
        &self.heard
    }

    /// What it asked the others, in order.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// How many agree as far as it knows, itself included, in the round that it is
    /// in; nobody before it has begun.
    pub fn agreeing(&self) -> u32 {
        match &self.part {
            Part::Follows { .. } => 0,
            Part::Leads => match self.rounds.last() {
                None => 0,
                Some(round) => round.answers.len() as u32 + 1,
            },
            Part::Doubts(replica) if !replica.is_ordered() => 0,
            Part::Doubts(replica) => match replica.is_prepared(self.quorum()) {
                false => replica.prepares(),
                true => replica.commits(),
            },
        }
    }

    fn send(&mut self, to: NodeId, said: Said, out: &mut Outbox<Server>) {
        self.sent.push(said);
        out.send(to, said);
    }

    fn tell_all(&mut self, message: Message, out: &mut Outbox<Server>) {
        let (me, entry) = (out.me(), self.entry);
        let all = NodeId::first(self.settings.servers);
        for to in all.filter(|to| *to != me) {
            // Who was asked lies in all that it says; the others repeat what they heard.
            let value = match me == ASKED {
                true => self.settings.told(to, entry),
                false => self.value.unwrap_or(WRITTEN),
            };
            self.send(to, Said { message, value, entry }, out);
        }
    }

    /// Its client asks: it begins its first round, or for a later entry the round that
    /// decides.
    fn begin(&mut self, out: &mut Outbox<Server>) {
        let all = Message::of(self.settings.protocol);
        let first = match self.rounds.last() {
            None => all[0],
            Some(round) => {
                self.entry += 1;
                round.asks
            }
        };
        self.value = Some(Value(WRITTEN.0 + self.entry));
        match &mut self.part {
            Part::Leads => self.ask(first, out),
            Part::Doubts(replica) => {
                *replica = Replica::primary();
                self.tell_all(first, out);
            }
            Part::Follows { .. } => unreachable!("nobody asks a follower"),
        }
    }

    fn ask(&mut self, asks: Message, out: &mut Outbox<Server>) {
        let (entry, began) = (self.entry, out.now());
        self.rounds.push(Round {
            asks,
            entry,
            began,
            answers: Vec::new(),
            full: None,
        });
        self.tell_all(asks, out);
    }

    /// Counts an answer; with those of a quorum it asks the next question, or knows.
    fn answered(&mut self, from: NodeId, said: Said, out: &mut Outbox<Server>) {
        let others = self.quorum() - 1;
        let is_of = |round: &&mut Round| {
            said.message.question() == Some(round.asks) && said.entry == round.entry
        };
        let Some(round) = self.rounds.iter_mut().find(is_of) else { return };
        if round.answers.iter().any(|(node, _)| *node == from) {
            return; // a copy
        }
        round.answers.push((from, out.now()));
        let count = round.answers.len() as u32;
        if count != others {
            return;
        }
        round.full = Some((out.now(), count));
        if round.asks == Message::Prepare {
            return self.ask(Message::Accept, out);
        }
        self.decide(out);
        if self.entry + 1 < self.settings.entries {
            out.set_timer(Request, NEXT);
        }
    }

    fn decide(&mut self, out: &mut Outbox<Server>) {
        let is_first = self.decided.is_none();
        if is_first || !self.rounds.is_empty() {
            self.decided = self.decided.or(Some(out.now()));
            out.note("knows that the decision is made");
        }
    }

    /// Takes what it is told, and says so.
    fn answer(&mut self, from: NodeId, asked: Said, out: &mut Outbox<Server>) {
        let answer = match asked.message {
            Message::Prepare => Message::Promise,
            Message::Accept => Message::Accepted,
            Message::Append => Message::Has,
            other => unreachable!("{other:?} asks for no answer"),
        };
        if asked.message.has_value() && asked.entry >= self.entry {
            (self.entry, self.value) = (asked.entry, Some(asked.value));
        }
        if let Part::Follows { said } = &mut self.part {
            *said = Some(answer);
            self.send(from, Said { message: answer, ..asked }, out);
        }
    }

    /// Believes nobody alone: what others were told counts if it is the same that it
    /// was told itself, and waits until it was.
    fn doubt(&mut self, from: NodeId, said: Said, out: &mut Outbox<Server>) {
        let ordered = said.message == Message::Order;
        if said.message != Message::Commit {
            self.heard.push((from, said.value));
        }
        match self.value {
            None if !ordered => return self.early.push((from, said)),
            None => self.value = Some(said.value),
            Some(value) if value != said.value => return,
            Some(_) => {}
        }
        self.count(from, said.message, out);
        if ordered {
            for (from, said) in std::mem::take(&mut self.early) {
                if Some(said.value) == self.value {
                    self.count(from, said.message, out);
                }
            }
        }
    }

    fn count(&mut self, from: NodeId, said: Message, out: &mut Outbox<Server>) {
        let told = match said {
            Message::Order => pbft::Message::PrePrepare,
            Message::Told => pbft::Message::Prepare,
            Message::Commit => pbft::Message::Commit,
            other => unreachable!("{other:?} is not of PBFT"),
        };
        let quorum = self.quorum();
        let Part::Doubts(replica) = &mut self.part else { return };
        let tells = replica.receive(out.me(), from, told, quorum);
        let is_committed = replica.is_committed(quorum);
        for message in tells {
            self.tell_all(
                match message {
                    pbft::Message::PrePrepare => Message::Order,
                    pbft::Message::Prepare => Message::Told,
                    pbft::Message::Commit => Message::Commit,
                },
                out,
            );
        }
        if is_committed {
            self.decide(out);
        }
    }
}

impl Process for Server {
    type Message = Said;
    type Timer = Request;
    type Command = Never;

    fn kind(said: &Said) -> MessageKind {
        MessageKind::of(&said.message, &Message::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Server>) {
        if out.me() == ASKED {
            out.set_timer(Request, BEGIN);
        }
    }

    fn receive(&mut self, from: NodeId, said: Said, out: &mut Outbox<Server>) {
        match said.message {
            Message::Prepare | Message::Accept | Message::Append => {
                self.answer(from, said, out);
            }
            Message::Promise | Message::Accepted | Message::Has => {
                self.answered(from, said, out);
            }
            Message::Order | Message::Told | Message::Commit => {
                self.doubt(from, said, out);
            }
        }
    }

    fn expire(&mut self, Request: Request, out: &mut Outbox<Server>) {
        self.begin(out);
    }

    fn command(&mut self, command: Never, _: &mut Outbox<Server>) {
        match command {}
    }

    /// What it knows is on its disk.
    fn crash(&mut self) {}

    /// Nobody asks it again.
    fn restart(&mut self, _: &mut Outbox<Server>) {}

    fn name(&self, node: NodeId) -> String {
        format!("S{}", node.0 + 1)
    }
}
