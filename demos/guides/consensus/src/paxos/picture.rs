//! The nodes and their messages; beside them what each was over time.

use super::{Paxos, UNTIL, history, message_role, state, words};
use models::consensus::paxos::{Agreement, Node, agreement};
use sim::{Micros, Model, NodeId};
use stage::parts::geometry::Point;
use stage::parts::node::{
    NODE_RADIUS, NodeMark, draw_link, draw_message, draw_node, shape,
};
use stage::parts::{Anchor, Lanes, Track, label, picture, row, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// The size of the picture of the nodes.
const NODES: (u32, u32) = (300, 300);
/// The size of the picture of the lanes.
const LANES: (u32, u32) = (320, 300);

/// How much of a run the space–time diagram has room for.
const SHOWN: Micros = Micros::from_millis(220);

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Paxos>) -> Element {
    row([nodes(moment), lanes(moment)])
}

/// What the space–time diagram shows: the first quarter of a second, and later
/// the last one.
pub fn window(moment: &Moment<'_, Paxos>) -> (Micros, Micros) {
    let end = (moment.now + Micros::from_millis(30)).max(SHOWN);
    (end - SHOWN, end)
}

fn is_proposer(moment: &Moment<'_, Paxos>, node: NodeId) -> bool {
    matches!(moment.model.process(node), Node::Proposer(_))
}

/// Proposers in a row above, acceptors in a row below.
fn place(moment: &Moment<'_, Paxos>, node: NodeId) -> Point {
    let nodes = moment.model.nodes();
    let proposers = nodes.filter(|node| is_proposer(moment, *node)).count() as u32;
    let (index, count, y) = match node.0.checked_sub(proposers) {
        None => (node.0, proposers, 78.0),
        Some(acceptor) => {
            (acceptor, moment.model.nodes().count() as u32 - proposers, 214.0)
        }
    };
    let pitch = NODES.0 as f32 / count as f32;
    Point::new(pitch * (index as f32 + 0.5), y)
}

fn nodes(moment: &Moment<'_, Paxos>) -> Element {
    let cluster = moment.model;
    let acceptors = cluster.nodes().filter(|node| !is_proposer(moment, *node));
    let proposers = cluster.nodes().filter(|node| is_proposer(moment, *node));
    let links = proposers.flat_map(|from| {
        let acceptors = acceptors.clone();
        acceptors.map(move |to| {
            let role = match cluster.is_cut(from, to) {
                true => Role::Lost,
                false => Role::Quiet,
            };
            let key = format!("link-{}-{}", from.0, to.0);
            draw_link(key, place(moment, from), place(moment, to), role)
        })
    });
    let messages = cluster.in_flight().map(|(id, message)| {
        let ends = (place(moment, message.from), place(moment, message.to));
        let role = message_role(&message.message.to_string());
        draw_message(id.to_string(), ends, message.progress(moment.now), role, "")
    });
    let marks = cluster.nodes().map(|node| draw_mark(moment, node));
    let spoken = cluster
        .nodes()
        .map(|node| format!("{} {}", cluster.name(node), state(cluster, node).1));
    let (words, class) = match agreement(cluster) {
        Agreement::Open | Agreement::On(_) => {
            ("Below an acceptor: promised; last vote".into(), "state")
        }
        Agreement::Broken(one, other) => {
            (format!("✕ {one} and {other} are both chosen"), "name")
        }
    };
    let hint = label(Point::new(150.0, 294.0), Anchor::Middle, words).class(class);
    picture(NODES, spoken.collect::<Vec<_>>().join(", "))
        .child(element("g").children(links))
        .child(element("g").children(messages))
        .child(element("g").children(marks))
        .child(hint)
}

fn draw_mark(moment: &Moment<'_, Paxos>, node: NodeId) -> Element {
    let cluster = moment.model;
    let role = state(cluster, node).0;
    let at = place(moment, node);
    let name = cluster.name(node);
    let [ballot, value] = words(cluster, node);
    let label_at = match is_proposer(moment, node) {
        true => Point::new(at.x, at.y - NODE_RADIUS - 25.0),
        false => Point::new(at.x, at.y + NODE_RADIUS + 16.0),
    };
    let (edit, verb) = match role {
        Role::Lost => ("restart", "Restart"),
        Role::Leader
        | Role::Candidate
        | Role::Follower
        | Role::Committed
        | Role::Doubt
        | Role::Quiet
        | Role::Chosen
        | Role::Theory => ("crash", "Crash"),
    };
    let mark = NodeMark::new(format!("node-{}", node.0), at, role)
        .inside(name.clone())
        .named(ballot, value)
        .label_at(label_at, Anchor::Middle)
        .action(format!("edit:{edit}-{}", node.0), format!("{verb} {name}"));
    draw_node(&mark)
}

/// What the colours and shapes of messages and stretches mean.
pub fn legend(layout: Layout) -> Element {
    let (size, per_row) = match layout {
        Layout::Wide => ((860, 24), 5),
        Layout::Narrow => ((340, 48), 3),
    };
    let kinds = [
        (Role::Candidate, "Prepare"),
        (Role::Doubt, "Promise"),
        (Role::Leader, "Accept"),
        (Role::Committed, "Accepted, Chosen"),
        (Role::Lost, "Refused; lost"),
    ];
    let mut left = 0.0;
    let marks = kinds.into_iter().enumerate().map(|(index, (role, word))| {
        left = if index % per_row == 0 { 14.0 } else { left };
        let at = Point::new(left, 12.0 + 22.0 * (index / per_row) as f32);
        left += text_width(word) + 36.0;
        entry(at, role, word)
    });
    picture(size, "What the colours and shapes of messages mean").children(marks)
}

fn entry(at: Point, role: Role, word: &'static str) -> Element {
    let word_at = Point::new(at.x + 13.0, at.y + 4.5);
    element("g")
        .role(role)
        .child(shape(at, 5.0, role))
        .child(label(word_at, Anchor::Start, word).class("state"))
}

fn lanes(moment: &Moment<'_, Paxos>) -> Element {
    let cluster = moment.model;
    let track = |node: NodeId| Track {
        name: cluster.name(node).into(),
        stretches: history::of(moment, node),
    };
    let tracks: Vec<_> = cluster.nodes().map(track).collect();
    let height = (190.0 / tracks.len() as f32).min(38.0);
    let title = label(Point::new(0.0, 16.0), Anchor::Start, "Who did what, when");
    let keys = [
        (0.0, 0.0, Role::Candidate, "phase 1: Prepare"),
        (150.0, 0.0, Role::Doubt, "has promised"),
        (0.0, 20.0, Role::Leader, "phase 2: Accept"),
        (150.0, 20.0, Role::Committed, "has voted; knows"),
    ];
    let keys = keys
        .map(|(x, y, role, word)| entry(Point::new(x + 8.0, y + 36.0), role, word));
    let lanes = Lanes {
        at: Point::new(0.0, 72.0),
        size: (LANES.0 as f32, height),
        window: (Micros::ZERO, UNTIL),
        now: moment.now,
        tracks,
        triggers: Vec::new(),
    };
    picture(LANES, "The phases of the proposers, promises and votes, over time")
        .child(title.class("name"))
        .children(keys)
        .child(lanes.draw())
}
