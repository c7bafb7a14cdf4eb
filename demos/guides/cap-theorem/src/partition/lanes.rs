//! The history: what each client asked and was answered, over time.

use super::crux::{Findings, sentence};
use super::place::Place;
use super::{Partition, words};
use models::replication::store::{Action, Operation, Outcome};
use sim::{Micros, Model, NodeId};
use stage::parts::flow::{self, note};
use stage::parts::geometry::round_moments;
use stage::parts::node::cross;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// The height of an operation.
const HEIGHT: f32 = 9.0;

/// The lanes, with the cut behind them and the sentence below.
pub fn draw(moment: &Moment<'_, Partition>, place: &Place) -> Element {
    let findings = Findings::of(moment);
    let clients = place.settings.all_clients();
    let lanes = clients.map(|node| draw_lane(moment, place, &findings, node));
    let (top, bottom) = place.lanes();
    let x = place.moment(moment.now);
    let now = line(Point::new(x, top - 2.0), Point::new(x, bottom + 2.0));
    element("g")
        .class("lanes")
        .child(draw_cuts(moment, place))
        .child(draw_scale(place))
        .child(draw_crux(place, &findings))
        .child(draw_merge(place, &findings))
        .child(element("g").children(lanes))
        .child(now.class("now"))
        .child(draw_sentence(moment, place, &findings))
}

fn draw_cuts(moment: &Moment<'_, Partition>, place: &Place) -> Element {
    let (top, bottom) = place.lanes();
    let shades = moment.model.partitions().iter().map(|partition| {
        let until = partition.until.unwrap_or(moment.now);
        let [start, end] = [partition.since, until].map(|at| place.moment(at));
        let size = (end - start, bottom - top);
        rectangle(Point::new(start, top), size).class("shade").role(Role::Lost)
    });
    element("g").children(shades)
}

fn draw_scale(place: &Place) -> Element {
    let (_, bottom) = place.lanes();
    let moments = round_moments((Micros::ZERO, place.end()), 5).into_iter();
    let marks = moments.filter(|at| *at > Micros::ZERO && *at < place.end());
    let marks = marks.map(|at| {
        let point = Point::new(place.moment(at), bottom + 13.0);
        label(point, Anchor::Middle, format!("{at:#}"))
    });
    element("g").class("axes").role(Role::Quiet).children(marks)
}

fn draw_lane(
    moment: &Moment<'_, Partition>,
    place: &Place,
    findings: &Findings,
    node: NodeId,
) -> Element {
    let y = place.lane(node);
    let ends =
        [Micros::ZERO, place.end()].map(|at| Point::new(place.moment(at), y));
    let axis = line(ends[0], ends[1]).class("axis");
    let name =
        label(Point::new(4.0, y + 4.5), Anchor::Start, moment.model.name(node));
    let mut lane = element("g").child(axis).child(name.class("name"));
    // Words that would lie on others are left out.
    let mut free = 0.0;
    for (index, operation) in findings.history.iter().enumerate() {
        if operation.client == node {
            let drawn = draw_operation(moment, place, (operation, index), findings);
            lane = lane.child(drawn);
            lane = lane.children(said(
                moment,
                place,
                (operation, index),
                findings,
                &mut free,
            ));
        }
    }
    lane
}

/// The span of an operation, from left to right.
fn span(
    moment: &Moment<'_, Partition>,
    place: &Place,
    operation: &Operation,
) -> (f32, f32) {
    let end = operation.ended().unwrap_or(moment.now);
    let [start, end] = [operation.invoked, end].map(|at| place.moment(at));
    (start, end.max(start + 5.0))
}

/// What became of an operation, as a role. One that began before a cut and got no answer
/// in it is grey: it is not among those that are counted.
fn role(
    moment: &Moment<'_, Partition>,
    findings: &Findings,
    (operation, index): (&Operation, usize),
) -> Role {
    let mut cuts = moment.model.partitions().iter();
    let is_caught = cuts.any(|cut| {
        operation.invoked < cut.since
            && operation.ended().is_some_and(|end| end > cut.since)
    });
    let is_bad = findings.is_stale(index)
        || findings.is_dropped(index)
        || findings.unexplained == Some(index);
    match operation.outcome {
        Outcome::Unanswered { .. } if is_caught => Role::Quiet,
        Outcome::Unanswered { .. } => Role::Lost,
        Outcome::Done { .. } if is_bad => Role::Lost,
        Outcome::Done { .. } => Role::Committed,
        Outcome::Pending => Role::Follower,
    }
}

