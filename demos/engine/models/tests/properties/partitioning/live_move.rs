//! A range moves while it is written to, whatever is lost, doubled, held over or
//! crashed meanwhile.

use super::SEEDS;
use crate::faults::{EditOf, HeldOver, Trial};
use models::partitioning::live_move::{
    Command, Copying, Message, Node, Order, Refusal, SOURCE, Settings, TARGET,
    Version, both_own, client, clients, cluster, lost, map, owner, pending, server,
    taken_by_both,
};
use sim::cluster::Condition;
use sim::{Cluster, Edit, Log, Micros, Model, NodeId, Stream};

/// Faults come until then, and writes by themselves.
const FAULTS_END: u64 = 2_000;
/// All servers are up from then on.
const REPAIRED: Micros = Micros::from_millis(2_500);
/// By then every write is acknowledged, though one message in ten is lost.
const SETTLED: Micros = Micros::from_secs(8);

fn settings_for(order: Order, stream: &mut Stream) -> Settings {
    Settings {
        order,
        writes_per_s: stream.between(5, 20) as u32,
        writes_until: Micros::from_millis(FAULTS_END),
        rows: 6,
        move_at: Micros::from_millis(stream.between(20, 300)),
        pace: Micros::from_millis(stream.between(1, 30)),
        latency: Micros::from_millis(stream.between(5, 30)),
        jitter_percent: 80,
        faulty_percent: stream.between(0, 10) as u32,
        repair: None,
    }
}

/// Crashes of either server, and moves that somebody asks for.
fn edits(stream: &mut Stream) -> Vec<(Micros, EditOf<Node>)> {
    let mut edits = Vec::new();
    for _ in 0..stream.between(0, 5) {
        let at = stream.between(20, FAULTS_END);
        let node = NodeId(stream.between(1, 2) as u32);
        if stream.below(3) == 0 {
            edits.push((at, Edit::Ask(node, Command::Move)));
            continue;
        }
        let repaired = at + stream.between(20, 400);
        edits.push((at, Edit::Crash(node)));
        edits.push((repaired, Edit::Restart(node)));
    }
    let mended = REPAIRED.as_millis();
    edits.extend([SOURCE, TARGET].map(|node| (mended, Edit::Restart(node))));
    let mut edits: Vec<_> = edits
        .into_iter()
        .map(|(at, edit)| (Micros::from_millis(at), edit))
        .collect();
    edits.sort_by_key(|(at, _)| *at);
    edits
}

fn ordeal(order: Order, seed: u64) -> Trial<Node> {
    let mut stream = Stream::new(seed, "settings", 0);
    let start = cluster(&settings_for(order, &mut stream), seed);
    let until = Micros::from_millis(FAULTS_END);
    let held_over = HeldOver::new(seed, until, Micros::from_millis(1_500));
    Trial { start, edits: edits(&mut stream), held_over }
}

/// What was met on the way, in how many runs.
#[derive(Debug, Default)]
struct Met {
    moved: u32,
    moved_back: u32,
    attempts: u32,
    waits: u32,
    redirects: u32,
    crashed_in_fence: u32,
    barred: u32,
    late_switches: u32,
}

/// What one run has met.
#[derive(Default)]
struct Seen {
    attempts: bool,
    waits: bool,
    redirects: bool,
    crashed_in_fence: bool,
    barred: bool,
    late_switch: bool,
}

impl Seen {
    fn look(&mut self, run: &Cluster<Node>) {
        let (place, barred) = (owner(run), map(run).barred());
        self.barred |= barred > 0;
        for node in [SOURCE, TARGET] {
            let moving = server(run, node).moving();
            self.attempts |= moving.is_some_and(|m| m.epoch().attempt > 1);
            self.crashed_in_fence |= server(run, node).is_fenced()
                && run.condition(node) == Condition::Stopped;
        }
        for (_, message) in run.in_flight() {
            match &message.message {
                Message::Refused(_, Refusal::Wait) => self.waits = true,
                Message::Refused(_, Refusal::Moved(_)) => self.redirects = true,
                Message::Switch(epoch, _) => {
                    self.late_switch |=
                        epoch.version == place.version && epoch.attempt <= barred;
                }
                _ => {}
            }
        }
    }
}

