//! The servers as a ring, with the messages between them; clients in the middle.

use super::{Hands, Proof, Scene, role, role_of, waits};
use models::consensus::raft::{Appended, Client, Message, Node, Server, Timer};
use sim::cluster::InFlight;
use sim::{MessageId, NodeId};
use stage::cluster::{self, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{
    NODE_RADIUS, NodeMark, draw_message, draw_node, words_beside,
};
use stage::parts::svg::{circle, line, rectangle};
use stage::parts::{Anchor, Area, label, picture};
use stage::{Element, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (310, 316);
const CENTER: Point = Point::new(155.0, 152.0);
const RADIUS: f32 = 112.0;

/// Where a node is: servers on the ring, a client in its middle.
fn place(scene: &Scene, node: NodeId) -> Point {
    let count = scene.servers().len() as u32;
    match node.0 < count {
        true => on_circle(CENTER, RADIUS, node.0 * (1_000_000 / count)),
        false => CENTER,
    }
}

/// Draws the ring.
pub fn ring(scene: &Scene) -> Element {
    let cluster = scene.cluster();
    let mut links = element("g");
    for (one, other) in scene.links() {
        links = links.child(draw_link(scene, one, other));
    }
    let messages = cluster.in_flight().map(|(id, m)| message(scene, id, m));
    let proofs = scene.proofs();
    let servers = cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(server) => Some(draw_server(scene, node, server, &proofs)),
        Node::Client(_) => None,
    });
    // In the middle of all links: what passes must not be hidden by it.
    let clients = cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(_) => None,
        Node::Client(client) => Some(draw_client(scene, node, client)),
    });
    picture(SIZE, "The servers, and the messages on their way")
        .child(links)
        .child(element("g").children(clients))
        .child(element("g").children(messages))
        .child(element("g").children(servers))
}

fn draw_link(scene: &Scene, one: NodeId, other: NodeId) -> Element {
    let ends = (place(scene, one), place(scene, other));
    // In a replay each step says who can be reached: the others have no line.
    let is_replay = scene.hands == Hands::Off && scene.trial.report().is_some();
    match is_replay {
        true if scene.cluster().is_cut(one, other) => element("g"),
        true => cluster::draw_link(scene.cluster(), (one, other), ends),
        false => cluster::draw_link_mark(scene.cluster(), (one, other), ends),
    }
}

/// The client, and a line to whom it takes for the leader.
fn draw_client(scene: &Scene, node: NodeId, client: &Client) -> Element {
    let leader = place(scene, client.target());
    let asks = (CENTER.step(leader, 20.0), leader.step(CENTER, NODE_RADIUS + 6.0));
    let corner = Point::new(CENTER.x - 25.0, CENTER.y - 14.0);
    let below = Point::new(CENTER.x, CENTER.y + 30.0);
    let name = Point::new(CENTER.x, CENTER.y + 4.5);
    let drawn = element("g")
        .class("node")
        .key(node_id(node))
        .role(Role::Quiet)
        .child(line(asks.0, asks.1).class("asks"))
        .child(rectangle(corner, (50.0, 28.0)).class("mark").attr("rx", 5u32))
        .child(label(name, Anchor::Middle, "client").class("inside"))
        .text(" ")
        .child(label(below, Anchor::Middle, waits(client)).class("state"));
    match scene.hands {
        Hands::Off => drawn,
        Hands::On => drawn.mark(node_id(node), format!("Client {}", waits(client))),
    }
}

/// What comes all the time needs no words: they would hide the rest.
fn is_routine(message: &Message) -> bool {
    match message {
        Message::Append { entries, .. } => entries.is_empty(),
        Message::Appended { reply: Appended::Matched(_), .. } => true,
        _ => false,
    }
}

