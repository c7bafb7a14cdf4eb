//! Twelve histories, from the strongest model to the weakest.

use super::history::Access::{self, Read, Write};
use super::history::Register::{self, X, Y};
use super::history::{History, INITIAL, Label, Operation};
use sim::Micros;

/// A history to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curated {
    /// Two reads and the write overlap; the one that began later returns the old
    /// value.
    Overlap,
    /// A read returns what had been overwritten before it began.
    StaleRead,
    /// A read returns the new value, and a later one the old one.
    NewThenOld,
    /// Two processes go on reading two values for ever.
    NeverAgree,
    /// Two processes write, and neither sees what the other wrote.
    BothOld,
    /// Two processes see two writes in two orders.
    TwoOrders,
    /// An answer is seen before what it answers.
    ReplyFirst,
    /// A process writes, reads, writes and reads; no single guarantee is at fault.
    OneByOne,
    /// A process does not see its own write.
    OwnWriteLost,
    /// A process sees a write and then does not.
    BackInTime,
    /// The second write of a process is seen, and the first is not.
    WritesSwapped,
    /// Everything goes wrong, and in the end all agree.
    InTheEnd,
}

impl Curated {
    /// All of them.
    pub const ALL: [Curated; 12] = [
        Curated::Overlap,
        Curated::StaleRead,
        Curated::NewThenOld,
        Curated::NeverAgree,
        Curated::BothOld,
        Curated::TwoOrders,
        Curated::ReplyFirst,
        Curated::OneByOne,
        Curated::OwnWriteLost,
        Curated::BackInTime,
        Curated::WritesSwapped,
        Curated::InTheEnd,
    ];

    /// The history itself.
    pub fn history(self) -> History {
        let (processes, rows) = self.rows();
        let operations = rows.iter().enumerate().map(|(place, row)| {
            let (process, register, access, from, to) = *row;
            Operation {
                label: Label(place as u8),
                process,
                register,
                access,
                from: Micros::from_millis(from),
                to: Some(Micros::from_millis(to)),
            }
        });
        History { processes, operations: operations.collect() }
    }

    fn rows(self) -> (u32, &'static [Row]) {
        match self {
            Curated::Overlap => (3, OVERLAP),
            Curated::StaleRead => (2, STALE_READ),
            Curated::NewThenOld => (3, NEW_THEN_OLD),
            Curated::NeverAgree => (4, NEVER_AGREE),
            Curated::BothOld => (2, BOTH_OLD),
            Curated::TwoOrders => (4, TWO_ORDERS),
            Curated::ReplyFirst => (3, REPLY_FIRST),
            Curated::OneByOne => (2, ONE_BY_ONE),
            Curated::OwnWriteLost => (2, OWN_WRITE_LOST),
            Curated::BackInTime => (2, BACK_IN_TIME),
            Curated::WritesSwapped => (2, WRITES_SWAPPED),
            Curated::InTheEnd => (2, IN_THE_END),
        }
    }
}

/// Who, on what, what, and from when to when in milliseconds.
type Row = (u32, Register, Access, u64, u64);

const OVERLAP: &[Row] = &[
    (1, X, Write(1), 15, 95),
    (3, X, Read(1), 25, 55),
    (2, X, Read(INITIAL), 50, 75),
    (2, X, Read(1), 85, 110),
];

const STALE_READ: &[Row] = &[
    (1, X, Write(1), 10, 35),
    (2, X, Read(INITIAL), 50, 75),
    (2, X, Read(1), 90, 110),
];

const NEW_THEN_OLD: &[Row] = &[
    (1, X, Write(1), 15, 105),
    (2, X, Read(1), 25, 50),
    (3, X, Read(INITIAL), 65, 90),
];

const NEVER_AGREE: &[Row] = &[
    (1, X, Write(1), 10, 35),
    (2, X, Write(2), 15, 40),
    (3, X, Read(1), 60, 85),
    (4, X, Read(2), 70, 95),
];

const BOTH_OLD: &[Row] = &[
    (1, X, Write(1), 10, 35),
    (2, Y, Write(2), 20, 45),
    (1, Y, Read(INITIAL), 50, 75),
    (2, X, Read(INITIAL), 60, 85),
];

const TWO_ORDERS: &[Row] = &[
    (1, X, Write(1), 10, 35),
    (2, X, Write(2), 20, 45),
    (3, X, Read(1), 45, 65),
    (4, X, Read(2), 50, 70),
    (3, X, Read(2), 75, 95),
    (4, X, Read(1), 85, 105),
];

const REPLY_FIRST: &[Row] = &[
    (1, X, Write(1), 10, 30),
    (2, X, Read(1), 35, 55),
    (2, Y, Write(2), 60, 80),
    (3, Y, Read(2), 65, 90),
    (3, X, Read(INITIAL), 95, 115),
];

const ONE_BY_ONE: &[Row] = &[
    (1, X, Write(1), 10, 30),
    (2, X, Read(1), 35, 55),
    (2, X, Write(2), 65, 85),
    (2, X, Read(1), 95, 115),
];

const OWN_WRITE_LOST: &[Row] = &[
    (1, X, Write(1), 10, 35),
    (1, X, Read(INITIAL), 50, 75),
    (2, X, Read(1), 60, 85),
    (1, X, Read(1), 90, 110),
];

const BACK_IN_TIME: &[Row] = &[
    (1, X, Write(1), 10, 30),
    (2, X, Read(1), 35, 60),
    (2, X, Read(INITIAL), 75, 100),
];

const WRITES_SWAPPED: &[Row] = &[
    (1, X, Write(1), 10, 30),
    (1, Y, Write(2), 40, 60),
    (2, Y, Read(2), 65, 85),
    (2, X, Read(INITIAL), 95, 115),
];

const IN_THE_END: &[Row] = &[
    (1, X, Write(1), 10, 30),
    (1, X, Read(INITIAL), 35, 55),
    (2, X, Read(1), 40, 60),
    (2, X, Read(INITIAL), 65, 85),
    (1, X, Read(1), 90, 110),
    (2, X, Read(1), 95, 115),
];
