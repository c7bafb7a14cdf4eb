//! What must always hold of two-phase commit, and what must be possible.

use crate::faults::{EditOf, HeldOver, Trial};
use models::transactions::two_phase_commit::{
    Agreement, BEGIN, COORDINATOR, Coordination, CrashPoint, Doubt, HORIZON, Locks,
    Node, Outcome, Phase, Presumption, Protocol, Settings, Termination, agreement,
    blocked, blocking_share, cluster, cost, crashes, doubt_windows, in_doubt,
    outcome, participants, torn_share, undecided_share,
};
use sim::cluster::{Condition, Timers};
use sim::explore::{Budget, Coverage, Limits, explore};
use sim::record::narrate;
use sim::{
    Chance, Cluster, Edit, Latency, Log, Micros, Model, Network, NodeId, Run,
    Stream,
};
use std::collections::BTreeSet;

type EditOf = <Cluster<Node> as Model>::Edit;

const SEEDS: u64 = 10_000;
/// By then the client knows the outcome, though one message in five is lost: all is
/// repaired after one second, and who is in doubt asks again and again.
const SETTLED: Micros = Micros::from_secs(12);

/// All sorts of settings, one for each seed.
fn settings_for(seed: u64) -> Settings {
    let mut stream = Stream::new(seed, "settings", 0);
    let participants = stream.between(2, 4) as u32;
    let mut toss = || stream.below(2) == 0;
    Settings {
        participants,
        presumption: match toss() {
            true => Presumption::Abort,
            false => Presumption::Nothing,
        },
        termination: match toss() {
            true => Termination::Cooperative,
            false => Termination::AskCoordinator,
        },
        coordination: match toss() {
            true => Coordination::Replicated,
            false => Coordination::Single,
        },
        dissenter: (toss() && toss()).then_some(NodeId(1)),
        ..Settings::default()
    }
}

/// A network that does everything wrong now and then.
fn rough_network(settings: &Settings, seed: u64) -> Network {
    let mut stream = Stream::new(seed, "roughness", 0);
    let mut up_to =
        |percent: u64| Chance::percent(stream.below(percent + 1) as u32);
    Network {
        loss: up_to(20),
        duplication: up_to(20),
        reordering: up_to(30),
        ..settings.network()
    }
}

/// Crashes and cuts in the first half second, all mended after a second.
fn faults(seed: u64, nodes: u32) -> Vec<(Micros, EditOf<Node>)> {
    let mut stream = Stream::new(seed, "faults", 0);
    let mut edits = Vec::new();
    for _ in 0..stream.below(5) {
        let at = Micros::new(stream.below(500_000));
        let node = NodeId(stream.below(u64::from(nodes)) as u32);
        let other = NodeId((node.0 + 1 + stream.below(2) as u32) % nodes);
        edits.push(match stream.below(4) {
            0 => (at, Edit::Cut(node, other)),
            1 => (at, Edit::Block(node, other)),
            2 => (at, Edit::Restart(node)),
            _ => (at, Edit::Crash(node)),
        });
    }
    edits.sort_by_key(|(at, _)| *at);
    let mended = Micros::from_secs(1);
    for a in (0..nodes).map(NodeId) {
        edits.push((mended, Edit::Restart(a)));
        edits.extend((a.0 + 1..nodes).map(|b| (mended, Edit::Heal(a, NodeId(b)))));
    }
    edits
}

/// These faults, and messages held over meanwhile, some past the repairs.
fn ordeal(start: Cluster<Node>, seed: u64) -> Trial<Node> {
    let edits = faults(seed, start.nodes().count() as u32);
    let (until, longest) = (Micros::from_secs(1), Micros::from_millis(1_500));
    Trial { start, edits, held_over: HeldOver::new(seed, until, longest) }
}

/// These edits alone.
fn watch(
    start: Cluster<Node>,
    edits: &[(Micros, EditOf<Node>)],
    until: Micros,
    look: impl FnMut(&Cluster<Node>),
) -> Cluster<Node> {
    let (edits, held_over) = (edits.to_vec(), HeldOver::never());
    Trial { start, edits, held_over }.watch(until, look)
}

