//! What a history still satisfies.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::cap_theorem::consistency::{
    History, Label, Level, Operation, Recording, Verdict, View, Why,
};

/// The twelve histories, at their ends, and some that are changed.
pub const ALSO: &[&str] = &[
    "history=new-then-old",
    "history=two-orders",
    "history=one-by-one",
    "history=own-write-lost",
    "history=back-in-time&select=monotonic-writes",
    "history=writes-swapped",
    "history=in-the-end&select=eventual",
    "history=both-old&select=eventual",
    "history=both-old&select=causal",
    "history=both-old&select=pram",
    "history=both-old&select=read-your-writes",
    "history=both-old&select=monotonic-reads",
    "history=both-old&select=monotonic-writes",
    "history=both-old&select=writes-follow-reads",
    "history=both-old&select=sequential",
    "history=stale-read&edits=0s-remove-B,0s-remove-C&select=pram",
];

pub const WORDS: &[Claim] = &[
    names("Consistency models: what a history still satisfies"),
    theory(
        "A consistency model says which order of the operations must exist, and who \
         must agree on it; each rung down asks for less.",
        "peers/cap_theorem/consistency.rs::models_imply_what_they_are_said_to_and_no_more",
    ),
    theory(
        "Linearizability wants one order that keeps real time, sequential consistency \
         one that keeps each process's own.",
        "peers/cap_theorem/consistency.rs::every_model_with_a_clock_is_what_its_definition_says",
    ),
    theory(
        "Causal consistency and PRAM let each process have an order of its own.",
        "peers/cap_theorem/consistency.rs::every_model_without_a_clock_is_what_its_definition_says",
    ),
    theory(
        "What forbids an order is a circle: operations each of which has to come before \
         the next.",
        "peers/cap_theorem/consistency.rs::whatever_fails_has_a_circle",
    ),
    names("the ladder: change what a read returns, or when, and a rung goes out."),
    names("where A lies in the one order, and where it lay in time."),
    names("the dots: a point in each interval, in the order of the row below."),
    names("the red arrows: each operation has to come before the next."),
    names("the way from A through P2 to P3."),
    names("the last rung, which stands apart from the ladder."),
    so("A has written x=1 and ended when B begins, and B returns the old value.", |s| {
        let (a, b) = (get(s, "A"), get(s, "B"));
        a.written() == Some(1) && a.ended_before(b) && b.returned() == Some(0)
    }),
    names("What is the strongest model that allows it?"),
];

pub const PICTURE: &[Claim] = &[
    so("A history of {n} operations by {n} processes", |s| {
        let history = run(s).history();
        s.number(0) == history.operations.len() as u64
            && s.number(1) == u64::from(history.processes)
    }),
    names("W writes, R reads: press or drag them"),
    names("if it goes on like this:"),
    so("What holds so far", |s| !run(s).is_over()),
];

pub const LOG: &[Claim] = &[deed("begins {}: read {}"), deed("ends {}: {}")];

fn run<'a>(s: &Shown<'a>) -> &'a Recording {
    s.model()
}

fn get<'a>(s: &Shown<'a>, label: &str) -> &'a Operation {
    let all = run(s).history().operations.iter();
    let mut all = all.filter(|operation| operation.label.to_string() == label);
    all.next().expect("an operation of this name")
}
