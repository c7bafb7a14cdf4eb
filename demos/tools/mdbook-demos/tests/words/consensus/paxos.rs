//! The figure of Paxos.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::consensus::paxos::{
    Agreement, Ballot, Contest, Node, Phase, Vote, acceptors, agreement, proposers,
};
use sim::{Cluster, Event, Micros, NodeId};
use std::collections::BTreeSet;

/// The first two proposers.
const P1: NodeId = NodeId(0);
const P2: NodeId = NodeId(1);

pub const CARD: &[Claim] = &[
    names("Paxos: proposers in a duel"),
    so(
        "the rows: a value is chosen once a majority in one has voted for it.",
        |s| {
            let told: BTreeSet<Vote> =
                contest(s).chosen().iter().map(|chosen| chosen.vote).collect();
            told == chosen(s)
        },
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
        "A higher promise makes a lower ballot fail, which Paxos needs to be safe.",
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
    names("which of P1's Accept and P2's Prepare reaches the acceptors first."),
    so("what P1 does after its refusal.", |s| {
        let waits = first(s, |event| is_noted(event, P1, "gives this ballot up"));
        let votes = first(s, |event| is_noted(event, P2, "has the votes"));
        first(s, |event| is_refused(event, P1)) <= waits && waits < votes
    }),
    names("what gathers above P2: a sign for each promise that it gets."),
    names("what gathers above P2, and then the votes below the acceptors."),
];

pub const ANSWERS: &[Claim] = &[
    so(
        "→ Nothing, however long it runs. Each time, the Prepare of one comes before \
         the Accept of the other, which is then refused. This repeats every 50 ms, two \
         rounds higher, for ever: no message is lost and nobody crashes.",
        |s| {
            let was_refused = |node| s.happened(|event| is_refused(event, node));
            is_undisturbed(s)
                && chosen(s).is_empty()
                && was_refused(P1)
                && was_refused(P2)
                && comes_back(s, P1, 2)
                && comes_back(s, P2, 1)
        },
    ),
    so(
        "→ A or B: whoever is left alone. A proposer wins once the other waits for as \
         long as its two rounds take. Here P2 has its votes for B before P1 is back; P1 \
         is told, and agrees. Had P1 waited for less than 5 ms, it would have stopped \
         P2 in turn, and A could win.",
        // A test of the guide has a run in which A wins, and one of the model the 5 ms.
        |s| {
            let votes = first(s, |event| is_noted(event, P2, "has the votes"));
            let back = first(s, |event| is_sent(event, P1, "Prepare 2"));
            let told = first(s, |event| is_noted(event, P1, "learns that B"));
            values(s) == ["B"]
                && back.is_none_or(|at| votes < Some(at))
                && votes < told
        },
    ),
    so(
        "→ A, which it never wanted. Each promise told P2 of a vote for A, and a \
         proposer must take over the vote of the highest ballot that it is told of. P2 \
         does not have to know whether A was chosen.",
        |s| tell_of_a(s) && s.happened(|event| is_sent(event, P2, "Accept 1.P2 A")),
    ),
    so(
        "→ They vote for B as well. An acceptor only looks at its promise, and 1.P2 is \
         the higher ballot. Now A and B are both chosen. Promises are not enough: \
         proposers must take over what they are told.",
        |s| tell_of_a(s) && values(s) == ["A", "B"] && s.knob("adopt") == "false",
    ),
];

pub const RUN: &[Claim] = &[
    names("What the colours and shapes of messages mean"),
    names("Space–time diagram of the ballots"),
    so("The nodes at {}", |s| s.words[0] == s.now().clock()),
    so("{}A1 {}", |s| {
        acceptors(cluster(s)).count() == s.words[1].matches('A').count() + 1
    }),
    so("will not vote: promised a higher ballot", no_vote_below_a_promise),
    so("1.P2: round 1 of P2", |_| {
        Ballot { round: 1, proposer: P2 }.to_string() == "1.P2"
    }),
    so("told {}: asks for {}", |s| {
        let was_told = |told: &[(NodeId, Option<Vote>)]| {
            let votes = told.iter().filter_map(|(_, vote)| *vote);
            votes.max().is_some_and(|vote| vote.value.to_string() == s.words[0])
        };
        let mut all = proposers(cluster(s));
        all.any(|(node, proposer)| match proposer.phase() {
            Phase::Proposing { value, .. } => {
                value.to_string() == s.words[1]
                    && was_told(proposer.heard())
                    && s.happened(|event| is_told(event, node, s.words[0]))
            }
            Phase::Waiting | Phase::Preparing { .. } | Phase::Decided(_) => false,
        })
    }),
    so("asks for {}", |s| {
        let mut proposers = proposers(cluster(s));
        proposers.any(|(_, proposer)| match proposer.phase() {
            Phase::Proposing { value, .. } => value.to_string() == s.words[0],
            Phase::Waiting | Phase::Preparing { .. } | Phase::Decided(_) => false,
        })
    }),
    so("was told {}", |s| {
        s.happened(|event| match event {
            Event::Noted { text, .. } => {
                *text == format!("learns that {} is chosen", s.words[0])
            }
            _ => false,
        })
    }),
    so("{} is chosen", |s| is_chosen(s, s.words[0])),
    so("votes for {}?", |s| {
        // It was asked for in a ballot that can still be the one.
        let open = |vote: &Vote| {
            vote.value.to_string() == s.words[0] && can_be_chosen(s, vote)
        };
        asked(s).iter().any(open)
    }),
    so("The ballots, {}", |s| {
        let told: BTreeSet<&str> = s.words[0].split(", ").collect();
        let is =
            |vote: &Vote| format!("{} is chosen in {}", vote.value, vote.ballot);
        let are: BTreeSet<String> = chosen(s).iter().map(is).collect();
        told.iter().copied().eq(are.iter().map(String::as_str))
    }),
    so("✕ Two values are chosen:", |s| values(s).len() == 2),
    so("{} in {} and {} in {}", |s| {
        let is_one = |value: &str, ballot: &str| {
            chosen(s).iter().any(|vote| {
                vote.value.to_string() == value && vote.ballot.to_string() == ballot
            })
        };
        let words = &s.words;
        words[0] != words[2]
            && is_one(words[0], words[1])
            && is_one(words[2], words[3])
    }),
    so("✓ One value at most: ", |s| values(s).len() <= 1),
    so("✕ One value at most: ", |s| values(s).len() > 1),
    so("… Chosen: nothing yet", |s| chosen(s).is_empty()),
    so("✓ Chosen: {}", |s| values(s) == [s.words[0]]),
    so("✕ Chosen: both {} and {}", |s| {
        is_chosen(s, s.words[0]) && is_chosen(s, s.words[1])
    }),
    deed("promises {}"),
    deed("votes for {} in {}"),
    so("has the votes of a majority: {} is chosen", |s| is_chosen(s, s.words[0])),
    so("learns that {} is chosen", |s| is_chosen(s, s.words[0])),
    so("gives this ballot up and waits at random", |s| s.setting("backoff") > 0),
];

fn contest<'a>(shown: &Shown<'a>) -> &'a Contest {
    shown.model()
}

