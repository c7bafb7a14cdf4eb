//! What a history still satisfies.

use crate::claim::{Claim, Shown, deed, names, so, theory};
use models::cap_theorem::consistency::{
    Edit, Label, Level, Operation, Recording, Verdict,
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
    "history=reply-first&select=causal",
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
        "A consistency model says which order of the operations must exist, and \
         who must agree on it; each rung down asks for less.",
        "peers/cap_theorem/consistency.rs::models_imply_what_they_are_said_to_and_no_more",
    ),
    theory(
        "Linearizability wants one order that keeps real time, sequential \
         consistency one that keeps each process's own.",
        "peers/cap_theorem/consistency.rs::every_model_with_a_clock_is_what_its_definition_says",
    ),
    theory(
        "Causal consistency and PRAM let each process have an order of its own.",
        "peers/cap_theorem/consistency.rs::every_model_without_a_clock_is_what_its_definition_says",
    ),
    theory(
        "What forbids an order is a circle: operations each of which has to come \
         before the next.",
        "peers/cap_theorem/consistency.rs::whatever_fails_has_a_circle",
    ),
    names("the ladder: change what a read returns, or when, and a rung goes out."),
    names("where A lies in the one order, and where it lay in time."),
    names("the dots: a point in each interval, in the order of the row below."),
    names("the red arrows: each operation has to come before the next."),
    names("the way from A through P2 to P3."),
    names("the last rung, which stands apart from the ladder."),
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
    so("What the history up to {} satisfies", |s| s.words[0] == s.now().clock()),
    so("✓ {}", |s| holds(s, 0)),
    so("✕ {}", |s| fails(s, 0)),
    so("… {}", |s| is_untold(s, 0)),
    so("{}: nothing has ended yet", |s| {
        holds(s, 0) && run(s).history().until(s.now()).operations.is_empty()
    }),
    so("{}: nothing was read yet", |s| {
        let known = run(s).history().until(s.now());
        holds(s, 0) && known.operations.iter().all(Operation::is_write)
    }),
    so("{}: an order for each", |s| holds(s, 0)),
    so("Causal: an order for each, causes first", |s| standing(s, Level::Causal)),
    so("Sequential: one order for all", |s| standing(s, Level::Sequential)),
    so("Linearizable: one order, one point each", |s| {
        standing(s, Level::Linearizable)
    }),
    so("Eventual: all last reads agree", |s| standing(s, Level::Eventual)),
    so("Eventual: known only at the end", |s| !run(s).is_over()),
    so("{}: unknown, reads go back", |s| {
        is_untold(s, 0) && run(s).standing().fails(Level::MonotonicReads)
    }),
    so("Not eventual: {} ends with {}, {} with {}", |s| {
        run(s).is_over()
            && value(s, get(s, 0)) == s.words[1]
            && value(s, get(s, 2)) == s.words[3]
            && s.words[1] != s.words[3]
    }),
    so("Not eventual: {} still returns {} at the end", |s| {
        let read = get(s, 0);
        let written = run(s).history().values(read.register);
        run(s).is_over() && read.returned() == Some(0) && written.len() > 1
    }),
    so("Not linearizable: a circle", |s| violated(s, Level::Linearizable, None)),
    so("Not sequential: a circle", |s| violated(s, Level::Sequential, None)),
    so("Not causal: a circle for P{n}", |s| of_process(s, Level::Causal)),
    so("Not PRAM: a circle for P{n}", |s| of_process(s, Level::Pram)),
    so("No read your writes: a circle for P{n}", |s| {
        of_process(s, Level::ReadYourWrites)
    }),
    so("No monotonic reads: a circle for P{n}", |s| {
        of_process(s, Level::MonotonicReads)
    }),
    so("No monotonic writes: a circle for P{n}", |s| {
        of_process(s, Level::MonotonicWrites)
    }),
    so("Writes do not follow reads: a circle for P{n}", |s| {
        of_process(s, Level::WritesFollowReads)
    }),
];

pub const CIRCLE: &[Claim] = &[
    so("{} → {}: {} ended before {} began", |s| {
        is_step(s, 2, 3) && get(s, 0).ended_before(get(s, 1))
    }),
    so("{} → {}: P{n} did {}, then {}", |s| {
        is_step(s, 3, 4)
            && get(s, 0).precedes(get(s, 1))
            && u64::from(get(s, 0).process) == s.number(2)
    }),
    so("{} → {}: {} returns the {} of {}", |s| {
        is_step(s, 4, 2)
            && get(s, 0).is_read_by(get(s, 1))
            && value(s, get(s, 0)) == s.words[3]
    }),
    so("{} → {}: {} returned {}, then came {}", |s| {
        let read = get(s, 2);
        s.words[4] == s.words[1]
            && value(s, read) == s.words[3]
            && get(s, 0).is_read_by(read)
            && read.precedes(get(s, 1))
    }),
    so("{} → {}: {} returns {}, not {} of {}", |s| {
        let (read, write) = (get(s, 0), get(s, 1));
        is_step(s, 2, 5)
            && value(s, read) == s.words[3]
            && value(s, write) == s.words[4]
            && write.is_write()
            && read.register == write.register
            && !write.is_read_by(read)
    }),
    so("{} → {}: {} is after {}, yet returns {}", |s| {
        let [hidden, write, read] = [0, 1, 2].map(|place| get(s, place));
        s.words[3] == s.words[0]
            && value(s, read) == s.words[4]
            && write.is_read_by(read)
            && hidden.is_write()
            && hidden.register == write.register
    }),
];

