//! The nodes as rows, and across them the keys in order: whoever stores a key has it
//! in the own row.

use super::settings::Placed;
use super::{RangeSplit, busy, data_mb, name, nodes, ranges, slots, writes};
use crate::figures::whole_percent;
use models::partitioning::range_store::Pattern;
use models::partitioning::{RangeStore, SlotTable};
use sim::{Micros, NodeId};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where rows begin, how much room they have, and what is below them.
const TOP: f32 = 44.0;
const ROOM: f32 = 200.0;
const BELOW: f32 = 66.0;
/// Of a row, what its boxes leave free.
const GAP: f32 = 12.0;

/// A moment.
pub struct Scene<'a> {
    pub store: &'a RangeStore,
    pub now: Micros,
    pub layout: Layout,
    pub pattern: Pattern,
    pub placed: Placed,
}

impl<'a> Scene<'a> {
    pub fn of(moment: &Moment<'a, RangeSplit>) -> Scene<'a> {
        Scene {
            store: moment.model,
            now: moment.now,
            layout: moment.layout,
            pattern: moment.settings.of_model().pattern,
            placed: moment.settings.placed(),
        }
    }
}

/// Where things lie.
pub struct Place {
    pub width: f32,
    /// Where keys begin and end.
    pub keys: (f32, f32),
    /// How high a row is.
    row: f32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (width, right) = match scene.layout {
            Layout::Wide => (620.0, 138.0),
            Layout::Narrow => (340.0, 62.0),
        };
        let row = ROOM / scene.store.nodes() as f32;
        Place { width, keys: (36.0, width - right), row }
    }

    /// How high a box is.
    pub fn height(&self) -> f32 {
        self.row - GAP
    }

    /// Where the boxes of a row begin.
    pub fn top(&self, node: NodeId) -> f32 {
        TOP + self.row * (node.0 - 1) as f32 + GAP / 2.0
    }

    /// Where the last row ends.
    pub fn bottom(&self) -> f32 {
        TOP + ROOM
    }

    /// Where a part of the keys ends, of 1.
    pub fn x(&self, share: f32) -> f32 {
        self.keys.0 + (self.keys.1 - self.keys.0) * share
    }
}

/// Draws the rows, what lies in them, and what comes.
pub fn draw(moment: &Moment<'_, RangeSplit>) -> Element {
    let scene = Scene::of(moment);
    let place = Place::of(&scene);
    let rows = nodes(scene.store).map(|node| row(&scene, &place, node));
    let size = (place.width as u32, (TOP + ROOM + BELOW) as u32);
    let drawn = picture(size, "Who stores which keys, and where writes fall")
        .child(heads(&scene, &place))
        .children(rows);
    let drawn = match scene.placed {
        Placed::Ranges => ranges::draw(drawn, &scene, &place),
        Placed::Slots => slots::draw(drawn, &scene, &place),
    };
    drawn.child(writes::draw(&scene, &place)).child(copied(&scene, &place))
}

/// What lies across, and what the numbers are.
fn heads(scene: &Scene, place: &Place) -> Element {
    let keys = match (scene.placed, scene.layout) {
        (Placed::Ranges, Layout::Wide) => {
            "keys in order · blue: written · orange: copied · dotted: has moved"
        }
        (Placed::Ranges, Layout::Narrow) => "keys in order · blue: written",
        (Placed::Slots, Layout::Wide) => {
            "16,384 slots: a key's slot is its hash · orange: being copied"
        }
        (Placed::Slots, Layout::Narrow) => "16,384 slots: a key's slot is its hash",
    };
    let writes = match scene.layout {
        Layout::Wide => "writes, last 5 s",
        Layout::Narrow => "writes",
    };
    let right = Point::new(place.width - 4.0, 15.0);
    element("g")
        .child(label(Point::new(4.0, 15.0), Anchor::Start, keys).class("state"))
        .text(" ")
        .child(label(right, Anchor::End, writes).class("state"))
}

