//! A replica, and what A does: it begins exchanges. B answers them ([`super::answer`]).

use super::{
    A, B, Command, Hash, Kind, Message, Node, Row, Session, Settings, Timer, Tree,
    Version,
};
use sim::{MessageKind, NodeId, Outbox, Process};
use std::sync::Arc;

/// A replica. Its rows and the number of its last exchange are on disk.
#[derive(Clone, Debug)]
pub struct Replica {
    settings: Settings,
    pub(super) tree: Tree,
    /// The greatest version that it has seen: its next one is above it.
    latest: Version,
    session: Session,
    phase: Phase,
    /// What it has sent in this exchange, and what it was told: for the picture.
    traffic: Traffic,
    compared: Vec<(Node, Compared)>,
    taken: Vec<u32>,
}

/// How far an exchange is, at A; B has no part in it to remember.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// None is under way.
    Idle,
    /// Waits to hear which of these hashes differ.
    Comparing(u32, Arc<Vec<Hash>>),
    /// Waits to hear that these rows have arrived.
    Sending(Arc<Vec<Row>>),
}

/// What is known of a node in the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Its hash was sent.
    Asked,
    /// Both have the same hash.
    Same,
    /// They have not.
    Differs,
}

/// What a replica has sent in an exchange, what was sent again too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Hashes.
    pub hashes: u64,
    /// The bytes of hashes, and of the answers to them.
    pub hash_bytes: u64,
    /// Rows.
    pub rows: u64,
}

