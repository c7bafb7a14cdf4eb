//! What was acknowledged when, and by whom; when nobody would have; and the sentence that
//! names what is lost.

use super::picture::{LANE, LANES, Place};
use super::{Failover, RUN, words};
use models::replication::leader_follower::{
    Reign, acknowledged, lost, recovery_point, server, servers,
};
use sim::{Micros, NodeId};
use stage::parts::flow::note;
use stage::parts::geometry::Point;
use stage::parts::svg::{rectangle, tick_label};
use stage::parts::{Anchor, Area, Dots, label, line};
use stage::{Element, Layout, Moment, Role, element};

/// Draws the lanes, a mark for each acknowledged write in that of who acknowledged it.
pub fn draw(moment: &Moment<'_, Failover>, place: &Place) -> Element {
    let area = place.strip();
    let x = |at: Micros| {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        area.at.x + area.width * share
    };
    let leaders = leaders(moment);
    let middle = |lane: usize| area.at.y + LANE * (lane as f32 + 0.5);
    let axes = leaders.iter().enumerate().map(|(lane, node)| {
        let ends = [area.at.x, area.end().x].map(|x| Point::new(x, middle(lane)));
        let reigns = server(moment.model, *node).reigns().iter().map(|reign| {
            let ends = [reign.since, reign.until.unwrap_or(moment.now)];
            let [from, to] = ends.map(|at| Point::new(x(at), middle(lane)));
            line(from, to).class("heavy faint").role(Role::Leader)
        });
        let name = Point::new(area.at.x - 6.0, middle(lane) + 4.0);
        element("g")
            .child(line(ends[0], ends[1]).class("link"))
            .children(reigns)
            .child(note(name, Anchor::End, words::name(*node)))
    });
    let lost = lost(moment.model);
    let mut dots = Dots::new(7.0);
    for one in acknowledged(moment.model) {
        let is_lost = lost.iter().any(|other| other.write == one.write);
        let role = if is_lost { Role::Lost } else { Role::Committed };
        if let Some(lane) = leaders.iter().position(|node| *node == one.by) {
            dots.put(role, Point::new(x(one.at), middle(lane)));
        }
    }
    let now = [area.at.y - 3.0, area.end().y + 3.0];
    let [top, bottom] = now.map(|y| Point::new(x(moment.now), y));
    element("g")
        .children(gap(moment, area, &x))
        .child(element("g").children(axes))
        .child(dots.draw())
        .child(line(top, bottom).class("now"))
        .child(scale(area, &x))
        .child(said(moment, place))
}

/// Who has led, in that order: the last ones that there is room for.
fn leaders(moment: &Moment<'_, Failover>) -> Vec<NodeId> {
    let since = |node: NodeId| {
        let first = server(moment.model, node).reigns().first();
        first.map(|reign| reign.since)
    };
    let mut leaders: Vec<NodeId> = Vec::new();
    for (node, _) in servers(moment.model) {
        if since(node).is_some() {
            let place =
                leaders.partition_point(|other| since(*other) <= since(node));
            leaders.insert(place, node);
        }
    }
    leaders.split_off(leaders.len().saturating_sub(LANES))
}

/// When nobody was ready to acknowledge, after the first leader and before the next.
pub fn nobody_leads(moment: &Moment<'_, Failover>) -> Option<(Micros, Micros)> {
    let all = || servers(moment.model).flat_map(|(_, server)| server.reigns());
    let first = |reign: &Reign| reign.since == Micros::ZERO;
    let until = all().find(|reign| first(reign))?.until?;
    let next = all().filter(|reign| !first(reign)).map(|reign| reign.since).min();
    let next = next.unwrap_or(moment.now);
    (until < next).then_some((until, next))
}

fn gap(
    moment: &Moment<'_, Failover>,
    area: Area,
    x: &dyn Fn(Micros) -> f32,
) -> Option<Element> {
    let (since, until) = nobody_leads(moment)?;
    let left = x(since);
    let size = (x(until) - left, area.height);
    let shade = rectangle(Point::new(left, area.at.y), size);
    Some(shade.class("shade").role(Role::Lost))
}

fn scale(area: Area, x: &dyn Fn(Micros) -> f32) -> Element {
    let seconds = (0..=4).map(|second| {
        let at = Micros::from_secs(second);
        let point = Point::new(x(at), area.end().y + 15.0);
        tick_label(point, area.end().x, format!("{second} s"))
    });
    element("g").class("axes").role(Role::Quiet).children(seconds)
}

/// What the strip is; how long nobody led; and what is lost, by name.
fn said(moment: &Moment<'_, Failover>, place: &Place) -> Element {
    let strip = place.strip();
    let nobody = nobody_leads(moment);
    let nobody = nobody
        .map(|(since, until)| format!("nobody: {}", seconds(until.since(since))));
    let lost = lost(moment.model);
    let point = recovery_point(moment.model);
    let most = match place.layout {
        Layout::Wide => 10,
        Layout::Narrow => 5,
    };
    let names = words::acknowledged(&lost, most);
    let back = point.map_or_else(String::new, seconds);
    let group = element("g").role(Role::Lost);
    match place.layout {
        Layout::Wide => {
            let left = |line: f32| Point::new(4.0, strip.at.y + 9.0 + 15.0 * line);
            let end = strip.end().y + 15.0;
            let sentence = match lost.is_empty() {
                true => String::new(),
                false => format!("✕ Lost: {names}"),
            };
            group
                .child(note(left(0.0), Anchor::Start, "acknowledged by"))
                .children(nobody.map(|words| {
                    label(left(1.0), Anchor::Start, words).class("matter")
                }))
                .children((!lost.is_empty()).then(|| {
                    let words = format!("✕ lost: the last {back}");
                    label(left(2.0), Anchor::Start, words).class("matter")
                }))
                .child(
                    label(Point::new(4.0, end + 19.0), Anchor::Start, sentence)
                        .class("matter"),
                )
        }
        Layout::Narrow => {
            let line =
                |line: f32| Point::new(4.0, strip.end().y + 33.0 + 16.0 * line);
            let first = match (nobody, lost.is_empty()) {
                (Some(nobody), true) => nobody,
                (Some(nobody), false) => {
                    format!("{nobody} · lost: the last {back}")
                }
                (None, true) => String::new(),
                (None, false) => format!("lost: the last {back}"),
            };
            let second = match lost.is_empty() {
                true => String::new(),
                false => format!("✕ Lost: {names}"),
            };
            group
                .child(label(line(0.0), Anchor::Start, first).class("matter"))
                .child(label(line(1.0), Anchor::Start, second).class("matter"))
        }
    }
}

/// A span in hundredths of a second: `0.71 s`.
pub fn seconds(span: Micros) -> String {
    let hundredths = (span.get() + 5_000) / 10_000;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
