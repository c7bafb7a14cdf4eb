//! What the figure of the hit rate may say.

use super::Figure;
use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::caching::warm_up::{WarmUp, lines};
use models::resilience_patterns::Compared;
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "hit-rate",
    claims: &[CARD, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &["late=kept&edits=5s-restart-0", "load=100&edits=2s-let-50"],
    percent: 60,
};

const CARD: &[Claim] = &[
    names("Hit rate: what the cache keeps from the database"),
    theory(
        "The database sees only the misses: one percent of the hit rate can double its \
         load, and an empty cache can be an outage that stays.",
        "caching/warm_up.rs::a_cold_cache_never_warms",
    ),
    theory(
        "The load is requests × (1 − hit rate).",
        "caching/warm_up.rs::a_percent_of_the_hit_rate_is_twice_the_load",
    ),
    theory(
        "If that is more than the database can do, its queue grows longer than its \
         clients' patience, and no answer is in time to fill the cache.",
        "caching/warm_up.rs::a_cold_cache_never_warms",
    ),
    names("how many requests pass the cache, each second."),
    names("the ✕: who asked has given up, and fills nothing."),
    names("how the cache fills while only 100 requests a second are let in."),
    names("the queue from 15 s on."),
    names("the misses against what the database can do."),
];

const PICTURE: &[Claim] = &[
    names("Clients, the cache, the database; and the run so far"),
    names("a mark: {n} queries"),
    names("Keys cached, %; grey: enough"),
    names("Queries/s; grey: capacity"),
    names("Queries a second; grey line: what the database can do"),
    so("Queries a second; the database can do {n}", |s| {
        s.number(0) == u64::from(warm_up(s).settings().capacity_per_s)
    }),
    names("Keys in the cache, %; grey line: the misses are within the capacity"),
    names("let in {n}/s"),
    so("dashed: empty, and all let in", |s| !beside(s).earlier().is_empty()),
    so("dashed: empty, all in", |s| !beside(s).earlier().is_empty()),
    so("{n} queries/s, can do {n}", is_load),
    so("{n}/s, can do {n}", is_load),
    so("all let in", |s| {
        warm_up(s).admitted_per_s() == warm_up(s).settings().load_per_s
    }),
    so("{n}/s not in", |s| is_away(s, 0)),
    so("Queue: {n}, {n} given up", |s| {
        let clients = warm_up(s).clients();
        let queue = warm_up(s).station().queue();
        let given_up = queue.filter(|job| !clients.waits_for(job.id)).count();
        let waiting = warm_up(s).station().waiting();
        (s.number(0), s.number(1)) == (waiting as u64, given_up as u64)
    }),
    so("Requests at {}; {n} of {n} keys cached", |s| {
        s.words[0] == s.now().clock()
            && s.number(1) == warm_up(s).store().len() as u64
            && s.number(2) == 1_000
    }),
];

const LOG: &[Claim] = &[deed(
    "last second: {n} let in, {n} queries, {n} filled; {n} of {n} keys cached",
)];