/// Safety: no node commits while another aborts, whatever is lost, doubled,
/// overtaken, cut off or crashed. Liveness: once all is mended, all end.
#[test]
fn two_phases_are_atomic_and_end() {
    let (mut commits, mut aborts, mut blocks) = (0, 0, 0);
    for seed in 0..SEEDS {
        let settings = settings_for(seed);
        let network = rough_network(&settings, seed);
        let start = Cluster::new(settings.nodes(), network, seed);
        let trial = ordeal(start, seed);
        let mut is_blocked = false;
        let end = trial.watch(SETTLED, |run| {
            is_blocked |= !blocked(run).is_empty();
            if agreement(run) != Agreement::Kept {
                panic!("seed {seed} is torn\n{}", trial.story(SETTLED));
            }
        });
        match outcome(&end) {
            Some(Outcome::Commit) => commits += 1,
            Some(Outcome::Abort) => aborts += 1,
            None => panic!("seed {seed} does not end\n{}", trial.story(SETTLED)),
        }
        blocks += u32::from(is_blocked);
    }
    assert!(commits > 1_000 && aborts > 1_000, "{commits} and {aborts}");
    assert!(blocks > 100, "participants block now and then: {blocks}");
}

/// What is stopped or cut.
fn broken(run: &Cluster<Node>) -> BTreeSet<(NodeId, NodeId)> {
    let pairs = run.nodes().flat_map(|a| run.nodes().map(move |b| (a, b)));
    let is_broken = |(a, b): &(NodeId, NodeId)| match a == b {
        true => run.condition(*a) == Condition::Stopped,
        false => run.is_cut(*a, *b),
    };
    pairs.filter(is_broken).collect()
}

/// Whoever is called blocked hears no outcome before something is repaired. Lost
/// messages are no part of it: then somebody may only seem to be near help.
#[test]
fn who_is_blocked_waits_for_a_repair() {
    let mut blocks = 0;
    for seed in 0..2_000 {
        let protocol = match seed % 3 {
            0 => Protocol::ThreePhase,
            _ => Protocol::TwoPhase,
        };
        let crash = match seed % 2 {
            0 => CrashPoint::AfterVotes,
            _ => CrashPoint::Never,
        };
        let settings = Settings { protocol, crash, ..settings_for(seed) };
        let start = cluster(&settings, seed);
        let edits = faults(seed, start.nodes().count() as u32);
        let (mut waiting, mut before) = (BTreeSet::new(), BTreeSet::new());
        let mut is_blocked = false;
        watch(start.clone(), &edits, HORIZON, |run| {
            let now = broken(run);
            if !before.is_subset(&now) {
                waiting.clear();
            }
            let in_doubt: Vec<_> =
                in_doubt(run).into_iter().map(|(node, _)| node).collect();
            for node in &waiting {
                if !in_doubt.contains(node) {
                    panic!("seed {seed} frees {node:?}\n{}", story(&start, &edits));
                }
            }
            waiting.extend(blocked(run));
            is_blocked |= !waiting.is_empty();
            before = now;
        });
        blocks += u32::from(is_blocked);
    }
    assert!(blocks > 100, "participants block now and then: {blocks}");
}

/// Nobody commits a transaction that someone votes against.
#[test]
fn a_no_is_final() {
    for seed in 0..1_000 {
        let settings =
            Settings { dissenter: Some(NodeId(2)), ..settings_for(seed) };
        let trial = ordeal(cluster(&settings, seed), seed);
        let end = trial.watch(HORIZON, |_| {});
        assert_eq!(outcome(&end), Some(Outcome::Abort), "seed {seed}");
    }
}

