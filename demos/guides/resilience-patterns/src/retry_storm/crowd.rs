//! The clients, their requests on the way, and the queue.

use super::picture::{CLIENTS, Scene, WAY};
use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Caller, Cure, End, RetryStorm as Model,
};
use models::resilience_patterns::station::Job;
use sim::Micros;
use stage::parts::flow::{draw_tube, legend, note, press_area, title, travel};
use stage::parts::node::arc;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Dots, Patience, Point, draw_client, line, text_width};
use stage::{Element, Layout, Role, element};

/// The size of a request.
pub const DOT: f32 = 8.0;
/// How long it is seen that a client was answered.
const GLAD: Micros = Micros::from_millis(500);
/// How long it is seen that a client has given up.
const SAD: Micros = Micros::from_secs(2);

/// The clients: what each waits for.
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
    let [fresh, attempts, _] = scene.rates;
    let words = format!("Clients: {fresh} new/s");
    let area = place.clients;
    let (head, below, anchor) = match scene.moment.layout {
        Layout::Wide => {
            (area.at.x, Point::new(0.0, area.end().y + 16.0), Anchor::Start)
        }
        Layout::Narrow => (0.0, Point::new(place.size.0 as f32, 14.0), Anchor::End),
    };
    let has_breaker = model.settings().cures.has(Cure::CircuitBreaker);
    let tries = match attempts.saturating_sub(fresh) {
        // Where a breaker refuses some, the others are not all first tries.
        retries if has_breaker || retries == 0 => format!("{attempts} attempts/s"),
        retries => format!("{attempts} attempts/s, {retries} retries"),
    };
    let head = Point::new(head, 14.0);
    element("g")
        .child(press_area(area))
        .child(title(head, Anchor::Start, words.clone()))
        .children(marks)
        .child(note(below, anchor, tries))
        .mark("clients", words)
}

fn patience(scene: &Scene, caller: &Caller) -> Patience {
    let now = scene.moment.now;
    let is_new = |at: Micros, span| now.since(at) < span;
    match caller.end {
        Some((at, End::Answered)) if is_new(at, GLAD) => Patience::Answered,
        Some((at, End::GaveUp)) if is_new(at, SAD) => Patience::GaveUp,
        Some(_) => Patience::Idle,
        None => {
            let timeout = scene.moment.model.settings().timeout.get().max(1);
            let used = now.since(caller.sent).get() * 1_000 / timeout;
            Patience::Waits { number: caller.number, used: used as u32 }
        }
    }
}

/// What a request looks like that was sent so often and is waited for.
pub fn role(number: u32) -> Role {
    match number {
        0 | 1 => Role::Follower,
        _ => Role::Candidate,
    }
}

/// What is on the way from the clients to the queue.
pub fn flights(scene: &Scene) -> Element {
    let place = &scene.place;
    let crowd = place.crowd();
    let queue = place.queue;
    let door = match scene.moment.layout {
        Layout::Wide => Point::new(queue.at.x, queue.middle().y),
        Layout::Narrow => Point::new(queue.at.x + 18.0, queue.at.y),
    };
    let mut dots = Dots::new(DOT);
    for (number, caller) in scene.moment.model.recent().callers() {
        let slot = scene.sample.place(number, CLIENTS);
        let Some(slot) = slot.filter(|_| caller.number > 0) else { continue };
        let ends = (crowd.place(slot), door);
        if let Some(at) = travel(ends, (caller.sent, WAY), scene.seen) {
            dots.put(role(caller.number), at);
        }
    }
    dots.draw()
}

/// What an attempt looks like: its client waits, or has given up.
pub fn role_of(model: &Model, job: &Job) -> Role {
    let waited = model.clients().waited_for(job.id);
    waited.map_or(Role::Lost, |attempt| role(attempt.number))
}

