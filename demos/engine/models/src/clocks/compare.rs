//! What two stamps allow to conclude about their events, and what they do not.

use crate::clocks::{Event, EventId, Events, Order, Scheme, Stamps};
use std::cmp::Ordering;

/// What follows from two stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Exactly this is true.
    Is(Order),
    /// The first happened before the second, or they are concurrent.
    NotAfter,
    /// The second happened before the first, or they are concurrent.
    NotBefore,
}

impl Conclusion {
    /// Whether the conclusion is right where `truth` is true.
    pub fn allows(self, truth: Order) -> bool {
        match self {
            Conclusion::Is(order) => order == truth,
            Conclusion::NotAfter => {
                matches!(truth, Order::Before | Order::Concurrent)
            }
            Conclusion::NotBefore => {
                matches!(truth, Order::After | Order::Concurrent)
            }
        }
    }

    /// Whether it settles the question.
    pub const fn is_decided(self) -> bool {
        matches!(self, Conclusion::Is(_))
    }
}

/// What follows from the stamps of two different events.
pub fn conclude(scheme: Scheme, a: &Stamps, b: &Stamps) -> Conclusion {
    match scheme {
        Scheme::Lamport => of_numbers(a.lamport.cmp(&b.lamport)),
        Scheme::Vector => Conclusion::Is(a.vector.order(&b.vector)),
        Scheme::Dotted => Conclusion::Is(a.dotted.order(&b.dotted)),
        Scheme::Hybrid => of_numbers(a.hybrid.cmp(&b.hybrid)),
    }
}

/// A cause has the smaller number. So the greater one is no cause of the
/// smaller, and two that are equal are no cause of each other.
fn of_numbers(order: Ordering) -> Conclusion {
    match order {
        Ordering::Less => Conclusion::NotAfter,
        Ordering::Greater => Conclusion::NotBefore,
        Ordering::Equal => Conclusion::Is(Order::Concurrent),
    }
}

/// A conclusion, and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What follows.
    pub conclusion: Conclusion,
    /// The stamps and what follows from them, in one sentence.
    pub words: String,
}

/// What the stamps of one kind say of two events, and why.
///
/// ```
/// # use models::clocks::*;
/// # use sim::{Model, Micros, Log};
/// let settings = Settings { rate: 0, ..Settings::default() };
/// let mut run = Conversation::new(&settings, 1);
/// for edit in ["local-0", "local-1", "local-1"] {
///     run.edit(Micros::ZERO, &edit.parse().unwrap(), &mut Log::off());
/// }
/// let event = |id: &str| run.events().get(id.parse().unwrap()).unwrap();
/// assert_eq!(
///     compare(Scheme::Lamport, event("p1.1"), event("p2.2")).words,
///     "L(p1.1) = 1 < L(p2.2) = 2: p1.1 → p2.2 or p1.1 ∥ p2.2, \
///      Lamport cannot tell."
/// );
/// assert_eq!(
///     compare(Scheme::Vector, event("p1.1"), event("p2.2")).words,
///     "V(p1.1) = [1,0,0] and V(p2.2) = [0,2,0]: neither is ≤ the other, \
///      so p1.1 ∥ p2.2."
/// );
/// ```
pub fn compare(scheme: Scheme, a: &Event, b: &Event) -> Finding {
    if a.id == b.id {
        let words = format!("{} is one event.", a.id);
        return Finding { conclusion: Conclusion::Is(Order::Equal), words };
    }
    let conclusion = match a.id.node == b.id.node {
        // Names count the events of a process: they tell which came first.
        true => Conclusion::Is(at_one_process(a, b)),
        false => conclude(scheme, &a.stamps, &b.stamps),
    };
    let words = match scheme {
        Scheme::Lamport => numbers("L", "Lamport", scheme, conclusion, (a, b)),
        Scheme::Vector => vectors(a, b),
        Scheme::Dotted => dots(a, b),
        Scheme::Hybrid => numbers("HLC", "HLC", scheme, conclusion, (a, b)),
    };
    Finding { conclusion, words }
}

