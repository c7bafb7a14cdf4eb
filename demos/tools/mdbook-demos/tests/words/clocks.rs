//! What the figure of clocks may say.

use super::claim::{Claim, Shown, deed, names, so, theory};
use super::{Claims, Figure};
use models::clocks::{Conversation, Event, EventId, Order, Origin, Scheme};
use sim::NodeId;

pub const CLAIMS: Claims = &[Figure {
    demo: "vector-clocks",
    claims: &[CARD, SCENARIOS, PICTURE, VERDICTS, CHECKS],
    also: &[
        "shown=vector&select=p1.1,p1.1",
        "shown=lamport&select=p1.4,p1.6",
        "shown=lamport&select=p1.6,p1.4",
        "shown=hybrid&select=p1.4,p1.6",
        "shown=hybrid&select=p3.2,p1.2",
        "shown=hybrid&select=p1.2,p3.2",
        "shown=vector&select=p1.5,p1.1",
        "shown=hybrid&select=p1.1,p1.1",
        "shown=dotted&select=p1.1,p1.1",
        "shown=dotted&select=p2.2,p3.4",
        "shown=lamport&select=p1.1,p1.1",
        "shown=vector&select=p3.2,p1.5",
        "shown=hybrid&select=p1.5,p1.1",
        "shown=hybrid&select=p1.5,p3.2",
        "select=p1.5",
    ],
    percent: 100,
}];

const CARD: &[Claim] = &[
    names("Happened before, or concurrent?"),
    names(
        "two events with no path of lines and arrows from one to the other, and which \
         of their stamps is larger.",
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
        "This run was picked: two of its events have no path between them and Lamport \
         stamps as far apart as 2 and 6.",
        |s| {
            let far = |a: &Event, b: &Event| {
                let stamps = [a, b].map(|event| event.stamps.text(Scheme::Lamport));
                stamps == ["2", "6"] || stamps == ["6", "2"]
            };
            s.now() < s.entry.card.rest || concurrent(s).any(|(a, b)| far(a, b))
        },
    ),
];

