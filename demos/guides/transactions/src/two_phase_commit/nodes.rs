//! The nodes, the links and the messages; what was lost a moment ago.

use super::TwoPhaseCommit;
use super::checks::Proof;
use super::marks::{in_words, links};
use super::said::{Words, lost};
use super::state::{role_of, state};
use models::transactions::two_phase_commit::{
    COORDINATOR, Locks, Message, Node, Participant,
};
use sim::cluster::InFlight;
use sim::{MessageId, Model, NodeId};
use stage::cluster::{draw_link_mark, node_id};
use stage::parts::geometry::{Point, on_circle};
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_message, draw_node};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// Where on its way a lost message comes to its end, in thousandths.
pub const LOST_AT: u32 = 500;

/// The height of the picture, its middle, and how much lower the circle of nodes is
/// than wide.
pub const fn shape(layout: Layout) -> (u32, f32, f32) {
    match layout {
        Layout::Wide => (296, 152.0, 1.0),
        Layout::Narrow => (248, 130.0, 0.74),
    }
}

pub const fn width(layout: Layout) -> u32 {
    match layout {
        Layout::Wide => 310,
        Layout::Narrow => 340,
    }
}

/// Draws the nodes of a moment.
pub fn draw(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let cluster = moment.model;
    let links = links(moment).into_iter().map(|(one, other)| {
        let ends = (place(moment, one), place(moment, other));
        draw_link_mark(cluster, (one, other), ends)
    });
    let mut said = Words::of(moment);
    let ghosts = ghosts(moment, &mut said);
    let messages =
        cluster.in_flight().map(|(id, m)| draw_flight(moment, (id, m), &mut said));
    let messages: Vec<_> = messages.collect();
    let proof = Proof::of(moment);
    let marks = cluster.nodes().map(|node| draw_mark(moment, node, &proof));
    let words = cluster
        .nodes()
        .map(|node| format!("{} {}", cluster.name(node), state(cluster, node).1));
    let (height, _, _) = shape(moment.layout);
    let size = (width(moment.layout), height);
    picture(size, words.collect::<Vec<_>>().join(", "))
        .child(element("g").children(links))
        .child(element("g").children(messages))
        .child(element("g").children(ghosts))
        .child(element("g").children(marks))
}

/// The coordinator at the top, beside it the standby if there is one, the
/// participants below from left to right.
pub fn place(moment: &Moment<'_, TwoPhaseCommit>, node: NodeId) -> Point {
    let is_standby = |node| matches!(moment.model.process(node), Node::Standby(_));
    let standbys =
        moment.model.nodes().filter(|node| is_standby(*node)).count() as u32;
    let participants = moment.model.nodes().count() as u32 - 1 - standbys;
    let aside = 125_000 * standbys;
    let turn = match node {
        COORDINATOR => 1_000_000 - aside,
        _ if is_standby(node) => aside,
        NodeId(number) => {
            let (first, last) = (760_000, 240_000);
            let gaps = (participants - 1).max(1);
            first - (number - 1) * (first - last) / gaps
        }
    };
    // Wider than high: below each participant is what it does.
    let (_, middle, flatness) = shape(moment.layout);
    let center = Point::new(width(moment.layout) as f32 / 2.0, middle);
    let at = on_circle(center, 94.0, turn);
    Point::new(
        center.x + 1.25 * (at.x - center.x),
        center.y + flatness * (at.y - center.y),
    )
}

fn draw_flight(
    moment: &Moment<'_, TwoPhaseCommit>,
    (id, flight): (MessageId, &InFlight<Message>),
    words: &mut Words,
) -> Element {
    let cluster = moment.model;
    let ends = (place(moment, flight.from), place(moment, flight.to));
    let progress = flight.progress(moment.now);
    let is_gone = flight.loss.is_some() && progress > LOST_AT;
    let (progress, role) = match is_gone {
        true => (LOST_AT, Role::Lost),
        false => (progress, role_of(flight.message)),
    };
    let label = flight.message.to_string();
    let (from, to) = (cluster.name(flight.from), cluster.name(flight.to));
    // A cross is for what is lost: an abort arrives.
    let shape = if role == Role::Lost && !is_gone { Role::Follower } else { role };
    draw_message(id.to_string(), ends, progress, shape)
        .role(role)
        .children(words.take(id))
        .mark(id.to_string(), format!("{label}, {from} to {to}"))
}

