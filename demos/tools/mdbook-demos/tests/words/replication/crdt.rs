//! Replicas that take edits while they are cut off, and merge their states.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::replication::crdt::{
    Deed, Replica, State, agree, lost_writes, merges, mixed, name, replica,
    replicas, updates_seen, well_read,
};
use sim::cluster::Condition;
use sim::{Cluster, NodeId};

pub const WORDS: &[Claim] = &[
    names("States that merge in any order"),
    theory(
        "Replicas that know of the same edits read the same, whatever the order: but a \
         type holds only what its merge can keep.",
        "replication/crdt.rs::replicas_that_know_the_same_read_the_same",
    ),
    theory(
        "A merge is commutative, associative and idempotent, so it does not matter in \
         which order states come, or how often.",
        "replication/crdt.rs::all_orders_of_merging_give_the_same",
    ),
    names("what each replica reads, above its state."),
    so("what A and B read when they take one.", |s| s.knob("kind") == "pn-counter"),
    so("the tags: A1 is A's first add.", |s| s.knob("kind") == "or-set"),
    so("what becomes of tea.", |s| s.knob("kind") == "lww-register"),
    so("the letters: which replica typed each.", |s| s.knob("kind") == "text"),
];

pub const PICTURE: &[Claim] = &[
    names("The states of three replicas, and what is on its way"),
    names("Merged in any order, doubled or not:"),
    so("{} reads {}", |s| state(s, 0).read() == s.words[1]),
    so("{} reads {}, merged from {}", |s| {
        let merge = replica(run(s), node(s, 0)).merged();
        state(s, 0).read() == s.words[1]
            && merge.is_some_and(|merge| name(merge.from) == s.words[2])
    }),
    so("{} is down", |s| run(s).condition(node(s, 0)) == Condition::Stopped),
    so("Merged in any order: not until all know the same", |s| {
        let seen = |node| replica(run(s), node).seen();
        replicas().any(|node| seen(node) != seen(NodeId(0)))
    }),
    so("{} → {}", |s| comes_of(s).as_deref() == Some(s.words[1])),
    so("✕ {} and {} know of the same edits, and differ", |s| {
        let seen = |word| replica(run(s), node(s, word)).seen();
        seen(0) == seen(1) && state(s, 0).read() != state(s, 1).read()
    }),
    so("✕ Some edits count twice at {}", |s| {
        are(s, |node| {
            let known = updates_seen(run(s), replica(run(s), node).seen());
            let once = known.filter(|(_, _, u)| u.deed == Deed::Increment).count();
            let state = state_of(s, node);
            matches!(state, State::GCounter(c) if c.value() as usize > once)
        })
    }),
    so("✕ Below zero at {}: each saw enough", |s| {
        are(s, |node| is_below(s, node))
    }),
    so("✕ Something removed is back at {}", |s| {
        matches!(state_of(s, NodeId(0)), State::OrSet(_))
            && are(s, |node| !well_read(run(s), node))
    }),
    so("✕ Acknowledged at {}, and gone: {}", |s| {
        let lost = replicas().flat_map(|node| lost_writes(run(s), node));
        let mut lost = lost.map(|(stamp, drink)| (stamp.replica, drink.name()));
        lost.any(|lost| lost == (node(s, 0), s.words[1]))
    }),
    so("✕ Two words are mixed: {} is between {} and {}", |s| {
        let mut mixed = replicas().filter_map(|node| mixed(run(s), node));
        mixed.any(|[a, b, c]| [b, a, c].map(String::from)[..] == s.words[..])
    }),
    so("The replicas at {}", |s| s.words[0] == s.now().clock()),
];

