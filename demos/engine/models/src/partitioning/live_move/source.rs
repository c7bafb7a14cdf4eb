//! The source of a move: it copies, catches up, fences and asks for the switch.
//!
//! It has one message out at a time, and sends it again until it is answered.

use super::message::Part;
use super::server::Server;
use super::{Batch, CHUNKS, Epoch, KEYS, MAP, Message, Node, Order, Row, Timer};
use sim::{NodeId, Outbox};
use std::sync::Arc;

/// With so few rows left the source fences: they go in one short batch.
const ENOUGH: usize = 1;
/// After so many rounds it fences in any case: writes may come as fast as it sends.
const ROUNDS: u32 = 5;
/// How often the last of the log is sent in vain until the move is given up: writes are
/// refused meanwhile.
const TRIES: u32 = 4;

/// What a move is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are read and sent, chunk by chunk.
    Copy,
    /// What was written behind the copy is sent.
    CatchUp,
    /// The last batch is out.
    Seal,
    /// The map is asked to switch.
    Switch,
    /// The map has switched, and what is left of the log is sent: too late.
    Late,
}

/// A move, as its source sees it.
#[derive(Clone, Debug)]
pub struct Moving {
    epoch: Epoch,
    to: NodeId,
    step: Step,
    /// How many chunks were read.
    chunks: u16,
    /// How many rounds of the log were sent.
    rounds: u32,
    /// The batch that is out, or the last one that was.
    batch: Batch,
    /// Rows that were written behind the copy and are in no batch yet.
    log: Vec<Row>,
    /// How often the message that is out was sent.
    tries: u32,
}

impl Moving {
    fn new(epoch: Epoch, to: NodeId) -> Moving {
        let (number, rows, part) = (0, Arc::default(), Part::More);
        Moving {
            epoch,
            to,
            step: Step::Copy,
            chunks: 0,
            rounds: 0,
            batch: Batch { epoch, number, rows, part },
            log: Vec::new(),
            tries: 0,
        }
    }

    /// Which attempt it is.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Where it stands.
    pub fn step(&self) -> Step {
        self.step
    }

    /// The first key that was not read yet.
    pub fn read_up_to(&self) -> u16 {
        KEYS / CHUNKS * self.chunks
    }

    /// Rows that were written behind the copy and are in no batch yet.
    pub fn log(&self) -> &[Row] {
        &self.log
    }

    /// A row was written. Behind the copy it goes into the log; before it, the copy
    /// will come to it.
    pub(super) fn note(&mut self, row: Row) {
        if row.key < self.read_up_to() {
            self.log.push(row);
        }
    }
}

impl Server {
    /// Begins to move the range to the other server, if it is the owner and does not
    /// already.
    pub(super) fn begin(&mut self, out: &mut Outbox<Node>) {
        let Some(known) = self.known.filter(|known| known.server == out.me())
        else {
            return;
        };
        if self.moving.is_some() || self.fence.is_some() {
            return;
        }
        self.attempt += 1;
        self.begun += 1;
        let epoch = Epoch { version: known.version, attempt: self.attempt };
        let to = Server::other(out);
        out.note(format!("begins {epoch}, to {}", super::message::server_name(to)));
        self.moving = Some(Moving::new(epoch, to));
        self.go_on(out);
    }

    // ANCHOR: steps
    /// The step that comes next, once what was out is answered.
    pub(super) fn go_on(&mut self, out: &mut Outbox<Node>) {
        let Some(moving) = &self.moving else { return };
        let order = self.settings.order;
        let is_copied = moving.chunks == CHUNKS;
        let is_little = moving.log.len() <= ENOUGH || moving.rounds == ROUNDS;
        match moving.step {
            Step::Copy if !is_copied => self.send_chunk(out),
            Step::Copy | Step::CatchUp if !order.catches_up() => self.switch(out),
            Step::Copy | Step::CatchUp if !is_little => {
                self.send_log(Step::CatchUp, out);
            }
            Step::Copy | Step::CatchUp => {
                if order.has_fence() {
                    out.note("refuses writes from now on");
                    self.fence = Some(moving.epoch);
                }
                self.send_log(Step::Seal, out);
            }
            Step::Seal => self.switch(out),
            Step::Switch => {}
            Step::Late => self.send_log(Step::Late, out),
        }
    }
    // ANCHOR_END: steps

    /// Reads a chunk as it is at this moment.
    fn send_chunk(&mut self, out: &mut Outbox<Node>) {
        let is_last_batch = !self.settings.order.catches_up();
        let Some(moving) = &mut self.moving else { return };
        let from = moving.read_up_to();
        moving.chunks += 1;
        let chunk = from..moving.read_up_to();
        let rows = self.rows.iter().filter(|row| chunk.contains(&row.key));
        let rows = rows.copied().collect();
        let part = match is_last_batch && moving.chunks == CHUNKS {
            true => Part::Last,
            false => Part::More,
        };
        self.send_batch(rows, part, out);
    }

