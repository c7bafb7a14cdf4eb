//! Which keys have got another node, by either rule; and what the origin gets.

use super::RUN;
use super::picture::Scene;
use models::caching::tiers::{Edit, KEYS, Rule, lines};
use stage::parts::flow::note;
use stage::parts::{
    Anchor, Area, Dots, Frame, Grid, Point, Side, TimeChart, label,
};
use stage::{Element, Layout, Role, element};

/// One of so many keys is drawn.
const EACH: usize = 10;
/// Draws the keys, and beside or below them the load of the origin.
pub fn draw(scene: &Scene) -> Element {
    let area = scene.place.panel;
    let (strips, chart) = match scene.place.layout {
        Layout::Wide => (area.at, part(area, 300.0, 0.0, 320.0, 110.0)),
        Layout::Narrow => (area.at, part(area, 0.0, 82.0, 340.0, 110.0)),
    };
    // What the ring would move answers the question that comes next.
    let used = scene.moment.model.settings().rule;
    let rules = Rule::BOTH.into_iter();
    let rules = rules.filter(|rule| *rule == Rule::Modulo || *rule == used);
    let both = rules.enumerate().map(|(row, rule)| {
        let step = match scene.place.layout {
            Layout::Wide => 54.0,
            Layout::Narrow => 40.0,
        };
        strip(scene, Point::new(strips.x, strips.y + step * row as f32), rule)
    });
    element("g").children(both).child(load(scene, chart))
}

fn part(area: Area, x: f32, y: f32, width: f32, height: f32) -> Area {
    Area { at: Point::new(area.at.x + x, area.at.y + y), width, height }
}

/// A hundred keys: ✕ has got another node.
fn strip(scene: &Scene, at: Point, rule: Rule) -> Element {
    let model = scene.moment.model;
    let shared = model.shared();
    let (before, owners) = (shared.before(rule), shared.owners(rule));
    let (pitch, columns) = match scene.place.layout {
        Layout::Wide => (9.0, 31),
        Layout::Narrow => (6.7, 50),
    };
    let rows = (usize::from(KEYS) / EACH).div_ceil(columns);
    let area = Area {
        at: Point::new(at.x, at.y + 18.0),
        width: pitch * columns as f32 + 0.1,
        height: pitch * rows as f32 + 0.1,
    };
    let grid = Grid { area, pitch, from: Side::Top };
    let mut dots = Dots::new(pitch * 0.8);
    for cell in 0..usize::from(KEYS) / EACH {
        let key = cell * EACH;
        let role = match before[key] == owners[key] {
            true => Role::Committed,
            false => Role::Lost,
        };
        dots.put(role, grid.place(cell));
    }
    let is_used = model.settings().rule == rule;
    let moved = shared.moved(rule);
    let words = format!("{}: {moved} of {KEYS} keys move", rule.name());
    let at = Point::new(at.x, at.y + 12.0);
    let words = match is_used {
        true => label(at, Anchor::Start, words).class("name"),
        false => note(at, Anchor::Start, words),
    };
    element("g").child(words).child(dots.draw())
}

/// Requests a second at the origin, over time.
fn load(scene: &Scene, area: Area) -> Element {
    let (moment, model) = (scene.moment, scene.moment.model);
    let capacity = model.settings().capacity_per_s;
    let size = (area.width, area.height);
    let frame = Frame { at: area.at, size, until: RUN, max: capacity * 2 };
    let words = match scene.place.layout {
        Layout::Wide => "Requests/s at the origin; grey: what it can do",
        Layout::Narrow => "Origin, requests/s; grey: capacity",
    };
    let line = model.timeline().rate(lines::TO_ORIGIN, 2);
    let line = line.map(|(at, value)| (at, value.min(capacity * 2)));
    let chart = TimeChart::new(&frame, words, moment.now)
        .line("origin", Role::Candidate, line)
        .limit(capacity);
    let edits = moment.edits.iter();
    edits.fold(chart, |chart, (at, edit)| chart.deed(*at, deed(*edit))).draw()
}

/// What a reader of the book did, in a word or two for the chart.
fn deed(edit: Edit) -> String {
    match edit {
        Edit::Crash(node) => format!("n{} dies", node + 1),
        Edit::Restart(node) => format!("n{} back", node + 1),
        Edit::Write => "write".to_owned(),
        Edit::PurgeEdges | Edit::PurgeShared => "purge".to_owned(),
        Edit::Shield(_) => "shared cache".to_owned(),
        Edit::Load(load) => format!("{load}/s"),
    }
}
