//! What the decision has cost so far, a dot for each message; who has answered; and
//! beside it what cheaper protocols take.

use super::checks::{conflict, held, is_over, took, two_values};
use super::{QuorumCost, hearsay, name, quorum, role_of};
use models::consensus::decision::{self, ASKED, Message};
use models::consensus::quorum_cost::Protocol;
use sim::Model;
use sim::cluster::Condition;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, lines, picture};
use stage::{Element, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (312, 316);
/// Where dots and bars begin, and how much room they have.
const LEFT: f32 = 82.0;
const WIDTH: f32 = 200.0;
/// Where it is seen who has answered.
pub const MIDDLE: f32 = 136.0;

/// Draws what the decision has cost so far.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    let settings = moment.settings.of_model();
    let kinds = Message::of(settings.protocol);
    let counts = kinds.iter().map(|kind| decision::sent(moment.model, *kind));
    let counts: Vec<u32> = counts.collect();
    let all: u32 = counts.iter().sum();
    let title = format!("{}: {all} messages sent", name(settings.protocol));
    let pitch = if settings.servers > 7 { 5.2 } else { 8.5 };
    let mut top = 40.0;
    let blocks = kinds.iter().zip(&counts).map(|(kind, count)| {
        let block = draw_block(*kind, *count, top, pitch);
        let rows = count.div_ceil(in_a_row(pitch)).max(1);
        top += 12.0 + pitch * rows as f32;
        block
    });
    let blocks: Vec<Element> = blocks.collect();
    let middle = match settings.protocol {
        Protocol::Pbft => hearsay::draw(moment),
        Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => {
            quorum::draw(moment)
        }
    };
    let at = Point::new(0.0, 16.0);
    picture(SIZE, title.clone())
        .child(label(at, Anchor::Start, title).class("name"))
        .child(element("g").children(blocks))
        .child(middle)
        .child(result(moment))
        .children(compared(moment))
}

/// Where it is said what came of it: below the table, if there is one.
fn result_at(moment: &Moment<'_, QuorumCost>) -> f32 {
    match moment.settings.protocol.of_model() {
        Protocol::Pbft => 254.0,
        Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => 222.0,
    }
}

fn in_a_row(pitch: f32) -> u32 {
    (WIDTH / pitch) as u32
}

/// The messages of one kind.
fn draw_block(kind: Message, count: u32, top: f32, pitch: f32) -> Element {
    let dots = (0..count).map(|place| {
        let (row, column) = (place / in_a_row(pitch), place % in_a_row(pitch));
        let x = LEFT + pitch * column as f32;
        let at = Point::new(x, top + pitch * row as f32);
        (at, Point::new(at.x + 0.1, at.y))
    });
    let words = label(Point::new(0.0, top + 4.5), Anchor::Start, kind.words());
    let count = match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let end = Point::new(SIZE.0 as f32, top + 4.5);
    element("g")
        .role(role_of(kind))
        .child(words.class("state"))
        .child(lines(dots).class("keys"))
        .child(label(end, Anchor::End, count))
}

/// What came of it: when S1 knew, or that it never will; where it lies, who took what.
fn result(moment: &Moment<'_, QuorumCost>) -> Element {
    let at = Point::new(0.0, result_at(moment));
    let (words, class) = match moment.settings.lies {
        true => of_a_lie(moment),
        false => of_a_decision(moment),
    };
    label(at, Anchor::Start, words).class(class)
}

fn of_a_decision(moment: &Moment<'_, QuorumCost>) -> (String, &'static str) {
    match decision::asked(moment.model).decided() {
        Some(decided) => {
            let after = took(decided);
            let delays = moment.settings.protocol.of_model().delays();
            (format!("S1 knows after {after} ms: {delays} delays"), "name")
        }
        None if is_over(moment) => (why_never(moment).into(), "alarm"),
        None => ("S1 does not know yet".into(), "state"),
    }
}

fn of_a_lie(moment: &Moment<'_, QuorumCost>) -> (String, &'static str) {
    let cluster = moment.model;
    if let Some(two) = conflict(cluster) {
        return (format!("✕ {}", two_values(cluster, two)), "alarm");
    }
    if !is_over(moment) {
        return (String::new(), "state");
    }
    let mut words = String::new();
    for (node, _) in held(cluster) {
        words.push_str(if words.is_empty() { "" } else { " and " });
        words.push_str(&cluster.name(node));
    }
    match held(cluster).next() {
        Some((_, value)) => (format!("{words} took {value}, nobody else"), "name"),
        None => ("Nobody took anything".into(), "name"),
    }
}

/// Why S1 will never know.
fn why_never(moment: &Moment<'_, QuorumCost>) -> &'static str {
    match decision::asked(moment.model).agreeing() {
        _ if moment.model.condition(ASKED) == Condition::Stopped => {
            "✕ S1 stopped before it knew"
        }
        0 => "✕ S1 was never asked",
        _ => "✕ S1 waits for ever",
    }
}

/// At the end of a run the messages of a decision with this protocol and with the
/// cheaper ones, as bars.
fn compared(moment: &Moment<'_, QuorumCost>) -> Option<Element> {
    let n = moment.settings.servers;
    let this = moment.settings.protocol.of_model();
    let most = this.messages(n);
    let is_shown = |protocol: &Protocol| {
        *protocol == this
            || *protocol != Protocol::MultiPaxos && protocol.messages(n) < most
    };
    let order =
        [Protocol::Raft, Protocol::MultiPaxos, Protocol::Paxos, Protocol::Pbft];
    let shown: Vec<Protocol> = order.into_iter().filter(is_shown).collect();
    if !is_over(moment) || shown.len() < 2 {
        return None;
    }
    let top = result_at(moment) + 16.0;
    let title = format!("Messages for a decision of {n} if nobody lies:");
    let title = label(Point::new(0.0, top), Anchor::Start, title);
    let bars = shown.into_iter().enumerate();
    let bars = bars.map(|(row, protocol)| {
        let y = top + 15.0 + 14.0 * row as f32;
        let count = protocol.messages(n);
        let length = WIDTH * count as f32 / most.max(1) as f32;
        let role = if protocol == this { Role::Chosen } else { Role::Follower };
        let bar = rectangle(Point::new(LEFT, y - 5.0), (length, 9.0)).class("mark");
        let words = label(Point::new(0.0, y + 4.0), Anchor::Start, name(protocol));
        let end = Point::new(LEFT + length + 6.0, y + 4.0);
        let count = label(end, Anchor::Start, count.to_string());
        element("g")
            .class("bar")
            .role(role)
            .child(words.class("state"))
            .child(bar)
            .child(count.class("state"))
    });
    Some(element("g").child(title.class("state")).children(bars))
}
