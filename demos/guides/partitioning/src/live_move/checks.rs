//! What must hold of a move, and which rows prove that it does not.

use super::{LiveMove, words};
use models::partitioning::live_move::{
    Message, SOURCE, TARGET, Version, both_own, client, clients, lost, owner,
    server, taken_by_both,
};
use sim::cluster::InFlight;
use stage::{Check, Moment, Verdict};

/// So many keys with two owners are named.
const NAMED: usize = 3;

/// The checks.
pub fn checks(moment: &Moment<'_, LiveMove>) -> Vec<Check> {
    vec![nothing_lost(moment), one_owner(moment)]
}

/// Whether the map has had a second owner.
fn has_moved(moment: &Moment<'_, LiveMove>) -> bool {
    owner(moment.model).version > Version(1)
}

/// Whether it has, and no former owner's word is on its way that it has taken a write:
/// what is lost now is all that the move has lost.
pub fn is_settled(moment: &Moment<'_, LiveMove>) -> bool {
    let owner = owner(moment.model).server;
    let is_late = |message: &InFlight<Message>| {
        message.from != owner && matches!(message.message, Message::Done(_))
    };
    let knows = |node| {
        let known = server(moment.model, node).known();
        known.is_none_or(|known| known.version > Version(1))
    };
    has_moved(moment)
        && [SOURCE, TARGET].into_iter().all(knows)
        && !moment.model.in_flight().any(|(_, message)| is_late(message))
}

fn nothing_lost(moment: &Moment<'_, LiveMove>) -> Check {
    let lost = lost(moment.model);
    let acknowledged = clients().map(|node| client(moment.model, node));
    let acknowledged: usize = acknowledged.map(|c| c.acknowledged().len()).sum();
    let all = acknowledged + server(moment.model, SOURCE).loaded().len();
    let owner = words::name(owner(moment.model).server);
    let detail = match lost.len() {
        0 => format!("{owner} has all {all}"),
        count => format!("{owner} lacks {count} of {all}"),
    };
    let is_known = is_settled(moment) || !lost.is_empty();
    Check {
        name: "The owner has each acknowledged row",
        verdict: Verdict::of(lost.is_empty()).once(is_known),
        detail,
    }
}

fn one_owner(moment: &Moment<'_, LiveMove>) -> Check {
    let both = both_own(moment.model, moment.now);
    let taken = taken_by_both(moment.model, moment.now);
    let detail = match both {
        None => String::from("never two"),
        Some((start, end)) => {
            let span = end.since(start).as_millis();
            let rows = if taken.is_empty() { "" } else { ": " };
            let names = words::rows(&taken, NAMED);
            format!("A and B took writes for {span} ms{rows}{names}")
        }
    };
    let is_known = is_settled(moment) || both.is_some();
    Check {
        name: "One owner at a time",
        verdict: Verdict::of(both.is_none()).once(is_known),
        detail,
    }
}