fn cluster<'a>(shown: &Shown<'a>) -> &'a Cluster<Node> {
    contest(shown).cluster()
}

/// How many acceptors voted so.
fn votes_for(shown: &Shown, vote: &Vote) -> usize {
    let all = acceptors(cluster(shown));
    all.filter(|(_, acceptor)| acceptor.votes().contains(vote)).count()
}

fn is_majority(shown: &Shown, count: usize) -> bool {
    2 * count > shown.setting("acceptors") as usize
}

/// The votes that a majority has cast.
fn chosen(shown: &Shown) -> BTreeSet<Vote> {
    let all = acceptors(cluster(shown)).flat_map(|(_, acceptor)| acceptor.votes());
    all.filter(|vote| is_majority(shown, votes_for(shown, vote))).copied().collect()
}

/// The values that were chosen, by their letters.
fn values(shown: &Shown) -> Vec<String> {
    let values: BTreeSet<_> = chosen(shown).iter().map(|vote| vote.value).collect();
    values.iter().map(|value| value.to_string()).collect()
}

fn is_chosen(shown: &Shown, value: &str) -> bool {
    values(shown).iter().any(|chosen| chosen == value)
}

/// The votes that were asked for.
fn asked(shown: &Shown) -> Vec<Vote> {
    let ballots = contest(shown).ballots().iter();
    let asked = ballots.filter_map(|begun| {
        Some(Vote { ballot: begun.ballot, value: begun.asked? })
    });
    let is_sent = |vote: &Vote| {
        let label = format!("Accept {} {}", vote.ballot, vote.value);
        shown.happened(|event| is_sent(event, vote.ballot.proposer, &label))
    };
    asked.filter(is_sent).collect()
}

