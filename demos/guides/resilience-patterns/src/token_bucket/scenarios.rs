//! The experiments that the figure offers.

use super::{RUN, TokenBucket, keeps_bound, trial_of};
use models::resilience_patterns::{LimiterKind, Verdict};
use sim::{Micros, Model};
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<TokenBucket>] = &[FULL, TWO_BURSTS, EDGE, SIX];

/// When the second burst comes.
const SECOND: Micros = Micros::from_secs(2);
/// When the first window ends.
const WINDOW: Micros = Micros::from_secs(2);
/// How long before that the first half of a crowd comes.
const LEAD: Micros = Micros::from_millis(20);
/// When all limiters have shown what they make of an edge at 1 s, and of what comes
/// more than a second after a burst.
const SEEN: Micros = Micros::from_millis(4_200);

const FULL: Scenario<TokenBucket> = Scenario {
    name: "full",
    title: "A full bucket",
    watch_for: "the tokens: each request takes one and passes, or finds none and \
                bounces off.",
    start: "t=0s&end=4s",
    question: Some(Question {
        ask: "10 tokens at most, 5 more a second, 20 requests a second. How many \
              pass in the busiest second?",
        at: Micros::ZERO,
        answers: &[
            ("5: the rate", "That is the long run; a bucket lets bursts pass."),
            ("10: the capacity", "Nothing dripped in while it was emptied."),
            (
                "Nearly 15: both",
                "10 were in the bucket, and up to 5 dripped in during that second: \
                 nearly three times the rate. A service behind this limit must be \
                 able to take that.",
            ),
        ],
        outcome: |moment| {
            let passed = moment.model.busiest_second().window().passed;
            match passed {
                13.. => Some(2),
                _ if !is_over(moment) => None,
                8..13 => Some(1),
                0..8 => Some(0),
            }
        },
    }),
    curated: None,
};

const TWO_BURSTS: Scenario<TokenBucket> = Scenario {
    name: "two-bursts",
    title: "Bursts of 20",
    watch_for: "how many tokens are back when the next burst comes.",
    start: "pattern=bursts&load=4&edits=2s-burst-20,4s-burst-20&end=4.5s&t=1.2s",
    question: Some(Question {
        ask: "20 came at 1 s and emptied the bucket. At 2 s come 20 more. How many \
              of those pass?",
        at: Micros::from_millis(1_200),
        answers: &[
            ("10, as before", "The bucket was full again."),
            (
                "5",
                "That is what drips in within a second. A bucket that was emptied \
                 needs capacity / rate, 2 s here, until it is full again.",
            ),
            ("None: it is empty", "Nothing dripped in between them."),
        ],
        outcome: |moment| {
            let mut second =
                moment.model.arrivals().filter(|request| request.at == SECOND);
            let admitted = |verdict| verdict == Verdict::Admitted;
            second.clone().next()?;
            let passed = second.by_ref().filter(|r| admitted(r.verdict)).count();
            Some(match passed {
                8.. => 0,
                1..8 => 1,
                0 => 2,
            })
        },
    }),
    curated: None,
};

const EDGE: Scenario<TokenBucket> = Scenario {
    name: "edge",
    title: "The edge of a window",
    watch_for: "the count at 2 s, when a window ends and the next begins.",
    start: "limiter=fixed-window&pattern=edges&load=5&end=2.6s&t=1.9s&speed=50ms",
    question: Some(Question {
        ask: "10 may pass in each window of 2 s. Ten come 20 ms before it ends, \
              ten as the next begins. How many pass?",
        at: Micros::from_millis(1_900),
        answers: &[
            ("10: the limit", "It looked back further than its window."),
            ("11", "That is what a bucket would let pass."),
            (
                "20",
                "Ten belong to the one window and ten to the next: each keeps its \
                 limit, and the 20 ms around the edge get both.",
            ),
        ],
        outcome: |moment| {
            let around = moment.model.arrivals().filter(|request| {
                request.at >= WINDOW.since(LEAD) && request.at <= WINDOW
            });
            let passed = around.filter(|r| r.verdict == Verdict::Admitted).count();
            (moment.now >= WINDOW).then_some(match passed {
                15.. => 2,
                11..15 => 1,
                0..11 => 0,
            })
        },
    }),
    curated: None,
};

const SIX: Scenario<TokenBucket> = Scenario {
    name: "six",
    title: "Six limiters",
    watch_for: "the room that each has left when the next requests come.",
    start: "rate=10&pattern=bursts&load=2&edits=980ms-burst-10,1500ms-burst-10,\
            3s-burst-10,4200ms-burst-10&end=4400ms&view=space-time&t=900ms&speed=500ms",
    question: Some(Question {
        ask: "A window of 1 s ends: ten come 20 ms before, ten as the next \
              begins. Which of six limiters lets more pass than capacity + rate · \
              t?",
        at: Micros::from_millis(900),
        answers: &[
            (
                "The fixed window",
                "Its room is back all at once, at the edge. A bucket's drips in, a \
                 log's comes after a full second. The counter takes the last second \
                 for evenly spread: 5 pass too early, and at 4.2 s 8 too few.",
            ),
            (
                "All windows",
                "The sliding ones forgot what passed just before the edge.",
            ),
            ("None of them", "All have the same capacity, in every stretch."),
        ],
        outcome: |moment| {
            if moment.now < SEEN {
                return None;
            }
            let breaks =
                |kind: &LimiterKind| !keeps_bound(moment, &trial_of(moment, *kind));
            let broken: Vec<_> =
                LimiterKind::ALL.into_iter().filter(breaks).collect();
            Some(match broken[..] {
                [LimiterKind::FixedWindow] => 0,
                [] => 2,
                _ => 1,
            })
        },
    }),
    curated: None,
};

/// Whether the run is over: nothing comes any more before its end. The player may
/// not go on to the very end then.
fn is_over(moment: &Moment<'_, TokenBucket>) -> bool {
    let is_quiet = moment.model.next().is_none_or(|next| next > RUN);
    let is_last = moment.edits.iter().all(|(at, _)| *at <= moment.now);
    moment.now >= RUN || (is_quiet && is_last)
}
