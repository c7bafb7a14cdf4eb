//! How long goodput stayed away, and what the queue and the clients did meanwhile.

use super::{patience, storm};
use crate::claim::Shown;
use models::resilience_patterns::retry_storm::{Caller, End, lines};
use sim::Micros;

/// From when on goodput is asked for: the stall's end, or a cure that came later.
pub fn since(s: &Shown) -> Micros {
    let cured = s.act.edits().into_iter().map(|(at, _)| at);
    cured.chain(storm(s).resumed_at()).max().expect("the stall is over")
}

fn healed(s: &Shown) -> Micros {
    storm(s).healed_at().expect("it is back")
}

/// How long goodput stayed away since then, and the attempts meanwhile.
pub fn outage(s: &Shown) -> (Micros, u64) {
    let (from, to) = (since(s), healed(s));
    (to.since(from), storm(s).timeline().total(lines::ATTEMPTS, from, to))
}

/// How long the queue was when the last stretch ended.
pub fn queue_at(s: &Shown, at: Micros) -> u64 {
    let mut ended = storm(s).timeline().stretches().filter(|(end, _)| *end <= at);
    ended.next_back().map_or(0, |(_, counts)| counts[lines::QUEUE].into())
}

/// Whether the queue got shorter all the time until goodput was back.
pub fn is_shorter_and_shorter(s: &Shown) -> bool {
    let (from, to) = (since(s), healed(s));
    let stretches = storm(s).timeline().stretches();
    let within = stretches.filter(|(end, _)| from <= *end && *end <= to);
    let queues: Vec<_> = within.map(|(_, counts)| counts[lines::QUEUE]).collect();
    queues.len() > 4 && queues.windows(2).all(|two| two[1] < two[0].max(1))
}

/// Whether all who came from then on, and are through, were answered at once.
pub fn are_well_from(s: &Shown, from: Micros) -> bool {
    let came = |it: &Caller| {
        it.sent.since(Micros::new(u64::from(it.number.max(1) - 1) * patience(s)))
    };
    let all = storm(s).recent().callers().map(|(_, caller)| caller);
    let through = all.filter(|it| came(it) >= from && it.end.is_some());
    let is_well = |it: &Caller| {
        it.number == 1 && it.end.is_some_and(|(_, end)| end == End::Answered)
    };
    let through: Vec<bool> = through.map(is_well).collect();
    !through.is_empty() && through.into_iter().all(|is_well| is_well)
}

/// Whether few were answered in the first half of the time until goodput was back,
/// and all called the server.
pub fn is_in_vain(s: &Shown) -> bool {
    let (from, to) = (since(s), healed(s));
    let half = from + Micros::new(to.since(from).get() / 2);
    let of = |line, to| storm(s).timeline().total(line, from, to);
    of(lines::ATTEMPTS, to) >= of(lines::FRESH, to)
        && of(lines::GOODPUT, half) * 10 <= of(lines::FRESH, half)
}