/// Whoever is in doubt holds its locks, and whoever is done does not.
#[test]
fn locks_are_held_through_the_doubt() {
    for seed in 0..1_000 {
        let settings = settings_for(seed);
        ordeal(cluster(&settings, seed), seed).watch(HORIZON, |run| {
            for (node, participant) in participants(run) {
                let is_up = run.condition(node) != sim::cluster::Condition::Stopped;
                let is_held = matches!(participant.locks(), Locks::Held { .. });
                let is_open = matches!(participant.doubt(), Doubt::Open { .. });
                match participant.phase() {
                    Phase::Done(_) => assert!(!is_held && !is_open),
                    Phase::InDoubt(_) if is_up => assert!(is_held && is_open),
                    Phase::Working if is_up => assert!(is_held),
                    Phase::InDoubt(_) | Phase::Working => {}
                }
            }
        });
    }
}

/// The insight: only between its vote and the outcome does a participant wait for
/// a coordinator that is dead. The figure of the window is 2/3 of a run.
#[test]
fn two_crashes_of_three_block() {
    let share = blocking_share(&Settings::default(), SEEDS as u32);
    assert!(share.per_mille().abs_diff(667) <= 15, "{share:?}");
    // Asking the others does not help: on a sound network all are in doubt, or
    // the outcome is on its way to all.
    let asked =
        Settings { termination: Termination::Cooperative, ..Settings::default() };
    assert_eq!(blocking_share(&asked, SEEDS as u32), share);
}

/// A crash blocks if, and only if, it comes before the coordinator tells the
/// outcome: one delay before the last participant hears it.
#[test]
fn the_window_is_where_it_is_said_to_be() {
    let settings = Settings { repair: None, ..Settings::default() };
    let (slowest, fastest) = (Micros::from_millis(20), Micros::from_millis(10));
    for crash in crashes(&settings, 2_000) {
        let left = crash.span.since(crash.at);
        let is_stuck =
            crash.ending == models::transactions::two_phase_commit::Ending::Blocked;
        if is_stuck {
            assert!(left >= fastest, "blocked {left} before the end");
        } else {
            assert!(left <= slowest, "not blocked {left} before the end");
        }
    }
}

/// Where messages are lost, someone may know more than the others.
#[test]
fn asking_the_others_helps_when_messages_are_lost() {
    let lossy = Settings { loss_percent: 10, ..Settings::default() };
    let asked = Settings { termination: Termination::Cooperative, ..lossy };
    let alone = blocking_share(&lossy, 2_000).per_mille();
    let together = blocking_share(&asked, 2_000).per_mille();
    assert!(together + 200 < alone, "{together} against {alone}");
    assert!(together > 200, "but it does not always help: {together}");
}

/// A standby ends every doubt in time, even if the coordinator never comes back.
#[test]
fn a_standby_bounds_the_doubt() {
    let settings = Settings {
        coordination: Coordination::Replicated,
        repair: None,
        ..Settings::default()
    };
    let slowest = Micros::from_millis(20);
    let bound = settings.takeover() + slowest + slowest;
    for crash in crashes(&settings, SEEDS as u32) {
        assert!(crash.longest_doubt <= bound, "{crash:?}");
    }
    assert_eq!(blocking_share(&settings, SEEDS as u32).hits, 0);
}

/// Three phases end without the coordinator, if the network is sound.
#[test]
fn three_phases_do_not_block() {
    let settings =
        Settings { protocol: Protocol::ThreePhase, ..Settings::default() };
    assert_eq!(blocking_share(&settings, SEEDS as u32).hits, 0);
    assert_eq!(torn_share(&settings, SEEDS as u32).hits, 0);
}

