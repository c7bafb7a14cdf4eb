//! What the figure of clocks may say.

use super::claim::{Claim, Shown, deed, names, so, theory};
use super::{Claims, Figure};
use models::clocks::{Conversation, Event, EventId, Order, Scheme};

pub const CLAIMS: Claims = &[Figure {
    demo: "vector-clocks",
    claims: &[CARD, PICTURE, VERDICTS, CHECKS],
    also: &[
        "shown=vector&select=p1.1,p1.1",
        "shown=vector&select=p1.5,p1.1",
        "shown=hybrid&select=p1.1,p1.1",
        "shown=dotted&select=p1.1,p1.1",
        "shown=vector",
    ],
    percent: 100,
}];

const CARD: &[Claim] = &[
    names("Happened before, or concurrent?"),
    names("two events with no path of lines and arrows from one to the other."),
    theory(
        "Their Lamport stamps may differ all the same.",
        "clocks.rs::lamport_can_mislead",
    ),
    so("Happened-before is a path in the diagram.", |s| {
        pairs(s).all(|(a, b)| {
            (truth(s, a, b) == Order::Before)
                == events(s).path(a.id, b.id).is_some()
        })
    }),
    so("Vector clocks decide it both ways, Lamport clocks one way only.", |s| {
        pairs(s).all(|(a, b)| {
            let (l, m) = (a.stamps.lamport, b.stamps.lamport);
            let truth = truth(s, a, b);
            a.stamps.vector.order(&b.stamps.vector) == truth
                && match truth {
                    Order::Before => l < m,
                    Order::After => l > m,
                    Order::Equal | Order::Concurrent => true,
                }
        })
    }),
    theory(
        "A Lamport stamp is one number, and of two numbers one is usually smaller.",
        "clocks.rs::lamport_can_mislead",
    ),
    theory(
        "A vector counts what is known of each process, and of two vectors it may \
         be that neither is.",
        "clocks.rs::vectors_and_dots_decide_both_ways",
    ),
    so(
        "It was picked because its marks keep apart, and for two concurrent events \
         with Lamport stamps as far apart as 2 and 6.",
        |s| {
            let far = |a: &Event, b: &Event| {
                let stamps = [a, b].map(|event| event.stamps.text(Scheme::Lamport));
                stamps == ["2", "6"] || stamps == ["6", "2"]
            };
            s.now() < s.entry.card.rest || concurrent(s).any(|(a, b)| far(a, b))
        },
    ),
];

const PICTURE: &[Claim] = &[
    so(
        "Space–time diagram of {n} processes: {n} events, {n} messages on their \
         way",
        |s| {
            let counts = [
                u64::from(events(s).processes()),
                events(s).len() as u64,
                run(s).in_flight().count() as u64,
            ];
            counts == [s.number(0), s.number(1), s.number(2)]
        },
    ),
    names("Circle: local step. Diamond: sends. Square: receives."),
    names("Press two to compare, drag to send"),
    names(
        "Select two events Press two marks to compare their stamps. Drag from line \
         to line to send a message, from mark to mark to put one event before \
         another.",
    ),
    so("All events up to {}, with every stamp.{}", |s| {
        s.words[0] == s.now().clock()
    }),
    so("All events up to {}, with every stamp.", |s| s.words[0] == s.now().clock()),
    deed("takes a local step  {}"),
];

