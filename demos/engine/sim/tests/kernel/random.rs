//! Streams are what they were, independent, and fair.

use proptest::prelude::*;
use sim::{Chance, Stream};

fn draws(seed: u64, purpose: &str, index: u64, bound: u64) -> Vec<u64> {
    let mut stream = Stream::new(seed, purpose, index);
    (0..6).map(|_| stream.below(bound)).collect()
}

/// Every golden trace and every shared link hangs on these numbers.
#[test]
fn a_change_of_generator_is_noticed() {
    assert_eq!(draws(7, "network", 0, 1_000), PINNED[0]);
    assert_eq!(draws(8, "network", 0, 1_000), PINNED[1]);
    assert_eq!(draws(7, "network", 1, 1_000), PINNED[2]);
    assert_eq!(draws(7, "node", 0, u64::MAX), PINNED_LARGE);
    let mut stream = Stream::new(7, "exponential", 0);
    let waits: Vec<_> = (0..6).map(|_| stream.exponential(10_000)).collect();
    assert_eq!(waits, PINNED_WAITS);
}

const PINNED: [[u64; 6]; 3] = [
    [510, 964, 586, 428, 358, 664],
    [183, 896, 142, 505, 715, 314],
    [461, 320, 239, 707, 887, 327],
];
const PINNED_LARGE: [u64; 6] = [
    10_823_868_112_020_269_750,
    8_536_991_044_744_650_975,
    16_435_590_025_497_648_350,
    12_814_080_677_517_785_168,
    15_958_167_077_072_497_096,
    3_832_978_342_409_380_032,
];
const PINNED_WAITS: [u64; 6] = [20_681, 44_312, 2_818, 1_238, 6_914, 13_349];

/// How often two streams agree on one of 16 values: a sixteenth of the time.
fn agreement(a: Stream, b: Stream) -> f64 {
    let (mut a, mut b) = (a, b);
    let same = (0..100_000).filter(|_| a.below(16) == b.below(16)).count();
    same as f64 / 100_000.0
}

#[test]
fn streams_are_independent() {
    let stream = |seed, purpose, index| Stream::new(seed, purpose, index);
    let pairs = [
        (stream(7, "network", 0), stream(8, "network", 0)),
        (stream(7, "network", 0), stream(7, "node", 0)),
        (stream(7, "network", 0), stream(7, "network", 1)),
        (stream(0, "network", 0), stream(1 << 63, "network", 0)),
    ];
    for (a, b) in pairs {
        let share = agreement(a, b);
        assert!((share - 1.0 / 16.0).abs() < 0.003, "they agree {share} times");
    }
}

/// Experiments run seeds 0, 1, 2 …: what each draws first must be as good as
/// what one draws one after another.
#[test]
fn neighbouring_seeds_begin_far_apart() {
    let mut counts = [0_u32; 10];
    for seed in 0..100_000 {
        counts[Stream::new(seed, "node", 0).below(10) as usize] += 1;
    }
    assert!(counts.iter().all(|n| (9_600..=10_400).contains(n)), "{counts:?}");
}

#[test]
fn below_is_fair() {
    let mut stream = Stream::new(7, "fair", 0);
    let mut counts = [0_u32; 10];
    for _ in 0..100_000 {
        counts[stream.below(10) as usize] += 1;
    }
    assert!(counts.iter().all(|n| (9_600..=10_400).contains(n)), "{counts:?}");
}

/// Three quarters of all 64-bit numbers: without rejection, every third number
/// would come up half of the time.
#[test]
fn below_is_fair_where_the_bound_is_large() {
    let mut stream = Stream::new(7, "fair", 0);
    let mut counts = [0_u32; 3];
    for _ in 0..30_000 {
        counts[(stream.below(3 << 62) % 3) as usize] += 1;
    }
    assert!(counts.iter().all(|n| (9_600..=10_400).contains(n)), "{counts:?}");
}

#[test]
fn chances_come_true_as_often_as_they_say() {
    for percent in [0, 1, 20, 50, 99, 100, 200] {
        let mut stream = Stream::new(7, "chance", 0);
        let happened = (0..100_000)
            .filter(|_| stream.happens(Chance::percent(percent)))
            .count();
        let share = happened as f64 / 1_000.0;
        assert!((share - f64::from(percent.min(100))).abs() < 0.5, "{share} %");
    }
}

#[test]
fn exponential_has_its_mean_and_its_tail() {
    let mut stream = Stream::new(7, "wait", 0);
    let waits: Vec<_> = (0..100_000).map(|_| stream.exponential(10_000)).collect();
    let mean = waits.iter().sum::<u64>() as f64 / 100_000.0;
    assert!((mean - 10_000.0).abs() < 150.0, "mean {mean}");
    // A share of e⁻³ = 4.98 % waits longer than three means.
    let long = waits.iter().filter(|wait| **wait > 30_000).count();
    assert!((4_700..5_300).contains(&long), "{long} of 100,000 are long");
}

proptest! {
    #[test]
    fn stays_within_bounds(seed: u64, low: u64, high: u64) {
        let (low, high) = (low.min(high), low.max(high));
        let mut stream = Stream::new(seed, "bounds", 0);
        for _ in 0..20 {
            prop_assert!((low..=high).contains(&stream.between(low, high)));
            let unit = stream.unit();
            prop_assert!(0.0 < unit && unit <= 1.0);
        }
    }

    /// Turning a chance up or down leaves later draws as they were.
    #[test]
    fn a_chance_draws_once_whatever_it_is(
        seed: u64,
        a in 0_u32..=100,
        b in 0_u32..=100,
    ) {
        let after = |percent| {
            let mut stream = Stream::new(seed, "once", 0);
            stream.happens(Chance::percent(percent));
            stream.below(u64::MAX)
        };
        prop_assert_eq!(after(a), after(b));
    }

    /// Who is lost at 10 % is lost at 20 % as well.
    #[test]
    fn a_higher_chance_adds_and_never_swaps(
        seed: u64,
        a in 0_u32..=100,
        b in 0_u32..=100,
    ) {
        let (less, more) = (a.min(b), a.max(b));
        let happens = |percent| {
            Stream::new(seed, "swap", 0).happens(Chance::percent(percent))
        };
        prop_assert!(!happens(less) || happens(more));
    }
}

#[test]
fn between_takes_all_there_is() {
    let mut stream = Stream::new(7, "all", 0);
    let most = (0..100).map(|_| stream.between(0, u64::MAX)).max();
    assert!(most > Some(u64::MAX / 2));
    assert_eq!(stream.between(5, 5), 5);
}
