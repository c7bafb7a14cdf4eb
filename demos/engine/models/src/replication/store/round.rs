//! A round: a client asks the replicas, and waits until enough have answered.

use super::{Entry, Key, Message, Node, Settings, Ticket, Version, version};
use sim::{Micros, NodeId, NodeSet, Outbox};

/// What a round is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To learn what is stored: it takes R.
    Query,
    /// To have something stored: it takes W.
    Put,
}

/// A round. It goes on when it has enough answers, for the sake of those that are
/// silent or have less.
#[derive(Clone, Debug)]
pub struct Round {
    pub(super) ticket: Ticket,
    pub(super) purpose: Purpose,
    /// The key, and what is to be stored or was heard of so far.
    pub(super) entry: Entry,
    /// Who has answered what, where something was asked.
    heard: Vec<(NodeId, Vec<Version>)>,
    /// Who has answered.
    pub(super) answered: NodeSet,
    /// When those that are silent by then are taken for down; `None` if they were.
    pub(super) patience_ends: Option<Micros>,
}

impl Round {
    /// Asks all replicas at once.
    pub(super) fn begin(
        settings: &Settings,
        ticket: Ticket,
        (purpose, entry): (Purpose, Entry),
        out: &mut Outbox<Node>,
    ) -> Round {
        for replica in settings.all_replicas() {
            out.send(replica, request(ticket, purpose, &entry));
        }
        Round {
            ticket,
            purpose,
            entry,
            heard: Vec::new(),
            answered: NodeSet::new(),
            patience_ends: settings
                .looks_after_replicas()
                .then(|| out.now() + settings.patience),
        }
    }

    /// Its key.
    pub fn key(&self) -> Key {
        self.entry.key
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Who has answered.
    pub fn answered(&self) -> NodeSet {
        self.answered
    }

    /// A server has told what it has.
    pub(super) fn hear(
        &mut self,
        settings: &Settings,
        from: NodeId,
        versions: Vec<Version>,
    ) {
        let merge = |mine: &[_]| version::merge(settings.merge, mine, &versions);
        self.entry.versions = merge(&self.entry.versions);
        self.answered.insert(from);
        match self.heard.iter_mut().find(|(server, _)| *server == from) {
            // A request that came twice is answered twice, later with more.
            Some((_, told)) => *told = merge(told),
            None => self.heard.push((from, versions)),
        }
    }

    /// Who has told less than all that was heard of.
    pub(super) fn behind(&self) -> NodeSet {
        let mut behind = NodeSet::new();
        for (server, versions) in &self.heard {
            if *versions != self.entry.versions {
                behind.insert(*server);
            }
        }
        behind
    }

    /// Whether enough have answered. A spare counts only in a sloppy quorum.
    pub(super) fn has_enough(&self, settings: &Settings) -> bool {
        let counts = |server: &NodeId| {
            server.0 < settings.replicas || settings.sloppy_quorum.is_on()
        };
        let answers = self.answered.iter().filter(counts).count() as u32;
        match self.purpose {
            Purpose::Query => answers >= settings.read_quorum,
            Purpose::Put => answers >= settings.write_quorum,
        }
    }

    /// Whether no replica is silent any more.
    pub(super) fn is_complete(&self, settings: &Settings) -> bool {
        settings.all_replicas().all(|replica| self.answered.contains(replica))
    }

    /// *Read repair*: replicas that gave less than all that was heard of get it
    /// now.
    pub(super) fn repair(&mut self, out: &mut Outbox<Node>) {
        for (server, versions) in &mut self.heard {
            if *versions != self.entry.versions {
                versions.clone_from(&self.entry.versions);
                out.send(*server, Message::Repair(self.entry.clone()));
            }
        }
    }

    /// The patience is over: who is silent is taken for down. Another server is
    /// asked in the place of each, a spare if there is one: a *sloppy quorum*
    /// counts it, and by *hinted handoff* it will hand over what it has stored.
    pub(super) fn stand_in(&mut self, settings: &Settings, out: &mut Outbox<Node>) {
        self.patience_ends = None;
        let silent = settings.all_replicas();
        let silent = silent.filter(|server| !self.answered.contains(*server));
        let mut spares = spares(settings, out.me()).into_iter();
        let keeper = self.answered.iter().next();
        for home in silent {
            let spare = spares.next();
            match (self.purpose, spare.or(keeper)) {
                (Purpose::Put, Some(server)) => {
                    let entry = self.entry.clone();
                    let put = Message::PutHint(self.ticket, home, entry);
                    out.send(server, put);
                }
                (Purpose::Query, Some(server)) if spare.is_some() => {
                    out.send(server, Message::Query(self.ticket, self.key()));
                }
                (Purpose::Query, _) | (Purpose::Put, None) => {}
            }
        }
    }
}

fn request(ticket: Ticket, purpose: Purpose, entry: &Entry) -> Message {
    match purpose {
        Purpose::Query => Message::Query(ticket, entry.key),
        Purpose::Put => Message::Put(ticket, entry.clone()),
    }
}

/// The spares, those of the client's region first.
fn spares(settings: &Settings, client: NodeId) -> Vec<NodeId> {
    let is_near =
        |server: &NodeId| settings.region(*server) == settings.region(client);
    let near = settings.spares().filter(is_near);
    near.chain(settings.spares().filter(|server| !is_near(server))).collect()
}
