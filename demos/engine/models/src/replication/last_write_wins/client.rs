//! A client: it writes through its own replica, and remembers what it was shown
//! last.

use super::{Command, Message, Node, Settings, Shown, Timer, WriteId, home, names};
use sim::{Chance, Micros, NodeId, Outbox};

/// What a client is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// It wants nothing.
    Idle,
    /// It waits for the answer to the read of this number, to write then.
    Reads(u32),
    /// It waits until this write is done.
    Writes(WriteId),
}

/// A write that a client has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrote {
    /// The write.
    pub write: WriteId,
    /// When it was sent for the first time.
    pub begun: Micros,
    /// When its client was told that it is done.
    pub done: Option<Micros>,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    settings: Settings,
    /// What it was shown last.
    shown: Shown,
    task: Task,
    /// How many reads it has begun.
    reads: u32,
    wrote: Vec<Wrote>,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Client {
        let (shown, task) = (Shown::nothing(), Task::Idle);
        Client { settings, shown, task, reads: 0, wrote: Vec::new() }
    }

    /// The writes that it has begun, in order.
    pub fn wrote(&self) -> &[Wrote] {
        &self.wrote
    }

    /// What it was shown last.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Whether it waits for an answer.
    pub fn is_busy(&self) -> bool {
        self.task != Task::Idle
    }

    /// When the next write comes by itself: at random, independent of all others.
    fn plan(&mut self, out: &mut Outbox<Node>) {
        let rate = u64::from(self.settings.writes_per_s);
        if rate == 0 {
            return;
        }
        let gap = Micros::new(out.stream().exponential(2 * 1_000_000 / rate));
        if out.now() + gap < self.settings.writes_until {
            out.set_timer(Timer::Next, gap);
        }
    }

    fn read(&mut self, out: &mut Outbox<Node>) {
        self.reads += 1;
        self.task = Task::Reads(self.reads);
        self.ask(out);
    }

    fn write(&mut self, out: &mut Outbox<Node>) {
        let number = self.wrote.len() as u32 + 1;
        let write = WriteId { client: out.me(), number };
        self.wrote.push(Wrote { write, begun: out.now(), done: None });
        self.task = Task::Writes(write);
        self.ask(out);
    }

    /// Sends what it waits for an answer to.
    fn ask(&mut self, out: &mut Outbox<Node>) {
        let to = home(out.me());
        match self.task {
            Task::Idle => return,
            Task::Reads(request) => out.send(to, Message::Read(request)),
            Task::Writes(write) => {
                out.send(to, Message::Write(write, self.shown.clone()));
            }
        }
        out.set_timer(Timer::Retry, self.settings.patience());
    }

    fn values(&mut self, request: u32, shown: Shown, out: &mut Outbox<Node>) {
        if self.task == Task::Reads(request) {
            out.note(format!("has read {}", names(&shown.writes)));
            self.shown = shown;
            self.write(out);
        }
    }

    fn done(
        &mut self,
        write: WriteId,
        shown: Option<Shown>,
        out: &mut Outbox<Node>,
    ) {
        if self.task != Task::Writes(write) {
            return; // a copy of an answer that has come
        }
        self.task = Task::Idle;
        out.cancel_timer(Timer::Retry);
        if let Some(wrote) = self.wrote.last_mut() {
            wrote.done = Some(out.now());
        }
        self.shown = match shown {
            Some(shown) => shown,
            // Of the store it was told nothing: it knows what it has written.
            None => Shown { writes: vec![write], ..Shown::nothing() },
        };
    }
}

/// What the cluster calls.
impl Client {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        self.plan(out);
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Values(request, shown) => self.values(request, shown, out),
            Message::Done(write, shown) => self.done(write, shown, out),
            Message::Read(_)
            | Message::Write(..)
            | Message::Sync(..)
            | Message::Synced(_) => {
                panic!("{} sent {message} to a client", from.0)
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Next => {
                let reads = Chance::percent(self.settings.reads_percent);
                match out.stream().happens(reads) {
                    true => self.command(Command::ReadThenWrite, out),
                    false => self.command(Command::Write, out),
                }
                self.plan(out);
            }
            Timer::Retry => self.ask(out),
            Timer::Tell => panic!("a client sets no {timer}"),
        }
    }

    /// One who waits for an answer begins nothing new.
    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match (self.task, command) {
            (Task::Idle, Command::Write) => self.write(out),
            (Task::Idle, Command::ReadThenWrite) => self.read(out),
            (Task::Reads(_) | Task::Writes(_), _) => {}
        }
    }

    /// It asks no more; what it was shown is forgotten.
    pub(super) fn crash(&mut self) {
        self.task = Task::Idle;
        self.shown = Shown::nothing();
    }
}
