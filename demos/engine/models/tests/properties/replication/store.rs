//! A leaderless store, whatever is lost, doubled, held over, cut or crashed
//! meanwhile.

use crate::faults::{EditOf, HeldOver, Trial};
use models::replication::store::{
    Action, Command, Cut, CutOff, Jitter, Key, Measured, Merge, Node, Operation,
    Outage, Outcome, Policy, Protocol, Region, Settings, Stamp, Store, Switch,
    availability, calls, cluster, conflicts, has_converged, history, merged,
    overwritten_unseen, pairs_between_regions, server, stale_reads,
};
use sim::history::{Evidence, Verdict, check_within};
use sim::{Cluster, Edit, Micros, NodeId, Run, Stream};

const SEEDS: u64 = 10_000;
/// Faults come until then, and operations by themselves.
const FAULTS_END: u64 = 1_500;
/// All is up and open from then on.
const REPAIRED: Micros = Micros::from_millis(2_000);
/// Somebody asks once more when all has been repaired for a while.
const LATE: Micros = Micros::from_millis(3_200);
const END: Micros = Micros::from_millis(4_300);
/// Longer than two rounds of messages that are overtaken take, at most.
const LONG: Micros = Micros::from_millis(900);
/// Most states of a search.
const STATES: usize = 200_000;

fn settings_for(base: Settings, stream: &mut Stream) -> Settings {
    let servers = [[3, 2], [2, 1], [2, 2], [1, 2]][stream.below(4) as usize];
    let replicas: u32 = servers[0] + servers[1];
    // Any quorums that meet.
    let write_quorum = stream.between(1, replicas.into()) as u32;
    let least = u64::from(replicas + 1 - write_quorum);
    let read_quorum = stream.between(least, replicas.into()) as u32;
    Settings {
        servers,
        replicas,
        read_quorum,
        write_quorum,
        clients: [2, 1],
        keys: stream.between(1, 2) as u8,
        near: Micros::from_millis(stream.between(2, 10)),
        far: Micros::from_millis(stream.between(10, 60)),
        jitter: Jitter::Percent(80),
        faulty_percent: [0, 5, 10][stream.below(3) as usize],
        reordered_percent: stream.between(0, 30) as u32,
        time_out: [Micros::from_millis(300), LONG][stream.below(2) as usize],
        think: Some(Micros::from_millis(stream.between(20, 120))),
        until: Micros::from_millis(FAULTS_END),
        ..base
    }
}

/// Crashes of servers and clients, and cuts between the regions, either way or one
/// way.
fn edits(settings: &Settings, stream: &mut Stream) -> Vec<(Micros, EditOf<Node>)> {
    let mut edits = Vec::new();
    let nodes = u64::from(settings.server_count() + settings.client_count());
    for _ in 0..stream.between(0, 4) {
        let node = NodeId(stream.below(nodes) as u32);
        let at = stream.between(20, FAULTS_END);
        edits.push((at, Edit::Crash(node)));
        edits.push((at + stream.between(20, 400), Edit::Restart(node)));
    }
    for _ in 0..stream.between(0, 2) {
        let at = stream.between(20, FAULTS_END);
        let end = at + stream.between(50, 500);
        let how = stream.below(3);
        for (west, east) in pairs_between_regions(settings) {
            let cut = match how {
                0 => Edit::Cut(west, east),
                1 => Edit::Block(west, east),
                _ => Edit::Block(east, west),
            };
            edits.push((at, cut));
            edits.push((end, Edit::Heal(west, east)));
        }
    }
    let repaired = REPAIRED.as_millis();
    let all = (0..nodes as u32).map(NodeId);
    edits.extend(all.map(|node| (repaired, Edit::Restart(node))));
    let pairs = pairs_between_regions(settings);
    edits.extend(pairs.map(|(west, east)| (repaired, Edit::Heal(west, east))));
    let late = LATE.as_millis();
    for client in settings.all_clients() {
        let command = Command { action: Action::Read, key: Key(0) };
        edits.push((late, Edit::Ask(client, command)));
    }
    edits.sort_by_key(|(at, _)| *at);
    let micros = |(at, edit)| (Micros::from_millis(at), edit);
    edits.into_iter().map(micros).collect()
}

