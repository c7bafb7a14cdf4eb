//! The experiments that the figure offers.

use super::Tiers;
use models::caching::tiers::{EDGES, Watch, lines};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Tiers>] = &[THREE, VALUE, PURGE, DIES, RING];

const THREE: Scenario<Tiers> = Scenario {
    name: "three-tiers",
    title: "Three tiers",
    watch_for: "how much each tier takes away of what comes to it.",
    start: "shield=off&edits=5s-shield-on&t=4900ms&end=14s",
    question: Some(Question {
        ask: "The edges let 30 % of the requests pass. A shared cache is put behind \
              them, which by itself would miss 13 %. Once it is full, what share \
              reaches the origin?",
        at: Micros::from_millis(4_900),
        answers: &[
            ("About 4 %: 30 % of 13 %", "The misses were independent."),
            (
                "About 13 %",
                "What an edge lets pass is rare, and rare keys miss in the shared cache \
                 as well. What the edges take away it would have answered, too. So the \
                 origin gets what it would get without edges.",
            ),
            ("About 30 %", "The shared cache took nothing away."),
        ],
        outcome: |moment| {
            let to = Micros::from_secs(14);
            let from = Micros::from_secs(10);
            let of = |line| moment.model.timeline().total(line, from, to);
            let share = of(lines::TO_ORIGIN) * 100 / of(lines::REQUESTS).max(1);
            (moment.now >= to).then_some(match share {
                0..=8 => 0,
                9..=20 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// When the shared cache has just stored key A.
const WRITE: Micros = Micros::from_millis(5_400);

const VALUE: Scenario<Tiers> = Scenario {
    name: "new-value",
    title: "A new value",
    watch_for: "red: who still has the old value.",
    start: "ttl=5&age=not-passed&node-room=200&seed=2&edits=5400ms-write&t=5400ms\
            &end=15800ms",
    question: Some(Question {
        ask: "The shared cache has just stored key A when the origin gets a new value. \
              Each cache keeps a copy for a TTL of 5 s from when it stored it. For how \
              long can an edge answer with the old value?",
        at: WRITE,
        answers: &[
            ("At most 5 s", "No copy was older than its TTL."),
            (
                "Nearly 10 s",
                "An edge whose copy ends takes the shared cache's, which is nearly 5 s old, \
                 and keeps it for 5 s more. The TTLs add up. If the age were passed on, \
                 5 s would be the most.",
            ),
            ("For ever", "Each edge took the old value again and again."),
        ],
        outcome: |moment| {
            let is_known = moment.now >= Micros::from_secs(15);
            let old_for = moment.model.tally().old_for;
            (is_known && moment.model.watch().version() > 1).then(|| {
                match (all_new(moment), old_for.get()) {
                    (false, _) => 2,
                    (true, 0..=5_100_000) => 0,
                    (true, _) => 1,
                }
            })
        },
    }),
    curated: Some("The moment of the write was picked: it is the worst."),
};

const PURGE: Scenario<Tiers> = Scenario {
    name: "purge-order",
    title: "Purge edges first",
    watch_for: "what an edge takes after it was purged.",
    start: "purge=edge-first&node-room=400&edits=4s-write&t=4s&end=11s",
    question: Some(Question {
        ask: "Copies have no TTL. After the write key A is purged from the edges at \
              5 s, and from the shared cache at 6 s. Which value do the edges answer \
              with at 10 s?",
        at: Micros::from_secs(4),
        answers: &[
            ("The new one", "Nobody had the old value any more."),
            (
                "The old one",
                "Each edge is asked for key A many times a second. So between 5 s and \
                 6 s it took it again, from the shared cache, which had the old value \
                 still. Purge from the origin outwards.",
            ),
        ],
        outcome: |moment| {
            let is_known = moment.now >= Micros::from_secs(10);
            is_known.then(|| usize::from(!all_new(moment)))
        },
    }),
    curated: None,
};

const DIES: Scenario<Tiers> = Scenario {
    name: "node-dies",
    title: "A node dies",
    watch_for: "the keys that get another node, ✕.",
    start: "rule=modulo&edge-room=50&node-room=150&capacity=150&edits=5s-crash-2\
            &t=4900ms&end=7s&speed=500ms",
    question: Some(Question {
        ask: "Node n2 of the shared cache is about to die. A key's node is the hash of \
              the key modulo the number of nodes, 5 and then 4. How many keys get \
              another node?",
        at: Micros::from_millis(4_900),
        answers: &[
            ("1 of 5", "Only those of n2 moved."),
            (
                "4 of 5",
                "A key stays only if both remainders name the same node. The others \
                 are looked for where they are not: a cold cache, and the origin gets \
                 far more than it can do.",
            ),
            ("All", "No key stayed where it was."),
        ],
        outcome: moved,
    }),
    curated: None,
};

const RING: Scenario<Tiers> = Scenario {
    name: "ring",
    title: "The same on a ring",
    watch_for: "the keys of n2 alone, ✕, and the load of the origin.",
    start: "rule=ring&edge-room=50&node-room=150&capacity=150&edits=5s-crash-2\
            &t=4900ms&end=7s&speed=500ms",
    question: Some(Question {
        ask: "The same with consistent hashing: the nodes are on a ring, and n2 is \
              about to die. How many keys get another node?",
        at: Micros::from_millis(4_900),
        answers: &[
            (
                "About 1 of 5",
                "A key belongs to the next node on the ring. Only where n2 was, that is \
                 another one now. So a fifth is fetched again, and the origin can do \
                 that.",
            ),
            ("About 4 of 5", "The ring moved as many as modulo."),
            ("None", "The keys of n2 were nobody's."),
        ],
        outcome: |moment| {
            let answer = moved(moment)?;
            Some(match answer {
                0 => 0,
                _ => 1,
            })
        },
    }),
    curated: None,
};

/// Whether no cache that has key A has an old value of it.
fn all_new(moment: &Moment<'_, Tiers>) -> bool {
    let watch = moment.model.watch();
    let edges = (0..EDGES).map(|edge| watch.edge(edge));
    let mut held = edges.filter_map(|held| Watch::now(held, moment.now));
    held.all(|held| held.version == watch.version())
}

/// How many keys have moved, some seconds after a node has died: a fifth, most of
/// them, or all.
fn moved(moment: &Moment<'_, Tiers>) -> Option<usize> {
    let shared = moment.model.shared();
    let rule = moment.model.settings().rule;
    let moved = shared.moved(rule);
    (moment.now >= Micros::from_millis(6_500) && moved > 0).then_some(match moved {
        0..=400 => 0,
        401..=990 => 1,
        _ => 2,
    })
}
