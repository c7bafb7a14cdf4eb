//! Clocks: what stamps must say, and what they may, over many seeds.

use models::clocks::conversation::CLOCK_TICK;
use models::clocks::experiments::{finished, pairs};
use models::clocks::*;
use sim::record::narrate;
use sim::{Micros, Model, NodeId, Run, Stream};
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 10_000;

/// Settings of all kinds: few and many processes, quick and slow messages,
/// good and bad clocks.
fn settings(seed: u64) -> Settings {
    Settings {
        processes: 2 + (seed % 4) as u32,
        sends: [60, 20, 100][(seed / 4 % 3) as usize],
        latency: Micros::from_millis([120, 3, 500][(seed / 12 % 3) as usize]),
        skew: Micros::from_millis([100, 0, 1_500][(seed / 36 % 3) as usize]),
        ..Settings::default()
    }
}

/// Every pair of events of every run, with how they truly stand.
fn each_pair(mut check: impl FnMut(u64, &Event, &Event, Order)) {
    for seed in 0..SEEDS {
        let run = finished(&settings(seed), seed);
        let events = run.events();
        let pasts: BTreeMap<EventId, BTreeSet<EventId>> =
            events.iter().map(|e| (e.id, events.past(e.id))).collect();
        for (a, b) in events.pairs() {
            let truth = Order::of_inclusion(
                pasts[&b.id].contains(&a.id),
                pasts[&a.id].contains(&b.id),
            );
            // Both at once would be a circle.
            assert_ne!(truth, Order::Equal, "seed {seed}: {} and {}", a.id, b.id);
            check(seed, a, b, truth);
        }
    }
}

/// Always: a → b exactly if V(a) < V(b), and so for dots.
#[test]
fn vectors_and_dots_decide_both_ways() {
    each_pair(|seed, a, b, truth| {
        let pair = format!("seed {seed}: {} and {}", a.id, b.id);
        assert_eq!(a.stamps.vector.order(&b.stamps.vector), truth, "{pair}");
        assert_eq!(b.stamps.vector.order(&a.stamps.vector), truth.reversed());
        assert_eq!(a.stamps.dotted.order(&b.stamps.dotted), truth, "{pair}");
        assert_eq!(b.stamps.dotted.order(&a.stamps.dotted), truth.reversed());
    });
}

/// Always: a → b implies L(a) < L(b) and HLC(a) < HLC(b).
#[test]
fn numbers_never_contradict_cause_and_effect() {
    each_pair(|seed, a, b, truth| {
        let (a, b) = match truth {
            Order::Before => (a, b),
            Order::After => (b, a),
            Order::Equal | Order::Concurrent => return,
        };
        let pair = format!("seed {seed}: {} → {}", a.id, b.id);
        assert!(a.at <= b.at, "{pair}: an effect before its cause");
        assert!(a.stamps.lamport < b.stamps.lamport, "{pair}");
        assert!(a.stamps.hybrid < b.stamps.hybrid, "{pair}");
        let packed = |e: &Event| e.stamps.hybrid.pack().expect("runs are short");
        assert!(packed(a) < packed(b), "{pair}");
    });
}

/// Always: no clock draws a wrong conclusion, either way round.
#[test]
fn no_conclusion_is_false() {
    each_pair(|seed, a, b, truth| {
        for scheme in Scheme::ALL {
            let there = conclude(scheme, &a.stamps, &b.stamps);
            let back = conclude(scheme, &b.stamps, &a.stamps);
            assert!(
                there.allows(truth) && back.allows(truth.reversed()),
                "seed {seed}, {scheme}: {} and {}",
                a.id,
                b.id
            );
        }
    });
}

/// Sometimes: Lamport stamps order what is concurrent, even against real time;
/// sometimes they are equal, which is the one thing that they prove.
#[test]
fn lamport_can_mislead() {
    let (mut ordered, mut reversed, mut equal) = (0, 0, 0);
    each_pair(|_, a, b, truth| {
        if truth == Order::Concurrent {
            let (l, m) = (a.stamps.lamport, b.stamps.lamport);
            ordered += u64::from(l != m);
            reversed += u64::from((l < m && a.at > b.at) || (l > m && a.at < b.at));
            equal += u64::from(l == m);
        }
    });
    assert!(ordered > 100_000 && reversed > 10_000 && equal > 10_000);
}

