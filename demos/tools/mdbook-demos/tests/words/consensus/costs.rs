//! The figure of what a decision costs.

use crate::claim::{Claim, Shown, names, so, theory};
use models::consensus::decision::{ASKED, BEGIN, Server};
use models::consensus::quorum_cost::{Protocol, delays, hops};
use sim::cluster::Condition;
use sim::{Cluster, Event, Micros, Model, NodeId};
use std::collections::BTreeSet;

pub const CARD: &[Claim] = &[
    so("Seed 29 was picked: two servers are slow.", |s| {
        // The others have answered by the time at which S1 knows.
        knew(s).is_none_or(|at| answers(s, "Has it", at).len() == 2)
    }),
    names("Seed 66 was picked: its delays are alike."),
    names("Quorum cost: what one decision takes"),
    so("Messages for a decision of {n} if nobody lies:", |s| {
        s.number(0) == u64::from(s.setting("servers"))
    }),
    names("the lines: each is a message, and S1 counts who answers."),
    so(
        "A stable leader decides with 2(n − 1) messages in one round trip; PBFT, \
         where some may lie, takes 2n(n − 1).",
        |s| {
            let n = s.setting("servers");
            let [raft, pbft] = [Protocol::Raft, Protocol::Pbft].map(|p| hops(p, n));
            raft.len() as u32 == 2 * (n - 1)
                && delays(&raft) == 2
                && pbft.len() as u32 == 2 * n * (n - 1)
        },
    ),
    theory(
        "Phase 1 of Paxos can be done once for all decisions to come: that is what \
         a leader is.",
        "consensus_cost.rs::the_formulae_are_what_the_runs_have",
    ),
    so(
        "With PBFT nobody may be believed alone, so each replica asks all the \
         others, twice.",
        |s| {
            let n = s.setting("servers");
            let all = hops(Protocol::Pbft, n);
            let twice = |from, to| {
                all.iter().filter(|hop| (hop.from, hop.to) == (from, to)).count()
                    == 2
            };
            (0..n).all(|from| (0..n).all(|to| from == to || twice(from, to)))
        },
    ),
    names("the numbers on top: whom S1 has counted, itself first."),
    names("the bar below: what the client waits for."),
    names("the numbers on top: how many have the entry, as far as S1 knows."),
    names("what S1 tells S4, and what it tells the others."),
    names("the table: how many in a row say the same as S1 said to that server."),
    so(
        "→ At the second answer. S1 has the entry itself: with two more that is three \
         of five, a majority. It does not wait for the two slowest. All in all 8 \
         messages: 2(n − 1).",
        |s| {
            let all = s.records().iter();
            let all =
                all.filter(|record| matches!(record.event, Event::Sent { .. }));
            quorum(s) == 3
                && all.count() == 8
                && answers_before_it_knew(s, "Has it") == 2
        },
    ),
    so(
        "→ About half as long. The promises hold for all entries to come: only the \
         votes are asked for, with 8 messages instead of 16. Who has such promises \
         leads.",
        |s| {
            let all = |is_it: fn(&str) -> bool| {
                let past = s.past().iter();
                let is_it = |event: &Event| match event {
                    Event::Sent { label, .. } => is_it(label),
                    _ => false,
                };
                past.filter(|record| is_it(&record.event)).count()
            };
            let Some([first, second]) = both_took(s) else { return false };
            (40..=60).contains(&(100 * second.get() / first.get()))
                && all(|label| label.ends_with("x=2")) == 8
                && all(|label| !label.ends_with("x=2")) == 16
                && all(|label| label == "Prepare") == 4
        },
    ),
    so(
        "→ No: it takes four. More than half, so that any two quorums share a server. \
         Of six servers two may be down, just as of five.",
        |s| {
            quorum(s) == 4
                && knew(s).is_none()
                && [6, 5].map(|n| n - quorum_of(n, 0)) == [2, 2]
        },
    ),
    so(
        "→ Nobody. A follower hears from the leader alone, and believes it. Now the \
         logs differ. Raft is safe when servers crash, not when they lie.",
        |s| {
            let from_s1 = |node: u32| {
                s.past().iter().all(|record| {
                    !matches!(record.event, Event::Received { from, to, .. }
                    if to == NodeId(node) && from != ASKED)
                })
            };
            s.knob("protocol") == "raft"
                && (1..4).all(from_s1)
                && held(s) == [("S2".into(), 1), ("S3".into(), 1), ("S4".into(), 2)]
        },
    ),
    so(
        "→ S2, S3 take x=1, and S4 nothing. Of the others only S1 says x=2 to S4: with \
         its own word two of the three that it takes. S4 waits, and may later copy what \
         two others vouch for: one of them is honest. The price is up to 24 messages, \
         where a leader that is believed needs 6.",
        |s| {
            let told = |node: u32| {
                let all =
                    s.past().iter().filter_map(move |record| match &record.event {
                        Event::Received { from, to, label, .. } if to.0 == node => {
                            label
                                .starts_with("Pre")
                                .then(|| (from.0, label.clone()))
                        }
                        _ => None,
                    });
                all.filter(|(_, label)| label.ends_with("x=2")).count()
            };
            held(s) == [("S2".into(), 1), ("S3".into(), 1)]
                && (told(3), quorum(s)) == (1, 3)
                && sent(s) <= 24
                && hops(Protocol::Pbft, 4).len() == 24
                && hops(Protocol::Raft, 4).len() == 6
        },
    ),
];

