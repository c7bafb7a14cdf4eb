//! Who gets the requests and the writes: the hot key, and ranges that split.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::partitioning::hot_key::Policy;
use models::partitioning::{HotKey, RangeStore};
use sim::NodeId;

pub const HOT: &[Claim] = &[
    names("One hot key: what a ring cannot spread"),
    names(
        "the bar of the hot key's owner once the key is hot, and who gets shorter \
         or longer when you change where requests go.",
    ),
    so(
        "A ring spreads keys, not requests: one hot key has one owner, whatever V \
         is; bounded loads spread its reads, splitting its writes.",
        |s| match hot(s).policy() {
            Policy::Ring => holders(s) <= 1,
            Policy::Bounded => s.setting("writes") < 100 || holders(s) <= 1,
            Policy::Split => holders(s) <= s.setting("parts"),
        },
    ),
    theory(
        "Virtual nodes cut up the circle, and a key is a point on it.",
        "partitioning/hot_key.rs::virtual_nodes_do_nothing_for_one_hot_key",
    ),
    theory(
        "Bounded loads pass on what a full node gets, which is right for what any \
         node can answer.",
        "partitioning/hot_key.rs::bounded_loads_hold_where_all_are_reads",
    ),
    theory(
        "A write needs the one owner, unless the key itself is cut up; then a read \
         has to ask for all the parts.",
        "partitioning/hot_key.rs::splitting_is_for_writes",
    ),
    names("How many requests each node has in hand"),
    so("hottest node: {n} × the mean", |s| {
        let (most, total) = in_hand(s);
        let nodes = hot(s).loads().len() as u64;
        s.thousandths(0)
            .abs_diff((most * nodes * 1_000).checked_div(total).unwrap_or(0))
            <= 6
    }),
    so("{n} requests in hand; dashed: the cap", |s| {
        in_hand(s).1 == s.number(0) && hot(s).policy() == Policy::Bounded
    }),
    so("{n} requests in hand; dashed: the mean", |s| {
        in_hand(s).1 == s.number(0) && hot(s).policy() != Policy::Bounded
    }),
    names("thick: all · thin: for the hot key"),
    names("The hottest node and the mean over time"),
    names("in hand: the hottest node, – – the mean"),
    so("Requests in hand at {}", |s| s.words[0] == s.now().clock()),
    deed("owns key-0, which now draws {n} % of requests"),
    so("has most in hand: {n} of {n} requests", |s| s.number(0) <= s.number(1)),
    so("is full: {} answers for {}", |s| hot(s).policy() == Policy::Bounded),
    so("from now on each request goes to its owner", |s| {
        hot(s).policy() == Policy::Ring
    }),
    so("from now on a full node passes reads on", |s| {
        hot(s).policy() == Policy::Bounded
    }),
    so("from now on key-0 is split into parts", |s| {
        hot(s).policy() == Policy::Split
    }),
];

pub const HOT_CHECKS: &[Claim] = &[
    so(
        "… No request above the cap of (1 + ε) · mean: {n} of {n} since the last \
         change",
        is_open,
    ),
    so(
        "✓ No request above the cap of (1 + ε) · mean: {n} of {n} since the last \
         change",
        |s| s.number(0) == 0 && over_cap(s),
    ),
    so(
        "✕ No request above the cap of (1 + ε) · mean: {n} of {n} since the last \
         change",
        |s| s.number(0) > 0 && over_cap(s),
    ),
    so(
        "… Hottest node at most twice the mean: {n} in hand, the mean is {n}",
        is_open,
    ),
    so(
        "✓ Hottest node at most twice the mean: {n} in hand, the mean is {n}",
        |s| s.thousandths(0) <= 2 * s.thousandths(1),
    ),
    so(
        "✕ Hottest node at most twice the mean: {n} in hand, the mean is {n}",
        |s| s.thousandths(0) > 2 * s.thousandths(1),
    ),
    so("… The hot key lives on one node: on {n} since the last change", is_open),
    so("✓ The hot key lives on one node: on {n} since the last change", |s| {
        s.number(0) == 1 && holders(s) == 1
    }),
    so("✕ The hot key lives on one node: on {n} since the last change", |s| {
        s.number(0) > 1 && u64::from(holders(s)) == s.number(0)
    }),
    so("… One node answers a request: {n} answers to {n} requests", is_open),
    so("✓ One node answers a request: {n} answers to {n} requests", |s| {
        s.number(0) == s.number(1)
    }),
    so("✕ One node answers a request: {n} answers to {n} requests", |s| {
        s.number(0) > s.number(1)
    }),
    so(
        "→ The same. The key is one point of the circle and has one owner, which \
         gets all of its requests.",
        |s| hot(s).policy() == Policy::Ring && holders(s) == 1,
    ),
];

