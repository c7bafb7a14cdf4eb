//! The experiments that the figure offers.

use super::Raft;
use models::consensus::raft::{Call, Entry, Payload, Server, checks, servers};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Raft>] =
    &[CUT_OFF, ONE_WAY, QUORUM_CHECK, TWO_COPIES, REMOVE];

const CUT_OFF: Scenario<Raft> = Scenario {
    name: "cut-off",
    title: "Leader cut off",
    watch_for: "the log of S3: its entry x=3 is dashed, not committed yet.",
    start: "seed=7&end=4.3s&t=3.37s&speed=100ms&edits=2.4s-cut-2-0,2.4s-cut-2-1,2.4s-cut-2-3,\
            2.4s-cut-2-4,3.42s-heal-2-0,3.42s-heal-2-1,3.42s-heal-2-3,3.42s-heal-2-4",
    question: Some(Question {
        ask: "S3 is cut off from the other servers but not from the client, and took \
              in x=3. Soon it is connected again. What becomes of its entry?",
        at: Micros::from_millis(3_370),
        answers: &[
            (
                "It is committed",
                "Nobody else was elected in time: the old leader goes on, and sends \
                 what it has.",
            ),
            (
                "It is thrown away",
                "Only S3 had it, so it was never committed, and the leader of the \
                 later term decides what the log says. The client has heard nothing: \
                 it asks again, and ↻x=3 is a new entry, of the new leader.",
            ),
            (
                "Both logs stay, and differ",
                "Two logs that differ in a committed entry: a check has failed.",
            ),
        ],
        outcome: |moment| match fate(moment, 3) {
            _ if checks::violated(moment.model.cluster()).is_some() => Some(2),
            Fate::Open => None,
            Fate::Committed => Some(0),
            Fate::Discarded => Some(1),
        },
    }),
    curated: None,
};

const ONE_WAY: Scenario<Raft> = Scenario {
    name: "one-way",
    title: "One-way links",
    watch_for: "x=3: it is in all five logs soon. Do its cells become solid?",
    start: "seed=7&end=4.2s&t=2.85s&edits=2.4s-block-0-2,2.4s-block-1-2,\
            2.4s-block-3-2,2.4s-block-4-2",
    question: Some(Question {
        ask: "S3 leads. The others hear all that it says, and nothing that they say \
              reaches it. It took in x=3. What does the client hear?",
        at: Micros::from_millis(2_850),
        answers: &[
            (
                "That it is done",
                "The answers of a majority have reached the leader after all.",
            ),
            (
                "A new leader's answer",
                "Somebody's timer ran out, in spite of the heartbeats.",
            ),
            (
                "Nothing, while this lasts",
                "All five have it: x=3 is committed, and nobody knows. S3 hears of no \
                 copy but its own, and its heartbeats keep the others quiet: no timer \
                 is longer than 0.8 s, and none has run out.",
            ),
        ],
        outcome: |moment| match fate(moment, 3) {
            Fate::Committed => Some(usize::from(reigns(moment) > 1)),
            Fate::Open | Fate::Discarded => {
                (moment.now >= Micros::from_millis(4_000)).then_some(2)
            }
        },
    }),
    curated: None,
};

const QUORUM_CHECK: Scenario<Raft> = Scenario {
    name: "quorum-check",
    title: "Quorum check",
    watch_for: "S3: it leads until it misses the answers of a majority.",
    start: "pre-vote=true&seed=7&end=4.1s&t=2.9s&edits=2.4s-block-0-2,2.4s-block-1-2,\
            2.4s-block-3-2,2.4s-block-4-2",
    question: Some(Question {
        ask: "The same, with one more rule: a leader that hears from no majority for \
              0.4 s steps down. Who finds out that x=3 is committed?",
        at: Micros::from_millis(2_900),
        answers: &[
            (
                "The next leader",
                "S3 falls silent, another is elected, and its log has x=3. It commits \
                 the first entry of its own term, and so knows of x=3.",
            ),
            ("Nobody: x=3 is lost", "Somebody was elected whose log had no x=3."),
            (
                "S3, after all",
                "Some answers to S3 came through, so its term went on.",
            ),
        ],
        outcome: |moment| match fate(moment, 3) {
            Fate::Open => None,
            Fate::Discarded => Some(1),
            Fate::Committed => Some(if reigns(moment) > 1 { 0 } else { 2 }),
        },
    }),
    curated: None,
};

