//! The experiments that the figure offers.

use super::Failover;
use super::checks::is_over;
use models::replication::leader_follower::{
    FIRST, clients, leader, lost, server, split_brain,
};
use sim::Micros;
use stage::{Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Failover>] =
    &[ASYNC, SEMI_SYNC, SPLIT_BRAIN, LEASE, FALL_BACK];

const ASYNC: Scenario<Failover> = Scenario {
    name: "async",
    title: "Asynchronous",
    watch_for: "the green cells that only S1 has.",
    start: "seed=28&t=1.4s&end=3.4s&edits=1.5s-crash-1",
    question: Some(Question {
        ask: "S1 acknowledges what is on its own disk, and sends it to S3 300 ms later. \
              It crashes. What of the last 300 ms?",
        at: Micros::from_millis(1_400),
        answers: &[
            (
                "They are lost",
                "Only S1 has them. S3 leads on without them, and S1 drops them when it \
                 comes back: the clients were told that they are done.",
            ),
            ("S3 has them", "They had been sent before S1 crashed."),
            ("Written again", "No client was told that they are done."),
        ],
        outcome: |moment| {
            let is_back = !server(moment.model, FIRST).log().gone().is_empty();
            let is_known = is_over(moment) && is_back;
            is_known.then(|| usize::from(lost(moment.model).is_empty()))
        },
    }),
    curated: Some("This run was picked: writes come just before the crash."),
};

const SEMI_SYNC: Scenario<Failover> = Scenario {
    name: "semi-sync",
    title: "Semi-synchronous",
    watch_for: "how long a cell is dashed: its client waits.",
    start: "acknowledge=semi-sync&seed=28&t=1.4s&end=3.4s&edits=1.5s-crash-1",
    question: Some(Question {
        ask: "Now S1 acknowledges a write once S3 has it on disk too. It crashes. What \
              of the writes that S3 lacks?",
        at: Micros::from_millis(1_400),
        answers: &[
            ("They are lost", "They had been acknowledged."),
            (
                "Written again",
                "No client was told that they are done, so each asks who leads and \
                 writes to S3. The price is paid before: each write waits for a \
                 follower.",
            ),
            ("S1 restores them", "S1 is taken as leader again."),
        ],
        outcome: |moment| {
            let is_back = !server(moment.model, FIRST).log().gone().is_empty();
            let crash = Micros::from_millis(1_500);
            let waits = clients(moment.model).any(|(_, client)| {
                client.pending().iter().any(|pending| pending.since < crash)
            });
            let is_known = is_over(moment) && is_back && !waits;
            let leads_again = leader(moment.model).server == FIRST;
            is_known.then(|| match (lost(moment.model).is_empty(), leads_again) {
                (false, _) => 0,
                (true, false) => 1,
                (true, true) => 2,
            })
        },
    }),
    curated: Some("This run was picked: its writes are those before."),
};

const SPLIT_BRAIN: Scenario<Failover> = Scenario {
    name: "split-brain",
    title: "Cut off",
    watch_for: "the crowns: who would acknowledge a write.",
    start: "fencing=none&seed=28&t=1.2s&end=3.7s&edits=1.3s-cut-1-0,1.3s-cut-1-2,\
            1.3s-cut-1-3,1.3s-cut-1-5,1.3s-cut-4-0,1.3s-cut-4-2,1.3s-cut-4-3,\
            3s-heal-1-0,3s-heal-1-2,3s-heal-1-3,3s-heal-1-5,3s-heal-4-0,3s-heal-4-2,\
            3s-heal-4-3",
    question: Some(Question {
        ask: "S1 and its client C1 are cut off from all others. The monitor names S3 in \
              its place. Who acknowledges writes?",
        at: Micros::from_millis(1_200),
        answers: &[
            ("S3 only", "S1 knew that it was replaced."),
            ("Neither", "Each of them waits for the other one."),
            (
                "S1 and S3",
                "S1 hears nothing of S3, and needs nobody to acknowledge: C1 is told \
                 that its writes are done. When the cut is repaired, S1 drops them all.",
            ),
        ],
        outcome: |moment| {
            let is_known = is_over(moment)
                && !server(moment.model, FIRST).log().gone().is_empty();
            let split = split_brain(moment.model, moment.now);
            is_known.then(|| 2 * usize::from(split.is_some()))
        },
    }),
    curated: None,
};

const LEASE: Scenario<Failover> = Scenario {
    name: "lease",
    title: "With a lease",
    watch_for: "when S1 loses its crown, and when S3 gets one.",
    start: "fencing=lease&seed=28&t=1.2s&end=3.7s&edits=1.3s-cut-1-0,1.3s-cut-1-2,\
            1.3s-cut-1-3,1.3s-cut-1-5,1.3s-cut-4-0,1.3s-cut-4-2,1.3s-cut-4-3,\
            3s-heal-1-0,3s-heal-1-2,3s-heal-1-3,3s-heal-1-5,3s-heal-4-0,3s-heal-4-2,\
            3s-heal-4-3",
    question: Some(Question {
        ask: "S1 now stops 500 ms after its last heartbeat that was answered, and the \
              monitor waits for that. What is lost?",
        at: Micros::from_millis(1_200),
        answers: &[
            ("Nothing", "Each write had a copy before it was acknowledged."),
            (
                "What was not sent by then",
                "Never do two lead, so C1's later writes wait for S3. But S1 is still \
                 asynchronous: what it acknowledged and could not send is lost.",
            ),
            ("As much as before", "S1 has acknowledged writes until the repair."),
        ],
        outcome: |moment| {
            let is_known = is_over(moment)
                && !server(moment.model, FIRST).log().gone().is_empty();
            let split = split_brain(moment.model, moment.now);
            is_known.then(|| match (split, lost(moment.model).is_empty()) {
                (Some(_), _) => 2,
                (None, false) => 1,
                (None, true) => 0,
            })
        },
    }),
    curated: None,
};

const FALL_BACK: Scenario<Failover> = Scenario {
    name: "fall-back",
    title: "It falls back",
    watch_for: "S1's words, 400 ms after it is cut from the others.",
    start: "acknowledge=fall-back&lag=50&repair=0&seed=28&t=900ms&end=3.4s&\
            edits=1s-cut-1-2,1s-cut-1-3,2.2s-crash-1",
    question: Some(Question {
        ask: "S1 waits for a follower, for at most 400 ms. It is cut from S2 and S3, and \
              crashes 1.2 s later. What is lost?",
        at: Micros::from_millis(900),
        answers: &[
            ("Nothing", "S1 has waited for a follower until it crashed."),
            ("All writes", "No follower had anything."),
            (
                "All writes since the cut",
                "After 400 ms S1 falls back: it acknowledges what has waited, and then \
                 each write as it comes. No follower has any of them.",
            ),
        ],
        outcome: |moment| {
            let cut = Micros::from_secs(1);
            let lost = lost(moment.model);
            let is_early = lost.iter().any(|one| one.at < cut);
            let answer = match (lost.is_empty(), is_early) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            is_over(moment).then_some(answer)
        },
    }),
    curated: None,
};
