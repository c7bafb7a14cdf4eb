//! Who takes which steps, and in how many orders.

use std::fmt;
use std::str::FromStr;

/// Who takes a step. Where there are several of a kind they have numbers from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// It found nothing in the cache.
    Reader(u8),
    /// It changes the value.
    Writer(u8),
    /// A copy of the database that is behind.
    Follower,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `r`: asks the cache and, at a miss, reads the database.
    Read,
    /// `f`: fills the cache with what was read.
    Fill,
    /// `w`: writes the database.
    Write,
    /// `d`: deletes the key from the cache.
    Delete,
    /// `s`: sets the cache to what was written.
    Set,
    /// `a`: the follower applies the write.
    Apply,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 6] =
        [Step::Read, Step::Fill, Step::Write, Step::Delete, Step::Set, Step::Apply];

    /// Its letter.
    pub const fn letter(self) -> char {
        match self {
            Step::Read => 'r',
            Step::Fill => 'f',
            Step::Write => 'w',
            Step::Delete => 'd',
            Step::Set => 's',
            Step::Apply => 'a',
        }
    }

    /// What it is.
    pub const fn verb(self) -> &'static str {
        match self {
            Step::Read => "read",
            Step::Fill => "fill",
            Step::Write => "write",
            Step::Delete => "delete",
            Step::Set => "set",
            Step::Apply => "apply",
        }
    }
}

/// A step of somebody's: `r`, `w2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Who takes it.
    pub actor: Actor,
    /// What is done.
    pub step: Step,
}

/// Steps one after the other.
pub type Order = Vec<Move>;

/// All orders in which each actor keeps its own: those in which the first actor's
/// steps are early come first.
pub fn orders(programs: &[Vec<Move>]) -> Vec<Order> {
    if programs.iter().all(Vec::is_empty) {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (place, program) in programs.iter().enumerate() {
        let Some((first, later)) = program.split_first() else { continue };
        let mut rest = programs.to_vec();
        rest[place] = later.to_vec();
        for mut order in orders(&rest) {
            order.insert(0, *first);
            all.push(order);
        }
    }
    all
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.step.letter();
        match self.actor {
            Actor::Reader(0) | Actor::Writer(0) | Actor::Follower => {
                write!(f, "{letter}")
            }
            Actor::Reader(number) | Actor::Writer(number) => {
                write!(f, "{letter}{number}")
            }
        }
    }
}

impl FromStr for Move {
    type Err = String;

    fn from_str(text: &str) -> Result<Move, String> {
        let step =
            Step::ALL.into_iter().find(|step| text.starts_with(step.letter()));
        let number = match text.get(1..) {
            Some("") => Some(0),
            Some(digits) => digits.parse().ok().filter(|number| *number > 0),
            None => None,
        };
        let (Some(step), Some(number)) = (step, number) else {
            return Err(format!(
                "`{text}` is no step: r, f, w, d, s, a and w1 are"
            ));
        };
        let actor = match step {
            Step::Read | Step::Fill => Actor::Reader(number),
            Step::Write | Step::Delete | Step::Set => Actor::Writer(number),
            Step::Apply => Actor::Follower,
        };
        Ok(Move { actor, step })
    }
}
