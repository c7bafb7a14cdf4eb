//! The server, and what leaves it: in time, too late, or thrown away.

use super::crowd::{DOT, role_of};
use super::picture::{Scene, WAY, middle};
use super::second;
use models::resilience_patterns::retry_storm::Departure;
use sim::Micros;
use stage::parts::flow::{draw_box, note, title, travel};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Side, label, text_width};
use stage::{Element, Role, element};

/// How long it is seen that an answer came too late.
const GHOST: Micros = Micros::from_secs(2);
/// The size of a request that is served.
const SERVED: f32 = 18.0;

/// How many left the server so in the last second.
fn rate(scene: &Scene, how: Departure) -> u64 {
    let (from, to) = second(scene.moment.now);
    scene.moment.model.recent().count(how, from, to) as u64
}

/// What the server does, in a role, and in words above and below it. Whom it works
/// for is seen on its desks before anything has left it.
fn state(scene: &Scene) -> (Role, &'static str, &'static str) {
    let model = scene.moment.model;
    let served = || model.station().served();
    let is_idle = served().next().is_none();
    let mut roles = served().map(|job| role_of(model, job));
    let is_in_vain = !is_idle && roles.all(|role| role == Role::Lost);
    let (in_time, late) = (scene.rates[2], rate(scene, Departure::TooLate));
    match model.stalled_until() {
        Some(_) => (Role::Lost, "stalled", "stands still"),
        None if in_time == 0 && (late > 0 || is_in_vain) => {
            (Role::Doubt, "busy", "works for nobody")
        }
        None if in_time + late == 0 && is_idle => (Role::Follower, "idle", ""),
        None if in_time + late == 0 => (Role::Follower, "works", ""),
        None if late > in_time => (Role::Doubt, "busy", "lately mostly late"),
        None if late > 0 => (Role::Committed, "works", "lately partly late"),
        None => (Role::Committed, "works", "answers in time"),
    }
}

/// The server, and what it works on.
pub fn server(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.server);
    let station = model.station();
    let mut dots = Dots::new(SERVED.min(36.0 / station.workers() as f32 + 7.0));
    let grid = desks(area, station.workers());
    for (desk, job) in station.served().enumerate() {
        dots.put(role_of(model, job), grid.place(desk));
    }
    let (role, state, words) = state(scene);
    let above = Point::new(area.middle().x, area.at.y - 10.0);
    // These words are bold, and keep in the picture.
    let right = scene.place.size.0 as f32 - 0.6 * text_width(words);
    let below = Point::new(area.middle().x.min(right), area.end().y + 19.0);
    let words = label(below, Anchor::Middle, words).class("word halo");
    let name = format!("Server: {state}");
    draw_box(area, role)
        .child(dots.draw())
        .child(title(above, Anchor::Middle, name.clone()))
        .child(words)
        .mark("server", name)
}

/// A place for each worker.
fn desks(area: Area, workers: usize) -> Grid {
    let side = match workers {
        1 => 1.0,
        2..=4 => 2.0,
        _ => 3.0,
    };
    let pitch = (area.height - 4.0) / side;
    let size = pitch * side + 0.1;
    let area = Area::around(area.middle(), (size, size));
    Grid { area, pitch, from: Side::Top }
}

/// What left the server lately.
pub fn departures(scene: &Scene) -> Element {
    let place = &scene.place;
    let (server, heap) = (place.server, place.heap());
    let desk = server.middle();
    let mouth = middle(server.end(), Point::new(server.end().x, desk.y));
    let mut dots = Dots::new(DOT);
    let [from, to, words_at] = place.in_time;
    for (at, how, number) in scene.moment.model.recent().departures() {
        let Some(slot) = scene.sample.place(number, heap.places()) else {
            continue;
        };
        let lies = heap.place(slot);
        let age = scene.seen.get().checked_sub(at.get());
        let is_ghost = age.is_some_and(|age| age < GHOST.get());
        let (role, ends) = match how {
            Departure::InTime => (Role::Committed, (from, to)),
            Departure::TooLate => (Role::Lost, (mouth, lies)),
            Departure::Dropped => (Role::Lost, (server.at, lies)),
        };
        match travel(ends, (at, WAY), scene.seen) {
            Some(at) => dots.put(role, at),
            None if how != Departure::InTime && is_ghost => dots.put(role, lies),
            None => {}
        }
    }
    let is_well = scene.is_well[0];
    let good = if is_well { Role::Committed } else { Role::Lost };
    let in_time = word(words_at, good, format!("in time {}/s", scene.rates[2]));
    element("g").child(dots.draw()).child(in_time).child(too_late(scene))
}

fn too_late(scene: &Scene) -> Element {
    let at = scene.place.too_late.1;
    let [late, dropped] =
        [Departure::TooLate, Departure::Dropped].map(|how| rate(scene, how));
    match (late, dropped) {
        (0, 0) => note(at, Anchor::Start, "too late 0/s"),
        (0, dropped) => word(at, Role::Lost, format!("dropped {dropped}/s")),
        (late, _) => word(at, Role::Lost, format!("too late {late}/s")),
    }
}

fn word(at: Point, role: Role, text: String) -> Element {
    let word = label(at, Anchor::Start, text).class("word halo");
    element("g").role(role).child(word)
}