/// Always: a hybrid stamp is not behind its own clock, and ahead of it by no
/// more than the clocks differ; its counter counts events of one chain.
#[test]
fn hybrid_stamps_stay_near_the_clock() {
    let mut ahead = 0;
    for seed in 0..SEEDS {
        let run = finished(&settings(seed), seed);
        let offsets: Vec<_> = run.nodes().map(|n| run.offset_micros(n)).collect();
        let spread = offsets.iter().max().unwrap() - offsets.iter().min().unwrap();
        let bound = Micros::new(spread as u64) + CLOCK_TICK;
        for event in run.events().iter() {
            let stamp = event.stamps.hybrid;
            assert!(stamp.wall >= event.reading, "seed {seed}: {}", event.id);
            assert!(
                stamp.wall - event.reading <= bound,
                "seed {seed}: {}",
                event.id
            );
            ahead += u64::from(stamp.wall > event.reading);
            let served = run.events().past(event.id).into_iter().filter(|id| {
                run.events().get(*id).unwrap().stamps.hybrid.wall == stamp.wall
            });
            // A clock that shows zero has served that reading from the start.
            let served = served.count() + usize::from(stamp.wall == Micros::ZERO);
            assert!(stamp.count as usize <= served, "seed {seed}: {}", event.id);
        }
    }
    assert!(ahead > 1_000, "the clocks never mattered");
}

/// Always: no clock of a process goes back.
#[test]
fn clocks_go_forward() {
    for seed in 0..SEEDS {
        let run = finished(&settings(seed), seed);
        for node in run.nodes() {
            for step in run.events().of(node).windows(2) {
                let (old, new) = (&step[0].stamps, &step[1].stamps);
                assert!(old.lamport < new.lamport, "seed {seed}");
                assert!(old.hybrid < new.hybrid, "seed {seed}");
                assert_eq!(old.vector.order(&new.vector), Order::Before);
                assert!(step[0].reading <= step[1].reading);
            }
        }
    }
}

/// Always: the dot is the name of the event, and what it knows is the vector.
#[test]
fn a_dotted_version_vector_is_a_vector_taken_apart() {
    for seed in 0..SEEDS {
        for event in finished(&settings(seed), seed).events().iter() {
            let stamps = &event.stamps;
            assert_eq!(stamps.dotted.dot, event.id, "seed {seed}");
            assert_eq!(stamps.dotted.history(), stamps.vector, "seed {seed}");
            assert!(!stamps.dotted.dot.is_in(&stamps.dotted.context));
        }
    }
}

/// Always: a path leads from cause to cause, by one line or one message at a
/// time, and is there exactly where it should be.
#[test]
fn paths_are_proofs() {
    for seed in 0..1_000 {
        let run = finished(&settings(seed), seed);
        let events = run.events();
        for (a, b) in events.pairs() {
            for (a, b) in [(a, b), (b, a)] {
                let path = events.path(a.id, b.id);
                let is_before = events.order(a.id, b.id) == Order::Before;
                assert_eq!(path.is_some(), is_before, "seed {seed}");
                let Some(path) = path else { continue };
                assert_eq!((path[0], path[path.len() - 1]), (a.id, b.id));
                for step in path.windows(2) {
                    let mut causes = events.causes(step[1]);
                    assert!(causes.any(|cause| cause == step[0]), "seed {seed}");
                }
            }
        }
    }
}

/// The times and kinds of all that happens, without stamps and names.
fn skeleton(run: &Conversation) -> BTreeSet<(NodeId, Micros, &'static str)> {
    let word = |kind| match kind {
        Kind::Local => "local",
        Kind::Send { .. } => "send",
        Kind::Receive { .. } => "receive",
    };
    run.events().iter().map(|e| (e.id.node, e.at, word(e.kind))).collect()
}

