//! What processes asked of two registers, when, and what they were answered.

use sim::Micros;
use std::fmt;

/// A value of a register. Each write of a history writes another one.
pub type Value = u32;

/// What every register has before all writes.
pub const INITIAL: Value = 0;

/// Most processes of a history.
pub const PROCESSES_MAX: u32 = 4;
/// Most operations of a history.
pub const OPERATIONS_MAX: usize = 12;
/// When the last operation of a history ends at the latest.
pub const WINDOW: Micros = Micros::from_millis(120);
/// What all moments of a history are multiples of.
pub const GRID: Micros = Micros::from_millis(5);
/// How long an operation lasts at least and at most.
pub const SHORTEST: Micros = Micros::from_millis(15);
/// See [`SHORTEST`].
pub const LONGEST: Micros = Micros::from_millis(90);

/// What can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Register {
    /// The first.
    X,
    /// The second.
    Y,
}

impl Register {
    /// Both.
    pub const ALL: [Register; 2] = [Register::X, Register::Y];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Register::X => "x",
            Register::Y => "y",
        }
    }
}

/// What an operation is called, however it is moved about: `A` to `L`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u8);

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = char::from(b'A' + self.0);
        write!(f, "{letter}")
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It writes this value.
    Write(Value),
    /// It reads, and this is what it was answered.
    Read(Value),
}

/// An operation of a process on a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// What it is called.
    pub label: Label,
    /// Which process did it; the first is 1.
    pub process: u32,
    /// What it was about.
    pub register: Register,
    /// What it did.
    pub access: Access,
    /// When it was asked.
    pub from: Micros,
    /// When it was answered; `None` while it is under way.
    pub to: Option<Micros>,
}

impl Operation {
    /// What it wrote.
    pub fn written(&self) -> Option<Value> {
        match self.access {
            Access::Write(value) => Some(value),
            Access::Read(_) => None,
        }
    }

    /// What it read.
    pub fn returned(&self) -> Option<Value> {
        match self.access {
            Access::Read(value) => Some(value),
            Access::Write(_) => None,
        }
    }

    /// What it wrote or read.
    pub fn value(&self) -> Value {
        match self.access {
            Access::Write(value) | Access::Read(value) => value,
        }
    }

    /// Whether it is a write.
    pub fn is_write(&self) -> bool {
        self.written().is_some()
    }

    /// Whether this write is what `read` returned.
    pub fn is_read_by(&self, read: &Operation) -> bool {
        self.register == read.register
            && self.written().is_some()
            && self.written() == read.returned()
    }

    /// Whether the same process did it earlier than `later`.
    pub fn precedes(&self, later: &Operation) -> bool {
        self.process == later.process && self.from < later.from
    }

    /// Whether it had ended when `later` began.
    pub fn ended_before(&self, later: &Operation) -> bool {
        self.to.is_some_and(|to| to < later.from)
    }
}

/// What all processes did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// How many processes there are.
    pub processes: u32,
    /// The operations by their labels; those of one process do not overlap.
    pub operations: Vec<Operation>,
}

impl History {
    /// An operation by its label.
    pub fn get(&self, label: Label) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.label == label)
    }

    /// The operations of a process, as they came.
    pub fn of(&self, process: u32) -> Vec<&Operation> {
        let mut own: Vec<&Operation> = Vec::new();
        for operation in self.operations.iter().filter(|o| o.process == process) {
            let place = own.partition_point(|other| other.from < operation.from);
            own.insert(place, operation);
        }
        own
    }

    /// The write whose value a read returned; `None` if that is the initial one.
    pub fn writer_of(&self, read: &Operation) -> Option<&Operation> {
        self.operations.iter().find(|write| write.is_read_by(read))
    }

    /// Every value that a read of a register may return: the initial one and all
    /// that are written.
    pub fn values(&self, register: Register) -> Vec<Value> {
        let own = self.operations.iter().filter(|o| o.register == register);
        let written = own.filter_map(Operation::written);
        std::iter::once(INITIAL).chain(written).collect()
    }

    /// When the last operation ends.
    pub fn end(&self) -> Micros {
        let ends = self.operations.iter().filter_map(|operation| operation.to);
        ends.max().unwrap_or(Micros::ZERO)
    }

    /// What is known of the history at a moment: what has ended by then, and each
    /// write whose value a read has returned by then, if need be as one under way.
    /// A write that nobody has read yet may not have happened yet.
    pub fn until(&self, now: Micros) -> History {
        let has_ended = |o: &Operation| o.to.is_some_and(|to| to <= now);
        let is_read = |write: &Operation| {
            let mut reads = self.operations.iter().filter(|read| has_ended(read));
            reads.any(|read| write.is_read_by(read))
        };
        let known = self.operations.iter().filter(|o| has_ended(o) || is_read(o));
        let operations = known.map(|operation| match has_ended(operation) {
            true => *operation,
            false => Operation { to: None, ..*operation },
        });
        History { processes: self.processes, operations: operations.collect() }
    }

    /// When an operation that lasts so long may begin on the line of a process: at
    /// the moment that is asked for, or as little later or earlier as there is
    /// room. `label` is not in its own way.
    pub fn room(
        &self,
        process: u32,
        lasts: Micros,
        wanted: Micros,
        label: Option<Label>,
    ) -> Option<Micros> {
        let others = self.of(process).into_iter();
        let others: Vec<_> = others.filter(|o| Some(o.label) != label).collect();
        let is_free = |from: Micros| {
            from >= GRID
                && from + lasts <= WINDOW
                && others.iter().all(|other| {
                    from + lasts < other.from
                        || other.to.is_some_and(|to| to < from)
                })
        };
        let steps = WINDOW.get() / GRID.get();
        let wanted = wanted.get() / GRID.get() * GRID.get();
        let near = (0..=steps).flat_map(|step| {
            let away = step * GRID.get();
            [Some(wanted + away), wanted.checked_sub(away)]
        });
        near.flatten().map(Micros::new).find(|from| is_free(*from))
    }
}
