//! What a server does as leader: it takes writes, sends them to the followers, and
//! acknowledges what has as many copies as the policy asks for.

use super::log::History;
use super::server::{Role, Server};
use super::shipping::Shipping;
use super::{
    Entry, Epoch, Fencing, MONITOR, Message, Node, Place, Policy, Settings, Timer,
    Write,
};
use sim::{Micros, NodeId, Outbox};

/// A write that was not acknowledged yet.
#[derive(Clone, Copy, Debug)]
struct Pending {
    write: Write,
    client: NodeId,
    /// Its place in the log.
    index: u32,
    since: Micros,
}

/// Whether a leader waits for followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For as many as the policy says.
    Waits,
    /// For none, as one that it waited for did not answer in time.
    FellBack,
}

/// A leadership; in memory.
#[derive(Clone, Debug)]
pub struct Leadership {
    settings: Settings,
    epoch: Epoch,
    /// How many entries there were when it began.
    begin: u32,
    shipping: Shipping,
    pending: Vec<Pending>,
    mode: Mode,
    /// Until when the monitor names nobody else.
    lease: Micros,
}

impl Leadership {
    /// In which epoch it leads.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// How many entries there were when it began.
    pub fn begin(&self) -> u32 {
        self.begin
    }

    /// Whether it waits for followers.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Until when the monitor names nobody else, where leases are asked for.
    pub fn lease(&self) -> Micros {
        self.lease
    }

    /// How many writes it has not acknowledged yet.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    // ANCHOR: acknowledge
    /// Whether the write at this place of the log may be acknowledged. A follower
    /// counts once its log agrees with the leader's up to where the epoch began.
    fn is_safe(&self, index: u32, synced: u32) -> bool {
        let (policy, servers) = (self.settings.policy, self.settings.servers);
        let copies = match self.mode {
            Mode::Waits => policy.followers(servers) as usize,
            Mode::FellBack => 0,
        };
        let having = self.shipping.having(index.max(self.begin));
        let is_on_disk = policy == Policy::Memory || index <= synced;
        is_on_disk && having >= copies
    }
    // ANCHOR_END: acknowledge
}

impl Server {
    /// It was named leader. That counts once in each epoch: the message may come twice.
    pub(super) fn lead(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        if epoch <= self.led || epoch < self.promised {
            return;
        }
        self.step_down(epoch, out);
        (self.promised, self.led, self.adopted) = (epoch, epoch, epoch);
        self.known = Some(Place { epoch, server: out.me() });
        let begin = self.log.len();
        self.role = Role::Leader(Box::new(Leadership {
            settings: self.settings,
            epoch,
            begin,
            shipping: Shipping::new(self.settings, epoch, begin, out.me()),
            pending: Vec::new(),
            mode: Mode::Waits,
            lease: Micros::ZERO,
        }));
        out.note(format!("leads in {epoch}"));
        self.flush(out);
        self.beat(out);
        self.resend(out);
    }

    /// Leads no longer, if it has: there is a newer epoch.
    pub(super) fn step_down(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &self.role else { return };
        out.note(format!("leads no longer: {epoch} is newer"));
        for pending in &leader.pending {
            out.send(pending.client, Message::Refused(pending.write, None));
        }
        self.role = Role::Follower(None);
        use Timer::{Beat, FallBack, Lease, Resend, Ship};
        for timer in [Ship, Resend, Beat, Lease, FallBack] {
            out.cancel_timer(timer);
        }
    }

    /// A client wants to write. What it wrote before is not written again.
    pub(super) fn write(
        &mut self,
        (client, write, epoch): (NodeId, Write, Epoch),
        out: &mut Outbox<Node>,
    ) {
        if self.settings.fencing != Fencing::None {
            self.hear_of(epoch, out);
        }
        let serves = self.serves(out.now());
        let Role::Leader(leader) = &mut self.role else {
            let known = self.known.filter(|known| known.server != out.me());
            return out.send(client, Message::Refused(write, known));
        };
        if !serves {
            return out.send(client, Message::Refused(write, None));
        }
        if leader.pending.iter().any(|pending| pending.write == write) {
            return;
        }
        let index = self.log.find(write).unwrap_or_else(|| {
            self.log.push(Entry { epoch: leader.epoch, write });
            self.log.len()
        });
        let since = out.now();
        leader.pending.push(Pending { write, client, index, since });
        self.flush(out);
        self.acknowledge(out);
    }