/// Those who wait for their turn, the next at the right.
pub fn queue(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let cures = model.settings().cures;
    let jobs: Vec<&Job> = match cures.has(Cure::NewestFirst) {
        true => model.station().queue().rev().collect(),
        false => model.station().queue().collect(),
    };
    let grid = place.line();
    let mut dots = Dots::new(DOT);
    let mut given_up = 0;
    for (index, job) in jobs.iter().enumerate() {
        let role = role_of(model, job);
        given_up += usize::from(role == Role::Lost);
        let mark = index / scene.sample.each as usize;
        if scene.sample.takes(index as u64) && mark < grid.places() {
            dots.put(role, grid.place(mark));
        }
    }
    let area = place.queue;
    let head = format!("Queue: {}, {given_up} given up", jobs.len());
    let is_well = scene.is_well[1];
    // At the top of a narrow queue requests come in.
    let (name, under) = match scene.moment.layout {
        Layout::Wide => (area.at.y - 10.0, area.end().y + 19.0),
        Layout::Narrow => (area.end().y + 17.0, area.end().y + 35.0),
    };
    let [name, under] = [name, under].map(|y| Point::new(area.at.x + 2.0, y));
    let below = note(under, Anchor::Start, work(jobs.len()));
    element("g")
        .role(if is_well { Role::Quiet } else { Role::Lost })
        .child(draw_tube(area))
        .child(title(name, Anchor::Start, head.clone()))
        .children(patience_ends(scene, under.y))
        .child(dots.draw())
        .child(below)
        .mark("queue", head)
}

/// How long the server needs for so many.
fn work(jobs: usize) -> String {
    let tenths = jobs * 10 / CAPACITY_PER_S as usize;
    format!("{}.{} s of work", tenths / 10, tenths % 10)
}

/// How far a client's patience reaches that joins the queue: who stands further back
/// will be served too late, if all are served in order.
fn patience_ends(scene: &Scene, words_y: f32) -> Option<Element> {
    let settings = scene.moment.model.settings();
    let skips = [Cure::NewestFirst, Cure::DropExpired];
    if skips.iter().any(|cure| settings.cures.has(*cure)) {
        return None;
    }
    let patient = settings.timeout.get() * u64::from(CAPACITY_PER_S) / 1_000_000;
    let area = scene.place.queue;
    let grid = scene.place.line();
    let marks = patient as f32 / scene.sample.each as f32;
    let x = grid.area.end().x - grid.depth(marks);
    let ends = [area.at.y, area.end().y + 3.0].map(|y| Point::new(x, y));
    let words = Point::new(area.end().x - 20.0, words_y);
    Some(
        element("g")
            .role(Role::Theory)
            .child(line(ends[0], ends[1]).class("expected"))
            .child(
                line(ends[1], Point::new(grid.area.end().x, ends[1].y))
                    .class("stem"),
            )
            .child(note(words, Anchor::End, "patience: 1 s")),
    )
}

/// What each sign means.
pub fn signs(scene: &Scene) -> Element {
    let signs = [
        (role(1), "first try"),
        (role(2), "retry"),
        (Role::Lost, "gave up"),
        (Role::Committed, "in time"),
    ];
    let (at, each) = (scene.place.legend, scene.sample.words("requests"));
    let waits = "waits up to 1 s";
    let behind = Point::new(at.x + 17.0 + text_width(waits) + 14.0, at.y);
    let below = Point::new(at.x, at.y + 17.0);
    let client = Point::new(at.x + 6.0, at.y - 4.5);
    let client = element("g")
        .class("client")
        .role(role(1))
        .child(circle(client, 3.5).class("mark"))
        .child(arc(client, 6.0, 400))
        .child(note(Point::new(at.x + 17.0, at.y), Anchor::Start, waits));
    match scene.moment.layout {
        Layout::Wide => client.child(legend(behind, &signs, each)),
        Layout::Narrow => client
            .child(legend(behind, &signs[..2], ""))
            .child(legend(below, &signs[2..], each)),
    }
}