/// The messages that were lost a moment ago, where they came to their end.
fn ghosts(moment: &Moment<'_, TwoPhaseCommit>, words: &mut Words) -> Vec<Element> {
    let ghosts = lost(moment).map(|gone| {
        let (from, to) = gone.between;
        let ends = (place(moment, from), place(moment, to));
        let key = format!("ghost-{}", gone.message);
        let ghost = draw_message(key, ends, gone.progress, Role::Lost);
        ghost.children(words.take(gone.message)).class("message ghost")
    });
    ghosts.collect()
}

/// What is said of a node, where the middle of that is, and half of its width.
pub fn headline(
    moment: &Moment<'_, TwoPhaseCommit>,
    node: NodeId,
) -> (String, f32, f32) {
    let (role, words) = state(moment.model, node);
    let headline = match role {
        // It has a cross where its name was.
        Role::Lost => format!("{} {words}", moment.model.name(node)),
        _ => in_words(moment, node),
    };
    // The words stay in the picture, even if they are not in the middle then.
    // Bold ones are a third wider.
    let half = text_width(&headline) * 0.7;
    let at = place(moment, node);
    let x = at.x.min(width(moment.layout) as f32 - half).max(half);
    (headline, x, half)
}

fn draw_mark(
    moment: &Moment<'_, TwoPhaseCommit>,
    node: NodeId,
    proof: &Option<Proof>,
) -> Element {
    let cluster = moment.model;
    let (role, _) = state(cluster, node);
    let at = place(moment, node);
    let name = cluster.name(node);
    let (headline, x, _) = headline(moment, node);
    let below = Point::new(x, at.y + NODE_RADIUS + 9.0);
    let above = Point::new(x, at.y - NODE_RADIUS - 25.0);
    let mark = NodeMark::new(node_id(node), at, role).inside(name.clone());
    let mark = match cluster.process(node) {
        Node::Coordinator(coordinator) => mark
            .named(headline, format!("log: {}", coordinator.logged()))
            .label_at(above, Anchor::Middle),
        Node::Standby(_) => mark
            .named(headline, "")
            .label_at(Point::new(above.x, above.y + 13.0), Anchor::Middle),
        Node::Participant(_) => {
            mark.named("", headline).label_at(below, Anchor::Middle)
        }
    };
    let proves = proof.as_ref().filter(|proof| proof.nodes.contains(&node));
    let ring = proves.map(|proof| {
        let ring = circle(at, NODE_RADIUS + 9.0).class("proof");
        element("g").role(proof.role).child(ring)
    });
    let lock = match cluster.process(node) {
        Node::Participant(participant) if is_locked(participant) => {
            Some(lock(Point::new(at.x + 19.0, at.y - 19.0)))
        }
        Node::Participant(_) | Node::Coordinator(_) | Node::Standby(_) => None,
    };
    draw_node(&mark)
        .children(ring)
        .children(lock)
        .mark(node_id(node), format!("{name}, {}", in_words(moment, node)))
}

fn is_locked(participant: &Participant) -> bool {
    matches!(participant.locks(), Locks::Held { .. })
}

/// A padlock.
fn lock(at: Point) -> Element {
    let (x, y) = at.px();
    let shackle = format!("M{x} {y}m-4.5 0v-4a4.5 4.5 0 0 1 9 0v4");
    let body = rectangle(Point::new(at.x - 8.0, at.y), (16.0, 12.0));
    element("g")
        .class("lock")
        .child(element("path").attr("d", shackle))
        .child(body.attr("rx", 1u32))
}
