//! Who answers with which value of key A, over time.

use super::RUN;
use super::boxes::word;
use super::picture::Scene;
use models::caching::tiers::{CITIES, Edit, Held, PURGE_AFTER, Purge};
use sim::Micros;
use stage::parts::flow::note;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Layout, Role, element};

/// From one cache to the next, and how high its bars are.
const ROW: f32 = 15.0;
const BAR: f32 = 10.0;
/// Where time begins: behind the names.
const LEFT: f32 = 52.0;

/// What a value is: the newest, or one that was replaced.
pub fn role_of(scene: &Scene, version: u32) -> Role {
    match version == scene.moment.model.watch().version() {
        true => Role::Committed,
        false => Role::Lost,
    }
}

/// Draws a lane for each cache.
pub fn draw(scene: &Scene) -> Element {
    let (area, model) = (scene.place.panel, scene.moment.model);
    let words = match scene.place.layout {
        Layout::Wide => "Who has a fresh copy of key A; red: an old value",
        Layout::Narrow => "Fresh copies of key A; red: old",
    };
    let title =
        label(Point::new(area.at.x, area.at.y + 12.0), Anchor::Start, words);
    let watch = model.watch();
    let shared = ("shared", watch.shared());
    let edges = CITIES.iter().enumerate();
    let edges = edges.map(|(edge, city)| (*city, watch.edge(edge)));
    let lanes = [shared].into_iter().chain(edges).enumerate();
    let lanes = lanes.map(|(row, (name, held))| {
        let y = top(scene) + ROW * row as f32;
        let name = note(Point::new(area.at.x, y + 9.5), Anchor::Start, name);
        element("g").child(name).children(bars(scene, y, held))
    });
    element("g")
        .child(title.class("name"))
        .children(lanes)
        .child(marks(scene))
        .child(purges(scene))
        .child(moments(scene))
}

fn top(scene: &Scene) -> f32 {
    scene.place.panel.at.y + 22.0
}

fn x(scene: &Scene, at: Micros) -> f32 {
    scene.place.time(LEFT, at, RUN)
}

/// The copies of one cache, those of an old value in another role from the write on.
fn bars(scene: &Scene, y: f32, held: &[Held]) -> Vec<Element> {
    let (now, watch) = (scene.moment.now, scene.moment.model.watch());
    let mut bars = Vec::new();
    for held in held {
        let until = held.until.min(now);
        let replaced = watch.writes().get(held.version as usize - 1);
        let turns = replaced.map_or(until, |at| (*at).max(held.from).min(until));
        for (role, from, to) in
            [(Role::Committed, held.from, turns), (Role::Lost, turns, until)]
        {
            let (from, to) = (x(scene, from), x(scene, to));
            if to - from > 0.8 {
                let at = Point::new(from, y);
                let bar = rectangle(at, (to - from - 0.8, BAR)).class("bar-mark");
                bars.push(bar.role(role));
            }
        }
    }
    bars
}

/// The writes, and one TTL and two after the last.
fn marks(scene: &Scene) -> Element {
    let (top, now) = (top(scene), scene.moment.now);
    let bottom = top + ROW * 5.0;
    let upright = |at: Micros| {
        let x = x(scene, at);
        line(Point::new(x, top - 4.0), Point::new(x, bottom))
    };
    let mut marks = element("g").child(upright(now).class("now"));
    let model = scene.moment.model;
    let Some(write) = model.watch().writes().last() else { return marks };
    marks = marks.child(upright(*write).class("expected"));
    let ttl = model.settings().ttl;
    for times in 1..=2 {
        let Some(ttl) = ttl else { break };
        let at = *write + Micros::new(ttl.get() * times);
        if at < RUN {
            marks = marks.child(upright(at).class("expected"));
        }
    }
    marks
}

/// When key A was purged, through the lanes of those that lost it.
fn purges(scene: &Scene) -> Element {
    let (model, now) = (scene.moment.model, scene.moment.now);
    let mut purges: Vec<(Micros, Tier)> = Vec::new();
    for write in model.watch().writes() {
        let soon = *write + PURGE_AFTER;
        let order = match model.settings().purge {
            Purge::None => continue,
            Purge::EdgeFirst => [Tier::Edges, Tier::Shared],
            Purge::OriginFirst => [Tier::Shared, Tier::Edges],
        };
        purges.extend([soon, soon + PURGE_AFTER].into_iter().zip(order));
    }
    purges.extend(scene.moment.edits.iter().filter_map(|(at, edit)| match edit {
        Edit::PurgeEdges => Some((*at, Tier::Edges)),
        Edit::PurgeShared => Some((*at, Tier::Shared)),
        Edit::Write
        | Edit::Crash(_)
        | Edit::Restart(_)
        | Edit::Shield(_)
        | Edit::Load(_) => None,
    }));
    let past = purges.into_iter().filter(|(at, _)| *at <= now);
    element("g").children(past.map(|(at, tier)| {
        let (from, rows) = match tier {
            Tier::Shared => (0.0, 1.0),
            Tier::Edges => (1.0, 4.0),
        };
        let (x, top) = (x(scene, at), top(scene) + ROW * from);
        let ends = [top - 2.5, top + ROW * rows - 2.5].map(|y| Point::new(x, y));
        let at = Point::new(x + 4.0, top + ROW * rows / 2.0 + 2.0);
        let words = word(at, Anchor::Start, Role::Follower, "purged".to_owned());
        let line = line(ends[0], ends[1]).class("expected");
        element("g").child(line).child(words)
    }))
}

/// What is purged at once.
enum Tier {
    Edges,
    Shared,
}

/// What the moments are, below.
fn moments(scene: &Scene) -> Element {
    let y = top(scene) + ROW * 5.0 + 12.0;
    let model = scene.moment.model;
    let zero = note(Point::new(LEFT, y), Anchor::Start, "0 s");
    let mut moments = element("g").child(zero);
    let Some(write) = model.watch().writes().last() else { return moments };
    let at = |at: Micros| Point::new(x(scene, at), y);
    moments = moments.child(word(
        at(*write),
        Anchor::Middle,
        Role::Follower,
        "write".to_owned(),
    ));
    let ttl = model.settings().ttl;
    for (times, words) in [(1, "+ TTL"), (2, "+ 2 TTL")] {
        let Some(ttl) = ttl else { break };
        let moment = *write + Micros::new(ttl.get() * times);
        if moment < RUN {
            moments = moments.child(note(at(moment), Anchor::Middle, words));
        }
    }
    moments
}
