//! Who owns which keys: the hash ring, and the price of virtual nodes.

use crate::claim::{Claim, Shown, is_about, luck_ppm, names, so, theory};
use models::partitioning::placement::{Change, Edit, Member};
use models::partitioning::{Placement, ReplicatedRing};
use sim::NodeId;

pub const RING: &[Claim] = &[
    names("Hash ring: who owns a key, and what moves"),
    names("the longest bar."),
    so(
        "With one virtual node each a long arc makes it, and the machine behind it \
         has to carry that.",
        |s| {
            let members = ring(s).members();
            let longest = members.iter().max_by_key(|member| member.ring_keys);
            let share = longest.map_or(0, |member| member.ring_share_ppm);
            s.setting("vnodes") > 1
                || has_weights(s)
                || share as usize * members.len() >= 999_000
        },
    ),
    so(
        "With a good hash virtual nodes even out the load like 1/√V, but the \
         hottest node is what you must provision for.",
        |s| {
            let one = 1_000_000_000_000_u64;
            let tokens = (one / u64::from(s.setting("vnodes"))).isqrt();
            let keys = (one * ring(s).members().len() as u64
                / ring(s).keys().len() as u64)
                .isqrt();
            s.knob("hash") == "fnv1a"
                || u64::from(ring(s).ring_balance().spread_ppm)
                    < 2 * (tokens + keys)
        },
    ),
    theory(
        "A node's load is the sum of V random arcs: their luck averages out, and \
         the unluckiest of N nodes is always worse than the typical one.",
        "partitioning/ring.rs::rings_spread_as_theory_says",
    ),
    so(
        "When a node joins, the ring moves 1/(N + 1) of the keys on average, all \
         to it; modulo moves N/(N + 1).",
        |s| {
            let Some(change) = ring(s).change() else { return true };
            let Edit::Add = change.edit else { return true };
            let (nodes, moved) =
                (ring(s).members().len() as u64, change.modulo_moved_ppm);
            let expected = 1_000_000 * (nodes - 1) / nodes;
            let luck = luck_ppm(expected, ring(s).keys().len() as u64);
            idle(s, change, Rule::Ring) == 0
                && expected.abs_diff(moved.into()) <= luck
        },
    ),
    so(
        "It draws a ring close to the average one: over many rings of ten nodes \
         with one token each, the hottest carries 2.9 times the mean.",
        |s| is_about(ring(s).ring_balance().hottest_ppm.into(), 2_930_000, 4),
    ),
    so("The ring. {} owns {n} % of the keys.", |s| {
        let keys = ring(s).keys().len() as u64;
        member(s, 0).is_some_and(|member| {
            s.thousandths(1).abs_diff(u64::from(member.ring_keys) * 100_000 / keys)
                <= 51
        })
    }),
    so("Press a node to see what it owns", |s| ring(s).ring().len() <= 24),
    so("Press a bar to see its node's arcs", |s| ring(s).ring().len() > 24),
    names("How many keys each node has, on the ring and by modulo"),
    names("thick: ring · thin: modulo · dashed: fair share"),
    names("Five rules side by side: balance, keys moved, memory, steps"),
    so("Add, remove or weigh a node to see what moves.", |s| {
        ring(s).change().is_none()
    }),
    names("Memory: what a client keeps."),
    so("Of the first 10,000 keys. Steps are counted, not timed.", |s| {
        ring(s).keys().len() > 10_000
    }),
    names("Steps of a look-up are counted, not timed."),
    so("{n} keys on the nodes", |s| ring(s).keys().len() as u64 == s.number(0)),
    so("{} was weighed:", |s| {
        let change = ring(s).change().expect("a node was weighed");
        matches!(change.edit, Edit::Weigh(..))
            && member(s, 0).is_some_and(|m| m.node == change.node)
    }),
    so("joins: the ring moves {n} % of keys, modulo {n} %", moved),
    so("leaves: the ring moves {n} % of keys, modulo {n} %", moved),
    so("gets weight {n}: the ring moves {n} % of keys, modulo {n} %", |s| {
        let change = ring(s).change().expect("a node was weighed");
        let is_it =
            matches!(change.edit, Edit::Weigh(_, w) if u64::from(w) == s.number(0));
        is_it
            && is_share(s, 1, change.ring_moved_ppm)
            && is_share(s, 2, change.modulo_moved_ppm)
    }),
    so(
        "→ About 91 %: nearly all. A key stays only if its hash leaves the same \
         remainder for both numbers of nodes: one key in eleven, for ten and \
         eleven. The ring moves about that one.",
        |s| {
            let change = ring(s).change().expect("a node has joined");
            ring(s).members().len() == 11
                && is_about(change.modulo_moved_ppm.into(), 909_091, 3)
        },
    ),
];

