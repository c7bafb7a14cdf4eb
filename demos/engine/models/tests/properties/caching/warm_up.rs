//! Hit rates and cold caches over many seeds: what always holds, and what can happen.

use models::caching::warm_up::{
    Edit, LOAD_MAX, Late, QUEUE_MAX, Settings, Store, WarmUp, lines,
};
use models::caching::warm_up_experiments::{
    RESTARTS, after_restart, let_in_for, queries, run, smallest_copy,
};
use models::resilience_patterns::retry_storm::Spacing;
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;
/// How long a run is.
const UNTIL: Micros = Micros::from_secs(4);

/// Settings of a small cache, and edits that provoke.
fn case(seed: u64) -> (Settings, Vec<(Micros, Edit)>) {
    let mut chance = Stream::new(seed, "cases", 0);
    let keys = chance.between(5, 60);
    let settings = Settings {
        load_per_s: chance.between(20, 300) as u32,
        spacing: [Spacing::Even, Spacing::Random][chance.below(2) as usize],
        keys: keys as usize,
        room: chance.between(1, keys + 5) as usize,
        capacity_per_s: chance.between(5, 100) as u32,
        workers: chance.between(1, 8) as usize,
        timeout: Micros::from_millis(chance.between(20, 600)),
        late: [Late::Dropped, Late::Kept][chance.below(2) as usize],
    };
    let mut edits: Vec<_> = (0..chance.below(4))
        .map(|_| {
            let edit = match chance.below(4) {
                0 => Edit::LetIn(chance.between(1, 300) as u32),
                1 => Edit::Room(chance.between(1, keys) as u32),
                2 => Edit::Load(chance.between(1, 300) as u32),
                _ => Edit::Restart(chance.below(101) as u32),
            };
            (Micros::new(chance.below(3_000_000)), edit)
        })
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    (settings, edits)
}

fn run_of(seed: u64) -> WarmUp {
    let (settings, edits) = case(seed);
    let mut run = Run::new(WarmUp::new(&settings, seed), edits);
    run.seek(UNTIL);
    run.model().clone()
}

/// Always: no request is forgotten or counted twice; the cache is not fuller than there
/// is room; and the database does no more than it can.
#[test]
fn every_request_has_one_fate() {
    for seed in 0..SEEDS {
        let warm_up = run_of(seed);
        let tally = warm_up.tally();
        let waiting = warm_up.clients().waiting() as u64;
        assert_eq!(
            tally.requests,
            tally.turned_away + tally.hits + tally.queries,
            "seed {seed}"
        );
        let fates = tally.answered + tally.gave_up + waiting;
        assert_eq!(tally.queries, fates, "seed {seed}: {tally:?}");
        let settings = warm_up.settings();
        assert!(warm_up.store().len() <= settings.room, "seed {seed}");
        let most = UNTIL.get() * u64::from(settings.capacity_per_s) / 1_000_000;
        let done = tally.answered + tally.late;
        assert!(done <= most + settings.workers as u64, "seed {seed}: {done}");
    }
}

/// Always: at most so many are let in as may be, and all if there are no more.
#[test]
fn as_many_are_let_in_as_may_be() {
    for seed in 0..SEEDS {
        let (settings, _) = case(seed);
        let most = Stream::new(seed, "let", 0).between(1, 300) as u32;
        let settings = Settings { spacing: Spacing::Even, ..settings };
        let edits = [(Micros::ZERO, Edit::LetIn(most))];
        let tally = run(&settings, &edits, seed, UNTIL).tally();
        let let_in = tally.requests - tally.turned_away;
        let expected = 4 * u64::from(most.min(settings.load_per_s));
        assert!(let_in.abs_diff(expected) <= 1, "seed {seed}: {let_in}");
    }
}

/// Always: the database's queue has an end, behind which nobody waits.
#[test]
fn the_queue_has_an_end() {
    let (settings, _) = case(0);
    let settings = Settings {
        load_per_s: LOAD_MAX,
        room: 1,
        capacity_per_s: 5,
        timeout: Micros::from_secs(10),
        ..settings
    };
    let warm_up = run(&settings, &[], 0, UNTIL);
    assert_eq!(warm_up.station().waiting(), QUEUE_MAX);
    assert!(warm_up.tally().gave_up > 0);
}