/// Always: what a reader adds is all that is added.
#[test]
fn a_reader_changes_stamps_and_nothing_else() {
    for seed in 0..1_000 {
        let settings = settings(seed);
        let before = skeleton(&finished(&settings, seed));
        let at = Micros::from_millis(400);
        let latency = Micros::from_millis(90);
        let edit = Edit::Send { from: NodeId(1), to: NodeId(0), latency };
        let mut run =
            Run::new(Conversation::new(&settings, seed), vec![(at, edit)]);
        while run.step() {}
        let mut added = before.clone();
        added.insert((NodeId(1), at, "send"));
        added.insert((NodeId(0), at + latency, "receive"));
        assert_eq!(skeleton(run.model()), added, "seed {seed}");
    }
}

/// Always: an event has one origin, which no other event has, and keeps it
/// whatever is added to the run.
#[test]
fn an_origin_stays_with_its_event() {
    let origins = |run: &Conversation| -> BTreeMap<_, _> {
        let events = run.events();
        let named = events.iter().map(|e| (e.origin, (e.id.node, e.at)));
        let named: BTreeMap<_, _> = named.collect();
        assert_eq!(named.len(), events.len(), "two events with one origin");
        named
    };
    for seed in 0..300 {
        let settings = settings(seed);
        let mut stream = Stream::new(seed, "edits", 0);
        let mut edits = Vec::new();
        let mut before = origins(&finished(&settings, seed));
        assert!(before.keys().all(|origin| matches!(origin, Origin::Run(_))));
        for _ in 0..6 {
            let mut node = || NodeId(stream.below(2) as u32);
            let (from, to) = (node(), node());
            let latency = Micros::from_millis(50 * stream.below(10));
            let edit = match from == to {
                true => Edit::Local(from),
                false => Edit::Send { from, to, latency },
            };
            edits.push((Micros::from_millis(50 * stream.below(20)), edit));
            let model = Conversation::new(&settings, seed);
            let mut run = Run::new(model, edits.clone());
            while run.step() {}
            let after = origins(run.model());
            for (origin, place) in &before {
                assert_eq!(after.get(origin), Some(place), "{seed}: {origin}");
            }
            before = after;
        }
    }
}

/// Always: a knob leaves alone what it does not name.
#[test]
fn knobs_do_not_reshuffle() {
    let acts = |settings: &Settings, seed| {
        let run = finished(settings, seed);
        let mut acts = skeleton(&run);
        acts.retain(|(_, _, word)| *word != "receive");
        (acts, run)
    };
    for seed in 0..1_000 {
        let plain = Settings::default();
        let slow = Settings { latency: Micros::from_millis(300), ..plain.clone() };
        let skewed = Settings { skew: Micros::from_millis(7), ..plain.clone() };
        let ((first, one), (second, _)) = (acts(&plain, seed), acts(&slow, seed));
        assert_eq!(first, second, "seed {seed}");
        let (_, other) = acts(&skewed, seed);
        for (a, b) in one.events().iter().zip(other.events().iter()) {
            assert_eq!((a.id, a.at, a.kind), (b.id, b.at, b.kind));
            assert_eq!(a.stamps.vector, b.stamps.vector);
        }
    }
}

/// Always: one seed, one run; and the way back leads to the same place.
#[test]
fn a_run_can_be_repeated() {
    for seed in 0..300 {
        let record = |back: u64| {
            let model = Conversation::new(&settings(seed), seed);
            let mut run = Run::new(model, Vec::new());
            while run.step() {}
            run.seek(Micros::from_millis(back));
            while run.step() {}
            let text = narrate(run.records(), &|node| run.model().name(node));
            let events: Vec<_> = run.model().events().iter().cloned().collect();
            (text, events)
        };
        assert_eq!(record(0), record(500), "seed {seed}");
    }
}

/// Vectors and dots decide every pair; Lamport and hybrid stamps only those
/// that are equal. The more processes, the more is concurrent.
#[test]
fn the_shares_of_the_default_run() {
    let count =
        |processes| pairs(&Settings { processes, ..Settings::default() }, 0..1_000);
    let by_processes: Vec<_> = (2..=5).map(count).collect();
    for pairs in &by_processes {
        assert_eq!(pairs.wrong, [0; 4]);
        assert_eq!(pairs.decided_permille(Scheme::Vector), 1_000);
        assert_eq!(pairs.decided_permille(Scheme::Dotted), 1_000);
        let equal = pairs.concurrent - pairs.ordered_by_lamport;
        assert_eq!(pairs.decided[Scheme::Lamport as usize], equal);
        assert!(pairs.hybrid_permille() > 990);
    }
    let concurrent: Vec<_> =
        by_processes.iter().map(|p| p.concurrent_permille()).collect();
    let misled: Vec<_> =
        by_processes.iter().map(|p| p.lamport_permille()).collect();
    assert!(concurrent.is_sorted() && misled.is_sorted());
    assert!((500..=560).contains(&concurrent[1]), "{concurrent:?}");
    assert!((730..=780).contains(&misled[1]), "{misled:?}");
    let mean = by_processes[1].events / by_processes[1].runs;
    assert!((12..=18).contains(&mean), "{mean} events a run");
}

