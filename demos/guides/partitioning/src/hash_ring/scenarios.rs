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
    watch_for: "the two strips of keys.",
    start: "t=0s&edits=1s-add",
    question: Some(Question {
        ask: "An eleventh node joins ten others. What share of all keys changes owner \
              under hash mod N?",
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
    curated: Some(
        "This ring was picked: its hottest node has as much as on the average ring.",
    ),
};

const ONE_HEIR: Scenario<HashRing> = Scenario {
    name: "one-heir",
    title: "The hottest dies",
    watch_for: "who gets what the hottest node had.",
    start: "t=0s&edits=1s-remove-4",
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
    watch_for: "the bars that grow when the same node dies.",
    start: "vnodes=100&t=0s&edits=1s-remove-4",
    question: Some(Question {
        ask: "Each node has 100 virtual nodes now, and again n4 dies. Who gets its \
              keys?",
        at: Micros::ZERO,
        answers: HEIRS,
        outcome: heirs,
    }),
    curated: None,
};

const POOR_HASH: Scenario<HashRing> = Scenario {
    name: "poor-hash",
    title: "A poor hash",
    watch_for: "the ring: FNV-1a puts similar names close together, so tokens lie in \
                heaps.",
    start: "vnodes=100&hash=fnv1a&t=0s&edits=1s-add",
    question: Some(Question {
        ask: "An eleventh node joins, with 100 tokens like the others. Its fair share \
              is 9.1 %. What does it get?",
        at: Micros::ZERO,
        answers: &[
            ("Between 8 and 10 %", "So it is where a hash scatters its tokens."),
            (
                "Less or more than that",
                "Its tokens are in a few heaps, which do the work of a few tokens. \
                 How much lies before them is luck.",
            ),
        ],
        outcome: |moment| {
            let done = moment.model.done(Rule::Ring)?;
            let (_, change) = moment.model.change()?;
            let is_fair = (80_000..=100_000).contains(&change.ring_moved_ppm);
            (moment.now >= done).then_some(usize::from(!is_fair))
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
        "Behind each of its hundred arcs another node comes next. None gets much more \
         than a ninth of what it had.",
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
