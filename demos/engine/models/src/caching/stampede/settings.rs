//! What a cache and its readers are like, and what may be done to them.

use crate::resilience_patterns::retry_storm::Spacing;
use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most requests a second.
pub const LOAD_MAX: u32 = 5_000;

/// What a cache, its readers and the database behind it are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Requests a second, for all keys together: λ.
    pub load_per_s: u32,
    /// How they are spread.
    pub spacing: Spacing,
    /// How many keys there are, each as popular as the others.
    pub keys: usize,
    /// How long a value is fresh.
    pub ttl: Micros,
    /// How much longer it is fresh at most; how much, chance decides.
    pub jitter: Micros,
    /// How long a worker of the database needs to rebuild a value: Δ.
    pub rebuild: Micros,
    /// How many rebuilds the database works on at once.
    pub workers: usize,
    /// What is done against stampedes.
    pub cure: Cure,
    /// How long a lease lasts; `None` is a lock, which its holder alone can end.
    pub lease: Option<Micros>,
    /// XFetch's β, in hundredths: above 100 values are rebuilt earlier.
    pub beta_percent: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            load_per_s: 1_000,
            spacing: Spacing::Even,
            keys: 1,
            ttl: Micros::from_secs(5),
            jitter: Micros::ZERO,
            rebuild: Micros::from_millis(400),
            workers: 100,
            cure: Cure::None,
            lease: Some(Micros::from_secs(1)),
            beta_percent: 100,
        }
    }
}

/// What can be done against a stampede.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cure {
    /// Each request that finds no fresh value rebuilds it.
    #[default]
    None,
    /// One request rebuilds a value, under a lease; the others wait for it.
    OneFlight,
    /// One request rebuilds it; the others get the old value.
    StaleMeanwhile,
    /// XFetch: a request may rebuild a value that is fresh, by chance.
    Early,
}

impl Cure {
    /// All of them.
    pub const ALL: [Cure; 4] =
        [Cure::None, Cure::OneFlight, Cure::StaleMeanwhile, Cure::Early];

    /// Its name in settings and links.
    pub const fn word(self) -> &'static str {
        match self {
            Cure::None => "none",
            Cure::OneFlight => "flight",
            Cure::StaleMeanwhile => "stale",
            Cure::Early => "early",
        }
    }

    /// Its name in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Cure::None => "no cure",
            Cure::OneFlight => "one rebuild at a time",
            Cure::StaleMeanwhile => "stale while revalidate",
            Cure::Early => "early by chance",
        }
    }

    /// Whether who rebuilds a value needs a lease.
    pub const fn has_leases(self) -> bool {
        match self {
            Cure::OneFlight | Cure::StaleMeanwhile => true,
            Cure::None | Cure::Early => false,
        }
    }
}

/// What may be done to a run.
///
/// ```
/// # use models::caching::stampede::{Cure, Edit};
/// assert_eq!("use-flight".parse(), Ok(Edit::Use(Cure::OneFlight)));
/// assert_eq!("load-500".parse(), Ok(Edit::Load(500)));
/// assert!("load-0".parse::<Edit>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `delete`: all values are deleted from the cache, as after a write.
    Delete,
    /// `crash`: the process crashes whose rebuild has been under way longest.
    Crash,
    /// `load-500`: so many requests a second from now on.
    Load(u32),
    /// `use-flight`: this cure from now on.
    Use(Cure),
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Delete => f.write_str("delete"),
            Edit::Crash => f.write_str("crash"),
            Edit::Load(load) => write!(f, "load-{load}"),
            Edit::Use(cure) => write!(f, "use-{}", cure.word()),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let edit = match (what, how) {
            ("delete", "") => Some(Edit::Delete),
            ("crash", "") => Some(Edit::Crash),
            ("load", load) => {
                let load = load.parse().ok();
                load.filter(|load| (1..=LOAD_MAX).contains(load)).map(Edit::Load)
            }
            ("use", word) => {
                let cure = Cure::ALL.into_iter().find(|cure| cure.word() == word);
                cure.map(Edit::Use)
            }
            _ => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is delete, crash, load-500, or use- with \
                 none, flight, stale or early"
            )
        })
    }
}
