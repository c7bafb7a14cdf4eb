//! The servers as a ring, with the messages between them; clients in the middle, small
//! enough that no link passes below.

use super::legend::{Sign, legend, lost, no, stop};
use super::{Hands, Proof, Scene, refusal, role, role_of, waits};
use models::consensus::raft::{
    Appended, Client, Kind, Message, Node, Server, Timer,
};
use sim::cluster::InFlight;
use sim::{MessageId, NodeId};
use stage::cluster::{self, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{
    NODE_RADIUS, NodeMark, draw_message, draw_node, words_in_room,
};
use stage::parts::svg::{circle, line, rectangle};
use stage::parts::{Anchor, Area, label, picture, text_width};
use stage::{Element, Layout, Role, element};

/// How the ring lies in its picture.
struct Frame {
    size: (u32, u32),
    center: Point,
    /// How far it goes to the side, and up and down.
    radii: (f32, f32),
    /// The size of a client, which no link touches.
    client: (f32, f32),
}

const WIDE: Frame = Frame {
    size: (310, 312),
    center: Point::new(155.0, 138.0),
    radii: (106.0, 106.0),
    client: (48.0, 38.0),
};
/// So low that the logs are seen as well.
const NARROW: Frame = Frame {
    size: (310, 218),
    center: Point::new(155.0, 98.0),
    radii: (106.0, 68.0),
    client: (48.0, 31.0),
};
/// Where the steps and what is said of them need room as well.
const WATCHED: Frame = Frame {
    size: (262, 276),
    center: Point::new(131.0, 130.0),
    radii: (100.0, 100.0),
    client: (46.0, 34.0),
};
const WATCHED_NARROW: Frame = Frame {
    size: (310, 246),
    center: Point::new(155.0, 114.0),
    radii: (84.0, 84.0),
    client: (46.0, 34.0),
};

fn frame(scene: &Scene) -> &'static Frame {
    match (scene.hands, scene.layout) {
        (Hands::On, Layout::Wide) => &WIDE,
        (Hands::On, Layout::Narrow) => &NARROW,
        (Hands::Off, Layout::Wide) => &WATCHED,
        (Hands::Off, Layout::Narrow) => &WATCHED_NARROW,
    }
}

/// Where a node is: servers on the ring, a client in its middle.
fn place(scene: &Scene, node: NodeId) -> Point {
    let count = scene.servers().len() as u32;
    let Frame { center, radii: (across, down), .. } = frame(scene);
    if node.0 >= count {
        return *center;
    }
    let at = on_circle(*center, *across, node.0 * (1_000_000 / count));
    Point::new(at.x, center.y + (at.y - center.y) * down / across)
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
            (Point::new(at.x + 34.0, at.y - 15.0), Anchor::Start, 0.0)
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
    let foot = Point::new(0.0, size.1 as f32 - 6.0);
    let foot = match (scene.hands, scene.layout) {
        (Hands::Off, _) => None,
        (Hands::On, Layout::Wide) => Some(signs(foot)),
        (Hands::On, Layout::Narrow) => {
            let middle = Point::new(size.0 as f32 / 2.0, foot.y);
            said(middle, Anchor::Middle, &all_sent(scene))
        }
    };
    picture(*size, "The servers, and the messages on their way")
        .child(links)
        .child(element("g").children(messages))
        .child(element("g").children(clients))
        .child(element("g").children(servers))
        .children(foot)
}

/// What the signs of the ring mean.
pub fn signs(at: Point) -> Element {
    let signs = [
        (Sign::Timer, "timer"),
        (Sign::Deaf, "hears nothing"),
        (Sign::No, "no"),
        (Sign::Lost, "lost"),
    ];
    legend(at, &signs)
}

fn draw_link(scene: &Scene, one: NodeId, other: NodeId) -> Element {
    let ends = (place(scene, one), place(scene, other));
    // In a replay each step says who can be reached: the others have no line.
    let is_replay = scene.hands == Hands::Off && scene.trial.report().is_some();
    match is_replay {
        true if scene.cluster().is_cut(one, other) => element("g"),
        true => cluster::draw_link(scene.cluster(), (one, other), ends),
        false => cluster::draw_link_mark(scene.cluster(), (one, other), ends)
            .children(stops(scene, (one, other), ends)),
    }
}

/// A bar wherever the link ends at one who hears nothing from the other.
fn stops(
    scene: &Scene,
    (one, other): (NodeId, NodeId),
    (at, there): (Point, Point),
) -> impl Iterator<Item = Element> {
    let ends = [(one, other, at, there), (other, one, there, at)];
    let is_deaf = |(from, to, ..): &(NodeId, NodeId, Point, Point)| {
        scene.cluster().is_cut(*from, *to)
    };
    ends.into_iter()
        .filter(is_deaf)
        .map(|(_, _, from, to)| stop(to.step(from, NODE_RADIUS + 10.0), from, 8.0))
}