pub const CHECKS: &[Claim] = &[
    so("… Same edits, same value: not yet", |s| agree(run(s))),
    so("✓ Same edits, same value: so far", |s| agree(run(s))),
    so("✕ Same edits, same value: {} and {} differ", |s| {
        state(s, 0).read() != state(s, 1).read()
    }),
    so("… Any order of merges: not yet", |s| differing_orders(s) == 0),
    so("✓ Any order of merges: 8 of 8 alike", |s| differing_orders(s) == 0),
    so("✕ Any order of merges: {n} of 8 differ", |s| {
        differing_orders(s) as u64 == s.number(0)
    }),
    so("✓ Each count counts once: so far", all_read_well),
    so("✕ Each count counts once: fails at {}", |s| {
        are(s, |node| !well_read(run(s), node))
    }),
    so("✓ Never below zero: so far", |s| !replicas().any(|n| is_below(s, n))),
    so("✕ Never below zero: fails at {}", |s| are(s, |node| is_below(s, node))),
    so("✓ No removed tag comes back: so far", all_read_well),
    so("✕ No removed tag comes back: fails at {}", |s| {
        are(s, |node| !well_read(run(s), node))
    }),
    so("✓ No write is lost: so far", |s| {
        replicas().all(|node| lost_writes(run(s), node).is_empty())
    }),
    so("✕ No write is lost: fails at {}", |s| {
        are(s, |node| !lost_writes(run(s), node).is_empty())
    }),
    so("✓ Words stay whole: so far", |s| {
        replicas().all(|node| mixed(run(s), node).is_none())
    }),
    so("✕ Words stay whole: fails at {}", |s| {
        are(s, |node| mixed(run(s), node).is_some())
    }),
    so(
        "→ 6. Each replica has a number of its own, and the maximum is taken of each: 3 \
         of A's and 3 of B's. What comes again changes nothing.",
        |s| {
            let of = |node| match state_of(s, node) {
                State::GCounter(c) => [0, 1, 2].map(|other| c.of(NodeId(other))),
                _ => [0; 3],
            };
            replicas().all(|node| of(node) == [3, 3, 0])
        },
    ),
    so(
        "→ −1. Each saw one left, and each edit counts. A merge can undo nothing: for a \
         limit, replicas must ask each other first.",
        |s| replicas().all(|node| state_of(s, node).read() == "−1"),
    ),
    so(
        "→ Milk. A removed the adds that it saw, A1 alone. It never saw B1, so B1 stays: \
         a concurrent add wins, whichever came first.",
        |s| replicas().all(|node| has_b1_alone(state_of(s, node))),
    ),
    so(
        "→ It is gone, and nobody is told. Coffee has the later stamp, and a register \
         holds one value. All replicas agree, and a write that was acknowledged is lost.",
        |s| {
            let is_coffee = |node| state_of(s, node).read() == "coffee";
            replicas().all(|n| is_coffee(n) && !lost_writes(run(s), n).is_empty())
        },
    ),
    so(
        "→ A mix of both. Every letter names the start as its place, so all are sorted \
         by their clocks. Typed from the front, each letter names the one before it, and \
         words stay whole.",
        |s| replicas().all(|node| state_of(s, node).read() == "fsougn"),
    ),
];

pub const LOG: &[Claim] = &[
    deed("counts one more: {}"),
    deed("counts one less: {}"),
    deed("adds {}: {}"),
    deed("removes {}: {}"),
    deed("writes {}: {}"),
    deed("types {} at {}: {}"),
    deed("deletes letter {}: {}"),
    deed("merges {} and {}: {}"),
    deed("refuses {}"),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Cluster<Replica> {
    shown.model()
}

/// The replica that a word names.
fn node(shown: &Shown, word: usize) -> NodeId {
    let named = replicas().find(|node| name(*node) == shown.words[word]);
    named.unwrap_or_else(|| panic!("there is no {}", shown.words[word]))
}

/// Whether the first words are the names of all replicas of which something is so.
fn are(shown: &Shown, is_so: impl Fn(NodeId) -> bool) -> bool {
    let all = replicas().filter(|node| is_so(*node)).map(name);
    all.collect::<Vec<_>>().join(", ") == shown.words[0]
}

fn state<'a>(shown: &Shown<'a>, word: usize) -> &'a State {
    state_of(shown, node(shown, word))
}

fn state_of<'a>(shown: &Shown<'a>, node: NodeId) -> &'a State {
    replica(run(shown), node).state()
}

/// What comes of the order that the first word is.
fn comes_of(shown: &Shown) -> Option<String> {
    let is_it = |order: &[NodeId]| {
        order.iter().map(|node| name(*node)).collect::<String>() == shown.words[0]
    };
    let mut all = merges(run(shown));
    all.find(|merged| is_it(merged.order)).map(|merged| merged.state.read())
}

fn differing_orders(shown: &Shown) -> usize {
    let all: Vec<_> = merges(run(shown)).collect();
    all.iter().filter(|merged| merged.state != all[0].state).count()
}

fn all_read_well(shown: &Shown) -> bool {
    replicas().all(|node| well_read(run(shown), node))
}

fn is_below(shown: &Shown, node: NodeId) -> bool {
    matches!(state_of(shown, node), State::PnCounter(c) if c.value() < 0)
}

fn has_b1_alone(state: &State) -> bool {
    let State::OrSet(set) = state else { return false };
    let dots = set.dots_of(models::replication::crdt::Item::Milk);
    dots.map(|dot| (dot.replica, dot.number)).eq([(NodeId(1), 1)])
}
