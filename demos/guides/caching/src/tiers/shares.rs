//! Who takes away how many of a hundred requests: in this run, with the shared cache
//! alone, and if the misses of both were independent.

use super::boxes::percent;
use super::picture::Scene;
use stage::parts::flow::note;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label};
use stage::{Element, Layout, Role, element};

/// How high a bar is.
const BAR: f32 = 18.0;

/// What each tier takes away, in requests of a hundred: edges, shared cache, origin.
pub struct Shares {
    pub run: [u32; 3],
    pub alone: [u32; 3],
    pub independent: [u32; 3],
}

impl Shares {
    /// Those of the last second.
    pub fn of(scene: &Scene) -> Shares {
        let lately = &scene.flow.lately;
        let edges = lately.of_edges();
        let share = |part| percent(part, edges.asked).min(100);
        let (passed, origin) = (share(edges.passed), share(lately.to_origin()));
        let alone = share(lately.alone);
        let independent = (passed * alone + 50) / 100;
        let of = |passed: u32, origin: u32| {
            [100 - passed, passed.saturating_sub(origin), origin]
        };
        Shares {
            run: of(passed, origin),
            alone: of(100, alone),
            independent: of(passed, independent),
        }
    }
}

/// Draws the three bars.
pub fn draw(scene: &Scene) -> Element {
    let (area, shares) = (scene.place.panel, Shares::of(scene));
    if scene.flow.lately.of_edges().asked == 0 {
        return element("g");
    }
    let [_, _, alone] = shares.alone;
    let passed = 100 - shares.run[0];
    let product = format!("if misses were independent: {passed} % × {alone} %");
    let bars = [
        ("this run".to_owned(), shares.run),
        ("the shared cache without edges".to_owned(), shares.alone),
        (product, shares.independent),
    ];
    let head = Point::new(area.at.x, area.at.y + 12.0);
    let title = label(head, Anchor::Start, "Of 100 requests").class("name");
    let (row, left) = match scene.place.layout {
        Layout::Wide => (27.0, 264.0),
        Layout::Narrow => (38.0, 0.0),
    };
    let bars = bars.into_iter().enumerate().map(|(place, (name, parts))| {
        let y = area.at.y + 22.0 + row * place as f32;
        let (name_y, bar_y) = match scene.place.layout {
            Layout::Wide => (y + 13.5, y),
            Layout::Narrow => (y + 12.0, y + 17.0),
        };
        let name = note(Point::new(area.at.x, name_y), Anchor::Start, name);
        let width = area.width - left - 2.0;
        element("g").child(name).child(bar(
            Point::new(left + 1.0, bar_y),
            width,
            parts,
        ))
    });
    element("g").child(title).children(bars)
}

fn bar(at: Point, width: f32, parts: [u32; 3]) -> Element {
    let roles = [Role::Committed, Role::Chosen, Role::Candidate];
    let names = ["edges", "shared", "origin"];
    let mut left = at.x;
    let mut bar = element("g");
    for ((role, part), name) in roles.into_iter().zip(parts).zip(names) {
        let size = width * part as f32 / 100.0;
        let from = Point::new(left, at.y);
        left += size;
        if part == 0 {
            continue;
        }
        let words = match size {
            size if size > 76.0 => format!("{name} {part}"),
            size if size > 18.0 || part < 10 && size > 9.0 => part.to_string(),
            _ => String::new(),
        };
        let middle = Point::new(from.x + size / 2.0, at.y + 13.5);
        let part = element("g").role(role);
        let part = part.child(rectangle(from, (size, BAR)).class("bar-mark"));
        bar = bar.child(match words.is_empty() {
            true => part,
            false => part.child(label(middle, Anchor::Middle, words).class("halo")),
        });
    }
    bar
}
