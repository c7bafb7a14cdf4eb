//! Those who want a value, and their requests on the way to the cache.

use super::picture::{Scene, WAY};
use models::caching::stampede::{End, Request};
use sim::Micros;
use stage::parts::flow::{note, press_area, title, travel};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Dots, Patience, Point, draw_client};
use stage::{Element, Layout, Role, element};

/// How many readers are drawn.
pub const READERS: usize = 18;
/// The size of a request on its way.
const DOT: f32 = 7.0;
/// How long it is seen how a request went.
const SEEN: Micros = Micros::from_millis(300);

/// What a reader is doing.
#[derive(Clone, Copy, PartialEq)]
enum Reader {
    Idle,
    Waits,
    Went(End),
}

/// The readers: who waits, and who went with what.
pub fn readers(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let mut readers = [Reader::Idle; READERS];
    for (number, request) in model.recent().requests() {
        let Some(slot) = scene.sample.place(number, READERS) else { continue };
        let state = state(request, scene.moment.now);
        // Who waits is not out of sight because others came after.
        if state != Reader::Idle && readers[slot] != Reader::Waits {
            readers[slot] = state;
        }
    }
    let crowd = place.crowd();
    let marks = readers.into_iter().enumerate();
    let marks = marks.map(|(slot, state)| draw(crowd.place(slot), state));
    let load = model.settings().load_per_s;
    let words = format!("Readers: {load}/s");
    let area = place.readers;
    let (left, below, anchor) = match scene.moment.layout {
        Layout::Wide => {
            (area.at.x, Point::new(0.0, area.end().y + 17.0), Anchor::Start)
        }
        Layout::Narrow => (0.0, Point::new(340.0, 14.0), Anchor::End),
    };
    let waiting = model.waiting().len();
    element("g")
        .child(press_area(area))
        .child(title(Point::new(left, 14.0), Anchor::Start, words.clone()))
        .children(marks)
        .child(waits(waiting, below, anchor))
        .mark("readers", words)
}

/// How many wait.
fn waits(waiting: usize, at: Point, anchor: Anchor) -> Element {
    match waiting {
        0 => note(at, anchor, "nobody waits"),
        waiting => {
            let words = stage::parts::label(at, anchor, format!("{waiting} wait"));
            element("g").role(Role::Doubt).child(words.class("word halo"))
        }
    }
}

fn state(request: &Request, now: Micros) -> Reader {
    match request.end {
        None => Reader::Waits,
        Some((at, end)) if now.since(at) < SEEN => Reader::Went(end),
        Some(_) => Reader::Idle,
    }
}

fn draw(at: Point, reader: Reader) -> Element {
    match reader {
        Reader::Idle => draw_client(at, Patience::Idle),
        Reader::Waits => draw_client(at, Patience::Waits { number: 1, used: 0 }),
        Reader::Went(End::Fresh) => draw_client(at, Patience::Answered),
        Reader::Went(End::Crashed) => draw_client(at, Patience::GaveUp),
        Reader::Went(End::Old) => {
            let mut dot = Dots::new(9.0);
            dot.put(Role::Doubt, at);
            let body = circle(at, 8.0).class("mark");
            let reader = element("g").class("client").role(Role::Doubt);
            reader.child(body).child(dot.draw())
        }
    }
}

/// What is on the way to the cache.
pub fn requests(scene: &Scene) -> Element {
    let place = &scene.place;
    let (crowd, cache) = (place.crowd(), place.cache);
    let door = match scene.moment.layout {
        Layout::Wide => Point::new(cache.at.x, cache.middle().y),
        Layout::Narrow => Point::new(cache.middle().x, cache.at.y - 16.0),
    };
    let mut dots = Dots::new(DOT);
    for (number, request) in scene.moment.model.recent().requests() {
        let Some(slot) = scene.sample.place(number, READERS) else { continue };
        let ends = (crowd.place(slot), door);
        if let Some(at) = travel(ends, (request.at, WAY), scene.seen) {
            dots.put(Role::Follower, at);
        }
    }
    dots.draw()
}