fn ordeal(base: Settings, seed: u64) -> (Settings, Trial<Node>) {
    let mut stream = Stream::new(seed, "settings", 0);
    let settings = settings_for(base, &mut stream);
    let start = cluster(&settings, seed);
    let edits = edits(&settings, &mut stream);
    let until = Micros::from_millis(FAULTS_END);
    let held_over = HeldOver::new(seed, until, Micros::from_millis(1_500));
    (settings, Trial { start, edits, held_over })
}

/// The late reads, each of which was asked when all had been repaired for a while.
fn late(history: &[Operation]) -> impl Iterator<Item = &Operation> {
    history.iter().filter(|operation| operation.invoked >= LATE)
}

fn evidence(history: &[Operation]) -> Option<Evidence<Key>> {
    match check_within(&calls(history), STATES) {
        Verdict::Linearizable(_) => None,
        Verdict::Violated(evidence) => Some(evidence),
        Verdict::Undecided(key) => panic!("{key} is undecided"),
    }
}

/// Always, in two rounds with the write-back: what clients saw is linearizable, no
/// read is stale, and who asks when all is repaired is answered, where no message
/// is lost. Sometimes: all that makes it hard.
#[test]
fn two_rounds_are_linearizable() {
    let (mut unanswered, mut unknown, mut answered) = (0, 0, 0);
    for seed in 0..SEEDS {
        let (settings, trial) = ordeal(Settings::default(), seed);
        let end = trial.watch(END, |_| {});
        let history = history(&end);
        let story = || trial.story(END);
        let evidence = evidence(&history);
        assert!(evidence.is_none(), "seed {seed}: {evidence:?}\n{}", story());
        let stale = stale_reads(&end, &history);
        assert!(stale.is_empty(), "seed {seed}: {stale:?}\n{}", story());
        let gone = overwritten_unseen(&end, &history);
        assert!(gone.is_empty(), "seed {seed}: {gone:?}\n{}", story());
        if settings.faulty_percent == 0 && settings.time_out == LONG {
            let is_answered = |read: &Operation| read.answered().is_some();
            assert!(late(&history).all(is_answered), "seed {seed}: {}", story());
        }
        for operation in &history {
            match (&operation.outcome, &operation.wrote) {
                (Outcome::Done { .. }, _) => answered += 1,
                (Outcome::Unanswered { .. }, None) => unanswered += 1,
                (Outcome::Unanswered { .. }, Some(_)) => unknown += 1,
                (Outcome::Pending, _) => {}
            }
        }
    }
    let met = [unanswered, unknown, answered];
    assert!(met.iter().all(|count| *count > SEEDS / 2), "{met:?}");
}

/// Always, without the write-back: still no read is stale. Sometimes: two reads see
/// a write that is under way in the wrong order, the new value first and then the
/// old one (*new/old inversion*), and the history is not linearizable.
#[test]
fn without_the_write_back_reads_may_go_back() {
    let base = Settings { protocol: Protocol::AskFirst, ..Settings::default() };
    let mut inverted = 0;
    for seed in 0..SEEDS {
        let (_, trial) = ordeal(base, seed);
        let end = trial.watch(END, |_| {});
        let history = history(&end);
        let stale = stale_reads(&end, &history);
        assert!(stale.is_empty(), "seed {seed}: {}", trial.story(END));
        let Some(evidence) = evidence(&history) else { continue };
        let old = &history[evidence.unexplained];
        assert_eq!(old.action, Action::Read, "seed {seed}");
        let is_new = |read: &&Operation| {
            read.action == Action::Read
                && read.key == old.key
                && read.answered().is_some_and(|at| at < old.invoked)
                && stamp(read) > stamp(old)
        };
        // Otherwise a write lies between the two.
        inverted += u32::from(history.iter().any(|read| is_new(&read)));
    }
    assert!(inverted > 10, "{inverted}");
}

fn stamp(read: &Operation) -> Option<Stamp> {
    read.versions().first().map(|version| version.stamp)
}

/// Sometimes: where quorums need not meet, reads are stale and histories not
/// linearizable, with two rounds as well.
#[test]
fn quorums_that_do_not_meet_are_stale() {
    let mut seen = [0, 0];
    for seed in 0..1_000 {
        let (settings, mut trial) = ordeal(Settings::default(), seed);
        let quorum = settings.replicas / 2;
        let small = Settings {
            read_quorum: quorum,
            write_quorum: settings.replicas - quorum,
            ..settings
        };
        assert!(!small.quorums_meet());
        trial.start = cluster(&small, seed);
        let end = trial.watch(END, |_| {});
        let history = history(&end);
        seen[0] += u32::from(!stale_reads(&end, &history).is_empty());
        seen[1] += u32::from(evidence(&history).is_some());
    }
    assert!(seen.iter().all(|runs| *runs > 10), "{seen:?}");
}

