//! How far each drawn policy is from the optimum.

use super::{Eviction, words};
use models::caching::eviction::Kind;
use stage::{Check, Moment, Verdict};

/// So many requests tell something.
const ENOUGH: usize = 50;
/// So much nearer to none is near: in thousandths of the requests.
const NEAR: u32 = 150;

/// The checks: one for each cache that is drawn beside OPT's.
pub fn checks(moment: &Moment<'_, Eviction>) -> Vec<Check> {
    let check = |kind| {
        let model = moment.model;
        let [its, best] = [kind, Kind::Optimal].map(|k| model.hit_thousandths(k));
        let [has, could] = [its, best].map(words::percent);
        Check {
            name: name(kind),
            verdict: Verdict::of(best <= its + NEAR).once(model.served() >= ENOUGH),
            detail: format!("{has} of {could}"),
        }
    };
    words::drawn(moment).map(check).into()
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Optimal => "OPT within 15 points of OPT",
        Kind::Fifo => "FIFO within 15 points of OPT",
        Kind::Lru => "LRU within 15 points of OPT",
        Kind::Clock => "CLOCK within 15 points of OPT",
        Kind::Lfu => "LFU within 15 points of OPT",
        Kind::TwoQueues => "2Q within 15 points of OPT",
        Kind::Arc => "ARC within 15 points of OPT",
        Kind::WTinyLfu => "W-TinyLFU within 15 points of OPT",
        Kind::S3Fifo => "S3-FIFO within 15 points of OPT",
        Kind::Sieve => "SIEVE within 15 points of OPT",
    }
}
