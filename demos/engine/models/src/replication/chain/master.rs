//! The master: it says which servers are the chain, and removes those that stopped.
//!
//! It does not fail. A real one is a group of replicas: the paper has Paxos for it.

use super::{Epoch, Message, Node, clients};
use sim::{NodeId, Outbox};

/// Who says which servers are the chain.
#[derive(Clone, Debug)]
pub struct Master {
    epoch: Epoch,
    /// From head to tail.
    chain: Vec<NodeId>,
    /// The epoch in which each of them got its predecessor.
    linked: Vec<Epoch>,
}

impl Master {
    pub(super) fn new(chain: Vec<NodeId>) -> Master {
        let linked = vec![Epoch(1); chain.len()];
        Master { epoch: Epoch(1), chain, linked }
    }

    /// The number of the configuration.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The servers of the chain, from head to tail.
    pub fn chain(&self) -> &[NodeId] {
        &self.chain
    }

    /// A server has stopped: the chain closes behind it. The last one is not removed,
    /// as nobody else has the writes.
    fn remove(&mut self, server: NodeId, out: &mut Outbox<Node>) {
        let place = self.chain.iter().position(|node| *node == server);
        let Some(place) = place.filter(|_| self.chain.len() > 1) else { return };
        self.chain.remove(place);
        self.linked.remove(place);
        self.epoch = Epoch(self.epoch.0 + 1);
        let is_tail = place == self.chain.len();
        if is_tail {
            out.send(self.chain[place - 1], Message::Tail(self.epoch));
        } else {
            self.linked[place] = self.epoch;
            let before = place.checked_sub(1).map(|before| self.chain[before]);
            let message = Message::Predecessor(self.epoch, before);
            out.send(self.chain[place], message);
        }
        let (head, tail) = (self.chain[0], self.chain[self.chain.len() - 1]);
        for client in clients() {
            out.send(client, Message::Ends(self.epoch, head, tail));
        }
    }

    /// A server has heard who its predecessor is, and says what it has: the predecessor
    /// is told both. If another one is its predecessor by now, this is of the past.
    fn join(&self, server: NodeId, message: &Message, out: &mut Outbox<Node>) {
        let Message::Has(epoch, has, done) = *message else { return };
        let place = self.chain.iter().position(|node| *node == server);
        if let Some(place) = place.filter(|place| self.linked[*place] == epoch)
            && place > 0
        {
            let message = Message::Successor(epoch, server, has, done);
            out.send(self.chain[place - 1], message);
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Closed => self.remove(from, out),
            Message::Has(..) => self.join(from, &message, out),
            Message::Write(_)
            | Message::Read(_)
            | Message::Written(_)
            | Message::Value(..)
            | Message::Forward(..)
            | Message::Ack(_)
            | Message::Predecessor(..)
            | Message::Successor(..)
            | Message::Tail(_)
            | Message::Ends(..) => {
                panic!("{} sent {message} to the master", from.0)
            }
        }
    }
}