/// Always: who is behind has answered, and of one value not all are. Sometimes: one is
/// behind, and none is.
#[test]
fn who_has_told_less_than_was_read_is_behind() {
    let mut seen = [0, 0];
    for seed in 0..1_000 {
        let base = Settings { protocol: Protocol::OneRound, ..Settings::default() };
        let (_, trial) = ordeal(base, seed);
        for read in history(&trial.watch(END, |_| {})) {
            let (quorum, behind) = (read.quorum, read.behind);
            assert!(behind.iter().all(|node| quorum.contains(node)), "{read:?}");
            if read.action == Action::Read && read.versions().len() == 1 {
                assert!(behind.len() < quorum.len(), "{read:?}");
                seen[usize::from(behind.iter().next().is_some())] += 1;
            }
        }
    }
    assert!(seen.iter().all(|reads| *reads > 100), "{seen:?}");
}

/// Any replica answers, and all compare.
fn available(merge: Merge) -> Settings {
    Settings {
        merge,
        protocol: Protocol::ReadFirst,
        anti_entropy: Some(Micros::from_millis(100)),
        ..Settings::default()
    }
}

/// One that any single replica serves, under all faults.
fn available_ordeal(merge: Merge, seed: u64) -> (Settings, Trial<Node>) {
    let (settings, mut trial) = ordeal(available(merge), seed);
    let settings = Settings { read_quorum: 1, write_quorum: 1, ..settings };
    trial.start = cluster(&settings, seed);
    (settings, trial)
}

/// Whether some version that is left has seen this write, or is it.
fn is_known(end: &Cluster<Node>, write: &Operation) -> bool {
    let Some(wrote) = &write.wrote else { return true };
    let left = merged(end, write.key);
    left.iter().any(|found| found.knows(wrote))
}

/// Always, with siblings: when all have met they have the same, and every
/// acknowledged write is there, or something that was written in the knowledge of
/// it. Sometimes: siblings are left.
#[test]
fn siblings_keep_every_write() {
    let mut conflicting = 0;
    for seed in 0..SEEDS {
        let (_, trial) = available_ordeal(Merge::Siblings, seed);
        let end = trial.watch(END, |_| {});
        let story = || trial.story(END);
        let is_lost = |write: &&Operation| {
            write.answered().is_some() && !is_known(&end, write)
        };
        let history = history(&end);
        let lost = history.iter().find(is_lost);
        assert!(lost.is_none(), "seed {seed} loses {lost:?}:\n{}", story());
        assert!(has_converged(&end), "seed {seed}:\n{}", story());
        conflicting += u32::from(!conflicts(&end).is_empty());
    }
    assert!(conflicting > 100, "{conflicting}");
}

/// The rule switched off: last-writer-wins converges too, leaves nothing to merge,
/// and drops acknowledged writes of which the winner has not known.
#[test]
fn the_last_writer_drops_writes() {
    let mut dropped = 0;
    for seed in 0..1_000 {
        let (_, trial) = available_ordeal(Merge::LastWriterWins, seed);
        let end = trial.watch(END, |_| {});
        assert!(has_converged(&end), "seed {seed}:\n{}", trial.story(END));
        assert!(conflicts(&end).is_empty(), "seed {seed}");
        let history = history(&end);
        dropped += u32::from(!overwritten_unseen(&end, &history).is_empty());
    }
    assert!(dropped > 100, "{dropped}");
}

/// Without any exchange replicas may differ for good.
#[test]
fn replicas_that_never_compare_differ() {
    let differ = (0..500).filter(|seed| {
        let (settings, mut trial) = available_ordeal(Merge::LastWriterWins, *seed);
        let settings = Settings { anti_entropy: None, ..settings };
        trial.start = cluster(&settings, *seed);
        !has_converged(&trial.watch(END, |_| {}))
    });
    assert!(differ.count() > 100);
}

