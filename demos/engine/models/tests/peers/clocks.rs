//! Clocks beside other people's: a crate's vector clocks, and slow oracles.

use crdts::{CmRDT, CvRDT, VClock};
use models::clocks::experiments::finished;
use models::clocks::*;
use sim::{NodeId, Stream};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

fn settings(seed: u64) -> Settings {
    Settings { processes: 2 + (seed % 4) as u32, ..Settings::default() }
}

/// The vector clock of the crate `crdts`, fed with the same events.
#[test]
fn the_vector_clock_of_crdts_gives_the_same_stamps_and_orders() {
    for seed in 0..1_000 {
        let run = finished(&settings(seed), seed);
        let mut in_time: Vec<_> = run.events().iter().collect();
        in_time.sort_by_key(|e| (e.at, matches!(e.kind, Kind::Receive { .. })));
        let mut clocks: BTreeMap<NodeId, VClock<u32>> = BTreeMap::new();
        let mut theirs: BTreeMap<EventId, VClock<u32>> = BTreeMap::new();
        for event in in_time {
            let clock = clocks.entry(event.id.node).or_default();
            if let Kind::Receive { sent, .. } = event.kind {
                clock.merge(theirs[&sent].clone());
            }
            clock.apply(clock.inc(event.id.node.0));
            for node in run.nodes() {
                assert_eq!(clock.get(&node.0), event.stamps.vector.get(node));
            }
            theirs.insert(event.id, clock.clone());
        }
        for (a, b) in run.events().pairs() {
            let order = match theirs[&a.id].partial_cmp(&theirs[&b.id]) {
                Some(Ordering::Less) => Order::Before,
                Some(Ordering::Greater) => Order::After,
                Some(Ordering::Equal) => Order::Equal,
                None => Order::Concurrent,
            };
            assert_eq!(a.stamps.vector.order(&b.stamps.vector), order);
        }
    }
}

/// Warshall's transitive closure of the arrows, without a search.
#[test]
fn the_search_for_a_path_agrees_with_the_transitive_closure() {
    for seed in 0..300 {
        let run = finished(&settings(seed), seed);
        let ids: Vec<_> = run.events().iter().map(|e| e.id).collect();
        let n = ids.len();
        let mut reaches = vec![vec![false; n]; n];
        for (effect, id) in ids.iter().enumerate() {
            let event = run.events().get(*id).unwrap();
            for (cause, other) in ids.iter().enumerate() {
                let is_next = other.node == id.node && other.count + 1 == id.count;
                let sending = match event.kind {
                    Kind::Receive { sent, .. } => Some(sent),
                    Kind::Local | Kind::Send { .. } => None,
                };
                let is_sent = sending == Some(*other);
                reaches[cause][effect] = is_next || is_sent;
            }
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    reaches[i][j] |= reaches[i][k] && reaches[k][j];
                }
            }
        }
        for i in 0..n {
            for j in 0..n {
                let path = run.events().path(ids[i], ids[j]);
                assert_eq!(path.is_some(), reaches[i][j], "seed {seed}");
                let is_before = run.events().order(ids[i], ids[j]) == Order::Before;
                assert_eq!(is_before, reaches[i][j], "seed {seed}");
            }
        }
    }
}

/// A version with its whole history written out: slow and obvious.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    dot: Dot,
    seen: BTreeSet<Dot>,
}

/// A store of dotted version vectors keeps exactly the versions that a store of
/// whole histories keeps, whatever clients read, write and forget to read.
#[test]
fn a_dotted_store_agrees_with_whole_histories() {
    const REPLICAS: u32 = 3;
    let mut most_siblings = 0;
    for seed in 0..2_000 {
        let mut stream = Stream::new(seed, "store", 0);
        let mut pick = || NodeId(stream.below(u64::from(REPLICAS)) as u32);
        let mut dotted = vec![Vec::<Dotted>::new(); REPLICAS as usize];
        let mut whole = vec![Vec::<Written>::new(); REPLICAS as usize];
        let mut issued = [0; REPLICAS as usize];
        let mut client = (Vector::new(REPLICAS), BTreeSet::new());
        for _ in 0..30 {
            let (action, at, other) = (pick().0, pick(), pick());
            let (here, there) = (at.index(), other.index());
            match action {
                0 => {
                    client =
                        (dotted::read(&dotted[here], REPLICAS), BTreeSet::new());
                    for version in &whole[here] {
                        client.1.extend(version.seen.iter().copied());
                        client.1.insert(version.dot);
                    }
                }
                1 => {
                    dotted[here] = dotted::write(at, &dotted[here], &client.0);
                    issued[here] += 1;
                    let dot = Dot { node: at, count: issued[here] };
                    whole[here].retain(|v| !client.1.contains(&v.dot));
                    whole[here].push(Written { dot, seen: client.1.clone() });
                }
                _ => {
                    let synced = dotted::sync(&dotted[here], &dotted[there]);
                    dotted[here] = synced.clone();
                    dotted[there] = synced;
                    let all: BTreeSet<_> =
                        whole[here].iter().chain(&whole[there]).cloned().collect();
                    let is_seen =
                        |v: &Written| all.iter().any(|w| w.seen.contains(&v.dot));
                    let kept: Vec<_> =
                        all.iter().filter(|v| !is_seen(v)).cloned().collect();
                    whole[here] = kept.clone();
                    whole[there] = kept;
                }
            }
            for (mine, theirs) in dotted.iter().zip(&whole) {
                let mine: BTreeSet<_> = mine.iter().map(|v| v.dot).collect();
                let theirs: BTreeSet<_> = theirs.iter().map(|v| v.dot).collect();
                assert_eq!(mine, theirs, "seed {seed}");
                most_siblings = most_siblings.max(mine.len());
            }
        }
    }
    assert!(most_siblings >= 4, "there were no conflicts to keep");
}
