//! How much a group of servers commits: what is measured is what formulae allow.

use models::consensus::raft::{LeaderSends, Window};
use models::consensus::throughput::{Group, Limit};
use sim::Micros;

fn group(batch: u32, in_flight: u32) -> Group {
    Group {
        servers: 3,
        clients: 2 * batch * in_flight,
        window: Window { batch, in_flight },
        round_trip: Micros::from_millis(1),
        write: Micros::from_millis(2),
        leader_sends: LeaderSends::WhileWriting,
        bandwidth: None,
    }
}

/// One Append at a time: a batch for each round trip and write, to the percent.
#[test]
fn one_append_at_a_time_is_a_batch_a_round_trip_and_a_write() {
    for batch in [1, 2, 8, 64] {
        let measured = group(batch, 1).measure().per_second;
        let formula = u64::from(batch) * 1_000 / 3;
        assert!(measured.abs_diff(formula) <= formula / 100 + 1, "{measured}");
    }
}

/// No group is faster than its lowest limit. None is much slower: an Append that
/// comes while a write is under way waits for two.
#[test]
fn a_group_is_as_fast_as_its_lowest_limit_but_for_the_second_write() {
    for (batch, in_flight) in [(1, 4), (1, 16), (8, 2), (8, 8), (64, 2), (3, 7)] {
        for clients in [1, 4, 3 * batch * in_flight] {
            for bandwidth in [None, Some(12_500_000), Some(1_000_000)] {
                let group = Group { clients, bandwidth, ..group(batch, in_flight) };
                let [(limit, most), ..] = group.limits();
                let measured = group.measure().per_second;
                assert!(measured <= most + most / 50, "{group:?}: {measured}");
                let least = most * 3 / 5;
                assert!(measured >= least - 1, "{group:?}: {measured}, {limit:?}");
            }
        }
    }
}

/// A request alone: a round trip and a write where the leader writes beside its
/// followers, and one write more where it writes first (§10.2.1).
#[test]
fn the_leaders_write_costs_no_time_beside_the_others() {
    for write in [0, 100, 2_000, 10_000] {
        let write = Micros::new(write);
        let alone =
            |leader_sends| Group { clients: 1, write, leader_sends, ..group(8, 8) };
        let [beside, first] =
            [LeaderSends::WhileWriting, LeaderSends::AfterWriting]
                .map(|sends| alone(sends).measure().median);
        let round_trip = Micros::from_millis(1);
        assert_eq!(beside, round_trip + write);
        assert_eq!(first, round_trip + write + write);
    }
}

/// Twice the window is twice the throughput, until the link is full.
#[test]
fn the_pipe_fills_until_the_link_is_the_limit() {
    let limit = |in_flight| {
        let group = Group { bandwidth: Some(12_500_000), ..group(8, in_flight) };
        group.limits()[0].0
    };
    assert_eq!(limit(1), Limit::Window);
    assert_eq!(limit(64), Limit::Link);
    let few = Group { clients: 2, ..group(8, 8) };
    assert_eq!(few.limits()[0].0, Limit::Clients);
}
