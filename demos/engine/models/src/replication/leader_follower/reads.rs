//! Reads of followers: what a client may be shown after what it has seen.
//!
//! A follower is behind, and each by another time. A client that reads now here and now
//! there is shown less than it has seen, or lacks what it wrote itself. Two of the four
//! *session guarantees* forbid that: *read your writes* and *monotonic reads*. To read
//! of one server only is enough while that one lives; a *token* is enough always: the
//! client says how far it has seen, and a server that is behind lets it wait.
//!
//! What can go wrong: what a client has seen is lost at a failover. Then no server will
//! ever have it, and a token that is waited for is waited for in vain. A server whose
//! log is of a newer epoch knows that and says so: the client learns that its session
//! is over, and is never shown less in silence. One position is no token across a
//! failover: a write that a new leader acknowledges has a greater position than what
//! the client saw before and that leader lacks.
//!
//! - Source: Terry et al., *Session Guarantees for Weakly Consistent Replicated Data*
//!   (1994). MongoDB's `afterClusterTime`, MySQL's `WAIT_FOR_EXECUTED_GTID_SET`,
//!   PostgreSQL's LSN that an application compares.
//! - Cost: a position in each message; a read waits for the lag of the follower that
//!   it asks, at most.
//! - Left out: writes follow reads and monotonic writes, which hold here as all writes
//!   go through one log.

use super::client::Client;
use super::message::Seen;
use super::server::Server;
use super::{Message, Node, Position, Timer, Write};
use sim::{Micros, NodeId, Outbox};
use std::sync::Arc;

/// Of which server a client reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// Of any, each time of another.
    Any,
    /// Of one follower, until that one does not answer.
    OneServer,
    /// Of whom it takes to be the leader.
    Leader,
    /// Of any, with the position that it has seen.
    Token,
}

/// Reads of each client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// Of which server.
    pub session: Session,
    /// How long it is from the end of one read to the next.
    pub every: Micros,
}

/// What a client has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It was told that its write is done.
    Wrote {
        /// When.
        at: Micros,
        /// What it wrote.
        write: Write,
    },
    /// It was told what there is.
    Read {
        /// When it asked.
        since: Micros,
        /// When it was told.
        at: Micros,
        /// By whom.
        by: NodeId,
        /// All writes that there are, in order.
        writes: Arc<Vec<Write>>,
    },
    /// It was told that what it has seen is lost: what comes is a new session.
    Ended {
        /// When.
        at: Micros,
        /// By whom.
        by: NodeId,
    },
}

/// What must hold in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantee {
    /// A read has each write that its client was told is done before.
    ReadYourWrites,
    /// A read has all that each one before it had.
    MonotonicReads,
}

/// Two operations of a client, by their numbers, that prove that a guarantee is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which guarantee.
    pub guarantee: Guarantee,
    /// The write or the read that came first.
    pub first: usize,
    /// The read that lacks it.
    pub second: usize,
    /// What it lacks.
    pub lacks: Write,
}

/// Whether a server can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Now,
    /// It is behind what the client has seen.
    Later,
    /// What the client has seen is lost.
    Never,
}

/// A read that waits until its server has what the client has seen.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    client: NodeId,
    number: u32,
    seen: Seen,
}

impl Server {
    /// Whether what a client has seen is here. A log of a newer epoch has all of the
    /// earlier ones that it will ever have.
    fn answer(&self, seen: &[Position]) -> Answer {
        let is_here =
            |one: &&Position| self.log.has(**one) && one.index <= self.log.synced();
        let mut missing = seen.iter().filter(|one| !is_here(one));
        match missing.next() {
            None => Answer::Now,
            Some(first) if first.epoch < self.adopted => Answer::Never,
            Some(_) => Answer::Later,
        }
    }

    /// A client wants to read.
    pub(super) fn read(
        &mut self,
        (client, number, seen): (NodeId, u32, Seen),
        out: &mut Outbox<Node>,
    ) {
        match self.answer(&seen) {
            Answer::Now => {
                let synced = self.log.synced();
                let entries = &self.log.entries()[..synced as usize];
                let writes = entries.iter().map(|entry| entry.write).collect();
                let last = self.log.position(synced);
                let value = Message::Value(number, last, Arc::new(writes));
                out.send(client, value);
            }
            Answer::Later => {
                self.waiting.push(Waiting { client, number, seen });
            }
            Answer::Never => out.send(client, Message::Gone(number)),
        }
    }

    /// The clients whose reads wait here.
    pub fn waiting(&self) -> impl Iterator<Item = NodeId> {
        self.waiting.iter().map(|one| one.client)
    }

    /// More is on disk: perhaps what a read waits for.
    pub(super) fn read_on(&mut self, out: &mut Outbox<Node>) {
        for Waiting { client, number, seen } in std::mem::take(&mut self.waiting) {
            self.read((client, number, seen), out);
        }
    }
}

/// A read that is not answered yet.
#[derive(Clone, Copy, Debug)]
struct Asked {
    number: u32,
    /// When it was sent.
    since: Micros,
    /// To whom.
    to: NodeId,
}

/// What a client has seen and asks for.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    reads: Reads,
    /// How far it has seen: its token, the oldest epoch first.
    seen: Vec<Position>,
    /// The read that is not answered yet.
    out: Option<Asked>,
    /// How many reads it has sent.
    number: u32,
    /// The server that it reads of, where that is one.
    server: u32,
    operations: Vec<Operation>,
}

