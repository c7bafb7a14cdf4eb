//! Who gets the writes: ranges that split and move, beside fixed slots.

use crate::claim::{Claim, Shown, deed, is_about, matches, names, so, theory};
use models::partitioning::{RangeStore, SlotTable};
use sim::{Event, NodeId, Record};
use std::collections::BTreeSet;

pub const WORDS: &[Claim] = &[
    names("Ranges that split and move"),
    names("where the dots fall: each is a write, a row is a node."),
    so(
        "Splitting does not spread the writes of keys that only grow: all go to \
         the last range, and the balancer copies them afterwards.",
        |s| s.knob("keys") != "ascending" || last_is_written(s),
    ),
    theory(
        "A split cuts a range at its middle key.",
        "isolated/partitioning.rs::a_range_splits_at_its_middle",
    ),
    so(
        "Of ascending keys the lower half is complete and will never be written \
         again; the upper half takes every write, as the whole did.",
        |s| s.knob("keys") != "ascending" || last_is_written(s),
    ),
    theory(
        "Fixed slots hash the key, so the next key is anywhere; but so is each key \
         of a scan.",
        "partitioning/ranges.rs::ascending_keys_keep_hitting_one_range",
    ),
    names("the dots: each is a write that falls to its key, in the row of a node."),
    names("the dots, and the boxes that move."),
    so("at how many places the dots fall.", |s| {
        let keys = store(s).written(u64::MAX).map(|(_, key)| key >> 60);
        let places = keys.collect::<BTreeSet<_>>().len();
        places <= 16 && (s.now().as_millis() < 20_000 || places == 16)
    }),
    so("the dots: they follow each other in time.", |s| {
        s.knob("keys") == "ascending"
    }),
    so("the row of n5: it gets a part of each block of slots.", |s| {
        let slots = store(s).slots_mb(NodeId(5));
        store(s).nodes() == 5 || slots == 0
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Who stores which keys, and where writes fall"),
    so("a box: a range of keys", by_ranges),
    so("blue: written · orange: copied · dotted: has moved", by_ranges),
    so("16,384 slots: a key's slot is its hash", |s| s.knob("placed") == "slots"),
    so("orange: being copied", |s| s.knob("placed") == "slots"),
    so("a query for the last 2 s asks {}", |s| {
        let asked = match by_ranges(s) {
            true => ranges_of_latest(s),
            false => owners_of_latest(s),
        };
        let names = asked.into_iter().map(name).collect::<Vec<_>>();
        s.knob("keys") == "ascending" && s.words[0] == names.join(", ")
    }),
    so("the only range", |s| store(s).ranges().len() == 1),
    so("newest range: takes every write", |s| {
        let newest = store(s).ranges().iter().max_by_key(|range| range.id);
        by_ranges(s)
            && last_is_written(s)
            && newest.map(|range| range.id)
                == store(s).ranges().last().map(|r| r.id)
    }),
    names("writes, last 5 s"),
    so("{n} MB written, {n} MB copied", |s| {
        [written(s), copied(s)] == [s.number(0), s.number(1)]
    }),
    so("now copied: {n} MB from {} to {}", |s| {
        let moving = store(s).on_its_way().expect("a range is being copied");
        let has_it = |node: NodeId| {
            store(s).ranges().iter().any(|r| r.id == moving.range && r.node == node)
        };
        by_ranges(s)
            && has_it(moving.from)
            && u64::from(moving.mb) == s.number(0)
            && [name(moving.from), name(moving.to)] == [s.words[1], s.words[2]]
    }),
    so("{n} slots to go to {}", |s| {
        let newest = name(NodeId(store(s).nodes()));
        store(s).slots_due() as u64 == s.number(0) && newest == s.words[1]
    }),
    so("Data, and the writes of 5 s, at {}", |s| s.words[0] == s.now().clock()),
    deed("splits range {n}: {n} is new"),
    deed("sends range {n} ({n} MB) to {}"),
    so("has its slots: {n} slots, {n} MB", |s| {
        let [slots, mb] = [0, 1].map(|word| s.number(word));
        let text = format!("has its slots: {slots} slots, {mb} MB");
        s.happened(|event| match event {
            Event::Noted { node: Some(node), text: told } => {
                *told == text && slots.abs_diff(16_384 / u64::from(node.0)) <= 6
            }
            _ => false,
        })
    }),
    so("joins, empty", |s| store(s).range_mb(NodeId(store(s).nodes())) == 0),
    so("joins, empty: {n} slots are due to it", |s| {
        store(s).range_mb(NodeId(store(s).nodes())) == 0
    }),
];

pub const CHECKS: &[Claim] = &[
    so("… No node takes twice its share: known at 5 s", is_early),
    so("✓ No node takes twice its share: {} {n} %", |s| {
        s.thousandths(1) < twice_fair(s) && is_busiest(s)
    }),
    so("✕ No node takes twice its share: {} {n} %", |s| {
        s.thousandths(1) >= twice_fair(s) && is_busiest(s)
    }),
    so("… Under half of the data copied: {n} %", is_early),
    so("✓ Under half of the data copied: {n} %", |s| {
        s.number(0) < 50 && is_copied(s)
    }),
    so("✕ Under half of the data copied: {n} %", |s| {
        s.number(0) >= 50 && is_copied(s)
    }),
    so(
        "→ Less than half. A random key falls into any range. So each range that is \
         split and moved takes its part of the writes with it.",
        |s| (1..=4).all(|node| (1..22).contains(&settled(s, NodeId(node)))),
    ),
    so(
        "→ Nearly all. Only the last range is written, and it is on one node. \
         Splitting it makes another last range; the half that moves is never \
         written again.",
        |s| {
            let ranges = store(s).ranges();
            let from = |id| ranges.iter().find(|range| range.id == id);
            let last = ranges.last().expect("there are ranges").from;
            s.knob("keys") == "ascending"
                && last_is_written(s)
                && (1..=4).any(|node| settled(s, NodeId(node)) == 50)
                && sends(s).all(|(id, _)| from(id).is_some_and(|r| r.from < last))
        },
    ),
    so(
        "→ Less than half. There are sixteen ends to write to, on all nodes. A scan by \
         time has to ask for each prefix.",
        |s| (1..=4).all(|node| (1..22).contains(&settled(s, NodeId(node)))),
    ),
    so(
        "→ Three, or all four. A hash spreads the writes, and with them what one \
         query asks for.",
        |s| owners_of_latest(s).len() >= 3,
    ),
    so(
        "→ About a fifth. Its fair share has to come from the others, by slots and \
         by ranges alike. It takes as long as copying so much data takes.",
        |s| {
            let is_it = |record: &&Record| match &record.event {
                Event::Noted { text, .. } => text.starts_with("has its slots"),
                _ => false,
            };
            let done = s.past().iter().find(is_it).expect("it has its slots");
            let batches = done.at.as_millis() / 100;
            let slots = u64::from(store(s).slots_copied().mb);
            is_about(slots * 5, batches * 4, 15)
        },
    ),
];

fn store<'a>(shown: &Shown<'a>) -> &'a RangeStore {
    shown.model()
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// Which nodes have the keys of the last two seconds in slots.
fn owners_of_latest(shown: &Shown) -> BTreeSet<NodeId> {
    let latest = store(shown).written(20);
    let slots = latest.map(|(_, key)| SlotTable::slot(key));
    slots.map(|slot| store(shown).slots().owner(slot)).collect()
}

/// Which nodes have them in ranges.
fn ranges_of_latest(shown: &Shown) -> BTreeSet<NodeId> {
    let latest = store(shown).written(20);
    let ranges = store(shown).ranges().iter().rev();
    let owner = |(_, key)| ranges.clone().find(|range| range.from <= key);
    latest.filter_map(owner).map(|range| range.node).collect()
}

fn is_early(shown: &Shown) -> bool {
    shown.now().as_millis() < 5_000
}

fn last_is_written(shown: &Shown) -> bool {
    let ranges = store(shown).ranges();
    let mut latest = store(shown).written(1);
    latest
        .next()
        .is_none_or(|(_, key)| ranges.last().is_some_and(|r| r.from <= key))
}

fn written(shown: &Shown) -> u64 {
    store(shown).total_mb().into()
}

fn by_ranges(shown: &Shown) -> bool {
    shown.knob("placed") == "ranges"
}

fn copied(shown: &Shown) -> u64 {
    let (ranges, slots) = (store(shown).copied(), store(shown).slots_copied());
    if by_ranges(shown) { ranges.mb.into() } else { slots.mb.into() }
}

/// The ranges that were sent: their numbers, and how much of them.
fn sends(shown: &Shown) -> impl Iterator<Item = (u32, u64)> {
    shown.past().iter().filter_map(|record| {
        let Event::Noted { text, .. } = &record.event else { return None };
        let words = matches("sends range {n} ({n} MB) to {}", text)?;
        Some((words[0].parse().ok()?, words[1].parse().ok()?))
    })
}

/// How many of the fifty batches from 25 to 30 s went to a range of this node.
fn settled(shown: &Shown, node: NodeId) -> usize {
    let takers = &store(shown).takers()[250..300];
    takers.iter().filter(|(taker, _)| *taker == node).count()
}

/// What share of the last writes each node took, in millionths.
fn shares(shown: &Shown) -> Vec<u32> {
    let nodes = (1..=store(shown).nodes()).map(NodeId);
    let share = |node| {
        let (ranges, slots) = store(shown).writes_ppm(node);
        if by_ranges(shown) { ranges } else { slots }
    };
    nodes.map(share).collect()
}

/// In thousandths of a per cent.
fn twice_fair(shown: &Shown) -> u64 {
    200_000 / u64::from(store(shown).nodes())
}

/// Whether the node took that share of the last writes, and none took more.
fn is_busiest(shown: &Shown) -> bool {
    let shares = shares(shown);
    let most = shares.iter().max().copied().unwrap_or(0);
    let mut named = (1..).map(NodeId).zip(&shares);
    named.any(|(node, share)| name(node) == shown.words[0] && *share == most)
        && shown.number(1) * 10_000 == u64::from(most)
}

fn is_copied(shown: &Shown) -> bool {
    copied(shown) * 100 / written(shown) == shown.number(0)
}
