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
use message::KINDS;
use sim::{
    Cluster, Latency, MessageKind, Micros, Network, Never, NodeId, NodeSet, Outbox,
    Process,
};
use std::fmt;
use std::str::FromStr;

/// The server that is asked: leader, proposer, primary.
pub const ASKED: NodeId = NodeId(0);

/// When it is asked.
pub const BEGIN: Micros = Micros::from_millis(4);

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
}

/// Whether a server tells all others the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Honesty {
    /// It does.
    Honest,
    /// It tells half of them another value.
    Lies,
}

/// What the client asks S1 to write.
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
        }
    }
}

impl Settings {
    /// How many servers must agree.
    pub const fn quorum(&self) -> u32 {
        self.protocol.quorum(self.servers)
    }

    /// What S1 tells a server: if it lies, the later half of the others is told
    /// something else.
    fn told(&self, to: NodeId) -> Value {
        match self.asked {
            Honesty::Lies if to.0 > self.servers / 2 => LIE,
            Honesty::Lies | Honesty::Honest => WRITTEN,
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
    let of = |node| cluster.process(node).sent[message as usize];
    cluster.nodes().map(of).sum()
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
    /// How many messages of each kind it has sent.
    sent: [u32; KINDS],
    /// To whom.
    told: NodeSet,
    /// What it was told by the server that was asked, or tells as such.
    value: Option<Value>,
    /// What came from others before that.
    early: Vec<(NodeId, Said)>,
    /// PBFT: what each told it that it had been told, in order of arrival.
    heard: Vec<(NodeId, Value)>,
    /// Who answered what it asked last, in order of arrival.
    answers: Vec<NodeId>,
    /// How many answers it had when it knew.
    waited_for: u32,
    /// When it knew that the decision is made.
    decided: Option<Micros>,
}

/// What a server does in its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It asks the others and counts the answers; itself it counts at once.
    Leads {
        /// What it asked last, if it has begun.
        asks: Option<Message>,
        /// Who has answered that.
        answers: NodeSet,
    },
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
            (_, true) => Part::Leads { asks: None, answers: NodeSet::new() },
            (_, false) => Part::Follows { said: None },
        };
        let (sent, told) = ([0; KINDS], NodeSet::new());
        Server {
            settings,
            part,
            sent,
            told,
            value: None,
            early: Vec::new(),
            heard: Vec::new(),
            answers: Vec::new(),
            waited_for: 0,
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

    /// When it knew that the decision is made.
    pub const fn decided(&self) -> Option<Micros> {
        self.decided
    }

    /// What it takes for written: a leader and its followers what they have, a
    /// replica of PBFT what a quorum has committed to.
    pub fn holds(&self) -> Option<Value> {
        match self.part {
            Part::Leads { .. } | Part::Follows { .. } => self.value,
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

    /// Who answered what it asked last, in order of arrival.
    pub fn answers(&self) -> &[NodeId] {
        &self.answers
    }

    /// How many answers it had when it knew.
    pub const fn waited_for(&self) -> u32 {
        self.waited_for
    }

    /// Whether it has sent a server anything.
    pub fn has_told(&self, node: NodeId) -> bool {
        self.told.contains(node)
    }

    /// How many agree as far as it knows, itself included, in the round that it is
    /// in; nobody before it has begun.
    pub const fn agreeing(&self) -> u32 {
        match &self.part {
            Part::Leads { asks: None, .. } | Part::Follows { .. } => 0,
            Part::Leads { asks: Some(_), answers } => answers.len() + 1,
            Part::Doubts(replica) if !replica.is_ordered() => 0,
            Part::Doubts(replica) => match replica.is_prepared(self.quorum()) {
                false => replica.prepares(),
                true => replica.commits(),
            },
        }
    }

    fn send(&mut self, to: NodeId, message: Message, out: &mut Outbox<Server>) {
        self.sent[message as usize] += 1;
        self.told.insert(to);
        // Who was asked lies in all that it says; the others repeat what they heard.
        let value = match out.me() == ASKED {
            true => self.settings.told(to),
            false => self.value.unwrap_or(WRITTEN),
        };
        out.send(to, Said { message, value });
    }

    fn tell_all(&mut self, message: Message, out: &mut Outbox<Server>) {
        let me = out.me();
        let all = NodeId::first(self.settings.servers);
        for to in all.filter(|to| *to != me) {
            self.send(to, message, out);
        }
    }

    /// Its client asks: it begins its first round.
    fn begin(&mut self, out: &mut Outbox<Server>) {
        let first = Message::of(self.settings.protocol)[0];
        self.value = Some(WRITTEN);
        match &mut self.part {
            Part::Leads { asks, .. } => *asks = Some(first),
            Part::Doubts(replica) => *replica = Replica::primary(),
            Part::Follows { .. } => unreachable!("nobody asks a follower"),
        }
        self.tell_all(first, out);
    }

    /// Counts an answer; with those of a quorum it asks the next question, or knows.
    fn answered(
        &mut self,
        from: NodeId,
        answer: Message,
        out: &mut Outbox<Server>,
    ) {
        let quorum = self.quorum();
        let Part::Leads { asks, answers } = &mut self.part else { return };
        if answer.question() != *asks || !answers.insert(from) {
            return; // of an earlier round, or a copy
        }
        self.answers.push(from);
        if answers.len() + 1 != quorum {
            return;
        }
        if *asks == Some(Message::Prepare) {
            (*asks, *answers) = (Some(Message::Accept), NodeSet::new());
            self.answers.clear();
            self.tell_all(Message::Accept, out);
        } else {
            self.decide(out);
        }
    }

    fn decide(&mut self, out: &mut Outbox<Server>) {
        if self.decided.is_none() {
            self.decided = Some(out.now());
            self.waited_for = self.answers.len() as u32;
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
        if asked.message.has_value() {
            self.value = Some(asked.value);
        }
        if let Part::Follows { said } = &mut self.part {
            *said = Some(answer);
            self.send(from, answer, out);
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
                self.answered(from, said.message, out);
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
