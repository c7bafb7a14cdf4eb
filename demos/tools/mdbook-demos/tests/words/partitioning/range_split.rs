//! Who gets the writes: ranges that split and move, beside fixed slots.

use crate::claim::{Claim, Shown, deed, is_about, matches, names, so, theory};
use models::partitioning::RangeStore;
use sim::{Event, NodeId, Record};
use std::collections::BTreeSet;

pub const WORDS: &[Claim] = &[
    names("Ranges that split and move, beside fixed slots"),
    names("the boxes that are being written: where they are, and who has them."),
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
    names("the dots: each is a write that falls where its key belongs."),
    names("the right end of the keys, and whose box is written."),
    so("how many boxes are written now: keys grow at sixteen places.", |s| {
        let keys = store(s).written(u64::MAX).map(|(_, key)| key >> 60);
        let places = keys.collect::<BTreeSet<_>>().len();
        places <= 16 && (s.now().as_millis() < 20_000 || places == 16)
    }),
    names("what goes to n5: ranges one by one, and slots, the thin bars."),
];

pub const PICTURE: &[Claim] = &[
    names("Ranges in key order and on each node, and who takes the writes"),
    names(
        "all keys in order, and who has them · blue: written now · orange: being \
         copied",
    ),
    names("all keys in order · blue: written now"),
    theory(
        "thin: the same data in 16,384 slots · right: writes of 5 s, for slots all so \
         far",
        "partitioning/ranges.rs::a_range_store_keeps_its_books",
    ),
    names("thin: slots · right: 5 s (slots: all)"),
    so("{n} MB written, {n} MB copied since", |s| {
        [written(s), copied(s)] == [s.number(0), s.number(1)]
    }),
    so("{n} MB, {n} MB copied", |s| {
        [written(s), copied(s)] == [s.number(0), s.number(1)]
    }),
    so("went to {}", |s| {
        let arrived = store(s).arrived().expect("a range has arrived");
        let mut ranges = store(s).ranges().iter();
        ranges.any(|r| r.id == arrived.range && name(r.node) == s.words[0])
    }),
    so("by slots {n} of {n} MB copied here", |s| {
        let slots = u64::from(store(s).slots_copied().mb);
        let newest = NodeId(store(s).nodes());
        slots == s.number(0)
            && slots <= store(s).slots_mb(newest).into()
            && (slots..=written(s)).contains(&s.number(1))
    }),
    so("Data, and the writes of 5 s to ranges, at {}", |s| {
        s.words[0] == s.now().clock()
    }),
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
    so("joins, empty: {n} slots are due to it", |s| {
        store(s).range_mb(NodeId(store(s).nodes())) == 0
    }),
];

pub const CHECKS: &[Claim] = &[
    so("… No node takes twice its share: {} {n} %", is_early),
    so("✓ No node takes twice its share: {} {n} %", |s| {
        s.thousandths(1) < twice_fair(s) && is_busiest(s)
    }),
    so("✕ No node takes twice its share: {} {n} %", |s| {
        s.thousandths(1) >= twice_fair(s) && is_busiest(s)
    }),
    so("… Under a quarter copied: {n} %", is_early),
    so("✓ Under a quarter copied: {n} %", |s| s.number(0) < 25 && is_copied(s)),
    so("✕ Under a quarter copied: {n} %", |s| s.number(0) >= 25 && is_copied(s)),
    so("✓ No slot waits: 0 to go", |s| store(s).slots_due() == 0),
    so("✕ No slot waits: {n} to go", |s| {
        s.number(0) > 0 && store(s).slots_due() as u64 == s.number(0)
    }),
    so(
        "→ All four nodes. A random key falls into any range. So each range that is \
         split and moved takes its part of the writes with it.",
        |s| shares(s).len() == 4 && shares(s).iter().all(|share| *share > 0),
    ),
    so(
        "→ All of them. Only the last range is written, and it is on one node. \
         Splitting it makes another last range; the half that moves is never \
         written again.",
        |s| {
            let ranges = store(s).ranges();
            let from = |id| ranges.iter().find(|range| range.id == id);
            let last = ranges.last().expect("there are ranges").from;
            s.knob("keys") == "ascending"
                && last_is_written(s)
                && shares(s).iter().max() == Some(&1_000_000)
                && sends(s).all(|(id, _)| from(id).is_some_and(|r| r.from < last))
        },
    ),
    so(
        "→ About half, or less. There are sixteen ends to write to, on all nodes. A \
         scan by time has to ask for each prefix.",
        |s| shares(s).iter().all(|share| (1..600_000).contains(share)),
    ),
    so(
        "→ About a fifth. Its fair share has to come from the others, by slots and \
         by ranges alike. Divided by the speed of copying that is the time it takes.",
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

fn copied(shown: &Shown) -> u64 {
    store(shown).copied().mb.into()
}

/// The ranges that were sent: their numbers, and how much of them.
fn sends(shown: &Shown) -> impl Iterator<Item = (u32, u64)> {
    shown.past().iter().filter_map(|record| {
        let Event::Noted { text, .. } = &record.event else { return None };
        let words = matches("sends range {n} ({n} MB) to {}", text)?;
        Some((words[0].parse().ok()?, words[1].parse().ok()?))
    })
}

/// What share of the last writes each node took, in millionths.
fn shares(shown: &Shown) -> Vec<u32> {
    let nodes = (1..=store(shown).nodes()).map(NodeId);
    nodes.map(|node| store(shown).writes_ppm(node).0).collect()
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
