//! The experiments that the figure offers.

use super::{QuorumCost, is_over};
use models::consensus::decision::{self, Message};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<QuorumCost>] = &[LEADER, PAXOS, HALF, LIARS];

const LEADER: Scenario<QuorumCost> = Scenario {
    name: "leader",
    title: "A leader",
    watch_for: "who is at the ends of each message.",
    start: "protocol=raft&servers=5&t=0s",
    question: Some(Question {
        ask: "S1 leads five servers and is asked to write something. How many messages \
              do the servers send each other for that?",
        at: Micros::ZERO,
        answers: &[
            ("4", "That is one way only: S1 has to hear that they have it."),
            (
                "8",
                "One to each of the four others, and one back: 2(n − 1). S1 knows when \
                 two have answered, as it has the entry itself.",
            ),
            ("20", "The followers do not speak to each other."),
        ],
        outcome: |moment| by_messages(moment, [4, 8, 20]),
    }),
    curated: None,
};

const PAXOS: Scenario<QuorumCost> = Scenario {
    name: "both-phases",
    title: "Nobody leads yet",
    watch_for: "the first round: nothing is decided in it.",
    start: "protocol=paxos&servers=5&t=0s",
    question: Some(Question {
        ask: "Paxos with both phases: S1 first asks for promises, then for votes. A \
              leader needed 8 messages and two delays. What does S1 need?",
        at: Micros::ZERO,
        answers: &[
            (
                "Twice the messages and delays",
                "Two round trips instead of one. A leader is whoever has done the \
                 first one for all decisions to come.",
            ),
            (
                "Twice the messages, as fast",
                "It can only ask for votes when it has the promises.",
            ),
            ("The same", "Promises are messages as well."),
        ],
        outcome: |moment| by_messages(moment, [16, 12, 8]),
    }),
    curated: None,
};

const HALF: Scenario<QuorumCost> = Scenario {
    name: "half",
    title: "Half of six stop",
    watch_for: "the cells: who agrees, as far as S1 knows.",
    start: "protocol=raft&servers=6&edits=1ms-crash-3,1ms-crash-4,1ms-crash-5&t=2ms",
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

const LIARS: Scenario<QuorumCost> = Scenario {
    name: "liars",
    title: "Some may lie",
    watch_for: "the lines between servers, and how fast dots are added.",
    start: "protocol=pbft&servers=13&t=0s",
    question: Some(Question {
        ask: "PBFT with 4 servers, of which one may lie, takes 24 messages. Of \
              these 13 servers four may lie. How many messages do they take?",
        at: Micros::ZERO,
        answers: &[
            ("About 50", "A quorum does grow slowly, but messages go to all."),
            (
                "About 80",
                "As many times more as there are servers: a leader's growth.",
            ),
            (
                "About 300",
                "12 + 144 + 156 = 312: S1 tells 12 servers, each of them tells 12 \
                 others, and then all 13 do. That is 2n(n − 1).",
            ),
        ],
        outcome: |moment| by_messages(moment, [48, 78, 312]),
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