/// Whether a vote is not chosen, and a majority has cast it or still may.
fn can_be_chosen(shown: &Shown, vote: &Vote) -> bool {
    let may = acceptors(cluster(shown)).filter(|(_, acceptor)| {
        acceptor.votes().contains(vote) || acceptor.promised() <= Some(vote.ballot)
    });
    is_majority(shown, may.count()) && !is_majority(shown, votes_for(shown, vote))
}

/// Whether no acceptor voted in a ballot below one that it had promised.
fn no_vote_below_a_promise(shown: &Shown) -> bool {
    acceptors(cluster(shown)).all(|(_, acceptor)| {
        let votes = acceptor.votes();
        votes.is_sorted_by_key(|vote| vote.ballot)
            && votes.last().map(|vote| vote.ballot) <= acceptor.promised()
    })
}

/// Whether a promise that tells of a vote for a value has come to a proposer.
fn is_told(event: &Event, node: NodeId, value: &str) -> bool {
    matches!(event, Event::Received { to, label, .. }
        if *to == node && label.contains(&format!(", voted {value} in ")))
}

fn is_sent(event: &Event, node: NodeId, start: &str) -> bool {
    matches!(event, Event::Sent { from, label, .. }
        if *from == node && label.starts_with(start))
}

fn is_refused(event: &Event, node: NodeId) -> bool {
    matches!(event, Event::Received { to, label, .. }
        if *to == node && label.starts_with("Refused"))
}

fn is_noted(event: &Event, who: NodeId, start: &str) -> bool {
    matches!(event, Event::Noted { node, text }
        if *node == Some(who) && text.starts_with(start))
}

/// When something like this happens in the whole run for the first time.
fn first(shown: &Shown, is_it: impl Fn(&Event) -> bool) -> Option<Micros> {
    let found = shown.records().iter().find(|record| is_it(&record.event));
    found.map(|record| record.at)
}

/// Whether all that P2 is promised in its first ballot comes with a vote for A.
fn tell_of_a(shown: &Shown) -> bool {
    let promises =
        shown.records().iter().filter_map(|record| match &record.event {
            Event::Received { to, label, .. } if *to == P2 => {
                label.strip_prefix("Promise 1.P2")
            }
            _ => None,
        });
    let promises: Vec<_> = promises.collect();
    is_majority(shown, promises.len())
        && promises.iter().all(|told| *told == ", voted A in 1.P1")
}

/// No message lost, nobody stopped.
fn is_undisturbed(shown: &Shown) -> bool {
    !shown.happened(|event| {
        matches!(
            event,
            Event::Lost { .. } | Event::Stopped { .. } | Event::Faulted { .. }
        )
    })
}

/// Whether a proposer begins a ballot every 50 ms, each two rounds above the last,
/// from one of its first on.
fn comes_back(shown: &Shown, node: NodeId, start: u32) -> bool {
    let begins = |round: u32| {
        let label = format!("Prepare {round}.P{}", node.0 + 1);
        first(shown, |event| is_sent(event, node, &label))
    };
    let times: Vec<Micros> =
        (0..8).map_while(|turn| begins(start + 2 * turn)).collect();
    let turn = Micros::from_millis(50);
    times.len() > 5 && times.windows(2).all(|pair| pair[1].since(pair[0]) == turn)
}