/// The client, what it waits for, and a line to whom it takes for the leader.
fn draw_client(scene: &Scene, node: NodeId, client: &Client) -> Element {
    let (middle, leader) = (place(scene, node), place(scene, client.target()));
    let asks = (middle.step(leader, 20.0), leader.step(middle, NODE_RADIUS + 6.0));
    let waits = waits(client);
    let (across, down) = frame(scene).client;
    let corner = Point::new(middle.x - across / 2.0, middle.y - down / 2.0);
    let up = if waits.is_empty() { 0.0 } else { 7.0 };
    let name = Point::new(middle.x, middle.y + 4.5 - up);
    let below = Point::new(middle.x, middle.y + 11.0);
    let call = client.waits_for();
    let call = call.map_or_else(String::new, |call| format!("{call} …"));
    let drawn = element("g")
        .class("node")
        .key(node_id(node))
        .role(Role::Quiet)
        .child(line(asks.0, asks.1).class("asks"))
        .child(rectangle(corner, (across, down)).class("mark").attr("rx", 5u32))
        .child(label(name, Anchor::Middle, "client").class("inside"))
        .text(" ")
        .child(label(below, Anchor::Middle, call).class("inside"));
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
    let is_no = is_no(message.message.kind());
    let role = match is_no {
        true => Role::Quiet,
        false => role_of(message.message.kind()),
    };
    let gap = NODE_RADIUS + 4.0;
    let (start, end) = (ends.0.step(ends.1, gap), ends.1.step(ends.0, gap));
    let at = start.toward(end, progress);
    // Of those that say the same, one is enough.
    let is_same = |other: &InFlight<Message>| other.message.to_string() == label;
    let mut earlier = scene.cluster().in_flight().take_while(|(i, _)| *i < id);
    let is_silent = scene.hands == Hands::On
        || is_routine(&message.message)
        || earlier.any(|(_, other)| is_same(other));
    let words = match is_silent {
        true => None,
        false => words_in_room(ends, &label, bounds(scene), taken),
    };
    let is_lost = message.loss.is_some() && progress > 400;
    let drawn = draw_message(key.clone(), ends, progress, role)
        .children(is_no.then(|| no(at)))
        .children(is_lost.then(|| lost(at)))
        .children(words);
    if scene.hands == Hands::Off {
        return drawn;
    }
    let (from, to) = (scene.name(message.from), scene.name(message.to));
    drawn.mark(key, format!("{label}, {from} to {to}"))
}

/// Whether a message of a kind refuses what was asked.
const fn is_no(kind: Kind) -> bool {
    matches!(role_of(kind), Role::Lost)
}

/// What a server says now; what it says to several, once.
fn sent(scene: &Scene, node: NodeId) -> Vec<(Role, String)> {
    let mut sent: Vec<(Role, String)> = Vec::new();
    for (_, message) in scene.cluster().in_flight() {
        if message.from != node || is_routine(&message.message) {
            continue;
        }
        let words = refusal::words(scene, message);
        if !sent.iter().any(|(_, said)| *said == words) {
            sent.push((role_of(message.message.kind()), words));
        }
    }
    sent
}

/// What all servers say now, as far as there is room, with their names.
fn all_sent(scene: &Scene) -> Vec<(Role, String)> {
    let mut room = frame(scene).size.0 as f32;
    let servers = scene.servers().into_iter();
    let all = servers.flat_map(|(node, _)| {
        let name = scene.name(node);
        let said = |(role, words)| (role, format!("{name} {words}"));
        sent(scene, node).into_iter().map(said).collect::<Vec<_>>()
    });
    let fits = |(_, words): &(Role, String)| {
        room -= text_width(words) + 8.0;
        room > 0.0
    };
    all.take_while(fits).collect()
}

/// What is said, each in the colour of its message.
fn said(at: Point, anchor: Anchor, sent: &[(Role, String)]) -> Option<Element> {
    let mut text = label(at, anchor, "").class("state halo");
    for (place, (role, words)) in sent.iter().enumerate() {
        if place > 0 {
            text = text.text(", ");
        }
        text = text.child(element("tspan").role(*role).text(words.clone()));
    }
    (!sent.is_empty()).then_some(text)
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
            Node::Client(_) => [Area::around(at, frame(scene).client); 2],
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
    let sent = match (scene.hands, scene.layout) {
        // There is room for the last of them.
        (Hands::On, Layout::Wide) => sent(scene, node).pop().into_iter().collect(),
        _ => Vec::new(),
    };
    let (mut words_at, anchor, up) = words_at(scene, node);
    let lines = deeds.len() + usize::from(!sent.is_empty());
    words_at.y -= up * lines as f32;
    // It keeps inside the picture.
    let words = sent.iter().map(|(_, words)| text_width(words) + 8.0);
    let half =
        if anchor == Anchor::Middle { words.sum::<f32>() / 2.0 } else { 0.0 };
    let x = words_at.x.min(frame(scene).size.0 as f32 - half).max(half);
    let says = said(Point::new(x, words_at.y + 15.0), anchor, &sent);
    let mark = NodeMark::new(node_id(node), at, role)
        .inside(name.clone())
        .named("", format!("{word} t{}", server.term()))
        .label_at(Point::new(words_at.x, words_at.y - 15.0), anchor)
        .timer(timer(scene, node, server, role));
    let mut drawn = draw_node(&mark);
    if scene.is_stale(server) {
        drawn = drawn.class("node stale");
    }
    if scene.reasons.is_some_and(|why| (why.decides)(scene, node, server)) {
        drawn = drawn.child(circle(at, NODE_RADIUS + 6.0).class("decides"));
    }
    if proofs.iter().any(|proof| proof.is_server(node)) {
        drawn = drawn.child(circle(at, NODE_RADIUS + 6.0).class("blamed"));
    }
    let words = format!("{name}, {word}, term {}", server.term());
    let lines = deeds.into_iter().enumerate().map(|(line, (words, class))| {
        let down = 15.0 * (line + 1) as f32;
        label(Point::new(words_at.x, words_at.y + down), anchor, words).class(class)
    });
    drawn.children(lines).children(says).mark(node_id(node), words)
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
