//! The copies as rows, the nearest first, and below them, along the same axis, what
//! share of the writes is answered by when.

use super::marks::id;
use super::{Pacelc, answered, crosses, median, took};
use models::cap_theorem::pacelc::{Region, Write, Writes};
use sim::Micros;
use stage::parts::chart::{LEFT, Style};
use stage::parts::geometry::Point;
use stage::parts::svg::{circle, rectangle};
use stage::parts::{
    Anchor, Axis, Chart, Series, label, line, lines, path, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// Where the rows and the chart lie.
struct Frame {
    layout: Layout,
    /// Where 0 ms and the last one lie.
    x: (f32, f32),
    /// The last millisecond that has room.
    last: u32,
}

/// Above the rows.
const TOP: f32 = 24.0;
/// Most rows; fewer leave their room empty.
const ROWS: f32 = 7.0;

impl Frame {
    fn of(moment: &Moment<'_, Pacelc>) -> Frame {
        let model = moment.model;
        let distances =
            (0..model.copies().len()).map(|place| model.distance(place));
        let farthest = distances.max().unwrap_or(0);
        Frame {
            layout: moment.layout,
            x: match moment.layout {
                Layout::Wide => (126.0, 530.0),
                Layout::Narrow => (LEFT, 328.0),
            },
            last: if farthest > 240 { 400 } else { 250 },
        }
    }

    fn at(&self, millis: f32) -> f32 {
        let share = (millis / self.last as f32).min(1.0);
        self.x.0 + share * (self.x.1 - self.x.0)
    }

    fn of_time(&self, time: Micros) -> f32 {
        self.at(time.get() as f32 / 1_000.0)
    }

    fn pitch(&self) -> f32 {
        match self.layout {
            Layout::Wide => 20.0,
            Layout::Narrow => 29.0,
        }
    }

    /// The line of a row.
    fn row(&self, place: usize) -> f32 {
        let below = match self.layout {
            Layout::Wide => 10.0,
            Layout::Narrow => 22.0,
        };
        TOP + self.pitch() * place as f32 + below
    }

    fn below(&self) -> f32 {
        TOP + self.pitch() * ROWS + 6.0
    }

    fn size(&self) -> (u32, u32) {
        match self.layout {
            Layout::Wide => (620, 310),
            Layout::Narrow => (340, 390),
        }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Pacelc>) -> Element {
    let (frame, model) = (Frame::of(moment), moment.model);
    let order = model.by_distance();
    let flight = model.recent().last();
    let rows = order
        .iter()
        .enumerate()
        .map(|(place, copy)| draw_row(moment, &frame, (place, *copy), flight));
    let words = format!(
        "{} copies, of which {} have to have a write",
        order.len(),
        model.settings().acks
    );
    picture(frame.size(), words)
        .children(draw_answered(moment, &frame))
        .children(draw_ocean(model, &frame, &order))
        .child(draw_chart(moment, &frame))
        .child(element("g").children(rows))
}

/// A copy: how far it is, when it has acknowledged the writes before, and how far
/// the present one has come.
fn draw_row(
    moment: &Moment<'_, Pacelc>,
    frame: &Frame,
    (place, copy): (usize, usize),
    flight: Option<&Write>,
) -> Element {
    let model = moment.model;
    let region = model.copies()[copy];
    let y = frame.row(place);
    let is_leader = region == model.settings().leader;
    let role = match (is_leader, crosses(model, copy)) {
        (true, _) => Role::Leader,
        (false, false) => Role::Follower,
        (false, true) => Role::Candidate,
    };
    let state = match is_leader {
        true => "leader".into(),
        false => format!("p95 {} ms", model.distance(copy)),
    };
    let mark = draw_name(frame, region, &state, y);
    let start = Point::new(frame.x.0, y);
    let far = frame.at(model.distance(copy) as f32);
    let track = line(start, Point::new(far, y)).class("trail");
    let on_its_way = flight.filter(|write| write.sent <= moment.now).map(|write| {
        let way =
            moment.now.since(write.sent).min(write.acks[copy].since(write.sent));
        line(start, Point::new(frame.of_time(way), y)).class("heavy")
    });
    let beside = match frame.layout {
        Layout::Wide => Point::new(614.0, y + 4.5),
        Layout::Narrow => Point::new(frame.x.1, y - 8.0),
    };
    let beside = label(beside, Anchor::End, state);
    element("g")
        .key(id(region))
        .role(role)
        .child(track)
        .children(on_its_way)
        .child(draw_acks(moment, frame, copy, y))
        .child(mark)
        .child(beside.class("state halo"))
}

/// When a copy has acknowledged each write that is answered: by then, or later.
fn draw_acks(
    moment: &Moment<'_, Pacelc>,
    frame: &Frame,
    copy: usize,
    y: f32,
) -> Element {
    let dots = answered(moment).into_iter().map(|write| {
        let ack = write.acks[copy];
        let role = if ack <= write.done { Role::Committed } else { Role::Quiet };
        let at = Point::new(frame.of_time(ack.since(write.sent)), y);
        circle(at, 3.0).class("dot").role(role)
    });
    element("g").children(dots)
}

/// The name of a copy. It can be pressed, and so can the rest of its row.
fn draw_name(frame: &Frame, region: Region, state: &str, y: f32) -> Element {
    let (name, anchor, corner, size) = match frame.layout {
        Layout::Wide => (
            Point::new(118.0, y + 4.5),
            Anchor::End,
            Point::new(0.0, y - 10.0),
            (620.0, 20.0),
        ),
        Layout::Narrow => (
            Point::new(frame.x.0, y - 8.0),
            Anchor::Start,
            Point::new(frame.x.0 - 4.0, y - 20.0),
            (300.0, 26.0),
        ),
    };
    let words = region.name();
    element("g")
        .child(rectangle(corner, size).class("hit"))
        .child(label(name, anchor, words).class("name halo"))
        .mark(id(region), format!("{words}, {state}"))
}

/// Where the rows of other continents begin, if they all lie behind the leader's.
fn draw_ocean(model: &Writes, frame: &Frame, order: &[usize]) -> Option<Element> {
    let first = order.iter().position(|copy| crosses(model, *copy))?;
    let is_parted = order[first..].iter().all(|copy| crosses(model, *copy));
    let y = match frame.layout {
        Layout::Wide => frame.row(first) - 10.0,
        Layout::Narrow => frame.row(first) - 21.0,
    };
    let from = match frame.layout {
        Layout::Wide => 6.0,
        Layout::Narrow => 2.0,
    };
    // Left of the numbers of the row.
    let words = label(
        Point::new(frame.x.1 - 24.0, y - 5.0),
        Anchor::End,
        "below: across an ocean",
    );
    let border =
        line(Point::new(from, y), Point::new(frame.x.1, y)).class("expected");
    let words = (frame.layout == Layout::Wide).then(|| words.class("state halo"));
    is_parted.then(|| element("g").child(border).children(words))
}

/// The moment at which half of the writes were answered, across rows and chart.
fn draw_answered(moment: &Moment<'_, Pacelc>, frame: &Frame) -> Option<Element> {
    let median = median(moment)?;
    let x = frame.of_time(median);
    let copies = moment.model.copies().len();
    let (top, end) =
        (Point::new(x, TOP - 6.0), Point::new(x, frame.size().1 as f32 - 36.0));
    let settings = moment.model.settings();
    let millis = (median.get() + 500) / 1_000;
    let words = format!("{} of {}: median {millis} ms", settings.acks, copies);
    let anchor = if x > frame.x.1 - 150.0 { Anchor::End } else { Anchor::Start };
    let at =
        Point::new(if anchor == Anchor::End { x + 4.0 } else { x - 4.0 }, 13.0);
    let group = element("g").role(Role::Chosen);
    Some(
        group
            .child(lines(upright(frame, copies, (top, end))).class("heavy"))
            .child(label(at, anchor, words).class("loud")),
    )
}

/// A line down through rows and chart: on a phone in parts, so that the words above each
/// row stay free.
fn upright(
    frame: &Frame,
    copies: usize,
    (top, end): (Point, Point),
) -> Vec<(Point, Point)> {
    if frame.layout == Layout::Wide {
        return vec![(top, end)];
    }
    let at = |y: f32| Point::new(top.x, y);
    let rows = (0..copies).map(|place| {
        let y = frame.row(place);
        let last = if place + 1 == copies { end.y } else { y + 8.0 };
        (at(y - 4.0), at(last))
    });
    rows.collect()
}

fn draw_chart(moment: &Moment<'_, Pacelc>, frame: &Frame) -> Element {
    let top = frame.below();
    let mut x =
        Axis::linear("ms until a write is answered", (0.0, frame.last as f32));
    let step =
        if frame.last > 250 || frame.layout == Layout::Narrow { 100 } else { 50 };
    for millis in (0..=frame.last).step_by(step) {
        x = x.tick(millis as f32, millis.to_string());
    }
    let y =
        Axis::linear("measured share; dashed: theory, for each k", (0.0, 100.0));
    let y = y.tick(0.0, "0 %").tick(50.0, "50 %").tick(100.0, "100 %");
    let chart = Chart {
        at: Point::new(frame.x.0 - LEFT, top),
        size: (frame.x.1 - frame.x.0 + LEFT + 8.0, frame.size().1 as f32 - top),
        x,
        y,
        series: Vec::new(),
    };
    let took = took(moment);
    if took.is_empty() {
        return chart.draw();
    }
    let count = took.len() as f32;
    let measured = took.iter().enumerate().map(|(place, took)| {
        let share = (place + 1) as f32 * 100.0 / count;
        (took.get() as f32 / 1_000.0, share)
    });
    let mut points = vec![(0.0, 0.0)];
    points.extend(measured);
    let key = "measured".into();
    let measured = Series { key, role: Role::Chosen, style: Style::Steps, points };
    let curves = curves(moment, frame, &chart);
    let chart = Chart { series: vec![measured], ..chart };
    element("g").child(chart.draw()).child(curves)
}

/// What is worked out for each k, with its number where it is half way up.
fn curves(moment: &Moment<'_, Pacelc>, frame: &Frame, chart: &Chart) -> Element {
    let price = moment.model.price();
    let points = (0..=frame.last).step_by(2);
    let shares: Vec<(f32, Vec<f64>)> =
        points.map(|ms| (ms as f32, price.within(f64::from(ms)))).collect();
    let curves = (0..moment.model.copies().len()).map(|place| {
        let points = shares
            .iter()
            .map(|(ms, all)| chart.place(*ms, (all[place] * 100.0) as f32));
        let half = shares.iter().find(|(_, all)| all[place] >= 0.5);
        let at = half.map_or(frame.last as f32, |(ms, _)| *ms);
        let number = chart.place(at, 100.0);
        let number =
            Point::new(number.x + 7.0, number.y + 14.0 + 11.0 * (place % 2) as f32);
        let number = label(number, Anchor::Middle, (place + 1).to_string());
        element("g")
            .child(path(points).class("expected"))
            .child(number.class("state halo"))
    });
    element("g").role(Role::Theory).children(curves)
}
