//! The experiments that the figure offers.

use super::checks::{conflict, held, is_over};
use super::count::decisions;
use super::{QuorumCost, UNDER_WAY};
use models::consensus::decision;
use stage::{Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<QuorumCost>] = &[LEADER, PAXOS, HALF, LIAR, LIARS];

const LEADER: Scenario<QuorumCost> = Scenario {
    name: "leader",
    title: "A leader",
    watch_for: "the numbers on top: whom S1 has counted, itself first.",
    start: "protocol=raft&servers=5&jitter=50&seed=29&t=3ms&speed=5ms&hold=200ms",
    question: Some(Question {
        ask: "S1 leads five servers and sends an entry to the other four. Some answer \
              sooner than others. When is the entry committed?",
        at: UNDER_WAY,
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
            let round = decision::asked(moment.model).rounds().first()?;
            let (_, waited_for) = round.full?;
            Some(match waited_for {
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
    watch_for: "the bar below: what the client waits for.",
    start: "protocol=multi-paxos&servers=5&jitter=30&seed=66&t=3ms&speed=8ms&hold=100ms",
    question: Some(Question {
        ask: "S1 asks for promises, then for votes for x=1: four delays. Right after that \
              the client sends x=2. How long does that one take?",
        at: UNDER_WAY,
        answers: &[
            ("As long again", "Then S1 would ask for promises again."),
            (
                "About half as long",
                "The promises hold for all entries to come: only the votes are asked \
                 for, with 8 messages instead of 16. Who has such promises leads.",
            ),
            ("No time: S1 decides alone", "Each entry needs votes of a majority."),
        ],
        outcome: |moment| {
            let [first, second] = &decisions(moment)[..] else { return None };
            let (first, second) = (first.took(), second.took());
            Some(match 100 * second.get() / first.get() {
                75.. => 0,
                25..75 => 1,
                _ => 2,
            })
        },
    }),
    curated: Some("Seed 66 was picked: its delays are alike."),
};

const HALF: Scenario<QuorumCost> = Scenario {
    name: "half",
    title: "Half of six stop",
    watch_for: "the numbers on top: how many have the entry, as far as S1 knows.",
    start: "protocol=raft&servers=6&jitter=40&\
            edits=0s-crash-3,0s-crash-4,0s-crash-5&t=3ms&speed=5ms&hold=200ms",
    question: Some(Question {
        ask: "Three of six servers have stopped, and S1 is asked to write something. Is \
              the decision made?",
        at: UNDER_WAY,
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
    start: "protocol=raft&servers=4&lies=true&jitter=0&t=3ms&speed=5ms&hold=600ms",
    question: Some(Question {
        ask: "S1 leads, and it lies: it tells S2 and S3 to append x=1, and S4 to append \
              x=2. Who notices?",
        at: UNDER_WAY,
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
    watch_for: "the table: how many in a row say the same as S1 said to that server.",
    start: "protocol=pbft&servers=4&lies=true&jitter=0&t=3ms&speed=5ms&hold=600ms",
    question: Some(Question {
        ask: "S1 lies as before. In PBFT each server tells all others what S1 told it, \
              and goes on when three of the four say the same. Who takes what?",
        at: UNDER_WAY,
        answers: &[
            ("S2, S3 take x=1, and S4 x=2", "S4 has no three that say x=2."),
            (
                "S2, S3 take x=1, and S4 nothing",
                "Of the others only S1 says x=2 to S4: with its own word two of the three \
                 that it takes. S4 waits, and may later copy what two others vouch for: \
                 one of them is honest. The price is up to 24 messages, where a leader \
                 that is believed needs 6.",
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