impl Met {
    fn count(&mut self, seen: &Seen, end: &Cluster<Node>) {
        let version = owner(end).version;
        self.moved += u32::from(version > Version(1));
        self.moved_back += u32::from(version > Version(2));
        self.attempts += u32::from(seen.attempts);
        self.waits += u32::from(seen.waits);
        self.redirects += u32::from(seen.redirects);
        self.crashed_in_fence += u32::from(seen.crashed_in_fence);
        self.barred += u32::from(seen.barred);
        self.late_switches += u32::from(seen.late_switch);
    }

    fn all(&self) -> [u32; 8] {
        [
            self.moved,
            self.moved_back,
            self.attempts,
            self.waits,
            self.redirects,
            self.crashed_in_fence,
            self.barred,
            self.late_switches,
        ]
    }
}

/// Always, in the safe order: at no moment is an acknowledged write missing at the
/// owner, nor do two servers take writes. Once all is repaired, every write is
/// acknowledged and no fence is left. Sometimes: all that makes it hard.
#[test]
fn the_safe_order_loses_nothing() {
    let mut met = Met::default();
    for seed in 0..SEEDS {
        let trial = ordeal(Order::Safe, seed);
        let mut seen = Seen::default();
        let end = trial.watch(SETTLED, |run| {
            seen.look(run);
            let story = || trial.story(run.now());
            let lost = lost(run);
            assert!(lost.is_empty(), "seed {seed} loses {lost:?}:\n{}", story());
            let both = both_own(run, run.now());
            assert_eq!(both, None, "seed {seed} has two owners:\n{}", story());
        });
        let story = || trial.story(SETTLED);
        assert_eq!(pending(&end).count(), 0, "seed {seed} waits:\n{}", story());
        let is_fenced = |node: &NodeId| server(&end, *node).is_fenced();
        let fenced: Vec<_> =
            [SOURCE, TARGET].into_iter().filter(is_fenced).collect();
        assert!(fenced.is_empty(), "seed {seed} refuses for ever:\n{}", story());
        met.count(&seen, &end);
    }
    assert!(met.all().iter().all(|runs| *runs > 10), "{met:?}");
}

/// Always: at whichever event of a run a server crashes, nothing is lost, and every write
/// is acknowledged in the end.
#[test]
fn a_crash_at_any_step_loses_nothing() {
    let mut switched = [0, 0];
    for seed in 0..20 {
        for node in [SOURCE, TARGET] {
            let mut before = cluster(&calm(), seed);
            while before.next().is_some_and(|at| at < Micros::from_secs(3)) {
                before.step(&mut Log::off());
                let mut run = before.clone();
                let now = run.now();
                run.edit(now, &Edit::Crash(node), &mut Log::off());
                while run.next().is_some_and(|at| at < SETTLED) {
                    run.step(&mut Log::off());
                    assert!(lost(&run).is_empty(), "seed {seed}: {now} {}", node.0);
                    assert_eq!(
                        both_own(&run, run.now()),
                        None,
                        "seed {seed}: {now}"
                    );
                }
                assert_eq!(pending(&run).count(), 0, "seed {seed}: {now}");
                let is_moved = owner(&run).version > Version(1);
                switched[usize::from(is_moved)] += 1;
            }
        }
    }
    // A source that crashes before the switch gives the move up.
    assert!(switched.iter().all(|runs| *runs > 1_000), "{switched:?}");
}

/// Sometimes: each of the other orders loses acknowledged writes for good with no fault
/// at all, but for the one that only sends them too late: there they are missing for a
/// while. All but that one let both servers take writes for the same keys.
#[test]
fn the_other_orders_lose_writes() {
    for (order, at_the_end) in [
        (Order::CopyThenSwitch, true),
        (Order::SwitchFirst, false),
        (Order::NoFence, true),
        (Order::Forget, true),
        (Order::Safe, false),
    ] {
        let (mut missed, mut lost_for_good, mut two_owners) = (0, 0, 0);
        for seed in 0..1_000 {
            let settings = Settings { order, writes_per_s: 20, ..calm() };
            let start = cluster(&settings, seed);
            let write = Edit::Ask(NodeId(5), Command::Write);
            let edits = vec![(Micros::from_secs(5), write)];
            let trial = Trial { start, edits, held_over: HeldOver::never() };
            let mut is_missed = false;
            let end =
                trial.watch(SETTLED, |run| is_missed |= !lost(run).is_empty());
            missed += u32::from(is_missed);
            lost_for_good += u32::from(!lost(&end).is_empty());
            two_owners += u32::from(!taken_by_both(&end, SETTLED).is_empty());
        }
        let is_safe = order == Order::Safe;
        assert_eq!(missed > 0, !is_safe, "{order:?}: {missed}");
        assert_eq!(lost_for_good > 0, at_the_end, "{order:?}: {lost_for_good}");
        assert_eq!(two_owners > 0, !is_safe, "{order:?}: {two_owners}");
    }
}

