//! Balancers under any policy, and policies against queueing theory.

use super::{SEEDS, assert_within, some_balancer};
use models::load_balancing::balancer::{
    Balancer, Condition, End, Happened, Knowledge, Policy, Settings,
};
use models::load_balancing::choices_experiments::{
    Length, failing_share, mean_time, stale_time,
};

use models::load_balancing::supermarket;
use sim::Micros;

/// Always: what was sent is answered, failed or in hand, whatever happens to
/// servers; each server ends its requests in the order in which they came; and one
/// that has a request works on it.
#[test]
fn nothing_is_lost_and_nobody_overtakes() {
    let (mut failed, mut slowed) = (0, 0);
    for seed in 0..SEEDS {
        let (mut balancer, mut chance) = some_balancer(seed);
        let count = balancer.servers().len();
        let mut last = vec![None; count];
        let (mut sent, mut ended) = (0, 0);
        for _ in 0..120 {
            let now = balancer.next();
            match balancer.step() {
                Happened::Sent(..) => sent += 1,
                Happened::Done(request, server, end) => {
                    ended += 1;
                    failed += usize::from(end == End::Failed);
                    assert!(last[server] < Some(request.number), "seed {seed}");
                    last[server] = Some(request.number);
                }
                Happened::Read => {}
            }
            if chance.below(20) == 0 {
                let server = chance.below(count as u64) as usize;
                let turns =
                    [Condition::Works(25), Condition::Works(100), Condition::Fails];
                let turn = turns[chance.below(3) as usize];
                slowed += usize::from(turn == Condition::Works(25));
                balancer.condition(server, turn, now);
            }
            assert_eq!(sent, ended + balancer.in_hand(), "seed {seed}");
            let next = balancer.next();
            let is_late = |done: Micros| done < next;
            let mut done = balancer.servers().iter().filter_map(|s| s.done());
            assert!(!done.any(is_late), "seed {seed}: a server stands still");
        }
    }
    assert!(failed > 1_000 && slowed > 1_000, "{failed} {slowed}");
}

/// How often a request goes to the one server that has most, and to one that is
/// busy while another is idle.
fn mistakes(policy: Policy, seeds: u64) -> [u64; 2] {
    let mut mistakes = [0, 0];
    for seed in 0..seeds {
        let settings = Settings::alike(4, policy, 90);
        let mut balancer = Balancer::new(&settings, seed);
        for _ in 0..100 {
            let loads: Vec<_> =
                balancer.servers().iter().map(|s| s.load()).collect();
            if let Happened::Sent(_, server) = balancer.step() {
                let others = (0..4).filter(|other| *other != server);
                let is_longest =
                    others.map(|other| loads[other]).max() < Some(loads[server]);
                mistakes[0] += u64::from(is_longest);
                mistakes[1] += u64::from(loads[server] > 0 && loads.contains(&0));
            }
        }
    }
    mistakes
}

/// Always: two choices never takes the one longest queue, and least request never a
/// busy server while one is idle. Sometimes: two choices does so, and random does
/// both.
#[test]
fn what_policies_never_do() {
    let [longest, busy] = mistakes(Policy::Choices(2), SEEDS);
    assert!(longest == 0 && busy > SEEDS, "{longest} {busy}");
    assert_eq!(mistakes(Policy::Least, SEEDS), [0, 0]);
    for blind in [Policy::Random, Policy::RoundRobin, Policy::Hash] {
        let [longest, busy] = mistakes(blind, 1_000);
        assert!(longest > 1_000 && busy > 1_000, "{blind:?}: {longest} {busy}");
    }
}

/// Always: while the board stays as it is, least request sends only to servers that
/// it shows as shortest. A balancer that adds what it sent goes on to others.
#[test]
fn an_old_board_makes_a_herd() {
    let others = |adding, seeds| {
        let mut others = 0;
        for seed in 0..seeds {
            let every = Micros::from_millis(500);
            let settings = Settings {
                knowledge: Knowledge::Board { every, adding },
                ..Settings::alike(5, Policy::Least, 90)
            };
            let mut balancer = Balancer::new(&settings, seed);
            for _ in 0..100 {
                if let Happened::Sent(_, server) = balancer.step() {
                    let (_, board) = balancer.board().last().expect("a board");
                    let is_shortest =
                        board.iter().all(|load| board[server] <= *load);
                    others += u64::from(!is_shortest);
                }
            }
        }
        others
    };
    assert_eq!(others(0, SEEDS), 0);
    assert!(others(1, 1_000) > 1_000);
}

