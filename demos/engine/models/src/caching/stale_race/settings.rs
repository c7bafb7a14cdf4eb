//! Who takes part, in which steps, and what is done against old values.

use super::cache::Cure;
use super::steps::{Actor, Move, Order, Step, orders};
use super::world::{End, World};

/// What takes part, and what is done against old values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What a writer does.
    pub writes: Writes,
    /// Who else is there.
    pub beside: Beside,
    /// What a reader reads after a miss.
    pub reads: Reads,
    /// What keeps old values out of the cache.
    pub cure: Cure,
}

/// What a writer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writes {
    /// Cache-aside: it writes the database, then deletes the key.
    #[default]
    WriteDelete,
    /// It deletes the key first.
    DeleteWrite,
    /// Write-through: it writes the database, then sets the cache.
    WriteSet,
}

/// Who is there beside a writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// A reader that finds nothing in the cache.
    #[default]
    Reader,
    /// Another writer.
    Writer,
}

/// What a reader reads after a miss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// The database itself.
    #[default]
    Database,
    /// A follower that gets the write after all other steps.
    Follower,
}

impl Writes {
    /// The steps of a writer.
    pub fn program(self, number: u8) -> Vec<Move> {
        let steps = match self {
            Writes::WriteDelete => [Step::Write, Step::Delete],
            Writes::DeleteWrite => [Step::Delete, Step::Write],
            Writes::WriteSet => [Step::Write, Step::Set],
        };
        let actor = Actor::Writer(number);
        steps.map(|step| Move { actor, step }).into()
    }
}

/// The steps of a reader.
pub fn reader(number: u8) -> Vec<Move> {
    let actor = Actor::Reader(number);
    [Step::Read, Step::Fill].map(|step| Move { actor, step }).into()
}

impl Settings {
    /// Whether a follower is read.
    pub fn has_follower(&self) -> bool {
        self.beside == Beside::Reader && self.reads == Reads::Follower
    }

    /// Everything before the first step.
    pub fn world(&self) -> World {
        let reads = match self.has_follower() {
            true => Reads::Follower,
            false => Reads::Database,
        };
        World::new(reads, self.cure)
    }

    /// All orders of the steps.
    pub fn orders(&self) -> Vec<Order> {
        let programs = match self.beside {
            Beside::Reader => [reader(0), self.writes.program(0)],
            Beside::Writer => [1, 2].map(|number| self.writes.program(number)),
        };
        let mut all = orders(&programs);
        if self.has_follower() {
            let last = Move { actor: Actor::Follower, step: Step::Apply };
            all.iter_mut().for_each(|order| order.push(last));
        }
        all
    }

    /// How an order ends.
    pub fn end(&self, order: &[Move]) -> End {
        let mut world = self.world();
        for step in order {
            world.take(*step);
        }
        world.end()
    }

    /// All orders, and how each ends.
    pub fn ends(&self) -> Vec<(Order, End)> {
        let end = |order: Order| {
            let end = self.end(&order);
            (order, end)
        };
        self.orders().into_iter().map(end).collect()
    }

    /// The order to begin with: one that ends stale if nothing is done against it,
    /// or the first where there is none.
    pub fn first(&self) -> Order {
        let uncured = Settings { cure: Cure::None, ..*self };
        let mut orders = uncured.orders();
        let is_stale = |order: &Order| uncured.end(order) == End::Stale;
        let place = orders.iter().rposition(is_stale).unwrap_or(0);
        orders.swap_remove(place)
    }
}
