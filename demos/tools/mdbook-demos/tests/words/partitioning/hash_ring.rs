//! Who owns which keys: the hash ring, beside modulo.

use crate::claim::{Claim, Shown, deed, is_about, luck_ppm, names, so, theory};
use models::partitioning::Placement;
use models::partitioning::handover::{Handover, Rule};
use models::partitioning::placement::{Change, Edit};
use sim::NodeId;
use std::collections::BTreeMap;

pub const WORDS: &[Claim] = &[
    names("This ring was picked: its hottest node is as hot as is usual."),
    names("Hash ring: who owns a key, and what moves"),
    names("the longest bar, and what moves when you add, remove or weigh a node."),
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
            all_moves(s, Rule::Ring).iter().all(|one| is_its(one, change))
                && expected.abs_diff(moved.into()) <= luck
        },
    ),
    names("the two strips: a cell is 1 % of all keys."),
    names("who gets what the hottest node had."),
    names("where n4's keys go when it dies."),
    names("where n8's keys go when it dies."),
];

pub const PICTURE: &[Claim] = &[
    so("The ring. {} has {n} % of the keys.", |s| {
        let has = keys(s, Rule::Ring)[node(s, 0).index()];
        is_share(s, 1, ppm(s, has))
    }),
    theory(
        "a key's owner: the next node clockwise",
        "isolated/partitioning.rs::a_key_belongs_to_the_first_token_clockwise",
    ),
    so("outside: tokens; blue: those of {}", |s| {
        let mut tokens = ring(s).ring().tokens();
        tokens.any(|token| token.node == node(s, 0))
    }),
    so("outside: tokens; red: those {} had", |s| {
        change(s).edit == Edit::Remove(node(s, 0))
    }),
    names("The keys of each node, on the ring and by modulo"),
    names("bar: % of all keys · dashed: fair share · coloured: got"),
    so("{} lies at {n} %, {} at {n} %", |s| {
        [0, 2].into_iter().all(|word| lies_at(s, word))
    }),
    so("each cell: 1 % of keys", |s| ring(s).change().is_none()),
    so("it knows no weights", |s| {
        let change = change(s);
        let placed = &ring(s).owners().modulo;
        matches!(change.edit, Edit::Weigh(..)) && change.before.modulo == *placed
    }),
    so("no key moves", |s| {
        let is_weighed = matches!(change(s).edit, Edit::Weigh(..));
        let rules = if is_weighed { &RULES[..1] } else { &RULES };
        rules.iter().any(|rule| all_moves(s, *rule).is_empty())
    }),
    so("on their way", |s| {
        let is_next = |rule| !all_moves(s, rule).is_empty();
        RULES.into_iter().any(|rule| moves(s, rule).is_empty() && is_next(rule))
    }),
    so("orange: all to {}", |s| {
        let change = change(s);
        change.node == node(s, 0)
            && has_moved(s, |(_, to)| *to == change.node)
            && change.edit == Edit::Add
    }),
    so("orange: all from {}", |s| {
        let change = change(s);
        change.node == node(s, 0)
            && has_moved(s, |(from, _)| *from == change.node)
            && matches!(change.edit, Edit::Remove(_))
    }),
    so("orange: to or from {}", |s| {
        let change = change(s);
        change.node == node(s, 0)
            && has_moved(s, |one| is_its(one, change))
            && matches!(change.edit, Edit::Weigh(..))
    }),
    so("red: {n} % for nothing", idles),
    so("red: < 1 % for nothing", hardly_idles),
    so(
        "{n} keys on the nodes. In theory the hottest has {n} ×, and σ / mean is {n}",
        |s| is_theory(s) && ring(s).keys().len() as u64 == s.number(0),
    ),
    so("{n} keys on the nodes", |s| {
        ring(s).keys().len() as u64 == s.number(0)
            && ring(s).members().iter().any(|member| member.weight != 1)
    }),
    names("Five rules side by side: balance, keys moved, memory, steps"),
    so("Add, remove or weigh a node to see what moves.", |s| {
        ring(s).change().is_none()
    }),
    names("Memory: what a client keeps."),
    so("Of the first 10,000 keys. Steps are counted, not timed.", |s| {
        ring(s).keys().len() > 10_000
    }),
    names("Steps of a look-up are counted, not timed."),
    deed("joins"),
    deed("leaves"),
    deed("gets weight {n}"),
    so("on the ring all that moves has arrived: {n} %", |s| {
        has_all(s, Rule::Ring) && is_share(s, 0, change(s).ring_moved_ppm)
    }),
    so("by modulo all that moves has arrived: {n} %", |s| {
        has_all(s, Rule::Modulo) && is_share(s, 0, change(s).modulo_moved_ppm)
    }),
];

