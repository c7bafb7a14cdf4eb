//! What a hit rate spares the database, and what a cache needs to get warm.

use super::warm_up::{Edit, Settings, WarmUp, lines};
use sim::{Log, Micros, Model};

/// When the cache restarts.
pub const RESTARTS: Micros = Micros::from_secs(5);
/// How long after that it is warm, or will never be.
const LATER: Micros = Micros::from_secs(60);

/// A run with edits, up to a moment.
pub fn run(
    settings: &Settings,
    edits: &[(Micros, Edit)],
    seed: u64,
    until: Micros,
) -> WarmUp {
    let (mut warm_up, mut log) = (WarmUp::new(settings, seed), Log::off());
    for (at, edit) in edits {
        warm_up.edit(*at, edit, &mut log);
    }
    warm_up.advance(until, &mut log);
    warm_up
}

/// Queries to the database in 100 seconds, with a cache that has so many keys of a
/// thousand.
pub fn queries(load_per_s: u32, room: usize, seed: u64) -> u64 {
    let settings = Settings { load_per_s, room, ..Settings::default() };
    let until = Micros::from_secs(100);
    run(&settings, &[], seed, until).timeline().total(
        lines::QUERIES,
        Micros::ZERO,
        until,
    )
}

/// How many keys of a thousand are cached a minute after a restart with `percent` of
/// them.
pub fn after_restart(settings: &Settings, percent: u32, seed: u64) -> usize {
    let edits = [(RESTARTS, Edit::Restart(percent))];
    run(settings, &edits, seed, RESTARTS + LATER).store().len()
}

/// The smallest part of the keys, in percent, that a copy must have for the cache to
/// get warm under full load.
pub fn smallest_copy(settings: &Settings, seed: u64) -> u32 {
    let is_warm =
        |percent| after_restart(settings, percent, seed) > settings.keys * 97 / 100;
    (0..=100).find(|percent| is_warm(*percent)).unwrap_or(100)
}

/// After how many seconds of `let_in` requests a second an empty cache can take all of
/// them.
pub fn let_in_for(settings: &Settings, let_in: u32, seed: u64) -> Option<u64> {
    let is_enough = |seconds: &u64| {
        let all = RESTARTS + Micros::from_secs(*seconds);
        let edits = [
            (RESTARTS, Edit::Restart(0)),
            (RESTARTS, Edit::LetIn(let_in)),
            (all, Edit::LetIn(settings.load_per_s)),
        ];
        let warm_up = run(settings, &edits, seed, all + LATER);
        warm_up.store().len() > settings.keys * 97 / 100
    };
    (0..120).find(is_enough)
}
