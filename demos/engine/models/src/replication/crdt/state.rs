//! A state of any of the types, and what may be done to it.

use super::{
    GCounter, Id, LwwRegister, Merging, OrSet, PnCounter, Stamp, Text, name,
};
use sim::{Micros, NodeId};
use std::fmt::{self, Display};

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`GCounter`].
    GCounter,
    /// [`PnCounter`].
    PnCounter,
    /// [`OrSet`].
    OrSet,
    /// [`LwwRegister`].
    LwwRegister,
    /// [`Text`].
    Text,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [
        Kind::GCounter,
        Kind::PnCounter,
        Kind::OrSet,
        Kind::LwwRegister,
        Kind::Text,
    ];
}

/// What may be in the set: a shopping list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Milk.
    Milk,
    /// Bread.
    Bread,
    /// Tea.
    Tea,
}

impl Item {
    /// All of them.
    pub const ALL: [Item; 3] = [Item::Milk, Item::Bread, Item::Tea];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Item::Milk => "milk",
            Item::Bread => "bread",
            Item::Tea => "tea",
        }
    }
}

/// What may be in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drink {
    /// Water.
    Water,
    /// Coffee.
    Coffee,
    /// Tea.
    Tea,
}

impl Drink {
    /// All of them.
    pub const ALL: [Drink; 3] = [Drink::Water, Drink::Coffee, Drink::Tea];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Drink::Water => "water",
            Drink::Coffee => "coffee",
            Drink::Tea => "tea",
        }
    }
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It counted one more.
    Increment,
    /// It counted one less.
    Decrement,
    /// It added an item.
    Add(Item),
    /// It removed one.
    Remove(Item),
    /// It wrote a value over the one with the second stamp.
    Write(Drink, Stamp, Option<Stamp>),
    /// It put in a letter.
    Insert(Id),
    /// It deleted one.
    Delete(Id),
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Of a [`GCounter`].
    GCounter(GCounter),
    /// Of a [`PnCounter`].
    PnCounter(PnCounter),
    /// Of an [`OrSet`].
    OrSet(OrSet<Item>),
    /// Of an [`LwwRegister`].
    LwwRegister(LwwRegister<Drink>),
    /// Of a [`Text`].
    Text(Text),
}

impl State {
    /// The state before anything was done.
    pub fn new(kind: Kind) -> State {
        match kind {
            Kind::GCounter => State::GCounter(GCounter::default()),
            Kind::PnCounter => State::PnCounter(PnCounter::default()),
            Kind::OrSet => State::OrSet(OrSet::default()),
            Kind::LwwRegister => State::LwwRegister(LwwRegister::default()),
            Kind::Text => State::Text(Text::default()),
        }
    }

    /// Takes in another state of the same type.
    pub fn merge(&mut self, other: &State, merging: Merging) {
        match (self, other) {
            (State::GCounter(a), State::GCounter(b)) => a.merge_by(b, merging),
            (State::PnCounter(a), State::PnCounter(b)) => a.merge_by(b, merging),
            (State::OrSet(a), State::OrSet(b)) => a.merge_by(b, merging),
            (State::LwwRegister(a), State::LwwRegister(b)) => {
                a.merge_by(b, merging);
            }
            (State::Text(a), State::Text(b)) => a.merge_by(b, merging),
            (
                State::GCounter(_)
                | State::PnCounter(_)
                | State::OrSet(_)
                | State::LwwRegister(_)
                | State::Text(_),
                _,
            ) => panic!("all replicas have one type"),
        }
    }

    /// What whoever asks gets to read.
    pub fn read(&self) -> String {
        match self {
            State::GCounter(counter) => counter.value().to_string(),
            State::PnCounter(counter) => match counter.value() {
                below @ ..0 => format!("−{}", below.unsigned_abs()),
                value => value.to_string(),
            },
            State::OrSet(set) => {
                let mut read = String::new();
                for item in Item::ALL.into_iter().filter(|i| set.contains(*i)) {
                    read.push_str(if read.is_empty() { "" } else { ", " });
                    read.push_str(item.name());
                }
                if read.is_empty() { "nothing".into() } else { read }
            }
            State::LwwRegister(register) => {
                register.value().map_or("nothing", Drink::name).into()
            }
            State::Text(text) => {
                let read = text.read();
                if read.is_empty() { "nothing".into() } else { read }
            }
        }
    }
}

impl State {
    /// Counts one more or less; a replica refuses what would take its own value below
    /// zero, which is what the application asks of it.
    pub(super) fn count(&mut self, is_more: bool, at: NodeId) -> Option<Deed> {
        match (self, is_more) {
            (State::GCounter(counter), true) => counter.increment(at),
            (State::PnCounter(counter), true) => counter.increment(at),
            (State::PnCounter(counter), false) if counter.value() > 0 => {
                counter.decrement(at);
            }
            (State::GCounter(_) | State::PnCounter(_), false)
            | (State::OrSet(_) | State::LwwRegister(_) | State::Text(_), _) => {
                return None;
            }
        }
        Some(if is_more { Deed::Increment } else { Deed::Decrement })
    }

    pub(super) fn as_set(&mut self) -> Option<&mut OrSet<Item>> {
        match self {
            State::OrSet(set) => Some(set),
            State::GCounter(_)
            | State::PnCounter(_)
            | State::LwwRegister(_)
            | State::Text(_) => None,
        }
    }

    pub(super) fn as_text(&mut self) -> Option<&mut Text> {
        match self {
            State::Text(text) => Some(text),
            State::GCounter(_)
            | State::PnCounter(_)
            | State::OrSet(_)
            | State::LwwRegister(_) => None,
        }
    }

    pub(super) fn write(
        &mut self,
        drink: Drink,
        now: Micros,
        at: NodeId,
    ) -> Option<Deed> {
        match self {
            State::LwwRegister(register) => {
                let old = register.stamp();
                Some(Deed::Write(drink, register.write(drink, now, at), old))
            }
            State::GCounter(_)
            | State::PnCounter(_)
            | State::OrSet(_)
            | State::Text(_) => None,
        }
    }
}

impl Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at.clock(), name(self.replica))
    }
}
