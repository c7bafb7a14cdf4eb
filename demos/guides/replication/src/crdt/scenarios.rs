//! The experiments that the figure offers.

use super::Crdt;
use models::replication::crdt::{
    Replica, State, lost_writes, mixed, replica, replicas,
};
use sim::{Cluster, Micros, NodeId};
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Crdt>] = &[COUNTER, BELOW_ZERO, SET, REGISTER, TEXT];

const A: NodeId = NodeId(0);

/// When A is no longer cut off.
const HEALED: Micros = Micros::from_millis(2_400);

/// Whether all replicas know of all edits, after the cut.
fn is_settled(moment: &Moment<'_, Crdt>) -> bool {
    let seen = |node| replica(moment.model, node).seen();
    moment.now > HEALED && replicas().all(|node| seen(node) == seen(A))
}

fn at_a(cluster: &Cluster<Replica>) -> &State {
    replica(cluster, A).state()
}

const COUNTER: Scenario<Crdt> = Scenario {
    name: "counter",
    title: "Counter",
    watch_for: "what each replica reads, above its state.",
    start: "t=1.1s&end=3.6s&edits=50ms-ask-0-more,1s-cut-0-1,1s-cut-0-2,\
            1.2s-ask-0-more,1.3s-ask-1-more,1.5s-ask-0-more,1.6s-ask-1-more,\
            1.9s-ask-1-more,2.4s-heal-0-1,2.4s-heal-0-2",
    question: Some(Question {
        ask: "All read 1. While A is cut off, A counts 2 more and B 3 more. Then they \
              exchange their states, again and again. What do they read?",
        at: Micros::from_millis(1_100),
        answers: &[
            (
                "4",
                "The maximum was taken of what they read, and A's edits are gone.",
            ),
            (
                "6",
                "Each replica has a number of its own, and the maximum is taken of \
                 each: 3 of A's and 3 of B's. What comes again changes nothing.",
            ),
            ("7 or more", "What they have in common was added twice."),
        ],
        outcome: |moment| {
            let State::GCounter(counter) = at_a(moment.model) else { return None };
            is_settled(moment).then(|| match counter.value() {
                0..=5 => 0,
                6 => 1,
                7.. => 2,
            })
        },
    }),
    curated: None,
};

const BELOW_ZERO: Scenario<Crdt> = Scenario {
    name: "below-zero",
    title: "Last one in stock",
    watch_for: "what A and B read when they take one.",
    start: "kind=pn-counter&t=1.1s&end=3.6s&edits=50ms-ask-0-more,1s-cut-0-1,\
            1s-cut-0-2,1.3s-ask-0-less,1.6s-ask-1-less,2.4s-heal-0-1,2.4s-heal-0-2",
    question: Some(Question {
        ask: "One is in stock. Each replica takes one only if it reads more than zero. \
              A is cut off, and both A and B take one. What do all read in the end?",
        at: Micros::from_millis(1_100),
        answers: &[
            ("0: one of the two is undone", "An edit was taken back."),
            (
                "−1",
                "Each saw one left, and each edit counts. A merge can undo nothing: \
                 for a limit, replicas must ask each other first.",
            ),
            ("They differ for ever", "A merge has lost an edit."),
        ],
        outcome: |moment| {
            let State::PnCounter(counter) = at_a(moment.model) else { return None };
            let is_same = replicas().all(|node| {
                replica(moment.model, node).state() == at_a(moment.model)
            });
            is_settled(moment).then(|| match (is_same, counter.value()) {
                (false, _) => 2,
                (true, 0..) => 0,
                (true, _) => 1,
            })
        },
    }),
    curated: None,
};