const CHECKS: &[Claim] = &[
    so("✓ The database can do the misses: {n}/s × {} = {n} of {n}", |s| {
        is_product(s) && s.number(2) <= s.number(3)
    }),
    so("✕ The database can do the misses: {n}/s × {} = {n} of {n}", |s| {
        is_product(s) && s.number(2) > s.number(3)
    }),
    so("… Requests are answered: {n} of {n}", |s| {
        is_counted(s) && s.number(1) == 0
    }),
    so("✓ Requests are answered: {n} of {n}", |s| {
        is_counted(s) && s.number(0) * 10 >= s.number(1) * 9
    }),
    so("✕ Requests are answered: {n} of {n}", |s| {
        is_counted(s) && s.number(0) * 10 < s.number(1) * 9
    }),
    so("✕ Requests are answered: {n} of {n}, {n}/s turned away", |s| {
        is_counted(s) && is_away(s, 2)
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ Twice as much. Only misses come to the database, and they were 1 of 100 \
         requests, and are 2 of 100 now: 1,000/s × 2 % = 20 a second.",
        |s| {
            let before = total(s, lines::QUERIES, 0, 5);
            let after = total(s, lines::QUERIES, 6, 11);
            warm_up(s).misses_per_s() == 20
                && (before * 13..before * 30).contains(&(after * 10))
        },
    ),
    so(
        "→ Never. The queue grows by hundreds a second. Within a second it is longer \
         than a client's patience of 1 s, and from then on each answer comes when nobody \
         is there to fill the cache with it.",
        |s| {
            total(s, lines::FILLS, 5, 7) > 0
                && total(s, lines::FILLS, 7, 16) == 0
                && total(s, lines::QUERIES, 7, 16) > 9 * 500
                && warm_up(s).settings().timeout == Micros::from_secs(1)
        },
    ),
    so(
        "→ Yes, nearly all. Less than 10 % of 1,000 requests a second miss: fewer than \
         the 100 that the database can do, and fewer still with each key that comes \
         back.",
        |s| {
            let mut cached = warm_up(s).timeline().stretches();
            let at_30 = cached.rfind(|(at, _)| *at <= Micros::from_secs(30));
            at_30.is_some_and(|(_, counts)| counts[lines::CACHED] > 900)
                && total(s, lines::QUERIES, 31, 36) < 500
                && warm_up(s).settings().capacity_per_s == 100
        },
    ),
    so(
        "→ No, it soon stops. Nearly 40 % of 1,000 a second miss, and the database does 100. In half a \
         second its queue is longer than 1 s, and what it brings is too late.",
        |s| {
            let first = total(s, lines::QUERIES, 15, 16);
            (300..=400).contains(&first)
                && total(s, lines::FILLS, 20, 23) == 0
                && warm_up(s).settings().capacity_per_s == 100
        },
    ),
    so(
        "→ Yes, nearly all. 5 % of 1,000 a second miss: 50, and the database can do 100. \
         Soon the last keys are back as well.",
        |s| {
            total(s, lines::QUERIES, 5, 6).abs_diff(50) <= 25
                && total(s, lines::ANSWERED, 6, 11) >= 5 * 990
                && warm_up(s).store().len() >= 980
        },
    ),
];

fn warm_up<'a>(s: &Shown<'a>) -> &'a WarmUp {
    beside(s)
}

fn beside<'a>(s: &Shown<'a>) -> &'a Compared<WarmUp> {
    s.model()
}

/// Whether so many a second are not let in.
fn is_away(s: &Shown, place: usize) -> bool {
    let load = u64::from(warm_up(s).settings().load_per_s);
    s.number(place) + u64::from(warm_up(s).admitted_per_s()) == load
}

/// What was counted between two seconds of the run.
fn total(s: &Shown, line: usize, from: u64, to: u64) -> u64 {
    let [from, to] = [from, to].map(Micros::from_secs);
    warm_up(s).timeline().total(line, from, to)
}

/// Whether the misses are load × (1 − hit rate), rounded down as they are said.
fn is_product(s: &Shown) -> bool {
    let absent = s.words[1].trim_end_matches(" %");
    let tenths: f64 = absent.parse::<f64>().expect("a share") * 10.0;
    let misses = s.number(0) as f64 * tenths / 1_000.0;
    let keys = (1_000 - warm_up(s).store().len()) as f64;
    s.number(0) == u64::from(warm_up(s).admitted_per_s())
        && (keys - tenths).abs() < 0.01
        && (misses - s.number(2) as f64).abs() < 1.0
        && s.number(3) == u64::from(warm_up(s).settings().capacity_per_s)
}

/// Whether so many queries came to the database in the second that is over, and so
/// many it can do.
fn is_load(s: &Shown) -> bool {
    let to = Micros::new(s.now().get() / 500_000 * 500_000);
    let from = to.since(Micros::from_secs(1));
    let queries = warm_up(s).timeline().total(lines::QUERIES, from, to);
    let capacity = u64::from(warm_up(s).settings().capacity_per_s);
    (s.number(0), s.number(1)) == (queries, capacity)
}

/// Whether just so many were answered in the second that is over, or all of those let
/// in.
fn is_counted(s: &Shown) -> bool {
    let to = Micros::new(s.now().get() / 500_000 * 500_000);
    let from = to.since(Micros::from_secs(1));
    let of = |line| warm_up(s).timeline().total(line, from, to);
    let let_in = of(lines::LET_IN);
    (s.number(0), s.number(1)) == (of(lines::ANSWERED).min(let_in), let_in)
}