pub const RING_CHECKS: &[Claim] = &[
    so("✓ Ring: hottest ≤ 1.25 × its fair share: {n} ×", |s| {
        s.thousandths(0) <= 1_250 && is_times(s, ring(s).ring_balance().hottest_ppm)
    }),
    so("✕ Ring: hottest ≤ 1.25 × its fair share: {n} ×", |s| {
        s.thousandths(0) > 1_250 && is_times(s, ring(s).ring_balance().hottest_ppm)
    }),
    so("✓ Modulo: hottest ≤ 1.25 × its fair share: {n} ×", |s| {
        s.thousandths(0) <= 1_250
            && is_times(s, ring(s).modulo_balance().hottest_ppm)
    }),
    so("✕ Modulo: hottest ≤ 1.25 × its fair share: {n} ×", |s| {
        s.thousandths(0) > 1_250
            && is_times(s, ring(s).modulo_balance().hottest_ppm)
    }),
    so("… Ring: only what must move: add or remove a node", |s| {
        ring(s).change().is_none()
    }),
    so("… Modulo: only what must move: add or remove a node", |s| {
        ring(s).change().is_none()
    }),
    so("… Modulo: only what must move: it has no weights", |s| {
        ring(s)
            .change()
            .is_some_and(|change| matches!(change.edit, Edit::Weigh(..)))
    }),
    so("✓ Ring: only what must move: ", |s| {
        ring(s).change().is_some_and(|change| idle(s, change, Rule::Ring) == 0)
    }),
    so("✓ Modulo: only what must move: ", |s| {
        ring(s).change().is_some_and(|change| idle(s, change, Rule::Modulo) == 0)
    }),
    so("✕ Modulo: only what must move: {n} % moved between the others", |s| {
        let change = ring(s).change().expect("keys have moved");
        let idle =
            idle(s, change, Rule::Modulo) * 1_000_000 / ring(s).keys().len() as u64;
        s.thousandths(0) > 0 && is_share(s, 0, idle as u32)
    }),
];

pub const PRICE: &[Claim] = &[
    names("The price of virtual nodes: who may not fail together"),
    so(
        "the triangle: each filled cell is a pair of nodes that may not fail \
         together.",
        |s| {
            let nodes = s.setting("nodes");
            let pairs =
                (1..=nodes).flat_map(|a| (a + 1..=nodes).map(move |b| (a, b)));
            let broken =
                pairs.filter(|(a, b)| copies(s).breaks(NodeId(*a), NodeId(*b)));
            broken.count() as u32 == copies(s).pairs().0
        },
    ),
    so(
        "With many virtual nodes every node shares some key with every other, so \
         any two failures hit two copies of some key.",
        |s| s.setting("vnodes") < 256 || all_share(s),
    ),
    theory(
        "A key's copies lie on the next distinct nodes clockwise.",
        "isolated/partitioning.rs::copies_lie_on_the_next_nodes",
    ),
    theory(
        "Each more token gives a node other neighbours; with V tokens it looks 2V \
         ways.",
        "partitioning/replicas.rs::evenness_costs_availability",
    ),
    so(
        "Of three or four copies two are too many to lose: what is lost is small, \
         but that something is lost becomes certain.",
        |s| {
            let (broken, pairs) = copies(s).pairs();
            match s.setting("replicas") {
                3 | 4 => s.setting("vnodes") < 256 || broken == pairs,
                _ => broken == 0,
            }
        },
    ),
    names("which two may not fail?"),
    so("{n} of {n} pairs break a quorum", |s| {
        let (broken, pairs) = copies(s).pairs();
        [s.number(0), s.number(1)] == [broken, pairs].map(u64::from)
    }),
    so("Pairs of nodes: {n} of {n} break a quorum", |s| {
        let (broken, pairs) = copies(s).pairs();
        [s.number(0), s.number(1)] == [broken, pairs].map(u64::from)
    }),
    so("none tried yet", |s| copies(s).tried().0 == 0),
    so("{n} of {n} tried broke one", |s| {
        let (tried, broke) = copies(s).tried();
        tried > 0 && [s.number(0), s.number(1)] == [broke, tried].map(u64::from)
    }),
    so("The ring: {} of it has no quorum", |s| without_quorum(s, 0)),
    names("shaded: a copy is missing"),
    names("inner line: no quorum"),
    names("without a quorum"),
    so("{} down", |s| {
        let down: Vec<_> =
            copies(s).down().map(|node| format!("n{}", node.0)).collect();
        down == s.names(0)
    }),
    so("all nodes up", |s| copies(s).down().count() == 0),
    names("Bought: a smaller spread, σ / mean"),
    names("Paid: pairs that break a quorum"),
    names("virtual nodes per node, V"),
    names("● rings of this seed, – – in theory"),
    names("Nodes, and with how many others each shares a key"),
    so("✓ Every key has a quorum now: {} have none", |s| {
        s.words[0] == "0.0 %" && !is_broken(s)
    }),
    so("✕ Every key has a quorum now: {} have none", |s| {
        without_quorum(s, 0) && is_broken(s)
    }),
    so("✓ Any two nodes may fail: {n} % of pairs break a quorum", |s| {
        s.thousandths(0) == 0 && copies(s).pairs().0 == 0
    }),
    so("✕ Any two nodes may fail: {n} % of pairs break a quorum", |s| {
        s.thousandths(0) > 0 && copies(s).pairs().0 > 0
    }),
    so(
        "→ About 89 %. Each node now shares a key with nearly every other one. \
         Much less is lost in each case; but hardly any two failures are \
         harmless.",
        |s| {
            let (broken, pairs) = copies(s).pairs();
            is_about(u64::from(broken) * 1_000, u64::from(pairs) * 890, 6)
        },
    ),
    so("fails: {} of keys have no quorum", |s| {
        is_broken(s) && without_quorum(s, 0)
    }),
    so("fails: every quorum stands", |s| !is_broken(s)),
    so("is back: {} of keys have no quorum", |s| {
        is_broken(s) && without_quorum(s, 0)
    }),
    so("is back: every quorum stands", |s| !is_broken(s)),
    so("{} and {} fail: {} of keys have no quorum", |s| {
        is_broken(s) && without_quorum(s, 2)
    }),
    so("{} and {} fail: every quorum stands", |s| !is_broken(s)),
    so("{n} pairs fail in turn: {n} break a quorum", |s| {
        s.number(1) <= s.number(0)
    }),
];

