//! The two laboratories: election timeouts, and what a decision costs.

use crate::claim::{Claim, Shown, names, so, theory};
use models::consensus::quorum_cost::{Protocol, delays, hops};
use stage::element::{Element, Node};

pub const TIMEOUTS: &[Claim] = &[
    names("Election timeouts: 1,000 elections"),
    so(
        "the gap between the two curves: it is what split votes cost, and servers \
         that stand and cannot win.",
        |s| {
            // No curve of real elections is before the one that nothing disturbs.
            milestones(s)
                .iter()
                .all(|(measured, theory)| measured * 110 / 100 + 10 >= *theory)
        },
    ),
    theory(
        "Randomness elects: a spread of ten latencies leaves few split \
         votes; with much more, everybody waits longer.",
        "consensus_election.rs::split_votes_are_rare_enough",
    ),
    theory(
        "If two servers stand within one latency of each other, both collect votes \
         and neither may win.",
        "consensus_election.rs::without_randomness_nobody_is_elected",
    ),
    names("The next attempt is a timeout away."),
    theory(
        "The more the timeouts are spread, the rarer that is.",
        "consensus_election.rs::widely_spread_elections_follow_theory",
    ),
    names("{n} elections: so many are over after"),
    names("Elections that are over after so long"),
    names("ms since the leader crashed"),
    names("— measured, – – if the first who can win does"),
    so(
        "✓ 99.9 % have a leader within a second: in {n} of {n} elections",
        is_nearly_all,
    ),
    so("✕ 99.9 % have a leader within a second: in {n} of {n} elections", |s| {
        !is_nearly_all(s)
    }),
    so(
        "→ Few. They all stand at once, each votes for itself, and after the same \
         timeout they do it again. Only differences in latency help.",
        |s| s.setting("spread") == 0 && s.setting("timeout") == 150,
    ),
];

fn is_nearly_all(shown: &Shown) -> bool {
    shown.number(0) * 1_000 >= shown.number(1) * 999
}

/// The rows of the table: measured and in theory, in milliseconds; more is a second.
fn milestones(shown: &Shown) -> Vec<(u64, u64)> {
    let mut cells = Vec::new();
    gather(&shown.act.table(&[]), &mut cells);
    let millis = |cell: &str| match cell.strip_suffix(" ms") {
        Some(millis) => millis.parse().expect("milliseconds"),
        None => 1_000,
    };
    cells.chunks(2).map(|pair| (millis(&pair[0]), millis(&pair[1]))).collect()
}

fn gather(element: &Element, cells: &mut Vec<String>) {
    if element.tag == "td" {
        cells.push(element.words());
    }
    for child in &element.children {
        if let Node::Element(child) = child {
            gather(child, cells);
        }
    }
}

pub const COSTS: &[Claim] = &[
    names("Quorum cost: messages for one decision"),
    so(
        "who speaks to whom: with a leader every message has the leader at one \
         end.",
        |s| {
            [Protocol::Raft, Protocol::MultiPaxos].iter().all(|protocol| {
                hops(*protocol, s.setting("servers"))
                    .iter()
                    .all(|hop| hop.from == 0 || hop.to == 0)
            })
        },
    ),
    so(
        "In PBFT, where any replica may lie, everyone hears it from everyone.",
        |s| {
            let (n, all) =
                (s.setting("servers"), hops(Protocol::Pbft, s.setting("servers")));
            let hears = |a, b| all.iter().any(|hop| hop.from == a && hop.to == b);
            (0..n).all(|a| (0..n).all(|b| a == b || hears(a, b)))
        },
    ),
    so(
        "A stable leader decides with 2(n − 1) messages in one round trip; PBFT, \
         which bears liars, takes 2n(n − 1).",
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
            let (n, all) =
                (s.setting("servers"), hops(Protocol::Pbft, s.setting("servers")));
            // The first has said it in its proposal, and asks once.
            (1..n).all(|a| {
                all.iter().filter(|hop| hop.from == a).count() as u32 == 2 * (n - 1)
            })
        },
    ),
    so("One decision among {n} servers", |s| {
        s.number(0) == u64::from(s.setting("servers"))
    }),
    so("{}: {n} messages, {n} delays", |s| {
        let all = chosen(s);
        all.len() as u64 == s.number(1) && u64::from(delays(&all)) == s.number(2)
    }),
    names("Messages for one decision"),
    names("Raft, Multi-Paxos 2(n − 1)"),
    names("● counted, – – formula; log scale"),
    so("✓ Counted = formula: {n} messages", |s| {
        let n = u64::from(s.setting("servers"));
        let formula = match s.knob("protocol") {
            "paxos" => 4 * (n - 1),
            "pbft" => 2 * n * (n - 1),
            _ => 2 * (n - 1),
        };
        formula == s.number(0) && chosen(s).len() as u64 == formula
    }),
    so(
        "→ About 13 times. 312 messages instead of 24: n servers each speak to n − \
         1 others, twice.",
        |s| {
            s.knob("protocol") == "pbft"
                && chosen(s).len() == 312
                && hops(Protocol::Pbft, 4).len() == 24
        },
    ),
];

fn chosen(shown: &Shown) -> Vec<models::consensus::quorum_cost::Hop> {
    let protocol = match shown.knob("protocol") {
        "paxos" => Protocol::Paxos,
        "multi-paxos" => Protocol::MultiPaxos,
        "raft" => Protocol::Raft,
        _ => Protocol::Pbft,
    };
    hops(protocol, shown.setting("servers"))
}
