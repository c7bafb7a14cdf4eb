//! The target of a move: it puts aside what it is sent, and owns nothing of it until
//! the map says so.

use super::message::Part;
use super::server::{Server, insert};
use super::{Batch, Epoch, MAP, Message, Node, Order, Place, Row};
use sim::{NodeId, Outbox};

/// What the target has of a move.
#[derive(Clone, Debug)]
pub struct Staged {
    epoch: Epoch,
    /// The number of the last batch.
    number: u32,
    /// In key order.
    pub(super) rows: Vec<Row>,
}

impl Staged {
    /// Whether it is what the owner has under this version.
    pub(super) fn makes(&self, place: Place) -> bool {
        self.epoch.version.next() == place.version
    }
}

impl Server {
    /// Batches are taken in order, and only those of the newest attempt. Whoever has
    /// not seen the beginning of it says so.
    pub(super) fn stage(
        &mut self,
        from: NodeId,
        batch: Batch,
        out: &mut Outbox<Node>,
    ) {
        if !self.may_stage(from, &batch, out) {
            return;
        }
        let Batch { epoch, number, .. } = batch;
        let newest = self.staged.as_ref().map(|staged| staged.epoch);
        if newest.is_some_and(|newest| epoch < newest) {
            return; // of an attempt that was given up
        }
        if number == 1 && newest != Some(epoch) {
            self.staged = Some(Staged { epoch, number: 0, rows: Vec::new() });
        }
        match &mut self.staged {
            Some(staged)
                if staged.epoch == epoch && number <= staged.number + 1 =>
            {
                if number == staged.number + 1 {
                    self.put(batch);
                }
                out.send(from, Message::Stored(epoch, number));
            }
            Some(_) | None => out.send(from, Message::Unknown(epoch)),
        }
    }

    /// Whether a batch is one of a move that the owner makes now, from the version
    /// that is known here.
    fn may_stage(
        &mut self,
        from: NodeId,
        batch: &Batch,
        out: &mut Outbox<Node>,
    ) -> bool {
        let Some(known) = self.known else { return true };
        if batch.epoch.version > known.version {
            out.send(MAP, Message::Ask);
        }
        let is_late = known.server == out.me()
            && batch.epoch.version.next() == known.version
            && self.settings.order == Order::SwitchFirst;
        if is_late {
            for row in batch.rows.iter() {
                insert(&mut self.rows, *row);
            }
            let (epoch, number) = (batch.epoch, batch.number);
            out.send(from, Message::Stored(epoch, number));
        }
        batch.epoch.version == known.version && known.server == from
    }

    fn put(&mut self, batch: Batch) {
        let Some(staged) = &mut self.staged else { return };
        staged.number = batch.number;
        for row in batch.rows.iter() {
            insert(&mut staged.rows, *row);
        }
        match batch.part {
            Part::More => {}
            Part::Last => self.sealed = Some(staged.clone()),
        }
    }
}
