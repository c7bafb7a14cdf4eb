//! What requests and servers are like, and what may be done to a run.

use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// How many servers there are.
pub const SERVERS: usize = 100;
/// What a part of a request needs of its server, on average.
pub const WORK: Micros = Micros::from_millis(10);
/// How long an answer is held up now and then, while its server goes on.
pub const PAUSE: Micros = Micros::from_secs(1);
/// A request that takes so long is slow.
pub const SLOW: Micros = Micros::from_secs(1);
/// When the surge begins, if there is one.
pub const SURGE_FROM: Micros = Micros::from_secs(3);
/// How long a surge lasts.
pub const SURGE_FOR: Micros = Micros::from_secs(2);
/// How busy first copies make the servers in a surge, in per cent.
pub const SURGE: u32 = 95;
/// The longest that a second copy waits, in milliseconds.
const HEDGE_MAX: u64 = 1_000;

/// What requests and servers are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many servers a request needs an answer of.
    pub fan_out: usize,
    /// How busy first copies make the servers, in per cent.
    pub busy: u32,
    /// Of how many answers in a hundred thousand one is held up.
    pub paused: u32,
    /// After how long a part is sent again, to another server.
    pub hedge: Option<Micros>,
    /// Second copies for a hundred first ones, at most.
    pub cap: Option<u32>,
    /// Whether there is a surge from [`SURGE_FROM`] on.
    pub surge: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            fan_out: 100,
            busy: 50,
            paused: 1_000,
            hedge: None,
            cap: None,
            surge: false,
        }
    }
}

/// What may be done to a run.
///
/// ```
/// # use models::load_balancing::fan_out::Edit;
/// # use sim::Micros;
/// let after = Some(Micros::from_millis(65));
/// assert_eq!("hedge-65".parse(), Ok(Edit::Hedge(after)));
/// assert_eq!("hedge-off".parse(), Ok(Edit::Hedge(None)));
/// assert_eq!("cap-10".parse(), Ok(Edit::Cap(Some(10))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `hedge-65`, `hedge-off`: from now on.
    Hedge(Option<Micros>),
    /// `cap-10`, `cap-off`: from now on.
    Cap(Option<u32>),
    /// `surge`: it begins now.
    Surge,
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Hedge(Some(after)) => write!(f, "hedge-{}", after.as_millis()),
            Edit::Hedge(None) => f.write_str("hedge-off"),
            Edit::Cap(Some(percent)) => write!(f, "cap-{percent}"),
            Edit::Cap(None) => f.write_str("cap-off"),
            Edit::Surge => f.write_str("surge"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let (what, how) = text.split_once('-').unwrap_or((text, ""));
        let number =
            |max| how.parse().ok().filter(|value| (1..=max).contains(value));
        match (what, how) {
            ("hedge", "off") => Some(Edit::Hedge(None)),
            ("hedge", _) => number(HEDGE_MAX)
                .map(|millis| Edit::Hedge(Some(Micros::from_millis(millis)))),
            ("cap", "off") => Some(Edit::Cap(None)),
            ("cap", _) => {
                number(100).map(|percent| Edit::Cap(Some(percent as u32)))
            }
            ("surge", "") => Some(Edit::Surge),
            _ => None,
        }
        .ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is hedge-65, hedge-off, cap-10, cap-off \
                 or surge"
            )
        })
    }
}
