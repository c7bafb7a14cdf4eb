//! The price of virtual nodes: whose failures meet.

use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::Range;
use sim::{Event, NodeId};
use std::collections::BTreeSet;

pub const WORDS: &[Claim] = &[
    names("The price of virtual nodes: who must not fail together"),
    so(
        "the triangle: each filled cell is two nodes that must not fail together.",
        |s| {
            let harmful = harmful(s);
            pairs_of(s)
                .all(|(a, b)| copies(s).breaks(a, b) == harmful.contains(&(a, b)))
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
    names(
        "the strip; then the filled cells: press one to see what two nodes share.",
    ),
    names("the strip: each cell is a pair that failed, red if a quorum was lost."),
    so("the red line on the ring: the keys that have no quorum.", |s| {
        let broken = |range: &Range| lacks_quorum(s, range, copies(s).down());
        let mut ranges = copies(s).ranges().iter();
        ranges.all(|range| copies(s).is_broken(range) == broken(range))
    }),
    so("the strip, when each key has five copies instead of three.", |s| {
        copies(s).ranges().iter().all(|range| range.replicas.count_ones() == 5)
    }),
    names("which two must not fail together?"),
];

pub const PICTURE: &[Claim] = &[
    names("Pairs of nodes, and which of them break a quorum"),
    so("{n} pairs of nodes", |s| pairs_of(s).count() as u64 == s.number(0)),
    so("which of them do harm is counted at the end", |s| !is_known(s)),
    so("{n} of {n} pairs break a quorum", |s| is_known(s) && counts_pairs(s)),
    so("none tried yet", |s| copies(s).trials().is_empty()),
    so("{n} of {n} tried broke one", |s| s.number(0) == 0 && counts_tried(s)),
    so("{n} of {n} tried broke one, mean loss {n} %", |s| {
        let lost = copies(s).trials().iter().map(|t| u64::from(t.broken_ppm));
        let mean = lost.sum::<u64>() / s.number(0);
        counts_tried(s) && s.thousandths(2).abs_diff(mean / 10) <= 51
    }),
    so("The ring: {} of it has no quorum", |s| without_quorum(s, 0)),
    names("orange: a copy is missing · red line: no quorum"),
    names("blue: it has a copy; orange: who else has"),
    names("blue: arcs with a copy on both"),
    so("copies of {n} {}", |s| {
        let pressed = s.selection.last().expect("a node is pressed");
        let has = |node: NodeId| {
            let ranges = copies(s).ranges().iter();
            ranges.filter(|range| range.is_on(node)).count() as u64
        };
        nodes(s).any(|node| name(node) == *pressed && has(node) == s.number(0))
    }),
    so("{} and {}", |s| {
        let pair = s.words.join("-").replace('n', "");
        s.selection.last() == Some(&format!("pair-{pair}"))
    }),
    names("without a quorum"),
    so("{} down", |s| {
        let down: Vec<_> = copies(s).down().map(name).collect();
        down == s.names(0)
    }),
    so("all nodes up", |s| copies(s).down().count() == 0),
    names("Bought: a smaller spread, σ / mean"),
    names("Paid: pairs that break a quorum"),
    names("virtual nodes per node, V"),
    names("● rings of this seed, – – in theory"),
    names("Nodes, and with how many others each shares a key"),
];

pub const CHECKS: &[Claim] = &[
    so("✓ Every key has a quorum now: {} have none", |s| {
        s.words[0] == "0.0 %" && !is_broken(s)
    }),
    so("✕ Every key has a quorum now: {} have none", |s| {
        without_quorum(s, 0) && is_broken(s)
    }),
    so("… Any two nodes may fail: let some fail", |s| !is_known(s)),
    so("… Any two nodes may fail: {n} of {n} pairs tried did harm", |s| {
        s.number(0) == 0 && !is_known(s) && counts_tried(s)
    }),
    so("✕ Any two nodes may fail: {n} of {n} pairs tried did harm", |s| {
        s.number(0) > 0 && !is_known(s) && counts_tried(s)
    }),
    so("✓ Any two nodes may fail: 0 of {n} pairs do harm", |s| {
        harmful(s).is_empty() && pairs_of(s).count() as u64 == s.number(0)
    }),
    so("✕ Any two nodes may fail: {n} of {n} pairs do harm", |s| {
        s.number(0) > 0 && counts_pairs(s)
    }),
    so(
        "→ Between 10 and 20. A node shares keys with the two before it and the two \
         behind it on the ring: four of the other 29.",
        |s| {
            let (tried, broke) = copies(s).tried();
            let shares = |a: NodeId| {
                let others = nodes(s).filter(|b| copies(s).share_a_key(a, *b));
                others.filter(|b| *b != a).count()
            };
            (10 * tried..=20 * tried).contains(&(broke * 100))
                && nodes(s).count() == 30
                && nodes(s).all(|node| shares(node) == 4)
        },
    ),
    so(
        "→ About 90. Each node now shares some key with nearly every other one. \
         Hardly any two failures are harmless.",
        |s| {
            let (tried, broke) = copies(s).tried();
            let pairs = pairs_of(s).count();
            is_about(u64::from(broke) * 100, u64::from(tried) * 90, 6)
                && harmful(s).len() * 100 > pairs * 85
        },
    ),
    so(
        "→ Under 1 %. Such a pair loses little, but nearly each pair is one. On \
         average over all pairs, harmless ones too, it is what it was with one \
         token: often and small, or seldom and large.",
        |s| {
            let lost = copies(s).trials().iter().map(|trial| trial.broken_ppm);
            let lost: Vec<u64> =
                lost.filter(|ppm| *ppm > 0).map(u64::from).collect();
            let (sum, tried) = (lost.iter().sum::<u64>(), copies(s).tried().0);
            let is_often = lost.len() as u64 * 100 > u64::from(tried) * 85;
            // Three pairs of nodes take a key's quorum, out of all.
            let mean = 3_000_000 / pairs_of(s).count() as u64;
            is_often
                && sum < 10_000 * lost.len() as u64
                && is_about(sum / u64::from(tried), mean, 20)
        },
    ),
    so("→ None. Of five copies two may fail: three are still a majority.", |s| {
        let trials = copies(s).trials();
        s.setting("replicas") == 5 && trials.iter().all(|t| t.broken_ppm == 0)
    }),
    so("fails: {} of keys have no quorum", tells_damage),
    so("fails: every quorum stands", tells_damage),
    so("is back: {} of keys have no quorum", tells_damage),
    so("is back: every quorum stands", tells_damage),
    so("{} and {} fail: {} of keys have no quorum", tells_damage),
    so("{} and {} fail: every quorum stands", tells_damage),
];

fn copies<'a>(shown: &Shown<'a>) -> &'a ReplicatedRing {
    shown.model()
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

fn nodes(shown: &Shown) -> impl Iterator<Item = NodeId> + use<> {
    (1..=shown.setting("nodes")).map(NodeId)
}

fn pairs_of(shown: &Shown) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
    let all = shown.setting("nodes");
    nodes(shown).flat_map(move |a| (a.0 + 1..=all).map(move |b| (a, NodeId(b))))
}

