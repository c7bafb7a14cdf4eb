//! What the reader may let clients ask for.

use super::{Eviction, words};
use models::caching::eviction::{Edit, Key, Kind, LETTERS, Policy, SideBySide};
use stage::{Action, Mark, Moment};

/// The mark of the requests.
pub const REQUESTS: &str = "requests";

/// How many keys a scan of the reader's has.
const SCAN: u16 = 20;

/// What the mark of a cache is called.
pub fn cache_id(kind: Kind) -> String {
    format!("cache-{}", kind.word())
}

/// The requests and the caches that are drawn.
pub fn marks(moment: &Moment<'_, Eviction>) -> Vec<Mark<Edit>> {
    let model = moment.model;
    let letters = [0, 1, 2, LETTERS - 1].map(Key);
    let ask = |mark: Mark<Edit>, key: Key| {
        mark.action(format!("Ask for {key}"), Edit::Ask(vec![key]))
    };
    let requests = Mark::new(REQUESTS, "Requests").state(format!(
        "{} of {} so far",
        model.served(),
        model.requests().len()
    ));
    let requests = letters.into_iter().fold(requests, ask);
    let [first, second] = words::drawn(moment);
    let caches = [first, second, Kind::Optimal].map(|kind| {
        let cache = model.cache(kind);
        let mark = Mark::new(cache_id(kind), kind.name());
        let mark = mark.state(state(model, kind));
        let victim = cache.evicted().filter(|key| key.0 < LETTERS);
        match victim {
            Some(key) => mark
                .action(format!("Ask for {key} again"), Edit::Ask(vec![key])),
            None => mark,
        }
    });
    [requests].into_iter().chain(caches).collect()
}

/// How full a cache is, and how good.
pub fn state(model: &SideBySide, kind: Kind) -> String {
    let parts = model.cache(kind).policy().parts();
    let held = parts.iter().filter(|part| !part.is_ghost);
    let count: usize = held.map(|part| part.entries.len()).sum();
    let rate = words::percent(model.hit_thousandths(kind));
    format!("{count} of {} keys, {rate} hits", model.size())
}

/// A scan, a loop, and what is popular.
pub fn actions(model: &SideBySide) -> Vec<Action<Edit>> {
    let cycle = model.size() as u16 + 1;
    let popular = [0, 1, 2, 0, 1, 2].map(Key).into();
    vec![
        Action::new(format!("Scan {SCAN} new keys"), Edit::Scan(SCAN)),
        Action::new(format!("Loop over {cycle} new keys"), Edit::Loop(cycle)),
        Action::new("Ask for A B C A B C", Edit::Ask(popular)),
    ]
}
