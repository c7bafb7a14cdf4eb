//! A tree and its rows: nodes whose hashes differ light up from the root down.

use super::AntiEntropy;
use super::picture::Place;
use models::replication::merkle::{A, B, Compared, Node, Replica, Tree, replica};
use sim::cluster::Condition;
use sim::{Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{draw_box, press_area, title};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Dots, angles, lines};
use stage::{Element, Moment, Role, element};

/// A replica's side of the picture.
pub fn draw(
    moment: &Moment<'_, AntiEntropy>,
    place: &Place,
    node: NodeId,
) -> Element {
    let this = replica(moment.model, node);
    let side = place.side(node);
    let words = words(moment, node);
    let at = Point::new(side.at.x, side.at.y - 5.0);
    let is_up = moment.model.condition(node) != Condition::Stopped;
    let role = if is_up { Role::Quiet } else { Role::Lost };
    element("g")
        .child(draw_box(place.strip(node), role))
        .child(edges(this.tree(), place, node))
        .child(trail(this, place, node))
        .child(nodes(this, place, node))
        .child(rows(moment, place, node))
        .child(title(at, Anchor::Start, words.clone()))
        .child(press_area(side))
        .mark(node_id(node), words)
        .gives_way()
}

/// A replica's name, and how many rows it lacks or has old.
pub fn words(moment: &Moment<'_, AntiEntropy>, node: NodeId) -> String {
    let name = moment.model.name(node);
    if moment.model.condition(node) == Condition::Stopped {
        return format!("{name} is down");
    }
    match old_keys(moment, node).count() {
        0 => format!("{name}: no old row"),
        1 => format!("{name}: 1 old row"),
        count => format!("{name}: {count} old rows"),
    }
}

/// The keys of which the other replica has a newer row.
fn old_keys(
    moment: &Moment<'_, AntiEntropy>,
    node: NodeId,
) -> impl Iterator<Item = u32> {
    let other = if node == A { B } else { A };
    let [mine, theirs] = [node, other].map(|n| replica(moment.model, n).tree());
    (0..mine.len()).filter(|key| mine.version(*key) < theirs.version(*key))
}

/// All nodes of a tree, level by level.
fn all_nodes(tree: &Tree) -> impl Iterator<Item = Node> + use<> {
    (0..=tree.depth())
        .flat_map(|level| (0..1 << level).map(move |place| Node { level, place }))
}

/// From each node to its children: up from the one and down to the other.
fn edges(tree: &Tree, place: &Place, of: NodeId) -> Element {
    let inner = all_nodes(tree).filter(|node| node.level < tree.depth());
    let pairs = inner.map(|node| {
        let [left, right] = node.children();
        [left, node, right].map(|node| place.node(of, tree, node))
    });
    angles(pairs).class("link").role(Role::Quiet)
}

/// The edges along which the exchange went down.
fn trail(this: &Replica, place: &Place, of: NodeId) -> Element {
    let tree = this.tree();
    let below = |(node, _): &&(Node, Compared)| node.level > 0;
    let ends = this.compared().iter().filter(below).map(|(node, _)| {
        let parent = Node { level: node.level - 1, place: node.place / 2 };
        (place.node(of, tree, parent), place.node(of, tree, *node))
    });
    element("g").role(Role::Candidate).child(lines(ends).class("stem"))
}

/// The nodes that were compared; of the others the edges are enough.
fn nodes(this: &Replica, place: &Place, of: NodeId) -> Element {
    let tree = this.tree();
    let mut dots = Dots::new(7.5);
    for (node, compared) in this.compared() {
        let role = match compared {
            Compared::Asked => Role::Leader,
            Compared::Same => Role::Committed,
            Compared::Differs => Role::Candidate,
        };
        dots.put(role, place.node(of, tree, *node));
    }
    dots.draw()
}

/// The rows: ✕ where the other replica has a newer one, ▪ where it has come. Leaves that
/// were sent whole are shaded.
fn rows(moment: &Moment<'_, AntiEntropy>, place: &Place, node: NodeId) -> Element {
    let this = replica(moment.model, node);
    let tree = this.tree();
    let columns = (1..1_u32 << tree.depth()).map(|leaf| {
        let area = place.leaf(node, tree, leaf);
        (area.at, Point::new(area.at.x, area.end().y))
    });
    let mut dots = Dots::new(6.0);
    for key in this.taken() {
        dots.put(Role::Committed, place.key(node, tree, *key));
    }
    for key in old_keys(moment, node) {
        dots.put(Role::Lost, place.key(node, tree, key));
    }
    element("g")
        .children(sent(this, place, node))
        .child(lines(columns).class("link").role(Role::Quiet))
        .child(dots.draw())
}

/// The leaves that differ, which are sent whole.
fn sent(this: &Replica, place: &Place, of: NodeId) -> Vec<Element> {
    let tree = this.tree();
    let is_sent = |(node, compared): &&(Node, Compared)| {
        node.level == tree.depth() && *compared == Compared::Differs
    };
    let leaves = this.compared().iter().filter(is_sent).map(|(node, _)| {
        let area = place.leaf(of, tree, node.place);
        let top = Point::new(area.at.x, area.at.y + 1.0);
        let size = (area.width, area.height - 2.0);
        rectangle(top, size).class("shade").role(Role::Lost)
    });
    leaves.collect()
}
