//! The second view: five rules on the same keys and nodes.

use super::HashRing;
use crate::figures::{bytes, decimal, hundredths, percent, times};
use models::partitioning::comparison::{How, Measured, Rule, compare};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Most keys that are placed by all rules; those with the lowest numbers.
const KEYS_MAX: u32 = 10_000;

/// What is compared.
const COLUMNS: [&str; 5] =
    ["hottest / fair", "σ / mean", "keys moved", "memory", "steps"];

/// The columns where there is little room.
const SHORT: [&str; 5] = ["hottest", "σ / mean", "moved", "memory", "steps"];

/// One figure of a rule: what is printed, and the length of its bar in
/// thousandths.
type Cell = (String, u32);

/// Draws what all rules make of the keys.
pub fn draw(moment: &Moment<'_, HashRing>) -> Element {
    let placement = moment.model.placement();
    let keys = placement.keys().iter().filter(|key| key.number < KEYS_MAX);
    let keys: Vec<_> = keys.map(|key| key.position).collect();
    let ring = placement.ring();
    let how = How { vnodes: moment.settings.vnodes(), hash: ring.hash() };
    let change = placement.change();
    let before = change.map(|change| &change.members_before);
    let rules = compare(&keys, before, ring.weights(), how);
    let place = Place::of(moment.layout);
    let rows = rules.iter().enumerate().map(|(row, rule)| place.row(row, rule));
    let words = "Five rules side by side: balance, keys moved, memory, steps";
    let hint = match change {
        None => "Add, remove or weigh a node to see what moves.",
        Some(_) => "Memory: what a client keeps.",
    };
    let note = |above: f32, text: &'static str| {
        let at = Point::new(4.0, place.height - above);
        label(at, Anchor::Start, text).class("state")
    };
    picture((place.width as u32, place.height as u32), words)
        .child(place.heads())
        .children(rows)
        .child(note(26.0, hint))
        .child(note(
            6.0,
            match placement.keys().len() > keys.len() {
                true => "Of the first 10,000 keys. Steps are counted, not timed.",
                false => "Steps of a look-up are counted, not timed.",
            },
        ))
}

/// Where things lie.
struct Place {
    layout: Layout,
    width: f32,
    height: f32,
    /// Where the first column begins, and how wide each is.
    columns: (f32, f32),
    /// Where the first row begins, and how high each is.
    rows: (f32, f32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                layout,
                width: 620.0,
                height: 300.0,
                columns: (102.0, 104.0),
                rows: (34.0, 42.0),
            },
            Layout::Narrow => Place {
                layout,
                width: 340.0,
                height: 376.0,
                columns: (4.0, 67.0),
                rows: (30.0, 60.0),
            },
        }
    }

    fn heads(&self) -> Element {
        let heads = match self.layout {
            Layout::Wide => COLUMNS,
            Layout::Narrow => SHORT,
        };
        let head = |(column, text): (usize, &'static str)| {
            let x = self.columns.0 + self.columns.1 * column as f32;
            label(Point::new(x, 18.0), Anchor::Start, text).class("state")
        };
        element("g").children(heads.into_iter().enumerate().map(head))
    }

    fn row(&self, row: usize, rule: &Measured) -> Element {
        let top = self.rows.0 + self.rows.1 * row as f32;
        // Where there is little room the name stands above its figures.
        let line = match self.layout {
            Layout::Wide => top + 16.0,
            Layout::Narrow => top + 36.0,
        };
        let is_ring = rule.rule == Rule::Ring;
        let cell = |(column, (text, length)): (usize, Cell)| {
            let x = self.columns.0 + self.columns.1 * column as f32;
            let room = (self.columns.1 - 16.0) * length.min(1_000) as f32 / 1_000.0;
            element("g")
                .child(label(Point::new(x, line), Anchor::Start, text + " "))
                .child(
                    rectangle(Point::new(x, line + 6.0), (room, 8.0)).class("mark"),
                )
        };
        let name =
            label(Point::new(4.0, top + 16.0), Anchor::Start, name(rule.rule));
        element("g")
            .class("bar")
            .role(if is_ring { Role::Chosen } else { Role::Follower })
            .child(name.class("name"))
            .text(" ")
            .children(cells(rule).into_iter().enumerate().map(cell))
    }
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::Modulo => "Modulo",
        Rule::Ring => "Hash ring",
        Rule::Rendezvous => "Rendezvous",
        Rule::Jump => "Jump hash",
        Rule::Maglev => "Maglev",
    }
}

fn cells(rule: &Measured) -> [Cell; 5] {
    let steps = match rule.rule {
        Rule::Modulo => "division",
        Rule::Ring => "tokens",
        Rule::Rendezvous => "bids",
        Rule::Jump => "jumps",
        Rule::Maglev => "entry",
    };
    let balance = rule.balance;
    // Beyond the mean, on a scale that ends at three means; memory by factors
    // of two, up to a megabyte.
    let beyond = balance.hottest_ppm.saturating_sub(1_000_000) / 2_000;
    let moved = rule.moved_ppm;
    let doublings = 32 - rule.bytes.leading_zeros();
    [
        (format!("{} ×", times(balance.hottest_ppm)), beyond),
        (decimal(balance.spread_ppm), balance.spread_ppm / 1_000),
        (moved.map_or("–".into(), percent), moved.unwrap_or(0) / 1_000),
        (bytes(rule.bytes), doublings * 50),
        (
            format!("{} {steps}", hundredths(rule.steps_hundredths)),
            rule.steps_hundredths / 2,
        ),
    ]
}
