//! How many messages of each kind were sent; what came of a lie; and at the end what
//! other protocols take.

use super::checks::{conflict, held, is_lying, is_over, two_values, waiting};
use super::count::decisions;
use super::frame::Frame;
use super::{Choice, QuorumCost, name, role_of};
use models::consensus::decision::{self, Message, Server, Value};
use sim::{Cluster, Model, NodeId};
use stage::parts::node::shape;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label};
use stage::{Element, Layout, Moment, Role, element};

/// Draws it, below the rows.
pub fn draw(moment: &Moment<'_, QuorumCost>, frame: &Frame) -> Element {
    let protocol = moment.settings.of_model().protocol;
    let kinds = Message::of(protocol);
    let counts = kinds.iter().map(|kind| decision::sent(moment.model, *kind));
    let counts: Vec<u32> = counts.collect();
    let all: u32 = counts.iter().sum();
    let title = format!("{}: {all} messages sent", name(moment.settings.protocol));
    let top = frame.below() + 56.0;
    let counted = kinds.iter().zip(counts).enumerate();
    let counted = counted.map(|(place, (kind, count))| {
        // A question, and beside it its answer.
        let at = Point::new(
            150.0 * (place % 2) as f32,
            top + 19.0 + 17.0 * (place / 2) as f32,
        );
        draw_count(moment, *kind, count, at)
    });
    let title = label(Point::new(0.0, top), Anchor::Start, title).class("name");
    let aside = match (frame.layout, moment.settings.protocol) {
        (Layout::Wide, _) => Point::new(336.0, top),
        // Below the table of who was told what.
        (Layout::Narrow, Choice::Pbft) => Point::new(0.0, top + 184.0),
        (Layout::Narrow, _) => Point::new(0.0, top + 66.0),
    };
    element("g")
        .child(title)
        .children(counted)
        .children(result(moment, aside))
        .children(compared(moment, frame, aside))
}

/// How many messages of a kind were sent, and what they look like.
fn draw_count(
    moment: &Moment<'_, QuorumCost>,
    kind: Message,
    count: u32,
    at: Point,
) -> Element {
    let role = role_of(kind);
    // Where S1 lies, colours are of values.
    let sign = (!is_lying(moment))
        .then(|| shape(Point::new(at.x + 6.0, at.y - 4.0), 5.0, role));
    let words = format!("{} {count}", kind.words());
    let indent = if is_lying(moment) { 0.0 } else { 18.0 };
    let words = label(Point::new(at.x + indent, at.y), Anchor::Start, words);
    element("g").role(role).children(sign).child(words.class("state"))
}

/// Where S1 lies: who took what.
fn result(moment: &Moment<'_, QuorumCost>, at: Point) -> Option<Element> {
    if !is_lying(moment) {
        return None;
    }
    let cluster = moment.model;
    if let Some(two) = conflict(cluster) {
        let words = format!("✕ {}", two_values(cluster, two));
        return Some(label(at, Anchor::Start, words).class("alarm"));
    }
    if !is_over(moment) {
        return None;
    }
    let (took, _) = names(cluster, held(cluster).map(|(node, _)| node));
    let (wait, count) = names(cluster, waiting(cluster));
    let words = match (held(cluster).next(), count) {
        (None, _) => "Nobody took anything".into(),
        (Some((_, value)), 0) => format!("{took} took {value}"),
        (Some((_, value)), 1) => format!("{took} took {value}, {wait} waits"),
        (Some((_, value)), _) => format!("{took} took {value}, {count} wait"),
    };
    Some(label(at, Anchor::Start, words).class("name"))
}

/// These servers by name, and how many they are.
fn names(
    cluster: &Cluster<Server>,
    nodes: impl Iterator<Item = NodeId>,
) -> (String, u32) {
    nodes.fold((String::new(), 0), |(mut words, count), node| {
        words.push_str(if count == 0 { "" } else { " and " });
        words.push_str(&cluster.name(node));
        (words, count + 1)
    })
}

/// At the end of a run that has decided: the messages of a decision with this protocol
/// and with others, or those of two entries, as bars.
fn compared(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    at: Point,
) -> Option<Element> {
    let settings = moment.settings.of_model();
    let is_pbft = moment.settings.protocol == Choice::Pbft;
    let has_decided = decisions(moment).len() as u32 == settings.entries;
    if !is_over(moment) || !(has_decided || is_lying(moment) && is_pbft) {
        return None;
    }
    let title = match settings.entries {
        1 => format!(
            "Messages for a decision of {} if nobody lies:",
            settings.servers
        ),
        _ => "Messages for each entry:".into(),
    };
    let rows = counts(moment);
    let down = if is_lying(moment) { 14.0 } else { 0.0 };
    let at = Point::new(at.x, at.y + down);
    let room = frame.size.0 as f32 - at.x - 80.0;
    let most = rows.iter().map(|(_, count, _)| *count).max().unwrap_or(1).max(1);
    let bars = rows.into_iter().enumerate().map(|(row, (name, count, role))| {
        let at = Point::new(at.x, at.y + 14.0 + 13.0 * row as f32);
        draw_bar(at, name, (count, room * count as f32 / most as f32), role)
    });
    let title = label(at, Anchor::Start, title).class("state");
    Some(element("g").child(title).children(bars))
}

/// What is compared, and how many messages it takes.
fn counts(moment: &Moment<'_, QuorumCost>) -> Vec<(String, u32, Role)> {
    let settings = moment.settings.of_model();
    if settings.entries > 1 {
        let of_entry = |entry| {
            let sent = decision::sent_for(moment.model, entry);
            let role = if entry > 0 { Role::Chosen } else { Role::Follower };
            (Value(entry + 1).to_string(), sent, role)
        };
        return (0..settings.entries).map(of_entry).collect();
    }
    let of = |choice: Choice| {
        let messages = choice.of_model().messages(settings.servers);
        let role = match choice == moment.settings.protocol {
            true => Role::Chosen,
            false => Role::Follower,
        };
        (name(choice).into(), messages, role)
    };
    [Choice::Raft, Choice::Paxos, Choice::Pbft].map(of).into()
}

fn draw_bar(
    at: Point,
    name: String,
    (count, length): (u32, f32),
    role: Role,
) -> Element {
    let bar = rectangle(Point::new(at.x + 42.0, at.y - 9.0), (length, 9.0));
    let end = Point::new(at.x + 48.0 + length, at.y);
    let count = label(end, Anchor::Start, count.to_string());
    element("g")
        .class("bar")
        .role(role)
        .child(label(at, Anchor::Start, name).class("state"))
        .child(bar.class("mark"))
        .child(count.class("state"))
}
