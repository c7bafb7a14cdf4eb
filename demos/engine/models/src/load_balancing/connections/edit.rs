//! What may be done to clients, balancers and servers.

use super::settings::{CLIENTS, SERVERS_MAX};
use crate::load_balancing::pair::Side;
use sim::Micros;
use std::fmt::{self, Display};
use std::str::FromStr;

/// Most times as much as the others that a client can send.
const TIMES_MAX: u32 = 20;
/// Longest age of a connection, in seconds.
const AGE_MAX: u32 = 60;

/// What may be done.
///
/// ```
/// # use models::load_balancing::connections::Edit;
/// # use models::load_balancing::pair::Side;
/// let limit = Edit::Age(Side::Left, Some(2));
/// assert_eq!("left-age-2".parse(), Ok(limit));
/// assert_eq!("left-age-none".parse(), Ok(Edit::Age(Side::Left, None)));
/// assert_eq!("s2-restarts".parse(), Ok(Edit::Restart(2)));
/// assert_eq!("c1-sends-10".parse(), Ok(Edit::Send(1, 10)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `double`: there are twice as many servers on both sides.
    Double,
    /// `s2-restarts`: this server of both sides goes down for a while.
    Restart(u32),
    /// `c1-sends-10`: this client of both sides sends so many times as much as the
    /// usual one.
    Send(u32, u32),
    /// `c1-reconnects`: this client closes its connection and opens another one.
    Reconnect(u32),
    /// `left-age-2`, `left-age-none`: connections are closed after so many seconds,
    /// or stay open.
    Age(Side, Option<u32>),
}

impl Edit {
    /// What is done, as the log has it.
    pub fn words(&self) -> String {
        match self {
            Edit::Double => "twice the servers".into(),
            Edit::Restart(server) => format!("s{server} restarts"),
            Edit::Send(client, 1) => format!("c{client} sends as the others do"),
            Edit::Send(client, times) => {
                format!("c{client} sends {times} times as much as the others")
            }
            Edit::Reconnect(client) => format!("c{client} connects again"),
            Edit::Age(side, Some(age)) => {
                format!("{}: connections live {age} s", side.word())
            }
            Edit::Age(side, None) => {
                format!("{}: connections stay open", side.word())
            }
        }
    }
}

/// So many seconds, as an age.
pub(super) fn seconds(age: u32) -> Micros {
    Micros::from_secs(age.into())
}

impl Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Double => f.write_str("double"),
            Edit::Restart(server) => write!(f, "s{server}-restarts"),
            Edit::Send(client, times) => write!(f, "c{client}-sends-{times}"),
            Edit::Reconnect(client) => write!(f, "c{client}-reconnects"),
            Edit::Age(side, Some(age)) => write!(f, "{}-age-{age}", side.word()),
            Edit::Age(side, None) => write!(f, "{}-age-none", side.word()),
        }
    }
}

impl FromStr for Edit {
    type Err = String;

    fn from_str(text: &str) -> Result<Edit, String> {
        let number = |number: &str, most: u32| {
            number.parse().ok().filter(|n| (1..=most).contains(n))
        };
        let age = |side, how: &str| {
            let age = match how.strip_prefix("age-")? {
                "none" => None,
                age => Some(number(age, AGE_MAX)?),
            };
            Some(Edit::Age(side, age))
        };
        let client = |name: &str, how: &str| {
            let client = number(name.strip_prefix('c')?, CLIENTS as u32)?;
            match how.strip_prefix("sends-") {
                Some(times) => Some(Edit::Send(client, number(times, TIMES_MAX)?)),
                None => (how == "reconnects").then_some(Edit::Reconnect(client)),
            }
        };
        let server = |name: &str, how: &str| {
            let server = number(name.strip_prefix('s')?, SERVERS_MAX as u32)?;
            (how == "restarts").then_some(Edit::Restart(server))
        };
        let edit = match text.split_once('-') {
            None => (text == "double").then_some(Edit::Double),
            Some(("left", how)) => age(Side::Left, how),
            Some(("right", how)) => age(Side::Right, how),
            Some((name, how)) => client(name, how).or_else(|| server(name, how)),
        };
        edit.ok_or_else(|| {
            format!(
                "`{text}` is no edit: one is double, s2-restarts, c1-sends-10, \
                 c1-reconnects, left-age-2 or left-age-none"
            )
        })
    }
}
