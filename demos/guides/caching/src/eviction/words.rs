//! What policies are called, and what they go by, in a few words.

use super::Eviction;
use models::caching::eviction::Kind;
use stage::{Moment, Role};

/// The two policies whose caches are drawn: those that are selected, or else these.
pub fn drawn(moment: &Moment<'_, Eviction>) -> [Kind; 2] {
    let selected = moment.selection.iter().filter_map(|word| Kind::of_word(word));
    let mut all = selected.chain([Kind::Lru, Kind::S3Fifo, Kind::Sieve]);
    let mut next = |other: Option<Kind>| {
        let mut fits = |kind: &Kind| *kind != Kind::Optimal && Some(*kind) != other;
        all.by_ref().find(&mut fits).unwrap_or(Kind::Lru)
    };
    let first = next(None);
    [first, next(Some(first))]
}

/// So many requests for a key are more than a scan makes.
const OFTEN: u32 = 3;

/// The colour of a key that was asked for so many times.
pub fn role(asked: u32) -> Role {
    if asked < OFTEN { Role::Candidate } else { Role::Chosen }
}

/// What it goes by.
pub fn rule(kind: Kind) -> &'static str {
    match kind {
        Kind::Optimal => "evicts what is asked for again last",
        Kind::Fifo => "evicts what came in first",
        Kind::Lru => "evicts what it was asked for longest ago",
        Kind::Clock => "the hand evicts what has no dot",
        Kind::Lfu => "evicts what it was asked for least often",
        Kind::TwoQueues => "only what comes back from A1out gets to Am",
        Kind::Arc => "T1 has what was asked for once, T2 the rest",
        Kind::WTinyLfu => "who is asked for more often stays",
        Kind::S3Fifo => "what has two dots in S gets to M",
        Kind::Sieve => "the hand evicts what has no dot",
    }
}

/// A share in whole per cent.
pub fn percent(thousandths: u32) -> String {
    format!("{} %", (thousandths + 5) / 10)
}