pub const CHECKS: &[Claim] = &[
    so("✓ Ring: at most 1.25 ×: {} {n} ×", |s| {
        s.thousandths(1) <= 1_250 && is_hottest(s, Rule::Ring)
    }),
    so("✕ Ring: at most 1.25 ×: {} {n} ×", |s| {
        s.thousandths(1) > 1_250 && is_hottest(s, Rule::Ring)
    }),
    so("✓ Modulo: at most 1.25 ×: {} {n} ×", |s| {
        s.thousandths(1) <= 1_250 && is_hottest(s, Rule::Modulo)
    }),
    so("✕ Modulo: at most 1.25 ×: {} {n} ×", |s| {
        s.thousandths(1) > 1_250 && is_hottest(s, Rule::Modulo)
    }),
    so("… Modulo: no needless moves: not yet", |s| ring(s).change().is_none()),
    so("… Modulo: no needless moves: no weights", |s| {
        matches!(change(s).edit, Edit::Weigh(..))
    }),
    so("… Modulo: no needless moves: on its way", |s| {
        !has_all(s, Rule::Modulo) && idle_ppm(s) == 0
    }),
    so("✓ Modulo: no needless moves: ", |s| {
        has_all(s, Rule::Modulo) && idle_ppm(s) == 0
    }),
    so("✕ Modulo: no needless moves: {n} %, ring {n} %", |s| {
        idles(s) && s.number(1) == 0 && ring_idles(s) == 0
    }),
    so("✕ Modulo: no needless moves: < 1 %, ring {n} %", |s| {
        hardly_idles(s) && s.number(0) == 0 && ring_idles(s) == 0
    }),
    so(
        "→ About 91 %. A key stays only if its hash leaves the same remainder for \
         10 and for 11: one key in eleven. Most of the others move between nodes \
         that were there before, for nothing.",
        |s| {
            let moved = change(s).modulo_moved_ppm;
            ring(s).members().len() == 11
                && is_about(moved.into(), 909_091, 3)
                && idle_ppm(s) > moved / 2
        },
    ),
    so(
        "→ The next node, alone. Its arc ended in one token, so the next token \
         takes all of it, and the load of that node more than triples. If it was \
         close to its limit, it fails next.",
        |s| {
            let gains = gains(s);
            let [(heir, gain)] = gains[..] else { return false };
            let has = keys(s, Rule::Ring)[heir.index()];
            has > 3 * (has - gain)
        },
    ),
    so(
        "→ All others, a bit each. Behind each of its arcs another node comes next. \
         None gets more than a sixth of what it had.",
        |s| {
            let gains = gains(s);
            let all: u64 = gains.iter().map(|(_, gain)| gain).sum();
            gains.len() == 9 && gains.iter().all(|(_, gain)| gain * 6 <= all)
        },
    ),
    so(
        "→ Two nodes. FNV-1a puts similar names close together: n8-0 to n8-9 lie in \
         one heap, n8-10 to n8-99 in another. So 100 tokens do the work of two.",
        |s| gains(s).len() == 2 && change(s).edit == Edit::Remove(NodeId(8)),
    ),
];

/// Both rules, the ring first.
const RULES: [Rule; 2] = [Rule::Ring, Rule::Modulo];

fn handover<'a>(shown: &Shown<'a>) -> &'a Handover {
    shown.model()
}

fn ring<'a>(shown: &Shown<'a>) -> &'a Placement {
    handover(shown).placement()
}

fn change<'a>(shown: &Shown<'a>) -> &'a Change {
    ring(shown).change().expect("something was changed")
}

/// The node that a word names.
fn node(shown: &Shown, word: usize) -> NodeId {
    let number = shown.words[word].strip_prefix('n').expect("a node");
    NodeId(number.parse().expect("its number"))
}

fn ppm(shown: &Shown, keys: u64) -> u32 {
    (keys * 1_000_000 / ring(shown).keys().len() as u64) as u32
}

/// How many keys each node has now, by its number.
fn keys(shown: &Shown, rule: Rule) -> Vec<u64> {
    let mut keys = vec![0; 100];
    for owner in handover(shown).owners(rule, shown.now()) {
        keys[owner.index()] += 1;
    }
    keys
}

/// From where to where a key has moved, or is to.
type Moved = (NodeId, NodeId);

fn differences(
    before: &[NodeId],
    after: impl Iterator<Item = NodeId>,
) -> Vec<Moved> {
    let both = before.iter().copied().zip(after);
    both.filter(|(was, is)| was != is).collect()
}

fn before<'a>(shown: &Shown<'a>, rule: Rule) -> &'a [NodeId] {
    match rule {
        Rule::Ring => &change(shown).before.ring,
        Rule::Modulo => &change(shown).before.modulo,
    }
}

/// What the last change has moved up to now.
fn moves(shown: &Shown, rule: Rule) -> Vec<Moved> {
    let now = handover(shown).owners(rule, shown.now());
    differences(before(shown, rule), now)
}

