//! The k-th fastest acknowledgement, worked out apart: over all sets of links, and
//! by sorting many draws.

use models::cap_theorem::pacelc::{
    Link, Price, Region, SLOWER, Settings, WRITES, Writes,
};
use sim::{Micros, Model, Run};

fn links(leader: Region, copies: usize, jitter: u32) -> Vec<Link> {
    let copies = leader.copies(copies).into_iter();
    copies.map(|copy| Link::between(leader, copy, jitter)).collect()
}

/// At least k of them have come: the sum over all sets of those that have.
fn over_all_sets(links: &[Link], k: usize, millis: f64) -> f64 {
    let sets = 0..1_u32 << links.len();
    let of_set = |set: u32| {
        let each = links.iter().enumerate().map(|(place, link)| {
            let p = link.within(millis);
            if set >> place & 1 == 1 { p } else { 1.0 - p }
        });
        each.product::<f64>()
    };
    sets.filter(|set| set.count_ones() as usize >= k).map(of_set).sum()
}

#[test]
fn the_curves_are_the_sums_over_all_sets() {
    for leader in Region::ALL {
        for copies in [3, 5, 7] {
            for jitter in [0, 3, 20] {
                let links = links(leader, copies, jitter);
                let price = Price::new(links.clone());
                for millis in (0..400).step_by(7) {
                    let curve = price.within(f64::from(millis));
                    for (place, within) in curve.iter().enumerate() {
                        let expected =
                            over_all_sets(&links, place + 1, f64::from(millis));
                        assert!((within - expected).abs() < 1e-12);
                    }
                }
            }
        }
    }
}

/// How long the writes of many runs take, sorted.
fn measured(settings: Settings, runs: u64) -> Vec<f64> {
    let mut took = Vec::new();
    for seed in 0..runs {
        let mut run = Run::new(Writes::new(settings, seed), Vec::new());
        while run.step() {}
        let writes = run.model().writes();
        assert_eq!(writes.len(), WRITES);
        for write in writes {
            // The k-th, by sorting.
            let mut acks = write.acks.clone();
            acks.sort_unstable();
            assert_eq!(acks[settings.acks - 1], write.done);
            took.push(write.done.since(write.sent).get() as f64 / 1_000.0);
        }
    }
    took.sort_by(f64::total_cmp);
    took
}

/// The largest distance from the curve of 10,000 writes is within that of a
/// Kolmogorov–Smirnov test at one in ten thousand.
#[test]
fn what_is_measured_lies_on_the_curve() {
    for leader in [Region::EastUs, Region::WestEurope, Region::SoutheastAsia] {
        for copies in [3, 5, 7] {
            for acks in 2..=copies {
                let settings = Settings { leader, copies, acks, jitter: 10 };
                let took = measured(settings, 500);
                let price = Price::new(links(leader, copies, 10));
                let count = took.len() as f64;
                let far = took.iter().enumerate().map(|(place, millis)| {
                    let expected = price.within(*millis)[acks - 1];
                    (expected - place as f64 / count).abs()
                });
                let far = far.fold(0.0, f64::max);
                assert!(far < 2.23 / count.sqrt(), "{settings:?}: {far}");
            }
        }
    }
}

/// One acknowledgement of each link takes as long as the table says, in the 95th
/// percentile, whatever the jitter.
#[test]
fn the_95th_percentile_of_a_link_is_that_of_the_table() {
    for leader in Region::ALL {
        for copy in Region::ALL.into_iter().filter(|copy| *copy != leader) {
            for jitter in [1, 5, 20] {
                let price = Price::new(vec![Link::between(leader, copy, jitter)]);
                let is = price.percentile(1, 95);
                assert!((is - f64::from(leader.round_trip(copy))).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn a_slow_copy_is_that_much_slower() {
    let settings =
        Settings { leader: Region::EastUs, copies: 5, acks: 5, jitter: 3 };
    let slow = "slow-3".parse().unwrap();
    let mut run = Run::new(Writes::new(settings, 1), vec![(Micros::ZERO, slow)]);
    while run.step() {}
    let mut plain = Run::new(Writes::new(settings, 1), Vec::new());
    while plain.step() {}
    for (a, b) in run.model().writes().iter().zip(plain.model().writes()) {
        assert_eq!(a.acks[3], b.acks[3] + SLOWER);
        assert_eq!(a.acks[4], b.acks[4]);
    }
    assert!(run.model().next().is_none());
}
