//! How much a group of servers commits: what is measured is what formulae allow.

use models::consensus::raft::{self, LeaderSends, Window};
use models::consensus::throughput::{Fate, Group, Limit, Watched};
use sim::{Edit, Log, Micros, Model, NodeId};

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

/// A watched group, run for so long.
fn watched(group: Group, millis: u64) -> Watched {
    let mut run = Watched::new(group);
    while run.next().is_some_and(|at| at <= Micros::from_millis(millis)) {
        run.step(&mut Log::off());
    }
    run
}

/// What an observer sees of a group is what is measured of it: once all clients have
/// been answered, as many were in the time of the last answer (Little's law).
#[test]
fn the_rate_of_late_is_the_rate() {
    for (batch, in_flight, link) in
        [(1, 1, 100), (1, 8, 100), (8, 1, 100), (1, 8, 4), (4, 3, 20), (1, 16, 4)]
    {
        let bandwidth = Some(link * 125_000);
        let group = Group { clients: 16, bandwidth, ..group(batch, in_flight) };
        let measured = group.measure().per_second;
        let of_late = watched(group, 200).per_second().expect("some are done");
        let error = measured.abs_diff(of_late) * 100 / measured;
        assert!(error <= 10, "{group:?}: {measured}, {of_late}");
    }
}

/// No more is in flight than the window allows, no Append brings more than a batch, a
/// disk does one write at a time, and a link carries one message at a time.
#[test]
fn what_is_seen_keeps_to_the_window_the_disk_and_the_link() {
    let mut largest = [0, 0];
    for (batch, in_flight, link) in [(1, 1, 100), (1, 8, 100), (8, 1, 4), (3, 5, 9)]
    {
        let bandwidth = Some(link * 125_000);
        let group = Group { clients: 16, bandwidth, ..group(batch, in_flight) };
        let run = watched(group, 100);
        let there = run.trips().iter().filter(|trip| trip.entries > Some(0));
        let there: Vec<_> = there.collect();
        assert!(there.iter().all(|trip| trip.entries <= Some(batch)));
        for pair in there.windows(2) {
            assert!(pair[0].on_wire.1 <= pair[1].on_wire.0, "{pair:?}");
        }
        for node in [0, 1].map(NodeId) {
            let of_node = run.writes().iter().filter(|write| write.node == node);
            let of_node: Vec<_> = of_node.collect();
            assert!(of_node.windows(2).all(|two| two[0].until <= two[1].from));
            let most = of_node.iter().map(|write| write.entries).max();
            largest[0] = largest[0].max(most.unwrap_or(0));
        }
        let open = run.unanswered();
        assert!(open <= in_flight, "{open} of {in_flight}");
        largest[1] = largest[1].max(open);
    }
    assert!(largest[0] > 1, "a write takes several");
    assert!(largest[1] > 1, "several are in flight");
}

/// A link that is full carries no more for a larger window: requests wait in it.
#[test]
fn a_full_link_gains_nothing_by_a_larger_window() {
    let at = |in_flight| Group {
        clients: 16,
        bandwidth: Some(500_000),
        ..group(1, in_flight)
    };
    let [eight, sixteen] = [8, 16].map(|in_flight| at(in_flight).measure());
    assert_eq!(eight.per_second, 1_000);
    assert_eq!(sixteen.per_second, 1_000);
    assert_eq!(watched(at(8), 100).link_busy(), Some(100));
    assert_eq!(at(8).limits()[0], (Limit::Link, 1_000));
}

/// An Append that is dropped is seen to be lost, and what comes after it is sent again.
#[test]
fn a_dropped_append_is_lost_and_comes_again() {
    let mut run = watched(Group { clients: 16, ..group(1, 8) }, 10);
    let flying = |run: &Watched| {
        let mut trips = run.trips().iter();
        trips.find(|t| t.entries > Some(0) && t.fate == Fate::Flies).map(|t| t.id)
    };
    while flying(&run).is_none() {
        run.step(&mut Log::off());
    }
    let (now, lost) = (run.cluster().now(), flying(&run).expect("one flies"));
    let before = last_of_follower(&run);
    run.edit(now, &Edit::Drop(lost), &mut Log::off());
    while run.cluster().now() < now + Micros::from_millis(20) {
        run.step(&mut Log::off());
    }
    let fate = |id| run.trips().iter().find(|t| t.id == id).map(|t| t.fate);
    assert_eq!(fate(lost), Some(Fate::Lost(now)));
    assert!(last_of_follower(&run) >= before + 8);
}

fn last_of_follower(run: &Watched) -> u32 {
    let mut servers = raft::servers(run.cluster());
    servers.nth(1).map_or(0, |(_, server)| server.log().last().index)
}
