//! Who gets the requests: one key gets hot.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::partitioning::HotKey;
use models::partitioning::hot_key::{Policy, Work};
use sim::Micros;
use std::ops::Range;

pub const WORDS: &[Claim] = &[
    so("One hot key on a ring of ten nodes", |s| hot(s).loads().len() == 10),
    names("the orange dots: each is a request for one and the same key."),
    so(
        "A key has one owner, so more partitions do not spread a hot key: splitting \
         it does, and then each read asks all its parts.",
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
        "A write needs the one owner.",
        "partitioning/hot_key.rs::splitting_is_for_writes",
    ),
    so("the orange dots from 3 s on: all of them are for one key.", |s| {
        !hot(s).is_hot() || s.now() >= Micros::from_secs(3)
    }),
    so("where the orange dots are before 6 s, and where they are after it.", |s| {
        let is_finer = s.now() >= Micros::from_secs(6);
        hot(s).vnodes() == if is_finer { 1_000 } else { 100 }
    }),
    so("how many orange dots one read becomes from 6 s on.", |s| {
        let is_split = s.now() >= Micros::from_secs(6);
        hot(s).policy() == if is_split { Policy::Split } else { Policy::Ring }
    }),
    so("the dots that come to the full owner and go on to another node.", |s| {
        let full = |work: &Work| work.passed_on_by;
        hot(s).work().iter().filter_map(full).count() == 0
            || hot(s).policy() == Policy::Bounded
    }),
    so(
        "the owner's row: loads are bounded at 5 s, the key is split at 8 s.",
        |s| {
            let policy = match s.now().as_millis() {
                0..5_000 => Policy::Ring,
                5_000..8_000 => Policy::Bounded,
                8_000.. => Policy::Split,
            };
            hot(s).policy() == policy
        },
    ),
    names("Requests, and the nodes that have them in hand"),
    names("a request for the hot key, key-0"),
    names("for the hot key"),
    names("for another one"),
    names("The hottest node and the mean over time"),
    so("dotted: to owner", |s| {
        s.knob("policy") != "ring" && !hot(s).beside().is_empty()
    }),
    so("Requests in hand at {}", |s| s.words[0] == s.now().clock()),
    deed("owns key-0, which now draws {n} % of requests"),
    deed("owns key-0, on a ring of {n} virtual nodes each"),
    so("has most in hand: {n} of {n} requests", |s| {
        in_hand(s) == [s.number(0), s.number(1)]
    }),
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

pub const CHECKS: &[Claim] = &[
    so("… No node above 30 in hand: {n} at most in 2 s", |s| {
        is_open(s) && is_worst(s)
    }),
    so("✓ No node above 30 in hand: {n} at most in 2 s", |s| {
        s.number(0) <= 30 && is_worst(s)
    }),
    so("✕ No node above 30 in hand: {n} at most in 2 s", |s| {
        s.number(0) > 30 && is_worst(s)
    }),
    so("… One piece of work per request: not known yet", is_open),
    so("✓ One piece of work per request: 1 on average", |s| {
        hot(s).tally().placed == hot(s).tally().asked
    }),
    so("✕ One piece of work per request: {n} on average", |s| {
        let tally = hot(s).tally();
        let average = tally.placed * 1_000 / tally.asked;
        tally.placed > tally.asked
            && s.thousandths(0).abs_diff(average) <= 60
            && hot(s).policy() == Policy::Split
    }),
    so(
        "→ Over 30. All requests for the key go to its one owner, and its share of \
         the others as well.",
        |s| hottest(s, 5_000..8_000) > 35.0 && holders(s) == 1,
    ),
    so(
        "→ Over 30, as before. The key is one point of the circle. Another node may \
         own it on the finer ring, and then gets all of its requests.",
        |s| {
            let [before, after] = [4_500..6_000, 8_000..10_000];
            hottest(s, before) > 30.0 && hottest(s, after) > 35.0 && holders(s) == 1
        },
    ),
    so(
        "→ More than before. Each read is now eight pieces of work for the nodes. \
         Split keys that are written often and read seldom.",
        |s| {
            let before = hottest(s, 4_500..6_000);
            s.setting("parts") == 8 && hottest(s, 8_000..11_000) > before * 1.25
        },
    ),
    so(
        "→ Most of the ten. Two fifths of all requests fill more than three nodes \
         up to the cap, beside what these have already. As the loads change, so do \
         the nodes.",
        |s| {
            // The cap is (1 + ε)/10 of all.
            let filled = 1_000 * s.setting("hot") / (100 + s.setting("epsilon"));
            holders(s) > 5 && filled > 300 && hot(s).policy() == Policy::Bounded
        },
    ),
    so(
        "→ Splitting does. Each write goes to one of the eight parts, on five nodes \
         here: the hottest has about half of what it had.",
        |s| {
            let share = hottest(s, 10_000..12_000) / hottest(s, 6_000..8_000);
            s.setting("parts") == 8
                && holders(s) == 5
                && (0.4..0.6).contains(&share)
        },
    ),
];

fn hot<'a>(shown: &Shown<'a>) -> &'a HotKey {
    shown.model()
}

fn holders(shown: &Shown) -> u32 {
    hot(shown).tally().holders.count_ones()
}

fn is_open(shown: &Shown) -> bool {
    !hot(shown).is_hot() || holders(shown) == 0
}

/// Requests of the node that has most in hand, and of all.
fn in_hand(shown: &Shown) -> [u64; 2] {
    let loads = hot(shown).loads().iter().map(|load| u64::from(load.all));
    [loads.clone().max().unwrap_or(0), loads.sum()]
}

/// Whether no sample of the last two seconds has more on a node, and one has so many.
fn is_worst(shown: &Shown) -> bool {
    let samples = hot(shown).samples().iter();
    let late = samples.filter(|s| shown.now().since(s.at) <= Micros::from_secs(2));
    let now = hot(shown).loads().iter().map(|load| load.all);
    let most = late.map(|sample| sample.hottest).chain(now).max();
    most.map_or(0, u64::from) == shown.number(0)
}

/// What the hottest node had in hand on average between two moments.
fn hottest(shown: &Shown, millis: Range<u64>) -> f64 {
    let samples = hot(shown).samples().iter();
    let within = samples.filter(|sample| millis.contains(&sample.at.as_millis()));
    let hottest: Vec<_> = within.map(|sample| f64::from(sample.hottest)).collect();
    hottest.iter().sum::<f64>() / hottest.len() as f64
}
