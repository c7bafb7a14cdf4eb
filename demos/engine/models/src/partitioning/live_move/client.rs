//! A client: it writes where its copy of the map says, and learns of a newer map when
//! it is refused.

use super::{
    CLIENTS, Command, KEYS, MAP, Message, Node, Place, Refusal, Row, SOURCE,
    Settings, TARGET, Timer, Version, WRITERS,
};
use sim::{Micros, NodeId, Outbox};

/// A write that was not acknowledged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What is written.
    pub row: Row,
    /// When it was sent for the first time.
    pub since: Micros,
    /// When it is sent again.
    again: Micros,
    /// How often it was sent.
    pub tries: u32,
    /// Whether the last answer was to wait.
    waits: Told,
}

/// What a client was told of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Nothing yet.
    Nothing,
    /// To come again.
    ToWait,
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    settings: Settings,
    /// Its copy of the map.
    map: Place,
    pending: Vec<Pending>,
    /// How many writes it has begun.
    writes: u32,
    /// Rows that it was told are on disk, in order.
    acknowledged: Vec<Row>,
    /// The longest that a write took until it was acknowledged.
    longest: Micros,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Client {
        Client {
            settings,
            map: Place { version: Version(1), server: SOURCE },
            pending: Vec::new(),
            writes: 0,
            acknowledged: Vec::new(),
            longest: Micros::ZERO,
        }
    }

    /// Its copy of the map.
    pub fn map(&self) -> Place {
        self.map
    }

    /// Writes that were not acknowledged yet.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// Rows that it was told are on disk.
    pub fn acknowledged(&self) -> &[Row] {
        &self.acknowledged
    }

    /// The longest that a write took until it was acknowledged.
    pub fn longest(&self) -> Micros {
        self.longest
    }

    /// When the next write comes by itself: at random, independent of all others.
    fn plan(&mut self, out: &mut Outbox<Node>) {
        let rate = u64::from(self.settings.writes_per_s);
        let is_writer = out.me().0 <= TARGET.0 + WRITERS;
        if rate == 0 || !is_writer {
            return;
        }
        let mean = 1_000_000 * u64::from(WRITERS) / rate;
        let gap = Micros::new(out.stream().exponential(mean));
        if out.now() + gap < self.settings.writes_until {
            out.set_timer(Timer::Next, gap);
        }
    }

    fn write(&mut self, key: Option<u16>, out: &mut Outbox<Node>) {
        let drawn = out.stream().below(KEYS.into()) as u16;
        self.writes += 1;
        let client = out.me().0 - TARGET.0;
        let write = self.writes * (CLIENTS + 1) + client;
        let row = Row { key: key.unwrap_or(drawn), write };
        let now = out.now();
        self.pending.push(Pending {
            row,
            since: now,
            again: now,
            tries: 0,
            waits: Told::Nothing,
        });
        self.send(row, out);
    }

    /// Sends a write to whom the map names.
    fn send(&mut self, row: Row, out: &mut Outbox<Node>) {
        let (map, patience) = (self.map, self.settings.patience());
        let Some(pending) = self.find(row) else { return };
        pending.tries += 1;
        pending.again = out.now() + patience;
        pending.waits = Told::Nothing;
        out.send(map.server, Message::Write(row, map.version));
        self.set_retry(out);
    }

    fn find(&mut self, row: Row) -> Option<&mut Pending> {
        self.pending.iter_mut().find(|pending| pending.row == row)
    }

    fn set_retry(&mut self, out: &mut Outbox<Node>) {
        match self.pending.iter().map(|pending| pending.again).min() {
            Some(again) => out.set_timer(Timer::Retry, again.since(out.now())),
            None => out.cancel_timer(Timer::Retry),
        }
    }

    fn done(&mut self, row: Row, out: &mut Outbox<Node>) {
        let place = self.pending.iter().position(|pending| pending.row == row);
        let Some(place) = place else { return };
        let pending = self.pending.remove(place);
        self.longest = self.longest.max(out.now().since(pending.since));
        self.acknowledged.push(row);
        self.set_retry(out);
    }

    /// The row was not written. A newer map says where it belongs; otherwise the
    /// client comes again a little later.
    fn refused(&mut self, row: Row, refusal: Refusal, out: &mut Outbox<Node>) {
        if self.find(row).is_none() {
            return; // written after all, by a copy of the message
        }
        match refusal {
            Refusal::Moved(place) if place.version > self.map.version => {
                self.map = place;
                self.send(row, out);
            }
            // What refused it was sent before the newer map was heard of.
            Refusal::Moved(_) | Refusal::Wait => {
                let again = out.now() + self.settings.backoff();
                if let Some(pending) = self.find(row) {
                    pending.again = pending.again.min(again);
                    pending.waits = Told::ToWait;
                }
                self.set_retry(out);
            }
        }
    }

    /// Tries again what is due. If nobody answered, the map may know another owner.
    fn retry(&mut self, out: &mut Outbox<Node>) {
        let now = out.now();
        let due = self.pending.iter().filter(|pending| pending.again <= now);
        let due: Vec<Pending> = due.copied().collect();
        if due.iter().any(|pending| pending.waits == Told::Nothing) {
            out.send(MAP, Message::Ask);
        }
        for pending in due {
            self.send(pending.row, out);
        }
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
            Message::Done(row) => self.done(row, out),
            Message::Refused(row, refusal) => self.refused(row, refusal, out),
            Message::Map(place, _) => {
                if place.version > self.map.version {
                    self.map = place;
                }
            }
            Message::Write(..)
            | Message::Batch(_)
            | Message::Stored(..)
            | Message::Unknown(_)
            | Message::Switch(..)
            | Message::Settle(_)
            | Message::Ask => panic!("{} sent {message} to a client", from.0),
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Next => {
                self.write(None, out);
                self.plan(out);
            }
            Timer::Retry => self.retry(out),
            Timer::Move | Timer::Pace | Timer::Resend => {
                panic!("a client sets no {timer}")
            }
        }
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Write => self.write(None, out),
            Command::WriteKey(key) => self.write(Some(key), out),
            Command::Move => {}
        }
    }

    /// What it has not been told is forgotten.
    pub(super) fn crash(&mut self) {
        self.pending.clear();
    }
}