/// Three phases survive any crashes, of participants as well, as long as no
/// message is lost and one participant stays up.
#[test]
fn three_phases_are_atomic_without_partitions() {
    let mut commits = 0;
    for seed in 0..SEEDS {
        let settings = Settings {
            protocol: Protocol::ThreePhase,
            crash: [CrashPoint::Never, CrashPoint::AfterFirstTold]
                [(seed % 2) as usize],
            ..Settings::default()
        };
        let start = cluster(&settings, seed);
        let mut edits = faults(seed, 4);
        let survivor = NodeId(1 + (seed % 3) as u32);
        edits.retain(|(_, edit)| match edit {
            Edit::Crash(node) => *node != survivor,
            Edit::Restart(_) => true,
            _ => false,
        });
        // A message held over is to them as bad as a cut: both break the bound on
        // delays that they rest on.
        let trial = Trial { start, edits, held_over: HeldOver::never() };
        let end = trial.watch(HORIZON, |run| {
            if agreement(run) != Agreement::Kept {
                panic!("seed {seed} is torn\n{}", trial.story(HORIZON));
            }
        });
        match outcome(&end) {
            Some(Outcome::Commit) => commits += 1,
            Some(Outcome::Abort) => {}
            None => panic!("seed {seed} does not end\n{}", trial.story(HORIZON)),
        }
    }
    assert!(commits > 1_000, "{commits}");
}

/// The flaw: a cut network tears three phases in two, and two phases never.
#[test]
fn a_partition_can_tear_three_phases() {
    let torn = |protocol| {
        (0..1_000)
            .filter(|seed| {
                let settings = Settings { protocol, ..Settings::default() };
                let at =
                    BEGIN + Micros::new(Stream::new(*seed, "cut", 0).below(90_000));
                let sides = [(0, 2), (0, 3), (1, 2), (1, 3)];
                let cut: Vec<_> = sides
                    .iter()
                    .map(|(a, b)| (at, Edit::Cut(NodeId(*a), NodeId(*b))))
                    .collect();
                let end = watch(cluster(&settings, *seed), &cut, HORIZON, |_| {});
                agreement(&end) != Agreement::Kept
            })
            .count()
    };
    assert_eq!(torn(Protocol::TwoPhase), 0);
    assert!(torn(Protocol::ThreePhase) > 50, "{}", torn(Protocol::ThreePhase));
}

/// Without resends and inquiries, that many runs would block for good: 1 − (1 −
/// 0.8 · 0.2)³ = 40.7 % at 20 % loss. With them none does.
#[test]
fn a_lost_outcome_is_told_again() {
    let settings = Settings { loss_percent: 20, ..Settings::default() };
    let share = undecided_share(&settings, SEEDS as u32);
    assert!(share.per_mille().abs_diff(407) <= 15, "{share:?}");
    for seed in 0..1_000 {
        let end = watch(cluster(&settings, seed), &[], HORIZON, |_| {});
        assert!(in_doubt(&end).is_empty(), "seed {seed}");
    }
}

/// Two delays, and what waiting for the slowest of three votes adds.
#[test]
fn the_doubt_lasts_about_two_delays() {
    let windows = doubt_windows(&Settings::default(), 2_000);
    let (shortest, longest) = (windows[0], windows[windows.len() - 1]);
    let sum = windows.iter().fold(0, |sum, window| sum + window.get());
    let mean = sum / windows.len() as u64;
    assert!(shortest >= Micros::from_millis(20), "{shortest}");
    assert!(longest <= Micros::from_millis(50), "{longest}");
    assert!((30_000..40_000).contains(&mean), "{mean}");
}

/// 3n messages and three delays; 5n and five with a third phase; three messages
/// and two delays more with a standby.
#[test]
fn what_a_commit_costs() {
    for participants in 1..=5 {
        let two = Settings { participants, ..Settings::default() };
        let three = Settings { protocol: Protocol::ThreePhase, ..two };
        let standby = Settings { coordination: Coordination::Replicated, ..two };
        let presumed = Settings { presumption: Presumption::Abort, ..two };
        let n = participants;
        let sums = |settings| {
            let cost = cost(settings);
            (cost.messages, cost.acks, cost.delays, cost.forced_writes)
        };
        assert_eq!(sums(&two), (3 * n, n, 3, 2 * n + 2));
        assert_eq!(sums(&three), (5 * n, n, 5, 3 * n + 3));
        assert_eq!(sums(&standby), (3 * n + 3, n, 5, 2 * n + 4));
        assert_eq!(sums(&presumed), (3 * n, n, 3, 2 * n + 1));
    }
}