const VERDICTS: &[Claim] = &[
    so("Not yet The two selected events have not happened.", |s| {
        // An edit may have given another event the number that a mark has.
        let marks = || s.selection.iter().filter_map(|mark| mark.parse().ok());
        let is_to_come = || marks().all(|id| events(s).get(id).is_none());
        s.selection.len() == 2 && (!s.act.edits().is_empty() || is_to_come())
    }),
    so("Not yet {} has not happened.", |s| event(s, 0).is_none()),
    so(
        "{} is selected Of the other events {n} happened before it, {n} after it, \
         and {n} are concurrent with it. Select a second one to compare their \
         stamps.",
        counts,
    ),
    so(
        "{} is selected Of the other events {n} happened before it, {n} after it, \
         and {n} are concurrent with it. The other is to come.",
        |s| counts(s) && s.selection.len() == 2,
    ),
    so("The truth No path leads from {} to {} or back, so {} ∥ {}.", |s| {
        stand(s, 0, 1) == Order::Concurrent && stand(s, 2, 3) == Order::Concurrent
    }),
    so("The truth {} is one event.", |s| event(s, 0).is_some()),
    so("The truth {}: a path of {}.", |s| {
        let ids: Vec<_> = s.words[0].split(" → ").collect();
        let steps: u64 = (s.words[1].split(' '))
            .filter_map(|word| word.parse::<u64>().ok())
            .sum();
        let mut links = ids.windows(2);
        steps as usize == ids.len() - 1
            && links.all(|link| {
                let [from, to] = [link[0], link[1]].map(|id| id.parse::<EventId>());
                let (from, to) = (from.expect("an event"), to.expect("an event"));
                events(s).causes(to).any(|cause| cause == from)
            })
    }),
    so("Lamport clock {} is one event.", |s| event(s, 0).is_some()),
    so("Vector clock {} is one event.", |s| event(s, 0).is_some()),
    so("Hybrid logical clock {} is one event.", |s| event(s, 0).is_some()),
    so("Dotted version vector {} is one event.", |s| event(s, 0).is_some()),
    so("Lamport clock L({}) = {n} < L({}) = {n}: {} cannot tell.", not_after),
    so("Lamport clock L({}) = {n} > L({}) = {n}: {} cannot tell.", not_before),
    so(
        "Lamport clock L({}) = {n} = L({}) = {n}: neither caused the other, so {} \
         ∥ {}.",
        |s| stand(s, 0, 2) == Order::Concurrent,
    ),
    so(
        "Hybrid logical clock HLC({}) = {} < HLC({}) = {}: {} cannot tell.",
        not_after,
    ),
    so(
        "Hybrid logical clock HLC({}) = {} > HLC({}) = {}: {} cannot tell.",
        not_before,
    ),
    so(
        "Vector clock V({}) = {} and V({}) = {}: neither is ≤ the other, so {} ∥ \
         {}.",
        |s| stand(s, 0, 2) == Order::Concurrent,
    ),
    so("Vector clock V({}) = {} < V({}) = {}: {} → {}.", |s| {
        stand(s, 0, 2) == Order::Before && stand(s, 4, 5) == Order::Before
    }),
    so("Vector clock V({}) = {} > V({}) = {}: {} → {}.", |s| {
        stand(s, 0, 2) == Order::After && stand(s, 4, 5) == Order::Before
    }),
    so("Dotted version vector {} is in the context {} of {}: {} → {}.", |s| {
        stand(s, 0, 2) == Order::Before && stand(s, 3, 4) == Order::Before
    }),
    so(
        "Dotted version vector {} is not in the context {} of {}, nor {} in the \
         context {} of {}: {} ∥ {}.",
        |s| {
            stand(s, 0, 2) == Order::Concurrent
                && stand(s, 6, 7) == Order::Concurrent
        },
    ),
];

