//! A leader fails over to a follower, whatever is lost, doubled, held over, cut or
//! crashed meanwhile.

use crate::faults::{EditOf, HeldOver, Trial};
use models::replication::leader_follower::{
    Election, Epoch, FIRST, Fencing, MONITOR, Message, Mode, Node, Policy,
    Settings, Timer, clients, cluster, leader, lost, monitor, server, servers,
    split_brain,
};
use sim::{Cluster, Edit, Log, Micros, Model, NodeId, Stream};

pub(super) const SEEDS: u64 = 10_000;

/// Faults come until then, and writes by themselves.
const FAULTS_END: u64 = 2_000;
/// All is repaired from then on.
const REPAIRED: u64 = 2_500;
/// By then every write is acknowledged, though one message in ten is lost.
pub(super) const SETTLED: Micros = Micros::from_secs(12);

fn settings_for(settings: Settings, stream: &mut Stream) -> Settings {
    Settings {
        servers: [3, 5][stream.below(2) as usize],
        detection: Micros::from_millis(stream.between(100, 300)),
        writes_per_s: stream.between(5, 20) as u32,
        writes_until: Micros::from_millis(FAULTS_END),
        lag: Micros::from_millis(stream.between(0, 50)),
        lag_step: Micros::from_millis(stream.between(0, 40)),
        disk: Micros::from_millis(stream.between(1, 10)),
        latency: Micros::from_millis(stream.between(5, 20)),
        jitter_percent: 80,
        faulty_percent: stream.between(0, 10) as u32,
        ..settings
    }
}

/// Crashes and cuts of servers, crashes of the monitor, and suspicions of nothing.
fn edits(settings: &Settings, stream: &mut Stream) -> Vec<(Micros, EditOf<Node>)> {
    let mut edits = Vec::new();
    let nodes = settings.servers + 1;
    let everybody = nodes + 2;
    for _ in 0..stream.between(0, 6) {
        let at = stream.between(20, FAULTS_END);
        let repaired = at + stream.between(20, 700);
        let node = NodeId(stream.below(nodes.into()) as u32);
        match stream.below(4) {
            0 => edits.push((at, Edit::Expire(MONITOR, Timer::Suspect))),
            1 => {
                edits.push((at, Edit::Crash(node)));
                edits.push((repaired, Edit::Restart(node)));
            }
            2 => {
                for other in (0..everybody).map(NodeId).filter(|n| *n != node) {
                    if stream.below(5) > 0 {
                        edits.push((at, Edit::Cut(node, other)));
                        edits.push((repaired, Edit::Heal(node, other)));
                    }
                }
            }
            _ => {
                let other = NodeId(stream.below(everybody.into()) as u32);
                edits.push((at, Edit::Block(node, other)));
                edits.push((repaired, Edit::Heal(node, other)));
            }
        }
    }
    for node in (0..everybody).map(NodeId) {
        edits.push((REPAIRED, Edit::Restart(node)));
        let others = (0..node.0).map(NodeId);
        edits.extend(others.map(|other| (REPAIRED, Edit::Heal(node, other))));
    }
    let mut edits: Vec<_> = edits
        .into_iter()
        .map(|(at, edit)| (Micros::from_millis(at), edit))
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    edits
}

pub(super) fn ordeal(settings: Settings, seed: u64) -> Trial<Node> {
    let mut stream = Stream::new(seed, "settings", 0);
    let settings = settings_for(settings, &mut stream);
    let start = cluster(&settings, seed);
    let until = Micros::from_millis(FAULTS_END);
    let held_over = HeldOver::new(seed, until, Micros::from_millis(1_500));
    Trial { start, edits: edits(&settings, &mut stream), held_over }
}

fn majority(fencing: Fencing) -> Settings {
    Settings { policy: Policy::Majority, fencing, ..Settings::default() }
}

/// Looks for what is lost, but only where that can have changed.
#[derive(Default)]
struct Losses {
    known: Option<(usize, Epoch, usize)>,
    /// Whether something was.
    any: bool,
}

impl Losses {
    fn look(&mut self, run: &Cluster<Node>) {
        let acknowledged = clients(run).map(|(_, c)| c.acknowledged().len()).sum();
        let gone = servers(run).map(|(_, s)| s.log().gone().len()).sum();
        let now = Some((acknowledged, leader(run).epoch, gone));
        if self.known != now {
            self.known = now;
            self.any |= !lost(run).is_empty();
        }
    }
}

/// What was met on the way, in how many runs.
const MET: [&str; 8] = [
    "a second leader",
    "a third leader",
    "entries dropped by a rewind",
    "an old leader told of a newer epoch",
    "a write refused",
    "a catch-up from further back",
    "a leader made of one that was",
    "two that think that they lead",
];

