//! The nodes with their ranges as boxes, and below each what it has in slots.

use super::keys::bounds;
use super::{RangeSplit, name, nodes, shares, strip};
use crate::figures::{percent, ratio_ppm, whole_percent};
use models::partitioning::RangeStore;
use models::partitioning::range_store::Pattern;
use sim::{Micros, NodeId};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// The least that the whole width stands for, in MB: so the scale is steady.
const SCALE_MIN: u32 = 400;
/// A range that was written in so many of the last batches, a second, is being
/// written.
const RECENT: u64 = 10;
/// The room behind the fullest row, in MB: a ghost is seldom larger.
const GHOST_MB: u32 = 36;
/// How long what was moved leaves a ghost.
const GHOST: Micros = Micros::from_millis(1_500);
/// Where rows begin, how much room they have, and what is below them.
const TOP: f32 = 94.0;
const ROOM: f32 = 184.0;
const BELOW: f32 = 42.0;

/// A moment.
pub struct Scene<'a> {
    pub store: &'a RangeStore,
    pub now: Micros,
    pub layout: Layout,
    pub pattern: Pattern,
    /// Of each range, in key order, whether it is being written.
    is_written: Vec<bool>,
}

impl<'a> Scene<'a> {
    pub fn of(moment: &Moment<'a, RangeSplit>) -> Scene<'a> {
        let store = moment.model;
        let mut is_written = vec![false; store.ranges().len()];
        for (_, key) in store.written(RECENT) {
            is_written[store.place(key)] = true;
        }
        Scene {
            store,
            now: moment.now,
            layout: moment.layout,
            pattern: moment.settings.of_model().pattern,
            is_written,
        }
    }

    /// What a range is, by its place in key order.
    pub fn role(&self, place: usize) -> Role {
        let id = self.store.ranges()[place].id;
        match self.store.on_its_way() {
            Some(moving) if moving.range == id => Role::Candidate,
            Some(_) | None if self.is_written[place] => Role::Chosen,
            Some(_) | None => Role::Follower,
        }
    }
}

/// Where things lie.
pub struct Place {
    pub width: f32,
    /// Where boxes begin and end.
    pub boxes: (f32, f32),
    /// How high a row is.
    row: f32,
    /// What the whole width of boxes stands for, in MB.
    scale: u32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (width, right) = match scene.layout {
            Layout::Wide => (620.0, 150.0),
            Layout::Narrow => (340.0, 58.0),
        };
        let store = scene.store;
        let most = nodes(store).map(|n| store.range_mb(n).max(store.slots_mb(n)));
        // With room for what has just left the fullest.
        let most = most.max().unwrap_or(0) + GHOST_MB;
        Place {
            width,
            boxes: (30.0, width - right),
            row: (ROOM / store.nodes() as f32).min(46.0),
            scale: most.div_ceil(SCALE_MIN).max(1) * SCALE_MIN,
        }
    }

    fn length(&self, mb: u32) -> f32 {
        (self.boxes.1 - self.boxes.0) * mb as f32 / self.scale as f32
    }

    fn top(&self, node: NodeId) -> f32 {
        TOP + self.row * (node.0 - 1) as f32
    }
}

/// Draws the strip and the rows.
pub fn draw(moment: &Moment<'_, RangeSplit>) -> Element {
    let scene = Scene::of(moment);
    let place = Place::of(&scene);
    let rows = nodes(scene.store).map(|node| row(&scene, &place, node));
    let words = "Ranges in key order and on each node, and who takes the writes";
    picture((place.width as u32, (TOP + ROOM + BELOW) as u32), words)
        .child(strip::draw(&scene, &place))
        .children(rows)
        .children(ghost(&scene, &place))
        .children(on_its_way(&scene, &place))
        .child(copied(&scene, &place))
}

fn row(scene: &Scene, place: &Place, node: NodeId) -> Element {
    let top = place.top(node);
    let (ranges, slots) = shares(scene.store, node);
    let is_busy = ranges > 500_000;
    let share = |y: f32, text: String, class| {
        label(Point::new(place.width - 4.0, y), Anchor::End, text).class(class)
    };
    let shares = match scene.layout {
        Layout::Wide => vec![share(
            top + 13.0,
            format!("{}, slots {}", whole_percent(ranges), whole_percent(slots)),
            if is_busy { "name" } else { "inside" },
        )],
        Layout::Narrow => vec![share(top + 13.0, whole_percent(ranges), "name")],
    };
    let slots_at = Point::new(place.boxes.0, top + 21.0);
    let own = rectangle(slots_at, (place.length(scene.store.slots_mb(node)), 4.0));
    let name_at = Point::new(24.0, top + 15.0);
    element("g")
        .key(name(node))
        .class("bar")
        .role(if is_busy { Role::Chosen } else { Role::Follower })
        .child(label(name_at, Anchor::End, name(node)).class("name"))
        .child(boxes(scene, place, node))
        .child(own.class("rival"))
        .text(" ")
        .children(shares)
        .children(moved_here(scene, place, node))
        .children(write_bars(scene.layout, place, top, [ranges, slots]))
}

/// What was copied for the newest node, so that it has its share of the slots.
fn moved_here(scene: &Scene, place: &Place, node: NodeId) -> Option<Element> {
    let (copied, all) = (scene.store.slots_copied(), scene.store.slots_of_mb());
    let is_it = all > 0 && node.0 == scene.store.nodes();
    let words = format!("by slots {} of {all} MB copied here", copied.mb);
    let at = Point::new(place.boxes.0, place.top(node) + 36.0);
    is_it.then(|| label(at, Anchor::Start, words).class("state"))
}

