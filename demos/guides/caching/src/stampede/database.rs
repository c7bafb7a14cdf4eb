//! The database: rebuilds that wait, those it works on, and what it brings.

use super::picture::{Scene, WAY};
use models::caching::stampede::{Brought, Cure, Rebuild, Stampede, Tally};
use models::resilience_patterns::station::Job;
use stage::parts::flow::{draw_box, draw_tube, note, title, travel};
use stage::parts::{Anchor, Dots, Point, label};
use stage::{Element, Role, element};

/// The size of a rebuild.
const DOT: f32 = 8.0;

/// ◆ is needed; ✕ brings what the cache will have by then, or nothing.
fn role(rebuild: &Rebuild) -> Role {
    match rebuild.is_again || rebuild.is_lost {
        true => Role::Lost,
        false => Role::Candidate,
    }
}

/// What waits there and what it works on.
pub fn database(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let station = model.station();
    let role_of = |job: &Job| model.rebuild(job.id).map_or(Role::Lost, role);
    let (line, desks) = (place.line(), place.desks());
    let each = scene.jobs.each as usize;
    let mut dots = Dots::new(DOT);
    for (index, job) in station.queue().enumerate().step_by(each) {
        if index / each < line.places() {
            dots.put(role_of(job), line.place(index / each));
        }
    }
    for (index, job) in station.served().enumerate().step_by(each) {
        if index / each < desks.places() {
            dots.put(role_of(job), desks.place(index / each));
        }
    }
    let (jobs, waiting) = (station.jobs(), station.waiting());
    let (queue, workers) = (place.queue, place.workers);
    let head = Point::new(queue.at.x + 2.0, queue.at.y - 8.0);
    let under = queue.end().y + 23.0;
    let below = Point::new(queue.at.x + 2.0, under);
    let at_work = Point::new(workers.end().x, under);
    let is_well = waiting == 0;
    let name = format!("Database: {jobs} now");
    element("g")
        .role(if is_well { Role::Quiet } else { Role::Lost })
        .child(draw_tube(queue))
        .child(draw_box(workers, if is_well { Role::Follower } else { Role::Lost }))
        .child(title(head, Anchor::Start, name.clone()))
        .child(dots.draw())
        .child(counts(model, below, at_work))
        .mark("database", name)
}

/// What waits and is worked on; or once all is done, how much there was.
fn counts(model: &Stampede, left: Point, right: Point) -> Element {
    let (jobs, waiting) = (model.station().jobs(), model.station().waiting());
    let Tally { rebuilds, again, .. } = model.tally();
    if jobs == 0 && again > 0 {
        let words = format!("{rebuilds} rebuilds, {again} for nothing");
        // With chance a few are expected.
        if model.settings().cure == Cure::Early {
            return note(left, Anchor::Start, words);
        }
        let words = label(left, Anchor::Start, words).class("word halo");
        return element("g").role(Role::Lost).child(words);
    }
    element("g")
        .child(note(left, Anchor::Start, format!("{waiting} in the queue")))
        .child(note(right, Anchor::End, format!("{} at work", jobs - waiting)))
}

/// What is on the way to it, and what comes back.
pub fn ways(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let middle = place.cache.middle().y;
    let lane = place.queue.end().y + 6.0;
    let to = |x, y| Point::new(x, y);
    let there = (to(place.cache.end().x, middle), to(place.queue.at.x, middle));
    let back = (to(place.workers.at.x, lane), to(place.cache.end().x, lane));
    let mut dots = Dots::new(DOT);
    for (at, rebuild, number) in model.begun().iter() {
        if scene.jobs.takes(number)
            && let Some(at) = travel(there, (at, WAY), scene.seen)
        {
            dots.put(role(&rebuild), at);
        }
    }
    for (at, brought, number) in model.brought().iter() {
        let is_needed = brought == Brought::Needed;
        if (is_needed || scene.jobs.takes(number))
            && let Some(at) = travel(back, (at, WAY), scene.seen)
        {
            let role = if is_needed { Role::Committed } else { Role::Lost };
            dots.put(role, at);
        }
    }
    dots.draw()
}
