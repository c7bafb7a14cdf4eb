//! A client: it does one operation at a time, in one round or two, and gives up
//! when that takes too long.

use super::answers::Answer;
use super::round::{Purpose, Round};
use super::{
    Action, Command, Effect, Entry, Key, Message, Node, Operation, Outcome,
    Protocol, Region, Settings, Stamp, Ticket, Timer, Version,
};
use crate::clocks::{Dot, Dotted, Vector};
use sim::{Micros, NodeId, Outbox};

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) settings: Settings,
    /// Its operations, in order; the last may be under way. For whoever looks on.
    pub(super) operations: Vec<Operation>,
    /// What it was told to do and has not begun.
    waiting: Vec<Command>,
    /// The round that its operation waits for.
    pub(super) current: Option<Ticket>,
    /// This round, and earlier ones that some replicas have not answered.
    pub(super) rounds: Vec<Round>,
    /// On disk: how many rounds it has begun.
    tickets: u32,
    /// On disk: which writes it knows of, for each key.
    seen: Vec<Vector>,
    /// On disk: how often it has written.
    written: u64,
    /// On disk: the greatest time of its stamps.
    stamped: u64,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Client {
        let nothing = Vector::new(settings.client_count());
        Client {
            settings,
            operations: Vec::new(),
            waiting: Vec::new(),
            current: None,
            rounds: Vec::new(),
            tickets: 0,
            seen: vec![nothing; settings.keys.into()],
            written: 0,
            stamped: 0,
        }
    }

    /// Its operations, in order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The round that its operation waits for, if one is under way.
    pub fn round(&self) -> Option<&Round> {
        let current = self.current?;
        self.rounds.iter().find(|round| round.ticket == current)
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Begins an operation, or lets it wait for the one that is under way.
    fn ask(&mut self, command: Command, out: &mut Outbox<Node>) {
        if self.current.is_some() {
            self.waiting.push(command);
            return;
        }
        let Command { action, key } = command;
        self.operations.push(Operation {
            client: out.me(),
            key,
            action,
            invoked: out.now(),
            wrote: None,
            quorum: Default::default(),
            behind: Default::default(),
            outcome: Outcome::Pending,
        });
        out.set_timer(Timer::TimeOut, self.settings.time_out);
        match (action, self.settings.protocol) {
            (Action::Write, Protocol::OneRound) => self.write(key, &[], out),
            (Action::Read | Action::Write, _) => {
                let versions = Vec::new();
                self.begin(Purpose::Query, Entry { key, versions }, out);
            }
        }
    }

    fn begin(&mut self, purpose: Purpose, entry: Entry, out: &mut Outbox<Node>) {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.current = Some(ticket);
        let round = Round::begin(&self.settings, ticket, (purpose, entry), out);
        self.rounds.push(round);
        self.plan_patience(out);
    }

    /// Writes a new value. Its stamp is greater than those that it was told of and
    /// than all that this client has given.
    fn write(&mut self, key: Key, told: &[Version], out: &mut Outbox<Node>) {
        let number = self.settings.client_number(out.me());
        let time = match self.settings.protocol {
            Protocol::OneRound | Protocol::ReadFirst => self.clock(out),
            Protocol::AskFirst | Protocol::WriteBack => {
                let newest = told.iter().map(|version| version.stamp.time).max();
                newest.unwrap_or(0) + 1
            }
        };
        self.stamped = time.max(self.stamped + 1);
        self.written += 1;
        let seen = &mut self.seen[usize::from(key.0)];
        let me = NodeId(number);
        let dot = Dot { node: me, count: self.written };
        let dotted = Dotted { dot, context: seen.clone() };
        seen.raise(me, self.written);
        let stamp = Stamp { time: self.stamped, client: number };
        let version = Version { stamp, dotted };
        if let Some(operation) = self.operations.last_mut() {
            operation.wrote = Some(version.clone());
        }
        self.begin(Purpose::Put, Entry { key, versions: vec![version] }, out);
    }

    /// What its clock shows: right in the west, perhaps ahead in the east.
    fn clock(&self, out: &Outbox<Node>) -> u64 {
        let ahead = match self.settings.region(out.me()) {
            Region::West => 0,
            Region::East => self.settings.east_ahead,
        };
        out.now().get().saturating_add_signed(ahead)
    }

    /// A round has its quorum: what comes next.
    pub(super) fn go_on(
        &mut self,
        purpose: Purpose,
        entry: Entry,
        out: &mut Outbox<Node>,
    ) {
        let Some(operation) = self.operations.last() else { return };
        let write_back = self.settings.protocol == Protocol::WriteBack;
        match (operation.action, purpose) {
            (Action::Write, Purpose::Query) => {
                self.learn(&entry);
                self.write(entry.key, &entry.versions, out);
            }
            (Action::Read, Purpose::Query)
                if write_back && !entry.versions.is_empty() =>
            {
                self.begin(Purpose::Put, entry, out);
            }
            (Action::Read, Purpose::Query | Purpose::Put) => {
                self.learn(&entry);
                self.finish(entry.versions, out);
            }
            (Action::Write, Purpose::Put) => self.finish(entry.versions, out),
        }
    }

    /// It knows of what it was told, and of all that those knew of.
    fn learn(&mut self, entry: &Entry) {
        for version in &entry.versions {
            let history = version.dotted.history();
            self.seen[usize::from(entry.key.0)].merge(&history);
        }
    }

    fn finish(&mut self, versions: Vec<Version>, out: &mut Outbox<Node>) {
        let at = out.now();
        self.end(Outcome::Done { at, versions }, out);
    }

    fn give_up(&mut self, out: &mut Outbox<Node>) {
        let at = out.now();
        let answered = self.round().map(Round::answered).unwrap_or_default();
        if let Some(operation) = self.operations.last_mut() {
            operation.quorum = answered;
        }
        let current = self.current;
        self.rounds.retain(|round| Some(round.ticket) != current);
        self.end(Outcome::Unanswered { at, effect: self.effect() }, out);
    }

    /// What the last operation may have done.
    fn effect(&self) -> Effect {
        let wrote = self.operations.last().and_then(|o| o.wrote.as_ref());
        if wrote.is_some() { Effect::Unknown } else { Effect::None }
    }

    fn end(&mut self, outcome: Outcome, out: &mut Outbox<Node>) {
        self.current = None;
        out.cancel_timer(Timer::TimeOut);
        if let Some(operation) = self.operations.last_mut() {
            operation.outcome = outcome;
        }
        if self.waiting.is_empty() {
            self.plan(out);
        } else {
            let command = self.waiting.remove(0);
            self.ask(command, out);
        }
    }

    /// When it does something by itself.
    fn plan(&mut self, out: &mut Outbox<Node>) {
        let Some(think) = self.settings.think.map(Micros::get) else { return };
        let pause = out.stream().between(think / 2, think * 3 / 2);
        let pause = Micros::new(pause);
        if out.now() + pause < self.settings.until {
            out.set_timer(Timer::Next, pause);
        }
    }

    fn do_something(&mut self, out: &mut Outbox<Node>) {
        let key = out.stream().below(self.settings.keys.into()) as u8;
        let is_write = out.stream().below(100);
        let action = match is_write < self.settings.writes_percent.into() {
            true => Action::Write,
            false => Action::Read,
        };
        if self.current.is_none() {
            self.ask(Command { action, key: Key(key) }, out);
        }
    }
}

