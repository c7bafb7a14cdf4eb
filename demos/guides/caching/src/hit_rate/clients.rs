//! The clients, and their requests on the way to the cache and past it.

use super::picture::{CLIENTS, Scene, WAY};
use models::resilience_patterns::retry_storm::{Caller, End};
use sim::Micros;
use stage::parts::flow::{note, press_area, title, travel};
use stage::parts::{Anchor, Dots, Patience, Point, draw_client};
use stage::{Element, Layout, Role, element};

/// The size of a request.
pub const DOT: f32 = 8.0;
/// How long it is seen how a request ended.
const SEEN: Micros = Micros::from_millis(600);

/// The clients: who waits, who was answered, and who was not.
pub fn clients(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let mut states = [Patience::Idle; CLIENTS];
    for (number, caller) in model.recent().callers() {
        if let Some(slot) = scene.sample.place(number, CLIENTS) {
            states[slot] = patience(scene, caller);
        }
    }
    let crowd = place.crowd();
    let marks = states.into_iter().enumerate();
    let marks = marks.map(|(slot, state)| draw_client(crowd.place(slot), state));
    let (load, let_in) = (model.settings().load_per_s, model.admitted_per_s());
    let words = format!("Clients: {load}/s");
    let area = place.clients;
    let (left, below, anchor) = match scene.moment.layout {
        Layout::Wide => {
            (area.at.x, Point::new(0.0, area.end().y + 17.0), Anchor::Start)
        }
        Layout::Narrow => (0.0, Point::new(340.0, 14.0), Anchor::End),
    };
    let door = match load - let_in {
        0 => note(below, anchor, "all let in"),
        out => {
            let words =
                stage::parts::label(below, anchor, format!("{out}/s not in"));
            element("g").role(Role::Lost).child(words.class("word halo"))
        }
    };
    element("g")
        .child(press_area(area))
        .child(title(Point::new(left, 14.0), Anchor::Start, words.clone()))
        .children(marks)
        .child(door)
        .mark("clients", words)
}

fn patience(scene: &Scene, caller: &Caller) -> Patience {
    let now = scene.moment.now;
    match caller.end {
        Some((at, end)) if now.since(at) < SEEN => match end {
            End::Answered => Patience::Answered,
            End::GaveUp => Patience::GaveUp,
        },
        Some(_) => Patience::Idle,
        None => {
            let timeout = scene.moment.model.settings().timeout.get();
            let used = now.since(caller.sent).get() * 1_000 / timeout;
            Patience::Waits { number: 1, used: used as u32 }
        }
    }
}

/// What is on the way to the cache, and from there to the database.
pub fn requests(scene: &Scene) -> Element {
    let place = &scene.place;
    let (crowd, cache) = (place.crowd(), place.cache);
    let door = match scene.moment.layout {
        Layout::Wide => Point::new(cache.at.x, cache.middle().y),
        Layout::Narrow => Point::new(cache.middle().x, cache.at.y - 16.0),
    };
    let middle = cache.middle().y;
    let beyond =
        (Point::new(cache.end().x, middle), Point::new(place.queue.at.x, middle));
    let mut dots = Dots::new(DOT);
    for (number, caller) in scene.moment.model.recent().callers() {
        if caller.number == 0 {
            continue; // not let in
        }
        let way = (caller.sent, WAY);
        let to_cache = scene.sample.place(number, CLIENTS);
        let to_cache = to_cache
            .and_then(|slot| travel((crowd.place(slot), door), way, scene.seen));
        if let Some(at) = to_cache {
            dots.put(Role::Follower, at);
        }
        let is_hit = caller.end.is_some_and(|(at, _)| at == caller.sent);
        if is_hit || !scene.queries.takes(number) {
            continue;
        }
        if let Some(at) = travel(beyond, way, scene.seen) {
            dots.put(Role::Candidate, at);
        }
    }
    dots.draw()
}
