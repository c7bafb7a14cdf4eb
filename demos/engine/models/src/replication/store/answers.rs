//! What a client makes of answers, and of silence.

use super::{Client, Node, Ticket, Timer, Version};
use sim::{Micros, NodeId, Outbox};

/// An answer to a round.
pub(super) enum Answer {
    Has(Ticket, Vec<Version>),
    Stored(Ticket),
}

impl Client {
    /// Somebody has answered a round. What answers one that nobody waits for still
    /// tells who is silent, and who has less than others.
    pub(super) fn count(
        &mut self,
        from: NodeId,
        answer: Answer,
        out: &mut Outbox<Node>,
    ) {
        let (ticket, versions) = match answer {
            Answer::Has(ticket, versions) => (ticket, Some(versions)),
            Answer::Stored(ticket) => (ticket, None),
        };
        let place = self.rounds.iter().position(|round| round.ticket == ticket);
        let Some(place) = place else { return };
        let round = &mut self.rounds[place];
        match versions {
            Some(versions) => round.hear(&self.settings, from, versions),
            None => drop(round.answered.insert(from)),
        }
        let has_enough = round.has_enough(&self.settings);
        let behind = round.behind();
        if self.settings.read_repair.is_on() && has_enough {
            round.repair(out);
        }
        let is_of_use =
            round.patience_ends.is_some() && !round.is_complete(&self.settings);
        let round = (round.purpose, round.entry.clone(), round.answered);
        if has_enough && !is_of_use {
            self.rounds.remove(place);
        }
        if has_enough && self.current == Some(ticket) {
            let (purpose, entry, answered) = round;
            if let Some(operation) = self.operations.last_mut() {
                (operation.quorum, operation.behind) = (answered, behind);
            }
            self.go_on(purpose, entry, out);
        }
        self.plan_patience(out);
    }

    pub(super) fn plan_patience(&self, out: &mut Outbox<Node>) {
        let ends = self.rounds.iter().filter_map(|round| round.patience_ends);
        match ends.min() {
            Some(at) => out.set_timer(Timer::Patience, at.since(out.now())),
            None => out.cancel_timer(Timer::Patience),
        }
    }

    /// Those that are silent are taken for down, where a rule asks for that.
    pub(super) fn lose_patience(&mut self, out: &mut Outbox<Node>) {
        let (now, settings) = (out.now(), self.settings);
        let is_due = |end: Option<Micros>| end.is_some_and(|end| end <= now);
        for round in &mut self.rounds {
            match is_due(round.patience_ends) {
                true if settings.has_stand_ins() => round.stand_in(&settings, out),
                true => round.patience_ends = None,
                false => {}
            }
        }
        let current = self.current;
        self.rounds.retain(|round| {
            round.patience_ends.is_some() || Some(round.ticket) == current
        });
        self.plan_patience(out);
    }
}
