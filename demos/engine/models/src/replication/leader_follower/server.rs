//! A server: what it has on disk, and what it is told.
//!
//! What it does as leader is in [`leader`](super::leader), as follower in
//! [`follower`](super::follower).

use super::follower::Following;
use super::leader::Leadership;
use super::reads::Waiting;
use super::{
    Command, Epoch, FIRST, Fencing, Log, Message, Node, Place, Settings, Timer,
    Write,
};
use sim::{Micros, NodeId, Outbox};

/// What a server is.
#[derive(Clone, Debug)]
pub enum Role {
    /// It takes writes.
    Leader(Box<Leadership>),
    /// It takes entries of a leader, if it has heard of one since it came up.
    Follower(Option<Following>),
}

/// A stretch of time in which a server was ready to acknowledge writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// In which epoch.
    pub epoch: Epoch,
    /// When it began.
    pub since: Micros,
    /// When it ended, if it has.
    pub until: Option<Micros>,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) settings: Settings,
    /// Of which a part is on disk.
    pub(super) log: Log,
    /// On disk: it takes nothing of an older epoch.
    pub(super) promised: Epoch,
    /// On disk: the last epoch that it has led.
    pub(super) led: Epoch,
    /// On disk: the last epoch whose leader's log it had, up to where that began.
    pub(super) adopted: Epoch,
    /// Up to which entry the disk is busy.
    flushing: Option<u32>,
    pub(super) role: Role,
    /// Reads that wait for more of the log.
    pub(super) waiting: Vec<Waiting>,
    /// Who leads, as far as it knows.
    pub(super) known: Option<Place>,
    /// When it was ready to acknowledge, for whoever looks on.
    reigns: Vec<Reign>,
    /// When it last did something.
    seen: Micros,
    /// The writes that it acknowledged, and when, for whoever looks on.
    pub(super) acknowledged: Vec<(Micros, Write)>,
}

impl Server {
    pub(super) fn new(settings: Settings) -> Server {
        Server {
            settings,
            log: Log::default(),
            promised: Epoch(1),
            led: Epoch(0),
            adopted: Epoch(1),
            flushing: None,
            role: Role::Follower(None),
            waiting: Vec::new(),
            known: Some(Place { epoch: Epoch(1), server: FIRST }),
            reigns: Vec::new(),
            seen: Micros::ZERO,
            acknowledged: Vec::new(),
        }
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Leader or follower.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// What it is about as leader, if it is one.
    pub fn leadership(&self) -> Option<&Leadership> {
        match &self.role {
            Role::Leader(leadership) => Some(leadership),
            Role::Follower(_) => None,
        }
    }

    /// It takes nothing of an epoch before this one.
    pub fn promised(&self) -> Epoch {
        self.promised
    }

    /// When it was ready to acknowledge writes, the first time first.
    pub fn reigns(&self) -> &[Reign] {
        &self.reigns
    }

    /// The writes that it acknowledged, and when.
    pub fn acknowledged(&self) -> &[(Micros, Write)] {
        &self.acknowledged
    }

    /// Whether it would acknowledge a write.
    pub fn serves(&self, now: Micros) -> bool {
        let may = |leader: &Leadership| {
            self.settings.fencing != Fencing::Lease || now < leader.lease()
        };
        self.leadership().is_some_and(may)
    }

    /// Forces what is new to disk; what comes meanwhile goes with the next time.
    pub(super) fn flush(&mut self, out: &mut Outbox<Node>) {
        if self.flushing.is_none() && self.log.synced() < self.log.len() {
            self.flushing = Some(self.log.len());
            out.set_timer(Timer::Disk, self.settings.disk);
        }
    }

    fn flushed(&mut self, out: &mut Outbox<Node>) {
        if let Some(index) = self.flushing.take() {
            self.log.sync(index);
        }
        match self.role {
            Role::Leader(_) => self.is_on_disk(out),
            Role::Follower(_) => self.report(out),
        }
        self.read_on(out);
        self.flush(out);
    }

    /// Takes away all entries behind so many.
    pub(super) fn rewind(&mut self, len: u32, out: &mut Outbox<Node>) {
        let count = self.log.len() - len;
        let entries = if count == 1 { "entry" } else { "entries" };
        out.note(format!("drops {count} {entries} behind {len}"));
        self.log.truncate(len, out.now());
        self.flushing = None;
        out.cancel_timer(Timer::Disk);
    }

    /// Notes when it begins and ends to acknowledge writes.
    fn watch(&mut self, out: &Outbox<Node>) {
        let now = out.now();
        let serves = self.serves(now).then_some(self.led);
        let open = self.reigns.last_mut().filter(|reign| reign.until.is_none());
        let is_same =
            open.as_ref().is_some_and(|reign| Some(reign.epoch) == serves);
        self.seen = now;
        if is_same {
            return;
        }
        if let Some(reign) = open {
            reign.until = Some(now);
        }
        let begun = |epoch| Reign { epoch, since: now, until: None };
        self.reigns.extend(serves.map(begun));
    }
}

/// What the cluster calls.
impl Server {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        if out.me() == FIRST {
            self.lead(Epoch(1), out);
        }
        self.watch(out);
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Write(write, epoch) => self.write((from, write, epoch), out),
            Message::Read(number, seen) => self.read((from, number, seen), out),
            Message::Append(append) => self.append(from, append, out),
            Message::Stored(epoch, index) => self.stored(from, epoch, index, out),
            Message::Follow(epoch, history) => {
                self.catch_up(from, epoch, &history, out);
            }
            Message::Fenced(epoch) => self.hear_of(epoch, out),
            Message::Alive(epoch, sent) => self.renew(epoch, sent, out),
            Message::Poll(epoch) => self.poll(from, epoch, out),
            Message::Lead(epoch) => self.lead(epoch, out),
            Message::Done(..)
            | Message::Value(..)
            | Message::Gone(_)
            | Message::Refused(..)
            | Message::Ask
            | Message::Leader(_)
            | Message::Heartbeat(..)
            | Message::Has(..) => panic!("{} sent {message} to a server", from.0),
        }
        self.watch(out);
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Disk => self.flushed(out),
            Timer::Ship => self.ship(out),
            Timer::Resend => self.resend(out),
            Timer::Beat => self.beat(out),
            Timer::Lease => out.note("acknowledges nothing: its lease is over"),
            Timer::FallBack => self.fall_back(out),
            Timer::Suspect
            | Timer::Count
            | Timer::Next
            | Timer::Retry
            | Timer::Read => panic!("a server sets no {timer}"),
        }
        self.watch(out);
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Write => {}
        }
    }

    /// Only what is on disk is left, and it leads no longer.
    pub(super) fn crash(&mut self) {
        let seen = self.seen;
        self.log.truncate(self.log.synced(), seen);
        (self.flushing, self.role) = (None, Role::Follower(None));
        self.waiting.clear();
        if let Some(reign) = self.reigns.last_mut() {
            reign.until.get_or_insert(seen);
        }
    }

    pub(super) fn repair(&self) -> Option<Micros> {
        self.settings.repair
    }

    /// It waits for whoever leads: a former leader does not know whether it was
    /// replaced.
    pub(super) fn restart(&mut self, out: &Outbox<Node>) {
        self.known = None;
        self.watch(out);
    }
}
