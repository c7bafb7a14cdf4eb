//! The experiments that the figure offers.

use super::HashRing;
use super::scene::Scene;
use models::partitioning::handover::Rule;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<HashRing>] = &[ONE_MORE, ONE_HEIR, MANY_HEIRS, POOR_HASH];

const ONE_MORE: Scenario<HashRing> = Scenario {
    name: "one-more",
    title: "An eleventh node",
    watch_for: "the two strips: a cell is 1 % of all keys.",
    start: "t=0s&edits=1s-add",
    question: Some(Question {
        ask: "An eleventh node joins ten. What share of all keys changes owner by modulo \
              (hash mod N)?",
        at: Micros::ZERO,
        answers: &[
            ("About 9 %", "That is the newcomer's share, and what the ring moves."),
            ("About half", "That is what doubling the nodes moves."),
            (
                "About 91 %",
                "A key stays only if its hash leaves the same remainder for 10 and \
                 for 11: one key in eleven. Most of the others move between nodes \
                 that were there before, for nothing.",
            ),
        ],
        outcome: |moment| match arrived_by_modulo(moment)? {
            750_000.. => Some(2),
            250_000..750_000 => Some(1),
            0..250_000 => Some(0),
        },
    }),
    curated: Some("This ring was picked: its hottest node is as hot as is usual."),
};

const ONE_HEIR: Scenario<HashRing> = Scenario {
    name: "one-heir",
    title: "The hottest dies",
    watch_for: "who gets what the hottest node had.",
    start: "t=0s&edits=1s-remove-4&speed=2s",
    question: Some(Question {
        ask: "n4 has 28.8 % of the keys on the ring, in one arc. It dies. Who gets \
              them?",
        at: Micros::ZERO,
        answers: HEIRS,
        outcome: heirs,
    }),
    curated: None,
};

const MANY_HEIRS: Scenario<HashRing> = Scenario {
    name: "many-heirs",
    title: "100 tokens each",
    watch_for: "where n4's keys go when it dies.",
    start: "vnodes=100&t=0s&edits=1s-remove-4&speed=2s",
    question: Some(Question {
        ask: "Each node has 100 tokens now, its virtual nodes, and again n4 dies. Who \
              gets its keys?",
        at: Micros::ZERO,
        answers: HEIRS,
        outcome: heirs,
    }),
    curated: None,
};

const POOR_HASH: Scenario<HashRing> = Scenario {
    name: "poor-hash",
    title: "A poor hash",
    watch_for: "where n8's keys go when it dies.",
    start: "vnodes=100&hash=fnv1a&t=0s&edits=1s-remove-8&speed=2s",
    question: Some(Question {
        ask: "Each node still has 100 tokens, but FNV-1a says where they lie. n8 dies. \
              Who gets its keys?",
        at: Micros::ZERO,
        answers: &[
            HEIRS[0],
            (
                "Two nodes",
                "FNV-1a puts similar names close together: n8-0 to n8-9 lie in one \
                 heap, n8-10 to n8-99 in another. So 100 tokens do the work of two.",
            ),
            HEIRS[1],
        ],
        outcome: |moment| match heirs(moment)? {
            0 => Some(0),
            _ => Some(match Scene::of(moment).partners().len() {
                2 => 1,
                _ => 2,
            }),
        },
    }),
    curated: None,
};

type Answers = &'static [(&'static str, &'static str)];

const HEIRS: Answers = &[
    (
        "The next node, alone",
        "Its arc ended in one token, so the next token takes all of it, and the load of \
         that node more than triples. If it was close to its limit, it fails next.",
    ),
    (
        "All others, a bit each",
        "Behind each of its arcs another node comes next. None gets more than a sixth \
         of what it had.",
    ),
];

fn heirs(moment: &Moment<'_, HashRing>) -> Option<usize> {
    let done = moment.model.done(Rule::Ring)?;
    let scene = Scene::of(moment);
    (moment.now >= done).then(|| usize::from(scene.partners().len() > 1))
}

/// What modulo has moved, once it has moved all of it.
fn arrived_by_modulo(moment: &Moment<'_, HashRing>) -> Option<u32> {
    let done = moment.model.done(Rule::Modulo)?;
    let (_, change) = moment.model.change()?;
    (moment.now >= done).then_some(change.modulo_moved_ppm)
}
