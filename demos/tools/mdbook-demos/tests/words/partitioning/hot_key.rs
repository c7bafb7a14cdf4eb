//! Who gets the requests: one key gets hot.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::partitioning::HotKey;
use models::partitioning::hot_key::{Policy, Work};
use sim::Micros;
use std::ops::Range;

pub const WORDS: &[Claim] = &[
    names("One hot key: what a ring cannot spread"),
    names("the row of the hot key's owner, and what changes it."),
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
    so("the orange dots from 3 s on: all of them are for one key.", |s| {
        !hot(s).is_hot() || s.now() >= Micros::from_secs(3)
    }),
    names("the orange dots again: does it help to cut the ring finer?"),
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
    so("Requests in hand at {}", |s| s.words[0] == s.now().clock()),
    deed("owns key-0, which now draws {n} % of requests"),
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
    so("… None placed above the cap: {n} of {n} were", is_open),
    so("✓ None placed above the cap: {n} of {n} were", |s| {
        s.number(0) == 0 && over_cap(s)
    }),
    so("✕ None placed above the cap: {n} of {n} were", |s| {
        s.number(0) > 0 && over_cap(s)
    }),
    so("… Nobody above twice the mean: {n} × at worst in 2 s", |s| {
        is_open(s) && is_worst(s)
    }),
    so("✓ Nobody above twice the mean: {n} × at worst in 2 s", |s| {
        s.thousandths(0) <= 2_000 && is_worst(s)
    }),
    so("✕ Nobody above twice the mean: {n} × at worst in 2 s", |s| {
        s.thousandths(0) >= 2_000 && is_worst(s)
    }),
    so("… One answer per request: {n} to {n} requests", is_open),
    so("✓ One answer per request: {n} to {n} requests", |s| {
        s.number(0) == s.number(1) && hot(s).tally().placed == s.number(0)
    }),
    so("✕ One answer per request: {n} to {n} requests", |s| {
        let tally = hot(s).tally();
        s.number(0) > s.number(1)
            && [tally.placed, tally.asked] == [s.number(0), s.number(1)]
            && hot(s).policy() == Policy::Split
    }),
    so(
        "→ Over 40. All requests for the key go to its one owner, and its share of \
         the others as well.",
        |s| hottest(s, 5_000..8_000) > 40.0 && holders(s) == 1,
    ),
    so(
        "→ The same. The key is one point of the circle and has one owner, which \
         gets all of its requests.",
        |s| (36.0..50.0).contains(&hottest(s, 5_000..8_000)) && holders(s) == 1,
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
        "→ Splitting does. Each write goes to one of the eight parts, which are on \
         five nodes here. A read would have to ask all eight.",
        |s| {
            let bounded = hottest(s, 6_000..8_000);
            s.setting("parts") == 8
                && holders(s) == 5
                && bounded > 36.0
                && hottest(s, 10_000..12_000) < bounded / 1.5
        },
    ),
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
fn in_hand(shown: &Shown) -> [u64; 2] {
    let loads = hot(shown).loads().iter().map(|load| u64::from(load.all));
    [loads.clone().max().unwrap_or(0), loads.sum()]
}

/// Whether no sample of the last two seconds has more means on a node, and one has so
/// many.
fn is_worst(shown: &Shown) -> bool {
    let nodes = hot(shown).loads().len() as u64;
    let samples = hot(shown).samples().iter();
    let late = samples.filter(|s| shown.now().since(s.at) <= Micros::from_secs(2));
    let means = late.map(|sample| {
        u64::from(sample.hottest) * nodes * 1_000 / u64::from(sample.total.max(1))
    });
    means.max().unwrap_or(0).abs_diff(shown.thousandths(0)) <= 6
}

/// What the hottest node had in hand on average between two moments.
fn hottest(shown: &Shown, millis: Range<u64>) -> f64 {
    let samples = hot(shown).samples().iter();
    let within = samples.filter(|sample| millis.contains(&sample.at.as_millis()));
    let hottest: Vec<_> = within.map(|sample| f64::from(sample.hottest)).collect();
    hottest.iter().sum::<f64>() / hottest.len() as f64
}
