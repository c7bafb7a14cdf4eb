//! What the figure of the stampede may say.

use super::Figure;
use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::caching::stampede::{Stampede, Tally};
use models::caching::stampede_experiments::busy_for;
use models::resilience_patterns::Compared;
use sim::Micros;

pub const FIGURE: Figure = Figure {
    demo: "stampede",
    claims: &[CARD, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &[
        "cure=stale&edits=2s-delete,2100ms-crash",
        "keys=100&cure=flight",
        "cure=early&beta=50&load=2000",
        "cure=flight&lease=500&edits=5s-crash,5600ms-crash",
    ],
    percent: 60,
};

const CARD: &[Claim] = &[
    names("Cache stampede: a hot key expires"),
    theory(
        "When a hot key expires, each request rebuilds it until it is back: load × \
         rebuild time of them, where one is enough.",
        "caching/stampede.rs::a_stampede_is_load_times_rebuild",
    ),
    theory(
        "Each cure has its price: with one rebuild at a time the others wait, stale \
         while revalidate gives out old values, and early by chance makes values live \
         shorter.",
        "caching/stampede.rs::what_each_cure_leaves",
    ),
    theory(
        "Jitter helps many keys, but not one.",
        "caching/stampede.rs::jitter_spreads_many_keys_and_not_one",
    ),
    names("what each reader does who finds the value expired."),
    theory(
        "the lease in the cache: who has it may rebuild, the others wait.",
        "caching/stampede.rs::one_flight_at_a_time",
    ),
    names("what readers get from 5 s on, and what from 6 s on."),
    names("when rebuilds begin, and how many at once."),
    so("the 100 keys in the cache: do they expire together?", |s| {
        stampede(s).entries().len() == 100
    }),
];

const PICTURE: &[Claim] = &[
    names("Readers, the cache, the database; and the run so far"),
    names("a mark: {n} rebuilds"),
    names("Rebuilds at the database; grey line: what it can do at once"),
    names("Rebuilds; grey: at once"),
    so("{n} in the queue", |s| {
        s.number(0) == stampede(s).station().waiting() as u64
    }),
    so("{n} rebuilds, {n} for nothing", |s| {
        let Tally { rebuilds, again, .. } = tally(s);
        stampede(s).station().jobs() == 0
            && (s.number(0), s.number(1)) == (rebuilds, again)
    }),
    so("dashed: without a cure", |s| !is_spread(s)),
    so("dashed: no cure", |s| !is_spread(s)),
    so("dashed: the same TTL for all", is_spread),
    so("dashed: the same TTL", is_spread),
    so("Requests and rebuilds up to {}; cure: {}", |s| {
        let cure = stampede(s).settings().cure;
        s.words[0] == s.now().clock() && s.words[1] == cure.name()
    }),
];

const LOG: &[Claim] = &[
    deed("a request rebuilds the value, {n} ms before it expires"),
    deed("the value has expired: a rebuild begins"),
    deed("there is no value: a rebuild begins"),
    deed("the value is new, after {n} ms"),
    deed("the value is new, after {n} ms; {n} more rebuilds are under way"),
    deed("{n} rebuilds at the database, {n} wait"),
    deed("the database is done with {n} rebuilds"),
    deed("lease {n} ends: its holder is not back"),
];

const CHECKS: &[Claim] = &[
    so("✓ The database keeps up: at most {n} of {n}", |s| {
        is_most(s) && s.number(0) <= s.number(1)
    }),
    so("✕ The database keeps up: at most {n} of {n}", |s| {
        is_most(s) && s.number(0) > s.number(1)
    }),
    so("✓ Nobody waits: {n} so far", |s| s.number(0) == 0 && waited(s) == 0),
    so("✕ Nobody waits: {n} so far", |s| {
        s.number(0) > 0 && s.number(0) == waited(s)
    }),
    so("✓ No value is old: {n} so far", |s| {
        s.number(0) == 0 && tally(s).old == 0
    }),
    so("✕ No value is old: {n} so far", |s| {
        s.number(0) > 0 && s.number(0) == tally(s).old
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ 400. Until the first is done, 0.4 s later, each request finds no fresh value: \
         1,000 × 0.4 = 400. One would do. The database works on 100 at once, and is done \
         with all of them only after 1.7 s.",
        |s| {
            let Tally { rebuilds, again, .. } = tally(s);
            let settings = stampede(s).settings();
            (rebuilds, again, settings.workers) == (400, 399, 100)
                && settings.load_per_s == 1_000
                && settings.rebuild == Micros::from_millis(400)
                && busy_for(settings, s.seed).as_millis() / 100 == 17
        },
    ),
    so(
        "→ At 6.4 s. Nobody knows of the crash, so all wait until the lease ends at 6 s. \
         Then the next one rebuilds, for 0.4 s. A lock with no end would never be free.",
        |s| {
            let value = stampede(s).entries()[0].value.expect("it is back");
            let settings = stampede(s).settings();
            value.since.as_millis().abs_diff(6_400) <= 1
                && value.took == settings.rebuild
                && settings.lease == Some(Micros::from_secs(1))
                && tally(s).lost == 1
        },
    ),
    so(
        "→ 400. What is deleted leaves no old value. One request rebuilds, and all that \
         come in these 0.4 s wait for it. A writer who marks the value as expired leaves \
         one.",
        |s| {
            let Tally { waited, old, rebuilds, .. } = tally(s);
            waited.abs_diff(400) <= 1 && old.abs_diff(400) <= 1 && rebuilds == 2
        },
    ),
    so(
        "→ None. In the last 0.4 s alone 400 draw, each with a chance of 37 % or more. So \
         someone is early, seconds before the end. Until the new value is there a few \
         others may be, too.",
        |s| {
            let Tally { rebuilds, again, early, ahead, .. } = tally(s);
            let settings = stampede(s).settings();
            rebuilds - again == early
                && ahead.get() / early > 1_000_000
                && settings.load_per_s == 1_000
                && settings.beta_percent == 100
        },
    ),
    so(
        "→ 20 to 40. 100 keys × 0.4 s, spread over 2 s, are 20 at once on average. With \
         the same TTL for all it would have been nearly 100.",
        |s| {
            let earlier = beside(s).earlier().iter();
            let most = earlier.map(|(_, rebuilds)| *rebuilds).max();
            (20..=40).contains(&tally(s).most)
                && stampede(s).settings().jitter == Micros::from_secs(2)
                && most.is_some_and(|most| (85..=100).contains(&most))
        },
    ),
];

fn stampede<'a>(s: &Shown<'a>) -> &'a Stampede {
    beside(s)
}

fn beside<'a>(s: &Shown<'a>) -> &'a Compared<Stampede> {
    s.model()
}

fn tally(s: &Shown) -> Tally {
    stampede(s).tally()
}

/// Whether there are many keys, and their ends are spread.
fn is_spread(s: &Shown) -> bool {
    s.setting("keys") > 1 && s.setting("jitter") > 0
}

fn is_most(s: &Shown) -> bool {
    let workers = stampede(s).settings().workers as u64;
    (s.number(0), s.number(1)) == (tally(s).most as u64, workers)
}

/// How many found no fresh value and waited, or do.
fn waited(s: &Shown) -> u64 {
    let Tally { waited, missed, crashed, .. } = tally(s);
    let all = waited + crashed + stampede(s).waiting().len() as u64;
    assert!(missed <= all, "{missed} of {all}");
    missed
}
