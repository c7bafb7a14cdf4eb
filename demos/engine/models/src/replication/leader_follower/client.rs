//! A client: it writes to whom it takes to be the leader, and asks the monitor who is
//! when it gets no answer.

use super::reads::Reader;
use super::{CLIENTS, Position, Settings, Timer, Write};
use super::{Command, Epoch, FIRST, MONITOR, Message, Node, Place};
use sim::{Micros, NodeId, Outbox};

/// A write that was not acknowledged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What is written.
    pub write: Write,
    /// When it was sent for the first time.
    pub since: Micros,
    /// When it is sent again.
    again: Micros,
    /// How often it was sent.
    pub tries: u32,
}

/// A write that was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// What was written.
    pub write: Write,
    /// When it was sent for the first time.
    pub since: Micros,
    /// When it was acknowledged.
    pub at: Micros,
    /// By whom.
    pub by: NodeId,
    /// In which epoch.
    pub epoch: Epoch,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    settings: Settings,
    /// Whom it takes to be the leader.
    place: Place,
    pending: Vec<Pending>,
    /// How many writes it has begun.
    writes: u32,
    /// In order of time.
    acknowledged: Vec<Acknowledged>,
    /// What it reads, if it does.
    pub(super) reader: Option<Reader>,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Client {
        Client {
            settings,
            place: Place { epoch: Epoch(1), server: FIRST },
            pending: Vec::new(),
            writes: 0,
            acknowledged: Vec::new(),
            reader: settings.reads.map(Reader::new),
        }
    }

    /// How many servers there are.
    pub(super) fn servers(&self) -> u32 {
        self.settings.servers
    }

    /// How long it waits for an answer.
    pub(super) fn patience(&self) -> Micros {
        self.settings.client_patience()
    }

    /// Asks who leads.
    pub(super) fn ask(&self, out: &mut Outbox<Node>) {
        out.send(MONITOR, Message::Ask);
    }

    /// Whom it takes to be the leader.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Writes that were not acknowledged yet.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Writes that were acknowledged, in order of time.
    pub fn acknowledged(&self) -> &[Acknowledged] {
        &self.acknowledged
    }

    /// When the next write comes by itself: at random, independent of all others.
    fn plan(&mut self, out: &mut Outbox<Node>) {
        let rate = u64::from(self.settings.writes_per_s);
        if rate == 0 {
            return;
        }
        let mean = 1_000_000 * u64::from(CLIENTS) / rate;
        let gap = Micros::new(out.stream().exponential(mean));
        if out.now() + gap < self.settings.writes_until {
            out.set_timer(Timer::Next, gap);
        }
    }

    fn write(&mut self, out: &mut Outbox<Node>) {
        self.writes += 1;
        let client = out.me().0 - self.settings.servers - FIRST.0;
        let write = Write { client: client as u8, number: self.writes };
        let (since, again, tries) = (out.now(), out.now(), 0);
        self.pending.push(Pending { write, since, again, tries });
        self.send(write, out);
    }

    /// Sends a write to the leader.
    fn send(&mut self, write: Write, out: &mut Outbox<Node>) {
        let (place, patience) = (self.place, self.settings.client_patience());
        let Some(pending) = self.find(write) else { return };
        pending.tries += 1;
        pending.again = out.now() + patience;
        out.send(place.server, Message::Write(write, place.epoch));
        self.set_retry(out);
    }

    fn find(&mut self, write: Write) -> Option<&mut Pending> {
        self.pending.iter_mut().find(|pending| pending.write == write)
    }

    fn set_retry(&mut self, out: &mut Outbox<Node>) {
        match self.pending.iter().map(|pending| pending.again).min() {
            Some(again) => out.set_timer(Timer::Retry, again.since(out.now())),
            None => out.cancel_timer(Timer::Retry),
        }
    }

    fn done(
        &mut self,
        from: NodeId,
        write: Write,
        (epoch, position): (Epoch, Position),
        out: &mut Outbox<Node>,
    ) {
        let place = self.pending.iter().position(|other| other.write == write);
        let Some(place) = place else { return };
        let since = self.pending.remove(place).since;
        let (at, by) = (out.now(), from);
        self.acknowledged.push(Acknowledged { write, since, at, by, epoch });
        if let Some(reader) = &mut self.reader {
            reader.wrote(write, position, at);
        }
        self.set_retry(out);
    }

    /// Somebody says who leads. What was sent to an earlier leader goes to the new one.
    fn learn(&mut self, place: Place, out: &mut Outbox<Node>) {
        if place.epoch <= self.place.epoch {
            return;
        }
        self.place = place;
        let pending: Vec<Write> =
            self.pending.iter().map(|pending| pending.write).collect();
        for write in pending {
            self.send(write, out);
        }
    }

    /// The write was not taken: it is tried again a little later.
    fn refused(
        &mut self,
        write: Write,
        known: Option<Place>,
        out: &mut Outbox<Node>,
    ) {
        let again = out.now() + self.settings.backoff();
        if let Some(pending) = self.find(write) {
            pending.again = pending.again.min(again);
            self.set_retry(out);
        }
        if let Some(known) = known {
            self.learn(known, out);
        }
    }

    /// Tries again what is due, and asks who leads: it may be another one.
    fn retry(&mut self, out: &mut Outbox<Node>) {
        let now = out.now();
        let due = self.pending.iter().filter(|pending| pending.again <= now);
        let due: Vec<Write> = due.map(|pending| pending.write).collect();
        if !due.is_empty() {
            self.ask(out);
        }
        for write in due {
            self.send(write, out);
        }
    }
}

/// What the cluster calls.
impl Client {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        self.plan(out);
        if let Some(reads) = self.settings.reads {
            out.set_timer(Timer::Read, reads.every);
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Done(write, epoch, position) => {
                self.done(from, write, (epoch, position), out);
            }
            Message::Value(number, last, writes) => {
                self.told((from, number), Some((last, writes)), out);
            }
            Message::Gone(number) => self.told((from, number), None, out),
            Message::Refused(write, known) => self.refused(write, known, out),
            Message::Leader(place) => self.learn(place, out),
            Message::Write(..)
            | Message::Read(..)
            | Message::Ask
            | Message::Append(_)
            | Message::Stored(..)
            | Message::Follow(..)
            | Message::Fenced(_)
            | Message::Heartbeat(..)
            | Message::Alive(..)
            | Message::Poll(_)
            | Message::Has(..)
            | Message::Lead(_) => panic!("{} sent {message} to a client", from.0),
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Next => {
                self.write(out);
                self.plan(out);
            }
            Timer::Retry => self.retry(out),
            Timer::Read => self.read(out),
            Timer::Disk
            | Timer::Ship
            | Timer::Resend
            | Timer::Beat
            | Timer::Lease
            | Timer::FallBack
            | Timer::Suspect
            | Timer::Count => panic!("a client sets no {timer}"),
        }
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Write => self.write(out),
        }
    }

    /// What was not acknowledged is forgotten.
    pub(super) fn crash(&mut self) {
        self.pending.clear();
    }
}
