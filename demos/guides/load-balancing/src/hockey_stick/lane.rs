//! A lane: requests that come, wait, are served and leave.

use super::picture::{Scene, WAY};
use super::{id, is_late, millis, name};
use models::load_balancing::queue::{Job, Line, WORK, Watched, Work};
use sim::Micros;
use stage::parts::flow::{draw_slot, draw_tube, press_area, travel};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Sample, Side, label};
use stage::{Element, Role, element};

/// How wide a lane is.
const WIDE: f32 = 340.0;
/// Where the queue is, from the lane's left and top.
const TUBE: (f32, f32) = (28.0, 20.0);
/// The size of the queue.
const SIZE: (f32, f32) = (228.0, 34.0);
/// Where the servers are, and how large all of them.
const SERVERS: (f32, f32) = (264.0, 34.0);
/// The size of a request.
const DOT: f32 = 8.0;

/// Draws a lane at its place.
pub fn draw(scene: &Scene, index: usize, at: Point) -> Element {
    let watched = &scene.moment.model.all()[index];
    let area = |(x, y): (f32, f32), (width, height): (f32, f32)| {
        let at = Point::new(at.x + x, at.y + y);
        Area { at, width, height }
    };
    let tube = area(TUBE, SIZE);
    let words = name(scene.moment, index);
    let head = Point::new(at.x, at.y + 13.0);
    let lane = element("g")
        .child(press_area(area((0.0, 0.0), (WIDE, TUBE.1 + SIZE.1))))
        .child(label(head, Anchor::Start, words.clone()).class("name"))
        .mark(id(index), words);
    let servers = area((SERVERS.0, TUBE.1), (SERVERS.1, SIZE.1));
    element("g")
        .child(lane)
        .child(mean(scene, watched, Point::new(at.x + WIDE, at.y + 13.0)))
        .child(element("g").role(Role::Quiet).child(draw_tube(tube)))
        .child(waiting(scene, watched, tube))
        .child(slots(scene, watched, servers))
        .child(flights(scene, watched, (at, tube, servers)))
}

/// What was measured, or when the lane opens.
fn mean(scene: &Scene, watched: &Watched, at: Point) -> Element {
    let words = match watched.measured().mean() {
        Some(mean) => format!("mean {}", millis(mean)),
        None if watched.lane().opens > scene.moment.now => {
            format!("opens at {:#}", watched.lane().opens)
        }
        None => String::new(),
    };
    let role = match is_late(watched) {
        true => Role::Lost,
        false => Role::Follower,
    };
    let words = label(at, Anchor::End, words).class("word halo");
    element("g").role(role).child(words)
}

/// A request that needs ten times what most need is another sign.
fn role(watched: &Watched, job: &Job) -> Role {
    let is_long = job.done - job.started > Micros::new(WORK.get() * 5);
    match watched.lane().work == Work::FewLong && is_long {
        true => Role::Candidate,
        false => Role::Follower,
    }
}

fn waiting(scene: &Scene, watched: &Watched, tube: Area) -> Element {
    let inside = Area {
        at: Point::new(tube.at.x + 8.0, tube.at.y + 1.5),
        width: tube.width - 14.0,
        height: tube.height - 3.0,
    };
    let rows = match watched.lane().line {
        Line::Shared => 1,
        Line::Own => watched.lane().servers,
    };
    let height = inside.height / rows as f32;
    let pitch = if rows == 1 { inside.height / 3.0 - 0.1 } else { height - 0.1 };
    let mut dots = Dots::new(if rows == 1 { DOT } else { DOT - 1.5 });
    let mut cut = None;
    for row in 0..rows {
        let at = Point::new(inside.at.x, inside.at.y + height * row as f32);
        let grid =
            Grid { area: Area { at, height, ..inside }, pitch, from: Side::Right };
        let waits = watched.jobs().filter(|job| {
            job.arrived <= scene.seen
                && scene.seen < job.started
                && (rows == 1 || job.server == row)
        });
        let places = grid.places() - grid.rows();
        for (mark, job) in waits.enumerate() {
            match mark < places {
                true => dots.put(role(watched, job), grid.place(mark)),
                false => cut = Some(grid.place(places)),
            }
        }
    }
    let more = cut.map(|at| {
        let at = Point::new(at.x, inside.middle().y + 3.0);
        label(at, Anchor::Middle, "…").class("name")
    });
    element("g").child(dots.draw()).children(more)
}

/// The servers, each with how much of its request is done.
fn slots(scene: &Scene, watched: &Watched, area: Area) -> Element {
    let lane = watched.lane();
    let columns = match (lane.line, lane.servers) {
        (Line::Own, _) | (Line::Shared, 1) => 1,
        (Line::Shared, 2..=4) => 2,
        (Line::Shared, _) => 4,
    };
    let rows = lane.servers.div_ceil(columns);
    let pitch = (area.width / columns as f32, area.height / rows as f32);
    let mut served = vec![None; lane.servers];
    for job in watched.jobs() {
        if job.started <= scene.seen && scene.seen < job.done {
            served[job.server] = Some(job);
        }
    }
    let slots = served.into_iter().enumerate().map(|(server, job)| {
        let (column, row) = (server % columns, server / columns);
        let at = Point::new(
            area.at.x + pitch.0 * column as f32,
            area.at.y + pitch.1 * row as f32,
        );
        let slot = Area { at, width: pitch.0 - 2.0, height: pitch.1 - 2.0 };
        let Some(job) = job else { return draw_slot(slot, Role::Quiet, 0) };
        let span = (job.done - job.started).get().max(1);
        let done = scene.seen.since(job.started).get() * 1_000 / span;
        draw_slot(slot, role(watched, job), done as u32)
    });
    element("g").children(slots)
}

/// Requests that come and go.
fn flights(
    scene: &Scene,
    watched: &Watched,
    (lane, tube, servers): (Point, Area, Area),
) -> Element {
    let sample = Sample { each: watched.lane().servers as u64 };
    let y = tube.middle().y;
    let coming = (Point::new(lane.x, y), Point::new(tube.at.x, y));
    let going =
        (Point::new(servers.end().x + 4.0, y), Point::new(lane.x + WIDE, y));
    let mut dots = Dots::new(DOT);
    for job in watched.jobs().filter(|job| sample.takes(job.number)) {
        // It is there when it comes, so it left before.
        let seen = scene.seen + WAY;
        if let Some(at) = travel(coming, (job.arrived, WAY), seen) {
            dots.put(role(watched, job), at);
        }
        if let Some(at) = travel(going, (job.done, WAY), scene.seen) {
            dots.put(Role::Committed, at);
        }
    }
    dots.draw()
}