    /// Acknowledges what may be.
    fn acknowledge(&mut self, out: &mut Outbox<Node>) {
        let (serves, synced) = (self.serves(out.now()), self.log.synced());
        let Role::Leader(leader) = &mut self.role else { return };
        let pending = std::mem::take(&mut leader.pending);
        for pending in pending {
            if serves && leader.is_safe(pending.index, synced) {
                let position = self.log.position(pending.index);
                let done = Message::Done(pending.write, leader.epoch, position);
                out.send(pending.client, done);
                self.acknowledged.push((out.now(), pending.write));
            } else {
                leader.pending.push(pending);
            }
        }
        let policy = self.settings.policy;
        let patience = self.settings.fall_back.filter(|_| {
            policy == Policy::OneFollower && leader.mode == Mode::Waits
        });
        match (leader.pending.first(), patience) {
            (Some(first), Some(patience)) => {
                let due = first.since + patience;
                out.set_timer(Timer::FallBack, due.since(out.now()));
            }
            (_, _) => out.cancel_timer(Timer::FallBack),
        }
    }

    /// No follower has answered for too long.
    pub(super) fn fall_back(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.mode = Mode::FellBack;
        out.note("falls back: waits for no follower");
        self.acknowledge(out);
    }

    /// Some more entries are on its own disk.
    pub(super) fn is_on_disk(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.shipping.note(self.log.synced(), out.now());
        self.acknowledge(out);
        self.ship(out);
    }

    /// Sends to each follower what is due to it.
    pub(super) fn ship(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.shipping.ship(&self.log, out);
    }

    /// Sends again what was not answered.
    pub(super) fn resend(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.shipping.resend(&self.log, out);
        out.set_timer(Timer::Resend, self.settings.patience());
    }

    /// A follower has this log on disk up to there.
    pub(super) fn stored(
        &mut self,
        from: NodeId,
        epoch: Epoch,
        index: u32,
        out: &mut Outbox<Node>,
    ) {
        let Role::Leader(leader) = &mut self.role else { return };
        if leader.epoch != epoch {
            return; // an answer to an earlier leadership
        }
        leader.shipping.stored(from, index);
        if leader.mode == Mode::FellBack && index >= self.log.synced() {
            leader.mode = Mode::Waits;
            out.note("waits for a follower again: one has caught up");
        }
        self.acknowledge(out);
        self.ship(out);
    }

    /// A follower's log is another one: sends what comes behind what both have.
    pub(super) fn catch_up(
        &mut self,
        from: NodeId,
        epoch: Epoch,
        history: &History,
        out: &mut Outbox<Node>,
    ) {
        let Role::Leader(leader) = &mut self.role else { return };
        if leader.epoch == epoch {
            let common = self.log.history().common(history);
            leader.shipping.start_from(from, common);
            self.ship(out);
        }
    }

    /// Tells the monitor that it is there.
    pub(super) fn beat(&mut self, out: &mut Outbox<Node>) {
        let Role::Leader(leader) = &self.role else { return };
        out.send(MONITOR, Message::Heartbeat(leader.epoch, out.now()));
        let quarter = self.settings.detection.get() / 4;
        out.set_timer(Timer::Beat, Micros::new(quarter));
    }

    /// The monitor has heard the heartbeat that was sent at this moment: it will name
    /// nobody else until it has heard none for `detection` from when that came. The
    /// lease counts from when it was sent, which was earlier.
    pub(super) fn renew(
        &mut self,
        epoch: Epoch,
        sent: Micros,
        out: &mut Outbox<Node>,
    ) {
        let Role::Leader(leader) = &mut self.role else { return };
        let until = sent + self.settings.detection;
        if leader.epoch == epoch && until > leader.lease {
            leader.lease = until;
            if self.settings.fencing == Fencing::Lease {
                out.set_timer(Timer::Lease, until.since(out.now()));
            }
            self.acknowledge(out);
        }
    }
}