/// A version as a store of whole histories keeps it: the write, and those that its
/// client had seen, by their numbers in the run.
type Written = (usize, BTreeSet<usize>);

/// What a replica under whose dots whole histories are kept would hold.
#[derive(Clone, Default)]
struct Whole(Vec<Written>);

impl Whole {
    fn seen(&self) -> BTreeSet<usize> {
        let seen = self.0.iter().flat_map(|(write, seen)| {
            seen.iter().copied().chain(std::iter::once(*write))
        });
        seen.collect()
    }

    fn write(&mut self, write: usize, seen: &BTreeSet<usize>) {
        self.0.retain(|(old, _)| !seen.contains(old));
        self.0.push((write, seen.clone()));
    }

    fn sync(&mut self, other: &mut Whole) {
        let all: BTreeSet<_> = self.0.iter().chain(&other.0).cloned().collect();
        let is_seen = |old: &Written| all.iter().any(|(_, s)| s.contains(&old.0));
        self.0 = all.iter().filter(|old| !is_seen(old)).cloned().collect();
        other.0.clone_from(&self.0);
    }
}

/// Whether a replica that lost its versions goes on under a name of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// It does.
    New,
    /// It takes its old one.
    Old,
}

/// Three replicas whose clients read, write and forget, and which copy and lose
/// their versions. Whether they ever hold fewer versions than whole histories would:
/// a write that was acknowledged has vanished, and no other write had seen it.
fn a_write_vanishes(seed: u64, names: Names) -> bool {
    const NAMES: u32 = 40;
    let mut stream = Stream::new(seed, "store", 0);
    let mut dotted: Vec<_> = NodeId::first(3).map(Replica::new).collect();
    let mut whole = vec![Whole::default(); 3];
    let mut client = (Vector::new(NAMES), BTreeSet::new());
    let mut unused = 3;
    for write in 0..30 {
        let here = stream.below(3) as usize;
        let there = (here + 1 + stream.below(2) as usize) % 3;
        match stream.below(8) {
            0 => client = (Vector::new(NAMES), BTreeSet::new()),
            1 | 2 => client = (dotted[here].read(NAMES), whole[here].seen()),
            3 | 4 => {
                // Who has read more than an old name has counted finds it out.
                if names == Names::Old {
                    client = (Vector::new(NAMES), BTreeSet::new());
                }
                dotted[here].write(&client.0);
                whole[here].write(write, &client.1);
            }
            5 | 6 => {
                let [mine, theirs] =
                    dotted.get_disjoint_mut([here, there]).expect("two");
                mine.sync(theirs);
                let [mine, theirs] =
                    whole.get_disjoint_mut([here, there]).expect("two");
                mine.sync(theirs);
            }
            _ => {
                match names {
                    Names::New => dotted[here].lose_versions(NodeId(unused)),
                    Names::Old => dotted[here] = Replica::new(NodeId(here as u32)),
                }
                unused += 1;
                whole[here] = Whole::default();
            }
        }
        let mut pairs = dotted.iter().zip(&whole);
        if pairs.any(|(dots, whole)| dots.versions().len() < whole.0.len()) {
            return true;
        }
    }
    false
}

/// Always: no acknowledged write vanishes without one that has seen it, whoever loses
/// its data. Sometimes, under old names: one does.
#[test]
fn a_new_name_keeps_every_write() {
    let vanishes = |names| {
        let seeds = 0..SEEDS;
        seeds.filter(|seed| a_write_vanishes(*seed, names)).count()
    };
    assert_eq!(vanishes(Names::New), 0);
    assert!(vanishes(Names::Old) > 1_000, "old names do no harm");
}
