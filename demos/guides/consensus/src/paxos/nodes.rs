//! The proposers and the acceptors, and the messages between them.

use super::ledger::{draw_square, draw_vote};
use super::marks::links;
use super::{Paxos, role_of, state};
use models::consensus::paxos::{
    Acceptor, Contest, Message, Node, Proposer, acceptors, proposers,
};
use sim::cluster::InFlight;
use sim::{MessageId, Micros, Model, NodeId};
use stage::cluster::{draw_link_mark, node_id};
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_message, draw_node, shape};
use stage::parts::{Anchor, label, line, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (306, 292);
/// Where proposers and acceptors are; above the former and below the latter is
/// what they say.
const PROPOSERS: f32 = 112.0;
const ACCEPTORS: f32 = 212.0;

/// How far the promises that a proposer has in hand are from each other.
const PROMISE: f32 = 24.0;

/// How long a vote that gave way is still seen.
const GHOST: Micros = Micros::from_millis(40);

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Paxos>) -> Element {
    let cluster = moment.model.cluster();
    let drawn = links(cluster).into_iter().map(|(one, other)| {
        let ends = (place(moment.model, one), place(moment.model, other));
        draw_link_mark(cluster, (one, other), ends)
    });
    let messages = cluster.in_flight().map(|(id, m)| message(moment, id, m));
    let marks = cluster.nodes().map(|node| draw_mark(moment, node));
    let spoken = cluster.nodes().map(|node| {
        format!("{} {}", cluster.name(node), state::of(moment.model, node).phase)
    });
    picture(SIZE, spoken.collect::<Vec<_>>().join(", "))
        .child(element("g").children(drawn))
        .child(element("g").children(messages))
        .child(element("g").children(marks))
        .child(entries(&LEGEND[..4], 4))
}

/// Proposers in a row above, acceptors in a row below.
fn place(contest: &Contest, node: NodeId) -> Point {
    let cluster = contest.cluster();
    let count = proposers(cluster).count() as u32;
    let (index, count, y) = match node.0.checked_sub(count) {
        None => (node.0, count, PROPOSERS),
        Some(acceptor) => {
            (acceptor, cluster.nodes().count() as u32 - count, ACCEPTORS)
        }
    };
    let pitch = SIZE.0 as f32 / count as f32;
    Point::new(pitch * (index as f32 + 0.5), y)
}

fn message(
    moment: &Moment<'_, Paxos>,
    id: MessageId,
    message: &InFlight<Message>,
) -> Element {
    let cluster = moment.model.cluster();
    let ends = (place(moment.model, message.from), place(moment.model, message.to));
    let progress = message.progress(moment.now);
    let role = match message.loss {
        Some(_) if progress > 400 => Role::Lost,
        Some(_) | None => role_of(message.message.kind()),
    };
    let gap = NODE_RADIUS + 4.0;
    let (start, end) = (ends.0.step(ends.1, gap), ends.1.step(ends.0, gap));
    let at = start.toward(end, progress);
    let (from, to) = (cluster.name(message.from), cluster.name(message.to));
    // A promise tells of a vote: its letter goes with it.
    let vote = match message.message {
        Message::Promise(_, vote) if role != Role::Lost => vote,
        _ => None,
    };
    let letter = vote.map(|vote| draw_square(at, vote.value, Role::Doubt));
    draw_message(id.to_string(), ends, progress, role)
        .children(letter)
        .mark(id.to_string(), format!("{}, {from} to {to}", message.message))
}

fn draw_mark(moment: &Moment<'_, Paxos>, node: NodeId) -> Element {
    let contest = moment.model;
    let cluster = contest.cluster();
    let state = state::of(contest, node);
    let at = place(contest, node);
    let name = cluster.name(node);
    let words = format!("{name}, {}, {}", state.phase, state.value);
    let mark = NodeMark::new(node_id(node), at, state.role).inside(name.clone());
    match cluster.process(node) {
        Node::Proposer(proposer) => {
            let above = Point::new(at.x, at.y - NODE_RADIUS - 48.0);
            let mark = mark
                .named(state.headline(&name), state.value)
                .label_at(above, Anchor::Middle);
            let hand = hand(proposer, acceptors(cluster).count(), at);
            let hand = (state.role != Role::Lost).then_some(hand);
            draw_node(&mark).children(hand).mark(node_id(node), words)
        }
        Node::Acceptor(acceptor) => {
            let has_room = cluster.nodes().count() <= 5;
            let promised = match state.role {
                Role::Follower if has_room && state.has_ballot => {
                    format!("promised {}", state.ballot)
                }
                _ => state.headline(&name),
            };
            let below = Point::new(at.x, at.y + NODE_RADIUS + 2.0);
            let mark = mark.named("", promised).label_at(below, Anchor::Middle);
            draw_node(&mark)
                .child(register(moment, node, acceptor, at))
                .mark(node_id(node), words)
        }
    }
}