pub const RUN: &[Claim] = &[
    names("The servers, and the messages between them"),
    names("ms since the client asked"),
    so("One decision among {n} servers", |s| {
        s.number(0) == u64::from(s.setting("servers"))
    }),
    so("{}: {n} messages sent", |s| {
        let name = s.words[0].to_lowercase();
        s.knob("protocol") == name && sent(s) as u64 == s.number(1)
    }),
    so("What each is told that S1 said", |s| s.knob("protocol") == "pbft"),
    so("Messages for each entry:", |s| both_took(s).is_some()),
    so("✕ {} has x={n}, {} has x={n}", |s| differ(s, [0, 2])),
    so("{} took x={n}", took_it),
    so("{} took x={n}, {} waits", |s| took_it(s) && waiting(s) == [s.words[2]]),
    so("{} took x={n}, {n} wait", |s| {
        took_it(s) && waiting(s).len() as u64 == s.number(2)
    }),
    so("struck out: not what S1 told it,", |s| s.knob("protocol") == "pbft"),
    theory(
        "so it does not count",
        "consensus_cost.rs::a_lie_of_the_leader_splits_those_who_believe_it",
    ),
    so("Nobody took anything", |s| held(s).is_empty()),
    so("✕ Honest servers agree: {} has x={n}, {} has x={n}", |s| {
        differ(s, [0, 2])
    }),
    so("… Honest servers agree: ", is_one_value),
    so("✓ Honest servers agree: ", is_one_value),
    so("x={n} after {n} ms", |s| {
        let entry = s.number(0) as usize - 1;
        let took = both_begun(s).get(entry).copied().zip(notes(s).nth(entry));
        took.is_some_and(|(began, at)| {
            at.since(began).get().abs_diff(1_000 * s.number(1)) <= 500
        })
    }),
    so("S1 knows after {n} ms: {n} delays", |s| {
        took(s, 0) && s.number(1) == one_after_the_other(s)
    }),
    so("✕ S1 waits for ever: {n} of {n}", |s| {
        is_in_vain(s)
            && is_count(s)
            && condition(s) == Condition::Up
            && agreeing(s) > 0
    }),
    so("✕ S1 stopped before it knew", |s| {
        is_in_vain(s) && condition(s) == Condition::Stopped
    }),
    so("✓ Decided: S1 knows of x={n} after {n} ms", |s| {
        s.number(0) == 1 && took(s, 1)
    }),
    so("… Decided: S1 was just asked", |s| {
        s.now().as_millis() < 4 && sent(s) > 0
    }),
    so("… Decided: {n} of the {n} needed agree", |s| {
        is_so_far(s) && !has_promises(s)
    }),
    so("✕ Decided: {n} of the {n} needed agree", |s| {
        is_so_far(s) && !has_promises(s) && is_in_vain(s)
    }),
    so("… Decided: {n} of the {n} needed promise", |s| {
        is_so_far(s) && has_promises(s)
    }),
    so("knows that the decision is made", |s| {
        let mut agree = have_said(s, last_word(s));
        agree.insert(ASKED);
        agree.len() as u32 >= quorum(s)
    }),
];

