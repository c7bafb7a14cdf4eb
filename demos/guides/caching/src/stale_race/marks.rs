//! What may be done to steps and to orders. All changes are made to the order that
//! the run begins with, so that it can be played from its start.

use super::place::Place;
use super::{StaleRace, from_the_start, words};
use models::caching::stale_race::{Edit, End, Move, Order, Race};
use sim::Micros;
use stage::{Action, Grip, Mark, Moment};

/// What can be dropped on anywhere.
pub const FIELD: &str = "steps";

/// The steps in their order, and all orders.
pub fn marks(race: &Race) -> Vec<Mark<Edit>> {
    let steps = race.order().iter().enumerate();
    let steps = steps.map(|(place, step)| of_step(race, place, *step));
    let orders = race.ends().iter().map(|(order, end)| of_order(race, order, *end));
    steps.chain(orders).collect()
}

fn of_step(race: &Race, place: usize, step: Move) -> Mark<Edit> {
    let (who, does) = (words::actor(step.actor), words::does(step.step));
    let mut mark = Mark::new(step.to_string(), step.to_string())
        .state(format!("{who} {does}"));
    let many = race.order().len();
    let earlier = (0..place).rev().find_map(|to| moved(race, place, to));
    let later = (place + 1..many).find_map(|to| moved(race, place, to));
    for (verb, order) in [("Earlier", earlier), ("Later", later)] {
        if let Some(order) = order {
            mark = mark.action_at(Micros::ZERO, verb, Edit(order));
        }
    }
    mark
}

fn of_order(race: &Race, order: &Order, end: End) -> Mark<Edit> {
    let mark = Mark::new(order_id(order), words::order(order));
    let mark = match race.is_over() {
        true => mark.state(words::end(end)),
        false => mark,
    };
    match order[..] == *race.order() {
        true => mark,
        false => mark.action_at(Micros::ZERO, "Show it", Edit(order.clone())),
    }
}

/// What the mark of an order is called.
pub fn order_id(order: &[Move]) -> String {
    Edit(order.to_vec()).to_string()
}

/// The order on show with one step in another place, if there is such an order.
fn moved(race: &Race, from: usize, to: usize) -> Option<Order> {
    let mut order = race.order().to_vec();
    let step = order.remove(from);
    order.insert(to.min(order.len()), step);
    let is_new = order[..] != *race.order();
    let has_it = race.ends().iter().any(|(other, _)| *other == order);
    (is_new && has_it).then_some(order)
}

/// The orders one after the other.
pub fn actions(race: &Race) -> Vec<Action<Edit>> {
    let all = race.ends();
    let place = all.iter().position(|(order, _)| order[..] == *race.order());
    let place = place.unwrap_or(0);
    let behind = || all[place + 1..].iter().chain(&all[..place]);
    let edit = |(order, _): &(Order, End)| Edit(order.clone());
    let next = behind().next().map(edit);
    let stale = behind().find(|(_, end)| *end == End::Stale && race.is_over());
    let next = next.map(|edit| from_the_start("Next order", edit));
    let stale = stale.map(|one| from_the_start("Next stale order", edit(one)));
    next.into_iter().chain(stale).collect()
}

/// What a drag does: it puts a step where another one is, or where it is let go.
pub fn dragged(
    moment: &Moment<'_, StaleRace>,
    from: &Grip,
    to: &Grip,
) -> Option<Edit> {
    let race = moment.model;
    let find = |grip: &Grip| {
        let mut steps = race.order().iter();
        steps.position(|step| step.to_string() == grip.mark)
    };
    let from = find(from)?;
    let to = match find(to) {
        Some(place) => place,
        None if to.mark == FIELD => Place::of(moment).step_at(to.at),
        None => return None,
    };
    moved(race, from, to).map(Edit)
}
