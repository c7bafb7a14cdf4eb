//! The servers as a ring, and the messages between them. A pair that has spoken
//! keeps a line between it.

use super::checks::conflict;
use super::{QuorumCost, role_of};
use models::consensus::decision::{ASKED, Honesty, Part, Said, Server};
use sim::cluster::{Condition, InFlight};
use sim::{Cluster, MessageId, Model, NodeId};
use stage::cluster::{message, node, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_message, draw_node};
use stage::parts::svg::circle;
use stage::parts::{Anchor, label, lines, picture};
use stage::{Element, Mark, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (306, 284);
const CENTER: Point = Point::new(150.0, 142.0);
const RADIUS: f32 = 112.0;

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
    let drawn = |pairs: Vec<(NodeId, NodeId)>| {
        lines(pairs.into_iter().map(|(one, other)| {
            let (from, to) = (place(cluster, one), place(cluster, other));
            let gap = NODE_RADIUS + 6.0;
            (from.step(to, gap), to.step(from, gap))
        }))
    };
    let has_told = |from, to| cluster.process(from).has_told(to);
    let links = drawn(pairs(cluster, |_, _| true));
    let spoken =
        drawn(pairs(cluster, |one, to| has_told(one, to) || has_told(to, one)));
    let messages = cluster.in_flight().map(|(id, m)| draw_one(moment, id, m));
    let servers = cluster.nodes().map(|node| draw_server(moment, node));
    picture(SIZE, "The servers, and the messages on their way")
        .child(links.class("link").role(Role::Quiet))
        .child(spoken.class("stem").role(Role::Quiet))
        .child(element("g").children(messages))
        .child(element("g").children(servers))
}

fn place(cluster: &Cluster<Server>, node: NodeId) -> Point {
    let count = cluster.nodes().count() as u32;
    on_circle(CENTER, RADIUS, node.0 * (1_000_000 / count))
}

/// The pairs of servers of which this is so.
fn pairs(
    cluster: &Cluster<Server>,
    is_so: impl Fn(NodeId, NodeId) -> bool,
) -> Vec<(NodeId, NodeId)> {
    let mut pairs = Vec::new();
    for one in cluster.nodes() {
        for other in cluster.nodes().filter(|other| one < *other) {
            if is_so(one, other) {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

fn draw_one(
    moment: &Moment<'_, QuorumCost>,
    id: MessageId,
    message: &InFlight<Said>,
) -> Element {
    let cluster = moment.model;
    let ends = (place(cluster, message.from), place(cluster, message.to));
    let progress = message.progress(moment.now);
    let role = match message.loss {
        Some(_) if progress > 400 => Role::Lost,
        Some(_) | None => role_of(message.message.message),
    };
    let gap = NODE_RADIUS + 4.0;
    let at = ends.0.step(ends.1, gap).toward(ends.1.step(ends.0, gap), progress);
    let (from, to) = (cluster.name(message.from), cluster.name(message.to));
    // Where S1 lies, what is said matters; where all speak to all, what differs from
    // what is heard first.
    let told = message.message.value;
    let value = told.to_string();
    let is_all_to_all = matches!(cluster.process(ASKED).part(), Part::Doubts(_));
    let is_told = is_lying(moment)
        && message.message.message.has_value()
        && (!is_all_to_all || Some(told) != cluster.process(ASKED).told());
    let value = is_told.then(|| {
        let text = Point::new(at.x, at.y - 9.0);
        label(text, Anchor::Middle, value).class("state halo")
    });
    draw_message(id.to_string(), ends, progress, role, "")
        .children(value)
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

/// Whether S1 tells half of the others another value.
fn is_lying(moment: &Moment<'_, QuorumCost>) -> bool {
    moment.settings.of_model().asked == Honesty::Lies
}

fn draw_server(moment: &Moment<'_, QuorumCost>, node: NodeId) -> Element {
    let cluster = moment.model;
    let quorum = moment.settings.of_model().quorum();
    let (role, words) = state(cluster, node, quorum);
    let is_liar = node == ASKED && is_lying(moment);
    // A liar knows nothing that holds for all.
    let role = match role {
        Role::Committed if is_liar => Role::Leader,
        role => role,
    };
    let name = cluster.name(node);
    let at = place(cluster, node);
    let told = cluster.process(node).told().filter(|_| !is_liar);
    let told = told.map(|value| value.to_string());
    let lies = is_liar.then(|| {
        let beside = Point::new(at.x + NODE_RADIUS + 10.0, at.y - 8.0);
        label(beside, Anchor::Start, "lies").class("alarm")
    });
    let is_proof = is_lying(moment)
        && conflict(cluster).is_some_and(|two| two.iter().any(|(n, _)| *n == node));
    let ring = is_proof.then(|| circle(at, NODE_RADIUS + 7.0).class("blamed"));
    draw_node(&NodeMark::new(node_id(node), at, role))
        .children(inside(at, role, &name, told))
        .children(ring)
        .children(lies)
        .mark(node_id(node), format!("{name}, {words}"))
}

/// In a server its name, and below that what it was told. A cross stands there in one
/// that has stopped.
fn inside(at: Point, role: Role, name: &str, told: Option<String>) -> Vec<Element> {
    let words = |y: f32, words: String| {
        label(Point::new(at.x, at.y + y), Anchor::Middle, words)
    };
    if role == Role::Lost {
        return vec![words(NODE_RADIUS + 14.0, name.into()).class("state")];
    }
    let lift = if told.is_some() { -2.0 } else { 4.5 };
    let told = told.map(|told| words(12.0, told).class("state"));
    // In a group of its own it has no rim.
    let told = element("g").text(" ").children(told);
    vec![words(lift, name.into()).class("inside"), told]
}