fn look_for(run: &Cluster<Node>, met: &mut [bool; MET.len()]) {
    let epoch = leader(run).epoch;
    met[0] |= epoch > Epoch(1);
    met[1] |= epoch > Epoch(2);
    met[2] |= servers(run).any(|(_, s)| !s.log().gone().is_empty());
    for (_, message) in run.in_flight() {
        match message.message {
            Message::Fenced(_) => met[3] = true,
            Message::Refused(..) => met[4] = true,
            Message::Follow(..) => met[5] = true,
            _ => {}
        }
    }
    met[6] |= epoch > Epoch(1) && leader(run).server == FIRST;
    let leaders = servers(run).filter(|(_, s)| s.leadership().is_some());
    met[7] |= leaders.count() > 1;
}

/// Always, with a majority and fencing: at no moment is an acknowledged write missing
/// at the leader; with a lease, never are two ready to acknowledge. Once all is
/// repaired, every write is acknowledged, and all logs are the same. Sometimes: all that
/// makes it hard.
#[test]
fn a_majority_loses_nothing() {
    let mut met = [0; MET.len()];
    let mut both = 0;
    for seed in 0..SEEDS {
        let fencing = [Fencing::Epoch, Fencing::Lease][seed as usize % 2];
        let trial = ordeal(majority(fencing), seed);
        let (mut losses, mut seen) = (Losses::default(), [false; MET.len()]);
        let end = trial.watch(SETTLED, |run| {
            losses.look(run);
            assert!(!losses.any, "{seed} loses:\n{}", trial.story(run.now()));
            look_for(run, &mut seen);
        });
        let story = || trial.story(SETTLED);
        let waiting: usize = clients(&end).map(|(_, c)| c.pending().len()).sum();
        assert_eq!(waiting, 0, "seed {seed} waits:\n{}", story());
        let split = split_brain(&end, SETTLED);
        match fencing {
            Fencing::Lease => {
                assert_eq!(split, None, "seed {seed}:\n{}", story());
            }
            Fencing::Epoch | Fencing::None => both += u32::from(split.is_some()),
        }
        let furthest = server(&end, leader(&end).server).log().entries();
        for (node, server) in servers(&end) {
            let log = server.log().entries();
            assert_eq!(log, furthest, "seed {seed}, {}:\n{}", node.0, story());
        }
        for (count, seen) in met.iter_mut().zip(seen) {
            *count += u32::from(seen);
        }
    }
    for (count, what) in met.iter().zip(MET) {
        assert!(*count > 10, "{what}: {count}");
    }
    assert!(both > 10, "without leases two are ready: {both}");
}

/// Sometimes: with a majority, but without the promise of a poll, or where the first
/// server is chosen, what was acknowledged is lost. So it is where fewer copies are
/// asked for.
#[test]
fn each_rule_is_needed() {
    let first = Settings { election: Election::First, ..majority(Fencing::Lease) };
    let policy = |policy| Settings { policy, ..majority(Fencing::Lease) };
    let patience = Some(Micros::from_millis(50));
    for (what, settings) in [
        ("no fencing", majority(Fencing::None)),
        ("the first", first),
        ("memory", policy(Policy::Memory)),
        ("asynchronous", policy(Policy::Leader)),
        (
            "falls back",
            Settings { fall_back: patience, ..policy(Policy::OneFollower) },
        ),
    ] {
        let loses = (0..2_000).filter(|seed| {
            let mut losses = Losses::default();
            ordeal(settings, *seed).watch(SETTLED, |run| losses.look(run));
            losses.any
        });
        let loses = loses.count();
        assert!(loses > 3, "{what}: {loses}");
    }
}

/// Always: at whichever event of a run the leader crashes for good, nothing is lost where
/// it waits for one follower and does not fall back, or for more; and every write is
/// acknowledged in the end by those who need no more than are left.
#[test]
fn one_crash_at_any_moment_loses_nothing() {
    let mut runs = 0;
    for policy in [Policy::OneFollower, Policy::Majority, Policy::All] {
        for seed in 0..10 {
            let settings = Settings {
                policy,
                lag: Micros::from_millis(60),
                writes_until: Micros::from_millis(2_500),
                ..Settings::default()
            };
            let mut before = cluster(&settings, seed);
            while before.next().is_some_and(|at| at < Micros::from_secs(2)) {
                before.step(&mut Log::off());
                let mut run = before.clone();
                let now = run.now();
                run.edit(now, &Edit::Crash(FIRST), &mut Log::off());
                let mut losses = Losses::default();
                while run.next().is_some_and(|at| at < Micros::from_secs(6)) {
                    run.step(&mut Log::off());
                    losses.look(&run);
                }
                assert!(!losses.any, "{policy:?}, seed {seed}, {now}");
                let waits = clients(&run).any(|(_, c)| !c.pending().is_empty());
                assert_eq!(waits, policy == Policy::All, "{policy:?} {seed} {now}");
                runs += 1;
            }
        }
    }
    assert!(runs > 3_000, "{runs}");
}

