//! The experiments that the figure offers.

use super::SessionGuarantees;
use super::checks::{last, reader};
use models::replication::leader_follower::{Guarantee, Operation};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<SessionGuarantees>] =
    &[ANY, ONE_SERVER, LEADER, TOKEN, TOKEN_LOST];

const ANY: Scenario<SessionGuarantees> = Scenario {
    name: "any",
    title: "Any server",
    watch_for: "C1's row: does each read have all on its left?",
    start: "seed=28&t=600ms&end=2.2s",
    question: Some(Question {
        ask: "C1 writes to S1 and reads from any server. S2 and S3 get each write later. \
              What may a read lack?",
        at: Micros::from_millis(600),
        answers: &[
            ("Nothing", "A follower has each write later than S1."),
            (
                "Only what is new to C1",
                "Each read had all that C1 wrote and had seen.",
            ),
            (
                "Also what C1 has seen",
                "A read from a server that is behind lacks what another one has shown, \
                 and what C1 itself has written. Nothing has failed.",
            ),
        ],
        outcome: |moment| {
            violated(moment, 2_000).map(|[_, reads]| 1 + usize::from(reads))
        },
    }),
    curated: None,
};

const ONE_SERVER: Scenario<SessionGuarantees> = Scenario {
    name: "one-server",
    title: "One follower",
    watch_for: "C1's row: one server answers.",
    start: "session=one-server&seed=28&t=600ms&end=2.2s",
    question: Some(Question {
        ask: "Now C1 reads from one server all the time. It is a follower. Which guarantee \
              is violated?",
        at: Micros::from_millis(600),
        answers: &[
            ("None", "Each read had all that C1 wrote and had seen."),
            (
                "Read your writes",
                "The follower is behind what C1 writes to S1. But it never has less \
                 than before, so reads are monotonic.",
            ),
            ("Both", "A read had less than one before it."),
        ],
        outcome: |moment| {
            violated(moment, 2_000)
                .map(|[writes, reads]| if reads { 2 } else { usize::from(writes) })
        },
    }),
    curated: Some("This run was picked: the server that C1 draws is a follower."),
};

const LEADER: Scenario<SessionGuarantees> = Scenario {
    name: "leader",
    title: "The leader dies",
    watch_for: "the first read from the new leader.",
    start: "session=leader&seed=28&t=1.4s&end=2.9s&edits=1.5s-crash-1",
    question: Some(Question {
        ask: "C1 reads from the leader, so all holds. S1 crashes with writes that nobody \
              else has. What of the next read?",
        at: Micros::from_millis(1_400),
        answers: &[
            ("It has all", "Another server had all that C1 has seen."),
            (
                "It lacks what C1 has seen",
                "The new leader does not have it. C1 is shown less, and nobody tells it.",
            ),
            ("It is refused", "C1 was told that what it has seen is lost."),
        ],
        outcome: |moment| {
            let [_, reads] = violated(moment, 2_700)?;
            Some(if was_told(moment) { 2 } else { usize::from(reads) })
        },
    }),
    curated: Some("This run was picked: C1 reads just before the crash."),
};

const TOKEN: Scenario<SessionGuarantees> = Scenario {
    name: "token",
    title: "With a token",
    watch_for: "C1's row, and the words of the servers.",
    start: "session=token&seed=28&t=600ms&end=2.2s",
    question: Some(Question {
        ask: "C1 reads from any server again, and says how far it has seen. What does a \
              follower do that is behind?",
        at: Micros::from_millis(600),
        answers: &[
            ("It answers at once", "A read lacked what C1 has seen."),
            (
                "It waits for the log",
                "It answers once it has what C1 has seen. Such a read takes as long as \
                 the follower is behind.",
            ),
            ("It refuses", "C1 was told that what it has seen is lost."),
        ],
        outcome: |moment| {
            let [_, reads] = violated(moment, 2_000)?;
            Some(if was_told(moment) { 2 } else { usize::from(!reads) })
        },
    }),
    curated: None,
};

const TOKEN_LOST: Scenario<SessionGuarantees> = Scenario {
    name: "token-lost",
    title: "Token, and lost",
    watch_for: "C1's row after the crash.",
    start: "session=token&seed=28&t=1.4s&end=3.4s&edits=1.5s-crash-1",
    question: Some(Question {
        ask: "S1 crashes with writes that C1 has seen, and nobody else has. What is C1 \
              told with a token?",
        at: Micros::from_millis(1_400),
        answers: &[
            ("Nothing: it waits for ever", "No server has answered C1 since."),
            (
                "That it is lost",
                "The new leader's log can never have it, and says so. C1 begins a new \
                 session: it is not shown less in silence.",
            ),
            ("What there is", "A read lacked what C1 has seen."),
        ],
        outcome: |moment| {
            let [_, reads] = violated(moment, 3_300)?;
            Some(if reads { 2 } else { usize::from(was_told(moment)) })
        },
    }),
    curated: Some("This run was picked: C1 reads just before the crash."),
};

/// Whether each guarantee was violated up to a moment, once it is past.
fn violated(
    moment: &Moment<'_, SessionGuarantees>,
    until: u64,
) -> Option<[bool; 2]> {
    let guarantees = [Guarantee::ReadYourWrites, Guarantee::MonotonicReads];
    let violated = guarantees.map(|guarantee| last(moment, guarantee).is_some());
    (moment.now >= Micros::from_millis(until)).then_some(violated)
}

/// Whether C1 was told that what it has seen is lost.
fn was_told(moment: &Moment<'_, SessionGuarantees>) -> bool {
    let mut operations = reader(moment).operations().iter();
    operations.any(|one| matches!(one, Operation::Ended { .. }))
}
