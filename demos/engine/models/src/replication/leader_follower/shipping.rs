//! How a leader sends its log: to each follower from where that one's log ends, and
//! each entry as late as that follower is behind.

use super::message::Append;
use super::{Epoch, Log, Message, Node, Settings, Timer};
use sim::{Micros, NodeId, Outbox};
use std::sync::Arc;

/// What a leader knows of a follower.
#[derive(Clone, Copy, Debug)]
struct Peer {
    node: NodeId,
    /// How much of this log it has on disk; `None` as long as it has not answered.
    matched: Option<u32>,
    /// How much was sent to it.
    sent: u32,
    /// How much had been sent to it when the leader last looked.
    asked: u32,
}

/// What was sent to whom.
#[derive(Clone, Debug)]
pub(super) struct Shipping {
    settings: Settings,
    epoch: Epoch,
    /// How many entries there were when the epoch began.
    begin: u32,
    peers: Vec<Peer>,
    /// When each entry behind those was on the leader's disk.
    flushed: Vec<Micros>,
}

impl Shipping {
    /// At first nobody's log is known, but in the first epoch: then all are empty.
    pub fn new(
        settings: Settings,
        epoch: Epoch,
        begin: u32,
        leader: NodeId,
    ) -> Shipping {
        let matched = (epoch == Epoch(1)).then_some(0);
        let others = settings.servers().filter(|node| *node != leader);
        let peer = |node| Peer { node, matched, sent: begin, asked: 0 };
        let peers = others.map(peer).collect();
        Shipping { settings, epoch, begin, peers, flushed: Vec::new() }
    }

    /// How many followers have so many entries.
    pub fn having(&self, index: u32) -> usize {
        let has_it = |peer: &&Peer| peer.matched >= Some(index);
        self.peers.iter().filter(has_it).count()
    }

    /// So many entries are on the leader's disk now.
    pub fn note(&mut self, synced: u32, now: Micros) {
        let own = synced.saturating_sub(self.begin);
        self.flushed.resize(own as usize, now);
    }

    /// When an entry is due to a follower. Those of earlier epochs have been for long.
    fn due(&self, index: u32, leader: NodeId, follower: NodeId) -> Micros {
        match index.checked_sub(self.begin + 1) {
            Some(own) => {
                let lag = self.settings.lag(leader, follower);
                self.flushed[own as usize] + lag
            }
            None => Micros::ZERO,
        }
    }

    /// Sends to each follower what is due to it. A leader sends only what is on its
    /// own disk: otherwise it could come up again with less than a follower has.
    pub fn ship(&mut self, log: &Log, out: &mut Outbox<Node>) {
        let (me, now, synced) = (out.me(), out.now(), log.synced());
        let mut next: Option<Micros> = None;
        for place in 0..self.peers.len() {
            let Peer { node, matched, sent, .. } = self.peers[place];
            if matched.is_none() {
                continue; // where its log ends is not known
            }
            let mut upto = sent;
            while upto < synced && self.due(upto + 1, me, node) <= now {
                upto += 1;
            }
            if upto < synced {
                let due = self.due(upto + 1, me, node);
                next = Some(next.map_or(due, |next| next.min(due)));
            }
            if upto > sent {
                self.send(node, log, (sent, upto), out);
                self.peers[place].sent = upto;
            }
        }
        match next {
            Some(next) => out.set_timer(Timer::Ship, next.since(now)),
            None => out.cancel_timer(Timer::Ship),
        }
    }

    fn send(
        &self,
        to: NodeId,
        log: &Log,
        (from, upto): (u32, u32),
        out: &mut Outbox<Node>,
    ) {
        let entries = &log.entries()[from as usize..upto as usize];
        let append = Append {
            epoch: self.epoch,
            begin: self.begin,
            after: log.position(from),
            entries: Arc::new(entries.to_vec()),
        };
        out.send(to, Message::Append(append));
    }

    /// Sends again what was out when it last looked, and is not answered. Who has not
    /// answered at all gets no entries: whether its log fits comes first.
    pub fn resend(&mut self, log: &Log, out: &mut Outbox<Node>) {
        for place in 0..self.peers.len() {
            let peer = &mut self.peers[place];
            let node = peer.node;
            match peer.matched {
                None => self.send(node, log, (self.begin, self.begin), out),
                Some(matched) => {
                    if matched < peer.asked {
                        peer.sent = matched;
                    }
                    peer.asked = peer.sent;
                }
            }
        }
        self.ship(log, out);
    }

    /// A follower has so many entries on disk.
    pub fn stored(&mut self, from: NodeId, index: u32) {
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.node == from)
        else {
            return;
        };
        peer.matched = peer.matched.max(Some(index));
        peer.sent = peer.sent.max(index);
    }

    /// A follower's log is the same up to there, though perhaps not on its disk.
    pub fn start_from(&mut self, from: NodeId, common: u32) {
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.node == from)
        else {
            return;
        };
        peer.matched = peer.matched.or(Some(0));
        (peer.sent, peer.asked) = (common, 0);
    }
}
