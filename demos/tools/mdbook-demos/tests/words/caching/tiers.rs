//! What the figure of the tiers may say.

use super::Figure;
use crate::claim::{Claim, Shown, deed, is_about, names, so, theory};
use models::caching::tiers::{
    CITIES, EDGES, Flows, KEYS, LATELY, Rule, STRETCH, Tiers, lines,
};
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "tiers",
    claims: &[CARD, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &["ttl=5&purge=origin-first&edits=3s-write,4s-crash-2"],
    percent: 40,
};

const CARD: &[Claim] = &[
    names("Tiers: edge, shared cache, origin"),
    theory(
        "Each tier sees only what the one before let pass: hit rates do not multiply, \
         TTLs add up, and one dead node can be a cold cache.",
        "caching/tiers.rs::the_misses_of_tiers_do_not_multiply",
    ),
    theory(
        "What an edge lets pass is rare, and misses again.",
        "caching/tiers.rs::the_misses_of_tiers_do_not_multiply",
    ),
    theory(
        "A copy that is nearly over in one tier begins anew in the next, unless its age \
         is passed on.",
        "caching/tiers.rs::ttls_add_up_unless_the_age_is_passed_on",
    ),
    theory(
        "With hash modulo nodes nearly all keys change their node.",
        "caching/tiers.rs::the_ring_moves_the_keys_of_the_dead_node_alone",
    ),
    names("how much each tier takes away of what comes to it."),
    names("red: who still has the old value."),
    names("what an edge takes after it was purged."),
    names("the keys that get another node, ✕."),
    names("the keys of n2 alone, ✕, and the load of the origin."),
    so("The moment of the write was picked: it is the worst.", |s| {
        let watch = tiers(s).watch();
        let Some(write) = watch.writes().first() else { return true };
        let mut before = watch.shared().iter().filter(|held| held.from <= *write);
        before
            .next_back()
            .is_some_and(|held| write.since(held.from) <= Micros::from_millis(300))
    }),
];

const PICTURE: &[Claim] = &[
    names("Readers, edges, the shared cache and the origin"),
    names("the shared cache without edges"),
    so("Shared cache: none", |s| tiers(s).shared().running() == 0),
    names("Who has a fresh copy of key A; red: an old value"),
    names("Fresh copies of key A; red: old"),
    names("Requests/s at the origin; grey: what it can do"),
    names("Origin, requests/s; grey: capacity"),
    so("Origin: {n}/s of {n}", is_load),
    so("if misses were independent: {n} % × {n} %", |s| {
        let lately = lately(s);
        let asked = lately.of_edges().asked;
        let is_share =
            |place, part: u32| s.number(place).abs_diff(percent(part, asked)) <= 2;
        is_share(0, lately.of_edges().passed) && is_share(1, lately.alone)
    }),
    so("modulo: {n} of {n} keys move", |s| is_moved(s, Rule::Modulo)),
    so("ring: {n} of {n} keys move", |s| is_moved(s, Rule::Ring)),
    so("Requests a second in the last second, at {}", |s| {
        s.words[0] == s.now().clock()
    }),
];

const LOG: &[Claim] = &[
    deed(
        "last second: {n} requests, {n} passed by the edges, {n} to the origin; {n} wait \
         there",
    ),
    so("{} stores v{n} of key A", |s| {
        CITIES.contains(&s.words[0]) || s.words[0].starts_with('n')
    }),
    deed("key A is purged from the edges"),
    deed("key A is purged from the shared cache"),
];

