//! What the figure of the race of a fill with a write may say.

use super::Figure;
use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::caching::stale_race::{
    Beside, Cure, Deed, End, Hand, Move, OLD, Race, Settings, Step, Taken, Version,
    Writes,
};

pub const FIGURE: Figure = Figure {
    demo: "stale-race",
    claims: &[CARD, PICTURE, LOG, CHECKS, OUTCOMES],
    also: &[
        "edits=0s-order-r-f-w-d",
        "edits=0s-order-w-r-d-f",
        "cure=marker",
        "cure=marker&edits=0s-order-r-f-w-d",
        "cure=version&writes=write-set",
        "cure=version&writes=write-set&beside=writer",
        "cure=lease&edits=0s-order-r-f-w-d",
        "writes=write-set&edits=0s-order-w-s-r-f",
        "reads=follower&cure=marker",
    ],
    percent: 100,
};

const CARD: &[Claim] = &[
    names("Cache race: a fill that comes too late"),
    theory(
        "Write, then delete leaves the old value in the cache in one order of six: \
         the reader reads before the write, and fills after the delete.",
        "caching/stale_race.rs::the_six_orders_end_as_the_guide_says",
    ),
    theory(
        "Delete, then write does so in four.",
        "caching/stale_race.rs::delete_then_write_is_stale_in_four",
    ),
    theory(
        "A lease makes the late fill fail, because the delete cancels its token; a \
         version does so only if the delete leaves a marker.",
        "caching/stale_race.rs::leases_and_markers_keep_old_values_out",
    ),
    names("who still has the old value v1, and who could still delete it."),
    names("what the reader finds in the database between d and w."),
    names("the order of the writes in the database, and in the cache."),
    names("the token: who gives it, who cancels it, who still holds it."),
    so("the follower: it gets v2 after everything else, at a.", |s| {
        let last = race(s).order().last().expect("a step");
        last.step == Step::Apply
    }),
];

const PICTURE: &[Claim] = &[
    so("The steps in the order {}", |s| s.words[0] == word(race(s).order())),
    so("{} {} {} {}", is_order),
    so("{} {} {} {} {}", is_order),
    so("All {n} orders: {n} ends stale", |s| s.number(1) == 1 && is_count(s, 1, 0)),
    so("All {n} orders: {n} end stale", |s| s.number(1) != 1 && is_count(s, 1, 0)),
    so("nobody deletes it", |s| ends(s, End::Stale) && !has_set(s)),
    so("not set again", |s| ends(s, End::Stale) && has_set(s)),
    so("as the database", |s| {
        let world = race(s).world();
        ends(s, End::New) && world.cache().value() == Some(world.database())
    }),
    so("next read: {}", |s| {
        let world = race(s).world();
        let next = Move { step: Step::Read, ..race(s).order()[0] };
        let is_read = matches!(
            world.clone().take(next),
            Deed::Missed(value, _) if value.to_string() == s.words[0]
        );
        ends(s, End::Deleted) && is_read
    }),
];

const LOG: &[Claim] = &[
    deed("misses, and reads {}"),
    deed("misses, gets token {n}, and reads {}"),
    deed("finds {} in the cache"),
    deed("has nothing to fill"),
    deed("sets the cache to {}"),
    deed("fills the cache with {}"),
    deed("is refused with {}: token {n} was cancelled"),
    deed("is refused with {}: the cache knows of {}"),
    deed("writes {} to the database"),
    deed("deletes {} from the cache"),
    deed("deletes {} from the cache, leaves a marker {}"),
    deed("finds nothing to delete in the cache"),
    deed("finds nothing to delete in the cache, cancels token {n}"),
    deed("finds nothing to delete in the cache, leaves a marker {}"),
    deed("has {} too, after all others"),
    so("the cache keeps {}, the database has {}", |s| {
        let cached = race(s).world().cache().value();
        ends(s, End::Stale)
            && cached.is_some_and(|value| value.to_string() == s.words[0])
            && is_database(s, 1)
    }),
    so("cache and database have {}", |s| ends(s, End::New) && is_database(s, 0)),
    so("the cache is empty, the database has {}", |s| {
        ends(s, End::Deleted) && is_database(s, 0)
    }),
    so("{n} of {n} orders end stale", |s| is_count(s, 0, 1)),
];

const CHECKS: &[Claim] = &[
    so("✓ The cache is not older than the database: no old value", |s| {
        !race(s).world().is_stale()
    }),
    so("✕ The cache is not older than the database: {}, not {}", |s| {
        let cached = race(s).world().cache().value();
        race(s).world().is_stale()
            && cached.is_some_and(|value| value.to_string() == s.words[0])
            && is_database(s, 1)
    }),
    so("… No order ends stale: not known yet", |s| !race(s).is_over()),
    so("✓ No order ends stale: {n} of {n}", |s| {
        s.number(0) == 0 && is_count(s, 0, 1)
    }),
    so("✕ No order ends stale: {n} of {n}", |s| {
        s.number(0) > 0 && is_count(s, 0, 1)
    }),
];

