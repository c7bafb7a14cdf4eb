//! What is said of operations, of models, and of why.

use models::cap_theorem::consistency::{
    Evidence, History, Label, Level, Operation, Step, Verdict, Why,
};

/// A model on its rung.
pub fn short(level: Level) -> &'static str {
    match level {
        Level::Linearizable => "Linearizable",
        Level::Sequential => "Sequential",
        Level::Causal => "Causal",
        Level::Pram => "PRAM",
        Level::Eventual => "Eventual",
        Level::ReadYourWrites
        | Level::MonotonicReads
        | Level::MonotonicWrites
        | Level::WritesFollowReads => level.name(),
    }
}

/// What its mark is called.
pub fn slug(level: Level) -> &'static str {
    match level {
        Level::Linearizable => "linearizable",
        Level::Sequential => "sequential",
        Level::Causal => "causal",
        Level::Pram => "pram",
        Level::ReadYourWrites => "read-your-writes",
        Level::MonotonicReads => "monotonic-reads",
        Level::MonotonicWrites => "monotonic-writes",
        Level::WritesFollowReads => "writes-follow-reads",
        Level::Eventual => "eventual",
    }
}

/// `W x=1`, `R x=0`.
pub fn operation(operation: &Operation) -> String {
    let verb = if operation.is_write() { "W" } else { "R" };
    format!("{verb} {}", value(operation))
}

/// `x=1`.
pub fn value(operation: &Operation) -> String {
    format!("{}={}", operation.register.name(), operation.value())
}

/// `A, B, C`.
pub fn list(labels: &[Label]) -> String {
    let labels: Vec<_> = labels.iter().map(Label::to_string).collect();
    labels.join(", ")
}

/// What became of a model, in one line that a phone has room for.
pub fn heading(level: Level, found: &Verdict, history: &History) -> String {
    let name = short(level);
    match found {
        Verdict::Holds(views) if views.iter().any(|view| view.order.is_empty()) => {
            format!("{name}: nothing has ended yet")
        }
        Verdict::Holds(_) if level == Level::Eventual => {
            format!("{name}: all last reads agree")
        }
        Verdict::Holds(views) if views.is_empty() => {
            format!("{name}: nothing was read yet")
        }
        Verdict::Holds(_) => format!("{name}: {}", order(level)),
        Verdict::Fails(evidence) if level == Level::Eventual => {
            format!("Not eventual: {}", apart(evidence, history))
        }
        Verdict::Fails(evidence) => match evidence.process {
            None => format!("{}: a circle", no(level)),
            Some(process) => format!("{}: a circle for P{process}", no(level)),
        },
        Verdict::Untold if level == Level::Eventual => {
            format!("{name}: known only at the end")
        }
        Verdict::Untold => format!("{name}: unknown, reads go back"),
    }
}

fn order(level: Level) -> &'static str {
    match level {
        Level::Linearizable => "one order, one point each",
        Level::Sequential => "one order for all",
        Level::Causal => "an order for each, causes first",
        Level::Pram
        | Level::ReadYourWrites
        | Level::MonotonicReads
        | Level::MonotonicWrites
        | Level::WritesFollowReads
        | Level::Eventual => "an order for each",
    }
}

fn no(level: Level) -> &'static str {
    match level {
        Level::Linearizable => "Not linearizable",
        Level::Sequential => "Not sequential",
        Level::Causal => "Not causal",
        Level::Pram => "Not PRAM",
        Level::ReadYourWrites => "No read your writes",
        Level::MonotonicReads => "No monotonic reads",
        Level::MonotonicWrites => "No monotonic writes",
        Level::WritesFollowReads => "Writes do not follow reads",
        Level::Eventual => "Not eventual",
    }
}

/// Which last reads do not agree.
fn apart(evidence: &Evidence, history: &History) -> String {
    let operations = evidence.operations.iter();
    let reads: Vec<_> =
        operations.filter_map(|label| history.get(*label)).collect();
    match reads[..] {
        [a, b, ..] => {
            let (first, second) = (value(a), value(b));
            format!("{} ends with {first}, {} with {second}", a.label, b.label)
        }
        [a] => format!("{} still returns {} at the end", a.label, value(a)),
        [] => String::new(),
    }
}

/// Why one operation has to come before another.
pub fn reason(history: &History, step: &Step) -> String {
    let (from, to) = (step.from, step.to);
    let get = |label| history.get(label);
    let value = |label| get(label).map_or(String::new(), value);
    let process = get(from).map_or(0, |operation| operation.process);
    match step.why {
        Why::RealTime => format!("{from} ended before {to} began"),
        Why::Session => format!("P{process} did {from}, then {to}"),
        Why::Returns => format!("{to} returns the {} of {from}", value(from)),
        Why::Follows(read) => {
            format!("{read} returned {}, then came {to}", value(from))
        }
        Why::Kept => {
            format!("{from} returns {}, not {} of {to}", value(from), value(to))
        }
        Why::Hidden(read) => {
            format!("{read} is after {from}, yet returns {}", value(to))
        }
    }
}
