//! Clients that all want to change the same row, and back off where they fail.
//!
//! Optimistic concurrency: a client reads the row and its version, and writes it
//! back on the condition that the version is still the same. Of those who read
//! one version only the first writes; the others have to start again. All begin
//! at once, and each is done when it has written once.
//!
//! What can go wrong: with *N* clients that keep together, *N* writes are tried for
//! each that succeeds, and the whole takes about *N²*/2 calls. Where the server
//! needs time for each, those in vain are what the others queue behind.
//!
//! - Source: the simulator behind Brooker, *Exponential Backoff And Jitter*, AWS
//!   Architecture Blog (2015): one row, delays of 10 ms each way with a standard
//!   deviation of 2 ms, writes counted as calls.
//! - Cost: O(N) a message: the next one is found by looking at each client's.
//! - Added to it: a server that takes one message after the other, each for some
//!   time; in the study it takes none.
//! - Left out: clients that give up.

use super::backoff::{Backoff, Strategy};
use sim::{Log, Micros, Model, Stream};
use std::fmt::{self, Display};
use std::str::FromStr;

/// The mean of a message's delay.
pub const DELAY: Micros = Micros::from_millis(10);
/// Its standard deviation.
pub const DEVIATION: Micros = Micros::from_millis(2);
/// Most calls kept for drawing.
pub const CALLS_MAX: usize = 8_192;
/// Of how long a stretch the longest queue is kept.
pub const STRETCH: Micros = Micros::from_millis(50);
/// Most clients that a reader may add at once.
pub const JOIN_MAX: u32 = 50;

/// What may be done to a run.
///
/// ```
/// # use models::resilience_patterns::contention::Edit;
/// assert_eq!("join-10".parse(), Ok(Edit::Join(10)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `join-10`: ten more clients begin now.
    Join(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Edit::Join(clients) = self;
        write!(f, "join-{clients}")
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        text.strip_prefix("join-")
            .and_then(|clients| clients.parse().ok())
            .filter(|clients| (1..=JOIN_MAX).contains(clients))
            .map(Edit::Join)
            .ok_or_else(|| {
                format!("`{text}` is no edit: one is join-10, from 1 to {JOIN_MAX}")
            })
    }
}

/// The version of the row.
type Version = u32;

/// The message of a client that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Message {
    /// To the server: which version is there?
    Read,
    /// From the server: this one.
    Found(Version),
    /// To the server: change the row if it still has this version.
    Write(Version),
    /// From the server: it is changed.
    Written,
    /// From the server: someone else was first.
    Refused,
}

impl Message {
    fn is_to_server(self) -> bool {
        match self {
            Message::Read | Message::Write(_) => true,
            Message::Found(_) | Message::Written | Message::Refused => false,
        }
    }
}

/// What a client is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has failed, and waits before it tries again.
    Waits,
    /// It tries: a message of its own, or the answer, is under way.
    Tries,
    /// Its message waits at the server, or is being read there.
    Queues,
    /// It has changed the row.
    Done,
}

/// A message on the network, as it can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Where it goes.
    pub leg: Leg,
    /// When it was sent.
    pub sent: Micros,
    /// How long it takes.
    pub takes: Micros,
}

/// The four ways of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// To the server, to read the row.
    Read,
    /// Back, with the version that was read.
    Found,
    /// To the server, to write if that version is still there.
    Write,
    /// Back: it is written.
    Written,
    /// Back: the version has gone.
    Refused,
}

/// A client: it always has one message under way, until it is done.
#[derive(Clone, Copy, Debug)]
struct Client {
    /// When that message was sent, or will be.
    sent: Micros,
    /// What is read next, and when; none when it is done.
    next: Option<(Micros, Message)>,
    place: Place,
    backoff: Backoff,
}

/// Where the message of a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// On the network, or not sent yet.
    Network,
    /// At the server: it waits, or is being read.
    Server,
}

/// A write that reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When.
    pub at: Micros,
    /// Whose: clients count from 0.
    pub client: u32,
    /// Whether it changed the row.
    pub is_first: bool,
}