/// Always: both balancers of a pair get the same requests at the same moments, each
/// with the same work.
#[test]
fn a_pair_gets_the_same_requests() {
    for seed in 0..1_000 {
        let policies = [Policy::RoundRobin, Policy::PeakEwma, Policy::Choices(3)];
        let requests = policies.map(|policy| {
            let mut balancer = Balancer::new(&Settings::alike(3, policy, 80), seed);
            let steps = (0..200).filter_map(|_| match balancer.step() {
                Happened::Sent(request, _) => Some(request),
                Happened::Done(..) | Happened::Read => None,
            });
            steps.take(60).collect::<Vec<_>>()
        });
        assert_eq!(requests[0], requests[1], "seed {seed}");
        assert_eq!(requests[0], requests[2], "seed {seed}");
    }
}

/// Long enough for queues at 90 %.
const LENGTH: Length = Length { settles: 200_000, measured: 1_000_000 };

/// How long a request of many servers takes, in thousandths of a service time.
fn many(policy: Policy, load_percent: u32, servers: usize, length: Length) -> u64 {
    mean_time(&Settings::alike(servers, policy, load_percent), length, 1)
}

/// The M/M/1 queue: 1 / (1 − ρ).
#[test]
fn random_is_a_queue_at_each_server() {
    for (load, measured) in [(50, 500_000), (80, 1_000_000), (90, 4_000_000)] {
        let length = Length { settles: 400_000, measured };
        let time = many(Policy::Random, load, 50, length);
        assert_within(3, time, supermarket::mean_time(1, load));
    }
}

/// The supermarket model, at 90 % and at 99 %.
#[test]
fn choices_are_the_supermarket_model() {
    for choices in [2, 3] {
        let time = many(Policy::Choices(choices), 90, 500, LENGTH);
        assert_within(3, time, supermarket::mean_time(choices, 90));
        let length = Length { settles: 2_000_000, measured: 8_000_000 };
        let time = many(Policy::Choices(choices), 99, 800, length);
        assert_within(3, time, supermarket::mean_time(choices, 99));
    }
    assert_eq!(
        [1, 2, 3].map(|d| supermarket::mean_time(d, 99)),
        [100_000, 5_432, 3_858]
    );
}

/// With eight servers as in the figure: what two choices leaves of the difference
/// between chance and full knowledge is less than a fifth.
#[test]
fn two_choices_are_nearly_as_good_as_all() {
    let of = |policy| many(policy, 90, 8, LENGTH);
    let [random, two, all] =
        [Policy::Random, Policy::Choices(2), Policy::Least].map(of);
    assert!((two - all) * 5 < random - all, "{random} {two} {all}");
}

/// Ten servers at 90 % and a board that is read every 5 or 20 service times. The
/// numbers are those of an independent calculation, which may have drawn the same
/// server twice: two choices is a little better if both are always different.
#[test]
fn old_news_is_worse_than_none() {
    let of = |policy, refresh: u32| stale_time(policy, refresh * 10, 0, LENGTH);
    for (refresh, policy, expected) in [
        (5, Policy::Least, 13_600),
        (5, Policy::Choices(2), 4_400),
        (20, Policy::Least, 47_600),
        (20, Policy::Choices(2), 7_500),
    ] {
        assert_within(5, of(policy, refresh), expected);
    }
    let chance = supermarket::mean_time(1, 90);
    assert!(of(Policy::Least, 5) > chance && of(Policy::Choices(2), 20) < chance);
    assert!(of(Policy::Least, 0) < of(Policy::Choices(2), 0), "news that is fresh");
}

/// One balancer that adds what it sent makes no herd; twenty that each know a
/// twentieth do.
#[test]
fn what_one_sent_itself_helps_where_it_is_most() {
    let of = |adding| stale_time(Policy::Least, 100, adding, LENGTH);
    let [nobody, one, twenty] = [0, 1, 20].map(of);
    assert!(one * 2 < supermarket::mean_time(1, 90), "{one}");
    assert!(twenty * 2 > nobody && twenty < nobody, "{twenty} {nobody}");
}

/// A server that fails at once looks free: least request sends it a third, and two
/// choices no more than a quarter, which is how often it is one of two of eight.
#[test]
fn a_server_that_fails_at_once_draws_requests() {
    let of = |policy| failing_share(policy, 8, 90);
    assert!(of(Policy::RoundRobin).abs_diff(12) <= 1);
    assert!((20..=25).contains(&of(Policy::Choices(2))));
    assert!((33..=40).contains(&of(Policy::Least)));
}