/// What the servers but S1 take for written.
fn held(shown: &Shown) -> Vec<(String, u64)> {
    let cluster = shown.model::<Cluster<Server>>();
    let others = cluster.nodes().filter(|node| *node != ASKED);
    others
        .filter_map(|node| {
            let value = cluster.process(node).holds()?;
            Some((cluster.name(node), u64::from(value.0)))
        })
        .collect()
}

/// Whether those that are named, and no others, took the value behind them.
fn took_it(shown: &Shown) -> bool {
    let names = shown.words[0].split(" and ").map(String::from);
    let took = names.map(|name| (name, shown.number(1)));
    held(shown) == took.collect::<Vec<_>>()
}

/// Who is up, was not asked and has taken nothing.
fn waiting(shown: &Shown) -> Vec<String> {
    let cluster = shown.model::<Cluster<Server>>();
    let others = cluster.nodes().filter(|node| *node != ASKED);
    let waits = others.filter(|node| {
        cluster.condition(*node) != Condition::Stopped
            && cluster.process(*node).holds().is_none()
    });
    waits.map(|node| cluster.name(node)).collect()
}

fn is_one_value(shown: &Shown) -> bool {
    let held = held(shown);
    held.iter().all(|(_, value)| *value == held[0].1)
}

/// Whether two servers, named at these places with their values behind, differ.
fn differ(shown: &Shown, places: [usize; 2]) -> bool {
    let said = places
        .map(|place| (shown.words[place].to_string(), shown.number(place + 1)));
    said[0].1 != said[1].1 && said.iter().all(|one| held(shown).contains(one))
}

fn condition(shown: &Shown) -> Condition {
    shown.model::<Cluster<Server>>().condition(ASKED)
}

/// How many messages the servers sent: the copies that a reader makes are not theirs.
fn sent(shown: &Shown) -> usize {
    let edits = shown.act.edits();
    let copies = edits
        .iter()
        .filter(|(at, edit)| *at <= shown.now() && edit.starts_with("duplicate"));
    senders(shown).count() - copies.count()
}

/// Who sent something, once for each message.
fn senders(shown: &Shown) -> impl Iterator<Item = NodeId> {
    shown.past().iter().filter_map(|record| match record.event {
        Event::Sent { from, .. } => Some(from),
        _ => None,
    })
}

/// Whether a message says this, of whatever value.
fn is_said(label: &str, word: &str) -> bool {
    label == word
        || label.strip_suffix(" x=1") == Some(word)
        || label.strip_suffix(" x=2") == Some(word)
}

/// Whether it says this of what S1 was asked to write.
fn is_counted(label: &str, word: &str) -> bool {
    label == word || label.strip_suffix(" x=1") == Some(word)
}

/// Who said this to another.
fn have_said(shown: &Shown, word: &str) -> BTreeSet<NodeId> {
    let past = shown.past().iter();
    past.filter_map(|record| match &record.event {
        Event::Sent { from, label, .. } if is_said(label, word) => Some(*from),
        _ => None,
    })
    .collect()
}

/// Whether the decision took as many milliseconds as the words say, rounded.
fn took(shown: &Shown, place: usize) -> bool {
    knew(shown).is_some_and(|at| {
        let took = at.since(BEGIN).get();
        took.abs_diff(1_000 * shown.number(place)) <= 500
    })
}

/// When S1 said that it knows.
fn knew(shown: &Shown) -> Option<Micros> {
    notes(shown).next()
}

/// Each time that it said so.
fn notes<'a>(shown: &'a Shown) -> impl Iterator<Item = Micros> + 'a {
    let is_it = |event: &Event| match event {
        Event::Noted { node, text } => {
            *node == Some(ASKED) && text.starts_with("knows")
        }
        _ => false,
    };
    let said = shown.past().iter().filter(move |record| is_it(&record.event));
    said.map(|record| record.at)
}

/// When S1 was asked for an entry, and for the next: four milliseconds after it knew.
fn both_begun(shown: &Shown) -> Vec<Micros> {
    let next = knew(shown).map(|at| at + Micros::from_millis(4));
    [Some(BEGIN), next].into_iter().flatten().collect()
}

