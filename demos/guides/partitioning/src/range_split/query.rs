//! A query for the keys of the last two seconds, where these are neighbours in time:
//! where they lie, and which nodes it asks for them.

use super::name;
use super::ranges::edges;
use super::rows::{Place, Scene};
use super::writes::end;
use models::partitioning::range_store::Pattern;
use sim::{Micros, NodeId};
use stage::parts::{Anchor, Point, label, line, lines};
use stage::{Element, Role, element};

/// For how long it looks back, and how many batches come in that.
const SPAN: Micros = Micros::from_secs(2);
const BATCHES: u64 = 20;
/// Where its way to the nodes goes down.
const WAY: f32 = 31.0;

/// Draws the keys, the way to those who have them, and says who that is.
pub fn draw(scene: &Scene, place: &Place) -> Option<Element> {
    if scene.pattern != Pattern::Ascending || scene.now < SPAN {
        return None;
    }
    let edges = edges(scene.store, place);
    let mut asked: Vec<NodeId> = Vec::new();
    let mut keys = String::new();
    for (_, key) in scene.store.written(BATCHES) {
        let (x, node) = end(scene, place, &edges, key);
        let at = Point::new(x, place.top(node) + place.height() - 6.0);
        let (x, y) = at.px();
        keys.push_str(&format!("M{x} {y}h0"));
        if let Err(index) = asked.binary_search(&node) {
            asked.insert(index, node);
        }
    }
    let row = |node: &NodeId| place.top(*node) + place.height() / 2.0;
    let top = asked.first().map_or(place.bottom(), row);
    let below = Point::new(WAY, place.bottom() + 48.0);
    let ways = asked.iter().map(|node| {
        let y = row(node);
        (Point::new(WAY, y), Point::new(WAY + 6.0, y))
    });
    let names: Vec<_> = asked.iter().map(|node| name(*node)).collect();
    let words = format!("a query for the last 2 s asks {}", names.join(", "));
    let words_at = Point::new(4.0, place.bottom() + 60.0);
    let drawn = element("g")
        .class("flights")
        .child(line(Point::new(WAY, top), below).class("stem"))
        .child(lines(ways).class("stem"))
        .child(element("path").attr("d", keys).class("keys"));
    let words = label(words_at, Anchor::Start, words).class("word");
    Some(element("g").role(Role::Doubt).child(drawn).child(words))
}
