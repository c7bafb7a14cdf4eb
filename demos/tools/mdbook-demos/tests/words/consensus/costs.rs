//! The figure of what a decision costs.

use crate::claim::{Claim, Shown, names, so, theory};
use models::consensus::decision::{ASKED, BEGIN, Server};
use models::consensus::quorum_cost::{Protocol, delays, hops};
use sim::cluster::Condition;
use sim::{Cluster, Event, Micros, NodeId};
use std::collections::BTreeSet;

pub const CARD: &[Claim] = &[
    names("Quorum cost: messages for one decision"),
    names("the dots at the right: each is one message that was sent."),
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
    names("who is at the ends of each message."),
    so("the first round: nothing is decided in it.", |s| {
        knew(s).is_none() || !have_said(s, "Accept").is_empty()
    }),
    names("the cells: who agrees, as far as S1 knows."),
    names("the lines between servers, and how fast dots are added."),
    so(
        "→ 8. One to each of the four others, and one back: 2(n − 1). S1 knows when \
         two have answered, as it has the entry itself.",
        |s| {
            let by_leader = senders(s).filter(|from| *from == ASKED).count();
            (by_leader, sent(s)) == (4, 8)
                && answers_before_it_knew(s, "Has it") == 2
        },
    ),
    so(
        "→ Twice the messages and delays. Two round trips instead of one. A leader is \
         whoever has done the first one for all decisions to come.",
        |s| {
            let [both, one] = [Protocol::Paxos, Protocol::Raft].map(|p| hops(p, 5));
            sent(s) == 2 * one.len() && delays(&both) == 2 * delays(&one)
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
        "→ About 300. 12 + 144 + 156 = 312: S1 tells 12 servers, each of them tells \
         12 others, and then all 13 do. That is 2n(n − 1).",
        |s| {
            let said = |word: &str| {
                let is_it = |event: &Event| match event {
                    Event::Sent { label, .. } => label == word,
                    _ => false,
                };
                s.past().iter().filter(|record| is_it(&record.event)).count()
            };
            s.setting("servers") == 13
                && ["Pre-prepare", "Prepare", "Commit"].map(said) == [12, 144, 156]
                && have_said(s, "Pre-prepare").len() == 1
                && have_said(s, "Prepare").len() == 12
                && sent(s) == 2 * 13 * 12
        },
    ),
];

pub const RUN: &[Claim] = &[
    names("The servers, and the messages on their way"),
    names("Space–time diagram of the decision"),
    so("One decision among {n} servers", |s| {
        s.number(0) == u64::from(s.setting("servers"))
    }),
    so("{}: {n} messages sent", |s| {
        let name = s.words[0].to_lowercase();
        s.knob("protocol") == name && sent(s) as u64 == s.number(1)
    }),
    so("{n} of {n} agree, as far as S1 knows", |s| {
        !has_promises(s)
            && s.number(0) == agreeing(s)
            && s.number(1) == u64::from(s.setting("servers"))
    }),
    so("{n} of {n} have promised, as far as S1 knows", |s| {
        has_promises(s)
            && s.number(0) == agreeing(s)
            && s.number(1) == u64::from(s.setting("servers"))
    }),
    so("{n} may be down", |s| {
        s.number(0) == u64::from(s.setting("servers") - quorum(s))
    }),
    so("S1 does not know yet", |s| knew(s).is_none()),
    so("S1 knows after {n} ms: {n} delays", |s| {
        // A delay is 10 ms; the words have one decimal.
        let took = knew(s).map(|at| at.since(BEGIN));
        took.is_some_and(|took| {
            took.as_millis() == s.number(0)
                && (took.get() / 10).abs_diff(s.thousandths(1)) <= 50
        })
    }),
    so("✕ S1 waits for answers that never come", |s| {
        is_in_vain(s) && condition(s) == Condition::Up && agreeing(s) > 0
    }),
    so("✕ S1 stopped before it knew", |s| {
        is_in_vain(s) && condition(s) == Condition::Stopped
    }),
    so("✕ S1 was never asked", |s| is_in_vain(s) && sent(s) == 0),
    so("✓ S1 knows the outcome: after {n} ms", |s| {
        knew(s).is_some_and(|at| at.since(BEGIN).as_millis() == s.number(0))
    }),
    so("… S1 knows the outcome: not asked yet", |s| {
        s.now() < BEGIN && sent(s) == 0
    }),
    so("… S1 knows the outcome: {n} of the {n} that it takes agree", |s| {
        is_so_far(s) && !has_promises(s)
    }),
    so("✕ S1 knows the outcome: {n} of the {n} that it takes agree", |s| {
        is_so_far(s) && !has_promises(s) && is_in_vain(s)
    }),
    so(
        "… S1 knows the outcome: {n} of the {n} that it takes have promised",
        |s| is_so_far(s) && has_promises(s),
    ),
    so(
        "✕ S1 knows the outcome: {n} of the {n} that it takes have promised",
        |s| is_so_far(s) && has_promises(s) && is_in_vain(s),
    ),
    so("knows that the decision is made", |s| {
        let mut agree = have_said(s, last_word(s));
        agree.insert(ASKED);
        agree.len() as u32 >= quorum(s)
    }),
];

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

/// Who said this to another.
fn have_said(shown: &Shown, word: &str) -> BTreeSet<NodeId> {
    let past = shown.past().iter();
    past.filter_map(|record| match &record.event {
        Event::Sent { from, label, .. } if label == word => Some(*from),
        _ => None,
    })
    .collect()
}

/// When S1 said that it knows.
fn knew(shown: &Shown) -> Option<Micros> {
    let is_it = |event: &Event| match event {
        Event::Noted { node, text } => {
            *node == Some(ASKED) && text.starts_with("knows")
        }
        _ => false,
    };
    let said = shown.past().iter().find(|record| is_it(&record.event));
    said.map(|record| record.at)
}

/// How many had told S1 so when it said that it knows.
fn answers_before_it_knew(shown: &Shown, word: &str) -> usize {
    let is_note = |event: &Event| matches!(event, Event::Noted { .. });
    let before = shown.past().iter().take_while(|record| !is_note(&record.event));
    let is_answer = |event: &Event| match event {
        Event::Received { to: ASKED, label, .. } => label == word,
        _ => false,
    };
    before.filter(|record| is_answer(&record.event)).count()
}

/// Who told S1 so, up to a moment.
fn answers(shown: &Shown, word: &str, until: Micros) -> BTreeSet<NodeId> {
    let past = shown.past().iter().take_while(|record| record.at <= until);
    past.filter_map(|record| match &record.event {
        Event::Received { from, to: ASKED, label, .. } if label == word => {
            Some(*from)
        }
        _ => None,
    })
    .collect()
}

/// What S1 is told in each round.
fn rounds(shown: &Shown) -> &'static [&'static str] {
    match shown.knob("protocol") {
        "paxos" => &["Promise", "Accepted"],
        "multi-paxos" => &["Accepted"],
        "raft" => &["Has it"],
        _ => &["Prepare", "Commit"],
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
        _ => counts.clone().find(is_open).or(counts.next_back()).expect("a round"),
    }
}

/// Whether S1 has asked for promises, and for no votes yet.
fn has_promises(shown: &Shown) -> bool {
    let has_asked = |word: &str| {
        shown.happened(|event| match event {
            Event::Sent { from: ASKED, label, .. } => label == word,
            _ => false,
        })
    };
    shown.knob("protocol") == "paxos"
        && has_asked("Prepare")
        && !has_asked("Accept")
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
    knew(shown).is_none()
        && shown.now() >= BEGIN
        && shown.number(0) == agreeing(shown)
        && shown.number(1) == u64::from(quorum(shown))
}

/// Whether S1 does not know, and nothing comes any more.
fn is_in_vain(shown: &Shown) -> bool {
    let mut later = shown.records().iter().skip(shown.past().len());
    knew(shown).is_none()
        && !later.any(|record| matches!(record.event, Event::Received { .. }))
}