/// λ(1 − h): 99 → 98 % is twice the load; measured within five standard errors.
#[test]
fn a_percent_of_the_hit_rate_is_twice_the_load() {
    for (load, room) in [(1_000, 990), (1_000, 980), (1_000, 950), (200, 900)] {
        let expected = u64::from(load) * (1_000 - room as u64) / 10;
        let measured = queries(load, room, 1);
        let error = 5 * expected.isqrt();
        assert!(measured.abs_diff(expected) <= error, "{load}, {room}: {measured}");
    }
}

/// An empty cache under full load stays cold: the first 0.1 s of requests is all that
/// is filled. With the same load, and answers kept that are late, it gets warm; and
/// sometimes, at random too, it is stuck with a full queue and fills nothing.
#[test]
fn a_cold_cache_never_warms() {
    let settings = Settings::default();
    for seed in 0..20 {
        let cached = after_restart(&settings, 0, seed);
        assert!((60..150).contains(&cached), "{cached}");
        let kept = Settings { late: Late::Kept, ..settings.clone() };
        assert!(after_restart(&kept, 0, seed) > 950);
    }
    let is_stuck = |seed| {
        let warm_up = run_of(seed);
        let last = UNTIL.since(Micros::from_secs(1));
        let of = |line| warm_up.timeline().total(line, last, UNTIL);
        of(lines::FILLS) == 0
            && of(lines::QUERIES) > 0
            && warm_up.store().len() * 2 < warm_up.settings().room
            && !warm_up.station().is_free()
    };
    assert!((0..SEEDS).any(is_stuck));
}

/// While few are let in, keys are filled as N(1 − e^(−at/N)).
#[test]
fn few_requests_warm_it_as_theory_says() {
    for seconds in [5, 10, 20, 30] {
        let until = RESTARTS + Micros::from_secs(seconds);
        let edits = [(RESTARTS, Edit::Restart(0)), (RESTARTS, Edit::LetIn(100))];
        let many = 200;
        let cached = (0..many).map(|seed| {
            run(&Settings::default(), &edits, seed, until).store().len() as f64
        });
        let mean = cached.sum::<f64>() / many as f64;
        let expected = 1_000.0 * (1.0 - libm::exp(-0.1 * seconds as f64));
        // What is on the way to the cache is not there yet.
        assert!((mean - expected).abs() < 13.0, "{seconds}: {mean}, {expected}");
    }
}

/// All may be let in again when the misses are within the database's capacity, or a
/// little above it: a queue of less than a time-out is worked off.
#[test]
fn when_all_may_be_let_in() {
    let settings = Settings::default();
    let seconds = let_in_for(&settings, 100, 1).expect("it gets warm");
    assert!((14..=24).contains(&seconds), "{seconds}");
    let copy = smallest_copy(&settings, 1);
    assert!((75..=90).contains(&copy), "{copy}");
}

/// Always: who was wanted longest ago makes room. A slow obvious cache says the same.
#[test]
fn the_store_is_lru() {
    for seed in 0..SEEDS {
        let mut chance = Stream::new(seed, "store", 0);
        let room = chance.between(1, 8) as usize;
        let mut store = Store::full(12, room);
        let mut list: Vec<usize> = (0..room).collect();
        for at in 1..60 {
            let key = chance.below(12) as usize;
            let place = list.iter().position(|known| *known == key);
            let is_there = store.get(key, Micros::new(at));
            assert_eq!(is_there, place.is_some(), "seed {seed} at {at}");
            match place {
                Some(place) => drop(list.remove(place)),
                None => store.put(key, Micros::new(at)),
            }
            list.push(key);
            let too_many = list.len().saturating_sub(room);
            list.drain(..too_many);
            assert_eq!(store.len(), list.len());
        }
    }
}

/// Always: a run is a function of its settings, seed and edits, wherever it was
/// taken in between.
#[test]
fn going_back_changes_nothing() {
    for seed in 0..200 {
        let (settings, edits) = case(seed);
        let mut run = Run::new(WarmUp::new(&settings, seed), edits);
        run.seek(UNTIL);
        let first = (run.model().tally(), run.records().to_vec());
        run.seek(Micros::from_millis(1_234));
        run.seek(Micros::from_millis(567));
        run.seek(UNTIL);
        assert_eq!(first, (run.model().tally(), run.records().to_vec()), "{seed}");
    }
}
