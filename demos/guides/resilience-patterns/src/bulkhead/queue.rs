//! The requests that wait for a thread, the next one at the right.

use super::picture::{DOT, Scene, role};
use stage::parts::flow::{draw_tube, note, title};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Side, label};
use stage::{Element, Role, element};

/// From one request to the next.
const PITCH: f32 = 8.8;

/// Draws the queue, and how many of those who wait have given up.
pub fn draw(scene: &Scene) -> Element {
    let area = scene.place.queue;
    let station = scene.moment.model.station();
    let given_up = station.queue().filter(|job| role(scene, job) == Role::Lost);
    let given_up = given_up.count();
    // In the middle, so that it is not read on from "Requests".
    let above = Point::new(area.middle().x, area.at.y - 10.0);
    let below = |x| Point::new(x, area.end().y + 17.0);
    // What a mark stands for is said where most of them are.
    let each = match scene.sample.each {
        1 => String::new(),
        each => format!("a mark for {each}"),
    };
    let words = (given_up > 0).then(|| {
        let words = format!("{given_up} gave up");
        label(below(area.end().x), Anchor::End, words).class("word halo")
    });
    let head = format!("Queue: {}", station.waiting());
    element("g")
        .role(if given_up > 0 { Role::Lost } else { Role::Quiet })
        .child(draw_tube(area))
        .child(title(above, Anchor::Middle, head))
        .children(waiting(scene))
        .child(note(below(0.0), Anchor::Start, each))
        .children(words)
}

/// Those who wait. Where not all have a place, the last column says that there are
/// more.
fn waiting(scene: &Scene) -> [Element; 2] {
    let area = scene.place.queue;
    let inside = Area {
        at: Point::new(area.at.x + 8.0, area.at.y + 5.0),
        width: area.width - 15.9,
        height: area.height - 9.9,
    };
    let grid = Grid { area: inside, pitch: PITCH, from: Side::Right };
    let station = scene.moment.model.station();
    let marks = station.waiting().div_ceil(scene.sample.each as usize);
    let is_cut = marks > grid.places();
    let places = grid.places() - if is_cut { grid.rows() } else { 0 };
    let mut dots = Dots::new(DOT);
    let drawn = station.queue().step_by(scene.sample.each as usize).take(places);
    for (mark, job) in drawn.enumerate() {
        dots.put(role(scene, job), grid.place(mark));
    }
    let more = Point::new(grid.place(places).x, area.middle().y + 2.0);
    let more =
        if is_cut { title(more, Anchor::Middle, "…") } else { element("g") };
    [dots.draw(), more]
}
