//! What the decision has cost so far, a dot for each message; who has answered; and
//! beside it what cheaper protocols take.

use super::{
    QuorumCost, conflict, has_promises, hearsay, held, is_over, name, role_of,
    two_values,
};
use models::consensus::decision::{self, ASKED, BEGIN, Message};
use models::consensus::quorum_cost::Protocol;
use sim::cluster::Condition;
use sim::{Micros, Model, NodeId};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, lines, picture, text_width};
use stage::{Element, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (312, 316);
/// Where dots and bars begin, and how much room they have.
const LEFT: f32 = 82.0;
const WIDTH: f32 = 200.0;
/// Where it is seen who has answered.
pub const MIDDLE: f32 = 136.0;
/// A server there.
const CELL: f32 = 24.0;

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
        Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => answers(moment),
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

/// A box for each server, filled with the names of those that have answered, in
/// order. Once the run has begun those that it takes stand apart from the rest.
fn answers(moment: &Moment<'_, QuorumCost>) -> Element {
    let settings = moment.settings.of_model();
    let (n, quorum) = (settings.servers, settings.quorum());
    let has_begun = moment.now >= BEGIN;
    let asked = decision::asked(moment.model);
    let has_asked = asked.agreeing() > 0;
    let me = has_asked.then_some(ASKED);
    let known: Vec<NodeId> =
        me.into_iter().chain(asked.answers().iter().copied()).collect();
    let gap = if has_begun { 14.0 } else { 0.0 };
    let x = |place: u32| {
        CELL.min(298.0 / n as f32) * place as f32
            + if place < quorum { 0.0 } else { gap }
    };
    // Who promises agrees to nothing yet.
    let role = match has_promises(moment) {
        true => Role::Doubt,
        false => Role::Committed,
    };
    let cells = (0..n).map(|place| {
        let server = known.get(place as usize);
        let role = match server {
            Some(_) if place < quorum => role,
            Some(_) => Role::Follower,
            None => Role::Quiet,
        };
        let width = x(1) - 3.0;
        let corner = Point::new(x(place), MIDDLE + 8.0);
        let cell = rectangle(corner, (width, 22.0)).class("mark").attr("rx", 3u32);
        let at = Point::new(corner.x + width / 2.0, corner.y + 15.5);
        let name = server.map(|node| {
            label(at, Anchor::Middle, moment.model.name(*node)).class("inside")
        });
        element("g").class("chip").role(role).child(cell).children(name)
    });
    let title = match has_promises(moment) {
        true => "Promises that S1 has",
        false => "Who has it, as far as S1 knows",
    };
    let title = label(Point::new(0.0, MIDDLE), Anchor::Start, title);
    let drawn = element("g").child(title.class("state")).children(cells);
    match has_begun {
        true => drawn.child(below(moment, x(quorum))),
        false => drawn,
    }
}

/// How many it takes, and how many may be missing.
fn below(moment: &Moment<'_, QuorumCost>, spare_at: f32) -> Element {
    let settings = moment.settings.of_model();
    let y = MIDDLE + 46.0;
    let needed = format!("it takes {}", settings.quorum());
    let faults = settings.protocol.faults(settings.servers);
    let down = moment.model.nodes();
    let is_down =
        |node: &NodeId| moment.model.condition(*node) == Condition::Stopped;
    let spare = match down.filter(is_down).count() {
        0 => format!("{faults} may be down"),
        1 => format!("{faults} may be down, 1 is"),
        many => format!("{faults} may be down, {many} are"),
    };
    let spare_at = spare_at.max(text_width(&needed) + 12.0);
    let needed = label(Point::new(0.0, y), Anchor::Start, needed);
    let spare = label(Point::new(spare_at, y), Anchor::Start, spare);
    element("g").child(needed).child(spare)
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
    let latency = moment.settings.of_model().latency;
    match decision::asked(moment.model).decided() {
        Some(decided) => {
            let after = decided.since(BEGIN);
            let delays = tenths(after, latency);
            (
                format!("S1 knows after {} ms: {delays} delays", after.as_millis()),
                "name",
            )
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

/// How many mean latencies a time is, with one decimal if it is not a whole number.
fn tenths(time: Micros, latency: Micros) -> String {
    let tenths = (time.get() * 10 + latency.get() / 2) / latency.get().max(1);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        part => format!("{}.{part}", tenths / 10),
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
    let title = format!("Messages for one decision among {n}:");
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
