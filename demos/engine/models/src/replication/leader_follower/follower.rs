//! What a server does as follower: it takes entries of the newest leader, and says what
//! it has.

use super::message::Append;
use super::server::{Role, Server};
use super::{Epoch, Fencing, Message, Node, Place, Position};
use sim::{NodeId, Outbox};
use std::sync::Arc;

/// Whose entries a follower takes; in memory.
#[derive(Clone, Copy, Debug)]
pub struct Following {
    /// Who leads, and in which epoch.
    pub place: Place,
    /// How many entries the leader had when its epoch began.
    begin: u32,
    /// Up to where the log is known to be the leader's.
    upto: u32,
}

impl Server {
    /// Takes entries of a leader, if there is no newer one. Behind where its epoch
    /// began there is nothing of earlier ones; what is there was never safe.
    pub(super) fn append(
        &mut self,
        from: NodeId,
        append: Append,
        out: &mut Outbox<Node>,
    ) {
        let Append { epoch, begin, after, entries } = append;
        if epoch < self.promised {
            return self.refuse(from, out);
        }
        self.follow(Place { epoch, server: from }, begin, out);
        if self.log.position(begin + 1).epoch < epoch {
            self.cut(begin, out);
        }
        if !self.log.has(after) {
            let history = Arc::new(self.log.history());
            return out.send(from, Message::Follow(epoch, history));
        }
        for (index, entry) in (after.index + 1..).zip(entries.iter()) {
            if self.log.entry(index) != Some(entry) {
                self.cut(index - 1, out);
                self.log.push(*entry);
            }
        }
        self.agree(after.index + entries.len() as u32, out);
    }

    /// Whoever comes with an older epoch is told, where epochs fence.
    fn refuse(&mut self, from: NodeId, out: &mut Outbox<Node>) {
        if self.settings.fencing != Fencing::None {
            out.send(from, Message::Fenced(self.promised));
        }
    }

    /// Takes entries from this leader from now on.
    fn follow(&mut self, place: Place, begin: u32, out: &mut Outbox<Node>) {
        if place.epoch > self.promised {
            self.step_down(place.epoch, out);
            self.promised = place.epoch;
        }
        self.known = Some(place);
        match &self.role {
            Role::Follower(Some(following)) if following.place == place => {}
            Role::Follower(_) => {
                let upto = 0;
                self.role = Role::Follower(Some(Following { place, begin, upto }));
            }
            Role::Leader(leader) => {
                panic!("{} has two leaders", leader.epoch());
            }
        }
    }

    /// Has no more than so many entries.
    fn cut(&mut self, len: u32, out: &mut Outbox<Node>) {
        if self.log.len() > len {
            self.rewind(len, out);
        }
    }

    /// The log is the leader's up to there.
    fn agree(&mut self, upto: u32, out: &mut Outbox<Node>) {
        if let Role::Follower(Some(following)) = &mut self.role {
            following.upto = following.upto.max(upto);
        }
        match self.log.synced() < upto {
            true => self.flush(out),
            false => self.report(out),
        }
    }

    /// Says how much of the leader's log is on disk. Once that is all that was there
    /// when its epoch began, this log is one of its epoch.
    pub(super) fn report(&mut self, out: &mut Outbox<Node>) {
        let Role::Follower(Some(following)) = self.role else { return };
        let Following { place, begin, upto } = following;
        let index = upto.min(self.log.synced());
        if index >= begin {
            self.adopted = place.epoch;
        }
        out.send(place.server, Message::Stored(place.epoch, index));
    }

    /// Says what is on disk. Where epochs fence it takes nothing of an older one from
    /// then on: what the old leader still sends would be missing in its answer.
    pub(super) fn poll(
        &mut self,
        from: NodeId,
        epoch: Epoch,
        out: &mut Outbox<Node>,
    ) {
        if self.settings.fencing != Fencing::None {
            self.hear_of(epoch, out);
        }
        let (epoch_of_log, index) = (self.adopted, self.log.synced());
        let position = Position { epoch: epoch_of_log, index };
        out.send(from, Message::Has(epoch, position));
    }

    /// There is an epoch as new as that. What is on its way to disk for an older leader
    /// is not reported to it any more.
    pub(super) fn hear_of(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        if epoch > self.promised {
            self.step_down(epoch, out);
            (self.promised, self.role) = (epoch, Role::Follower(None));
        }
    }
}
