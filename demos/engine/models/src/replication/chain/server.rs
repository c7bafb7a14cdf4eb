//! A server of the chain.

use super::{
    Command, Epoch, MASTER, Message, Node, Reads, Request, Resend, Settings, Timer,
};
use sim::{NodeId, Outbox};

/// A neighbour, and how many writes have crossed the link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// In which configuration the two became neighbours; at an end of the chain, in
    /// which one the server became that end.
    pub epoch: Epoch,
    /// The neighbour; none at an end of the chain.
    pub node: Option<NodeId>,
    /// How many writes have crossed since then.
    crossed: u32,
}

impl Link {
    fn new(epoch: Epoch, node: Option<NodeId>) -> Link {
        Link { epoch, node, crossed: 0 }
    }
}

/// A server of the chain.
#[derive(Clone, Debug)]
pub struct Server {
    settings: Settings,
    predecessor: Link,
    successor: Link,
    /// All writes that it was given, in order.
    history: Vec<Request>,
    /// How many of them are on its disk.
    stored: usize,
    /// How many of them it has passed on; the tail: has answered.
    passed: usize,
    /// How many of them are known to be at the tail.
    done: usize,
    /// Writes that have overtaken others on the link, with their number.
    early: Vec<(u32, Request)>,
    /// It has stopped, and is a server no more.
    has_stopped: bool,
}

impl Server {
    pub(super) fn new(
        settings: Settings,
        chain: &[NodeId],
        place: usize,
    ) -> Server {
        let before = place.checked_sub(1).map(|before| chain[before]);
        Server {
            settings,
            predecessor: Link::new(Epoch(1), before),
            successor: Link::new(Epoch(1), chain.get(place + 1).copied()),
            history: Vec::new(),
            stored: 0,
            passed: 0,
            done: 0,
            early: Vec::new(),
            has_stopped: false,
        }
    }

    /// All writes that it was given, in order.
    pub fn history(&self) -> &[Request] {
        &self.history
    }

    /// The list Sent: what it has and does not know to be at the tail.
    pub fn sent(&self) -> &[Request] {
        &self.history[self.done..]
    }

    /// How many writes are on its disk.
    pub fn stored(&self) -> usize {
        self.stored
    }

    /// Its predecessor, as far as it knows.
    pub fn predecessor(&self) -> Link {
        self.predecessor
    }

    /// Its successor, as far as it knows.
    pub fn successor(&self) -> Link {
        self.successor
    }

    /// Whether it has stopped.
    pub fn has_stopped(&self) -> bool {
        self.has_stopped
    }

    /// A write is the next of its history. It is passed on once it is on disk.
    fn append(&mut self, request: Request, out: &mut Outbox<Node>) {
        self.history.push(request);
        if self.history.len() == self.stored + 1 {
            out.set_timer(Timer::Stored, self.settings.store_of(out.me()));
        }
    }

    fn store(&mut self, out: &mut Outbox<Node>) {
        self.stored += 1;
        if self.stored < self.history.len() {
            out.set_timer(Timer::Stored, self.settings.store_of(out.me()));
        }
        self.pass_on(out);
    }

    /// Passes on what is on disk. The tail has nobody to pass it on to: it answers the
    /// client, and what it has is done.
    fn pass_on(&mut self, out: &mut Outbox<Node>) {
        for place in self.passed..self.stored {
            let request = self.history[place];
            let Link { epoch, node, crossed } = &mut self.successor;
            if let Some(node) = *node {
                *crossed += 1;
                out.send(node, Message::Forward(*epoch, *crossed, request));
            } else {
                out.send(request.client, Message::Written(request));
                self.acknowledge(place + 1, out);
            }
            self.passed = place + 1;
        }
    }

    /// So many writes are at the tail: they leave the list Sent, here and before.
    fn acknowledge(&mut self, done: usize, out: &mut Outbox<Node>) {
        if done <= self.done {
            return;
        }
        self.done = done;
        if let Some(before) = self.predecessor.node {
            out.send(before, Message::Ack(self.history[done - 1]));
        }
    }

