//! The experiments that the figure offers.

use super::HitRate;
use models::caching::warm_up::lines;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<HitRate>] =
    &[ONE_PERCENT, COLD, FEWER, TOO_SOON, WARM_COPY];

/// When the cache loses keys, or restarts.
const RESTARTS: Micros = Micros::from_secs(5);
/// Just before: nothing of what is asked is seen yet.
const BEFORE: Micros = Micros::from_millis(4_900);

const ONE_PERCENT: Scenario<HitRate> = Scenario {
    name: "one-percent",
    title: "99 % to 98 %",
    watch_for: "how many requests pass the cache, each second.",
    start: "edits=5s-room-980&t=4900ms&end=12s&speed=1s",
    question: Some(Question {
        ask: "From 5 s on the cache has room for 980 of 1,000 keys, not for 990: its \
              hit rate falls from 99 % to 98 %. What becomes of the database's load?",
        at: BEFORE,
        answers: &[
            ("1 % more", "It went up as little as the hit rate went down."),
            (
                "Twice as much",
                "Only misses come to the database, and they were 1 of 100 requests, and \
                 are 2 of 100 now: 1,000/s × 2 % = 20 a second.",
            ),
            ("Ten times as much", "Many more requests missed."),
        ],
        outcome: |moment| {
            if moment.now < Micros::from_secs(11) {
                return None;
            }
            let of = |from, to| {
                let [from, to] = [from, to].map(Micros::from_secs);
                moment.model.timeline().total(lines::QUERIES, from, to)
            };
            let (before, after) = (of(0, 5), of(6, 11));
            Some(match after * 10 / before.max(1) {
                0..13 => 0,
                13..50 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const COLD: Scenario<HitRate> = Scenario {
    name: "cold-restart",
    title: "A cold restart",
    watch_for: "the ✕: who asked has given up, and fills nothing.",
    start: "edits=5s-restart-0&t=4900ms&end=17s",
    question: Some(Question {
        ask: "The cache restarts empty. 1,000 requests a second come as before, for \
              1,000 keys, and the database does 100 queries a second. When is the cache \
              warm?",
        at: BEFORE,
        answers: &[
            ("After about 10 s", "1,000 keys at 100 a second took 10 s."),
            ("After a minute or so", "Many queries were for the same keys."),
            (
                "Never",
                "The queue grows by hundreds a second. Within a second it is longer \
                 than a client's patience of 1 s, and from then on each answer comes \
                 when nobody is there to fill the cache with it.",
            ),
        ],
        outcome: |moment| {
            let model = moment.model;
            if is_warm(moment) {
                return Some(0);
            }
            let from = Micros::from_secs(11);
            let fills = model.timeline().total(lines::FILLS, from, moment.now);
            (moment.now >= Micros::from_secs(16)).then_some(match fills {
                0 => 2,
                _ => 1,
            })
        },
    }),
    curated: None,
};

const FEWER: Scenario<HitRate> = Scenario {
    name: "fewer-let-in",
    title: "Fewer let in",
    watch_for: "how the cache fills while only 100 requests a second are let in.",
    start: "edits=5s-restart-0,5s-let-100,30s-let-1000&t=4900ms&end=37s",
    question: Some(Question {
        ask: "With 100 requests a second let in, more than 90 % of the keys are back \
              by 30 s. Now all are let in: 1,000 a second. Are they answered?",
        at: Micros::from_millis(29_900),
        answers: &[
            (
                "Yes, nearly all",
                "Less than 10 % of 1,000 requests a second miss: fewer than the 100 \
                 that the database can do, and fewer still with each key that comes \
                 back.",
            ),
            ("No, most give up", "More missed than the database can do."),
        ],
        outcome: answered,
    }),
    curated: None,
};

const TOO_SOON: Scenario<HitRate> = Scenario {
    name: "too-soon",
    title: "Too soon",
    watch_for: "the queue from 15 s on.",
    start: "edits=5s-restart-0,5s-let-100,15s-let-1000&t=14s&end=24s&speed=1s",
    question: Some(Question {
        ask: "The same, but all are let in at 15 s, when some 60 % of the keys are \
              back. Does the cache go on to fill?",
        at: Micros::from_millis(14_900),
        answers: &[
            ("Yes, faster", "More requests brought more keys back."),
            (
                "No, it soon stops",
                "Nearly 40 % of 1,000 a second miss, and the database does 100. In \
                 half a second its queue is longer than 1 s, and what it brings is too \
                 late.",
            ),
        ],
        outcome: |moment| {
            let model = moment.model;
            let [from, to] = [20, 23].map(Micros::from_secs);
            let fills = model.timeline().total(lines::FILLS, from, to);
            let is_known = moment.now >= to || is_warm(moment);
            is_known.then(|| usize::from(fills == 0 && !is_warm(moment)))
        },
    }),
    curated: None,
};

const WARM_COPY: Scenario<HitRate> = Scenario {
    name: "warm-copy",
    title: "From a copy",
    watch_for: "the misses against what the database can do.",
    start: "edits=5s-restart-95&t=4900ms&end=15s&speed=1s",
    question: Some(Question {
        ask: "The cache restarts from a copy that has 95 % of the keys. All 1,000 \
              requests a second are let in. Are they answered?",
        at: BEFORE,
        answers: &[
            (
                "Yes, nearly all",
                "5 % of 1,000 a second miss: 50, and the database can do 100. Soon the \
                 last keys are back as well.",
            ),
            ("No, most give up", "More missed than the database can do."),
        ],
        outcome: answered,
    }),
    curated: None,
};

/// Whether the cache has nearly all that it has room for, and was not let keep it.
fn is_warm(moment: &Moment<'_, HitRate>) -> bool {
    let store = moment.model.store();
    moment.now > RESTARTS && store.len() * 10 > store.room() * 9
}

/// Whether those are answered that are let in, six seconds after it was said how many.
fn answered(moment: &Moment<'_, HitRate>) -> Option<usize> {
    let since = moment.edits.iter().map(|(at, _)| *at).max()?;
    let from = since + Micros::from_secs(1);
    let to = since + Micros::from_secs(6);
    let of = |line| moment.model.timeline().total(line, from, to);
    let is_most = of(lines::ANSWERED) * 10 >= of(lines::LET_IN) * 9;
    (moment.now >= to).then_some(usize::from(!is_most))
}