/// A node's name, the line on which its boxes stand, and what it takes.
fn row(scene: &Scene, place: &Place, node: NodeId) -> Element {
    let top = place.top(node);
    let bottom = top + place.height();
    let middle = top + place.height() / 2.0;
    let share = busy(scene.store, scene.placed, node);
    let role = if share > 500_000 { Role::Chosen } else { Role::Follower };
    let name_at = Point::new(26.0, middle + 4.5);
    let name = element("g")
        .child(rectangle(Point::new(0.0, top), (32.0, place.height())).class("hit"))
        .child(label(name_at, Anchor::End, name(node)).class("name"))
        .mark(name(node), "");
    let ground = line(
        Point::new(place.keys.0, bottom + 1.0),
        Point::new(place.keys.1, bottom + 1.0),
    );
    element("g")
        .key(super::name(node))
        .class("bar")
        .role(role)
        .child(name)
        .child(ground.class("link"))
        .text(" ")
        .children(numbers(scene, place, node, share))
}

/// How much data a node has, and its share of the last writes: the whole width of the
/// column is all of them.
fn numbers(scene: &Scene, place: &Place, node: NodeId, share: u32) -> Vec<Element> {
    let middle = place.top(node) + place.height() / 2.0;
    let column = match scene.layout {
        Layout::Wide => 124.0,
        Layout::Narrow => 50.0,
    };
    let right = place.width - 4.0;
    let left = Point::new(right - column, middle + 4.0);
    let bar = |part: f32, class| rectangle(left, (column * part, 7.0)).class(class);
    let at = |x| Point::new(x, middle - 2.0);
    let mb = format!("{} MB", data_mb(scene.store, scene.placed, node));
    let mb = (scene.layout == Layout::Wide)
        .then(|| label(at(left.x), Anchor::Start, mb).class("state"));
    let mut numbers = vec![bar(1.0, "rival")];
    if super::is_known(scene.now) {
        let written = whole_percent(share);
        numbers.push(label(at(right), Anchor::End, written).class("name"));
        numbers.push(bar(share as f32 / 1_000_000.0, "mark"));
    }
    numbers.extend(mb);
    numbers
}

/// How much of all that was written has been copied to another node, and what is
/// being copied now.
fn copied(scene: &Scene, place: &Place) -> Element {
    let store = scene.store;
    let (all, copied) = (store.total_mb(), super::copied_mb(store, scene.placed));
    let y = place.bottom() + 38.0;
    let left = match scene.layout {
        Layout::Wide => 276.0,
        Layout::Narrow => 240.0,
    };
    let right = place.width - 4.0;
    let share = copied as f32 / all.max(1) as f32;
    let bar = |width: f32, role| {
        let corner = Point::new(left, y - 6.0);
        rectangle(corner, (width, 10.0)).class("level").role(role)
    };
    let words = format!("{all} MB written, {copied} MB copied");
    let now = match scene.placed {
        Placed::Ranges => store.on_its_way().map(|moving| {
            let (from, to) = (name(moving.from), name(moving.to));
            format!("now copied: {} MB from {from} to {to}", moving.mb)
        }),
        Placed::Slots => {
            let due = store.slots_due();
            match due {
                0 => asked(scene),
                _ => Some(format!("{due} slots to go to {}", name(newest(store)))),
            }
        }
    };
    let below = Point::new(4.0, y + 22.0);
    let now = now.map(|now| label(below, Anchor::Start, now).class("state"));
    element("g")
        .child(label(Point::new(4.0, y + 4.0), Anchor::Start, words))
        .text(" ")
        .children(now)
        .child(bar(right - left, Role::Follower))
        .child(bar((right - left) * share.min(1.0), Role::Candidate))
}

/// How many nodes a query for the keys of the last two seconds asks, where these are
/// neighbours.
fn asked(scene: &Scene) -> Option<String> {
    let owner = |key| scene.store.slots().owner(SlotTable::slot(key)).0;
    let latest = scene.store.written(LATEST);
    let nodes = latest.fold(0u32, |nodes, (_, key)| nodes | 1 << owner(key));
    let is_known =
        scene.pattern == Pattern::Ascending && scene.now >= Micros::from_secs(2);
    is_known.then(|| {
        let count = nodes.count_ones();
        let plural = if count == 1 { "" } else { "s" };
        format!("a query for the last 2 s asks {count} node{plural}")
    })
}

/// So many batches come in two seconds.
const LATEST: u64 = 20;

fn newest(store: &RangeStore) -> NodeId {
    NodeId(store.nodes())
}
