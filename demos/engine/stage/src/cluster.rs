//! The marks of a cluster: what may be done to nodes, links and messages whichever
//! protocol they speak; and its links, drawn.

use crate::element::{Element, Role, element};
use crate::mark::Mark;
use crate::parts::geometry::Point;
use crate::parts::node::NODE_RADIUS;
use crate::parts::svg::line;
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, Edit, MessageId, Model, NodeId, Process};

/// What may be done to a cluster of such processes.
type EditOf<P> = Edit<<P as Process>::Timer, <P as Process>::Command>;

/// What the mark of a node is called in the picture.
pub fn node_id(node: NodeId) -> String {
    format!("node-{}", node.0)
}

/// What the mark of the link between two nodes is called.
pub fn link_id(one: NodeId, other: NodeId) -> String {
    format!("link-{}-{}", one.0.min(other.0), one.0.max(other.0))
}

/// A link between two nodes at these places, from edge to edge. A half is dotted where
/// whoever is at its end hears nothing from the other.
pub fn draw_link<P: Process>(
    cluster: &Cluster<P>,
    (one, other): (NodeId, NodeId),
    ends: (Point, Point),
) -> Element {
    let (start, end) = edges(ends);
    let middle = start.toward(end, 500);
    let half = |from: NodeId, to: NodeId, end: Point| {
        let is_cut = cluster.is_cut(from, to);
        let role = if is_cut { Role::Lost } else { Role::Quiet };
        line(middle, end).class("link").role(role)
    };
    element("g")
        .key(link_id(one, other))
        .child(half(other, one, start))
        .child(half(one, other, end))
}

/// The same as a mark that can be pressed; messages on it come before it.
pub fn draw_link_mark<P: Process>(
    cluster: &Cluster<P>,
    (one, other): (NodeId, NodeId),
    ends: (Point, Point),
) -> Element {
    let (start, end) = edges(ends);
    let words = format!("Link {}–{}", cluster.name(one), cluster.name(other));
    draw_link(cluster, (one, other), ends)
        .child(line(start, end).class("hit"))
        .mark(link_id(one, other), words)
        .gives_way()
}

/// Where a link begins and ends, a little beside the nodes.
fn edges((from, to): (Point, Point)) -> (Point, Point) {
    let gap = NODE_RADIUS + 6.0;
    (from.step(to, gap), to.step(from, gap))
}

/// Whom a node has a link to.
pub fn neighbours(node: NodeId, links: &[(NodeId, NodeId)]) -> Vec<NodeId> {
    let other = |(one, other): &(NodeId, NodeId)| match (*one, *other) {
        (one, other) if one == node => Some(other),
        (one, other) if other == node => Some(one),
        _ => None,
    };
    links.iter().filter_map(other).collect()
}

/// A node: it may be crashed, or restarted.
pub fn node<P: Process>(
    cluster: &Cluster<P>,
    node: NodeId,
    name: String,
) -> Mark<EditOf<P>> {
    let is_up = cluster.condition(node) != Condition::Stopped;
    let mark = Mark::new(node_id(node), name);
    mark.action_if(is_up, "Crash", Edit::Crash(node)).action_if(
        !is_up,
        "Restart",
        Edit::Restart(node),
    )
}

/// What cuts a node off from others, if it is not cut off from all of them yet.
pub fn cuts<P: Process>(
    cluster: &Cluster<P>,
    node: NodeId,
    others: &[NodeId],
) -> Vec<EditOf<P>> {
    let is_open = |other: &&NodeId| {
        **other != node
            && !(cluster.is_cut(node, **other) && cluster.is_cut(**other, node))
    };
    others.iter().filter(is_open).map(|other| Edit::Cut(node, *other)).collect()
}

/// What opens the links of a node again, if one is cut.
pub fn heals<P: Process>(
    cluster: &Cluster<P>,
    node: NodeId,
    others: &[NodeId],
) -> Vec<EditOf<P>> {
    let is_cut = |other: &&NodeId| {
        cluster.is_cut(node, **other) || cluster.is_cut(**other, node)
    };
    others.iter().filter(is_cut).map(|other| Edit::Heal(node, *other)).collect()
}

/// The link between two nodes: it may be cut, either way or both, and opened again.
pub fn link<P: Process>(
    cluster: &Cluster<P>,
    (one, other): (NodeId, NodeId),
    name: &dyn Fn(NodeId) -> String,
) -> Mark<EditOf<P>> {
    let (there, back) = (cluster.is_cut(one, other), cluster.is_cut(other, one));
    let (a, b) = (name(one), name(other));
    let state = match (there, back) {
        (false, false) => String::from("open both ways"),
        (true, true) => "cut both ways".into(),
        (true, false) => format!("{b} hears nothing from {a}"),
        (false, true) => format!("{a} hears nothing from {b}"),
    };
    Mark::new(link_id(one, other), format!("Link {a}–{b}"))
        .state(state)
        .action_if(!(there && back), "Cut", Edit::Cut(one, other))
        .action_if(!there, format!("Cut {a} → {b} only"), Edit::Block(one, other))
        .action_if(!back, format!("Cut {b} → {a} only"), Edit::Block(other, one))
        .action_if(there || back, "Reconnect", Edit::Heal(one, other))
}

/// A message on its way: it may be dropped, held, delivered at once or doubled.
pub fn message<P: Process>(
    id: MessageId,
    message: &InFlight<P::Message>,
    name: &dyn Fn(NodeId) -> String,
) -> Mark<EditOf<P>>
where
    P::Message: std::fmt::Display,
{
    let (from, to) = (name(message.from), name(message.to));
    Mark::new(id.to_string(), message.message.to_string())
        .state(format!("{from} → {to}"))
        .action("Drop", Edit::Drop(id))
        .action("Hold", Edit::Hold(id))
        .action("Deliver now", Edit::Release(id))
        .action("Duplicate", Edit::Duplicate(id))
}
