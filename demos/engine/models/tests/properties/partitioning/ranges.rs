//! Ranges and slots under writes that grow, are random or have a prefix.

use super::assert_within;
use models::partitioning::range_store::{self, Pattern, RangeStore};
use sim::{Micros, NodeId, Run};

fn store(pattern: Pattern, edits: &[(u64, &str)], until: u64) -> RangeStore {
    store_at(32, pattern, edits, until)
}

fn store_at(
    copy_mb_per_s: u32,
    pattern: Pattern,
    edits: &[(u64, &str)],
    until: u64,
) -> RangeStore {
    let settings =
        range_store::Settings { nodes: 4, pattern, split_mb: 64, copy_mb_per_s };
    let edits = edits
        .iter()
        .map(|(s, edit)| (Micros::from_secs(*s), edit.parse().expect("an edit")));
    let mut run = Run::new(RangeStore::new(&settings, 1), edits.collect());
    run.seek(Micros::from_secs(until));
    run.model().clone()
}

/// The share of the last writes that the busiest node took: by ranges and by
/// slots, in millionths.
fn busiest(store: &RangeStore) -> (u32, u32) {
    let shares = (1..=store.nodes()).map(|n| store.writes_ppm(NodeId(n)));
    shares.fold((0, 0), |(a, b), (range, slot)| (a.max(range), b.max(slot)))
}

/// Always: nothing that is written is lost, ranges do not overlap, and slots hold
/// the same.
#[test]
fn a_range_store_keeps_its_books() {
    for pattern in [Pattern::Ascending, Pattern::Random, Pattern::Prefixed] {
        for until in 1..=60 {
            let store = store(pattern, &[(20, "add"), (40, "add")], until);
            let nodes = || (1..=store.nodes()).map(NodeId);
            let ranges: u32 = nodes().map(|node| store.range_mb(node)).sum();
            let slots: u32 = nodes().map(|node| store.slots_mb(node)).sum();
            assert_eq!((ranges, slots), (store.total_mb(), store.total_mb()));
            let starts = store.ranges().iter().map(|range| range.from);
            assert!(starts.is_sorted_by(|a, b| a < b));
            // One that is being copied may grow past the limit.
            let moving = store.on_its_way().map(|moving| moving.range);
            let large =
                |r: &&range_store::Range| r.mb() > 64 && moving != Some(r.id);
            assert!(store.ranges().iter().filter(large).count() <= 1);
        }
    }
}

/// Keys that only grow are all written on one node, at every moment; random ones
/// and those behind a prefix are spread once there are enough ranges.
#[test]
fn ascending_keys_keep_hitting_one_range() {
    let ascending = store(Pattern::Ascending, &[], 60);
    assert!(ascending.ranges().len() > 30, "it was split again and again");
    assert_eq!(busiest(&ascending).0, 1_000_000);
    // And most of what was written had to be copied: the three idle nodes have
    // their three quarters from the busy one.
    assert!(ascending.copied().mb * 100 > ascending.total_mb() * 65);
    for pattern in [Pattern::Random, Pattern::Prefixed] {
        let spread = store(pattern, &[], 60);
        assert!(busiest(&spread).0 < 450_000, "{:?}", busiest(&spread));
        assert!(spread.copied().mb * 100 < spread.total_mb() * 25);
    }
    for pattern in [Pattern::Ascending, Pattern::Random, Pattern::Prefixed] {
        assert!(busiest(&store(pattern, &[], 60)).1 < 450_000);
    }
}

/// Sometimes: where copying is slow, so that the writer falls far behind, the range
/// that is written moves, and all writes with it.
#[test]
fn the_hot_range_can_move() {
    let writer = |second| {
        let store = store_at(16, Pattern::Ascending, &[], second);
        let (_, key) = store.written(1).next().expect("it writes");
        store.ranges()[store.place(key)].node
    };
    let first = writer(5);
    assert!((6..60).any(|second| writer(second) != first));
}

/// Nodes that join at once do it one after another, and all of them get their slots.
#[test]
fn nodes_that_join_at_once_take_turns() {
    let edits = [(10, "add"), (10, "add"), (11, "add")];
    let joined = store(Pattern::Random, &edits, 60);
    assert_eq!((joined.nodes(), joined.slots_due()), (6, 0), "six is the most");
    let slots = 16_384 / 6;
    assert!(joined.slots_copied().parts.abs_diff(slots) <= 1);
}

/// A fifth node gets a fifth of the slots and of what is in them, and copying it
/// takes that many megabytes over W.
#[test]
fn slots_move_their_share_when_a_node_joins() {
    let joined = store(Pattern::Ascending, &[(40, "add")], 60);
    let copied = joined.slots_copied();
    assert_eq!((copied.parts, joined.slots_due()), (3_276, 0));
    // 1,600 MB were there, and a little more came while it was copied.
    assert_within(10, copied.mb, 340);
    let busy = store(Pattern::Ascending, &[(40, "add")], 48);
    assert!(busy.slots_due() > 0, "320 MB at 32 MB/s take ten seconds");
}
