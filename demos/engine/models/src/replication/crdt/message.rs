//! What crosses the network, and what may be asked of a replica.

use super::{Drink, Item, Seen, State};
use std::fmt::{self, Display};
use std::str::FromStr;

/// The sender's whole state. It answers nothing, and so it names no life that it
/// answers: a merge takes it at any time, in any order, any number of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The state.
    pub state: State,
    /// Of which edits it knows: for the checks alone, no merge looks at it.
    pub seen: Seen,
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "state: {}", self.state.read())
    }
}

/// When a replica sends its state to all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer;

impl Display for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("send-timer")
    }
}

impl FromStr for Timer {
    type Err = ();
    fn from_str(text: &str) -> Result<Timer, ()> {
        (text == "send-timer").then_some(Timer).ok_or(())
    }
}

/// What may be asked of a replica; what is nothing for its type does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `more`: count one more.
    Increment,
    /// `less`: count one less.
    Decrement,
    /// `add-milk`.
    Add(Item),
    /// `remove-milk`.
    Remove(Item),
    /// `write-water`.
    Write(Drink),
    /// `type-0-x`: put this letter behind the one at the place, 0 being the start.
    Type(u8, char),
    /// `delete-1`: delete the letter at the place.
    Delete(u8),
    /// `send`: send the state to all others now.
    Send,
}

impl Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Increment => f.write_str("more"),
            Command::Decrement => f.write_str("less"),
            Command::Add(item) => write!(f, "add-{}", item.name()),
            Command::Remove(item) => write!(f, "remove-{}", item.name()),
            Command::Write(drink) => write!(f, "write-{}", drink.name()),
            Command::Type(place, letter) => write!(f, "type-{place}-{letter}"),
            Command::Delete(place) => write!(f, "delete-{place}"),
            Command::Send => f.write_str("send"),
        }
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        parse(text).ok_or(())
    }
}

fn parse(text: &str) -> Option<Command> {
    let (verb, object) = text.split_once('-').unwrap_or((text, ""));
    let item = || Item::ALL.into_iter().find(|item| item.name() == object);
    Some(match verb {
        "more" => Command::Increment,
        "less" => Command::Decrement,
        "send" => Command::Send,
        "add" => Command::Add(item()?),
        "remove" => Command::Remove(item()?),
        "write" => {
            let mut drinks = Drink::ALL.into_iter();
            Command::Write(drinks.find(|drink| drink.name() == object)?)
        }
        "type" => {
            let (place, letter) = object.split_once('-')?;
            let letter = letter.parse::<char>().ok()?;
            let letter = Some(letter).filter(char::is_ascii_alphanumeric)?;
            Command::Type(place.parse().ok()?, letter)
        }
        "delete" => Command::Delete(object.parse().ok()?),
        _ => return None,
    })
}