/// What presumed abort saves when a transaction aborts, and only then.
#[test]
fn what_a_presumed_abort_saves() {
    let no = Settings { dissenter: Some(NodeId(1)), ..Settings::default() };
    let presumed = Settings { presumption: Presumption::Abort, ..no };
    let (basic, presumed) = (cost(&no), cost(&presumed));
    assert_eq!((basic.acks, basic.forced_writes), (2, 7));
    assert_eq!((presumed.acks, presumed.forced_writes), (0, 2));
    assert_eq!(basic.messages, presumed.messages);
}

/// Everything that can happen to two participants within these bounds.
fn search(
    settings: &Settings,
    limits: Limits<sim::Never>,
) -> Coverage<EditOf<Node>> {
    let network = Network { latency: Latency::Held, ..settings.network() };
    let start = Cluster::new(settings.nodes(), network, 0);
    explore(start.with_timers(Timers::Manual), &limits, |run| {
        (agreement(run) != Agreement::Kept).then_some("atomicity")
    })
}

fn bounds(expiries: u32, crashes: u32, duplications: u32) -> Limits<sim::Never> {
    Limits {
        expiries: Budget::Times(expiries),
        crashes: Budget::Times(crashes),
        duplications: Budget::Times(duplications),
        ..Limits::default()
    }
}

/// Every order of messages, time-outs, crashes and repairs; one time-out of each
/// search is the client's request.
#[test]
fn no_schedule_tears_two_phases() {
    let two = Settings { participants: 2, ..Settings::default() };
    let presumed = Settings { presumption: Presumption::Abort, ..two };
    let asking = Settings { termination: Termination::Cooperative, ..two };
    let standby = Settings { coordination: Coordination::Replicated, ..two };
    let covered = |settings, limits| {
        let coverage = search(&settings, limits);
        assert!(coverage.is_complete(), "{:?}", coverage.end);
        coverage.states
    };
    assert_eq!(covered(two, bounds(3, 1, 0)), 61_593);
    assert_eq!(covered(presumed, bounds(3, 1, 1)), 160_137);
    assert_eq!(covered(asking, bounds(2, 1, 0)), 24_494);
    assert_eq!(covered(standby, bounds(2, 1, 0)), 78_659);
}

/// The same search finds the flaw of three phases by itself, and its schedule can
/// be replayed.
#[test]
fn a_search_tears_three_phases() {
    let three = Settings {
        participants: 2,
        protocol: Protocol::ThreePhase,
        ..Settings::default()
    };
    let coverage = search(&three, bounds(4, 0, 0));
    let violation = coverage.violation().expect("some schedule tears it");
    let network = Network { latency: Latency::Held, ..three.network() };
    let start = Cluster::new(three.nodes(), network, 0);
    let mut run =
        Run::new(start.with_timers(Timers::Manual), violation.schedule.clone());
    while run.step() {}
    assert_ne!(agreement(run.model()), Agreement::Kept);
    assert_eq!(violation.schedule.len(), SHORTEST_TEAR);
}

/// How many steps the shortest way to tear three phases has.
const SHORTEST_TEAR: usize = 8;

/// The repair is what ends the wait: the longer it takes, the longer the locks.
#[test]
fn locks_wait_for_the_repair() {
    let mean = |repair| {
        let settings = Settings {
            repair: Some(Micros::from_millis(repair)),
            ..Settings::default()
        };
        let crashes = crashes(&settings, 500);
        let sum = crashes.iter().fold(0, |sum, crash| sum + crash.lock_time.get());
        sum / crashes.len() as u64
    };
    let (short, long) = (mean(200), mean(1_200));
    // Two runs of three wait a second longer, with three participants each.
    assert!((1_800_000..2_200_000).contains(&(long - short)), "{short} {long}");
    let end = watch(
        cluster(&Settings { repair: None, ..Settings::default() }, 0),
        &[(Micros::from_millis(40), Edit::Crash(COORDINATOR))],
        HORIZON,
        |_| {},
    );
    assert_eq!(blocked(&end).len(), 3, "and without one they wait for ever");
}
