//! The price of virtual nodes: whose failures meet.

use crate::claim::{Claim, Shown, is_about, names, so, theory};
use models::partitioning::ReplicatedRing;
use models::partitioning::replica_sets::Range;
use sim::{Event, NodeId};
use std::collections::BTreeSet;

pub const WORDS: &[Claim] = &[
    names("The first four pairs were picked."),
    names("The price of virtual nodes: who must not fail together"),
    so(
        "the triangle: each red cell is two nodes that must not fail together.",
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
        "Each more token gives a node other neighbours, until it shares some key with \
         all.",
        "partitioning/replicas.rs::evenness_costs_availability",
    ),
    theory(
        "A key still loses its quorum with the same few pairs: many tokens only make \
         one large loss into many small ones.",
        "partitioning/replicas.rs::the_mean_loss_of_all_pairs_knows_no_tokens",
    ),
    so("where the two bands meet: two of three copies are gone.", |s| {
        s.setting("replicas") == 3
    }),
    names("the two bands, and how often they meet."),
    names("the columns: how many there are, and how high."),
    so("the cells: each key has five copies now.", |s| {
        copies(s).ranges().iter().all(|range| range.replicas.count_ones() == 5)
    }),
];

pub const PICTURE: &[Claim] = &[
    names("Pairs of nodes, and which of them break a quorum"),
    names("a cell: a pair of nodes"),
    so("none has failed yet", |s| copies(s).trials().is_empty()),
    names("broke a quorum"),
    names("pairs by loss, largest first"),
    so("dashed: {n}, one token", |s| {
        let beside = copies(s).beside().expect("there is one");
        beside.vnodes == 1
            && beside.replicas == s.setting("replicas")
            && beside.losses.len() as u64 == s.number(0)
    }),
    so("mean loss: {n} % of keys", |s| {
        let lost = copies(s).trials().iter().map(|t| u64::from(t.broken_ppm));
        let mean = lost.sum::<u64>() / copies(s).trials().len() as u64;
        s.thousandths(0).abs_diff(mean / 10) <= 51
    }),
    so("The ring: {} of it has no quorum", |s| without_quorum(s, 0)),
    names("a band: one node's copies · red: no quorum"),
    so("outer: {}'s copies · inner: {}'s", |s| {
        shown_pair(s).is_some_and(|pair| s.words == pair)
    }),
    so("the band: a copy is down · red: no quorum", |s| {
        copies(s).down().count() > 3
    }),
    so("the band: all arcs of which {} has a copy", |s| {
        one(s).is_some_and(|node| s.words[0] == name(node))
    }),
    so("copies of {n} {}", |s| {
        let has = |node: NodeId| {
            let ranges = copies(s).ranges().iter();
            ranges.filter(|range| range.is_on(node)).count() as u64
        };
        one(s).is_some_and(|node| has(node) == s.number(0))
    }),
    so("{} and {}", |s| shown_pair(s).is_some_and(|pair| s.words == pair)),
    so("share no key", |s| {
        let nodes = two(s).expect("two are shown");
        let mut ranges = copies(s).ranges().iter();
        !ranges.any(|range| nodes.iter().all(|node| range.is_on(*node)))
    }),
    so("meet in {n} {}", |s| {
        let nodes = two(s).expect("two are shown");
        let ranges = copies(s).ranges();
        let are_on = |range: &Range| nodes.iter().all(|node| range.is_on(*node));
        let count = ranges.len();
        let starts = |at: &usize| {
            !are_on(&ranges[(at + count - 1) % count]) && are_on(&ranges[*at])
        };
        let places = (0..count).filter(starts).count() as u64;
        places == s.number(0) || places == 0 && s.number(0) == 1
    }),
    so("a quorum is left", |s| {
        s.setting("replicas") == 5 && two(s).is_some() && !is_broken(s)
    }),
    names("without a quorum"),
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
    so("… Any two nodes may fail: none has failed yet", |s| {
        copies(s).trials().is_empty()
    }),
    so("… Any two nodes may fail: {n} of {n} pairs did harm", |s| {
        s.number(0) == 0 && !is_known(s) && counts_tried(s)
    }),
    so("✕ Any two nodes may fail: {n} of {n} pairs did harm", |s| {
        s.number(0) > 0 && !is_known(s) && counts_tried(s)
    }),
    so("✓ Any two nodes may fail: 0 of {n} pairs do harm", |s| {
        harmful(s).is_empty() && pairs_of(s).count() as u64 == s.number(0)
    }),
    so("✕ Any two nodes may fail: {n} of {n} pairs do harm", |s| {
        s.number(0) > 0 && counts_pairs(s)
    }),
    so(
        "→ About 60. A node shares keys with the two before it and the two behind it \
         on the ring: four of the other 29.",
        |s| {
            let shares = |a: NodeId| {
                let others = nodes(s).filter(|b| copies(s).share_a_key(a, *b));
                others.filter(|b| *b != a).count()
            };
            copies(s).tried() == (435, 60) && nodes(s).all(|node| shares(node) == 4)
        },
    ),
    so(
        "→ About 390. Each node now shares some key with nearly every other one. \
         Hardly any two failures are harmless.",
        |s| {
            let (tried, broke) = copies(s).tried();
            tried == 435 && is_about(broke.into(), 390, 3)
        },
    ),
    so(
        "→ 0.7 % again. A key loses its quorum with three of the 435 pairs, whatever \
         the tokens. 64 tokens turn a few large losses into many small ones.",
        |s| {
            let lost = copies(s).trials().iter().map(|t| u64::from(t.broken_ppm));
            copies(s).tried() == (435, 435)
                && lost.sum::<u64>().abs_diff(3_000_000) <= 435
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
    so("{n} pairs have failed in turn: {n} broke a quorum", |s| {
        let [tried, broke] = [s.number(0), s.number(1)];
        tried == pairs_of(s).count() as u64 && broke == harmful(s).len() as u64
    }),
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

/// The node that the ring shows: one that is pressed, or that alone is down, or an
/// example.
fn one(shown: &Shown) -> Option<NodeId> {
    let is_pressed = |node: &NodeId| shown.selection.last() == Some(&name(*node));
    let mut down = copies(shown).down();
    match (nodes(shown).find(is_pressed), down.next(), down.next()) {
        (Some(node), _, _) | (None, Some(node), None) => Some(node),
        (None, Some(_), Some(_)) => None,
        (None, None, _) => copies(shown).trials().is_empty().then_some(NodeId(1)),
    }
}

/// The two nodes that the ring shows: those of the pair that is pressed, or those that
/// are down, or while none is, of the last pair that did harm, or that failed at all.
fn two(shown: &Shown) -> Option<[NodeId; 2]> {
    let pair = shown.selection.last().and_then(|mark| mark.strip_prefix("pair-"));
    let pressed = |pair: &str| {
        let named = pair.split('-').map(|node| node.parse().expect("a node"));
        named.map(NodeId).collect::<Vec<_>>()
    };
    let two = match pair {
        Some(pair) => pressed(pair),
        None if copies(shown).down().next().is_none() => {
            let trials = copies(shown).trials();
            let mut harmful = trials.iter().filter(|trial| trial.broken_ppm > 0);
            let last = harmful.next_back().or(trials.last());
            last.map(|trial| vec![trial.pair.0, trial.pair.1]).unwrap_or_default()
        }
        None => copies(shown).down().collect(),
    };
    two.try_into().ok()
}

fn shown_pair(shown: &Shown) -> Option<[String; 2]> {
    two(shown).map(|two| two.map(name))
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
        if copies(shown).is_trying() {
            // Most pairs of a series fail untold: the model knows which two are down.
            down = copies(shown).down().collect();
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