/// Hinted handoff: what a silent replica has missed reaches it, unless messages are
/// lost on the way to whoever would keep it; and no hint is left in the end.
#[test]
fn hints_are_handed_over() {
    let (mut kept, mut differ) = (0, [0, 0]);
    for seed in 0..1_000 {
        for (place, rule) in [Switch::Off, Switch::On].into_iter().enumerate() {
            let outage = Outage {
                cut: Cut::Both,
                at: Micros::from_millis(300),
                span: Micros::from_millis(700),
            };
            let settings = Settings {
                read_quorum: 1,
                write_quorum: 1,
                hinted_handoff: rule,
                outage: Some(outage),
                until: Micros::from_millis(900),
                ..available(Merge::Siblings)
            };
            let settings = Settings { anti_entropy: None, ..settings };
            let mut run = Run::new(Store::new(&settings, seed), Vec::new());
            run.seek(Micros::from_millis(990));
            let hints = |run: &Run<Store>| {
                let cluster = run.model().cluster();
                let count = |node| server(cluster, node).hints().len();
                settings.all_servers().map(count).sum::<usize>()
            };
            kept += u32::from(hints(&run) > 0);
            run.seek(END);
            assert_eq!(hints(&run), 0, "seed {seed}");
            differ[place] += u32::from(!has_converged(run.model().cluster()));
        }
    }
    assert!(kept > 900, "{kept}");
    assert!(differ[0] > 900 && differ[1] == 0, "{differ:?}");
}

/// While the regions are cut, the side with the smaller part of a majority quorum
/// serves no write and no read, the other one all; with R = W = 1 both serve all.
#[test]
fn a_cut_takes_one_of_the_two() {
    let outage = Outage {
        cut: Cut::Both,
        at: Micros::from_millis(500),
        span: Micros::from_secs(2),
    };
    let majority = Settings { outage: Some(outage), ..Settings::default() };
    let one = Settings {
        read_quorum: 1,
        write_quorum: 1,
        outage: Some(outage),
        ..available(Merge::LastWriterWins)
    };
    for seed in 0..200 {
        for (settings, minority) in [(majority, 0), (one, 100)] {
            let mut run = Run::new(Store::new(&settings, seed), Vec::new());
            run.seek(END);
            let cluster = run.model().cluster();
            // What began before the cut may be caught by it.
            let cut = (outage.at, outage.at + outage.span - settings.time_out);
            for action in [Action::Read, Action::Write] {
                let east = availability(cluster, (Region::East, action), cut);
                assert!(east.percent().is_none_or(|p| p == minority), "{seed}");
                let west = availability(cluster, (Region::West, action), cut);
                assert!(
                    west.percent().is_none_or(|p| p == 100),
                    "{seed}: {west:?}"
                );
            }
            let is_linearizable = run.model().verdict().is_linearizable();
            assert!(minority > 0 || is_linearizable, "seed {seed}");
        }
    }
}

/// What a cut of ten seconds costs, the mean of many runs: the numbers of the
/// guide.
#[test]
fn what_a_cut_costs() {
    let mean = |policy, count: fn(&Measured) -> u32| {
        let cut_off = CutOff {
            policy,
            cut: Cut::Both,
            span: Micros::from_secs(10),
            keys: 1,
            writes_percent: 50,
            protocol: None,
        };
        (0..40).map(|seed| count(&cut_off.run(seed))).sum::<u32>() as f64 / 40.0
    };
    let [cp, lww, siblings] =
        [Policy::Majority, Policy::LastWriterWins, Policy::Siblings];
    assert_eq!(mean(cp, |m| m.writes[1].answered + m.reads[1].answered), 0.0);
    assert_eq!(mean(cp, |m| m.stale + m.dropped + m.conflicts), 0.0);
    for available in [lww, siblings] {
        assert_eq!(mean(available, |m| m.given_up), 0.0);
        assert!(mean(available, |m| m.stale) > 5.0);
    }
    // In ten seconds C writes some 15 times, each time in the knowledge of the one
    // before: only the last one of one side can be dropped unseen.
    assert_eq!(mean(lww, |m| m.conflicts), 0.0);
    assert!((0.9..=1.1).contains(&mean(lww, |m| m.dropped)));
    assert!(mean(siblings, |m| m.dropped) == 0.0);
    assert!(mean(siblings, |m| m.conflicts) > 0.9);
}
