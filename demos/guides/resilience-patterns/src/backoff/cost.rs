//! What the calls cost: a mark for each few of them, those that got somebody done
//! apart from those that came too late.

use super::{Backoff, CALLS_EACH};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Sample, Side, label, line};
use stage::{Element, Layout, Moment, Role, element};

/// How many calls for each client the strip has room for.
const ROOM_EACH: u32 = 28;
/// From one mark to the next.
const PITCH: f32 = 5.0;

/// Draws the strip in a box, with words above it.
pub fn draw(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let model = moment.model;
    let (done, clients, count) = (model.done().0, model.clients(), model.count());
    let grid = Grid { area, pitch: PITCH, from: Side::Left };
    let room = u64::from(clients * ROOM_EACH);
    let sample = Sample::of(room, grid.places());
    let marks = |calls: u32| u64::from(calls).div_ceil(sample.each) as usize;
    let (good, all) = (marks(done), marks(count).min(grid.places()));
    let mut dots = Dots::new(4.2);
    for place in 0..all {
        let role = if place < good { Role::Committed } else { Role::Candidate };
        dots.put(role, grid.place(place));
    }
    let words = match sample.each {
        1 => format!("{count} calls"),
        each => format!("{count} calls, a mark for {each}"),
    };
    let most = done * CALLS_EACH;
    let at = area.at;
    let x = at.x + grid.depth(most as f32 / sample.each as f32);
    let limit = [at.y - 4.0, area.end().y + 3.0].map(|y| Point::new(x, y));
    let limit_words = format!("dashed: {CALLS_EACH} for each client done");
    let above = at.y - 6.0;
    let limit_at = match moment.layout {
        Layout::Wide => above,
        Layout::Narrow => area.end().y + 14.0,
    };
    element("g")
        .child(dots.draw())
        .child(
            element("g")
                .role(Role::Theory)
                .child(line(limit[0], limit[1]).class("expected")),
        )
        .child(label(Point::new(at.x, above), Anchor::Start, words).class("name"))
        .child(
            label(Point::new(area.end().x, limit_at), Anchor::End, limit_words)
                .class("state halo"),
        )
}
