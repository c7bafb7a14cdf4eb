//! The experiments that the figure offers.

use super::QuorumCost;
use super::checks::{conflict, held, is_over};
use models::consensus::decision::{self, Message};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<QuorumCost>] = &[LEADER, PAXOS, HALF, LIAR, LIARS];

const LEADER: Scenario<QuorumCost> = Scenario {
    name: "leader",
    title: "A leader",
    watch_for: "the boxes: who has answered S1 when it knows.",
    start: "protocol=raft&servers=5&jitter=50&seed=29&t=0s&speed=5ms&hold=200ms",
    question: Some(Question {
        ask: "S1 leads five servers and sends an entry to the other four. Some answer \
              sooner than others. When is the entry committed?",
        at: Micros::ZERO,
        answers: &[
            ("At the first answer", "Two of five are no majority."),
            (
                "At the second answer",
                "S1 has the entry itself: with two more that is three of five, a \
                 majority. It does not wait for the two slowest. All in all 8 messages: \
                 2(n − 1).",
            ),
            ("When all four have it", "Then one slow server would delay all."),
        ],
        outcome: |moment| {
            let asked = decision::asked(moment.model);
            asked.decided()?;
            Some(match asked.waited_for() {
                1 => 0,
                2 => 1,
                _ => 2,
            })
        },
    }),
    curated: Some("Seed 29 was picked: two servers are slow."),
};

const PAXOS: Scenario<QuorumCost> = Scenario {
    name: "both-phases",
    title: "Nobody leads yet",
    watch_for: "the first round: nothing is decided in it.",
    start: "protocol=paxos&servers=5&jitter=0&t=0s&speed=5ms&hold=600ms",
    question: Some(Question {
        ask: "Paxos with both phases: S1 first asks for promises, then for votes. A \
              leader needs 8 messages and two delays. What does S1 need?",
        at: Micros::ZERO,
        answers: &[
            (
                "Twice the messages, twice the delays",
                "Two round trips instead of one. A leader has done the first one \
                 already, for all decisions to come.",
            ),
            (
                "Twice the messages, the same delays",
                "It can only ask for votes when it has the promises.",
            ),
            ("The same as a leader", "Promises are messages as well."),
        ],
        outcome: |moment| by_messages(moment, [16, 12, 8]),
    }),
    curated: None,
};

const HALF: Scenario<QuorumCost> = Scenario {
    name: "half",
    title: "Half of six stop",
    watch_for: "the boxes: who has the entry, as far as S1 knows.",
    start: "protocol=raft&servers=6&jitter=40&\
            edits=1ms-crash-3,1ms-crash-4,1ms-crash-5&t=2ms&speed=5ms&hold=200ms",
    question: Some(Question {
        ask: "Three of six servers have stopped, and S1 is asked to write something. Is \
              the decision made?",
        at: Micros::from_millis(2),
        answers: &[
            ("Yes: half is enough", "Two halves could then decide differently."),
            (
                "No: it takes four",
                "More than half, so that any two quorums share a server. Of six servers \
                 two may be down, just as of five.",
            ),
        ],
        outcome: |moment| {
            let is_decided = decision::asked(moment.model).decided().is_some();
            (is_decided || is_over(moment)).then_some(usize::from(!is_decided))
        },
    }),
    curated: None,
};

const LIAR: Scenario<QuorumCost> = Scenario {
    name: "liar",
    title: "The leader lies",
    watch_for: "what S1 tells S4, and what it tells the others.",
    start: "protocol=raft&servers=4&lies=true&jitter=0&t=0s&speed=5ms&hold=600ms",
    question: Some(Question {
        ask: "S1 leads, and it lies: it tells S2 and S3 to append x=1, and S4 to append \
              x=2. Who notices?",
        at: Micros::ZERO,
        answers: &[
            ("S4, which is outvoted", "Followers do not hear from each other."),
            (
                "Nobody",
                "A follower hears from the leader alone, and believes it. Now the logs \
                 differ. Raft is safe when servers crash, not when they lie.",
            ),
        ],
        outcome: |moment| {
            is_over(moment).then(|| usize::from(conflict(moment.model).is_some()))
        },
    }),
    curated: None,
};

const LIARS: Scenario<QuorumCost> = Scenario {
    name: "liars",
    title: "All ask all",
    watch_for: "the table: what each server is told by each other.",
    start: "protocol=pbft&servers=4&lies=true&jitter=0&t=0s&speed=5ms&hold=600ms",
    question: Some(Question {
        ask: "S1 lies as before. In PBFT each server tells all others what S1 told it, \
              and goes on when three of the four say the same. Who takes what?",
        at: Micros::ZERO,
        answers: &[
            ("S2, S3 take x=1, and S4 x=2", "S4 has no three that say x=2."),
            (
                "S2, S3 take x=1, and S4 nothing",
                "Only S1 tells S4 the same as before: with its own word that is two of \
                 the three that it takes. The price is up to 24 messages, where a \
                 leader that is believed needs 6.",
            ),
            ("Nobody takes anything", "S2 and S3 do find three, with S1."),
        ],
        outcome: |moment| {
            is_over(moment).then(|| match conflict(moment.model) {
                Some(_) => 0,
                None if held(moment.model).next().is_some() => 1,
                None => 2,
            })
        },
    }),
    curated: None,
};

/// Which of these numbers of messages it is nearest to, once all are sent.
fn by_messages<const N: usize>(
    moment: &Moment<'_, QuorumCost>,
    counts: [u32; N],
) -> Option<usize> {
    if !is_over(moment) {
        return None;
    }
    let kinds = Message::of(moment.settings.protocol.of_model()).iter();
    let sent: u32 = kinds.map(|kind| decision::sent(moment.model, *kind)).sum();
    (0..N).min_by_key(|place| counts[*place].abs_diff(sent))
}
