//! The requests that servers have in hand, and those on their way to them.

use super::{BASE, FLIGHT, Fleet, LONG, TOO_MANY, UNFAIR, frame, words};
use models::load_balancing::balancer::{Condition, Server};
use stage::parts::flow::{note, travel};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point};
use stage::{Element, Layout, Role, element};

/// How many dots lie beside each other.
const ACROSS: usize = 3;

/// From dot to dot, and from row to row.
fn pitch(fleet: &Fleet) -> (f32, f32) {
    match fleet.layout {
        Layout::Wide => (7.0, 6.0),
        Layout::Narrow => (5.0, 5.4),
    }
}

/// How many dots of a server there is room for.
fn room(fleet: &Fleet) -> usize {
    (fleet.column(0).height / pitch(fleet).1) as usize * ACROSS
}

/// Where a server's dot of this number is: the first lies at the base.
fn dot(fleet: &Fleet, server: usize, number: usize) -> Point {
    let (across, up) = pitch(fleet);
    let column = fleet.column(server);
    let place = (number % ACROSS) as f32 - (ACROSS - 1) as f32 / 2.0;
    let row = (number / ACROSS) as f32 + 0.5;
    Point::new(column.middle().x + across * place, BASE - up * row)
}

/// How high so many dots are, as a box in a server's column.
fn reach(fleet: &Fleet, server: usize, count: usize) -> Area {
    let column = fleet.column(server);
    let (across, up) = pitch(fleet);
    let height = up * count.min(room(fleet)).div_ceil(ACROSS) as f32;
    let width = across * ACROSS as f32 + 1.0;
    let at = Point::new(column.middle().x - width / 2.0, BASE - height);
    Area { at, width, height }
}

/// All requests: at the servers, and on their way.
pub fn draw(fleet: &Fleet) -> Element {
    let mut dots = Dots::new(if fleet.layout == Layout::Wide { 5.6 } else { 4.6 });
    let room = room(fleet);
    for (index, server) in fleet.servers() {
        for (number, request) in server.queue().enumerate().take(room) {
            let (place, since) = (dot(fleet, index, number), request.since);
            let way = (fleet.door(), place);
            let place = travel(way, (since, FLIGHT), fleet.now).unwrap_or(place);
            let is_old = fleet.now.since(since) > LONG;
            let role = if is_old { Role::Candidate } else { Role::Follower };
            dots.put(role, place);
        }
    }
    element("g").class("flights").child(dots.draw()).children(overflow(fleet))
}

/// How many more there are than there is room for.
fn overflow(fleet: &Fleet) -> impl Iterator<Item = Element> {
    let room = room(fleet);
    let over = move |(index, server): (usize, &Server)| {
        let more = server.load().checked_sub(room).filter(|more| *more > 0)?;
        let at = Point::new(fleet.column(index).middle().x, super::TOP - 4.0);
        Some(note(at, Anchor::Middle, format!("+{more}")))
    };
    fleet.servers().filter_map(over)
}

/// What the load board says of each server: a dashed box as high as the stack would
/// be.
pub fn boards(fleet: &Fleet) -> Element {
    let board = fleet.balancer().board().last();
    let loads = board.map_or(&[][..], |(_, loads)| loads);
    let draw = |(index, load): (usize, &u32)| {
        let Area { at, width, height } = reach(fleet, index, *load as usize);
        let at = Point::new(at.x - 1.5, at.y - 1.0);
        rectangle(at, (width + 3.0, height + 1.0)).class("expected")
    };
    element("g").class("flights").children(loads.iter().enumerate().map(draw))
}

/// The server that gets more than its part and fails, the one with too many, and those
/// that are idle meanwhile.
pub fn blame(fleet: &Fleet) -> Vec<Element> {
    let failing = words::failing(fleet).filter(|(_, percent)| *percent >= UNFAIR);
    let failing = failing.map(|(server, _)| frame(fleet.server(server)));
    failing.into_iter().chain(wasted(fleet)).collect()
}

fn wasted(fleet: &Fleet) -> Vec<Element> {
    let Some((longest, idle)) = waste(fleet) else { return Vec::new() };
    let count = fleet.balancer().servers()[longest].load();
    let boxes = idle.into_iter().map(|server| frame(fleet.server(server)));
    let stack = reach(fleet, longest, count);
    let at = Point::new(stack.at.x - 2.0, stack.at.y - 2.0);
    let around = Area { at, width: stack.width + 4.0, height: stack.height + 3.0 };
    boxes.chain([frame(around)]).collect()
}

/// The server that has most, if that is too many while others are idle, and those.
pub fn waste(fleet: &Fleet) -> Option<(usize, Vec<usize>)> {
    let most = fleet.balancer().longest();
    let with = |count: usize| {
        fleet.servers().filter(move |(_, server)| server.load() == count)
    };
    // One that fails has nothing in hand, and is not free.
    let works = |server: &Server| server.state() != Condition::Fails;
    let idle = with(0).filter(|(_, server)| works(server));
    let idle: Vec<_> = idle.map(|(index, _)| index).collect();
    let longest = with(most).next()?.0;
    (most >= TOO_MANY && !idle.is_empty()).then_some((longest, idle))
}
