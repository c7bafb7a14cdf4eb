//! What the reader may let clients ask for.

use models::caching::eviction::{Edit, Key, Kind, LETTERS, SideBySide};
use stage::{Action, Mark};

/// The mark of the requests.
pub const REQUESTS: &str = "requests";

/// How many keys a scan of the reader's has.
const SCAN: u16 = 20;

/// The requests.
pub fn marks(model: &SideBySide) -> Vec<Mark<Edit>> {
    let state = format!("{} of {} so far", model.served(), model.requests().len());
    let ask = |mark: Mark<Edit>, key: Key| {
        mark.action(format!("Ask for {key}"), Edit::Ask(vec![key]))
    };
    let letters = [0, 1, 2, LETTERS - 1].map(Key);
    let requests = Mark::new(REQUESTS, "Requests").state(state);
    let requests = letters.into_iter().fold(requests, ask);
    let gone = model.cache(Kind::Lru).evicted().filter(|key| key.0 < LETTERS);
    vec![match gone {
        Some(key) => {
            let verb = format!("Ask for {key}, which LRU evicts");
            requests.action(verb, Edit::Ask(vec![key]))
        }
        None => requests,
    }]
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
