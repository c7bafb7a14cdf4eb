//! Requests: on their way along connections, and in the queues of servers.

use super::panel::{BASE, Panel, TOP, is_heavy};
use models::load_balancing::connections::{GHOST, Layer, Request, WAY};
use sim::Micros;
use stage::parts::flow::{note, travel};
use stage::parts::{Anchor, Area, Dots, Point};
use stage::{Element, Layout, Role, element};

/// How long a request is seen falling into its queue.
const FALL: Micros = Micros::from_millis(80);
/// Half of the way from the balancer to a server.
const HALF: Micros = Micros::new(WAY.get() / 2);

/// How many dots lie beside each other in a queue, and how far apart.
fn grid(panel: &Panel) -> (usize, f32, f32) {
    match (panel.layout, panel.system().servers().len()) {
        (Layout::Wide, _) => (4, 7.0, 6.0),
        (Layout::Narrow, ..=4) => (4, 5.0, 5.4),
        (Layout::Narrow, _) => (3, 5.0, 5.4),
    }
}

/// How wide a queue is.
pub fn queue_width(panel: &Panel) -> f32 {
    let (across, aside, _) = grid(panel);
    across as f32 * aside + 4.0
}

/// How many dots there is room for.
fn room(panel: &Panel) -> usize {
    let (across, _, up) = grid(panel);
    ((BASE - TOP) / up) as usize * across
}

/// How many of a queue's dots are drawn: all, or so many that there is room for a
/// word above them.
fn drawn(panel: &Panel, queue: usize) -> usize {
    match (room(panel), grid(panel).0) {
        (room, _) if queue <= room => queue,
        (room, across) => room - 2 * across,
    }
}

/// Where a dot of a queue is: the first lies at the base.
fn dot(panel: &Panel, server: usize, number: usize) -> Point {
    let (across, aside, up) = grid(panel);
    let place = (number % across) as f32 - (across - 1) as f32 / 2.0;
    let row = (number / across) as f32 + 0.5;
    Point::new(panel.top(server).x + aside * place, BASE - up * row)
}

/// The box around so many dots and their server.
pub fn around(panel: &Panel, server: usize, count: usize) -> Area {
    let (across, _, up) = grid(panel);
    let rows = count.min(room(panel)).div_ceil(across);
    let height = up * rows as f32 + 4.0;
    let bottom = panel.server(server);
    let at = Point::new(bottom.at.x - 2.0, BASE - height);
    let height = bottom.end().y + 2.0 - at.y;
    Area { at, width: bottom.width + 4.0, height }
}

/// All requests of a side.
pub fn draw(panel: &Panel) -> Element {
    let mut dots = Dots::new(if panel.layout == Layout::Wide { 5.6 } else { 4.6 });
    coming(panel, &mut dots);
    going(panel, &mut dots);
    queues(panel, &mut dots);
    failures(panel, &mut dots);
    element("g").class("flights").child(dots.draw()).children(overflow(panel))
}

/// Requests of a client that sends much look different.
fn role(panel: &Panel, request: &Request) -> Role {
    match is_heavy(&panel.system().clients()[request.client]) {
        true => Role::Candidate,
        false => Role::Follower,
    }
}

/// From clients to the balancer.
fn coming(panel: &Panel, dots: &mut Dots) {
    for request in panel.system().coming() {
        let way = (panel.exit(request.client), panel.door(request.client));
        if let Some(at) = travel(way, (request.since, WAY), panel.now) {
            dots.put(role(panel, request), at);
        }
    }
}

/// From the balancer to servers: straight on through L4; in L7 first to the
/// connection that was chosen.
fn going(panel: &Panel, dots: &mut Dots) {
    for (left, request, way) in panel.system().going() {
        let (door, top) = (panel.door(request.client), panel.top(way.server));
        let at = match panel.system().policy().layer() {
            Layer::L4 => travel((door, top), (*left, WAY), panel.now),
            Layer::L7 => {
                let turn = Point::new(top.x, door.y);
                let inside = travel((door, turn), (*left, HALF), panel.now);
                let down = (*left + HALF, HALF);
                inside.or_else(|| travel((turn, top), down, panel.now))
            }
        };
        if let Some(at) = at {
            dots.put(role(panel, request), at);
        }
    }
}

/// What servers have.
fn queues(panel: &Panel, dots: &mut Dots) {
    for (server, its) in panel.system().servers().iter().enumerate() {
        let drawn = drawn(panel, its.queue().len());
        for (number, request) in its.queue().enumerate().take(drawn) {
            let (top, place) = (panel.top(server), dot(panel, server, number));
            let fall = (request.since + WAY + WAY, FALL);
            let at = travel((top, place), fall, panel.now).unwrap_or(place);
            dots.put(role(panel, request), at);
        }
    }
}

/// What failed at a server that went down, where it was.
fn failures(panel: &Panel, dots: &mut Dots) {
    let failed = panel.both.failed(panel.side);
    let failed = failed.iter().filter(|(at, ..)| panel.now.since(*at) < GHOST);
    let mut numbers = vec![0; panel.system().servers().len()];
    for (_, (server, count), _) in failed {
        let first = numbers[server];
        numbers[server] += count;
        for number in (first..first + count).take_while(|n| *n < room(panel)) {
            dots.put(Role::Lost, dot(panel, server, number));
        }
    }
}

/// How many more there are than there is room for.
fn overflow(panel: &Panel) -> Vec<Element> {
    let servers = panel.system().servers().iter().enumerate();
    let over = servers.filter_map(|(server, its)| {
        let more = its.queue().len() - drawn(panel, its.queue().len());
        let at = Point::new(panel.top(server).x, TOP + 11.0);
        let words = note(at, Anchor::Middle, format!("+{more}")).class("word");
        (more > 0).then(|| element("g").role(Role::Lost).child(words))
    });
    over.collect()
}
