//! The messages up to now: who sent each when, and where it is or what came of it.

use super::QuorumCost;
use models::consensus::decision::{ASKED, Message, Part, Round, Value};
use sim::{Event, MessageId, Micros, NodeId, Record};
use stage::Moment;

/// A message.
pub struct Journey {
    pub message: Message,
    /// Of which value it tells.
    pub value: Option<Value>,
    pub from: (NodeId, Micros),
    pub to: NodeId,
    pub fate: Fate,
}

/// Where a message is, or what came of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Came(Micros),
    Lost(Micros),
    /// On its way, so many thousandths of it behind it.
    Flies(MessageId, u32),
}

/// All of them, in the order in which they ended.
pub fn all(moment: &Moment<'_, QuorumCost>) -> Vec<Journey> {
    let cluster = moment.model;
    let mut sent: Vec<(MessageId, Micros)> = Vec::new();
    let mut journeys = Vec::new();
    for record in moment.past() {
        if let Event::Sent { message, .. } = &record.event {
            sent.push((*message, record.at));
        }
        let Some((id, from, to, message, fate)) = end(record) else { continue };
        if let Some(place) = sent.iter().position(|(sent, _)| *sent == id) {
            let (_, start) = sent.swap_remove(place);
            // Each tells on what it was told; what S1 told is known by whom it told.
            let knows = if from == ASKED { to } else { from };
            let value = cluster.process(knows).told();
            let from = (from, start);
            journeys.push(Journey { message, value, from, to, fate });
        }
    }
    journeys.extend(cluster.in_flight().map(|(id, flight)| Journey {
        message: flight.message.message,
        value: Some(flight.message.value),
        from: (flight.from, flight.sent),
        to: flight.to,
        fate: Fate::Flies(id, flight.progress(moment.now)),
    }));
    journeys
}

/// Which message came to its end here: from whom, to whom, and how.
fn end(record: &Record) -> Option<(MessageId, NodeId, NodeId, Message, Fate)> {
    let (id, from, to, kind, fate) = match &record.event {
        Event::Received { message, from, to, kind, .. } => {
            (message, from, to, kind, Fate::Came(record.at))
        }
        Event::Lost { message, from, to, kind, .. } => {
            (message, from, to, kind, Fate::Lost(record.at))
        }
        Event::Sent { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => return None,
    };
    Some((*id, *from, *to, kind.among(&Message::ALL), fate))
}

/// How much a message mattered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is of the quorum.
    Heavy,
    /// Nobody knows yet.
    Plain,
    /// It came too late to matter.
    Faint,
}

impl Weight {
    /// All of them, what is drawn below the others first.
    pub const ALL: [Weight; 3] = [Weight::Faint, Weight::Plain, Weight::Heavy];
}

/// How much a message matters that is of one of these rounds of S1.
pub fn weight(journey: &Journey, rounds: &[Round], part: &Part) -> Weight {
    let is_question = journey.from.0 == ASKED;
    let is_of = |round: &&Round| match is_question {
        true => round.began == journey.from.1,
        false => {
            round.began <= journey.from.1 && journey.message.answers(round.asks)
        }
    };
    let (Part::Leads, Some(round)) = (part, rounds.iter().rev().find(is_of)) else {
        return Weight::Plain;
    };
    let Some((_, counted)) = round.full else { return Weight::Plain };
    let other = if is_question { journey.to } else { journey.from.0 };
    let mut counted = round.answers.iter().take(counted as usize);
    match counted.any(|(node, _)| *node == other) {
        true => Weight::Heavy,
        false => Weight::Faint,
    }
}

/// The messages that a decision of S1 took, one after the other: each was sent when the
/// one before had come.
pub fn chain(
    journeys: &[Journey],
    (began, decided): (Micros, Micros),
) -> Vec<(Message, Micros, Micros)> {
    let mut links = Vec::new();
    let (mut node, mut at) = (ASKED, decided);
    while at > began {
        let is_last = |journey: &&Journey| {
            (journey.to, journey.fate) == (node, Fate::Came(at))
        };
        let Some(last) = journeys.iter().find(is_last) else { break };
        links.push((last.message, last.from.1, at));
        if last.from.1 >= at {
            break;
        }
        (node, at) = last.from;
    }
    links.reverse();
    links
}
