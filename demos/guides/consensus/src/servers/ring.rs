//! The servers as a ring, with the messages between them; clients in the middle.

use super::{Hands, Proof, Scene, role, role_of, waits};
use models::consensus::raft::{Appended, Client, Message, Node, Server, Timer};
use sim::cluster::InFlight;
use sim::{MessageId, NodeId};
use stage::cluster::{self, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{
    NODE_RADIUS, NodeMark, draw_message, draw_node, words_in_room,
};
use stage::parts::svg::{circle, line, rectangle};
use stage::parts::{Anchor, Area, label, picture};
use stage::{Element, Layout, Role, element};

/// How the ring lies in its picture.
struct Frame {
    size: (u32, u32),
    center: Point,
    radius: f32,
}

const WIDE: Frame =
    Frame { size: (310, 312), center: Point::new(155.0, 150.0), radius: 108.0 };
const NARROW: Frame =
    Frame { size: (310, 246), center: Point::new(155.0, 114.0), radius: 84.0 };

/// The box of a client.
const CLIENT: (f32, f32) = (94.0, 38.0);

fn frame(scene: &Scene) -> &'static Frame {
    match scene.layout {
        Layout::Wide => &WIDE,
        Layout::Narrow => &NARROW,
    }
}

/// Where a node is: servers on the ring, a client in its middle.
fn place(scene: &Scene, node: NodeId) -> Point {
    let count = scene.servers().len() as u32;
    let Frame { center, radius, .. } = frame(scene);
    match node.0 < count {
        true => on_circle(*center, *radius, node.0 * (1_000_000 / count)),
        false => *center,
    }
}

/// Where the words of a server stand, outside the ring, where no link passes: beside
/// the one at the top, above or below the others. With it, how much higher a second
/// line makes the first one stand.
fn words_at(scene: &Scene, node: NodeId) -> (Point, Anchor, f32) {
    let at = place(scene, node);
    // As far from the sides as half of the longest word is wide.
    let x = at.x.min(frame(scene).size.0 as f32 - 50.0).max(50.0);
    match at.y < frame(scene).center.y + 10.0 {
        _ if node.0 == 0 => {
            (Point::new(at.x + 34.0, at.y - 8.0), Anchor::Start, 0.0)
        }
        true => (Point::new(x, at.y - 33.0), Anchor::Middle, 15.0),
        false => (Point::new(x, at.y + NODE_RADIUS + 20.0), Anchor::Middle, 0.0),
    }
}

/// Draws the ring.
pub fn ring(scene: &Scene) -> Element {
    let cluster = scene.cluster();
    let mut links = element("g");
    for (one, other) in scene.links() {
        links = links.child(draw_link(scene, one, other));
    }
    // What stands where: each message's words take their room from the next.
    let mut taken = taken(scene);
    let messages =
        cluster.in_flight().map(|(id, m)| message(scene, id, m, &mut taken));
    let messages: Vec<Element> = messages.collect();
    let proofs = scene.proofs();
    let servers = cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(server) => Some(draw_server(scene, node, server, &proofs)),
        Node::Client(_) => None,
    });
    // Like a card in the middle: what passes goes below it, not through its words.
    let clients = cluster.nodes().filter_map(|node| match cluster.process(node) {
        Node::Server(_) => None,
        Node::Client(client) => Some(draw_client(scene, node, client)),
    });
    let Frame { size, .. } = frame(scene);
    let foot = Point::new(size.0 as f32 / 2.0, size.1 as f32 - 6.0);
    let meaning =
        label(foot, Anchor::Middle, "arc: election timer · dotted: hears nothing");
    let meaning = (scene.hands == Hands::On).then(|| meaning.class("state"));
    picture(*size, "The servers, and the messages on their way")
        .child(links)
        .child(element("g").children(messages))
        .child(element("g").children(clients))
        .child(element("g").children(servers))
        .children(meaning)
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

