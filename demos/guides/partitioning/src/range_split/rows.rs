//! The nodes with their ranges as boxes, and below each what it has in slots.

use super::{RangeSplit, name, nodes};
use crate::figures::{percent, ratio_ppm};
use models::partitioning::RangeStore;
use models::partitioning::range_store::Range;
use sim::NodeId;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Layout, Moment, Px, Role, element};

/// The least that the whole width stands for, in MB: so the scale is steady.
const SCALE_MIN: u32 = 400;
/// Room for rows, however many there are.
const ROWS: f32 = 6.0;

/// Where things lie.
struct Place {
    width: f32,
    /// Where boxes begin and end.
    boxes: (f32, f32),
    /// Where rows begin, and how high each is.
    rows: (f32, f32),
    /// What the whole width of boxes stands for, in MB.
    scale: u32,
}

impl Place {
    fn of(moment: &Moment<'_, RangeSplit>) -> Place {
        let (width, rows) = match moment.layout {
            Layout::Wide => (616.0, (60.0, 44.0)),
            Layout::Narrow => (340.0, (56.0, 50.0)),
        };
        let store = moment.model;
        let most = nodes(store).map(|n| store.range_mb(n).max(store.slots_mb(n)));
        let most = most.max().unwrap_or(0);
        let right = match moment.layout {
            Layout::Wide => 150.0,
            Layout::Narrow => 58.0,
        };
        Place {
            width,
            boxes: (30.0, width - right),
            rows,
            scale: most.div_ceil(SCALE_MIN).max(1) * SCALE_MIN,
        }
    }

    fn length(&self, mb: u32) -> f32 {
        (self.boxes.1 - self.boxes.0) * mb as f32 / self.scale as f32
    }
}

/// Draws the rows.
pub fn draw(moment: &Moment<'_, RangeSplit>) -> Element {
    let (store, place) = (moment.model, Place::of(moment));
    let rows = nodes(store).zip(0u16..).map(|(node, index)| {
        let top = place.rows.0 + place.rows.1 * f32::from(index);
        row(moment, &place, node, top)
    });
    let height = place.rows.0 + place.rows.1 * ROWS + 4.0;
    let words = "Ranges and slots on each node, and who takes the writes";
    picture((place.width as u32, height as u32), words)
        .children(legend(moment, &place))
        .children(rows)
}

/// What stands above the rows.
fn legend(moment: &Moment<'_, RangeSplit>, place: &Place) -> Vec<Element> {
    let store = moment.model;
    let title = format!("{} MB, {} copied", store.total_mb(), store.copied().mb);
    let (colours, writes) = match moment.layout {
        Layout::Wide => (
            "boxes: ranges (w: written now, → being copied) · thin: fixed slots",
            "writes of the last 5 s",
        ),
        Layout::Narrow => ("w: written, → being copied · thin: slots", "writes"),
    };
    let right = place.width - 4.0;
    vec![
        label(Point::new(4.0, 17.0), Anchor::Start, title).class("name"),
        label(Point::new(right, 17.0), Anchor::End, writes).class("state"),
        label(Point::new(4.0, 38.0), Anchor::Start, colours).class("state"),
    ]
}

fn row(
    moment: &Moment<'_, RangeSplit>,
    place: &Place,
    node: NodeId,
    top: f32,
) -> Element {
    let store = moment.model;
    let (ranges, slots) = store.writes_ppm(node);
    let is_busy = ranges > 500_000;
    let share = |y: f32, text: String, class| {
        label(Point::new(place.width - 4.0, y), Anchor::End, text).class(class)
    };
    let shares = match moment.layout {
        Layout::Wide => vec![share(
            top + 16.0,
            format!("{}, slots {}", percent(ranges), percent(slots)),
            "inside",
        )],
        Layout::Narrow => vec![
            share(top + 14.0, percent(ranges), "name"),
            share(top + 30.0, percent(slots), "state"),
        ],
    };
    let slots_at = Point::new(place.boxes.0, top + 24.0);
    element("g")
        .key(name(node))
        .class("bar")
        .role(if is_busy { Role::Chosen } else { Role::Follower })
        .child(
            label(Point::new(24.0, top + 16.0), Anchor::End, name(node))
                .class("name"),
        )
        .child(boxes(store, place, node, top))
        .child(
            rectangle(slots_at, (place.length(store.slots_mb(node)), 5.0))
                .class("rival"),
        )
        .text(" ")
        .children(shares)
        .children(write_bars(moment.layout, place, top, [ranges, slots]))
}

/// The shares of the writes as bars below their numbers: the whole column is all of
/// them.
fn write_bars(
    layout: Layout,
    place: &Place,
    top: f32,
    shares: [u32; 2],
) -> [Element; 2] {
    let (column, y) = match layout {
        Layout::Wide => (130.0, top + 21.0),
        Layout::Narrow => (50.0, top + 34.0),
    };
    let left = place.width - 4.0 - column;
    let bars = [("mark", y, 6.0), ("rival", y + 8.0, 4.0)];
    let mut shares = shares.into_iter();
    bars.map(|(class, y, height)| {
        let share = shares.next().unwrap_or(0) as f32 / 1_000_000.0;
        rectangle(Point::new(left, y), (column * share, height)).class(class)
    })
}

/// The ranges of a node in key order: the one that was written last is marked, and
/// so is one that is on its way.
fn boxes(store: &RangeStore, place: &Place, node: NodeId, top: f32) -> Element {
    let (written, moving) =
        (store.written(), store.on_its_way().map(|moving| moving.range));
    let role = |range: &Range| match range.id {
        id if moving == Some(id) => Role::Candidate,
        id if written == Some(id) => Role::Lost,
        _ => Role::Follower,
    };
    let (mut x, mut signs) = (place.boxes.0, Vec::new());
    let mut data = [const { String::new() }; 3];
    let roles = [Role::Follower, Role::Candidate, Role::Lost];
    for range in store.ranges().iter().filter(|range| range.node == node) {
        let width = place.length(range.mb());
        let ((left, y), wide) =
            (Point::new(x, top + 3.0).px(), Px::round((width - 1.0).max(0.0)));
        let mine = role(range);
        for (role, data) in roles.iter().zip(&mut data) {
            if *role == mine {
                data.push_str(&format!("M{left} {y}h{wide}v18h-{wide}z"));
            }
        }
        let sign = match mine {
            Role::Candidate => "→",
            Role::Lost => "w",
            _ => "", // an ordinary range
        };
        if !sign.is_empty() {
            let middle = Point::new(x + width / 2.0, top + 16.0);
            signs.push(label(middle, Anchor::Middle, sign));
        }
        x += width;
    }
    let paths = roles.into_iter().zip(data).map(|(role, data)| {
        element("path").attr("d", data).class("level").role(role)
    });
    element("g").children(paths).children(signs)
}

/// The share of `part`, as a percentage.
pub fn share(part: u32, whole: u32) -> String {
    percent(ratio_ppm(part.into(), whole.into()))
}
