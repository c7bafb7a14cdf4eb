//! A server: it takes writes while it owns the range, and refuses them otherwise.
//!
//! What it does as the source of a move is in [`source`](super::source), as the target
//! in [`target`](super::target).

use super::target::Staged;
use super::{Command, TARGET};
use super::{
    Epoch, MAP, Message, Moving, Node, Order, Place, Refusal, Row, SOURCE,
    Settings, Timer, Version,
};
use sim::{Micros, NodeId, Outbox};

/// A stretch of time in which a server takes writes as the owner of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// When it began.
    pub since: Micros,
    /// When it ended, if it has.
    pub until: Option<Micros>,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) settings: Settings,
    /// On disk, in key order.
    pub(super) rows: Vec<Row>,
    /// On disk: the newest version of the map that it has heard of. `None` is a server
    /// that has forgotten the range: it takes it for a new one, which is anybody's.
    pub(super) known: Option<Place>,
    /// On disk: how many attempts it has made to move the range from this version.
    pub(super) attempt: u32,
    /// On disk: it refuses writes for the sake of this attempt.
    pub(super) fence: Option<Epoch>,
    /// On disk: all that the target needs to own the range.
    pub(super) sealed: Option<Staged>,
    /// What the target has of a move that goes on; in memory.
    pub(super) staged: Option<Staged>,
    /// What the source is about; in memory.
    pub(super) moving: Option<Moving>,
    /// What it had at first, for whoever looks on.
    loaded: Vec<Row>,
    /// How many moves it has begun, for whoever looks on.
    pub(super) begun: u32,
    /// When it took writes, for whoever looks on.
    reigns: Vec<Reign>,
    /// The writes that it took, and when, for whoever looks on.
    taken: Vec<(Micros, Row)>,
}

