//! The experiments that the figure offers.

use super::Stampede;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Stampede>] = &[EXPIRY, FLIGHT, STALE, EARLY, MANY];

/// When the values that were there from the start expire.
const EXPIRES: Micros = Micros::from_secs(5);

const EXPIRY: Scenario<Stampede> = Scenario {
    name: "expiry",
    title: "A hot key",
    watch_for: "what each reader does who finds the value expired.",
    start: "t=4900ms&end=6100ms",
    question: Some(Question {
        ask: "At 5 s the value expires. 1,000 requests a second want it, and a rebuild \
              takes 0.4 s. How many rebuilds begin?",
        at: Micros::from_millis(4_900),
        answers: &[
            ("One", "The others waited for it."),
            (
                "400",
                "Until the first is done, 0.4 s later, each request finds no fresh \
                 value: 1,000 × 0.4 = 400. One would do. The database works on 100 at \
                 once, and is done with all of them only after 1.7 s.",
            ),
            ("1,000", "The value was back only after a second."),
        ],
        outcome: |moment| {
            let model = moment.model;
            // From then on nobody finds it expired.
            let value = model.entries()[0].value?;
            let is_back = value.since > EXPIRES;
            is_back.then(|| match model.tally().rebuilds {
                0..=1 => 0,
                2..=700 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const FLIGHT: Scenario<Stampede> = Scenario {
    name: "one-flight",
    title: "One rebuild",
    watch_for: "the lease in the cache: who has it may rebuild, the others wait.",
    start: "cure=flight&edits=5200ms-crash&t=4900ms&end=6450ms",
    question: Some(Question {
        ask: "The process that rebuilds has crashed. It has a lease of 1 s, from 5 s \
              on. When is the value back?",
        at: Micros::from_millis(5_200),
        answers: &[
            ("At 5.4 s", "Another one went on with its rebuild."),
            (
                "At 6.4 s",
                "Nobody knows of the crash, so all wait until the lease ends at 6 s. \
                 Then the next one rebuilds, for 0.4 s. A lock with no end would never \
                 be free.",
            ),
            ("Never", "The lock had no end."),
        ],
        outcome: |moment| {
            let value = moment.model.entries()[0].value?;
            match value.since.as_millis() {
                5_000..5_500 => Some(0),
                5_500.. => Some(1),
                _ => (moment.now >= Micros::from_millis(6_450)).then_some(2),
            }
        },
    }),
    curated: None,
};

const STALE: Scenario<Stampede> = Scenario {
    name: "stale",
    title: "Stale meanwhile",
    watch_for: "what readers get from 5 s on, and what from 6 s on.",
    start: "cure=stale&edits=6s-delete&t=4900ms&end=6450ms",
    question: Some(Question {
        ask: "When it expired at 5 s, nobody waited: all got the old value. At 6 s a \
              writer deletes it. How many requests wait this time?",
        at: Micros::from_secs(6),
        answers: &[
            ("None, as before", "There was an old value to give."),
            (
                "400",
                "What is deleted leaves no old value. One request rebuilds, and all \
                 that come in these 0.4 s wait for it. A writer who marks the value as \
                 expired leaves one.",
            ),
            ("1", "The others got an old value."),
        ],
        outcome: |moment| {
            let value = moment.model.entries()[0].value?;
            let is_back = value.since > Micros::from_secs(6);
            is_back.then(|| match moment.model.tally().waited {
                0 => 0,
                1 => 2,
                _ => 1,
            })
        },
    }),
    curated: None,
};

const EARLY: Scenario<Stampede> = Scenario {
    name: "early",
    title: "Early by chance",
    watch_for: "when rebuilds begin, and how many at once.",
    start: "cure=early&t=2s&end=6500ms&speed=500ms",
    question: Some(Question {
        ask: "Each request may rebuild a fresh value: with t left, its chance is \
              e^(−t/0.4 s), and it asks nobody. How many find the value expired?",
        at: Micros::from_secs(2),
        answers: &[
            (
                "None",
                "In the last 0.4 s alone 400 draw, each with a chance of 37 % or more. \
                 So someone is early, seconds before the end. Until the new value is \
                 there a few others may be, too.",
            ),
            ("A few", "Nobody was early enough."),
            ("About 400", "Nobody was early enough."),
        ],
        outcome: |moment| {
            let tally = moment.model.tally();
            let refreshes = tally.rebuilds - tally.again;
            let late = refreshes - tally.early;
            let is_idle = moment.model.station().jobs() == 0;
            (refreshes > 1 && is_idle).then_some(match late {
                0 => 0,
                _ if tally.again < 100 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const MANY: Scenario<Stampede> = Scenario {
    name: "many-keys",
    title: "Many keys",
    watch_for: "the 100 keys in the cache: do they expire together?",
    start: "keys=100&jitter=2000&cure=flight&t=4900ms&end=7s",
    question: Some(Question {
        ask: "100 keys came in together, and each has one rebuild at a time. Their \
              TTLs are 5 s and up to 2 s more. How many rebuilds are there at once?",
        at: Micros::from_millis(4_900),
        answers: &[
            ("Nearly 100", "They expired together."),
            (
                "20 to 40",
                "100 keys × 0.4 s, spread over 2 s, are 20 at once on average. With the \
                 same TTL for all it would have been nearly 100.",
            ),
            ("One", "There was one rebuild at a time for all keys."),
        ],
        outcome: most_at_once,
    }),
    curated: None,
};

/// How many rebuilds there were at once, once no more keys expire.
fn most_at_once(moment: &Moment<'_, Stampede>) -> Option<usize> {
    let tally = moment.model.tally();
    (moment.now >= Micros::from_secs(7)).then_some(match tally.most {
        0..=1 => 2,
        2..=60 => 1,
        _ => 0,
    })
}
