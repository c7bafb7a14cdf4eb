//! The models: what each keeps, who must agree, and whether a history satisfies it.

use super::cycle::{Step, Why, shortest_cycle};
use super::eventual;
use super::history::{History, Label, Operation};
use super::order::{legal_order, pairs};

/// A consistency model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One order that keeps real time.
    Linearizable,
    /// One order that keeps what each process did one after the other.
    Sequential,
    /// An order for each process, in which causes come first.
    Causal,
    /// An order for each process, which keeps what each did one after the other.
    Pram,
    /// A process sees what it wrote.
    ReadYourWrites,
    /// A process does not see less than it has seen.
    MonotonicReads,
    /// The writes of a process are seen in their order.
    MonotonicWrites,
    /// What a process writes is seen only with what it had read.
    WritesFollowReads,
    /// In the end all see the same.
    Eventual,
}

/// Whether a history satisfies a model, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// By these orders: one for all, or one for each process that reads.
    Holds(Vec<View>),
    /// It does not.
    Fails(Evidence),
    /// It cannot be told: the order of writes from reads that go back themselves,
    /// or what is seen in the end while the history goes on.
    Untold,
}

/// An order of operations that one copy would have answered alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The process that sees it so; `None` if all do.
    pub process: Option<u32>,
    /// The operations in this order.
    pub order: Vec<Label>,
}

/// Why there is no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The process that has no order; `None` if all need one.
    pub process: Option<u32>,
    /// The operations of the circle, or those that do not agree.
    pub operations: Vec<Label>,
    /// Why each of them has to come before the next, and the last before the first.
    pub steps: Vec<Step>,
}

impl Level {
    /// From the strongest on; the last one is apart.
    pub const ALL: [Level; 9] = [
        Level::Linearizable,
        Level::Sequential,
        Level::Causal,
        Level::Pram,
        Level::ReadYourWrites,
        Level::MonotonicReads,
        Level::MonotonicWrites,
        Level::WritesFollowReads,
        Level::Eventual,
    ];

    // ANCHOR: before
    /// Why `a` has to come before `b` in every order of this model, if it has to.
    pub fn before(self, h: &History, a: &Operation, b: &Operation) -> Option<Why> {
        let session = a.precedes(b).then_some(Why::Session);
        let is_read = |operation: &Operation| !operation.is_write();
        let reads = session.filter(|_| is_read(a) && is_read(b));
        let writes = session.filter(|_| a.is_write() && b.is_write());
        match self {
            Level::Linearizable => a.ended_before(b).then_some(Why::RealTime),
            Level::Sequential | Level::Pram => session,
            Level::Causal => session.or(a.is_read_by(b).then_some(Why::Returns)),
            Level::ReadYourWrites => session.filter(|_| a.is_write() && is_read(b)),
            Level::MonotonicReads => reads,
            Level::MonotonicWrites => reads.or(writes),
            Level::WritesFollowReads => reads.or(follows(h, a, b)),
            Level::Eventual => None,
        }
    }

    /// Whether all processes have to agree on one order.
    pub fn is_one_order(self) -> bool {
        matches!(self, Level::Linearizable | Level::Sequential)
    }
    // ANCHOR_END: before

    /// Whether every history that satisfies `self` satisfies `weaker`.
    pub fn implies(self, weaker: Level) -> bool {
        let directly: &[Level] = match self {
            Level::Linearizable => &[Level::Sequential, Level::Eventual],
            Level::Sequential => &[Level::Causal],
            Level::Causal => &[Level::Pram, Level::WritesFollowReads],
            Level::Pram => &[Level::ReadYourWrites, Level::MonotonicWrites],
            Level::MonotonicWrites | Level::WritesFollowReads => {
                &[Level::MonotonicReads]
            }
            Level::ReadYourWrites | Level::MonotonicReads | Level::Eventual => &[],
        };
        self == weaker || directly.iter().any(|level| level.implies(weaker))
    }

    /// Whether a history that has come to its end satisfies this model.
    pub fn check(self, history: &History) -> Verdict {
        match self {
            Level::Eventual => eventual::check(history),
            Level::MonotonicWrites | Level::WritesFollowReads => {
                match Level::MonotonicReads.check_orders(history) {
                    Verdict::Fails(_) => Verdict::Untold,
                    Verdict::Holds(_) | Verdict::Untold => {
                        self.check_orders(history)
                    }
                }
            }
            _ => self.check_orders(history),
        }
    }

    /// Looks for an order for all, or for one for each process that reads.
    fn check_orders(self, history: &History) -> Verdict {
        let before = pairs(history, |a, b| self.before(history, a, b).is_some());
        let mut views = Vec::new();
        for process in self.viewers(history) {
            let is_seen = |o: &Operation| {
                process.is_none_or(|own| o.process == own || o.is_write())
            };
            match legal_order(history, is_seen, &before) {
                Some(order) => views.push(View { process, order }),
                None => return Verdict::Fails(self.evidence(history, process)),
            }
        }
        Verdict::Holds(views)
    }

    /// Who needs an order: all together, or each process that reads anything. One
    /// that only writes is content with any.
    fn viewers(self, history: &History) -> Vec<Option<u32>> {
        if self.is_one_order() {
            return vec![None];
        }
        let reads = |process: &u32| {
            let mut own = history.operations.iter();
            own.any(|o| o.process == *process && !o.is_write())
        };
        (1..=history.processes).filter(reads).map(Some).collect()
    }

    fn evidence(self, history: &History, process: Option<u32>) -> Evidence {
        let steps = shortest_cycle(self, history, process);
        let mut operations = Vec::new();
        for step in &steps {
            operations.push(step.from);
            // The way from write to write leads through a read.
            if let Why::Follows(read) = step.why {
                operations.push(read);
            }
        }
        Evidence { process, operations, steps }
    }
}

/// Why a write has to follow another: its process had read that one.
fn follows(history: &History, a: &Operation, b: &Operation) -> Option<Why> {
    if !(a.is_write() && b.is_write()) {
        return None;
    }
    let mut reads = history.operations.iter();
    let read = reads.find(|read| a.is_read_by(read) && read.precedes(b))?;
    Some(Why::Follows(read.label))
}
