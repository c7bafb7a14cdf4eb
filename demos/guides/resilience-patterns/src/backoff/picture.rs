//! Clients and the row that they contend for, and below them all calls over time:
//! those too late stand on the axis, those that changed the row hang from it.

use super::waves::{CROWD, Wave};
use super::{Backoff, RUN, ghost, scene};
use sim::Micros;
use stage::parts::flow::{note, press_area};
use stage::parts::svg::rectangle;
use stage::parts::{
    Anchor, Area, Point, label, line, lines, path, picture, text_width,
};
use stage::{Element, Layout, Moment, Role, element};

/// Where the axis of time begins, and what is left free at the right.
const LEFT: f32 = 26.0;
/// See [`LEFT`].
const RIGHT: f32 = 8.0;
/// How many calls of each client's a column has room for.
const ROOM: f32 = 1.7;
/// From one height of the area to the next.
const STEP: Micros = Micros::from_millis(10);

/// Where the parts of the chart lie.
pub struct Place {
    size: (u32, u32),
    /// The baseline of the words above it.
    head: f32,
    /// The axis, and how high columns stand on it and hang from it.
    pub axis: f32,
    high: f32,
    deep: f32,
    /// How many calls are as high as that.
    most: f32,
}

impl Place {
    fn of(moment: &Moment<'_, Backoff>) -> Place {
        let most = moment.model.clients().max(4) as f32 * ROOM;
        let (size, head, axis, high) = match moment.layout {
            Layout::Wide => ((620, 314), 149.0, 280.0, 108.0),
            Layout::Narrow => ((340, 400), 172.0, 362.0, 166.0),
        };
        Place { size, head, axis, high, deep: 16.0, most }
    }

    /// The baseline of what the axis at the left is called.
    pub fn title(&self) -> f32 {
        self.axis - self.high - 5.0
    }

    pub fn right(&self) -> f32 {
        self.size.0 as f32 - RIGHT
    }

    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        LEFT + (self.right() - LEFT) * share
    }

    fn long(&self, calls: u32) -> f32 {
        self.high * calls as f32 / self.most
    }

    /// Along the longest queue in each stretch of time.
    pub fn queue(
        &self,
        queues: impl Iterator<Item = (Micros, u32)>,
        now: Micros,
    ) -> Vec<Point> {
        let points = queues.map(|(middle, queue)| {
            let x = self.x(middle.min(now));
            Point::new(x, self.axis - self.long(queue).min(self.high))
        });
        points.filter(|at| at.x < self.right()).collect()
    }

    /// Around an area: how many calls there were around each moment, of those that
    /// changed the row or of the others.
    pub fn outline(
        &self,
        calls: impl Iterator<Item = (Micros, u32)>,
        changes: u32,
        now: Micros,
    ) -> Vec<Point> {
        let kind = calls.filter(|call| call.1 == changes);
        let moments: Vec<Micros> = kind.map(|call| call.0).collect();
        let (most, sign) = match changes {
            0 => (self.high, -1.0),
            _ => (self.deep, 1.0),
        };
        let start = Point::new(LEFT, self.axis);
        let mut corners = vec![start];
        for step in 0..=now.get().min(RUN.get()) / STEP.get() {
            let from = Micros::new(step * STEP.get());
            let within = around(&moments, from);
            let y = self.axis + sign * self.long(within).min(most);
            // Where the height changes, straight up or down.
            if let Some(last) = corners.last().copied()
                && last.y != y
            {
                let x = self.x(from);
                corners.extend([Point::new(x, last.y), Point::new(x, y)]);
            }
        }
        let x = self.x(now).max(LEFT);
        let end = corners.last().map_or(self.axis, |last| last.y);
        corners.extend([Point::new(x, end), Point::new(x, self.axis), start]);
        corners
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Backoff>) -> Element {
    let place = Place::of(moment);
    let words = "Clients, the row that they change, and their calls";
    if scene::is_close_up(moment) {
        let signs = scene::signs(place.size.1 as f32 - 8.0);
        return picture(place.size, words).child(scene::draw(moment)).child(signs);
    }
    let x = place.x(moment.now);
    let now = [place.axis - place.high, place.axis + place.deep];
    let now = now.map(|y| Point::new(x, y));
    let waves = Wave::all(moment);
    let marked = waves.iter().enumerate();
    picture(place.size, words)
        .child(scene::draw(moment))
        .children(head(moment, &place))
        .child(axes(moment, &place))
        .children(marked.map(|(number, wave)| crowd(&place, number, *wave)))
        .children(ghost::draw(moment, &place))
        .children(areas(moment, &place))
        .children(queues(moment, &place))
        .child(line(now[0], now[1]).class("now"))
        .children(crowd_words(moment, &place, &waves))
}

