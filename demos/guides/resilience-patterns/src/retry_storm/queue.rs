//! The queue and the server: who waits, whom nobody waits for any longer, and
//! whom the server works for.

use super::RetryStorm;
use super::picture::Place;
use crate::marks::{cross, requests, square};
use models::resilience_patterns::retry_storm::{Cure, RetryStorm as Model};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Moment, Role, element};

/// How many requests a mark stands for.
pub const EACH: usize = 4;
/// How far it is from one mark to the next.
pub const PITCH: f32 = 9.6;

/// How many of some requests are waited for, and how many are not.
#[derive(Clone, Copy, Default)]
struct Mix {
    wanted: usize,
    given_up: usize,
}

impl Mix {
    fn add(&mut self, is_wanted: bool) {
        match is_wanted {
            true => self.wanted += 1,
            false => self.given_up += 1,
        }
    }
}

/// Draws the queue, its head beside the server.
pub fn draw(moment: &Moment<'_, RetryStorm>, place: &Place) -> Element {
    let model = moment.model;
    let mut groups: Vec<Mix> = Vec::new();
    let mut all = Mix::default();
    for (index, job) in model.station().queue().enumerate() {
        let is_wanted = model.clients().waits_for(job.id);
        all.add(is_wanted);
        if index % EACH == 0 {
            groups.push(Mix::default());
        }
        if let Some(group) = groups.last_mut() {
            group.add(is_wanted);
        }
    }
    element("g")
        .children(marks(&groups, place))
        .child(legend(all, groups.len(), place))
        .child(server(model, place))
}

/// The marks, the oldest at the right.
fn marks(groups: &[Mix], place: &Place) -> [Element; 3] {
    let (at, columns, rows) = place.queue;
    let [mut wanted, mut given_up] = [const { String::new() }; 2];
    let shown = groups.iter().take(columns * rows);
    for (index, group) in shown.enumerate() {
        let column = columns - 1 - index / rows;
        let mark = Point::new(
            at.x + PITCH * column as f32,
            at.y + PITCH * (index % rows) as f32,
        );
        match group.wanted >= group.given_up {
            true => square(&mut wanted, mark, PITCH - 2.0),
            false => cross(&mut given_up, mark, PITCH - 2.0),
        }
    }
    let (left, right) = (at.x, at.x + PITCH * columns as f32);
    let base = at.y + PITCH * rows as f32 + 3.0;
    let track = line(Point::new(left, base), Point::new(right, base));
    [
        requests(wanted, Role::Committed),
        requests(given_up, Role::Lost),
        element("g").class("axes").role(Role::Quiet).child(track),
    ]
}

fn legend(all: Mix, groups: usize, place: &Place) -> Element {
    let count = all.wanted + all.given_up;
    let (_, columns, rows) = place.queue;
    let head = match groups > columns * rows {
        true => format!("Queue: {count}, first {}", columns * rows * EACH),
        false => format!("Queue: {count}, a mark for {EACH}"),
    };
    let wanted = format!("▪ {} waited for", all.wanted);
    let given_up = format!("✕ {} given up", all.given_up);
    let lines = [("name", head), ("inside", wanted), ("inside", given_up)];
    let texts = lines.into_iter().zip(place.legend);
    let texts = texts
        .map(|((class, text), at)| label(at, Anchor::Start, text).class(class));
    element("g").children(texts)
}

fn server(model: &Model, place: &Place) -> Element {
    let mut work = Mix::default();
    let station = model.station();
    station.served().for_each(|job| work.add(model.clients().waits_for(job.id)));
    let (role, text) = match work {
        _ if model.stalled_until().is_some() => (Role::Lost, "✕ stalled"),
        Mix { wanted: 0, given_up: 0 } => (Role::Follower, "idle"),
        Mix { wanted, given_up } if wanted < given_up => {
            (Role::Doubt, "✕ for nobody")
        }
        Mix { .. } => (Role::Committed, "▪ for a client"),
    };
    // Of several workers, for whom each works.
    let (name, text) = match model.settings().workers {
        1 => ("Server".to_string(), text.to_string()),
        workers if matches!(role, Role::Doubt | Role::Committed) => (
            format!("{workers} workers"),
            format!("▪ {} ✕ {}", work.wanted, work.given_up),
        ),
        workers => (format!("{workers} workers"), text.to_string()),
    };
    let order = match model.settings().cures.has(Cure::NewestFirst) {
        true => "takes the newest",
        false => "takes the oldest",
    };
    let (at, (width, height)) = place.server;
    let middle = at.x + width / 2.0;
    let words = [
        (18.0, "name", name),
        (36.0, "inside", text),
        (54.0, "state", order.to_string()),
    ]
    .map(|(down, class, text)| {
        label(Point::new(middle, at.y + down), Anchor::Middle, text).class(class)
    });
    element("g")
        .role(role)
        .child(rectangle(at, (width, height)).attr("rx", 4_u32).class("mark"))
        .children(words)
}