/// What it moves in all.
fn all_moves(shown: &Shown, rule: Rule) -> Vec<Moved> {
    let owners = ring(shown).owners();
    let owners = match rule {
        Rule::Ring => &owners.ring,
        Rule::Modulo => &owners.modulo,
    };
    differences(before(shown, rule), owners.iter().copied())
}

/// Whether it has moved something by one of the rules, and only such.
fn has_moved(shown: &Shown, is_so: impl Fn(&Moved) -> bool) -> bool {
    let moves = RULES.map(|rule| moves(shown, rule));
    moves.iter().any(|moves| !moves.is_empty() && moves.iter().all(&is_so))
}

fn has_all(shown: &Shown, rule: Rule) -> bool {
    moves(shown, rule) == all_moves(shown, rule)
}

/// Whether a key moves to or from the node that was changed.
fn is_its((from, to): &Moved, change: &Change) -> bool {
    [from, to].contains(&&change.node)
}

/// What modulo has moved up to now between other nodes.
fn idle_ppm(shown: &Shown) -> u32 {
    let change = change(shown);
    let moves = moves(shown, Rule::Modulo).into_iter();
    ppm(shown, moves.filter(|one| !is_its(one, change)).count() as u64)
}

/// How many keys the ring has moved between other nodes.
fn ring_idles(shown: &Shown) -> usize {
    let moves = moves(shown, Rule::Ring).into_iter();
    moves.filter(|one| !is_its(one, change(shown))).count()
}

/// Whether the token of this name is at the place that is said behind it, in per cent
/// of a turn.
fn lies_at(shown: &Shown, word: usize) -> bool {
    let name = shown.words[word];
    let lies = ring(shown).ring().hash().position(name);
    is_share(shown, word + 1, ((u128::from(lies) * 1_000_000) >> 64) as u32)
        && name.starts_with('n')
        && name.contains('-')
}

fn idles(shown: &Shown) -> bool {
    let idle = u64::from(idle_ppm(shown));
    shown.number(0) > 0 && (shown.number(0) * 10_000).abs_diff(idle) <= 5_001
}

fn hardly_idles(shown: &Shown) -> bool {
    (1..10_000).contains(&idle_ppm(shown))
}

/// Who has got keys on the ring, and how many each.
fn gains(shown: &Shown) -> Vec<(NodeId, u64)> {
    let mut gains = BTreeMap::new();
    for (_, to) in moves(shown, Rule::Ring) {
        *gains.entry(to).or_default() += 1;
    }
    gains.into_iter().collect()
}

/// Whether a number of the sentence is this share as a percentage with one decimal.
fn is_share(shown: &Shown, word: usize, ppm: u32) -> bool {
    shown.thousandths(word).abs_diff(u64::from(ppm) / 10) <= 51
}

/// Whether the node has so many fair shares, and no other has more.
fn is_hottest(shown: &Shown, rule: Rule) -> bool {
    let members = ring(shown).members();
    let weights: u64 = members.iter().map(|member| u64::from(member.weight)).sum();
    let fair = ring(shown).keys().len() as u64;
    let keys = keys(shown, rule);
    let load = |node: NodeId, weight: u32| {
        keys[node.index()] * 1_000 * weights / (fair * u64::from(weight))
    };
    let named = members.iter().find(|member| member.node == node(shown, 0));
    named.is_some_and(|named| {
        let most = load(named.node, named.weight);
        shown.thousandths(1).abs_diff(most) <= 6
            && members.iter().all(|m| load(m.node, m.weight) <= most)
    })
}

/// Whether the numbers are those of theory: of N nodes with V tokens the loads have
/// the variance (N − 1)/(NV + 1), and counting K keys adds to it. The hottest has 1 +
/// 1/2 + … + 1/N if V is 1, and less if it is more.
fn is_theory(shown: &Shown) -> bool {
    let nodes = ring(shown).members().len() as f64;
    let vnodes = f64::from(shown.setting("vnodes"));
    let ring_only = (nodes - 1.0) / (nodes * vnodes + 1.0);
    let keys = ring(shown).keys().len() as f64;
    let spread = (ring_only + (nodes - 1.0 - ring_only) / keys).sqrt() * 1_000.0;
    let single: f64 = (1..=nodes as u32).map(|n| 1_000.0 / f64::from(n)).sum();
    let [hottest, told] = [1, 2].map(|word| shown.thousandths(word) as f64);
    let is_near = |a: f64, b: f64| (a - b).abs() <= 6.0 + b / 50.0;
    is_near(told, spread)
        && hottest + 6.0 >= 1_000.0 + spread / nodes.sqrt()
        && hottest <= single + 6.0 + single / 50.0
        && (vnodes > 1.0 || is_near(hottest, single))
}
