//! A client: one request after the other, each until it is answered.

use super::Node;
use super::machine::{Answer, Call, Request};
use super::message::{Command, Message, Timer};
use super::settings::Settings;
use sim::{Micros, NodeId, Outbox};
use std::hash::{Hash, Hasher};

/// A client of the cluster. It writes and reads in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub(super) settings: Settings,
    me: NodeId,
    /// Whom it takes for the leader.
    target: NodeId,
    /// Whom it asked when its patience last ended. All servers have their turn,
    /// whatever a redirect says: it may be old, and servers that were removed may
    /// name each other for ever.
    turn: NodeId,
    /// Whether it waits for the answer to its latest request.
    waits: bool,
    /// Writes that it is yet to send because the reader asked for them.
    wishes: Vec<u32>,
    /// All that it asked, in order; the last one may be under way. Its number
    /// is its place in here, from 1: one that is used is on disk, so that no later
    /// request is taken for an earlier one.
    asked: Vec<Asked>,
}

/// A request and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub call: Call,
    /// When it was first sent.
    pub at: Micros,
    /// The answer, and when it came.
    pub answer: Option<(Micros, Answer)>,
}

/// A search hashes states, and clusters with clients have too many: each request has
/// its time and its number.
impl Hash for Client {
    fn hash<H: Hasher>(&self, _: &mut H) {
        panic!("clusters with clients are not searched");
    }
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(settings: Settings, me: NodeId) -> Client {
        let target = NodeId(me.0 % settings.servers);
        Client {
            settings,
            me,
            target,
            turn: target,
            waits: false,
            wishes: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// All that it asked, in order.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// What it waits for an answer to.
    pub fn waits_for(&self) -> Option<Call> {
        self.asked.last().filter(|_| self.waits).map(|asked| asked.call)
    }

    /// Whom it takes for the leader.
    pub fn target(&self) -> NodeId {
        self.target
    }

    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        self.think(out);
    }

    /// Thinks between half and one and a half times as long as it should.
    fn think(&self, out: &mut Outbox<Node>) {
        let mean = self.settings.think.get();
        let span = out.stream().between(mean / 2, mean + mean / 2);
        out.set_timer(Timer::Think, Micros::new(span));
    }

    /// It forgets what it waited for; nobody will know what came of it.
    pub(super) fn crash(&mut self) {
        self.wishes.clear();
        self.waits = false;
    }

    fn ask(&mut self, call: Call, out: &mut Outbox<Node>) {
        self.asked.push(Asked { call, at: out.now(), answer: None });
        self.waits = true;
        self.turn = self.target;
        self.send(out);
        out.set_timer(Timer::Patience, self.settings.patience());
    }

    /// The value that its next write writes: no other write has the same.
    fn fresh(&self) -> u32 {
        let clients = self.settings.clients.max(1);
        let number = self.asked.len() as u32 + 1;
        number * clients + self.me.0 % clients
    }

    fn send(&self, out: &mut Outbox<Node>) {
        let serial = self.asked.len() as u32;
        let Some(Asked { call, .. }) = self.asked.last() else { return };
        let request = Request { client: self.me, serial, call: *call };
        out.send(self.target, Message::Request(request));
    }

    pub(super) fn receive(&mut self, message: Message, out: &mut Outbox<Node>) {
        let latest = self.asked.len() as u32;
        match message {
            Message::Answer { serial, answer } => {
                if serial == latest && self.waits {
                    self.waits = false;
                    let now = out.now();
                    self.asked[serial as usize - 1].answer = Some((now, answer));
                    out.cancel_timer(Timer::Patience);
                    self.go_on(out);
                }
            }
            Message::Redirect { serial, leader } => {
                if serial == latest && self.waits {
                    self.redirect(leader, out);
                }
            }
            Message::RequestVote { .. }
            | Message::Vote { .. }
            | Message::Append { .. }
            | Message::InstallSnapshot { .. }
            | Message::Appended { .. }
            | Message::TermOver { .. }
            | Message::TimeoutNow { .. }
            | Message::Request(_) => panic!("servers say this to each other"),
        }
    }

    /// Asks the one that is said to lead. If nobody knows who does, or it was told
    /// to ask the same again, it waits until its patience ends. What it is told does
    /// not lengthen that.
    fn redirect(&mut self, leader: Option<NodeId>, out: &mut Outbox<Node>) {
        if let Some(leader) = leader
            && leader != self.target
        {
            self.target = leader;
            self.send(out);
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Think => {
                let call = match self.asked.len() % 2 {
                    0 => Call::Write(self.fresh()),
                    _ => Call::Read,
                };
                self.ask(call, out);
            }
            Timer::Patience => {
                let servers = self.settings.servers + self.settings.spares;
                self.turn = NodeId((self.turn.0 + 1) % servers);
                self.target = self.turn;
                self.send(out);
                out.set_timer(Timer::Patience, self.settings.patience());
            }
            Timer::Election | Timer::Heartbeat | Timer::Write | Timer::Transfer => {
                panic!("clients have no term")
            }
        }
    }

    fn go_on(&mut self, out: &mut Outbox<Node>) {
        match self.wishes.is_empty() {
            true => self.think(out),
            false => {
                let value = self.wishes.remove(0);
                self.ask(Call::Write(value), out);
            }
        }
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Propose(value) if self.waits => self.wishes.push(value),
            Command::Propose(value) => {
                out.cancel_timer(Timer::Think);
                self.ask(Call::Write(value), out);
            }
            Command::Add(_)
            | Command::Remove(_)
            | Command::Transfer(_)
            | Command::Compact => {
                out.note("is a client, and cannot do that");
            }
        }
    }
}
