//! A node as a state machine: it is told what happened and says what to do.

use crate::record::MessageKind;
use crate::{Micros, Stream};
use std::fmt::{self, Debug, Display};
use std::str::FromStr;

/// A node, by its place among the nodes of its cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// Its place among the nodes.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The first `count` nodes.
    pub fn first(count: u32) -> impl DoubleEndedIterator<Item = NodeId> + Clone {
        (0..count).map(NodeId)
    }
}

/// A protocol, from the point of view of one node.
///
/// A process reads no clock but the one it is shown, draws no randomness but
/// from its own stream, and does nothing but through its [`Outbox`].
pub trait Process: Clone {
    /// What crosses the network. Its text is what logs and pictures call it.
    type Message: Clone + Debug + Display + PartialEq;
    /// Its timers; setting one that runs already sets it anew.
    type Timer: Copy + Debug + Ord + Display + FromStr;
    /// What a client or a reader may ask of it; [`Never`] if nothing.
    type Command: Clone + Debug + Display + FromStr;

    /// Whether a run has a record of each timer that goes off. Not needed where what it
    /// makes a node do is told.
    const TELLS_TIMERS: bool = true;

    /// The node comes up for the first time.
    fn start(&mut self, out: &mut Outbox<Self>);

    /// A message has arrived.
    fn receive(
        &mut self,
        from: NodeId,
        message: Self::Message,
        out: &mut Outbox<Self>,
    );

    /// A timer has gone off.
    fn expire(&mut self, timer: Self::Timer, out: &mut Outbox<Self>);

    /// A client or the reader asks for something.
    fn command(&mut self, command: Self::Command, out: &mut Outbox<Self>);

    /// The node has stopped: what was only in memory is lost. Its timers are
    /// stopped for it.
    fn crash(&mut self);

    /// How long the node is down when it is crashed from outside; `None` if it stays
    /// down until it is restarted.
    fn repair(&self) -> Option<Micros> {
        None
    }

    /// The node comes up again with what it had on disk.
    fn restart(&mut self, out: &mut Outbox<Self>) {
        self.start(out);
    }

    /// Whether a run has a record of this message: of what comes all the time, as a
    /// heartbeat, readers want none, and a step from event to event is not to stop there.
    fn is_told(_message: &Self::Message) -> bool {
        true
    }

    /// What kind of message it is; a protocol that is not drawn has only one.
    fn kind(_message: &Self::Message) -> MessageKind {
        MessageKind::default()
    }

    /// How many bytes `message` has on the wire.
    fn size(_message: &Self::Message) -> u64 {
        0
    }

    /// What a node of this process's cluster is called in pictures and logs.
    fn name(&self, node: NodeId) -> String {
        format!("n{}", node.0)
    }
}

/// What a process sees of the world, and what it does in return.
#[derive(Debug)]
pub struct Outbox<'a, P: Process> {
    /// The node itself.
    me: NodeId,
    /// What the node's own clock shows.
    now: Micros,
    stream: &'a mut Stream,
    pub(crate) effects: Vec<Effect<P>>,
}

/// Something a process does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<P: Process> {
    /// It sends a message to a node.
    Send(NodeId, P::Message),
    /// It sets a timer to go off after so long.
    SetTimer(P::Timer, Micros),
    /// It stops a timer.
    CancelTimer(P::Timer),
    /// It says what it does.
    Note(String),
    /// It crashes, and comes up again after so long, if ever.
    Halt(Option<Micros>),
}

impl<'a, P: Process> Outbox<'a, P> {
    /// An empty outbox for node `me`, whose clock shows `now`.
    pub fn new(me: NodeId, now: Micros, stream: &'a mut Stream) -> Outbox<'a, P> {
        Outbox { me, now, stream, effects: Vec::new() }
    }

    /// What the process has done so far, in order: for tests that feed one node
    /// by hand.
    pub fn effects(&self) -> &[Effect<P>] {
        &self.effects
    }

    /// The node itself.
    pub fn me(&self) -> NodeId {
        self.me
    }

    /// What the node's own clock shows, which may be wrong.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// The node's own randomness.
    pub fn stream(&mut self) -> &mut Stream {
        self.stream
    }

    /// Sends a message. Whether and when it arrives is up to the network.
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.effects.push(Effect::Send(to, message));
    }

    /// Sets a timer to go off after `span` of the node's own clock.
    pub fn set_timer(&mut self, timer: P::Timer, span: Micros) {
        self.effects.push(Effect::SetTimer(timer, span));
    }

    /// Stops a timer, if it runs.
    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.effects.push(Effect::CancelTimer(timer));
    }

    /// Says in the log what was done: a sentence without its subject, as in
    /// `"votes for S2"`.
    pub fn note(&mut self, text: impl Into<String>) {
        self.effects.push(Effect::Note(text.into()));
    }

    /// Crashes the node at this very point: what it did before is done, what it
    /// says after is not. It comes up again after `repair`; `None` is never.
    pub fn halt(&mut self, repair: Option<Micros>) {
        self.effects.push(Effect::Halt(repair));
    }
}

/// What there is none of: the commands of a process that takes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Never {}

impl Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl FromStr for Never {
    type Err = ();
    fn from_str(_: &str) -> Result<Never, ()> {
        Err(())
    }
}