const CHECKS: &[Claim] = &[
    so("✓ Clock Condition: a → b ⇒ L(a) < L(b): {n} of {n}", |s| {
        let ordered = pairs(s).filter(|(a, b)| truth(s, a, b) != Order::Concurrent);
        s.number(0) == s.number(1) && ordered.count() as u64 == s.number(1)
    }),
    so("✓ Vectors decide: a → b ⇔ V(a) < V(b): {n} of {n}", |s| {
        s.number(0) == s.number(1) && pairs(s).count() as u64 == s.number(1)
    }),
    so("✓ Lamport stamps tell concurrency: all {n} pairs", tells),
    so("✓ Vectors tell concurrency: all {n} pairs", tells),
    so("✓ Dotted version vectors tell concurrency: all {n} pairs", tells),
    so("✓ Hybrid stamps tell concurrency: all {n} pairs", tells),
    so("✕ Lamport stamps tell concurrency: some pairs look ordered", |s| {
        misled(s) > 0
    }),
    so("✕ Hybrid stamps tell concurrency: some pairs look ordered", |s| {
        misled(s) > 0
    }),
    so("✕ Lamport stamps tell concurrency: {n} of {n} pairs look ordered", |s| {
        misled(s) == s.number(0) && concurrent(s).count() as u64 == s.number(1)
    }),
    so("✕ Hybrid stamps tell concurrency: {n} of {n} pairs look ordered", |s| {
        misled(s) == s.number(0) && concurrent(s).count() as u64 == s.number(1)
    }),
    so(
        "→ None: they get the same number. No two concurrent events have different \
         stamps here.",
        |s| lamport_misleads(s) == 0 && concurrent(s).count() > 0,
    ),
    so(
        "→ Some, up to half of them. The others happen to have the same number \
         twice.",
        |s| {
            let some = lamport_misleads(s);
            0 < some && 2 * some <= concurrent(s).count()
        },
    ),
    so(
        "→ Most of them. Each process counts along for itself, so two of its \
         numbers are seldom the same as another's. A smaller number rules out one \
         direction, and proves none.",
        |s| 2 * lamport_misleads(s) > concurrent(s).count(),
    ),
];

fn run<'a>(shown: &Shown<'a>) -> &'a Conversation {
    shown.model()
}

fn events<'a>(shown: &Shown<'a>) -> &'a models::clocks::Events {
    run(shown).events()
}

fn pairs<'a>(
    shown: &Shown<'a>,
) -> impl Iterator<Item = (&'a Event, &'a Event)> + use<'a> {
    events(shown).pairs()
}

/// How two events stand, by following lines and arrows.
fn truth(shown: &Shown, a: &Event, b: &Event) -> Order {
    events(shown).order(a.id, b.id)
}

fn concurrent<'a>(
    shown: &Shown<'a>,
) -> impl Iterator<Item = (&'a Event, &'a Event)> {
    let events = events(shown);
    events.pairs().filter(|(a, b)| events.order(a.id, b.id) == Order::Concurrent)
}

fn event<'a>(shown: &Shown<'a>, word: usize) -> Option<&'a Event> {
    events(shown).get(shown.words[word].parse().ok()?)
}

/// How the events stand that two of the words name.
fn stand(shown: &Shown, a: usize, b: usize) -> Order {
    let [a, b] = [a, b].map(|word| event(shown, word).expect("it has happened"));
    truth(shown, a, b)
}

fn not_after(shown: &Shown) -> bool {
    stand(shown, 0, 2) != Order::After
}

fn not_before(shown: &Shown) -> bool {
    stand(shown, 0, 2) != Order::Before
}

fn counts(shown: &Shown) -> bool {
    let Some(one) = event(shown, 0) else { return false };
    let count = |order| {
        let others = events(shown).iter().filter(|other| other.id != one.id);
        others.filter(|other| truth(shown, other, one) == order).count() as u64
    };
    let counted = [Order::Before, Order::After, Order::Concurrent].map(count);
    counted == [shown.number(1), shown.number(2), shown.number(3)]
}

/// How many concurrent pairs look ordered by the stamps that are shown.
fn misled(shown: &Shown) -> u64 {
    let looks_ordered = |(a, b): &(&Event, &Event)| match shown.knob("shown") {
        "lamport" => a.stamps.lamport != b.stamps.lamport,
        "hybrid" => a.stamps.hybrid != b.stamps.hybrid,
        "vector" => a.stamps.vector.order(&b.stamps.vector) != Order::Concurrent,
        _ => a.stamps.dotted.order(&b.stamps.dotted) != Order::Concurrent,
    };
    concurrent(shown).filter(looks_ordered).count() as u64
}

fn tells(shown: &Shown) -> bool {
    misled(shown) == 0 && concurrent(shown).count() as u64 == shown.number(0)
}

fn lamport_misleads(shown: &Shown) -> usize {
    concurrent(shown).filter(|(a, b)| a.stamps.lamport != b.stamps.lamport).count()
}