const SCENARIOS: &[Claim] = &[
    so(
        "This run was picked: the stamps of these two are as far apart as 2 and 6.",
        |s| {
            let stamp = |id: &str| {
                let event = events(s).get(id.parse().expect("an event"));
                event.map(|event| event.stamps.text(Scheme::Lamport))
            };
            stamp("p1.5").is_none_or(|later| {
                later == "6" && stamp("p3.2").as_deref() == Some("2")
            })
        },
    ),
    names("This run was picked for these two stamps."),
    names("where the lines and arrows lead from p3.2, and where p1.5 comes from."),
    names("the three counts of the two vectors, one by one."),
    names("who carries on to p3 what p2 knew."),
    names("the stamps of p1.2 and p3.2, and the times at which they happened."),
    so("the boxes: each stands for two events with no path between them.", |s| {
        concurrent(s).all(|(a, b)| events(s).path(a.id, b.id).is_none())
    }),
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
    names("Pairs of events with no path between them"),
    names("A box: two events with no path"),
    names("The stamps of {} and {}"),
    names("Lamport stamp L"),
    names("knows the other"),
    so("{n} of {n} look ordered", |s| {
        misled(s) == s.number(0) && concurrent(s).count() as u64 == s.number(1)
    }),
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
        selected(s).count() == 2 && are_to_come(s)
    }),
    so("Not yet The selected event has not happened.", |s| {
        selected(s).count() == 1 && are_to_come(s)
    }),
    so(
        "{} is selected Of the other events {n} happened before it (orange), {n} \
         after it (blue), and {n} are concurrent with it. Select a second one to compare their \
         stamps.",
        counts,
    ),
    so("Not yet {} has not happened yet. Blue leads on from {}.", |s| {
        event(s, 0).is_none() && event(s, 1).is_some()
    }),
    so("Not yet The other has not happened yet. Blue leads on from {}.", |s| {
        !s.act.edits().is_empty() && event(s, 0).is_some()
    }),
    so(
        "The truth No path leads from {} to {} or back: they are concurrent, {} ∥ {}. \
         Blue (from {}) and orange (to {}) never meet.",
        |s| {
            stand(s, 0, 1) == Order::Concurrent
                && stand(s, 2, 3) == Order::Concurrent
                && are_in_time(s, 4, 5)
        },
    ),
    so("The truth {} is one event.", |s| event(s, 0).is_some()),
    so(
        "The truth No path leads from {} to {} or back: they are concurrent, {} ∥ {}. \
         Blue (from {}) and orange (to {}) never meet. {} before you added to the run.",
        |s| {
            stand(s, 0, 1) == Order::Concurrent
                && are_in_time(s, 4, 5)
                && were(s, 6)
        },
    ),
    so("The truth {}: a path of {}. {} before you added to the run.", |s| {
        were(s, 2)
    }),
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
    so(
        "Lamport clock L({}) = {n} < L({}) = {n}: both are at one process, so {} → {}.",
        |s| stand(s, 4, 5) == Order::Before,
    ),
    so(
        "Lamport clock L({}) = {n} > L({}) = {n}: both are at one process, so {} → {}.",
        |s| stand(s, 4, 5) == Order::Before,
    ),
    so(
        "Hybrid logical clock HLC({}) = {} < HLC({}) = {}: both are at one process, so \
         {} → {}.",
        |s| stand(s, 4, 5) == Order::Before,
    ),
    so(
        "Hybrid logical clock HLC({}) = {} > HLC({}) = {}: both are at one process, so \
         {} → {}.",
        |s| stand(s, 4, 5) == Order::Before,
    ),
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
    so(
        "→ No: no path leads there. p2 heard of p3.2 only after it had written to p1. \
         The smaller stamp rules out that p1.5 influenced p3.2, and proves nothing \
         more: the two are concurrent.",
        |s| {
            let [p3_2, p1_5] = ["p3.2", "p1.5"].map(|id| id.parse().unwrap());
            let knows = |id| events(s).past(id).contains(&p3_2);
            let mut causes = events(s).causes(p1_5);
            let wrote = causes.find(|cause| cause.node == NodeId(1));
            let mut of_p2 = events(s).of(NodeId(1)).iter();
            named(s, "p3.2", "p1.5") == Order::Concurrent
                && wrote.is_some_and(|wrote| !knows(wrote))
                && of_p2.any(|event| knows(event.id))
        },
    ),
    so(
        "→ Neither. p1.5 gets [5,3,1]: more of p1 and of p2, but of p3 only 1, and \
         p3.2 has 2 there. So the two are concurrent, which 2 and 6 did not tell.",
        |s| {
            let stamps = |id: &str| {
                let event = events(s).get(id.parse().expect("an event"));
                let stamps = &event.expect("it has happened").stamps;
                [Scheme::Vector, Scheme::Lamport].map(|scheme| stamps.text(scheme))
            };
            named(s, "p3.2", "p1.5") == Order::Concurrent
                && stamps("p3.2") == ["[0,0,2]", "2"]
                && stamps("p1.5") == ["[5,3,1]", "6"]
        },
    ),
    so(
        "→ Yes, through p1. p2 wrote to p1 and then p1 to p3. What p2 had done by \
         then is counted in p3's vector, whether or not the messages spoke of it.",
        |s| {
            let count = |id: &str| {
                let event = events(s).get(id.parse().expect("an event"));
                event.expect("it has happened").stamps.vector.get(NodeId(1))
            };
            named(s, "p2.2", "p3.4") == Order::Before && count("p3.4") == 3
        },
    ),
    so(
        "→ Less than 3. p3 has heard of nothing since its own 1, and counts on: 2. \
         By their stamps p3.2 looks like the earlier one. Where no path leads, a \
         Lamport stamp says nothing about time.",
        |s| {
            let [later, earlier] = ["p3.2", "p1.2"].map(|id| {
                let event = events(s).get(id.parse().expect("an event"));
                event.expect("it has happened")
            });
            named(s, "p3.2", "p1.2") == Order::Concurrent
                && later.at > earlier.at
                && later.stamps.text(Scheme::Lamport) == "2"
        },
    ),
    so(
        "→ Most of them. Each process counts along by itself, so most pairs \
         get different numbers by chance. That the larger one did not cause the \
         smaller is all that they say.",
        |s| 2 * lamport_misleads(s) > concurrent(s).count(),
    ),
];

/// How two events of these names stand.
fn named(shown: &Shown, a: &str, b: &str) -> Order {
    let id = |name: &str| name.parse().expect("an event");
    events(shown).order(id(a), id(b))
}

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

/// Whether none of the selected events has happened. An edit may have given another
/// event the number that a mark has.
fn are_to_come(shown: &Shown) -> bool {
    let mut marks = selected(shown).filter_map(|mark| mark.parse().ok());
    !shown.act.edits().is_empty() || marks.all(|id| events(shown).get(id).is_none())
}

/// The marks that are events: a process may be pressed as well.
fn selected<'a>(shown: &Shown<'a>) -> impl Iterator<Item = &'a String> {
    shown.selection.iter().filter(|mark| !mark.starts_with("line-"))
}

/// How the events stand that two of the words name.
fn stand(shown: &Shown, a: usize, b: usize) -> Order {
    let [a, b] = [a, b].map(|word| event(shown, word).expect("it has happened"));
    truth(shown, a, b)
}

/// Whether the events that two of the words name happened in this order.
fn are_in_time(shown: &Shown, first: usize, last: usize) -> bool {
    let [first, last] =
        [first, last].map(|word| event(shown, word).expect("it has happened"));
    first.at <= last.at
}

/// Whether events had these names in the run to which nothing is added.
fn were(shown: &Shown, word: usize) -> bool {
    let mut names = shown.words[word].split(" before you added to the run. ");
    names.all(|name| {
        let (is, was) = name.split_once(" was ").expect("two names");
        let event = events(shown).get(is.parse().expect("an event"));
        let origin = event.expect("it has happened").origin;
        origin == Origin::Run(was.parse().expect("an event"))
    })
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

fn lamport_misleads(shown: &Shown) -> usize {
    concurrent(shown).filter(|(a, b)| a.stamps.lamport != b.stamps.lamport).count()
}
