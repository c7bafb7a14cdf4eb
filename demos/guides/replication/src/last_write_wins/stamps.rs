//! Below the lanes: when each write really came, and tied to that what its stamp
//! says; or, with version vectors, which writes its client had seen.

use super::marks::write_id;
use super::picture::{Place, shown};
use super::{LastWriteWins, words};
use models::replication::last_write_wins::{Fact, WriteId, facts};
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Point, label, line, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// Draws both axes.
pub fn draw(moment: &Moment<'_, LastWriteWins>, place: &Place) -> Element {
    let facts = facts(moment.model);
    let by_stamps = words::is_by_stamps(moment.model);
    let mut ties = element("g");
    let mut dots = Vec::new();
    let mut names = [Names::default(), Names::default()];
    for fact in shown(moment, &facts) {
        let (role, _) = words::of_write(moment.model, fact.taken.write);
        let upper = Point::new(place.x(fact.at), place.axes()[0]);
        let lower = match by_stamps {
            true => Point::new(place.x(fact.taken.reading), place.axes()[1]),
            false => Point::new(upper.x, place.axes()[1]),
        };
        let tie = if role == Role::Lost { Role::Lost } else { color(fact) };
        let lines = match by_stamps {
            true => vec![(upper, lower)],
            false => seen(place, &facts, fact, lower),
        };
        for (from, to) in lines {
            ties = ties.child(line(from, to).class("heavy").role(tie));
        }
        dots.push(draw_dots(moment, fact, (upper, lower), &mut names));
    }
    element("g").children(axes(place, by_stamps)).child(ties).children(dots)
}

fn color(fact: &Fact) -> Role {
    words::of_client(fact.taken.write.client)
}

/// From a write to those that its client had seen.
fn seen(
    place: &Place,
    facts: &[Fact],
    fact: &Fact,
    lower: Point,
) -> Vec<(Point, Point)> {
    let at = |write: &WriteId| {
        let seen = facts.iter().find(|fact| fact.taken.write == *write)?;
        place.has(seen.at).then(|| Point::new(place.x(seen.at), place.axes()[0]))
    };
    let seen = fact.taken.saw.iter().filter_map(at);
    seen.map(|upper| (lower, upper)).collect()
}

/// Where the last name ends, so that no two lie on each other.
#[derive(Default)]
struct Names {
    taken: Vec<(f32, f32)>,
}

impl Names {
    fn take(&mut self, x: f32, text: &str) -> bool {
        let half = text_width(text) / 2.0 + 1.0;
        let (start, end) = (x - half, x + half);
        let is_free =
            self.taken.iter().all(|(from, to)| end < *from || start > *to);
        if is_free {
            self.taken.push((start, end));
        }
        is_free
    }
}

fn draw_dots(
    moment: &Moment<'_, LastWriteWins>,
    fact: &Fact,
    (upper, lower): (Point, Point),
    names: &mut [Names; 2],
) -> Element {
    let write = fact.taken.write;
    let (fate, state) = words::of_write(moment.model, write);
    let role = if fate == Role::Lost { Role::Lost } else { color(fact) };
    let dot = |at| match fate {
        Role::Lost => cross(at, 6.0),
        _ => shape(at, 5.0, role),
    };
    let class = if fate == Role::Lost { "struck" } else { "halo" };
    let mut name = |at: Point, place: usize, down: f32| {
        let text = write.to_string();
        let is_free = names[place].take(at.x, &text);
        let at = Point::new(at.x, at.y + down);
        is_free.then(|| label(at, Anchor::Middle, text).class(class))
    };
    let [above, below] = [name(upper, 0, -9.0), name(lower, 1, 18.0)];
    let mark = element("g")
        .child(dot(upper))
        .children(above)
        .child(circle(upper, 11.0).class("hit"))
        .mark(write_id(write), format!("{write}, {state}"));
    element("g")
        .key(write_id(write))
        .role(role)
        .child(mark)
        .child(dot(lower))
        .children(below)
}

fn axes(place: &Place, by_stamps: bool) -> Vec<Element> {
    let below = match (by_stamps, place.layout) {
        (true, Layout::Wide) => "their stamps",
        (true, Layout::Narrow) => "stamps",
        (false, Layout::Wide) => "they had seen",
        (false, Layout::Narrow) => "saw",
    };
    let above = match place.layout {
        Layout::Wide => "the writes",
        Layout::Narrow => "writes",
    };
    let end = place.size.0 as f32 - 8.0;
    let axis = |(y, name): (f32, &'static str)| {
        let line = line(Point::new(place.left(), y), Point::new(end, y));
        let name = label(Point::new(4.0, y + 4.5), Anchor::Start, name);
        let axes = element("g").class("axes").role(Role::Quiet);
        axes.child(line).child(name.class("state"))
    };
    let [upper, lower] = place.axes();
    [(upper, above), (lower, below)].map(axis).into()
}
