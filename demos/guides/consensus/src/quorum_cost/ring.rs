//! The servers as a ring, and the messages between them. A pair that has spoken
//! keeps a line between it.

use super::{QuorumCost, role_of};
use models::consensus::decision::{ASKED, Message, Part, Server};
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, MessageId, Model, NodeId};
use stage::cluster::{message, node, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_message, draw_node};
use stage::parts::svg::circle;
use stage::parts::{Anchor, label, lines, picture};
use stage::{Element, Mark, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (306, 290);
const CENTER: Point = Point::new(150.0, 144.0);
const RADIUS: f32 = 114.0;

/// What the reader may do to servers and messages.
pub fn marks(
    cluster: &Cluster<Server>,
) -> Vec<Mark<<Cluster<Server> as Model>::Edit>> {
    let name = |node| cluster.name(node);
    let quorum = cluster.process(ASKED).quorum();
    let servers = cluster.nodes().map(|id| {
        let (_, words) = state(cluster, id, quorum);
        node(cluster, id, cluster.name(id)).state(words)
    });
    let messages = cluster
        .in_flight()
        .map(|(id, in_flight)| message::<Server>(id, in_flight, &name));
    servers.chain(messages).collect()
}

/// Draws the ring.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    let cluster = moment.model;
    let spoken = lines(pairs(cluster).into_iter().map(|(one, other)| {
        let (from, to) = (place(cluster, one), place(cluster, other));
        let gap = NODE_RADIUS + 6.0;
        (from.step(to, gap), to.step(from, gap))
    }));
    let messages = cluster.in_flight().map(|(id, m)| draw_one(moment, id, m));
    let servers = cluster.nodes().map(|node| draw_server(moment, node));
    picture(SIZE, "The servers, and the messages on their way")
        .child(spoken.class("link").role(Role::Quiet))
        .child(element("g").children(messages))
        .child(element("g").children(servers))
}

fn place(cluster: &Cluster<Server>, node: NodeId) -> Point {
    let count = cluster.nodes().count() as u32;
    on_circle(CENTER, RADIUS, node.0 * (1_000_000 / count))
}

/// The pairs of servers that have spoken so far.
fn pairs(cluster: &Cluster<Server>) -> Vec<(NodeId, NodeId)> {
    let mut pairs = Vec::new();
    for one in cluster.nodes() {
        for other in cluster.nodes().filter(|other| one < *other) {
            let has_told = |from, to| cluster.process(from).has_told(to);
            if has_told(one, other) || has_told(other, one) {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

fn draw_one(
    moment: &Moment<'_, QuorumCost>,
    id: MessageId,
    message: &InFlight<Message>,
) -> Element {
    let cluster = moment.model;
    let ends = (place(cluster, message.from), place(cluster, message.to));
    let progress = message.progress(moment.now);
    let role = match message.loss {
        Some(_) if progress > 400 => Role::Lost,
        Some(_) | None => role_of(message.message),
    };
    let gap = NODE_RADIUS + 4.0;
    let at = ends.0.step(ends.1, gap).toward(ends.1.step(ends.0, gap), progress);
    let (from, to) = (cluster.name(message.from), cluster.name(message.to));
    draw_message(id.to_string(), ends, progress, role, "")
        .child(circle(at, 12.0).class("hit"))
        .mark(id.to_string(), format!("{}, {from} to {to}", message.message))
}

/// What a server is: its role in the picture, and that in words.
fn state(
    cluster: &Cluster<Server>,
    node: NodeId,
    quorum: u32,
) -> (Role, &'static str) {
    if cluster.condition(node) == Condition::Stopped {
        return (Role::Lost, "stopped");
    }
    let server = cluster.process(node);
    match server.part() {
        _ if server.decided().is_some() => (Role::Committed, "knows"),
        Part::Leads { asks: None, .. } => (Role::Leader, "leader"),
        Part::Leads { asks: Some(_), .. } => (Role::Leader, "counts answers"),
        Part::Follows { said: None } => (Role::Follower, "follower"),
        Part::Follows { said: Some(_) } => (Role::Doubt, "has answered"),
        Part::Doubts(_) if node == ASKED => (Role::Leader, "primary"),
        Part::Doubts(replica) if replica.is_prepared(quorum) => {
            (Role::Doubt, "prepared")
        }
        Part::Doubts(replica) if replica.is_ordered() => (Role::Doubt, "was told"),
        Part::Doubts(_) => (Role::Follower, "backup"),
    }
}

fn draw_server(moment: &Moment<'_, QuorumCost>, node: NodeId) -> Element {
    let cluster = moment.model;
    let quorum = moment.settings.of_model().quorum();
    let (role, words) = state(cluster, node, quorum);
    let name = cluster.name(node);
    let at = place(cluster, node);
    let mark = NodeMark::new(node_id(node), at, role).inside(name.clone());
    let drawn = draw_node(&mark);
    // A cross stands where its name was.
    let drawn = match role {
        Role::Lost => {
            let below = Point::new(at.x, at.y + NODE_RADIUS + 14.0);
            drawn.child(label(below, Anchor::Middle, name.clone()).class("state"))
        }
        _ => drawn,
    };
    drawn.mark(node_id(node), format!("{name}, {words}"))
}