/// Always: where all followers have each write, any one of them that is left has all.
#[test]
fn all_copies_survive_all_but_one() {
    for seed in 0..1_000 {
        let mut stream = Stream::new(seed, "survivor", 0);
        let settings = Settings {
            policy: Policy::All,
            servers: 5,
            lag: Micros::from_millis(20),
            lag_step: Micros::from_millis(10),
            ..Settings::default()
        };
        let survivor = NodeId(stream.between(2, 5) as u32);
        let at = Micros::from_millis(stream.between(500, 2_000));
        let crash = |node| (at, Edit::Crash(node));
        let dead = settings.servers().filter(|node| *node != survivor);
        let trial = Trial {
            start: cluster(&settings, seed),
            edits: dead.map(crash).collect(),
            held_over: HeldOver::never(),
        };
        let end = trial.watch(Micros::from_secs(6), |_| {});
        assert_eq!(leader(&end).server, survivor);
        assert!(lost(&end).is_empty(), "seed {seed}");
    }
}

/// A leader that is cut off with a client. Without fencing it acknowledges until the cut
/// is repaired, and all of that is lost, as is what it had not sent. With a lease it
/// stops before another one is named: what it had acknowledged by then is lost, but
/// never do two acknowledge.
#[test]
fn a_lease_ends_before_another_leads() {
    let mut losses = [0, 0];
    for seed in 0..1_000 {
        for (place, fencing) in
            [Fencing::Epoch, Fencing::Lease].into_iter().enumerate()
        {
            let settings = Settings { fencing, ..Settings::default() };
            let end = cut_off(settings, seed).watch(Micros::from_secs(8), |_| {});
            let split = split_brain(&end, Micros::from_secs(8));
            assert_eq!(split.is_some(), fencing == Fencing::Epoch, "seed {seed}");
            losses[place] += lost(&end).len();
        }
    }
    // Cut for two seconds, against a lease of half a second and the lag before.
    assert!(losses[1] > 1_000 && losses[0] > 2 * losses[1], "{losses:?}");
}

/// S1 and C1 are cut off from all others for two seconds.
fn cut_off(settings: Settings, seed: u64) -> Trial<Node> {
    let [from, to] = [1_500, 3_500].map(Micros::from_millis);
    let aside = [FIRST, NodeId(4)];
    let others = [MONITOR, NodeId(2), NodeId(3), NodeId(5)];
    let pairs = || aside.into_iter().flat_map(|a| others.map(|b| (a, b)));
    let cuts = pairs().map(|(a, b)| (from, Edit::Cut(a, b)));
    let heals = pairs().map(|(a, b)| (to, Edit::Heal(a, b)));
    Trial {
        start: cluster(&settings, seed),
        edits: cuts.chain(heals).collect(),
        held_over: HeldOver::never(),
    }
}

/// A semi-synchronous leader whose followers are silent acknowledges nothing; after the
/// time-out it falls back, acknowledges alone, and loses that when it dies. It waits
/// again once a follower has caught up.
#[test]
fn a_time_out_turns_it_asynchronous() {
    let (mut lost_some, mut waits_again) = (0, 0);
    for seed in 0..1_000 {
        let settings = Settings {
            policy: Policy::OneFollower,
            fall_back: Some(Micros::from_millis(300)),
            lag: Micros::ZERO,
            lag_step: Micros::ZERO,
            writes_until: Micros::from_secs(8),
            ..Settings::default()
        };
        let cut = |node| (Micros::from_secs(1), Edit::Cut(FIRST, NodeId(node)));
        let heal = |node| (Micros::from_secs(3), Edit::Heal(FIRST, NodeId(node)));
        let dies = (Micros::from_secs(3), Edit::Crash(FIRST));
        let mut start = Trial {
            start: cluster(&settings, seed),
            edits: vec![cut(2), cut(3), dies],
            held_over: HeldOver::never(),
        };
        let end = start.watch(Micros::from_secs(8), |_| {});
        lost_some += u32::from(!lost(&end).is_empty());
        start.edits = vec![cut(2), cut(3), heal(2), heal(3)];
        let mut fell_back = false;
        let end = start.watch(Micros::from_secs(8), |run| {
            let leader = server(run, FIRST).leadership();
            fell_back |= leader.is_some_and(|one| one.mode() == Mode::FellBack);
        });
        let leader = server(&end, FIRST).leadership().expect("it leads");
        assert!(fell_back, "seed {seed}");
        waits_again += u32::from(leader.mode() == Mode::Waits);
        assert!(lost(&end).is_empty() && monitor(&end).suspected() == 0);
    }
    assert!(lost_some > 950 && waits_again > 990, "{lost_some} {waits_again}");
}
