//! What a cache and the database behind it are like, and what may be done to them.

use crate::resilience_patterns::retry_storm::Spacing;
use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most requests a second.
pub const LOAD_MAX: u32 = 5_000;

/// What a cache, its clients and the database behind it are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Requests a second: λ.
    pub load_per_s: u32,
    /// How they are spread.
    pub spacing: Spacing,
    /// How many keys there are, each as popular as the others.
    pub keys: usize,
    /// How many of them the cache has room for.
    pub room: usize,
    /// How many queries a second the database can do.
    pub capacity_per_s: u32,
    /// How many it works on at once.
    pub workers: usize,
    /// How long a client waits for an answer.
    pub timeout: Micros,
    /// What becomes of an answer that comes too late.
    pub late: Late,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            load_per_s: 1_000,
            spacing: Spacing::Even,
            keys: 1_000,
            room: 990,
            capacity_per_s: 100,
            workers: 10,
            timeout: Micros::from_secs(1),
            late: Late::Dropped,
        }
    }
}

/// What becomes of an answer that comes when its client has given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Late {
    /// It is thrown away: who asked is gone, and would have filled the cache.
    #[default]
    Dropped,
    /// It fills the cache, as if its client had waited.
    Kept,
}

/// What may be done to a run.
///
/// ```
/// # use models::caching::warm_up::Edit;
/// assert_eq!("restart-95".parse(), Ok(Edit::Restart(95)));
/// assert_eq!("let-100".parse(), Ok(Edit::LetIn(100)));
/// assert!("restart-101".parse::<Edit>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `restart-95`: the cache restarts with so many of a hundred keys, from a copy;
    /// with 0 it is empty.
    Restart(u32),
    /// `let-100`: at most so many requests a second are let in.
    LetIn(u32),
    /// `room-980`: the cache has room for so many keys.
    Room(u32),
    /// `load-500`: so many requests a second.
    Load(u32),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, number) = match self {
            Edit::Restart(percent) => ("restart", percent),
            Edit::LetIn(most) => ("let", most),
            Edit::Room(room) => ("room", room),
            Edit::Load(load) => ("load", load),
        };
        write!(f, "{word}-{number}")
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let number = |max: u32| how.parse().ok().filter(|number| *number <= max);
        let edit = match what {
            "restart" => number(100).map(Edit::Restart),
            "let" => number(LOAD_MAX).filter(|most| *most > 0).map(Edit::LetIn),
            "room" => number(LOAD_MAX).filter(|room| *room > 0).map(Edit::Room),
            "load" => number(LOAD_MAX).filter(|load| *load > 0).map(Edit::Load),
            _ => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is restart-0, restart-95, let-100, room-980 \
                 or load-500"
            )
        })
    }
}