impl Reader {
    pub fn new(reads: Reads) -> Reader {
        let (seen, out, number, server) = (Vec::new(), None, 0, 0);
        Reader { reads, seen, out, number, server, operations: Vec::new() }
    }

    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// It has seen what is up to there.
    fn see(&mut self, position: Position) {
        let epoch = position.epoch;
        match self.seen.iter_mut().find(|one| one.epoch == epoch) {
            Some(one) => *one = (*one).max(position),
            None => {
                let place = self.seen.partition_point(|one| one.epoch < epoch);
                self.seen.insert(place, position);
            }
        }
    }

    /// A read that was asked for at a moment stands before the writes that were done
    /// after it: it need not have them.
    fn place(&self, since: Micros) -> usize {
        let is_later = |one: &&Operation| matches!(one, Operation::Wrote { at, .. } if *at >= since);
        let later = self.operations.iter().rev().take_while(is_later).count();
        self.operations.len() - later
    }

    /// A write is done, and is there in the log.
    pub fn wrote(&mut self, write: Write, position: Position, at: Micros) {
        self.see(position);
        self.operations.push(Operation::Wrote { at, write });
    }
}

impl Client {
    /// What it has done, where it reads as well: a read is to have all before it.
    pub fn operations(&self) -> &[Operation] {
        self.reader.as_ref().map_or(&[], Reader::operations)
    }

    /// The server that it has asked and that has not answered, and the place that this
    /// read will have among what it has done.
    pub fn asks(&self) -> Option<(NodeId, usize)> {
        let reader = self.reader.as_ref()?;
        reader.out.map(|asked| (asked.to, reader.place(asked.since)))
    }

    /// The next read is due, or the last one was not answered.
    pub(super) fn read(&mut self, out: &mut Outbox<Node>) {
        let (servers, leader) = (self.servers(), self.place().server);
        let patience = self.patience();
        let Some(reader) = &mut self.reader else { return };
        let is_silent = reader.out.is_some();
        let server = match reader.reads.session {
            Session::Leader => leader,
            Session::OneServer => {
                if reader.server == 0 || is_silent {
                    reader.server = 1 + out.stream().below(servers.into()) as u32;
                }
                NodeId(reader.server)
            }
            Session::Any | Session::Token => {
                NodeId(1 + out.stream().below(servers.into()) as u32)
            }
        };
        reader.number += 1;
        let (number, since) = (reader.number, out.now());
        reader.out = Some(Asked { number, since, to: server });
        let seen = match reader.reads.session {
            Session::Token => reader.seen.clone(),
            Session::Any | Session::OneServer | Session::Leader => Vec::new(),
        };
        out.send(server, Message::Read(reader.number, Arc::new(seen)));
        out.set_timer(Timer::Read, patience);
        if is_silent {
            self.ask(out);
        }
    }

    /// What there is, up to a position; or nothing, where what it has seen is lost.
    pub(super) fn told(
        &mut self,
        (by, number): (NodeId, u32),
        value: Option<(Position, Arc<Vec<Write>>)>,
        out: &mut Outbox<Node>,
    ) {
        let Some(reader) = &mut self.reader else { return };
        let Some(asked) = reader.out.filter(|asked| asked.number == number) else {
            return; // another one was asked meanwhile
        };
        let (at, since) = (out.now(), asked.since);
        reader.out = None;
        match value {
            Some((last, writes)) => {
                reader.see(last);
                let place = reader.place(since);
                let read = Operation::Read { since, at, by, writes };
                reader.operations.insert(place, read);
            }
            None => {
                reader.seen.clear();
                reader.operations.push(Operation::Ended { at, by });
            }
        }
        out.set_timer(Timer::Read, reader.reads.every);
    }
}

/// The reads that violate a guarantee: each once, with the earliest that it lacks.
pub fn violations(operations: &[Operation]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut session = Past::default();
    for (second, operation) in operations.iter().enumerate() {
        match operation {
            Operation::Ended { .. } => session = Past::default(),
            Operation::Wrote { at, write } => {
                session.wrote.push((*write, second, *at));
            }
            Operation::Read { since, writes, .. } => {
                let wrote = session.wrote.iter().filter(|(.., at)| at < since);
                let wrote = wrote.map(|(write, first, _)| (*write, *first));
                let had = session.had.iter().copied();
                for (guarantee, lacks) in [
                    (Guarantee::ReadYourWrites, lacks(wrote, writes)),
                    (Guarantee::MonotonicReads, lacks(had, writes)),
                ] {
                    let one = lacks.map(|(lacks, first)| Violation {
                        guarantee,
                        first,
                        second,
                        lacks,
                    });
                    found.extend(one);
                }
                session.read(writes, second);
            }
        }
    }
    found
}

/// What a session has had so far, each write with the operation that shows it.
#[derive(Default)]
struct Past {
    /// Its own writes, and when it was told that they are done.
    wrote: Vec<(Write, usize, Micros)>,
    /// What any of its reads had, and the first one that did.
    had: Vec<(Write, usize)>,
}

impl Past {
    fn read(&mut self, writes: &[Write], number: usize) {
        for write in writes {
            if !self.had.iter().any(|(had, _)| had == write) {
                self.had.push((*write, number));
            }
        }
    }
}

/// The first of some writes that a read does not have, and what shows it.
fn lacks(
    mut earlier: impl Iterator<Item = (Write, usize)>,
    writes: &[Write],
) -> Option<(Write, usize)> {
    earlier.find(|(write, _)| !writes.contains(write))
}