/// What the cluster calls.
impl Client {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        self.plan(out);
    }

    /// What was under way when it crashed will never be answered.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        let is_open = |operation: &Operation| operation.outcome == Outcome::Pending;
        if self.operations.last().is_some_and(is_open) {
            self.give_up(out);
        } else {
            self.plan(out);
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Has(ticket, entry) => {
                self.count(from, Answer::Has(ticket, entry.versions), out);
            }
            Message::Stored(ticket) => {
                self.count(from, Answer::Stored(ticket), out);
            }
            Message::Query(..)
            | Message::Put(..)
            | Message::PutHint(..)
            | Message::Repair(_)
            | Message::HandOver(..)
            | Message::Taken(_)
            | Message::Exchange(_)
            | Message::Lacking(_) => {
                panic!("{} sent {message} to a client", from.0)
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Next => self.do_something(out),
            Timer::Patience => self.lose_patience(out),
            Timer::TimeOut => self.give_up(out),
            Timer::Exchange | Timer::HandOver => panic!("a client sets no {timer}"),
        }
    }

    /// A key that there is not is nobody's.
    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        if command.key.0 < self.settings.keys {
            self.ask(command, out);
        }
    }

    pub(super) fn crash(&mut self) {
        self.waiting.clear();
        self.rounds.clear();
        self.current = None;
    }
}