fn ring<'a>(shown: &Shown<'a>) -> &'a Placement {
    shown.model()
}

fn member<'a>(shown: &Shown<'a>, word: usize) -> Option<&'a Member> {
    let mut members = ring(shown).members().iter();
    members.find(|member| format!("n{}", member.node.0) == shown.words[word])
}

fn has_weights(shown: &Shown) -> bool {
    ring(shown).members().iter().any(|member| member.weight != 1)
}

#[derive(Clone, Copy)]
enum Rule {
    Ring,
    Modulo,
}

/// How many keys the last edit moved between nodes that it was not about.
fn idle(shown: &Shown, change: &Change, rule: Rule) -> u64 {
    let now = ring(shown).owners();
    let (before, after) = match rule {
        Rule::Ring => (&change.before.ring, &now.ring),
        Rule::Modulo => (&change.before.modulo, &now.modulo),
    };
    let moves = before.iter().zip(after.iter()).filter(|(was, is)| was != is);
    moves.filter(|(was, is)| ![was, is].contains(&&&change.node)).count() as u64
}

/// Whether a number of the sentence is this share as a percentage with one decimal.
fn is_share(shown: &Shown, word: usize, ppm: u32) -> bool {
    shown.thousandths(word).abs_diff(u64::from(ppm) / 10) <= 51
}

/// Whether the first number is this ratio with two decimals.
fn is_times(shown: &Shown, ppm: u32) -> bool {
    shown.thousandths(0).abs_diff(u64::from(ppm) / 1_000) <= 6
}

fn moved(shown: &Shown) -> bool {
    let change = ring(shown).change().expect("keys have moved");
    is_share(shown, 0, change.ring_moved_ppm)
        && is_share(shown, 1, change.modulo_moved_ppm)
}

fn copies<'a>(shown: &Shown<'a>) -> &'a ReplicatedRing {
    shown.model()
}

fn is_broken(shown: &Shown) -> bool {
    copies(shown).ranges().iter().any(|range| copies(shown).is_broken(range))
}

/// Whether the share is right, and no zero where some key has no quorum.
fn without_quorum(shown: &Shown, word: usize) -> bool {
    let (share, ppm) = (shown.words[word], copies(shown).broken_ppm());
    match share.strip_suffix(" %") {
        Some("< 0.1") => is_broken(shown) && ppm < 1_000,
        Some("0.0") => !is_broken(shown),
        Some(number) => {
            let tenths: u32 = number.replace('.', "").parse().expect("a number");
            (tenths * 1_000).abs_diff(ppm) <= 500
        }
        None => false,
    }
}

fn all_share(shown: &Shown) -> bool {
    let nodes = shown.setting("nodes");
    (1..=nodes).all(|a| {
        (a + 1..=nodes).all(|b| copies(shown).share_a_key(NodeId(a), NodeId(b)))
    })
}