/// The client, what it waits for, and a line to whom it takes for the leader.
fn draw_client(scene: &Scene, node: NodeId, client: &Client) -> Element {
    let (middle, leader) = (place(scene, node), place(scene, client.target()));
    let asks = (middle.step(leader, 20.0), leader.step(middle, NODE_RADIUS + 6.0));
    let waits = waits(client);
    let corner = Point::new(middle.x - CLIENT.0 / 2.0, middle.y - CLIENT.1 / 2.0);
    let up = if waits.is_empty() { 0.0 } else { 8.5 };
    let name = Point::new(middle.x, middle.y + 4.5 - up);
    let below = Point::new(middle.x, middle.y + 11.0);
    let drawn = element("g")
        .class("node")
        .key(node_id(node))
        .role(Role::Quiet)
        .child(line(asks.0, asks.1).class("asks"))
        .child(rectangle(corner, CLIENT).class("mark").attr("rx", 5u32))
        .child(label(name, Anchor::Middle, "client").class("inside"))
        .text(" ")
        .child(label(below, Anchor::Middle, waits.clone()).class("inside"));
    match scene.hands {
        Hands::Off => drawn,
        Hands::On => drawn.mark(node_id(node), format!("Client {waits}")),
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

fn message(
    scene: &Scene,
    id: MessageId,
    message: &InFlight<Message>,
    taken: &mut Vec<Area>,
) -> Element {
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
    // Of those that say the same, one is enough.
    let is_same = |other: &InFlight<Message>| other.message.to_string() == label;
    let mut earlier = scene.cluster().in_flight().take_while(|(i, _)| *i < id);
    let is_silent = is_routine(&message.message)
        || is_near
        || earlier.any(|(_, other)| is_same(other));
    let words = match is_silent {
        true => None,
        false => words_in_room(ends, &label, bounds(scene), taken),
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

fn bounds(scene: &Scene) -> Area {
    let (width, height) = frame(scene).size;
    let at = Point::new(0.0, 0.0);
    Area { at, width: width as f32, height: height as f32 }
}

/// Where nodes and their words are, whatever these are now.
fn taken(scene: &Scene) -> Vec<Area> {
    let rooms = scene.cluster().nodes().flat_map(|node| {
        let at = place(scene, node);
        let (words, anchor, _) = words_at(scene, node);
        let across = if anchor == Anchor::Start { 50.0 } else { 0.0 };
        let words = Point::new(words.x + across, words.y - 4.0);
        let tall = if scene.hands == Hands::Off { 52.0 } else { 22.0 };
        match scene.cluster().process(node) {
            Node::Client(_) => [Area::around(at, CLIENT); 2],
            Node::Server(_) => [
                Area::around(at, (2.0 * NODE_RADIUS, 2.0 * NODE_RADIUS)),
                Area::around(words, (100.0, tall)),
            ],
        }
    });
    rooms.collect()
}

/// How much of its election timer has run off, where that is shown: in a replay a step
/// says whose goes off.
fn timer(scene: &Scene, node: NodeId, server: &Server, role: Role) -> Option<u32> {
    let has_timer = scene.hands == Hands::On
        && server.leadership().is_none()
        && role != Role::Lost
        && role != Role::Quiet;
    let set = scene.cluster().timer(node, Timer::Election);
    let (set, end) = set.filter(|_| has_timer)?;
    let whole = end.since(set).get().max(1);
    Some((scene.now.since(set).get().min(whole) * 1_000 / whole) as u32)
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
    // Where no client is, there is room for votes and past terms.
    let deeds = match scene.hands {
        Hands::Off => deeds(scene, node, server),
        Hands::On => Vec::new(),
    };
    let (mut words_at, anchor, up) = words_at(scene, node);
    words_at.y -= up * deeds.len() as f32;
    let mark = NodeMark::new(node_id(node), at, role)
        .inside(name.clone())
        .named("", format!("{word} t{}", server.term()))
        .label_at(Point::new(words_at.x, words_at.y - 15.0), anchor)
        .timer(timer(scene, node, server, role));
    let mut drawn = draw_node(&mark);
    if scene.is_stale(server) {
        drawn = drawn.class("node stale");
    }
    if proofs.iter().any(|proof| proof.is_server(node)) {
        drawn = drawn.child(circle(at, NODE_RADIUS + 6.0).class("blamed"));
    }
    let words = format!("{name}, {word}, term {}", server.term());
    let lines = deeds.into_iter().enumerate().map(|(line, (words, class))| {
        let down = 15.0 * (line + 1) as f32;
        label(Point::new(words_at.x, words_at.y + down), anchor, words).class(class)
    });
    drawn.children(lines).mark(node_id(node), words)
}

/// Whom a server voted for in its term, and the terms that it led before.
fn deeds(
    scene: &Scene,
    node: NodeId,
    server: &Server,
) -> Vec<(String, &'static str)> {
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
    said
}