    /// A client writes. One that has asked before gets its answer from the tail, unless
    /// that has answered already.
    fn write(&mut self, request: Request, out: &mut Outbox<Node>) {
        if self.predecessor.node.is_some() {
            return; // not the head, or not yet: the client asks again
        }
        match self.history.iter().position(|known| *known == request) {
            None => self.append(request, out),
            Some(place) if place < self.done => {
                out.send(request.client, Message::Written(request));
            }
            Some(_) => {}
        }
    }

    fn read(&self, request: Request, out: &mut Outbox<Node>) {
        let end = match self.settings.reads {
            Reads::Tail => self.successor,
            Reads::Head => self.predecessor,
        };
        if end.node.is_none() {
            let last = self.history.last().copied();
            out.send(request.client, Message::Value(request, last));
        }
    }

    /// A write from the predecessor. They are taken in the order in which they were
    /// sent; one of an earlier configuration is not taken.
    fn forward(
        &mut self,
        epoch: Epoch,
        number: u32,
        request: Request,
        out: &mut Outbox<Node>,
    ) {
        if epoch != self.predecessor.epoch || number <= self.predecessor.crossed {
            return;
        }
        self.early.push((number, request));
        let next = |early: &[(u32, Request)], next| {
            early.iter().position(|(number, _)| *number == next)
        };
        while let Some(place) = next(&self.early, self.predecessor.crossed + 1) {
            let (number, request) = self.early.swap_remove(place);
            self.early.retain(|(other, _)| *other != number);
            self.predecessor.crossed = number;
            self.append(request, out);
        }
    }

    /// The master names a predecessor. It is told what is here, so that the predecessor
    /// knows what to send.
    fn follow(
        &mut self,
        epoch: Epoch,
        before: Option<NodeId>,
        out: &mut Outbox<Node>,
    ) {
        if epoch <= self.predecessor.epoch {
            return;
        }
        self.predecessor = Link::new(epoch, before);
        self.early.clear();
        match before {
            None => out.note("is the head"),
            Some(_) => {
                out.send(MASTER, Message::Has(epoch, self.history.len(), self.done))
            }
        }
    }

    // ANCHOR: precede
    /// The master names a successor, which has the first so many writes: it is sent
    /// what it lacks.
    fn precede(
        &mut self,
        (epoch, after): (Epoch, NodeId),
        (has, done): (usize, usize),
        out: &mut Outbox<Node>,
    ) {
        if epoch <= self.successor.epoch {
            return; // of an earlier configuration
        }
        self.successor = Link::new(epoch, Some(after));
        self.acknowledge(done, out);
        match self.settings.resend {
            Resend::Lacking => self.passed = has,
            Resend::Nothing => {}
        }
        self.pass_on(out);
    }
    // ANCHOR_END: precede

    /// The master says that nobody comes after it: what it has is at all that are left.
    fn end(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        if epoch <= self.successor.epoch {
            return;
        }
        self.successor = Link::new(epoch, None);
        out.note("is the tail");
        self.passed = self.done;
        self.pass_on(out);
    }
}

/// What the cluster calls.
impl Server {
    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        if self.has_stopped {
            return; // started anew, it belongs to no chain
        }
        match message {
            Message::Write(request) => self.write(request, out),
            Message::Read(request) => self.read(request, out),
            Message::Forward(epoch, number, request) => {
                self.forward(epoch, number, request, out);
            }
            Message::Ack(request) => {
                let place = self.history.iter().position(|had| *had == request);
                self.acknowledge(place.map_or(0, |place| place + 1), out);
            }
            Message::Predecessor(epoch, before) => self.follow(epoch, before, out),
            Message::Successor(epoch, after, has, done) => {
                self.precede((epoch, after), (has, done), out);
            }
            Message::Tail(epoch) => self.end(epoch, out),
            Message::Written(_)
            | Message::Value(..)
            | Message::Closed
            | Message::Has(..)
            | Message::Ends(..) => panic!("{} sent {message} to a server", from.0),
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Stored => self.store(out),
            Timer::Next | Timer::Retry => panic!("a server sets no {timer}"),
        }
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Stop if !self.has_stopped => {
                out.send(MASTER, Message::Closed);
                out.halt(None);
            }
            Command::Stop | Command::Write | Command::Read => {}
        }
    }

    /// What it had is kept to be looked at, and is of no use to anybody.
    pub(super) fn crash(&mut self) {
        self.has_stopped = true;
    }
}
