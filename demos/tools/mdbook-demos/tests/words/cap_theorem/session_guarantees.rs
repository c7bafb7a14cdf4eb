//! What a client is shown of servers that are behind.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::leader_follower::{
    Client, Guarantee, Node, Operation, Violation, clients, servers, violations,
};
use sim::{Cluster, Micros};
use std::collections::BTreeSet;

/// Runs that chance seldom leads to.
pub const ALSO: &[&str] = &["session=token&edits=1s-crash-1", "edits=1s-crash-1"];

pub const WORDS: &[Claim] = &[
    names("Session guarantees: what C1 has seen"),
    theory(
        "A follower that is behind shows a client less than it has seen: only a token \
         that says how far that was keeps it from that always.",
        "replication/sessions.rs::each_rule_holds_what_it_promises_in_calm",
    ),
    theory(
        "One server is behind as well, though never more than before, and it dies.",
        "replication/sessions.rs::each_rule_holds_what_it_promises_in_calm",
    ),
    theory(
        "A token asks any server to wait, or to say that what was seen is lost.",
        "replication/sessions.rs::a_token_is_enough",
    ),
    names("C1's row: does each read have all on its left?"),
    names("C1's row: one server answers."),
    names("the first read from the new leader."),
    names("C1's row, and the words of the servers."),
    names("C1's row after the crash."),
    so("This run was picked: the server that C1 draws is a follower.", |s| {
        reads(s).all(|by| by != 1)
    }),
    so("This run was picked: C1 reads just before the crash.", |s| {
        let crash = Micros::from_millis(1_500);
        s.now() < crash
            || c1(s).operations().iter().any(|one| match one {
                Operation::Read { at, .. } => {
                    *at < crash && *at > Micros::from_millis(1_200)
                }
                Operation::Wrote { .. } | Operation::Ended { .. } => false,
            })
    }),
    names("Clients, servers with their logs, and what C1 has done"),
    names("What C1 has done: a read is to have all on its left"),
    names("lacks what is below"),
    names("read by C1"),
    so("{}, {} waits for more", |s| waits(s) > 0),
    so("{} {}, {} waits for more", |s| waits(s) > 0),
    so("{}, dropped {n}", |s| {
        let mut gone =
            servers(run(s)).map(|(_, one)| one.log().gone().len() as u64);
        gone.any(|gone| gone >= s.number(1))
    }),
    so("✕ read your writes: {} lacked {}", |s| {
        is_last(s, Guarantee::ReadYourWrites, 1)
    }),
    so("✕ monotonic reads: {} lacked {}", |s| {
        is_last(s, Guarantee::MonotonicReads, 1)
    }),
    so("{} can never have {}, and says so: a new session begins", |s| {
        let place = s.words[0].trim_start_matches('S').parse().unwrap_or(0);
        let (_, by) = servers(run(s)).find(|(node, _)| node.0 == place).unwrap();
        let has = |one: &str| {
            by.log().entries().iter().any(|entry| entry.write.to_string() == one)
        };
        ended(s) && !has(s.words[1])
    }),
    so("The servers at {}", |s| s.words[0] == s.now().clock()),
    deed("leads in epoch {n}"),
    deed("drops 1 entry behind {n}"),
    deed("drops {n} entries behind {n}"),
    deed("takes {} to be dead"),
    deed("names {}: epoch {n}"),
];

pub const CHECKS: &[Claim] = &[
    so("… Read your writes: {n} reads", |s| holds(s, Guarantee::ReadYourWrites)),
    so("✓ Read your writes: {n} reads", |s| holds(s, Guarantee::ReadYourWrites)),
    so("✕ Read your writes: {n} of {n}; {} lacked {}", |s| {
        is_last(s, Guarantee::ReadYourWrites, 3)
            && s.number(0) == count(s, Guarantee::ReadYourWrites)
    }),
    so("… Monotonic reads: {n} reads", |s| holds(s, Guarantee::MonotonicReads)),
    so("✓ Monotonic reads: {n} reads", |s| holds(s, Guarantee::MonotonicReads)),
    so("✕ Monotonic reads: {n} of {n}; {} lacked {}", |s| {
        is_last(s, Guarantee::MonotonicReads, 3)
            && s.number(0) == count(s, Guarantee::MonotonicReads)
    }),
    so(
        "→ Also what C1 has seen. A read from a server that is behind lacks what another one \
         has shown, and what C1 itself has written. Nothing has failed.",
        |s| count(s, Guarantee::MonotonicReads) > 0,
    ),
    so(
        "→ Read your writes. The follower is behind what C1 writes to S1. But it never \
         has less than before, so reads are monotonic.",
        |s| {
            count(s, Guarantee::ReadYourWrites) > 0
                && count(s, Guarantee::MonotonicReads) == 0
        },
    ),
    so(
        "→ It lacks what C1 has seen. The new leader does not have it. C1 is shown \
         less, and nobody tells it.",
        |s| count(s, Guarantee::MonotonicReads) > 0 && !ended(s),
    ),
    so(
        "→ It waits for the log. It answers once it has what C1 has seen. Such a read \
         takes as long as the follower is behind.",
        |s| count(s, Guarantee::MonotonicReads) == 0 && !ended(s),
    ),
    so(
        "→ That it is lost. The new leader's log can never have it, and says so. C1 \
         begins a new session: it is not shown less in silence.",
        |s| count(s, Guarantee::MonotonicReads) == 0 && ended(s),
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    assert!(servers(shown.model()).count() == 3);
    shown.model()
}

fn c1<'a>(shown: &Shown<'a>) -> &'a Client {
    clients(run(shown)).next().expect("there are two").1
}

fn all(shown: &Shown) -> Vec<Violation> {
    violations(c1(shown).operations())
}

/// How many reads lack something.
fn count(shown: &Shown, guarantee: Guarantee) -> u64 {
    let all = all(shown);
    let lacking: BTreeSet<usize> = all
        .iter()
        .filter(|one| one.guarantee == guarantee)
        .map(|one| one.second)
        .collect();
    lacking.len() as u64
}

/// How many servers have a read that waits.
fn waits(shown: &Shown) -> usize {
    servers(run(shown)).filter(|(_, one)| one.waiting().count() > 0).count()
}

fn reads<'a>(shown: &Shown<'a>) -> impl Iterator<Item = u32> + use<'a> {
    c1(shown).operations().iter().filter_map(|one| match one {
        Operation::Read { by, .. } => Some(by.0),
        Operation::Wrote { .. } | Operation::Ended { .. } => None,
    })
}

fn holds(shown: &Shown, guarantee: Guarantee) -> bool {
    count(shown, guarantee) == 0 && shown.number(0) == reads(shown).count() as u64
}

fn ended(shown: &Shown) -> bool {
    let mut all = c1(shown).operations().iter();
    all.any(|one| matches!(one, Operation::Ended { .. }))
}

/// Whether the last violation is of this write.
fn is_last(shown: &Shown, guarantee: Guarantee, place: usize) -> bool {
    let all = all(shown);
    let last = all.iter().rev().find(|one| one.guarantee == guarantee);
    last.is_some_and(|one| one.lacks.to_string() == shown.words[place])
}