/// How long two entries took, once S1 knows of both.
fn both_took(shown: &Shown) -> Option<[Micros; 2]> {
    let took = notes(shown).zip(both_begun(shown));
    let took: Vec<Micros> = took.map(|(at, began)| at.since(began)).collect();
    took.try_into().ok()
}

/// How many had told S1 so when it said that it knows.
fn answers_before_it_knew(shown: &Shown, word: &str) -> usize {
    let is_note = |event: &Event| matches!(event, Event::Noted { .. });
    let before = shown.past().iter().take_while(|record| !is_note(&record.event));
    let is_answer = |event: &Event| match event {
        Event::Received { to: ASKED, label, .. } => is_said(label, word),
        _ => false,
    };
    before.filter(|record| is_answer(&record.event)).count()
}

/// Who told S1 so, up to a moment.
fn answers(shown: &Shown, word: &str, until: Micros) -> BTreeSet<NodeId> {
    let past = shown.past().iter().take_while(|record| record.at <= until);
    past.filter_map(|record| match &record.event {
        Event::Received { from, to: ASKED, label, .. }
            if is_counted(label, word) =>
        {
            Some(*from)
        }
        _ => None,
    })
    .collect()
}

/// What S1 is told in each round.
fn rounds(shown: &Shown) -> &'static [&'static str] {
    match shown.knob("protocol") {
        "paxos" | "multi-paxos" => &["Promise", "Accepted"],
        "raft" => &["Has it"],
        _ => &["Prepare", "Commit"],
    }
}

/// How many messages it takes one after the other: a question and an answer a round;
/// PBFT's primary tells once, and then all tell all twice.
fn one_after_the_other(shown: &Shown) -> u64 {
    match shown.knob("protocol") {
        "pbft" => 3,
        _ => 2 * rounds(shown).len() as u64,
    }
}

fn last_word(shown: &Shown) -> &'static str {
    rounds(shown).last().expect("there is a round")
}

/// How many agree in the round that S1 is in, itself included.
fn agreeing(shown: &Shown) -> u64 {
    let count = |word: &&str| 1 + answers(shown, word, shown.now()).len() as u64;
    let is_open = |count: &u64| *count < u64::from(quorum(shown));
    let mut counts = rounds(shown).iter().map(count);
    match sent(shown) {
        0 => 0,
        _ if has_asked(shown, "Accept x=2") => {
            1 + answers(shown, "Accepted x=2", shown.now()).len() as u64
        }
        _ => counts.clone().find(is_open).or(counts.next_back()).expect("a round"),
    }
}

/// Whether S1 has asked for promises, and for no votes yet.
fn has_promises(shown: &Shown) -> bool {
    shown.knob("protocol").ends_with("paxos")
        && has_asked(shown, "Prepare")
        && !has_asked(shown, "Accept")
}

fn has_asked(shown: &Shown, word: &str) -> bool {
    shown.happened(|event| match event {
        Event::Sent { from: ASKED, label, .. } => is_said(label, word),
        _ => false,
    })
}

/// The fewest of which any two sets share more than `liars` servers.
fn quorum_of(servers: u32, liars: u32) -> u32 {
    (1..=servers).find(|q| 2 * q > servers + liars).expect("all of them")
}

fn quorum(shown: &Shown) -> u32 {
    quorum_of(shown.setting("servers"), liars(shown))
}

/// How many may lie: less than a third, or nobody.
fn liars(shown: &Shown) -> u32 {
    match shown.knob("protocol") {
        "pbft" => (shown.setting("servers") - 1) / 3,
        _ => 0,
    }
}

fn is_so_far(shown: &Shown) -> bool {
    knew(shown).is_none() && is_count(shown)
}

fn is_count(shown: &Shown) -> bool {
    shown.now() >= BEGIN
        && shown.number(0) == agreeing(shown)
        && shown.number(1) == u64::from(quorum(shown))
}

/// Whether S1 does not know, and nothing comes any more.
fn is_in_vain(shown: &Shown) -> bool {
    let mut later = shown.records().iter().skip(shown.past().len());
    knew(shown).is_none()
        && !later.any(|record| matches!(record.event, Event::Received { .. }))
}