const TWO_COPIES: Scenario<Raft> = Scenario {
    name: "two-copies",
    title: "Leader crashes",
    watch_for: "x=3, which two of five servers have, and x=4, which one has.",
    start: "seed=2&end=4s&t=2.6s&edits=2.505s-drop-m154,2.505s-drop-m155,\
            2.505s-drop-m156,2.533s-ask-2-propose-4,2.539s-drop-m158,\
            2.539s-drop-m159,2.539s-drop-m160,2.539s-drop-m161,2.553s-crash-2,\
            3.22s-restart-2",
    question: Some(Question {
        ask: "S3 crashed as leader. One copy of its x=3 had come through, to S1; none \
              of its x=4. Which of the two stays for certain, whoever is elected?",
        at: Micros::from_millis(2_600),
        answers: &[
            (
                "Both: their leader has them",
                "What a leader has taken in is certain once a majority has it.",
            ),
            (
                "x=3, of which there are two",
                "Two of five are no majority: three others can elect a leader.",
            ),
            (
                "Neither",
                "S2, S4 and S5 have neither and are a majority: they may elect one of \
                 themselves, and x=3 would be gone. In this run they elect S1, which \
                 sends what it has: x=3 stays. ↻x=3, for which the client asked again, \
                 is committed too, but not executed a second time.",
            ),
        ],
        outcome: |moment| match (fate(moment, 3), fate(moment, 4)) {
            (Fate::Open, _) | (_, Fate::Open) => None,
            _ => Some(match [3, 4].map(|value| was_certain(moment, value)) {
                [true, true] => 0,
                [true, false] | [false, true] => 1,
                [false, false] => 2,
            }),
        },
    }),
    curated: Some("This run was picked for who is elected next."),
};

const REMOVE: Scenario<Raft> = Scenario {
    name: "remove",
    title: "Server removed",
    watch_for: "S1, no member since the entry “cfg 4”, and the terms of the others.",
    start: "seed=7&end=4.4s&t=2.35s&edits=2.06s-cut-2-0,2.08s-ask-2-remove-0,\
            2.3s-heal-2-0",
    question: Some(Question {
        ask: "S1 was removed from the cluster while it was cut off from the leader. \
              Nobody tells it now, nobody sends it heartbeats. What does S1 do?",
        at: Micros::from_millis(2_350),
        answers: &[
            (
                "Nothing: it has no vote",
                "No leader had to step down because of it.",
            ),
            (
                "It costs them a leader, once",
                "It asked for votes in a later term, and the leader stepped down.",
            ),
            (
                "It does so again and again",
                "Its timer runs out, and it asks for votes in a later term. It never \
                 gets them, but each time the leader hears of that term and steps \
                 down. Switch on pre-vote below and play: S1 only asks, and its term \
                 stays.",
            ),
        ],
        outcome: disturbed,
    }),
    curated: None,
};

/// What a server that was removed does to the others.
fn disturbed(moment: &Moment<'_, Raft>) -> Option<usize> {
    let is_over = moment.now >= Micros::from_millis(4_300);
    match deposed(moment) {
        0 => is_over.then_some(0),
        1 => is_over.then_some(1),
        _ => Some(2),
    }
}

/// What has become of an entry as its first leader made it. The client may ask for
/// the same once more: that is another entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    /// Some server knows that it is.
    Committed,
    /// Whoever had it has given it up.
    Discarded,
}

/// What has become of the write of `value` that was made in term 1.
fn fate(moment: &Moment<'_, Raft>, value: u32) -> Fate {
    let is_it = |entry: &Entry| is_write(entry, value);
    let mut fate = Fate::Open;
    for (_, server) in servers(moment.model.cluster()) {
        let witness = server.witness();
        if witness.committed().iter().any(|committed| is_it(&committed.entry)) {
            return Fate::Committed;
        }
        if witness.discarded().iter().any(|discarded| is_it(&discarded.entry)) {
            fate = Fate::Discarded;
        }
    }
    let has_it = |server: &Server| server.log().entries().iter().any(is_it);
    let is_left = servers(moment.model.cluster()).any(|(_, server)| has_it(server));
    if is_left { Fate::Open } else { fate }
}

/// Whether the write of `value` was committed in term 1, by the leader that took it in.
fn was_certain(moment: &Moment<'_, Raft>, value: u32) -> bool {
    servers(moment.model.cluster()).any(|(_, server)| {
        server.witness().committed().iter().any(|committed| {
            committed.in_term == 1 && is_write(&committed.entry, value)
        })
    })
}

/// Whether an entry is the write of `value` that was made in term 1.
fn is_write(entry: &Entry, value: u32) -> bool {
    let Payload::Operation(request) = entry.payload else { return false };
    entry.term == 1 && request.call == Call::Write(value)
}

/// How often a server was elected.
fn reigns(moment: &Moment<'_, Raft>) -> usize {
    let all = servers(moment.model.cluster());
    all.map(|(_, server)| server.witness().reigns().len()).sum()
}

/// How often a leader had to step down.
fn deposed(moment: &Moment<'_, Raft>) -> usize {
    let all = servers(moment.model.cluster());
    let ended = |server: &Server| {
        let reigns = server.witness().reigns().iter();
        reigns.filter(|reign| reign.until.is_some()).count()
    };
    all.map(|(_, server)| ended(server)).sum()
}