/// A write is full, a read is hollow, and one without an answer has a cross.
fn draw_operation(
    moment: &Moment<'_, Partition>,
    place: &Place,
    (operation, index): (&Operation, usize),
    findings: &Findings,
) -> Element {
    let (start, end) = span(moment, place, operation);
    let y = place.lane(operation.client);
    let corner = Point::new(start, y - HEIGHT / 2.0);
    let bar = rectangle(corner, (end - start, HEIGHT)).attr("rx", 2_u32);
    let bar = bar.class(match operation.action {
        Action::Write => "bar-mark",
        Action::Read => "bar-mark hollow",
    });
    let is_unanswered = matches!(operation.outcome, Outcome::Unanswered { .. });
    let middle = Point::new((start + end) / 2.0, y);
    element("g")
        .class("stretch")
        .key(format!("operation-{index}"))
        .role(role(moment, findings, (operation, index)))
        .child(bar)
        .children(is_unanswered.then(|| cross(middle, 5.0)))
}

/// The value that was written or read, above the operation.
fn said(
    moment: &Moment<'_, Partition>,
    place: &Place,
    (operation, index): (&Operation, usize),
    findings: &Findings,
    free: &mut f32,
) -> Option<Element> {
    let text = match (&operation.wrote, operation.versions()) {
        (Some(wrote), _) => wrote.to_string(),
        (None, []) if operation.answered().is_some() => "–".into(),
        (None, []) => return None,
        (None, [one]) => one.to_string(),
        (None, several) if place.layout == Layout::Wide => words::versions(several),
        (None, several) => format!("{} values", several.len()),
    };
    let (start, end) = span(moment, place, operation);
    let middle = (start + end) / 2.0;
    let half = text_width(&text) / 2.0;
    if middle - half < *free {
        return None;
    }
    *free = middle + half + 2.0;
    let y = place.lane(operation.client) - HEIGHT / 2.0 - 6.0;
    let class = match findings.is_dropped(index) {
        true => "struck halo",
        false if role(moment, findings, (operation, index)) == Role::Lost => {
            "says-lost halo"
        }
        false => "state halo",
    };
    let label = label(Point::new(middle, y), Anchor::Middle, text);
    Some(label.class(class))
}

/// The answer that no order explains and the write that it misses, outlined and
/// tied.
fn draw_crux(place: &Place, findings: &Findings) -> Element {
    let group = element("g").role(Role::Lost);
    let Some((read, write)) = findings.crux() else { return group };
    let tie = write.map(|write| {
        let [(a, size), (b, other)] =
            [write, read].map(|index| frame(place, &findings.history[index]));
        let right = a.x + size.0;
        let [from, to] = match b.y > a.y {
            true => [Point::new(right, a.y + size.1), b],
            false => [Point::new(right, a.y), Point::new(b.x, b.y + other.1)],
        };
        line(from, to).class("link").role(Role::Lost)
    });
    let both = [Some(read), write].into_iter().flatten();
    let outlines = both.map(|index| outline(place, findings, index, "blamed"));
    group.children(outlines).children(tie)
}

/// The write that took the place of siblings, and those; or a write that its client
/// was told nothing of, and who has read it.
fn draw_merge(place: &Place, findings: &Findings) -> Element {
    let merge = findings.merges.last().into_iter();
    let merge = merge.flat_map(|(merge, siblings)| siblings.iter().chain([merge]));
    let happened = findings.happened().into_iter();
    let happened = happened.flat_map(|(write, read)| [write, read]);
    let all = merge.copied().chain(happened);
    let outlines = all.map(|index| outline(place, findings, index, "decides"));
    element("g").children(outlines)
}

fn outline(
    place: &Place,
    findings: &Findings,
    index: usize,
    class: &'static str,
) -> Element {
    let (corner, size) = frame(place, &findings.history[index]);
    rectangle(corner, size).attr("rx", 4_u32).class(class)
}

/// The box around an operation that is over.
fn frame(place: &Place, operation: &Operation) -> (Point, (f32, f32)) {
    let end = operation.ended().unwrap_or(operation.invoked);
    let [start, end] = [operation.invoked, end].map(|at| place.moment(at));
    let y = place.lane(operation.client);
    let corner = Point::new(start - 4.0, y - HEIGHT / 2.0 - 4.0);
    (corner, (end.max(start + 5.0) - start + 8.0, HEIGHT + 8.0))
}

fn draw_sentence(
    moment: &Moment<'_, Partition>,
    place: &Place,
    findings: &Findings,
) -> Element {
    let at = Point::new(4.0, place.size.1 as f32 - 7.0);
    let Some((role, words)) = sentence(moment, findings) else {
        return element("g").child(note(at, Anchor::Start, LEGEND));
    };
    let words = flow::sentence(at, place.size.0 as f32, &words);
    element("g").role(role).child(words)
}

/// What the signs in the history mean.
const LEGEND: &str = "▬ write, ▭ read, with the value; ✕ no answer";