/// Whether no majority of a range's copies is up.
fn lacks_quorum(
    shown: &Shown,
    range: &Range,
    down: impl Iterator<Item = NodeId>,
) -> bool {
    let down: u64 = down.map(|node| 1 << (node.0 - 1)).sum();
    (range.replicas & !down).count_ones() * 2 <= shown.setting("replicas")
}

/// The pairs that take some range's quorum.
fn harmful(shown: &Shown) -> BTreeSet<(NodeId, NodeId)> {
    let replicas = shown.setting("replicas");
    if (replicas - 2) * 2 > replicas {
        return BTreeSet::new();
    }
    let mut partners = [0; 65];
    for range in copies(shown).ranges() {
        let mut left = range.replicas;
        while left != 0 {
            partners[left.trailing_zeros() as usize + 1] |= range.replicas;
            left &= left - 1;
        }
    }
    let share = |a: NodeId, b: NodeId| partners[a.index()] >> (b.0 - 1) & 1 == 1;
    pairs_of(shown).filter(|(a, b)| share(*a, *b)).collect()
}

/// Whether some pairs were tried, and no more are to be.
fn is_known(shown: &Shown) -> bool {
    !copies(shown).is_trying() && !copies(shown).trials().is_empty()
}

fn counts_pairs(shown: &Shown) -> bool {
    let counted = [harmful(shown).len(), pairs_of(shown).count()];
    counted.map(|count| count as u64) == [shown.number(0), shown.number(1)]
}

/// Whether so many pairs broke a quorum of so many that were tried.
fn counts_tried(shown: &Shown) -> bool {
    let (harmful, trials) = (harmful(shown), copies(shown).trials());
    let broke = trials.iter().filter(|trial| harmful.contains(&trial.pair));
    [broke.count(), trials.len()].map(|n| n as u64)
        == [shown.number(0), shown.number(1)]
}

fn is_broken(shown: &Shown) -> bool {
    copies(shown).ranges().iter().any(|range| copies(shown).is_broken(range))
}

/// Whether the share is right, and no zero where some key has no quorum.
fn without_quorum(shown: &Shown, word: usize) -> bool {
    is_damage(shown.words[word], copies(shown).broken_ppm(), is_broken(shown))
}

fn is_damage(share: &str, ppm: u32, is_broken: bool) -> bool {
    match share.strip_suffix(" %") {
        Some("< 0.1") => is_broken && ppm < 1_000,
        Some("0.0") => !is_broken,
        Some(number) => {
            let tenths: u32 = number.replace('.', "").parse().expect("a number");
            is_broken && (tenths * 1_000).abs_diff(ppm) <= 501
        }
        None => false,
    }
}

/// Whether what is said of this moment's failures was so right after each of them:
/// several may come at once.
fn tells_damage(shown: &Shown) -> bool {
    let mut down = BTreeSet::new();
    shown.past().iter().all(|record| {
        let Event::Noted { node, text } = &record.event else { return true };
        let Some((what, damage)) = text.split_once(": ") else { return true };
        match (node, what.split_once(' ')) {
            (Some(node), Some(("is", _))) => _ = down.remove(node),
            (Some(node), _) => _ = down.insert(*node),
            (None, _) => {
                down = nodes(shown)
                    .filter(|node| what.split(' ').any(|word| word == name(*node)))
                    .collect();
            }
        }
        record.at < shown.now() || is_so(shown, &down, damage)
    })
}

fn is_so(shown: &Shown, down: &BTreeSet<NodeId>, damage: &str) -> bool {
    let broken = copies(shown)
        .ranges()
        .iter()
        .filter(|range| lacks_quorum(shown, range, down.iter().copied()));
    let length: u128 = broken.map(Range::length).sum();
    let share = damage.strip_suffix(" of keys have no quorum").unwrap_or("0.0 %");
    is_damage(share, ((length * 1_000_000) >> 64) as u32, length > 0)
}

fn all_share(shown: &Shown) -> bool {
    let nodes = shown.setting("nodes");
    (1..=nodes).all(|a| {
        (a + 1..=nodes).all(|b| copies(shown).share_a_key(NodeId(a), NodeId(b)))
    })
}
