//! What a service and its dependencies are like, and what may be done to them.

use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Longest that a dependency takes for an answer, in milliseconds.
pub const LATENCY_MAX: u64 = 10_000;

/// What a service is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many threads it has, which all requests share.
    pub threads: usize,
    /// Requests a second for each dependency.
    pub load_per_s: u32,
    /// How long the first dependency takes while it is slow.
    pub slow: Micros,
    /// What the service does to protect itself.
    pub defence: Defence,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            threads: 20,
            load_per_s: 40,
            slow: Micros::from_secs(2),
            defence: Defence::None,
        }
    }
}

/// How a service protects itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Defence {
    /// Not at all.
    #[default]
    None,
    /// No dependency may occupy more than [`COMPARTMENT`](super::COMPARTMENT)
    /// threads.
    Bulkhead,
    /// A call is given up after [`CALL_TIMEOUT`](super::CALL_TIMEOUT).
    Timeout,
    /// Requests are refused while [`QUEUE_BOUND`](super::QUEUE_BOUND) wait.
    Shedding,
    /// Each dependency has a limit that follows how fast it answers: see
    /// [`Limit`](super::Limit).
    Adaptive,
}

impl Defence {
    /// All of them.
    pub const ALL: [Defence; 5] = [
        Defence::None,
        Defence::Bulkhead,
        Defence::Timeout,
        Defence::Shedding,
        Defence::Adaptive,
    ];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            Defence::None => "none",
            Defence::Bulkhead => "bulkhead",
            Defence::Timeout => "timeout",
            Defence::Shedding => "shedding",
            Defence::Adaptive => "adaptive",
        }
    }

    /// Its name in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Defence::None => "no defence",
            Defence::Bulkhead => "bulkheads",
            Defence::Timeout => "a time-out of 200 ms",
            Defence::Shedding => "load shedding",
            Defence::Adaptive => "adaptive limits",
        }
    }
}

/// What may be done to a run.
///
/// ```
/// # use models::resilience_patterns::bulkhead::{Defence, Edit};
/// assert_eq!("latency-500".parse(), Ok(Edit::Latency(500)));
/// assert_eq!("use-bulkhead".parse(), Ok(Edit::Use(Defence::Bulkhead)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `latency-500`: the first dependency takes so many milliseconds from now
    /// on.
    Latency(u64),
    /// `use-bulkhead`: the service protects itself in this way from now on.
    Use(Defence),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Latency(millis) => write!(f, "latency-{millis}"),
            Edit::Use(defence) => write!(f, "use-{}", defence.word()),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let latency = || {
            let millis = how.parse().ok();
            millis.filter(|millis| (1..=LATENCY_MAX).contains(millis))
        };
        let defence = || Defence::ALL.into_iter().find(|d| d.word() == how);
        match what {
            "latency" => latency().map(Edit::Latency),
            "use" => defence().map(Edit::Use),
            _ => None,
        }
        .ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is latency-500, or use- with none, \
                 bulkhead, timeout, shedding or adaptive"
            )
        })
    }
}