pub const LOG: &[Claim] = &[
    deed("begins {}: read {}"),
    deed("begins {}: write {}"),
    deed("ends {}"),
    deed("ends {}: {}"),
    so("{} is violated: {}", |s| {
        let named = Level::ALL.into_iter().find(|level| level.name() == s.words[0]);
        let found = run(s).standing().verdict(named.expect("a model"));
        match found {
            // Another edit at this moment may have put it right again.
            Verdict::Holds(_) | Verdict::Untold => !s.act.edits().is_empty(),
            Verdict::Fails(evidence) => {
                let labels = evidence.operations.iter().map(Label::to_string);
                let labels: Vec<_> = labels.collect();
                labels.join(", ") == s.words[1] || !s.act.edits().is_empty()
            }
        }
    }),
];

pub const CHECKS: &[Claim] = &[
    so("✓ {}: ", |s| holds(s, 0)),
    so("✕ {}: {}", |s| fails(s, 0)),
    so("… {}: ", |s| is_untold(s, 0)),
];

pub const ANSWERS: &[Claim] = &[
    so(
        "→ Sequential. One order explains it: B, A, C. It keeps what each process \
         did, and nobody asks it to keep what the clock says. Linearizability \
         does.",
        |s| {
            is_order(s, Level::Sequential, "BAC")
                && run(s).standing().fails(Level::Linearizable)
        },
    ),
    so(
        "→ Yes: they overlap. C's point may lie before A's and B's behind it, as \
         all three were under way. Had B ended before C began, it would not be: \
         try B shorter.",
        |s| {
            let mut shorter = run(s).history().clone();
            let lasts = sim::Micros::from_millis(20);
            Edit::Last(Label(1), lasts).apply(&mut shorter);
            is_order(s, Level::Linearizable, "CABD")
                && shorter.operations[1].ended_before(&shorter.operations[2])
                && matches!(Level::Linearizable.check(&shorter), Verdict::Fails(_))
        },
    ),
    so(
        "→ No: it is only causal. C comes before B, which it did not see, and D \
         before A: with each process's own order that is a circle. Nobody has read \
         a write, so there is no cause to keep, and each may have an order of its \
         own.",
        |s| {
            let history = run(s).history();
            let mut reads = history.operations.iter().filter(|o| !o.is_write());
            violated(s, Level::Sequential, None)
                && standing(s, Level::Causal)
                && reads.all(|read| history.writer_of(read).is_none())
        },
    ),
    so(
        "→ PRAM. Post and reply are from two processes, and PRAM keeps only what \
         each wrote by itself. That the reply was caused by the post is what \
         causal consistency adds, and writes follow reads by itself.",
        |s| {
            standing(s, Level::Pram)
                && run(s).standing().fails(Level::Causal)
                && run(s).standing().fails(Level::WritesFollowReads)
        },
    ),
    so(
        "→ Yes, one order will do. A, C, B, D, or B, D, A, C: sequential \
         consistency never says by when a write is seen. Eventual consistency says \
         only that, so neither implies the other.",
        |s| {
            is_order(s, Level::Sequential, "ACBD")
                && run(s).standing().fails(Level::Eventual)
        },
    ),
];

fn run<'a>(s: &Shown<'a>) -> &'a Recording {
    s.model()
}

/// The operation that a word of the sentence names.
fn get<'a>(s: &Shown<'a>, place: usize) -> &'a Operation {
    let mut all = run(s).history().operations.iter();
    let named = all.find(|operation| operation.label.to_string() == s.words[place]);
    named.unwrap_or_else(|| panic!("no operation is called {}", s.words[place]))
}

fn value(_: &Shown, operation: &Operation) -> String {
    format!("{}={}", operation.register.name(), operation.value())
}

/// Whether the words at these places are the two operations of the step.
fn is_step(s: &Shown, from: usize, to: usize) -> bool {
    s.words[from] == s.words[0] && s.words[to] == s.words[1]
}

/// The model that a word of the sentence names.
fn level(s: &Shown, place: usize) -> Level {
    match s.words[place] {
        "Linearizable" => Level::Linearizable,
        "Sequential" => Level::Sequential,
        "Causal" => Level::Causal,
        "PRAM" => Level::Pram,
        "Eventual" => Level::Eventual,
        name => {
            let named = Level::ALL.into_iter().find(|level| level.name() == name);
            named.unwrap_or_else(|| panic!("no model is called {name}"))
        }
    }
}

fn holds(s: &Shown, place: usize) -> bool {
    run(s).standing().holds(level(s, place))
}

fn fails(s: &Shown, place: usize) -> bool {
    run(s).standing().fails(level(s, place))
}

fn is_untold(s: &Shown, place: usize) -> bool {
    let mut all = run(s).history().operations.iter();
    let has_begun = all.any(|one| one.to.is_some_and(|to| to <= s.now()));
    !has_begun || *run(s).standing().verdict(level(s, place)) == Verdict::Untold
}

fn standing(s: &Shown, level: Level) -> bool {
    run(s).standing().holds(level)
}

fn violated(s: &Shown, level: Level, process: Option<u32>) -> bool {
    match run(s).standing().verdict(level) {
        Verdict::Fails(evidence) => {
            evidence.process == process && !evidence.steps.is_empty()
        }
        Verdict::Holds(_) | Verdict::Untold => false,
    }
}

fn of_process(s: &Shown, level: Level) -> bool {
    violated(s, level, Some(s.number(0) as u32))
}

/// Whether the order that is shown for all is this one.
fn is_order(s: &Shown, level: Level, order: &str) -> bool {
    let Verdict::Holds(views) = run(s).standing().verdict(level) else {
        return false;
    };
    let labels = views.iter().flat_map(|view| &view.order).map(Label::to_string);
    labels.collect::<String>() == order
}