impl Server {
    pub(super) fn new(settings: Settings, rows: Vec<Row>) -> Server {
        let place = Place { version: Version(1), server: SOURCE };
        Server {
            settings,
            loaded: rows.clone(),
            rows,
            known: Some(place),
            attempt: 0,
            fence: None,
            sealed: None,
            staged: None,
            moving: None,
            begun: 0,
            reigns: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// What it has, in key order: live rows of the owner, and what is left of those of
    /// a former one.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What it had at first.
    pub fn loaded(&self) -> &[Row] {
        &self.loaded
    }

    /// What the target has of a move.
    pub fn staged(&self) -> &[Row] {
        let staged = self.staged.as_ref().or(self.sealed.as_ref());
        staged.map_or(&[], |staged| &staged.rows)
    }

    /// What it would serve if this is what the map says.
    pub fn rows_at(&self, place: Place) -> &[Row] {
        match &self.sealed {
            Some(sealed) if self.known != Some(place) && sealed.makes(place) => {
                &sealed.rows
            }
            Some(_) | None => &self.rows,
        }
    }

    /// The newest version that it has heard of.
    pub fn known(&self) -> Option<Place> {
        self.known
    }

    /// The move that it is the source of.
    pub fn moving(&self) -> Option<&Moving> {
        self.moving.as_ref()
    }

    /// How many moves it has begun: each attempt is one.
    pub fn begun(&self) -> u32 {
        self.begun
    }

    /// Whether it refuses writes though it owns the range.
    pub fn is_fenced(&self) -> bool {
        self.fence.is_some()
    }

    /// When it took writes as the owner, the first time first.
    pub fn reigns(&self) -> &[Reign] {
        &self.reigns
    }

    /// The writes that it took, and when.
    pub fn taken(&self) -> &[(Micros, Row)] {
        &self.taken
    }

    /// Whether it takes writes of clients with the right map.
    pub fn takes_writes(&self, me: NodeId) -> bool {
        match self.known {
            None => true,
            Some(known) => known.server == me && self.fence.is_none(),
        }
    }

    /// A client wants to write. Only the owner may take it, only from a client with
    /// the same map, and not while it is fenced.
    fn write(
        &mut self,
        (client, row, version): (NodeId, Row, Version),
        out: &mut Outbox<Node>,
    ) {
        let refusal = match self.known {
            None => None, // it has forgotten, and asks nobody
            Some(known) if version > known.version => {
                out.send(MAP, Message::Ask);
                Some(Refusal::Wait)
            }
            Some(known) if version < known.version || known.server != out.me() => {
                Some(Refusal::Moved(known))
            }
            Some(_) => self.fence.map(|_| Refusal::Wait),
        };
        match refusal {
            Some(refusal) => out.send(client, Message::Refused(row, refusal)),
            None => self.take(client, row, out),
        }
    }

    fn take(&mut self, client: NodeId, row: Row, out: &mut Outbox<Node>) {
        if insert(&mut self.rows, row) {
            self.taken.push((out.now(), row));
            if let Some(moving) = &mut self.moving {
                moving.note(row);
            }
        }
        out.send(client, Message::Done(row));
    }

    /// Hears what the map says.
    fn learn(&mut self, place: Place, barred: u32, out: &mut Outbox<Node>) {
        match self.known {
            None if place.server == out.me() => self.adopt(place, out),
            None => {}
            Some(known) if place.version > known.version => self.adopt(place, out),
            Some(known) if place.version < known.version => {}
            Some(_) => self.lift_fence(barred, out),
        }
    }

    /// A newer version: it is the owner now, or has been.
    fn adopt(&mut self, place: Place, out: &mut Outbox<Node>) {
        let was_mine = self.known.is_some_and(|known| known.server == out.me());
        self.known = Some(place);
        (self.fence, self.attempt) = (None, 0);
        if place.server == out.me() {
            let sealed = self.sealed.take().filter(|sealed| sealed.makes(place));
            self.rows = sealed.map_or_else(Vec::new, |sealed| sealed.rows);
            self.staged = None;
            out.note(format!("owns the range under {}", place.version));
        } else if was_mine {
            out.note(format!("owns it no longer: {} is newer", place.version));
            self.end_move(out);
        }
        if was_mine && self.settings.order == Order::Forget {
            (self.rows, self.known) = (Vec::new(), None);
            out.note("deletes its rows and forgets the range");
        }
    }

    /// Notes when it begins and ends to take writes.
    fn watch(&mut self, out: &Outbox<Node>) {
        let takes = self.takes_writes(out.me());
        let now = out.now();
        match self.reigns.last_mut().filter(|reign| reign.until.is_none()) {
            Some(reign) if !takes => reign.until = Some(now),
            None if takes => self.reigns.push(Reign { since: now, until: None }),
            Some(_) | None => {}
        }
    }
}

/// Puts a row where it belongs; whether it is new.
pub(super) fn insert(rows: &mut Vec<Row>, row: Row) -> bool {
    let place = rows.partition_point(|other| *other < row);
    let is_new = rows.get(place) != Some(&row);
    if is_new {
        rows.insert(place, row);
    }
    is_new
}

/// What the cluster calls.
impl Server {
    pub(super) fn start(&mut self, out: &mut Outbox<Node>) {
        if out.me() == SOURCE {
            out.set_timer(Timer::Move, self.settings.move_at);
        }
        self.watch(out);
    }

    pub(super) fn receive(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Outbox<Node>,
    ) {
        match message {
            Message::Write(row, version) => self.write((from, row, version), out),
            Message::Batch(batch) => self.stage(from, batch, out),
            Message::Stored(epoch, number) => self.stored(epoch, number, out),
            Message::Unknown(epoch) => self.start_over(epoch, out),
            Message::Map(place, barred) => self.learn(place, barred, out),
            Message::Done(_)
            | Message::Refused(..)
            | Message::Switch(..)
            | Message::Settle(_)
            | Message::Ask => panic!("{} sent {message} to a server", from.0),
        }
        self.watch(out);
    }

    pub(super) fn expire(&mut self, timer: Timer, out: &mut Outbox<Node>) {
        match timer {
            Timer::Move => self.begin(out),
            Timer::Pace => self.go_on(out),
            Timer::Resend => self.resend(out),
            Timer::Next | Timer::Retry => panic!("a server sets no {timer}"),
        }
        self.watch(out);
    }

    pub(super) fn command(&mut self, command: Command, out: &mut Outbox<Node>) {
        match command {
            Command::Move => self.begin(out),
            Command::Write | Command::WriteKey(_) => {}
        }
    }

    /// Only what is on disk is left.
    pub(super) fn crash(&mut self) {
        (self.staged, self.moving) = (None, None);
    }

    pub(super) fn repair(&self) -> Option<Micros> {
        self.settings.repair
    }

    /// Comes up again. A fence stands until the map has promised that the move which it
    /// was for will never be: a `Switch` may still be on its way.
    pub(super) fn restart(&mut self, out: &mut Outbox<Node>) {
        match self.fence {
            Some(_) => self.resend(out),
            None => out.send(MAP, Message::Ask),
        }
    }

    /// The server that the range moves to, if it moves from here.
    pub(super) fn other(out: &Outbox<Node>) -> NodeId {
        if out.me() == SOURCE { TARGET } else { SOURCE }
    }
}
