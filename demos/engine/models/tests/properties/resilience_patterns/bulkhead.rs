//! Pools over many seeds: what always holds, and what can happen.

use models::resilience_patterns::bulkhead::{
    COMPARTMENT, DEPENDENCIES, Defence, Edit, Pool, QUEUE_BOUND, Settings, lines,
};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;
/// How long a run is: the slowness is an edit in it.
const UNTIL: Micros = Micros::from_secs(4);

fn case(seed: u64) -> (Settings, Vec<(Micros, Edit)>) {
    let mut chance = Stream::new(seed, "cases", 0);
    let settings = Settings {
        threads: chance.between(3, 60) as usize,
        load_per_s: chance.between(5, 150) as u32,
        defence: Defence::ALL[chance.below(5) as usize],
        ..Settings::default()
    };
    let slow = Edit::Latency(chance.between(1, 5_000));
    (settings, vec![(Micros::new(chance.below(1_500_000)), slow)])
}

fn run(seed: u64) -> (Settings, Pool) {
    let (settings, edits) = case(seed);
    let mut run = Run::new(Pool::new(&settings, seed), edits);
    run.seek(UNTIL);
    (settings, run.model().clone())
}

/// Always: each request has one fate, and no thread does two things.
#[test]
fn every_request_has_one_fate() {
    for seed in 0..SEEDS {
        let (settings, pool) = run(seed);
        let mut under_way = 0;
        let mut held = 0;
        for dependency in 0..DEPENDENCIES {
            let tally = pool.tally(dependency);
            let over = tally.answered + tally.failed + tally.refused;
            assert!(over <= tally.arrived, "seed {seed}");
            under_way += tally.arrived - over;
            held += pool.held(dependency);
        }
        assert_eq!(under_way as usize, pool.station().jobs(), "seed {seed}");
        assert!(held <= settings.threads, "seed {seed}");
    }
}

/// Always: behind a bulkhead no dependency occupies more than its compartment,
/// and where load is shed the queue is never longer than its bound.
#[test]
fn limits_are_kept() {
    for seed in 0..SEEDS {
        let (settings, pool) = run(seed);
        if settings.defence == Defence::Bulkhead {
            let most = (0..DEPENDENCIES).map(|index| pool.held(index)).max();
            assert!(most <= Some(COMPARTMENT), "seed {seed}");
            let held = pool.timeline().stretches().map(|(_, c)| c[lines::HELD]);
            assert!(held.max() <= Some(COMPARTMENT as u32), "seed {seed}");
        }
        if settings.defence == Defence::Shedding {
            assert!(pool.station().waiting() <= QUEUE_BOUND, "seed {seed}");
        }
    }
}

/// Sometimes: one dependency occupies all threads; never behind bulkheads of a
/// pool that is larger than one.
#[test]
fn one_dependency_can_occupy_all_threads() {
    let drained = |defence: Defence| {
        (0..SEEDS).any(|seed| {
            let (settings, pool) = run(seed);
            settings.defence == defence
                && settings.threads > COMPARTMENT
                && pool.held(0) == settings.threads
        })
    };
    assert!(drained(Defence::None));
    assert!(!drained(Defence::Bulkhead));
}