impl Replica {
    pub(super) fn new(settings: Settings, versions: Vec<Version>) -> Replica {
        let latest = versions.iter().copied().max().unwrap_or(Version::NONE);
        Replica {
            settings,
            tree: Tree::new(settings.depth, versions),
            latest,
            session: Session(0),
            phase: Phase::Idle,
            traffic: Traffic::default(),
            compared: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// Its rows and their hashes.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What the run is.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How far its exchange is.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The exchange that it is in, or was in last.
    pub fn session(&self) -> Session {
        self.session
    }

    /// What it has sent in that.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// What it knows of each node in that, in the order of asking.
    pub fn compared(&self) -> &[(Node, Compared)] {
        &self.compared
    }

    /// The keys of the rows that it got in that and did not have so new.
    pub fn taken(&self) -> &[u32] {
        &self.taken
    }

    pub(super) fn send(
        &mut self,
        to: NodeId,
        message: Message,
        out: &mut Outbox<Replica>,
    ) {
        if let Message::Hashes(_, _, hashes) = &message {
            self.traffic.hashes += hashes.len() as u64;
        }
        self.traffic.hash_bytes += message.hash_bytes();
        self.traffic.rows += message.rows().len() as u64;
        out.send(to, message);
    }

    /// Takes the rows that are newer than its own.
    pub(super) fn take(&mut self, rows: &[Row]) {
        for row in rows {
            if row.version > self.tree.version(row.key) {
                self.tree.write(*row);
                self.latest = self.latest.max(row.version);
                self.taken.push(row.key);
            }
        }
    }

    /// It is in another exchange than before.
    pub(super) fn enter(&mut self, session: Session) {
        self.session = session;
        self.traffic = Traffic::default();
        self.compared.clear();
        self.taken.clear();
    }

    fn begin(&mut self, out: &mut Outbox<Replica>) {
        if self.phase == Phase::Idle && out.me() == A {
            self.enter(Session(self.session.0 + 1));
            out.note("begins an exchange at the root");
            self.compare(vec![Node::ROOT], out);
        }
    }

    /// A asks about nodes of one level.
    fn compare(&mut self, nodes: Vec<Node>, out: &mut Outbox<Replica>) {
        let level = nodes[0].level;
        self.compared.extend(nodes.iter().map(|node| (*node, Compared::Asked)));
        let with_hash = |node: Node| Hash { node, hash: self.tree.hash(node) };
        let hashes = nodes.into_iter().map(with_hash).collect();
        self.phase = Phase::Comparing(level, Arc::new(hashes));
        self.ask(out);
    }

    /// A has heard which of them differ: it goes on with their children, and of
    /// leaves it sends all rows.
    fn descend(&mut self, differing: &[Node], out: &mut Outbox<Replica>) {
        let Some(first) = differing.first() else { return self.finish(out) };
        if first.level < self.tree.depth() {
            let children = differing.iter().flat_map(|node| node.children());
            return self.compare(children.collect(), out);
        }
        let rows = differing.iter().flat_map(|leaf| self.tree.rows(leaf.place));
        self.phase = Phase::Sending(Arc::new(rows.collect()));
        self.ask(out);
    }

    /// A sends what it waits to have answered, once or again.
    fn ask(&mut self, out: &mut Outbox<Replica>) {
        let message = match &self.phase {
            Phase::Idle => return,
            Phase::Comparing(level, hashes) => {
                Message::Hashes(self.session, *level, hashes.clone())
            }
            Phase::Sending(rows) => Message::Rows(self.session, rows.clone()),
        };
        self.send(B, message, out);
        out.set_timer(Timer::Resend, self.settings.patience());
    }

    fn finish(&mut self, out: &mut Outbox<Replica>) {
        self.phase = Phase::Idle;
        out.cancel_timer(Timer::Resend);
        out.set_timer(Timer::Exchange, self.settings.every);
        out.note("ends the exchange");
    }

    /// Writes down what it knows of a node.
    pub(super) fn learn(&mut self, node: Node, verdict: Compared) {
        match self.compared.iter_mut().find(|(known, _)| *known == node) {
            Some((_, known)) => *known = verdict,
            None => self.compared.push((node, verdict)),
        }
    }

    /// What A is told. An answer that it does not wait for is an earlier exchange's or
    /// level's, or comes twice: rows it can take, all else is old.
    fn hear(&mut self, message: Message, out: &mut Outbox<Replica>) {
        match (&self.phase, message) {
            (
                Phase::Comparing(level, asked),
                Message::Differ(session, of, differing, _),
            ) if session == self.session && of == *level => {
                for hash in asked.clone().iter() {
                    let is_same = !differing.contains(&hash.node);
                    let verdict =
                        if is_same { Compared::Same } else { Compared::Differs };
                    self.learn(hash.node, verdict);
                }
                self.descend(&differing, out);
            }
            (Phase::Sending(_), Message::Newer(session, rows))
                if session == self.session =>
            {
                self.take(&rows);
                self.finish(out);
            }
            (_, Message::Newer(_, rows)) => self.take(&rows),
            (_, Message::Differ(..)) => {}
            (_, message @ (Message::Hashes(..) | Message::Rows(..))) => {
                panic!("B sent {message} to A")
            }
        }
    }
}

impl Process for Replica {
    type Message = Message;
    type Timer = Timer;
    type Command = Command;

    fn kind(message: &Message) -> MessageKind {
        MessageKind::of(&message.kind(), &Kind::ALL)
    }

    fn start(&mut self, out: &mut Outbox<Replica>) {
        if out.me() == A {
            out.set_timer(Timer::Exchange, self.settings.first);
        }
    }

    fn receive(&mut self, _: NodeId, message: Message, out: &mut Outbox<Replica>) {
        match out.me() {
            A => self.hear(message, out),
            _ => self.serve(message, out),
        }
    }

    fn expire(&mut self, timer: Timer, out: &mut Outbox<Replica>) {
        match timer {
            Timer::Exchange => self.begin(out),
            Timer::Resend => self.ask(out),
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Replica>) {
        if !self.settings.takes(command) {
            return;
        }
        match command {
            Command::Write(key) => {
                self.latest = self.latest.next(out.me());
                self.tree.write(Row { key, version: self.latest });
                out.note(format!("takes a write of key {key}"));
            }
            Command::Lose(leaf) => {
                for key in self.tree.keys(leaf) {
                    self.tree.write(Row { key, version: Version::NONE });
                }
                out.note(format!("loses the rows of leaf {leaf}"));
            }
            Command::Exchange => self.begin(out),
        }
    }

    fn crash(&mut self) {
        self.phase = Phase::Idle;
    }

    fn name(&self, node: NodeId) -> String {
        if node == A { "A" } else { "B" }.into()
    }
}
