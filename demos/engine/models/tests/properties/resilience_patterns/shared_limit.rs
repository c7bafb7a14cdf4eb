//! One limit and many gateways: what each way of sharing it gets wrong.

use super::SEEDS;
use models::resilience_patterns::shared_limit::{Settings, Sharing, Tally, tally};
use sim::{Micros, Stream};

fn settings(sharing: Sharing, seed: u64) -> Settings {
    let mut chance = Stream::new(seed, "settings", 0);
    Settings {
        sharing,
        gateways: chance.between(2, 12) as u32,
        limit_per_s: 120,
        load_per_s: chance.between(20, 600) as u32,
        first_percent: chance.between(0, 100) as u32,
        round_trip: Micros::from_millis(chance.between(0, 20)),
        rest: Micros::from_secs(chance.below(3)),
        length: Micros::from_secs(3),
    }
}

/// All that may pass in a second: a burst and a second's worth, both ends counted.
fn bound(settings: &Settings) -> u64 {
    2 * u64::from(settings.limit_per_s)
}

#[test]
fn one_store_that_looks_and_takes_in_one_step_keeps_the_limit() {
    for seed in 0..SEEDS {
        let settings = settings(Sharing::Central, seed);
        let tally = tally(&settings, seed);
        assert!(tally.most_in_a_second <= bound(&settings), "seed {seed}");
        assert_eq!(tally.trips, tally.came, "seed {seed}");
    }
}

#[test]
fn shares_keep_the_limit_and_never_pass_more_than_the_store() {
    for seed in 0..SEEDS {
        let shared = settings(Sharing::Shares, seed);
        let central = Settings { sharing: Sharing::Central, ..shared };
        let (shared, central) = (tally(&shared, seed), tally(&central, seed));
        assert!(shared.most_in_a_second <= bound(&settings(Sharing::Shares, seed)));
        // Each bucket of its own may have one begun token less in hand.
        assert!(shared.passed <= central.passed + 12, "seed {seed}");
    }
}

#[test]
fn batches_pass_at_most_what_gateways_can_hold_beyond_the_limit() {
    for seed in 0..SEEDS {
        let size = 1 + seed as u32 % 20;
        let settings = settings(Sharing::Batches(size), seed);
        let tally = tally(&settings, seed);
        let held = u64::from(settings.gateways) * u64::from(size);
        assert!(tally.most_in_a_second <= bound(&settings) + held, "seed {seed}");
    }
}

#[test]
fn batches_of_one_pass_what_the_store_alone_does() {
    for seed in 0..SEEDS {
        let one = Settings {
            round_trip: Micros::ZERO,
            ..settings(Sharing::Batches(1), seed)
        };
        let central = Settings { sharing: Sharing::Central, ..one };
        assert_eq!(tally(&one, seed), tally(&central, seed), "seed {seed}");
    }
}

#[test]
fn a_store_that_is_read_and_then_written_is_seen_to_pass_too_much() {
    let over = (0..SEEDS).find(|seed| {
        let settings = settings(Sharing::ReadThenWrite, *seed);
        tally(&settings, *seed).most_in_a_second > bound(&settings)
    });
    assert!(over.is_some(), "updates are lost in some run");
}

#[test]
fn without_a_round_trip_reading_and_writing_is_one_step() {
    for seed in 0..SEEDS {
        let apart = Settings {
            round_trip: Micros::ZERO,
            ..settings(Sharing::ReadThenWrite, seed)
        };
        let central = Settings { sharing: Sharing::Central, ..apart };
        let passed = |tally: Tally| (tally.passed, tally.most_in_a_second);
        assert_eq!(passed(tally(&apart, seed)), passed(tally(&central, seed)));
    }
}

#[test]
fn one_gateway_with_a_copy_is_a_token_bucket() {
    let settings = Settings { gateways: 1, load_per_s: 300, ..Settings::default() };
    let tally = tally(&settings, 7);
    let limit = u64::from(settings.limit_per_s);
    // The burst, and the rate for as long as it sends.
    let most = limit + limit * settings.length.get() / 1_000_000;
    assert!((most - 2..=most).contains(&tally.passed), "{tally:?}");
}

#[test]
fn copies_pass_the_limit_once_for_each_gateway() {
    let settings =
        Settings { load_per_s: 5_000, first_percent: 10, ..Settings::default() };
    let tally = tally(&settings, 1);
    let a_second = tally.passed / 60;
    assert!((1_000..=1_020).contains(&a_second), "{tally:?}");
}

#[test]
fn equal_shares_refuse_a_client_that_is_within_its_limit() {
    // Half of 80 a second meet a tenth of 100; the other half passes.
    let settings = Settings { sharing: Sharing::Shares, ..Settings::default() };
    let tally = tally(&settings, 1);
    let theory = 60.0 * (10.0 + 40.0);
    assert!((tally.passed as f64 - theory).abs() < 0.05 * theory, "{tally:?}");
}
