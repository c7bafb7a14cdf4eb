//! What may be done to two balancers and their servers.

use crate::load_balancing::balancer::{Condition, Policy};
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most that may come, in per cent of what the servers can do.
const LOAD_MAX: u32 = 120;
/// Most servers.
const SERVERS_MAX: u32 = 32;

/// Which of two balancers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

impl Side {
    /// Both of them.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

/// What may be done.
///
/// ```
/// # use models::load_balancing::balancer::{Condition, Policy};
/// # use models::load_balancing::pair::{Edit, Side};
/// let edit = Edit::Use(Side::Right, Policy::Choices(2));
/// assert_eq!("right-two".parse(), Ok(edit));
/// assert_eq!("s3-at-25".parse(), Ok(Edit::Turn(3, Condition::Works(25))));
/// assert_eq!("s3-fails".parse(), Ok(Edit::Turn(3, Condition::Fails)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `right-two`: from now on this balancer chooses by this policy.
    Use(Side, Policy),
    /// `s3-at-25`, `s3-fails`: this server of both works at so many per cent of its
    /// speed, or fails.
    Turn(u32, Condition),
    /// `load-90`: so much comes, in per cent of what the servers can do.
    Load(u32),
}

impl Edit {
    /// What is done, as the log has it.
    pub fn words(&self) -> String {
        match self {
            Edit::Use(side, policy) => {
                format!("{}: {} from now on", side.word(), policy.name())
            }
            Edit::Turn(server, Condition::Works(100)) => {
                format!("s{server} is well again")
            }
            Edit::Turn(server, Condition::Works(percent)) => {
                format!("s{server} works at {percent} % of its speed")
            }
            Edit::Turn(server, Condition::Fails) => {
                format!("s{server} answers each request at once, with an error")
            }
            Edit::Load(percent) => format!("the load is {percent} % from now on"),
        }
    }
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Use(side, policy) => {
                let word = Policy::ALL.iter().find(|(p, _)| p == policy);
                write!(f, "{}-{}", side.word(), word.map_or("", |(_, word)| *word))
            }
            Edit::Turn(server, Condition::Works(percent)) => {
                write!(f, "s{server}-at-{percent}")
            }
            Edit::Turn(server, Condition::Fails) => write!(f, "s{server}-fails"),
            Edit::Load(percent) => write!(f, "load-{percent}"),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let policy = |side, word| {
            let found = Policy::ALL.iter().find(|(_, w)| *w == word);
            found.map(|(policy, _)| Edit::Use(side, *policy))
        };
        let number = |number: &str, most: u32| {
            number.parse().ok().filter(|n| (1..=most).contains(n))
        };
        let turn = |server: &str, how: &str| {
            let server = number(server.strip_prefix('s')?, SERVERS_MAX)?;
            let condition = match how.strip_prefix("at-") {
                Some(percent) => Condition::Works(number(percent, 100)?),
                None => (how == "fails").then_some(Condition::Fails)?,
            };
            Some(Edit::Turn(server, condition))
        };
        let edit = match text.split_once('-') {
            Some(("left", word)) => policy(Side::Left, word),
            Some(("right", word)) => policy(Side::Right, word),
            Some(("load", percent)) => number(percent, LOAD_MAX).map(Edit::Load),
            Some((server, how)) => turn(server, how),
            None => None,
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is left- or right- with a policy such as \
                 two, s3-at-25, s3-fails, or load-90, from 1 to {LOAD_MAX}"
            )
        })
    }
}