    /// Sends what is in the log.
    fn send_log(&mut self, step: Step, out: &mut Outbox<Node>) {
        let Some(moving) = &mut self.moving else { return };
        moving.step = step;
        moving.rounds += 1;
        let rows = std::mem::take(&mut moving.log);
        let part = if step == Step::Seal { Part::Last } else { Part::More };
        self.send_batch(rows, part, out);
    }

    fn send_batch(&mut self, rows: Vec<Row>, part: Part, out: &mut Outbox<Node>) {
        let Some(moving) = &mut self.moving else { return };
        let (epoch, number) = (moving.epoch, moving.batch.number + 1);
        moving.batch = Batch { epoch, number, rows: Arc::new(rows), part };
        moving.tries = 0;
        self.resend(out);
    }

    fn switch(&mut self, out: &mut Outbox<Node>) {
        let Some(moving) = &mut self.moving else { return };
        (moving.step, moving.tries) = (Step::Switch, 0);
        self.resend(out);
    }

    /// Sends what is out, for the first time or again.
    pub(super) fn resend(&mut self, out: &mut Outbox<Node>) {
        match (&mut self.moving, self.fence) {
            (Some(moving), _) => {
                moving.tries += 1;
                if moving.step == Step::Seal && moving.tries > TRIES {
                    return self.give_up(out);
                }
                match moving.step {
                    Step::Switch => {
                        out.send(MAP, Message::Switch(moving.epoch, moving.to));
                    }
                    Step::Copy | Step::CatchUp | Step::Seal | Step::Late => {
                        out.send(moving.to, Message::Batch(moving.batch.clone()));
                    }
                }
            }
            (None, Some(epoch)) => out.send(MAP, Message::Settle(epoch)),
            (None, None) => return,
        }
        out.set_timer(Timer::Resend, self.settings.patience());
    }

    /// The target has what is out.
    pub(super) fn stored(
        &mut self,
        epoch: Epoch,
        number: u32,
        out: &mut Outbox<Node>,
    ) {
        let Some(moving) = &mut self.moving else { return };
        let batch = &moving.batch;
        let is_out = moving.step != Step::Switch && moving.tries > 0;
        if (epoch, number) != (batch.epoch, batch.number) || !is_out {
            return; // of an earlier attempt, or known
        }
        moving.tries = 0;
        out.cancel_timer(Timer::Resend);
        match (moving.step, batch.part) {
            (Step::Late, _) => self.moving = None,
            (_, Part::Last) => self.go_on(out),
            (_, Part::More) => out.set_timer(Timer::Pace, self.settings.pace),
        }
    }

    /// The target knows nothing of this attempt: it has crashed. No switch was asked
    /// for yet, so the source may take writes again, and begins anew.
    pub(super) fn start_over(&mut self, epoch: Epoch, out: &mut Outbox<Node>) {
        let is_this = |moving: &&Moving| {
            moving.epoch == epoch
                && matches!(moving.step, Step::Copy | Step::CatchUp | Step::Seal)
        };
        if self.moving.as_ref().is_some_and(|moving| is_this(&moving)) {
            out.note(format!("gives up {epoch}: the target has lost it"));
            self.drop_move(out);
            self.begin(out);
        }
    }

    /// The target is silent, and writes are refused: that takes too long.
    fn give_up(&mut self, out: &mut Outbox<Node>) {
        out.note("gives up the move, and takes writes again");
        self.drop_move(out);
    }

    fn drop_move(&mut self, out: &mut Outbox<Node>) {
        (self.moving, self.fence) = (None, None);
        out.cancel_timer(Timer::Resend);
        out.cancel_timer(Timer::Pace);
    }

    /// The map has another owner: the move is over, but for a log that comes too late.
    pub(super) fn end_move(&mut self, out: &mut Outbox<Node>) {
        let late = self.settings.order == Order::SwitchFirst;
        let moving = self.moving.take();
        self.drop_move(out);
        let moving = moving.filter(|moving| late && !moving.log.is_empty());
        if let Some(moving) = moving {
            self.moving = Some(Moving { step: Step::Late, ..moving });
            self.go_on(out);
        }
    }

    /// The map has barred attempts up to this one. If the fence was for one of them,
    /// the move will never be, and writes may be taken again.
    pub(super) fn lift_fence(&mut self, barred: u32, out: &mut Outbox<Node>) {
        let is_barred = self.fence.is_some_and(|epoch| epoch.attempt <= barred);
        if is_barred && self.moving.is_none() {
            out.note("takes writes again: the map has barred the move");
            self.drop_move(out);
        }
    }
}