fn message(scene: &Scene, id: MessageId, message: &InFlight<Message>) -> Element {
    let ends = (place(scene, message.from), place(scene, message.to));
    let label = message.message.to_string();
    let progress = message.progress(scene.now);
    let key = id.to_string();
    let role = match message.loss {
        Some(_) if progress > 400 => Role::Lost,
        Some(_) | None => role_of(message.message.kind()),
    };
    // Near the client they would lie on what is said of it.
    let is_client = |node| matches!(scene.cluster().process(node), Node::Client(_));
    let is_near = is_client(message.from) && progress < 700
        || is_client(message.to) && progress > 300;
    // Of those that say the same to several servers, one is enough.
    let is_same = |other: &InFlight<Message>| {
        other.from == message.from && other.message.to_string() == label
    };
    let mut earlier = scene.cluster().in_flight().take_while(|(i, _)| *i < id);
    let is_silent = is_routine(&message.message)
        || is_near
        || earlier.any(|(_, other)| is_same(other));
    let bounds = Area {
        at: Point::new(0.0, 0.0),
        width: SIZE.0 as f32,
        height: SIZE.1 as f32,
    };
    let words = match is_silent {
        true => None,
        false => words_beside(ends, &label, bounds, &taken(scene)),
    };
    let drawn = draw_message(key.clone(), ends, progress, role, "").children(words);
    if scene.hands == Hands::Off {
        return drawn;
    }
    let gap = NODE_RADIUS + 4.0;
    let (start, end) = (ends.0.step(ends.1, gap), ends.1.step(ends.0, gap));
    let at = start.toward(end, progress);
    let (from, to) = (scene.name(message.from), scene.name(message.to));
    drawn
        .child(circle(at, 12.0).class("hit"))
        .mark(key, format!("{label}, {from} to {to}"))
}

/// Where nodes and their words are, whatever these are now.
fn taken(scene: &Scene) -> Vec<Area> {
    let rooms = scene.cluster().nodes().flat_map(|node| {
        let at = place(scene, node);
        let below = match scene.cluster().process(node) {
            Node::Server(_) if scene.hands == Hands::Off => NODE_RADIUS + 28.0,
            Node::Server(_) => NODE_RADIUS + 14.0,
            Node::Client(_) => 26.0,
        };
        let words = Point::new(at.x, at.y + below);
        let tall = if scene.hands == Hands::Off { 44.0 } else { 14.0 };
        [
            Area::around(at, (2.0 * NODE_RADIUS, 2.0 * NODE_RADIUS)),
            Area::around(words, (82.0, tall)),
        ]
    });
    rooms.collect()
}

fn draw_server(
    scene: &Scene,
    node: NodeId,
    server: &Server,
    proofs: &[Proof],
) -> Element {
    let (role, word) = role(scene, node, server);
    let at = place(scene, node);
    let name = scene.name(node);
    let set = scene.cluster().timer(node, Timer::Election);
    let timer = set.filter(|_| server.leadership().is_none()).map(|(set, end)| {
        let whole = end.since(set).get().max(1);
        (scene.now.since(set).get().min(whole) * 1_000 / whole) as u32
    });
    // In a replay no timer runs: a step says whose goes off.
    let has_timer =
        scene.hands == Hands::On && role != Role::Lost && role != Role::Quiet;
    let below = Point::new(at.x, at.y + NODE_RADIUS + 18.0);
    let mark = NodeMark::new(node_id(node), at, role)
        .inside(name.clone())
        .named("", format!("{word} t{}", server.term()))
        .label_at(Point::new(below.x, below.y - 15.0), Anchor::Middle)
        .timer(timer.filter(|_| has_timer));
    let mut drawn = draw_node(&mark);
    if proofs.iter().any(|proof| proof.is_server(node)) {
        drawn = drawn.child(circle(at, NODE_RADIUS + 6.0).class("blamed"));
    }
    let words = format!("{name}, {word}, term {}", server.term());
    match scene.hands {
        // Where no client is, there is room for votes and past terms.
        Hands::Off => drawn.children(deeds(scene, node, server, below)),
        Hands::On => drawn,
    }
    .mark(node_id(node), words)
}

/// Whom a server voted for in its term, and the terms that it led before.
fn deeds(
    scene: &Scene,
    node: NodeId,
    server: &Server,
    below: Point,
) -> Vec<Element> {
    let mut said = Vec::new();
    if let Some(voted) = server.voted_for() {
        said.push((format!("voted {}", scene.name(voted)), "state"));
    }
    let leads = server.leadership().is_some().then(|| server.term());
    let is_proof = scene.proofs().iter().any(|proof| proof.is_server(node));
    let mut led = String::new();
    for term in server.witness().led().filter(|term| Some(*term) != leads) {
        led.push_str(if led.is_empty() { "led t" } else { ", t" });
        led.push_str(&term.to_string());
    }
    if !led.is_empty() {
        said.push((led, if is_proof { "state says-lost" } else { "state" }));
    }
    let draw = |(line, (words, class)): (usize, (String, &'static str))| {
        let at = Point::new(below.x, below.y + 15.0 * (line + 1) as f32);
        label(at, Anchor::Middle, words).class(class)
    };
    said.into_iter().enumerate().map(draw).collect()
}
