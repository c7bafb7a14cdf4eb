//! A replica: it takes writes at once, says that they are done, and tells the other
//! replica later.

use super::store::no_context;
use super::{
    Message, Node, Rule, Settings, Shown, Store, Timer, WriteId, names, other,
};
use sim::{Micros, NodeId, Outbox};

/// A write that a replica took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The write.
    pub write: WriteId,
    /// What the clock of the replica showed.
    pub reading: Micros,
    /// The values that its client had been shown, for those who look at the whole
    /// run.
    pub saw: Vec<WriteId>,
}

/// What a replica held from some moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What its clock showed.
    pub since: Micros,
    /// The values.
    pub writes: Vec<WriteId>,
    /// What brought that about.
    pub cause: Cause,
}

/// What brings about that a replica holds something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A client wrote this, whether it stayed or not.
    Write(WriteId),
    /// The other replica said what it holds.
    Sync,
}

/// A replica. All that it has is on disk.
#[derive(Clone, Debug)]
pub struct Replica {
    settings: Settings,
    store: Store,
    /// The writes that it took, by which it knows one that comes again.
    taken: Vec<Taken>,
    /// What it held since when.
    held: Vec<Held>,
    /// How often its store has changed.
    change: u32,
    /// The last change that the other replica has taken in.
    told: u32,
}

impl Replica {
    pub(super) fn new(settings: Settings) -> Replica {
        Replica {
            settings,
            store: Store::new(settings.rule),
            taken: Vec::new(),
            held: Vec::new(),
            change: 0,
            told: 0,
        }
    }

    /// What it holds.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The writes that it took from its client, in order.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// What it held since when, in order of time.
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// Whether the other replica has taken in all that it holds.
    pub fn has_told(&self) -> bool {
        self.told == self.change
    }

    fn write(
        &mut self,
        from: NodeId,
        write: WriteId,
        shown: Shown,
        out: &mut Outbox<Node>,
    ) {
        if !self.taken.iter().any(|taken| taken.write == write) {
            let (me, now) = (out.me(), out.now());
            let seen = match self.settings.rule {
                Rule::VersionVectors | Rule::LastWriteWins => shown.context,
                Rule::NoContext => self.store.shown().context,
            };
            self.taken.push(Taken { write, reading: now, saw: shown.writes });
            self.store.put((me, now), write, &seen);
            let held = self.store.writes();
            if !held.contains(&write) {
                out.note(format!("keeps {}: its stamp is greater", names(&held)));
            }
            self.changed(Cause::Write(write), out);
        }
        let shown = match self.store {
            Store::Register(_) => None,
            Store::Siblings(_) => Some(self.store.shown()),
        };
        out.send(from, Message::Done(write, shown));
    }

    fn changed(&mut self, cause: Cause, out: &mut Outbox<Node>) {
        self.change += 1;
        let (since, writes) = (out.now(), self.store.writes());
        self.held.push(Held { since, writes, cause });
        out.set_timer(Timer::Tell, self.settings.lag);
    }

    fn sync(
        &mut self,
        from: NodeId,
        (number, theirs): (u32, &Store),
        out: &mut Outbox<Node>,
    ) {
        let before = self.store.clone();
        self.store.merge(theirs);
        out.send(from, Message::Synced(number));
        if self.store != before {
            let dropped = before.writes().into_iter();
            let now = self.store.writes();
            let dropped: Vec<_> = dropped.filter(|w| !now.contains(w)).collect();
            if !dropped.is_empty() {
                out.note(format!("drops {} for {}", names(&dropped), names(&now)));
            }
            self.changed(Cause::Sync, out);
        }
        if self.store == *theirs {
            self.told = self.change;
            out.cancel_timer(Timer::Tell);
        }
    }

    fn tell(&mut self, out: &mut Outbox<Node>) {
        if !self.has_told() {
            let to = other(out.me());
            out.send(to, Message::Sync(self.change, self.store.clone()));
            out.set_timer(Timer::Tell, self.settings.patience());
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Read(request) => {
                out.send(from, Message::Values(request, self.store.shown()));
            }
            Message::Write(write, shown) => self.write(from, write, shown, out),
            Message::Sync(number, store) => self.sync(from, (number, &store), out),
            Message::Synced(number) => {
                self.told = self.told.max(number);
                if self.has_told() {
                    out.cancel_timer(Timer::Tell);
                }
            }
            Message::Values(..) | Message::Done(..) => {
                panic!("{} sent {message} to a replica", from.0)
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Tell => self.tell(out),
            Timer::Next | Timer::Retry => panic!("a replica sets no {timer}"),
        }
    }

    /// It goes on where it stopped.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        if !self.has_told() {
            out.set_timer(Timer::Tell, self.settings.lag);
        }
    }

    pub(super) fn repair(&self) -> Option<Micros> {
        self.settings.repair
    }
}

impl Shown {
    /// What a client was shown that has not read yet.
    pub(super) fn nothing() -> Shown {
        Shown { writes: Vec::new(), context: no_context() }
    }
}