const SET: Scenario<Crdt> = Scenario {
    name: "set",
    title: "Add against remove",
    watch_for: "the tags: A1 is A's first add.",
    start: "kind=or-set&t=1.1s&end=3.6s&edits=50ms-ask-0-add-milk,1s-cut-0-1,\
            1s-cut-0-2,1.3s-ask-1-add-milk,1.7s-ask-0-remove-milk,2.4s-heal-0-1,\
            2.4s-heal-0-2",
    question: Some(Question {
        ask: "All have milk. While A is cut off, B adds milk once more, and later A \
              removes milk. What is in the set once they have merged?",
        at: Micros::from_millis(1_100),
        answers: &[
            ("Nothing: the remove is later", "The remove has taken an add unseen."),
            (
                "Milk",
                "A removed the adds that it saw, A1 alone. It never saw B1, so B1 \
                 stays: a concurrent add wins, whichever came first.",
            ),
            ("A and B differ", "A merge depends on the order."),
        ],
        outcome: |moment| {
            let State::OrSet(_) = at_a(moment.model) else { return None };
            let reads = |node| replica(moment.model, node).state().read();
            let is_same = replicas().all(|node| reads(node) == reads(A));
            is_settled(moment).then(|| match is_same {
                true => usize::from(reads(A) == "milk"),
                false => 2,
            })
        },
    }),
    curated: None,
};

const REGISTER: Scenario<Crdt> = Scenario {
    name: "register",
    title: "Two writes",
    watch_for: "what becomes of tea.",
    start: "kind=lww-register&t=1.1s&end=3.6s&edits=50ms-ask-0-write-water,1s-cut-0-1,\
            1s-cut-0-2,1.3s-ask-0-write-tea,1.6s-ask-1-write-coffee,2.4s-heal-0-1,\
            2.4s-heal-0-2",
    question: Some(Question {
        ask: "All have water. While A is cut off, A takes a write of tea, then B one of \
              coffee. Both clients are told that it is done. What becomes of tea?",
        at: Micros::from_millis(1_100),
        answers: &[
            ("It is kept beside coffee", "The register has held two values."),
            (
                "It is gone, and nobody is told",
                "Coffee has the later stamp, and a register holds one value. All \
                 replicas agree, and a write that was acknowledged is lost.",
            ),
            ("It stays at A", "A merge depends on the order."),
        ],
        outcome: |moment| {
            let State::LwwRegister(_) = at_a(moment.model) else { return None };
            let is_gone = |node| !lost_writes(moment.model, node).is_empty();
            is_settled(moment).then(|| match replicas().all(is_gone) {
                true => 1,
                false => 2,
            })
        },
    }),
    curated: None,
};

const TEXT: Scenario<Crdt> = Scenario {
    name: "text",
    title: "Two words",
    watch_for: "the letters: which replica typed each.",
    start: "kind=text&t=1.1s&end=3.6s&edits=1s-cut-0-1,1s-cut-0-2,\
            1.2s-ask-0-type-0-n,1.3s-ask-1-type-0-g,1.5s-ask-0-type-0-u,\
            1.6s-ask-1-type-0-o,1.8s-ask-0-type-0-s,1.9s-ask-1-type-0-f,\
            2.4s-heal-0-1,2.4s-heal-0-2",
    question: Some(Question {
        ask: "A is cut off. A types n, u, s and B types g, o, f, each letter at the \
              start of the text: they read sun and fog. What do all read in the end?",
        at: Micros::from_millis(1_100),
        answers: &[
            ("One word, then the other", "The words were not mixed."),
            (
                "A mix of both",
                "Every letter names the start as its place, so all are sorted by their \
                 clocks. Typed from the front, each letter names the one before it, and \
                 words stay whole.",
            ),
            ("They differ", "A merge depends on the order."),
        ],
        outcome: |moment| {
            let State::Text(_) = at_a(moment.model) else { return None };
            let is_same = replicas().all(|node| {
                replica(moment.model, node).state() == at_a(moment.model)
            });
            is_settled(moment).then(|| match (is_same, mixed(moment.model, A)) {
                (false, _) => 2,
                (true, Some(_)) => 1,
                (true, None) => 0,
            })
        },
    }),
    curated: None,
};
