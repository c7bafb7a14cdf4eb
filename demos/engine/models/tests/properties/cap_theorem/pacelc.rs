//! What a write pays for its copies.

use models::cap_theorem::pacelc::{Edit, Region, Settings, Writes};
use sim::{Micros, Run, Stream};

const SEEDS: u64 = 10_000;

fn any_run(seed: u64) -> Run<Writes> {
    let mut stream = Stream::new(seed, "settings", 0);
    let copies = stream.between(3, 7) as usize;
    let settings = Settings {
        leader: Region::ALL[stream.below(7) as usize],
        copies,
        acks: stream.between(1, copies as u64) as usize,
        jitter: stream.below(21) as u32,
    };
    let edits = (0..stream.below(4)).map(|_| {
        let region = stream.below(8) as usize;
        let edit = match stream.below(3) {
            0 => Edit::Lead(region),
            1 => Edit::Slow(region),
            _ => Edit::Normal(region),
        };
        (Micros::from_millis(stream.below(6_000)), edit)
    });
    let edits: Vec<_> = edits.collect();
    let mut run = Run::new(Writes::new(settings, seed), edits);
    while run.step() {}
    run
}

/// A write is answered when k acknowledgements have come, and not before.
#[test]
fn a_write_waits_for_k_and_no_more() {
    let mut far = 0;
    for seed in 0..SEEDS {
        let run = any_run(seed);
        assert!(run.model().is_over());
        let k = run.model().settings().acks;
        for write in run.model().writes() {
            let by = |at| write.acks.iter().filter(|ack| **ack <= at).count();
            assert!(by(write.done) >= k);
            let just_before = Micros::new(write.done.get().saturating_sub(1));
            assert!(write.done == write.sent || by(just_before) < k, "{seed}");
            far +=
                u32::from(write.done.since(write.sent) > Micros::from_millis(150));
        }
    }
    assert!(far > 10_000, "{far}");
}

/// A majority of five is in America, one of seven is not; and the same copies cost
/// more from elsewhere.
#[test]
fn a_majority_leaves_the_continent() {
    let waits = |leader, copies, acks| {
        let settings = Settings { leader, copies, acks, jitter: 3 };
        let writes = Writes::new(settings, 1);
        let copy = writes.waits_for();
        (writes.copies()[copy], writes.distance(copy))
    };
    assert_eq!(waits(Region::EastUs, 5, 3), (Region::CentralUs, 35));
    assert_eq!(waits(Region::EastUs, 7, 4), (Region::NorthEurope, 74));
    assert_eq!(waits(Region::SoutheastAsia, 7, 4), (Region::CentralUs, 201));
    assert_eq!(waits(Region::EastUs, 5, 5), (Region::WestEurope, 89));
}

/// A copy behind the k-th may be slow: no write takes longer for it.
#[test]
fn a_slow_copy_behind_the_kth_costs_nothing() {
    let settings =
        Settings { leader: Region::EastUs, copies: 5, acks: 3, jitter: 3 };
    for seed in 0..SEEDS / 10 {
        let slow = vec![(Micros::ZERO, Edit::Slow(3))];
        let mut with = Run::new(Writes::new(settings, seed), slow);
        let mut without = Run::new(Writes::new(settings, seed), Vec::new());
        while with.step() {}
        while without.step() {}
        let both = with.model().writes().iter().zip(without.model().writes());
        assert!(both.into_iter().all(|(a, b)| a.done == b.done));
    }
}
