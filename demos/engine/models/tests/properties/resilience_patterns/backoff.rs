//! Backoff and jitter: clients that contend for one row.

use super::SEEDS;
use models::resilience_patterns::Contention;
use models::resilience_patterns::backoff::Strategy;
use models::resilience_patterns::backoff_experiments::study;
use sim::{Log, Model};

/// Always: each client changes the row once, each version once, in order; and each
/// call that changed nothing came after one that did since its client had read.
#[test]
fn the_row_is_changed_once_by_each_client() {
    for seed in 0..SEEDS / 50 {
        for strategy in Strategy::ALL {
            let clients = 2 + (seed % 30) as u32;
            let mut contention = Contention::new(strategy, clients, seed);
            while contention.next().is_some() {
                contention.step(&mut Log::off());
            }
            let calls = contention.calls();
            let mut first: Vec<_> =
                calls.iter().filter(|c| c.is_first).map(|c| c.client).collect();
            assert!(calls[0].is_first, "nobody was before the first");
            assert_eq!(calls.len(), contention.count() as usize);
            first.sort_unstable();
            assert!(first.into_iter().eq(0..clients), "seed {seed}: {strategy:?}");
            assert!(calls.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert_eq!(contention.done().0, clients);
        }
    }
}

/// Mean time in milliseconds and mean calls of 100 runs of the process that the
/// AWS study simulated, from an independent implementation of it.
const AWS: [(u32, [(u64, u64); 5]); 4] = [
    (10, [(381, 51), (3_375, 50), (732, 43), (459, 39), (419, 38)]),
    (20, [(602, 153), (14_143, 149), (1_667, 108), (1_025, 100), (802, 101)]),
    (50, [(1_142, 691), (36_667, 628), (4_287, 349), (2_869, 332), (2_203, 374)]),
    (
        100,
        [
            (2_031, 2_422),
            (63_903, 1_868),
            (6_682, 812),
            (4_837, 796),
            (4_622, 1_002),
        ],
    ),
];

/// Ours agrees with the AWS study: calls within 4 %, and times, which hang on the
/// last client alone, within 8 %.
#[test]
fn contention_costs_what_the_aws_study_found() {
    for (clients, rows) in AWS {
        for (strategy, (time, calls)) in Strategy::ALL.into_iter().zip(rows) {
            let ours = study(strategy, clients, 200);
            let far = |ours: u64, theirs: u64, percent: u64| {
                ours.abs_diff(theirs) * 100 > theirs * percent
            };
            let case =
                format!("{clients} {strategy:?}: {ours:?}, not {time} {calls}");
            assert!(!far(ours.calls, calls, 4), "{case}");
            assert!(!far(ours.time.as_millis(), time, 8), "{case}");
        }
    }
}

/// What the study concludes, at 100 clients: jitter more than halves the calls and
/// takes a tenth of the time; without any backoff it is quickest, for most calls.
#[test]
fn jitter_more_than_halves_the_calls() {
    let of = |strategy| study(strategy, 100, 50);
    let plain = of(Strategy::Exponential);
    for jitter in [Strategy::FullJitter, Strategy::EqualJitter] {
        assert!(of(jitter).calls * 2 < plain.calls, "{jitter:?}");
        assert!(of(jitter).time.get() * 8 < plain.time.get(), "{jitter:?}");
    }
    let none = of(Strategy::None);
    assert!(none.calls > plain.calls);
    assert!(Strategy::ALL[1..].iter().all(|s| of(*s).time > none.time));
    // A herd that keeps together would need N²/2 calls.
    assert!(plain.calls > 100 * 100 / 6 && none.calls > 100 * 100 / 5);
}