pub const RANGES: &[Claim] = &[
    names("Ranges that split and move, beside fixed slots"),
    names(
        "the box that is being written: where it is, and whether splitting it \
         brings any of the writes elsewhere.",
    ),
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
    names("Ranges and slots on each node, and who takes the writes"),
    names("boxes: ranges (w: written now, → being copied) · thin: fixed slots"),
    names("w: written, → being copied · thin: slots"),
    names("writes of the last 5 s"),
    so("Data, and the writes of 5 s, at {}", |s| s.words[0] == s.now().clock()),
    so(
        "… Ranges: nobody takes twice the fair share of writes: busiest {n} %",
        is_early,
    ),
    so(
        "✓ Ranges: nobody takes twice the fair share of writes: busiest {n} %",
        |s| s.thousandths(0) < twice_fair(s) && is_busiest(s, busiest(s).0),
    ),
    so(
        "✕ Ranges: nobody takes twice the fair share of writes: busiest {n} %",
        |s| s.thousandths(0) >= twice_fair(s) && is_busiest(s, busiest(s).0),
    ),
    so("… Slots: nobody takes twice the fair share: busiest {n} %", is_early),
    so("✓ Slots: nobody takes twice the fair share: busiest {n} %", |s| {
        s.thousandths(0) < twice_fair(s) && is_busiest(s, busiest(s).1)
    }),
    so("✕ Slots: nobody takes twice the fair share: busiest {n} %", |s| {
        s.thousandths(0) >= twice_fair(s) && is_busiest(s, busiest(s).1)
    }),
    so(
        "… Ranges: less copied than a quarter of the data: {n} MB in {n} moves, \
         {n} s of copying",
        is_early,
    ),
    so(
        "✓ Ranges: less copied than a quarter of the data: {n} MB in {n} moves, \
         {n} s of copying",
        |s| 4 * s.number(0) < u64::from(store(s).total_mb()) && has_copied(s),
    ),
    so(
        "✕ Ranges: less copied than a quarter of the data: {n} MB in {n} moves, \
         {n} s of copying",
        |s| 4 * s.number(0) >= u64::from(store(s).total_mb()) && has_copied(s),
    ),
    so(
        "… Slots: none waits to be copied: {n} MB in {n} slots, {n} s; {n} to go",
        is_early,
    ),
    so(
        "✓ Slots: none waits to be copied: {n} MB in {n} slots, {n} s; {n} to go",
        |s| s.number(3) == 0 && store(s).slots_due() == 0,
    ),
    so(
        "✕ Slots: none waits to be copied: {n} MB in {n} slots, {n} s; {n} to go",
        |s| s.number(3) > 0 && store(s).slots_due() as u64 == s.number(3),
    ),
    so(
        "→ All of them. Only the last range is written, and it is on one node. \
         Splitting it makes another last range.",
        |s| {
            s.knob("keys") == "ascending"
                && store(s).nodes() == 4
                && last_is_written(s)
                && busiest(s).0 >= 400_000
        },
    ),
    deed("splits range {n}: {n} is new"),
    deed("sends range {n} ({n} MB) to {}"),
    so("has its slots: {n} slots, {n} MB", |s| store(s).slots_due() == 0),
    so("joins, empty: {n} slots are due to it", |s| {
        store(s).range_mb(NodeId(store(s).nodes())) == 0
    }),
];

fn hot<'a>(shown: &Shown<'a>) -> &'a HotKey {
    shown.model()
}

fn holders(shown: &Shown) -> u32 {
    hot(shown).tally().holders.count_ones()
}

fn over_cap(shown: &Shown) -> bool {
    let tally = hot(shown).tally();
    [tally.over_cap, tally.placed] == [shown.number(0), shown.number(1)]
}

fn is_open(shown: &Shown) -> bool {
    !hot(shown).is_hot() || holders(shown) == 0
}

/// Requests of the node that has most in hand, and of all.
fn in_hand(shown: &Shown) -> (u64, u64) {
    let loads = hot(shown).loads().iter().map(|load| u64::from(load.all));
    (loads.clone().max().unwrap_or(0), loads.sum())
}

fn store<'a>(shown: &Shown<'a>) -> &'a RangeStore {
    shown.model()
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

/// The largest share of the last writes: by ranges and by slots, in millionths.
fn busiest(shown: &Shown) -> (u32, u32) {
    let nodes = (1..=store(shown).nodes())
        .map(|node| store(shown).writes_ppm(NodeId(node)));
    nodes.fold((0, 0), |(a, b), (range, slot)| (a.max(range), b.max(slot)))
}

/// In thousandths of a per cent.
fn twice_fair(shown: &Shown) -> u64 {
    200_000 / u64::from(store(shown).nodes())
}

fn is_busiest(shown: &Shown, ppm: u32) -> bool {
    shown.thousandths(0).abs_diff(u64::from(ppm) / 10) <= 51
}

fn has_copied(shown: &Shown) -> bool {
    let copied = store(shown).copied();
    [copied.mb, copied.parts].map(u64::from) == [shown.number(0), shown.number(1)]
}
