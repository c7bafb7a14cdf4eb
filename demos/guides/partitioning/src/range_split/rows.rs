//! The nodes as rows, and across them the keys in order: whoever stores a key has it
//! in the own row.

use super::settings::Placed;
use super::{RangeSplit, busy, data_mb, name, nodes, query, ranges, slots, writes};
use crate::figures::whole_percent;
use models::partitioning::RangeStore;
use models::partitioning::range_store::Pattern;
use sim::{Micros, NodeId};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

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
    /// Where rows begin, and how high each is.
    top: f32,
    row: f32,
    /// Where the last one ends.
    bottom: f32,
}

impl Place {
    fn of(scene: &Scene) -> Place {
        let (width, right, top, room) = match scene.layout {
            Layout::Wide => (620.0, 138.0, 44.0, 200.0),
            Layout::Narrow => (340.0, 62.0, 60.0, 180.0),
        };
        let row = room / scene.store.nodes() as f32;
        Place { width, keys: (36.0, width - right), top, row, bottom: top + room }
    }

    /// Where writes come from.
    pub fn sky(&self) -> f32 {
        self.top - 18.0
    }

    /// How high a box is.
    pub fn height(&self) -> f32 {
        self.row - GAP
    }

    /// Where the boxes of a row begin.
    pub fn top(&self, node: NodeId) -> f32 {
        self.top + self.row * (node.0 - 1) as f32 + GAP / 2.0
    }

    /// Where the last row ends.
    pub fn bottom(&self) -> f32 {
        self.bottom
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
    let below = if scene.layout == Layout::Wide { 66.0 } else { 82.0 };
    let size = (place.width as u32, (place.bottom() + below) as u32);
    let drawn = picture(size, "Who stores which keys, and where writes fall")
        .child(heads(&scene, &place))
        .children(rows);
    let drawn = match scene.placed {
        Placed::Ranges => ranges::draw(drawn, &scene, &place),
        Placed::Slots => slots::draw(drawn, &scene, &place),
    };
    drawn
        .child(writes::draw(&scene, &place))
        .children(query::draw(&scene, &place))
        .child(copied(&scene, &place))
}

/// What lies across, and what the numbers are.
fn heads(scene: &Scene, place: &Place) -> Element {
    let (keys, colours) = match scene.placed {
        Placed::Ranges => (
            "a box: a range of keys",
            "blue: written · orange: copied · dotted: has moved",
        ),
        Placed::Slots => {
            ("16,384 slots: a key's slot is its hash", "orange: being copied")
        }
    };
    let colours_at = match scene.layout {
        Layout::Wide => Point::new(14.0 + text_width(keys), 15.0),
        Layout::Narrow => Point::new(4.0, 32.0),
    };
    let writes = match scene.layout {
        Layout::Wide => "writes, last 5 s",
        Layout::Narrow => "writes",
    };
    let right = Point::new(place.width - 4.0, 15.0);
    element("g")
        .child(label(Point::new(4.0, 15.0), Anchor::Start, keys).class("state"))
        .text(" ")
        .child(label(colours_at, Anchor::Start, colours).class("state"))
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
    // The bar is beside its words, or below them.
    let (left, top, high, base) = match scene.layout {
        Layout::Wide => (306.0, y - 6.0, 10.0, y + 4.0),
        Layout::Narrow => (40.0, y + 3.0, 5.0, y - 1.0),
    };
    let right = place.width - 4.0;
    let share = copied as f32 / all.max(1) as f32;
    let bar = |width: f32, role| {
        rectangle(Point::new(left, top), (width, high)).class("level").role(role)
    };
    // In the colours of the bar.
    let part =
        |text: String, role| element("tspan").class("loud").role(role).text(text);
    let words = label(Point::new(40.0, base), Anchor::Start, "")
        .child(part(format!("{all} MB written"), Role::Follower))
        .text(", ")
        .child(part(format!("{copied} MB copied"), Role::Candidate));
    let now = match scene.placed {
        Placed::Ranges => store.on_its_way().map(|moving| {
            let (from, to) = (name(moving.from), name(moving.to));
            format!("now copied: {} MB from {from} to {to}", moving.mb)
        }),
        Placed::Slots => {
            let due = store.slots_due();
            (due > 0)
                .then(|| format!("{due} slots to go to {}", name(newest(store))))
        }
    };
    // Beside a query, or below it.
    let line = if scene.layout == Layout::Wide { 22.0 } else { 38.0 };
    let now = now.map(|now| {
        label(Point::new(right, y + line), Anchor::End, now).class("state")
    });
    element("g")
        .child(words)
        .text(" ")
        .children(now)
        .child(bar(right - left, Role::Follower))
        .child(bar((right - left) * share.min(1.0), Role::Candidate))
}

fn newest(store: &RangeStore) -> NodeId {
    NodeId(store.nodes())
}