/// Clients, and the row that they contend for.
#[derive(Clone, Debug)]
pub struct Contention {
    strategy: Strategy,
    version: Version,
    /// How long the server takes for a message, and until when it is busy.
    work: Micros,
    busy: Micros,
    /// The longest queue of each [`STRETCH`].
    queues: Vec<u32>,
    clients: Vec<Client>,
    delays: Stream,
    waits: Stream,
    calls: Vec<Call>,
    count: u32,
    /// How many clients are done, and when the last of them was.
    done: (u32, Micros),
}

impl Contention {
    /// So many clients begin at once, and the server takes no time, as in the study.
    pub fn new(strategy: Strategy, clients: u32, seed: u64) -> Contention {
        Contention::with_work(strategy, clients, Micros::ZERO, seed)
    }

    /// The same with a server that takes so long for each message.
    pub fn with_work(
        strategy: Strategy,
        clients: u32,
        work: Micros,
        seed: u64,
    ) -> Contention {
        let mut contention = Contention {
            strategy,
            version: 0,
            work,
            busy: Micros::ZERO,
            queues: Vec::new(),
            clients: Vec::new(),
            delays: Stream::new(seed, "delays", 0),
            waits: Stream::new(seed, "waits", 0),
            calls: Vec::new(),
            count: 0,
            done: (0, Micros::ZERO),
        };
        contention.join(clients, Micros::ZERO);
        contention
    }

    /// The first writes that reached the server, in order.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// How many writes reached the server.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many clients there are.
    pub fn clients(&self) -> u32 {
        self.clients.len() as u32
    }

    /// How many are done, and when the last of these was.
    pub fn done(&self) -> (u32, Micros) {
        self.done
    }

    /// What a client is doing at a moment that is not before the last step.
    pub fn state(&self, client: u32, now: Micros) -> State {
        let client = &self.clients[client as usize];
        match client.next {
            None => State::Done,
            Some(_) if client.sent > now => State::Waits,
            Some(_) => match client.place {
                Place::Network => State::Tries,
                Place::Server => State::Queues,
            },
        }
    }

    /// The message of a client that is on the network at a moment that is not before
    /// the last step.
    pub fn flight(&self, client: u32, now: Micros) -> Option<Flight> {
        let Client { sent, next, place, .. } = self.clients[client as usize];
        let (at, message) = next?;
        let leg = match message {
            Message::Read => Leg::Read,
            Message::Found(_) => Leg::Found,
            Message::Write(_) => Leg::Write,
            Message::Written => Leg::Written,
            Message::Refused => Leg::Refused,
        };
        let is_seen = place == Place::Network && sent <= now;
        is_seen.then(|| Flight { leg, sent, takes: at.since(sent) })
    }

    /// Whether the version that a client has read has gone, so that its attempt is
    /// in vain.
    pub fn is_too_late(&self, client: u32) -> bool {
        match self.clients[client as usize].next {
            Some((_, Message::Found(version) | Message::Write(version))) => {
                version != self.version
            }
            Some((_, Message::Refused)) => true,
            Some((_, Message::Read | Message::Written)) | None => false,
        }
    }

    /// Where in the queue at the server the message of a client is, from 0.
    pub fn place_in_queue(&self, client: u32, now: Micros) -> Option<u64> {
        let client = &self.clients[client as usize];
        let (at, _) = client.next?;
        let is_there = client.place == Place::Server && self.work > Micros::ZERO;
        // The first is being read.
        let ahead = at.get().saturating_sub(now.get() + 1);
        is_there.then(|| ahead / self.work.get())
    }

    /// How many messages wait at the server, or are being read there.
    pub fn queue(&self) -> u32 {
        let is_there = |client: &&Client| client.place != Place::Network;
        self.clients.iter().filter(is_there).count() as u32
    }

    /// The longest queue of each [`STRETCH`] in which one came to it.
    pub fn queues(&self) -> &[u32] {
        &self.queues
    }

    /// Which version the row has: how often it was changed.
    pub fn version(&self) -> u32 {
        self.version
    }

    fn join(&mut self, clients: u32, at: Micros) {
        for _ in 0..clients {
            let arrives = at + self.delay();
            let next = Some((arrives, Message::Read));
            let backoff = Backoff::new(self.strategy);
            let place = Place::Network;
            self.clients.push(Client { sent: at, next, place, backoff });
        }
    }

