//! The database: queries that wait, what it works on, what it brings and how loaded
//! it is.

use super::clients::DOT;
use super::last_second;
use super::picture::{Scene, WAY};
use models::caching::warm_up::lines;
use models::resilience_patterns::retry_storm::Departure;
use models::resilience_patterns::station::Job;
use stage::parts::flow::{draw_box, draw_tube, note, title, travel};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Dots, Point, label, line};
use stage::{Element, Layout, Role, element};

/// What waits there and what it works on.
pub fn database(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let station = model.station();
    let role_of = |job: &Job| match model.clients().waits_for(job.id) {
        true => Role::Candidate,
        false => Role::Lost,
    };
    let (grid, desks) = (place.line(), place.desks());
    let each = scene.queries.each as usize;
    let mut dots = Dots::new(DOT);
    let mut given_up = 0;
    for (index, job) in station.queue().enumerate() {
        let role = role_of(job);
        given_up += usize::from(role == Role::Lost);
        if index % each == 0 && index / each < grid.places() {
            dots.put(role, grid.place(index / each));
        }
    }
    let (mut at_work, mut in_vain) = (0, 0);
    for (desk, job) in station.served().enumerate() {
        at_work += 1;
        in_vain += usize::from(role_of(job) == Role::Lost);
        dots.put(role_of(job), desks.place(desk));
    }
    let is_in_vain = at_work > 0 && in_vain == at_work;
    let role = if is_in_vain { Role::Lost } else { Role::Follower };
    let queue = place.queue;
    let head = Point::new(queue.at.x + 2.0, queue.at.y - 8.0);
    let name = format!("Queue: {}, {given_up} given up", station.waiting());
    element("g")
        .role(if is_in_vain { Role::Lost } else { Role::Quiet })
        .child(draw_tube(queue))
        .child(draw_box(place.workers, role))
        .child(title(head, Anchor::Start, name.clone()))
        .child(dots.draw())
        .mark("database", name)
}

/// What comes back: it goes to the cache, or nobody is there to take it.
pub fn brought(scene: &Scene) -> Element {
    let place = &scene.place;
    let from = Point::new(place.workers.at.x, place.lane());
    let cache = Point::new(place.cache.end().x, place.lane());
    let half = Point::new(place.queue.middle().x, place.lane());
    let mut dots = Dots::new(DOT);
    for (at, how, _) in scene.moment.model.recent().departures() {
        let (role, to) = match how {
            Departure::InTime => (Role::Committed, cache),
            Departure::TooLate | Departure::Dropped => (Role::Lost, half),
        };
        if let Some(at) = travel((from, to), (at, WAY), scene.seen) {
            dots.put(role, at);
        }
    }
    dots.draw()
}

/// Its load against its capacity, as a bar and in words.
pub fn load(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.bar);
    let capacity = u64::from(model.settings().capacity_per_s);
    let queries = last_second(scene.moment, lines::QUERIES);
    let fills = last_second(scene.moment, lines::FILLS);
    let share = (queries as f32 / (capacity * 2) as f32).min(1.0);
    let role = match queries > capacity {
        true => Role::Lost,
        false => Role::Candidate,
    };
    let middle = area.middle().x;
    let ends = [area.at.y - 3.0, area.end().y + 3.0].map(|y| Point::new(middle, y));
    let full = rectangle(area.at, (area.width * share, area.height));
    let whole = rectangle(area.at, (area.width, area.height));
    let under = area.end().y + 17.0;
    let words = match scene.moment.layout {
        Layout::Wide => format!("{queries} queries/s, can do {capacity}"),
        Layout::Narrow => format!("{queries}/s, can do {capacity}"),
    };
    let words = label(Point::new(area.at.x, under), Anchor::Start, words);
    let filled = format!("filled {fills}/s");
    let at = Point::new(area.end().x, under);
    let filled = match fills == 0 && queries > 0 {
        true => element("g")
            .role(Role::Lost)
            .child(label(at, Anchor::End, filled).class("word halo")),
        false => note(at, Anchor::End, filled),
    };
    element("g")
        .child(element("g").role(Role::Quiet).child(whole.class("tube")))
        .child(
            element("g")
                .role(role)
                .child(full.class("bar-mark"))
                .child(words.class("word halo")),
        )
        .child(line(ends[0], ends[1]).class("vessel"))
        .child(filled)
}