/// How two different events of one process stand.
fn at_one_process(a: &Event, b: &Event) -> Order {
    match a.id.count < b.id.count {
        true => Order::Before,
        false => Order::After,
    }
}

fn numbers(
    sign: &str,
    name: &str,
    scheme: Scheme,
    conclusion: Conclusion,
    (a, b): (&Event, &Event),
) -> String {
    let concurrent = relation(a, Order::Concurrent, b);
    let open = |order| {
        format!("{} or {concurrent}, {name} cannot tell", relation(a, order, b))
    };
    let (is, verdict) = match conclusion {
        Conclusion::NotAfter => ("<", open(Order::Before)),
        Conclusion::NotBefore => (">", open(Order::After)),
        Conclusion::Is(Order::Before) => ("<", both_at_one(a, b)),
        Conclusion::Is(Order::After) => (">", both_at_one(b, a)),
        Conclusion::Is(Order::Equal | Order::Concurrent) => {
            ("=", format!("neither caused the other, so {concurrent}"))
        }
    };
    let side = |e: &Event| format!("{sign}({}) = {}", e.id, e.stamps.text(scheme));
    format!("{} {is} {}: {verdict}.", side(a), side(b))
}

fn both_at_one(first: &Event, last: &Event) -> String {
    let order = relation(first, Order::Before, last);
    format!("both are at one process, so {order}")
}

fn vectors(a: &Event, b: &Event) -> String {
    let order = a.stamps.vector.order(&b.stamps.vector);
    let (is, why) = match order {
        Order::Before => ("<", ""),
        Order::After => (">", ""),
        Order::Equal => ("=", ""),
        Order::Concurrent => ("and", "neither is ≤ the other, so "),
    };
    let side = |e: &Event| format!("V({}) = {}", e.id, e.stamps.vector);
    format!("{} {is} {}: {why}{}.", side(a), side(b), relation(a, order, b))
}

fn dots(a: &Event, b: &Event) -> String {
    let order = a.stamps.dotted.order(&b.stamps.dotted);
    let truth = relation(a, order, b);
    let context = |e: &Event| {
        format!("in the context {} of {}", e.stamps.dotted.context, e.id)
    };
    match order {
        Order::Before => format!("{} is {}: {truth}.", a.id, context(b)),
        Order::After => format!("{} is {}: {truth}.", b.id, context(a)),
        Order::Equal => format!("{} is one event.", a.id),
        Order::Concurrent => format!(
            "{} is not {}, nor {} {}: {truth}.",
            a.id,
            context(b),
            b.id,
            context(a)
        ),
    }
}

/// As in `p1.1 → p2.3`, the cause first.
pub fn relation(a: &Event, order: Order, b: &Event) -> String {
    match order {
        Order::After => relation(b, order.reversed(), a),
        Order::Before | Order::Equal | Order::Concurrent => {
            format!("{} {} {}", a.id, order.sign(), b.id)
        }
    }
}

/// How two events truly stand, and the path that proves it, in one sentence.
pub fn proof(events: &Events, a: EventId, b: EventId) -> String {
    if a == b {
        return format!("{a} is one event.");
    }
    let there = events.path(a, b);
    let Some(path) = there.or_else(|| events.path(b, a)) else {
        return format!(
            "No path leads from {a} to {b} or back: they are concurrent, {a} ∥ {b}."
        );
    };
    let messages =
        path.windows(2).filter(|step| step[0].node != step[1].node).count();
    let steps = path.len() - 1 - messages;
    let ids: Vec<_> = path.iter().map(EventId::to_string).collect();
    let steps = match steps {
        0 => None,
        _ => Some(counted(steps, "step") + " along a line"),
    };
    let messages = (messages > 0).then(|| counted(messages, "message"));
    let parts: Vec<_> = messages.into_iter().chain(steps).collect();
    format!("{}: a path of {}.", ids.join(" → "), parts.join(" and "))
}

fn counted(count: usize, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}
