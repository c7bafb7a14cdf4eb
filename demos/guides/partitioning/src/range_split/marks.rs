//! What nodes and ranges say of themselves when pressed.

use super::keys::text;
use super::ranges::written;
use super::settings::Placed;
use super::{data_mb, name, nodes};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{Edit, Pattern};
use sim::NodeId;
use stage::Mark;

/// The nodes; and the ranges, in key order.
pub fn marks(
    store: &RangeStore,
    placed: Placed,
    pattern: Pattern,
) -> Vec<Mark<Edit>> {
    let mark = |node| {
        Mark::new(name(node), name(node)).state(of_node(store, placed, node))
    };
    let mut marks: Vec<_> = nodes(store).map(mark).collect();
    if placed == Placed::Ranges {
        let is_written = written(store);
        marks.extend(store.ranges().iter().enumerate().map(|(index, range)| {
            let now = if is_written[index] { ", being written" } else { "" };
            let state = format!("{} MB on {}{now}", range.mb(), name(range.node));
            Mark::new(id(range.id), bounds(store, pattern, index)).state(state)
        }));
    }
    marks
}

/// What a range's mark is called.
pub fn id(range: u32) -> String {
    format!("r{range}")
}

/// What a node has.
fn of_node(store: &RangeStore, placed: Placed, node: NodeId) -> String {
    let mb = data_mb(store, placed, node);
    let ranges = store.ranges().iter().filter(|range| range.node == node);
    match placed {
        Placed::Ranges => format!("{mb} MB, ranges: {}", ranges.count()),
        Placed::Slots => format!("{mb} MB"),
    }
}

/// From where to where a range goes, by its place in key order.
pub fn bounds(store: &RangeStore, pattern: Pattern, place: usize) -> String {
    let from = text(pattern, store.ranges()[place].from);
    match store.ranges().get(place + 1) {
        Some(end) => format!("keys {from} to {}", text(pattern, end.from)),
        None => format!("keys from {from}"),
    }
}
