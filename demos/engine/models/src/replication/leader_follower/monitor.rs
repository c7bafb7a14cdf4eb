//! The monitor: it takes the leader to be dead when it has heard nothing for too long,
//! and names another one under the next epoch.
//!
//! All of it is on disk. A real one is a group of replicas: etcd below Patroni, the
//! Sentinels of Redis, the controller of Kafka.

use super::message::server_name;
use super::{
    Command, Election, Epoch, FIRST, Fencing, Message, Node, Place, Position,
    Settings, Timer,
};
use sim::{Micros, NodeId, Outbox};

/// What the monitor is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    /// It listens to the leader.
    Listens,
    /// It asks who has what, to name the leader of this epoch.
    Asks(Epoch, Vec<(NodeId, Position)>),
}

/// Who leads.
#[derive(Clone, Debug)]
pub struct Monitor {
    settings: Settings,
    place: Place,
    watch: Watch,
    /// When it last answered a heartbeat, where there are leases.
    granted: Micros,
    /// How often it has taken a leader to be dead, for whoever looks on.
    suspected: u32,
}

impl Monitor {
    pub(super) fn new(settings: Settings) -> Monitor {
        Monitor {
            settings,
            place: Place { epoch: Epoch(1), server: FIRST },
            watch: Watch::Listens,
            granted: Micros::ZERO,
            suspected: 0,
        }
    }

    /// How many servers it watches over.
    pub(super) fn servers(&self) -> u32 {
        self.settings.servers
    }

    /// Who leads, as it has it.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What it is about.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// How often it has taken a leader to be dead.
    pub fn suspected(&self) -> u32 {
        self.suspected
    }

    /// The leader is there. Who was replaced is told, where epochs fence.
    fn hear(
        &mut self,
        from: NodeId,
        epoch: Epoch,
        sent: Micros,
        out: &mut Outbox<Node>,
    ) {
        let is_leader = self.place == Place { epoch, server: from };
        match &self.watch {
            Watch::Listens if is_leader => {
                if self.settings.fencing == Fencing::Lease {
                    self.granted = out.now();
                    out.send(from, Message::Alive(epoch, sent));
                }
                out.set_timer(Timer::Suspect, self.settings.detection);
            }
            Watch::Listens if self.settings.fencing != Fencing::None => {
                out.send(from, Message::Fenced(self.place.epoch));
            }
            Watch::Listens | Watch::Asks(..) => {}
        }
    }

    /// Asks all servers what they have. Perhaps the leader answers as well.
    fn suspect(&mut self, out: &mut Outbox<Node>) {
        let epoch = self.place.epoch.next();
        self.suspected += 1;
        out.note(format!("takes {} to be dead", server_name(self.place.server)));
        self.watch = Watch::Asks(epoch, Vec::new());
        self.ask(epoch, out);
    }

    fn ask(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        for server in self.settings.servers() {
            out.send(server, Message::Poll(epoch));
        }
        let wait = 3 * self.settings.latency.get();
        out.set_timer(Timer::Count, Micros::new(wait));
    }

    /// A server says what it has. As soon as all but the old leader have, there is
    /// nothing to wait for.
    fn count(
        &mut self,
        from: NodeId,
        epoch: Epoch,
        position: Position,
        out: &mut Outbox<Node>,
    ) {
        let old = self.place.server;
        let others = self.settings.servers as usize - 1;
        match &mut self.watch {
            Watch::Asks(asked, answers) if *asked == epoch => {
                answers.retain(|(node, _)| *node != from);
                answers.push((from, position));
                let has = answers.iter().filter(|(node, _)| *node != old);
                if has.count() == others {
                    self.decide(out);
                }
            }
            Watch::Asks(..) | Watch::Listens => {}
        }
    }

    /// Names the next leader once enough servers have answered, and once no lease of
    /// the old one can still stand.
    fn decide(&mut self, out: &mut Outbox<Node>) {
        let Watch::Asks(epoch, answers) = &self.watch else { return };
        let Settings { policy, servers, detection, .. } = self.settings;
        let lease_ends = self.granted + detection;
        let is_leased = self.settings.fencing == Fencing::Lease;
        if is_leased && out.now() < lease_ends {
            return out.set_timer(Timer::Count, lease_ends.since(out.now()));
        }
        match choose(self.settings.election, answers) {
            Some(server) if answers.len() >= policy.answers(servers) as usize => {
                self.name(Place { epoch: *epoch, server }, out);
            }
            Some(_) | None => self.ask(*epoch, out),
        }
    }

    fn name(&mut self, place: Place, out: &mut Outbox<Node>) {
        out.note(format!("names {}: {}", server_name(place.server), place.epoch));
        (self.place, self.watch) = (place, Watch::Listens);
        out.cancel_timer(Timer::Count);
        out.set_timer(Timer::Suspect, self.settings.detection);
        out.send(place.server, Message::Lead(place.epoch));
        for client in self.settings.clients() {
            out.send(client, Message::Leader(place));
        }
    }
}

/// Which server leads next, of those that have answered.
fn choose(election: Election, answers: &[(NodeId, Position)]) -> Option<NodeId> {
    let first = |(node, _): &&(NodeId, Position)| *node;
    let furthest = |(node, position): &&(NodeId, Position)| (*position, *node);
    let chosen = match election {
        Election::First => answers.iter().min_by_key(first),
        Election::MostAdvanced => answers.iter().max_by_key(furthest),
    };
    chosen.map(|(node, _)| *node)
}

/// What the cluster calls.
impl Monitor {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        match &self.watch {
            Watch::Listens => {
                out.set_timer(Timer::Suspect, self.settings.detection)
            }
            Watch::Asks(epoch, _) => self.ask(*epoch, out),
        }
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Heartbeat(epoch, sent) => self.hear(from, epoch, sent, out),
            Message::Has(epoch, position) => self.count(from, epoch, position, out),
            Message::Ask => out.send(from, Message::Leader(self.place)),
            Message::Write(..)
            | Message::Done(..)
            | Message::Refused(..)
            | Message::Read(..)
            | Message::Value(..)
            | Message::Gone(_)
            | Message::Leader(_)
            | Message::Append(_)
            | Message::Stored(..)
            | Message::Follow(..)
            | Message::Fenced(_)
            | Message::Alive(..)
            | Message::Poll(_)
            | Message::Lead(_) => {
                panic!("{} sent {message} to the monitor", from.0)
            }
        }
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Suspect => self.suspect(out),
            Timer::Count => self.decide(out),
            Timer::Disk
            | Timer::Ship
            | Timer::Resend
            | Timer::Beat
            | Timer::Lease
            | Timer::FallBack
            | Timer::Next
            | Timer::Retry
            | Timer::Read => panic!("the monitor sets no {timer}"),
        }
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::Write => {}
        }
    }
}