    /// A delay on the network: normal, and never negative. The sum of twelve
    /// uniform numbers is as good as normal here, and needs no logarithm.
    fn delay(&mut self) -> Micros {
        let unit = DEVIATION.get();
        let sum: u64 = (0..12).map(|_| self.delays.between(0, unit)).sum();
        Micros::new((DELAY.get() + sum).saturating_sub(6 * unit))
    }

    /// A message arrives at the server, which reads it when those before it are done.
    fn queue_up(&mut self, index: usize, at: Micros) {
        self.busy = self.busy.max(at) + self.work;
        let client = &mut self.clients[index];
        client.place = Place::Server;
        client.next = client.next.map(|(_, message)| (self.busy, message));
        let (queue, stretch) = (self.queue(), (at.get() / STRETCH.get()) as usize);
        if stretch < CALLS_MAX {
            self.queues.resize(self.queues.len().max(stretch + 1), 0);
            self.queues[stretch] = self.queues[stretch].max(queue);
        }
    }

    /// A message is read; the answer is on its way, or the next attempt.
    fn deliver(
        &mut self,
        index: usize,
        at: Micros,
        message: Message,
        log: &mut Log,
    ) {
        let next = match message {
            Message::Read => Some(Message::Found(self.version)),
            Message::Found(version) => Some(Message::Write(version)),
            Message::Write(version) if version == self.version => {
                self.version += 1;
                Some(Message::Written)
            }
            Message::Write(_) => Some(Message::Refused),
            Message::Written => None,
            Message::Refused => Some(Message::Read),
        };
        let wait = match message {
            Message::Refused => self.clients[index].backoff.wait(&mut self.waits),
            Message::Read
            | Message::Found(_)
            | Message::Write(_)
            | Message::Written => Micros::ZERO,
        };
        self.note(index, at, message, next, wait, log);
        let delay = self.delay();
        self.clients[index].place = Place::Network;
        self.clients[index].sent = at + wait;
        self.clients[index].next = next.map(|next| (at + wait + delay, next));
    }

    /// Keeps the books, and writes down what a reader may want to know.
    fn note(
        &mut self,
        index: usize,
        at: Micros,
        message: Message,
        answer: Option<Message>,
        wait: Micros,
        log: &mut Log,
    ) {
        let client = index as u32;
        match message {
            Message::Write(_) => {
                self.count += 1;
                let is_first = answer == Some(Message::Written);
                if self.calls.len() < CALLS_MAX {
                    self.calls.push(Call { at, client, is_first });
                }
                let words =
                    if is_first { "changes the row" } else { "is too late" };
                log.note(at, None, format!("client {} {words}", client + 1));
            }
            Message::Written => self.done = (self.done.0 + 1, at),
            Message::Refused if wait > Micros::ZERO => {
                let wait = wait.as_millis();
                log.note(
                    at,
                    None,
                    format!("client {} waits {wait} ms", client + 1),
                );
            }
            Message::Refused | Message::Read | Message::Found(_) => {}
        }
    }

    /// Whose message arrives next.
    fn first(&self) -> Option<(Micros, usize)> {
        let mut first: Option<(Micros, usize)> = None;
        for (index, client) in self.clients.iter().enumerate() {
            if let Some((at, _)) = client.next
                && first.is_none_or(|(earliest, _)| at < earliest)
            {
                first = Some((at, index));
            }
        }
        first
    }
}

impl Model for Contention {
    type Edit = Edit;

    fn next(&self) -> Option<Micros> {
        self.first().map(|(at, _)| at)
    }

    fn step(&mut self, log: &mut Log) {
        let Some((at, index)) = self.first() else { return };
        let client = &self.clients[index];
        let Some((_, message)) = client.next else { return };
        let is_new = client.place == Place::Network && message.is_to_server();
        match is_new && self.work > Micros::ZERO {
            true => self.queue_up(index, at),
            false => self.deliver(index, at, message, log),
        }
    }

    fn edit(&mut self, at: Micros, edit: &Edit, log: &mut Log) {
        let Edit::Join(clients) = edit;
        self.join(*clients, at);
        let clients = *clients;
        log.push(at, || sim::Event::Faulted {
            node: None,
            text: match clients {
                1 => "1 more client begins".into(),
                _ => format!("{clients} more clients begin"),
            },
        });
    }
}
