//! What a server and its clients are like, and what may be done to them.

use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most new requests a second.
pub const LOAD_MAX: u32 = 150;
/// Most times that a client tries.
pub const ATTEMPTS_MAX: u32 = 5;

/// How requests are spread over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spacing {
    /// One after the other at equal distances.
    #[default]
    Even,
    /// Each at a moment of its own, independent of the others: Poisson.
    Random,
}

/// What a server and its clients are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// New requests a second: what the users want.
    pub load_per_s: u32,
    /// How they are spread.
    pub spacing: Spacing,
    /// How often a client tries in all, the first time included.
    pub attempts: u32,
    /// How long a client waits for an answer.
    pub timeout: Micros,
    /// How many requests the server works on at once. Its capacity is the same
    /// with few as with many: more workers are slower ones.
    pub workers: usize,
    /// How long the server stands still, from [`STALL_AT`](super::STALL_AT) on.
    pub stall: Micros,
    /// What is done against storms.
    pub cures: Cures,
    /// For [`Cure::DropExpired`]: how much time a request must have left to be
    /// worth serving. The time that serving takes.
    pub margin: Micros,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            load_per_s: 36,
            spacing: Spacing::Even,
            attempts: 3,
            timeout: Micros::from_secs(1),
            workers: 1,
            stall: Micros::from_secs(3),
            cures: Cures::default(),
            margin: super::SERVICE,
        }
    }
}

/// What can be done against a retry storm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cure {
    /// Clients retry at most a tenth of their requests.
    RetryBudget,
    /// The server drops requests that it cannot answer in time.
    DropExpired,
    /// The server takes the newest request first: LIFO.
    NewestFirst,
    /// The server refuses requests when its queue is long.
    BoundedQueue,
    /// Clients stop calling for a while after many failures.
    CircuitBreaker,
}

impl Cure {
    /// All of them.
    pub const ALL: [Cure; 5] = [
        Cure::RetryBudget,
        Cure::DropExpired,
        Cure::NewestFirst,
        Cure::BoundedQueue,
        Cure::CircuitBreaker,
    ];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            Cure::RetryBudget => "budget",
            Cure::DropExpired => "drop",
            Cure::NewestFirst => "lifo",
            Cure::BoundedQueue => "bound",
            Cure::CircuitBreaker => "breaker",
        }
    }

    /// Its name in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Cure::RetryBudget => "retry budget",
            Cure::DropExpired => "dropping expired work",
            Cure::NewestFirst => "newest first",
            Cure::BoundedQueue => "bounded queue",
            Cure::CircuitBreaker => "circuit breaker",
        }
    }
}

/// Which cures are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cures(u8);

impl Cures {
    /// One cure, or none.
    pub fn only(cure: Option<Cure>) -> Cures {
        cure.map_or(Cures::default(), |cure| Cures::default().with(cure))
    }

    /// These and one more.
    pub const fn with(self, cure: Cure) -> Cures {
        Cures(self.0 | 1 << cure as u8)
    }

    /// These without one.
    pub const fn without(self, cure: Cure) -> Cures {
        Cures(self.0 & !(1 << cure as u8))
    }

    /// Whether a cure is on.
    pub const fn has(self, cure: Cure) -> bool {
        self.0 & 1 << cure as u8 != 0
    }

    /// Whether none is on.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What may be done to a run.
///
/// ```
/// # use models::resilience_patterns::retry_storm::{Cure, Edit};
/// assert_eq!("stall-3".parse(), Ok(Edit::Stall(3)));
/// assert_eq!("lifo-on".parse(), Ok(Edit::On(Cure::NewestFirst)));
/// assert!("load-0".parse::<Edit>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `stall-3`: the server stands still for so many seconds from now on.
    Stall(u32),
    /// `load-50`: so many new requests a second from now on.
    Load(u32),
    /// `attempts-1`: clients try so often from now on.
    Attempts(u32),
    /// `lifo-on`: a cure is switched on.
    On(Cure),
    /// `lifo-off`: a cure is switched off.
    Off(Cure),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Stall(seconds) => write!(f, "stall-{seconds}"),
            Edit::Load(load) => write!(f, "load-{load}"),
            Edit::Attempts(attempts) => write!(f, "attempts-{attempts}"),
            Edit::On(cure) => write!(f, "{}-on", cure.word()),
            Edit::Off(cure) => write!(f, "{}-off", cure.word()),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let number =
            |max: u32| how.parse().ok().filter(|number| (1..=max).contains(number));
        let edit = match what {
            "stall" => number(60).map(Edit::Stall),
            "load" => number(LOAD_MAX).map(Edit::Load),
            "attempts" => number(ATTEMPTS_MAX).map(Edit::Attempts),
            word => {
                let cure = Cure::ALL.into_iter().find(|cure| cure.word() == word);
                cure.and_then(|cure| match how {
                    "on" => Some(Edit::On(cure)),
                    "off" => Some(Edit::Off(cure)),
                    _ => None,
                })
            }
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is stall-3, load-50, attempts-1, or a \
                 cure (budget, drop, lifo, bound, breaker) with -on or -off"
            )
        })
    }
}