fn calm() -> Settings {
    Settings::default()
}

/// A source that takes its log with it: if it crashes for good between the switch and
/// the late batch, what was missing for a while is lost.
#[test]
fn what_is_sent_too_late_may_never_be_sent() {
    let losers = (0..200).filter(|seed| {
        let settings =
            Settings { order: Order::SwitchFirst, repair: None, ..calm() };
        let mut run = cluster(&settings, *seed);
        while owner(&run).server == SOURCE {
            run.step(&mut Log::off());
        }
        let now = run.now();
        run.edit(now, &Edit::Crash(SOURCE), &mut Log::off());
        while run.next().is_some_and(|at| at < SETTLED) {
            run.step(&mut Log::off());
        }
        !lost(&run).is_empty()
    });
    assert!(losers.count() > 100);
}

/// A client with an old map is refused once, and is right from then on.
#[test]
fn a_stale_map_costs_one_refusal() {
    for seed in 0..1_000 {
        let mut run = cluster(&Settings { writes_per_s: 0, ..calm() }, seed);
        let late = NodeId(5);
        let write = Edit::Ask(late, Command::Write);
        let edits =
            [4_000, 5_000].map(|at| (Micros::from_millis(at), write.clone()));
        let trial = Trial {
            start: run.clone(),
            edits: edits.to_vec(),
            held_over: HeldOver::never(),
        };
        run = trial.watch(SETTLED, |_| {});
        assert_eq!(client(&run, late).map(), owner(&run));
        assert_eq!(client(&run, late).acknowledged().len(), 2);
        let story = trial.story(SETTLED);
        assert_eq!(story.matches("→ C3  Refused").count(), 1, "{story}");
    }
}

/// The fence is short: in a move without faults it stands for two round trips, however
/// many rows there are, and no write takes longer than that and its own few trips.
#[test]
fn the_fence_is_two_round_trips() {
    for seed in 0..1_000 {
        let settings = Settings { writes_per_s: 20, jitter_percent: 0, ..calm() };
        let mut run = cluster(&settings, seed);
        let (mut began, mut ended) = (None, None);
        while run.next().is_some_and(|at| at < SETTLED) {
            run.step(&mut Log::off());
            let now = Some(run.now());
            match (server(&run, SOURCE).is_fenced(), began, ended) {
                (true, None, _) => began = now,
                (false, Some(_), None) => ended = now,
                (true, Some(_), _) | (false, _, _) => {}
            }
        }
        let (began, ended) = (began.expect("it fences"), ended.expect("it ends"));
        assert_eq!(ended.since(began).get(), 4 * settings.latency.get());
        let longest = clients().map(|node| client(&run, node).longest()).max();
        let most = Micros::new(10 * settings.latency.get());
        assert!(longest <= Some(most), "seed {seed}: {longest:?}");
    }
}

/// Where the source only copies, the writes that are lost are rate × window: a Poisson
/// number, whose mean over these runs lies within four standard errors of that.
#[test]
fn a_copy_alone_loses_rate_times_window() {
    const RUNS: u32 = 40;
    for (writes_per_s, seconds) in [(5, 4), (20, 2), (20, 10), (100, 5)] {
        let copy = Micros::from_secs(seconds);
        let copying = Copying { writes_per_s, copy };
        let seeds = 0..u64::from(RUNS);
        let lost: u32 = seeds.map(|seed| copying.lost(seed)).sum();
        let window = copying.window().get() as f64 / 1e6;
        let expected = f64::from(writes_per_s * RUNS) * window;
        let off = (f64::from(lost) - expected).abs();
        assert!(off < 4.0 * expected.sqrt(), "{copying:?}: {lost}, not {expected}");
    }
}
