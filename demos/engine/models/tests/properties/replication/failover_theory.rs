//! What a failover loses, how long it takes, and how long a write takes before it: as
//! arithmetic and order statistics say.

use models::replication::leader_follower::{
    Election, Failover, Fencing, Latencies, Policy, Settings,
};
use sim::{Micros, Stream};

/// Asynchronously, what is lost is the write rate times the lag of the follower that
/// takes over: a Poisson number, whose mean over these runs lies within four standard
/// errors of that. In memory, the time until a write is on disk counts as well: half of
/// one write to disk until the disk is free, and one. Where a majority has each, it is
/// none.
#[test]
fn lost_is_rate_times_lag() {
    const RUNS: u32 = 200;
    for (policy, election, writes_per_s, lag) in [
        (Policy::Leader, Election::MostAdvanced, 10, 500),
        (Policy::Leader, Election::MostAdvanced, 100, 200),
        (Policy::Leader, Election::MostAdvanced, 50, 1_000),
        (Policy::Leader, Election::First, 50, 200),
        (Policy::OneFollower, Election::MostAdvanced, 50, 200),
        (Policy::Majority, Election::MostAdvanced, 50, 200),
    ] {
        let settings = Settings {
            policy,
            election,
            writes_per_s,
            lag: Micros::from_millis(lag),
            lag_step: Micros::from_millis(300),
            disk: Micros::from_millis(2),
            latency: Micros::from_millis(5),
            ..Settings::default()
        };
        let failover = Failover { settings, at: Micros::from_secs(3) };
        let seeds = 0..u64::from(RUNS);
        let lost: u32 = seeds.map(|seed| failover.lost(seed)).sum();
        let lag = match (policy, election) {
            (Policy::OneFollower | Policy::Majority, _) => 0,
            (_, Election::First) => lag + 300,
            (_, Election::MostAdvanced) => lag,
        };
        let expected = f64::from(writes_per_s * RUNS) * lag as f64 / 1e3;
        let off = (f64::from(lost) - expected).abs();
        assert!(
            off <= 4.0 * expected.sqrt(),
            "{policy:?} {election:?} {writes_per_s} {lag}: {lost}, not {expected}"
        );
    }
}

/// A write takes as long as the k-th fastest of its followers: exactly so where each has
/// a lag of its own and nothing is left to chance.
#[test]
fn a_write_waits_for_the_slowest_copy_that_it_needs() {
    let (disk, latency, lag, step) = (3, 7, 50, 20);
    for servers in [3, 5] {
        for (policy, copies) in [
            (Policy::Memory, 0),
            (Policy::Leader, 0),
            (Policy::OneFollower, 1),
            (Policy::Majority, u64::from(servers) / 2),
            (Policy::All, u64::from(servers) - 1),
        ] {
            let settings = Settings {
                servers,
                policy,
                writes_per_s: 2,
                lag: Micros::from_millis(lag),
                lag_step: Micros::from_millis(step),
                disk: Micros::from_millis(disk),
                latency: Micros::from_millis(latency),
                jitter_percent: 0,
                ..Settings::default()
            };
            let latencies = Latencies { settings, span: Micros::from_secs(20) };
            let there_and_back = 2 * latency;
            let expected = match (policy, copies) {
                (Policy::Memory, _) => there_and_back,
                (_, 0) => there_and_back + disk,
                (_, k) => {
                    let kth = lag + step * (k - 1) + there_and_back + disk;
                    there_and_back + disk + kth
                }
            };
            let took = latencies.measure(1);
            assert!(took.len() > 20);
            let expected = Micros::from_millis(expected);
            // The disk may be busy with another write.
            let few = took.iter().filter(|took| **took != expected).count();
            assert!(few * 10 <= took.len(), "{policy:?}: {took:?}, not {expected}");
            assert!(took.iter().all(|took| *took >= expected));
        }
    }
}

/// The same where latencies are random: the mean is that of the k-th smallest of as many
/// draws as there are followers, each there and back.
#[test]
fn a_random_write_waits_for_an_order_statistic() {
    let (latency, servers) = (20_000, 5);
    let (low, high) = (latency / 5, latency * 9 / 5);
    let mut dice = Stream::new(1, "draws", 0);
    let mut draw = || dice.between(low, high);
    for (policy, copies) in
        [(Policy::OneFollower, 1), (Policy::Majority, 2), (Policy::All, 4)]
    {
        const DRAWS: u64 = 20_000;
        let expected: u64 = (0..DRAWS)
            .map(|_| {
                let mut trips: Vec<_> =
                    (1..servers).map(|_| draw() + draw()).collect();
                trips.sort_unstable();
                draw() + draw() + trips[copies - 1] + 2_000
            })
            .sum::<u64>()
            / DRAWS;
        let settings = Settings {
            servers: servers as u32,
            policy,
            writes_per_s: 2,
            lag: Micros::ZERO,
            lag_step: Micros::ZERO,
            disk: Micros::from_millis(1),
            latency: Micros::new(latency),
            jitter_percent: 80,
            ..Settings::default()
        };
        let latencies = Latencies { settings, span: Micros::from_secs(2_000) };
        let took = latencies.measure(1);
        let mean = took.iter().map(|t| t.get()).sum::<u64>() / took.len() as u64;
        let off = mean.abs_diff(expected);
        assert!(off * 50 <= expected, "{policy:?}: {mean}, not {expected}");
    }
}

/// A failover takes the time to detect it, from the last heartbeat that was sent, a poll
/// there and back, and the message that names the leader; a lease adds a round trip.
#[test]
fn failover_takes_detection_and_three_delays() {
    for detection in [200, 500, 2_000] {
        for (fencing, trips) in [(Fencing::Epoch, 4), (Fencing::Lease, 6)] {
            let settings = Settings {
                fencing,
                detection: Micros::from_millis(detection),
                jitter_percent: 0,
                ..Settings::default()
            };
            let latency = settings.latency.get();
            // The last heartbeat was sent up to a quarter of that before the crash.
            let most = detection * 1_000 + trips * latency;
            let least = most - detection * 250;
            for millis in (3_000..3_600).step_by(50) {
                let failover =
                    Failover { settings, at: Micros::from_millis(millis) };
                let takes = failover.takes(1).get();
                assert!((least..=most).contains(&takes), "{takes}: {least} {most}");
            }
        }
    }
}