/// The promises that a proposer has for its ballot, above it: a place for each
/// acceptor, and in it the vote that the promise told of.
fn hand(proposer: &Proposer, acceptors: usize, at: Point) -> Element {
    let heard = proposer.heard();
    let places = if proposer.attempts() > 0 { acceptors } else { 0 };
    let left = at.x - PROMISE * places as f32 / 2.0;
    let place = |place: usize| {
        let middle = left + PROMISE * (place as f32 + 0.5);
        let at = Point::new(middle, at.y - NODE_RADIUS - 17.0);
        let slip = |role, size| {
            element("g").class("chip").role(role).child(shape(at, size, role))
        };
        match heard.get(place) {
            Some((_, Some(vote))) => draw_square(at, vote.value, Role::Doubt),
            Some((_, None)) => slip(Role::Follower, 8.0),
            None => slip(Role::Quiet, 2.0),
        }
    };
    element("g").children((0..places).map(place))
}

/// The vote that an acceptor holds; beside it one that gave way, for a while, or for
/// good if it was one of those that chose a value.
fn register(
    moment: &Moment<'_, Paxos>,
    node: NodeId,
    acceptor: &Acceptor,
    node_at: Point,
) -> Element {
    let at = Point::new(node_at.x, node_at.y + NODE_RADIUS + 40.0);
    let contest = moment.model;
    let is_broken = contest.conflict().is_some();
    let ghost = contest.replaced().iter().rfind(|replaced| {
        let is_fresh = moment.now.since(replaced.at) < GHOST;
        let is_proof = is_broken && contest.is_chosen(replaced.old);
        replaced.acceptor == node && (is_fresh || is_proof)
    });
    let beside = if ghost.is_some() { 14.0 } else { 0.0 };
    let vote_at = Point::new(at.x + beside, at.y);
    let vote = match acceptor.votes().last() {
        Some(vote) => draw_vote(contest, vote_at, *vote),
        None => element("g"),
    };
    let ghost = ghost.map(|replaced| {
        let at = Point::new(at.x - 14.0, at.y);
        let (low, high) = (
            Point::new(at.x - 13.0, at.y + 13.0),
            Point::new(at.x + 13.0, at.y - 13.0),
        );
        let strike = line(low, high).class("cross");
        let vote = draw_square(at, replaced.old.value, Role::Lost);
        element("g").class("ghost").child(vote.child(strike))
    });
    element("g").child(vote).children(ghost)
}

/// What the colours and shapes of messages mean; the last one explains itself
/// where a message is seen to come to nothing.
const LEGEND: &[(Role, &str)] = &[
    (Role::Candidate, "Prepare"),
    (Role::Follower, "Promise"),
    (Role::Leader, "Accept"),
    (Role::Doubt, "Accepted"),
    (Role::Lost, "Refused; lost"),
];

/// The same as a picture of its own.
pub fn legend(layout: Layout) -> Element {
    let (size, per_row) = match layout {
        Layout::Wide => ((860, 24), 5),
        Layout::Narrow => ((340, 48), 3),
    };
    picture(size, "What the colours and shapes of messages mean")
        .child(entries(LEGEND, per_row))
}

fn entries(kinds: &'static [(Role, &'static str)], per_row: usize) -> Element {
    let mut left = 0.0;
    let marks = kinds.iter().enumerate().map(|(index, (role, word))| {
        left = if index % per_row == 0 { 14.0 } else { left };
        let at = Point::new(left, 12.0 + 22.0 * (index / per_row) as f32);
        left += text_width(word) + 24.0;
        let word_at = Point::new(at.x + 11.0, at.y + 4.5);
        element("g")
            .role(*role)
            .child(shape(at, 5.0, *role))
            .child(label(word_at, Anchor::Start, *word).class("state"))
    });
    element("g").children(marks)
}