/// The shares of the writes as bars below their numbers: the whole column is all of
/// them.
fn write_bars(
    layout: Layout,
    place: &Place,
    top: f32,
    shares: [u32; 2],
) -> [Element; 2] {
    let column = match layout {
        Layout::Wide => 130.0,
        Layout::Narrow => 50.0,
    };
    let left = place.width - 4.0 - column;
    let bar = |class, y: f32, height: f32, share: u32| {
        let length = column * share as f32 / 1_000_000.0;
        rectangle(Point::new(left, y), (length, height)).class(class)
    };
    [
        bar("mark", top + 18.0, 5.0, shares[0]),
        bar("rival", top + 24.0, 3.0, shares[1]),
    ]
}

/// The ranges of a node in key order: those that are being written are marked, and so
/// is one that is on its way. One that has left leaves a ghost.
fn boxes(scene: &Scene, place: &Place, node: NodeId) -> Element {
    let mut x = place.boxes.0;
    let mut boxes = element("g");
    let ranges = scene.store.ranges().iter().enumerate();
    for (index, range) in ranges.filter(|(_, range)| range.node == node) {
        let width = place.length(range.mb());
        let mark = rectangle(
            Point::new(x, place.top(node) + 2.0),
            ((width - 1.0).max(0.0), 17.0),
        );
        let text = bounds(scene.store, scene.pattern, index);
        let has_room = text_width(&text) + 2.0 <= width;
        let middle = Point::new(x + width / 2.0, place.top(node) + 15.0);
        let text = has_room.then(|| label(middle, Anchor::Middle, text));
        boxes = boxes.child(
            element("g")
                .key(range.id.to_string())
                .role(scene.role(index))
                .child(mark.class("level"))
                .children(text),
        );
        x += width;
    }
    boxes
}

/// Where the range was that has just moved.
fn ghost(scene: &Scene, place: &Place) -> Option<Element> {
    let moved = scene.store.arrived()?;
    if scene.now.since(moved.done) >= GHOST {
        return None;
    }
    let top = place.top(moved.from);
    // Behind what sets out from there at the same moment, and its words.
    let next = scene.store.on_its_way().filter(|next| next.from == moved.from);
    let taken = next.map_or(0.0, |next| place.length(next.mb).max(10.0) + 50.0);
    let x = place.boxes.0 + place.length(scene.store.range_mb(moved.from)) + taken;
    let corner = Point::new(x + 3.0, top + 3.0);
    let width = place.length(moved.mb).min(place.boxes.1 - corner.x);
    let words = format!("went to {}", name(moved.to));
    let drawn = element("g")
        .class("flights")
        .role(Role::Lost)
        .child(rectangle(corner, (width, 15.0)).class("mark"))
        .children(beside(place, Point::new(x + width + 8.0, top + 15.0), words));
    (width > 0.0).then_some(drawn)
}

/// What is said beside a box, if there is room: further right are the shares.
fn beside(place: &Place, at: Point, words: String) -> Option<Element> {
    let has_room = at.x + text_width(&words) <= place.boxes.1 + 4.0;
    has_room.then(|| label(at, Anchor::Start, words).class("halo"))
}

/// The range that is being copied, between the two nodes.
fn on_its_way(scene: &Scene, place: &Place) -> Option<Element> {
    let moving = scene.store.on_its_way()?;
    let whole = moving.done.since(moving.since).get().max(1);
    let gone = scene.now.since(moving.since).get().min(whole);
    let end = |node| {
        let x = place.boxes.0 + place.length(scene.store.range_mb(node));
        Point::new(x, place.top(node) + 10.0)
    };
    let at = end(moving.from).toward(end(moving.to), (gone * 1_000 / whole) as u32);
    let width = place.length(moving.mb).max(10.0);
    let left = (at.x + 4.0).min(place.boxes.1 - width);
    let corner = Point::new(left, at.y - 7.0);
    let words = format!("{} MB", moving.mb);
    let words_at = Point::new(left + width + 4.0, at.y + 4.5);
    let drawn = element("g")
        .class("flights")
        .role(Role::Candidate)
        .child(rectangle(corner, (width, 14.0)).class("mark"))
        .children(beside(place, words_at, words));
    Some(drawn)
}

/// How much of all that was written has been copied since.
fn copied(scene: &Scene, place: &Place) -> Element {
    let (all, copied) = (scene.store.total_mb(), scene.store.copied().mb);
    let y = TOP + ROOM + 12.0;
    let left = match scene.layout {
        Layout::Wide => 276.0,
        Layout::Narrow => 196.0,
    };
    let right = place.width - 4.0;
    let share = copied as f32 / all.max(1) as f32;
    let bar = |width: f32, role| {
        let corner = Point::new(left, y - 6.0);
        rectangle(corner, (width, 10.0)).class("level").role(role)
    };
    let words = match scene.layout {
        Layout::Wide => format!("{all} MB written, {copied} MB copied since"),
        Layout::Narrow => format!("{all} MB, {copied} MB copied"),
    };
    let legend = match scene.layout {
        Layout::Wide => {
            "thin: the same data in 16,384 slots · right: writes of 5 s, for slots all so far"
        }
        Layout::Narrow => "thin: slots · right: 5 s (slots: all)",
    };
    let below = Point::new(4.0, y + 22.0);
    element("g")
        .child(label(Point::new(4.0, y + 4.0), Anchor::Start, words))
        .text(" ")
        .child(label(below, Anchor::Start, legend).class("state"))
        .child(bar(right - left, Role::Follower))
        .child(bar((right - left) * share.min(1.0), Role::Candidate))
}

/// The share of `part`, as a percentage.
pub fn share(part: u32, whole: u32) -> String {
    percent(ratio_ppm(part.into(), whole.into()))
}
