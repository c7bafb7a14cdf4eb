//! A client: it asks again, with the same number, until it is answered.

use super::{Command, Epoch, Message, Node, Reads, Request, Settings, Timer, head};
use sim::{Micros, NodeId, Outbox};

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Write,
    Read,
}

/// A request, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub request: Request,
    what: What,
    /// When it was sent for the first time.
    pub since: Micros,
    /// When it is sent again.
    again: Micros,
    /// How often it was sent.
    pub tries: u32,
    /// When it was answered; and to a read, with what was written last.
    pub answered: Option<(Micros, Option<Request>)>,
}

impl Asked {
    /// Whether it is a write.
    pub fn is_write(&self) -> bool {
        self.what == What::Write
    }

    /// How long it took until it was answered.
    pub fn took(&self) -> Option<Micros> {
        self.answered.map(|(at, _)| at.since(self.since))
    }
}

/// A client.
#[derive(Clone, Debug)]
pub struct Client {
    settings: Settings,
    epoch: Epoch,
    head: NodeId,
    tail: NodeId,
    asked: Vec<Asked>,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Client {
        let tail = settings.servers().next_back().unwrap_or(head());
        Client { settings, epoch: Epoch(1), head: head(), tail, asked: Vec::new() }
    }

    /// All that it has asked for, in order.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// What it waits for.
    pub fn pending(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.answered.is_none())
    }

    /// The configuration that it knows of.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// When the next request comes by itself: at random, independent of all others.
    fn plan(&self, out: &mut Outbox<Node>) {
        let rate = u64::from(self.settings.requests_per_s);
        if rate == 0 {
            return;
        }
        let mean = 1_000_000 * u64::from(super::CLIENTS) / rate;
        let gap = Micros::new(out.stream().exponential(mean));
        if out.now() + gap < self.settings.requests_until {
            out.set_timer(Timer::Next, gap);
        }
    }

    fn ask(&mut self, what: What, out: &mut Outbox<Node>) {
        let number = self.asked.len() as u32 + 1;
        let (request, since) = (Request { client: out.me(), number }, out.now());
        let (again, answered) = (since, None);
        self.asked.push(Asked { request, what, since, again, tries: 0, answered });
        self.send(self.asked.len() - 1, out);
    }

    /// Sends a request to the end of the chain that it is for.
    fn send(&mut self, place: usize, out: &mut Outbox<Node>) {
        let asked = &mut self.asked[place];
        asked.tries += 1;
        asked.again = out.now() + self.settings.patience;
        let request = asked.request;
        match (asked.what, self.settings.reads) {
            (What::Write, _) => out.send(self.head, Message::Write(request)),
            (What::Read, Reads::Head) => {
                out.send(self.head, Message::Read(request))
            }
            (What::Read, Reads::Tail) => {
                out.send(self.tail, Message::Read(request))
            }
        }
        self.set_retry(out);
    }

    fn set_retry(&self, out: &mut Outbox<Node>) {
        match self.pending().map(|asked| asked.again).min() {
            Some(again) => out.set_timer(Timer::Retry, again.since(out.now())),
            None => out.cancel_timer(Timer::Retry),
        }
    }

    fn retry(&mut self, due: impl Fn(&Asked) -> bool, out: &mut Outbox<Node>) {
        for place in 0..self.asked.len() {
            let asked = &self.asked[place];
            if asked.answered.is_none() && due(asked) {
                self.send(place, out);
            }
        }
    }

    /// The first answer counts.
    fn answered(
        &mut self,
        request: Request,
        last: Option<Request>,
        out: &mut Outbox<Node>,
    ) {
        let asked = self.asked.iter_mut().find(|asked| asked.request == request);
        if let Some(asked) = asked.filter(|asked| asked.answered.is_none()) {
            asked.answered = Some((out.now(), last));
            self.set_retry(out);
        }
    }

    /// Another server is head or tail: what was sent to one that is gone is sent again.
    fn turn(
        &mut self,
        epoch: Epoch,
        (head, tail): (NodeId, NodeId),
        out: &mut Outbox<Node>,
    ) {
        if epoch <= self.epoch {
            return;
        }
        self.epoch = epoch;
        let reads_at = match self.settings.reads {
            Reads::Tail => self.tail == tail,
            Reads::Head => self.head == head,
        };
        let stays = [self.head == head, reads_at];
        (self.head, self.tail) = (head, tail);
        self.retry(|asked| !stays[usize::from(!asked.is_write())], out);
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
            Message::Written(request) => self.answered(request, None, out),
            Message::Value(request, last) => self.answered(request, last, out),
            Message::Ends(epoch, head, tail) => self.turn(epoch, (head, tail), out),
            Message::Write(_)
            | Message::Read(_)
            | Message::Forward(..)
            | Message::Ack(_)
            | Message::Closed
            | Message::Predecessor(..)
            | Message::Has(..)
            | Message::Successor(..)
            | Message::Tail(_) => panic!("{} sent {message} to a client", from.0),
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Next => {
                let reads = out.stream().below(2) == 0;
                self.ask(if reads { What::Read } else { What::Write }, out);
                self.plan(out);
            }
            Timer::Retry => {
                let now = out.now();
                self.retry(|asked| asked.again <= now, out);
            }
            Timer::Stored => panic!("a client sets no {timer}"),
        }
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Write => self.ask(What::Write, out),
            Command::Read => self.ask(What::Read, out),
            Command::Stop => {}
        }
    }
}
