//! The figure of Paxos.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::consensus::paxos::{
    Agreement, Node, Phase, acceptors, agreement, attempts, chosen, proposers,
};
use sim::{Cluster, Event, Micros};

pub const CARD: &[Claim] = &[
    names("Paxos: proposers in a duel"),
    so(
        "the moment when an acceptor promises another's higher ballot: the votes \
         that were under way then are refused.",
        no_vote_below_a_promise,
    ),
    so(
        "Proposers that adopt earlier votes never have two values chosen, but they \
         can keep each other from having any; a random wait ends that.",
        |s| {
            s.knob("adopt") == "false"
                || !matches!(agreement(cluster(s)), Agreement::Broken(..))
        },
    ),
    theory(
        "A higher promise makes a lower ballot fail, which is what makes Paxos \
         safe.",
        "isolated/consensus_paxos.rs::an_acceptor_promises_only_upwards",
    ),
    theory(
        "Proposers that answer every refusal with a still higher ballot fail each \
         other in turn.",
        "consensus_paxos.rs::a_duel_can_last_for_ever",
    ),
    theory(
        "Waiting at random breaks the symmetry.",
        "consensus_paxos.rs::random_backoff_ends_the_duel",
    ),
];

pub const RUN: &[Claim] = &[
    names("Below an acceptor: promised; last vote"),
    so("✕ {} and {} are both chosen", |s| both(s, 0, 1)),
    names("Who did what, when"),
    names("The phases of the proposers, promises and votes, over time"),
    names("What the colours and shapes of messages mean"),
    names("Space–time diagram of the ballots"),
    names("has voted; knows"),
    so("asks for {}", |s| {
        let mut proposers = proposers(cluster(s));
        proposers.any(|(_, proposer)| match proposer.phase() {
            Phase::Proposing { value, .. } => value.to_string() == s.words[0],
            Phase::Waiting | Phase::Preparing { .. } | Phase::Decided(_) => false,
        })
    }),
    so("The nodes at {}", |s| s.words[0] == s.now().clock()),
    so("{}A1 {}", |s| {
        acceptors(cluster(s)).count() == s.words[1].matches('A').count() + 1
    }),
    so("✓ Agreement: nothing is chosen", |s| chosen(cluster(s)).is_empty()),
    so("✓ Agreement: {} is chosen", |s| {
        chosen(cluster(s)).iter().map(|v| v.to_string()).eq([s.words[0]])
    }),
    so("✕ Agreement: {} and {} are chosen", |s| both(s, 0, 1)),
    so("… Decided: {n} ballots begun", |s| {
        begun(s) && chosen(cluster(s)).is_empty()
    }),
    so("✓ Decided: {n} ballots begun", |s| {
        begun(s) && !chosen(cluster(s)).is_empty()
    }),
    so("✕ Decided: {n} ballots begun", |s| {
        begun(s)
            && chosen(cluster(s)).is_empty()
            && s.now() >= Micros::from_millis(400)
    }),
    so(
        "→ One of the two values, after a few ballots. Here one proposer had its \
         votes before the other could promise them away, and every later ballot \
         has to keep that value.",
        |s| {
            chosen(cluster(s)).len() == 1 && s.knob("adopt") == "true" && is_duel(s)
        },
    ),
    so(
        "→ Nothing, however long it runs. Each prepared in time to have the \
         other's votes refused. As the question has it, the same pattern comes \
         back every 50 ms, two rounds higher, for ever: no message is lost and \
         nobody crashes.",
        |s| chosen(cluster(s)).is_empty() && is_duel(s) && were_refused(s),
    ),
    so(
        "→ Both, one by each proposer. Agreement is broken: a proposer asked for \
         its own value although a majority may have voted for another.",
        |s| chosen(cluster(s)).len() > 1 && s.knob("adopt") == "false",
    ),
    deed("promises {}"),
    deed("votes for {} in {}"),
    so("has the votes of a majority: {} is chosen", |s| {
        chosen(cluster(s)).iter().any(|value| value.to_string() == s.words[0])
    }),
    so("learns that {} is chosen", |s| {
        chosen(cluster(s)).iter().any(|value| value.to_string() == s.words[0])
    }),
    so("gives this ballot up and waits at random", |s| s.setting("backoff") > 0),
];

fn cluster<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    shown.model()
}

fn both(shown: &Shown, one: usize, other: usize) -> bool {
    let chosen: Vec<_> =
        chosen(cluster(shown)).iter().map(|v| v.to_string()).collect();
    [one, other]
        .iter()
        .all(|word| chosen.iter().any(|value| value == shown.words[*word]))
}

/// Whether no acceptor voted in a ballot below one that it had promised.
fn no_vote_below_a_promise(shown: &Shown) -> bool {
    acceptors(cluster(shown)).all(|(_, acceptor)| {
        let votes = acceptor.votes();
        votes.is_sorted_by_key(|vote| vote.ballot)
            && votes.last().map(|vote| vote.ballot) <= acceptor.promised()
    })
}

fn begun(shown: &Shown) -> bool {
    u64::from(attempts(cluster(shown))) == shown.number(0)
}

/// Two proposers, no message lost, nobody stopped.
fn is_duel(shown: &Shown) -> bool {
    shown.setting("proposers") == 2
        && !shown.happened(|event| {
            matches!(
                event,
                Event::Lost { .. } | Event::Stopped { .. } | Event::Faulted { .. }
            )
        })
}

/// Whether each of the two had votes refused.
fn were_refused(shown: &Shown) -> bool {
    [0, 1].iter().all(|proposer| {
        shown.happened(|event| match event {
            Event::Received { to, label, .. } => {
                to.0 == *proposer && label.starts_with("Refused")
            }
            _ => false,
        })
    })
}