const OUTCOMES: &[Claim] = &[
    so(
        "→ In one. The reader must read v1 before the write and fill after the \
         delete: r w d f. Then nobody is left to delete v1. In the other five \
         either d comes after f, or r has read v2.",
        |s| {
            let is_safe = |order: &[Move]| {
                at(order, "d") > at(order, "f") || at(order, "r") > at(order, "w")
            };
            race(s).ends().len() == 6
                && race(s).ends().iter().all(|(order, end)| match end {
                    End::Stale => word(order) == "r w d f",
                    End::Deleted | End::New => is_safe(order),
                })
        },
    ),
    so(
        "→ In four. After d the cache is empty and the database still has v1. \
         Whoever reads before w gets v1, and only a fill before d is deleted. Two \
         orders are left that are safe: all of the reader first, or all of the \
         writer.",
        |s| {
            let ends = race(s).ends().iter();
            let safe = ends.filter(|(_, end)| *end != End::Stale);
            let safe: Vec<_> = safe.map(|(order, _)| word(order)).collect();
            race(s).stale() == 4 && safe == ["r f d w", "d w r f"]
        },
    ),
    so(
        "→ v2, the older value. The last one to set wins, and that is writer 1 \
         with v2. Two deletes that change places do no harm: after both the key is \
         gone. This is why writers delete.",
        |s| {
            let deletes = Settings { writes: Writes::WriteDelete, ..*settings(s) };
            let last = race(s).taken().last();
            last.is_some_and(|taken| {
                taken.by.to_string() == "s1"
                    && taken.deed == Deed::Stored(Version(2))
            }) && settings(s).beside == Beside::Writer
                && deletes.ends().iter().all(|(_, end)| *end == End::Deleted)
        },
    ),
    so(
        "→ It is refused. The delete cancels the token, though there is no value. \
         So the cache stays empty, and the next reader gets a new token and reads \
         v2. No order of the six is stale now.",
        |s| {
            let deed = |step| {
                let mut taken = race(s).taken().iter();
                taken.find(|one: &&Taken| one.by.step == step).map(|one| one.deed)
            };
            let mut world = race(s).world().clone();
            let next = world.take(race(s).order()[0]);
            matches!(deed(Step::Delete), Some(Deed::Deleted(None, Some(_))))
                && matches!(deed(Step::Fill), Some(Deed::Refused(..)))
                && matches!(next, Deed::Missed(Version(2), token) if token.0 == 2)
                && race(s).stale() == 0
        },
    ),
    so(
        "→ No, v1 is stored. The token is newer than the delete, so it is valid. \
         The follower gets v2 at a, and nobody tells the cache. Read the leader \
         after a write, or let the follower's own log delete.",
        |s| {
            let world = race(s).world();
            let order = race(s).order();
            let held = world.hand(order[2].actor);
            settings(s).cure == Cure::Lease
                && at(order, "d") < at(order, "r")
                && matches!(held, Some(Hand::Read(OLD, _)))
                && (world.cache().value(), world.follower())
                    == (Some(OLD), Version(2))
        },
    ),
];

fn race<'a>(s: &Shown<'a>) -> &'a Race {
    s.model()
}

fn settings<'a>(s: &Shown<'a>) -> &'a Settings {
    race(s).settings()
}

fn word(order: &[Move]) -> String {
    let steps: Vec<String> = order.iter().map(Move::to_string).collect();
    steps.join(" ")
}

fn at(order: &[Move], step: &str) -> usize {
    let place = order.iter().position(|one| one.to_string() == step);
    place.expect("the order has this step")
}

fn is_order(s: &Shown) -> bool {
    let ends = race(s).ends().iter();
    ends.map(|(order, _)| word(order)).any(|order| order == s.words.join(" "))
}

fn ends(s: &Shown, end: End) -> bool {
    race(s).is_done() && race(s).world().end() == end
}

fn has_set(s: &Shown) -> bool {
    race(s).order().iter().any(|step| step.step == Step::Set)
}

fn is_database(s: &Shown, place: usize) -> bool {
    race(s).world().database().to_string() == s.words[place]
}

/// Whether the numbers at these places are the stale orders and all of them.
fn is_count(s: &Shown, stale: usize, all: usize) -> bool {
    let ends = race(s).ends();
    let many = ends.iter().filter(|(_, end)| *end == End::Stale).count();
    race(s).is_over()
        && (s.number(stale), s.number(all)) == (many as u64, ends.len() as u64)
}
