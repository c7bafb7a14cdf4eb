//! The map: one node says who owns the range, and under which version.
//!
//! All of it is on disk. A real one is a group of replicas: MongoDB's config servers,
//! TiKV's placement driver.

use super::{Epoch, Message, Node, Place, SOURCE, TARGET, Version};
use sim::{NodeId, Outbox};

/// Who owns the range.
#[derive(Clone, Debug)]
pub struct Map {
    place: Place,
    /// From this version it will not be switched by this attempt or an earlier one.
    barred: u32,
}

impl Map {
    pub(super) fn new() -> Map {
        Map { place: Place { version: Version(1), server: SOURCE }, barred: 0 }
    }

    /// What it says.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Up to which attempt it will not switch from this version.
    pub fn barred(&self) -> u32 {
        self.barred
    }

    /// The one point at which the owner changes. An attempt that was barred, or that
    /// starts from an older version, changes nothing: its sender has gone on.
    fn switch(&mut self, epoch: Epoch, to: NodeId, out: &mut Outbox<Node>) {
        if epoch.version == self.place.version && epoch.attempt > self.barred {
            self.place = Place { version: epoch.version.next(), server: to };
            self.barred = 0;
            out.note(format!("has a new version: {}", self.words()));
        }
    }

    /// The source wants to take writes again. First nothing that this attempt has
    /// sent may change the owner any more.
    fn settle(&mut self, epoch: Epoch) {
        if epoch.version == self.place.version {
            self.barred = self.barred.max(epoch.attempt);
        }
    }

    fn words(&self) -> String {
        let Place { version, server } = self.place;
        format!("{version} is {}", super::message::server_name(server))
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Switch(epoch, to) => {
                self.switch(epoch, to, out);
                for server in [SOURCE, TARGET] {
                    out.send(server, Message::Map(self.place, self.barred));
                }
            }
            Message::Settle(epoch) => {
                self.settle(epoch);
                out.send(from, Message::Map(self.place, self.barred));
            }
            Message::Ask => out.send(from, Message::Map(self.place, self.barred)),
            Message::Write(..)
            | Message::Done(_)
            | Message::Refused(..)
            | Message::Batch(_)
            | Message::Stored(..)
            | Message::Unknown(_)
            | Message::Map(..) => panic!("{} sent {message} to the map", from.0),
        }
    }
}