const CHECKS: &[Claim] = &[
    so("✓ The origin keeps up: {n}/s of {n}", |s| {
        is_load(s) && s.number(0) <= s.number(1)
    }),
    so("✕ The origin keeps up: {n}/s of {n}", |s| {
        is_load(s) && s.number(0) > s.number(1)
    }),
    so("✓ No old value is read: {n} were", |s| {
        s.number(0) == 0 && tiers(s).tally().old == 0 && is_written(s)
    }),
    so("✕ No old value is read: {n} were", |s| {
        s.number(0) == tiers(s).tally().old && s.number(0) > 0
    }),
    so("… No old value is read: {n} were", |s| !is_written(s)),
    so("✓ Old for one TTL at most: {n} s", |s| {
        is_old_for(s) && s.thousandths(0) <= ttl_millis(s) + 10
    }),
    so("✕ Old for one TTL at most: {n} s", |s| {
        is_old_for(s) && s.thousandths(0) >= ttl_millis(s)
    }),
    so("… Old for one TTL at most: {n} s", |s| !is_written(s)),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ About 13 %. What an edge lets pass is rare, and rare keys miss in the shared \
         cache as well. What the edges take away it would have answered, too. So the \
         origin gets what it would get without edges.",
        |s| {
            let [from, to] = [10, 14].map(Micros::from_secs);
            let of = |line| tiers(s).timeline().total(line, from, to);
            is_about(of(lines::TO_ORIGIN) * 100, of(lines::REQUESTS) * 13, 15)
                && is_about(of(lines::TO_ORIGIN), of(lines::ALONE), 15)
        },
    ),
    so(
        "→ Nearly 10 s. An edge whose copy ends takes the shared cache's, which is \
         nearly 5 s old, and keeps it for 5 s more. The TTLs add up. If the age were \
         passed on, 5 s would be the most.",
        |s| {
            let old_for = tiers(s).tally().old_for.as_millis();
            (8_500..=10_100).contains(&old_for)
        },
    ),
    so(
        "→ The old one. Each edge is asked for key A many times a second. So between 5 s \
         and 6 s it took it again, from the shared cache, which had the old value still. \
         Purge from the origin outwards.",
        |s| {
            (0..EDGES).all(|edge| {
                let held = tiers(s).watch().edge(edge).last();
                held.is_some_and(|held| {
                    let took = held.from.as_millis();
                    held.version == 1 && (5_000..6_000).contains(&took)
                })
            })
        },
    ),
    so(
        "→ 4 of 5. A key stays only if both remainders name the same node. The others \
         are looked for where they are not: a cold cache, and the origin gets far more \
         than it can do.",
        |s| {
            let [from, to] = [5, 6].map(Micros::from_secs);
            let rush = tiers(s).timeline().total(lines::TO_ORIGIN, from, to);
            let capacity = u64::from(tiers(s).settings().capacity_per_s);
            let moved = tiers(s).shared().moved(Rule::Modulo) as u64;
            is_about(moved, 800, 5) && rush * 2 > capacity * 3
        },
    ),
    so(
        "→ About 1 of 5. A key belongs to the next node on the ring. Only where n2 was, \
         that is another one now. So a fifth is fetched again, and the origin can do \
         that.",
        |s| {
            let seconds = (5..11).map(|second| {
                let [from, to] = [second, second + 1].map(Micros::from_secs);
                tiers(s).timeline().total(lines::TO_ORIGIN, from, to)
            });
            let capacity = u64::from(tiers(s).settings().capacity_per_s);
            let moved = tiers(s).shared().moved(Rule::Ring) as u64;
            is_about(moved, 200, 20) && seconds.max() <= Some(capacity)
        },
    ),
];

fn tiers<'a>(s: &Shown<'a>) -> &'a Tiers {
    s.model()
}

fn percent(part: u32, whole: u32) -> u64 {
    u64::from((part * 100 + whole / 2) / whole.max(1))
}

/// What came to each cache in the last second.
fn lately(s: &Shown) -> Flows {
    tiers(s).rates().lately().0
}

/// Whether so many requests a second come to the origin, of those that it can do:
/// counted where they are passed on, and rounded down for each cache.
fn is_load(s: &Shown) -> bool {
    let (lately, stretches) = tiers(s).rates().lately();
    let span = STRETCH.get() * stretches.clamp(1, LATELY) as u64;
    let per_s = u64::from(lately.to_origin()) * 1_000_000 / span;
    s.number(0).abs_diff(per_s) <= 15
        && s.number(1) == u64::from(tiers(s).settings().capacity_per_s)
}

fn is_moved(s: &Shown, rule: Rule) -> bool {
    let shared = tiers(s).shared();
    let both = shared.before(rule).iter().zip(shared.owners(rule).iter());
    let moved = both.filter(|(before, now)| before != now).count() as u64;
    (s.number(0), s.number(1)) == (moved, u64::from(KEYS))
}

fn is_written(s: &Shown) -> bool {
    tiers(s).watch().version() > 1
}

/// Whether a reader got an old value for so long, rounded down.
fn is_old_for(s: &Shown) -> bool {
    let tenths = tiers(s).tally().old_for.get() / 100_000;
    is_written(s) && s.thousandths(0) == tenths * 100
}

fn ttl_millis(s: &Shown) -> u64 {
    let ttl = tiers(s).settings().ttl;
    ttl.expect("there is one").as_millis()
}
