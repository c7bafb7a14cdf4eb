//! The bytes of the exchange so far, beside those of a full scan for the same rows.

use super::AntiEntropy;
use super::picture::Place;
use models::replication::merkle::{A, B, HASH_BYTES, bytes, replica};
use stage::parts::Anchor;
use stage::parts::flow::{legend, legend_of_cells, note, title};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::{Element, Moment, Role, element};

/// Room for the names of the bars, and for their values.
const NAMES: f32 = 44.0;
const VALUES: f32 = 132.0;

/// What the parts of the bars are.
const SIGNS: [(Role, &str); 3] = [
    (Role::Leader, "hashes, keys"),
    (Role::Committed, "rows needed"),
    (Role::Lost, "rows in vain"),
];

/// What the signs in the trees and in the rows are.
const ABOVE: [(Role, &str); 4] = [
    (Role::Leader, "sent"),
    (Role::Candidate, "differs"),
    (Role::Committed, "same, or has come"),
    (Role::Lost, "old"),
];

/// Bytes as one would say them.
pub fn weight(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        _ => format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100),
    }
}

/// Draws them.
pub fn draw(moment: &Moment<'_, AntiEntropy>, place: &Place) -> Element {
    let all = bytes(moment.model);
    let settings = replica(moment.model, B).settings();
    let keys = u64::from(settings.keys) * 2 * HASH_BYTES;
    let whole = all.sent().max(all.scan).max(1);
    let tree = [
        (all.hashes, Role::Leader),
        (all.news, Role::Committed),
        (all.in_vain, Role::Lost),
        (all.on_the_way, Role::Quiet),
    ];
    let scan = [(keys, Role::Leader), (all.scan - keys, Role::Committed)];
    let at = place.bars();
    let width = place.size.0 as f32 - 2.0 * at.x;
    let hashes = match replica(moment.model, A).traffic().hashes {
        1 => "1 hash, ".into(),
        count => format!("{count} hashes, "),
    };
    let signs = |down: f32| Point::new(at.x, at.y + down);
    let below = Point::new(at.x, at.y + 24.0);
    element("g")
        .child(bar(at, width, ("tree", hashes), &tree, whole))
        .child(bar(below, width, ("scan", String::new()), &scan, whole))
        .child(legend_of_cells(signs(60.0), "bar-mark", &SIGNS, ""))
        .child(legend(signs(78.0), &ABOVE, ""))
}

fn bar(
    at: Point,
    width: f32,
    (name, hashes): (&'static str, String),
    parts: &[(u64, Role)],
    whole: u64,
) -> Element {
    let room = width - NAMES - VALUES;
    let mut x = at.x + NAMES;
    let mut drawn = element("g");
    let mut sum = 0;
    for (bytes, role) in parts {
        let part = room * *bytes as f32 / whole as f32;
        let mark = rectangle(Point::new(x, at.y), (part, 18.0)).class("bar-mark");
        drawn = drawn.child(element("g").role(*role).child(mark));
        x += part;
        sum += bytes;
    }
    let base = at.y + 13.5;
    let end = Point::new(at.x + width, base);
    drawn.child(title(Point::new(at.x, base), Anchor::Start, name)).child(note(
        end,
        Anchor::End,
        hashes + &weight(sum),
    ))
}