/// What the areas are, and how many calls there were.
fn head(moment: &Moment<'_, Backoff>, place: &Place) -> [Element; 3] {
    let words = format!("{} calls so far", moment.model.count());
    let (at, anchor) = match moment.layout {
        Layout::Wide => (Point::new(place.right(), place.head), Anchor::End),
        Layout::Narrow => (Point::new(0.0, place.head - 20.0), Anchor::Start),
    };
    [
        scene::signs(place.head),
        note(Point::new(0.0, place.title()), Anchor::Start, "calls within 50 ms"),
        label(at, anchor, words).class("name halo"),
    ]
}

/// The axis of time, and how many calls the area shows.
fn axes(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let last = RUN.as_millis() / 1_000;
    let seconds = (0..=last).map(|second| {
        let x = place.x(Micros::from_secs(second));
        let at = Point::new(x, place.axis + place.deep + 15.0);
        label(at, Anchor::Middle, format!("{second} s"))
    });
    let clients = moment.model.clients();
    let ticks = [clients / 2, clients, clients * 3 / 2].map(|calls| {
        let y = place.axis - place.long(calls);
        (y, calls)
    });
    let grid = ticks.map(|(y, _)| (y, place.right()));
    let grid = grid.map(|(y, x)| (Point::new(LEFT, y), Point::new(x, y)));
    let ticks = ticks.map(|(y, calls)| {
        label(Point::new(LEFT - 6.0, y + 4.5), Anchor::End, calls.to_string())
    });
    let axis = [LEFT, place.right()].map(|x| Point::new(x, place.axis));
    element("g")
        .class("axes")
        .role(Role::Quiet)
        .child(lines(grid).class("grid"))
        .child(line(axis[0], axis[1]))
        .children(seconds)
        .children(ticks)
}

/// A crowd that there should not be any more.
fn crowd(place: &Place, number: usize, wave: Wave) -> Element {
    let (from, to) = (place.x(wave.from) - 4.0, place.x(wave.to) + 5.0);
    let at = Point::new(from, place.axis - place.high);
    let height = place.high + place.deep;
    let area = Area { at, width: to - from, height };
    let shade = rectangle(at, (area.width, height)).class("shade");
    let name = format!("Wave at {}", wave.from.clock());
    element("g")
        .role(Role::Lost)
        .child(shade)
        .child(press_area(area))
        .mark(mark(number), name)
}

/// What the mark of a wave is called.
pub fn mark(number: usize) -> String {
    format!("wave-{number}")
}

/// How many of each crowd changed the row, over the line of the moment: lower where
/// there is no room beside the last one.
fn crowd_words(
    moment: &Moment<'_, Backoff>,
    place: &Place,
    waves: &[Wave],
) -> Vec<Element> {
    let mut ends = [0.0; 3];
    let words = waves.iter().map(|Wave { calls, changes, from, to }| {
        let words = match moment.layout {
            Layout::Wide => format!("{changes} of {calls} done"),
            Layout::Narrow => format!("{changes} of {calls}"),
        };
        let half = text_width(&words) * 0.56;
        let middle = (place.x(*from) + place.x(*to)) / 2.0;
        let middle = middle.max(half).min(place.right() - half);
        let line = ends.iter().position(|end| *end <= middle - half).unwrap_or(0);
        ends[line] = middle + half + 4.0;
        let y = place.axis - place.high + 11.0 + 15.0 * line as f32;
        let words = label(Point::new(middle, y), Anchor::Middle, words);
        element("g").role(Role::Lost).child(words.class("word halo"))
    });
    words.collect()
}

/// How many calls there were around each moment: within [`CROWD`]. Those too
/// late stand on the axis, those that changed the row hang from it.
fn areas(moment: &Moment<'_, Backoff>, place: &Place) -> [Element; 2] {
    let area = |changes, role: Role| {
        let corners =
            place.outline(ghost::calls(moment.model), changes, moment.now);
        path(corners).class("dots solid").role(role)
    };
    [area(0, Role::Lost), area(1, Role::Committed)]
}

/// How many of some moments lie around another one, within [`CROWD`].
fn around(moments: &[Micros], middle: Micros) -> u32 {
    let half = CROWD.get() / 2;
    let until = |end: Micros| moments.partition_point(|at| *at < end);
    let from = Micros::new(middle.get().saturating_sub(half));
    (until(middle + Micros::new(half)) - until(from)) as u32
}

/// How many messages waited at the server, at most, in each stretch of time.
fn queues(moment: &Moment<'_, Backoff>, place: &Place) -> Option<Element> {
    let points = place.queue(ghost::queues(moment.model), moment.now);
    let last = *points.last()?;
    // Behind the line of the moment, where nothing is yet but what it is compared
    // with; else over it: a queue gets shorter, so at the left its line is higher.
    let (at, anchor) = match last.x + 130.0 < place.right() {
        true => {
            let x = place.x(moment.now).max(last.x) + 8.0;
            (Point::new(x, place.axis - 8.0), Anchor::Start)
        }
        false => {
            let y = (last.y - 26.0).min(place.axis - 12.0);
            (Point::new(last.x - 8.0, y), Anchor::End)
        }
    };
    let words = note(at, anchor, "in the queue").class("word halo");
    let line = path(points).class("curve");
    Some(element("g").role(Role::Doubt).child(line).child(words))
}
