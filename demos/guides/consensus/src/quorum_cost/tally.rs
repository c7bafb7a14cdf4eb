//! What the decision has cost so far, a dot for each message; and how far the
//! quorum is.

use super::{QuorumCost, has_promises, is_over, name, role_of};
use models::consensus::decision::{self, ASKED, BEGIN, Message};
use models::consensus::quorum_cost::Protocol;
use sim::Micros;
use sim::cluster::Condition;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, lines, picture, text_width};
use stage::{Element, Moment, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (312, 290);
/// Dots: so many in a row, so far from each other, the first one here.
const IN_A_ROW: u32 = 24;
const PITCH: f32 = 8.5;
const LEFT: f32 = 82.0;
/// Where the quorum is.
const QUORUM: f32 = 222.0;
/// A server in it.
const CELL: f32 = 21.0;

/// Draws what the decision has cost so far.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    let settings = moment.settings.of_model();
    let kinds = Message::of(settings.protocol);
    let counts = kinds.iter().map(|kind| decision::sent(moment.model, *kind));
    let counts: Vec<u32> = counts.collect();
    let all: u32 = counts.iter().sum();
    let title = format!("{}: {all} messages sent", name(settings.protocol));
    let mut top = 44.0;
    let blocks = kinds.iter().zip(&counts).map(|(kind, count)| {
        let block = draw_block(*kind, *count, top);
        top += 12.0 + PITCH * count.div_ceil(IN_A_ROW).max(1) as f32;
        block
    });
    let blocks: Vec<Element> = blocks.collect();
    let at = Point::new(0.0, 16.0);
    picture(SIZE, title.clone())
        .child(label(at, Anchor::Start, title).class("name"))
        .child(element("g").children(blocks))
        .child(draw_quorum(moment))
        .child(below(moment))
}

/// The messages of one kind.
fn draw_block(kind: Message, count: u32, top: f32) -> Element {
    let dots = (0..count).map(|place| {
        let (row, column) = (place / IN_A_ROW, place % IN_A_ROW);
        let x = LEFT + PITCH * column as f32;
        let at = Point::new(x, top + PITCH * row as f32);
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

/// A cell for each server: as many as agree are filled. Once the run has begun those
/// that it takes stand apart from those that may be missing.
fn draw_quorum(moment: &Moment<'_, QuorumCost>) -> Element {
    let settings = moment.settings.of_model();
    let (n, quorum) = (settings.servers, settings.quorum());
    let has_begun = moment.now >= BEGIN;
    let agreeing = decision::asked(moment.model).agreeing();
    let gap = if has_begun { 10.0 } else { 0.0 };
    let x = |place: u32| {
        let gap = if place < quorum { 0.0 } else { gap };
        CELL * place as f32 + gap
    };
    // Who promises agrees to nothing yet.
    let (role, agree) = match has_promises(moment) {
        true => (Role::Doubt, "have promised"),
        false => (Role::Committed, "agree"),
    };
    let cells = (0..n).map(|place| {
        let role = match place < agreeing {
            true => role,
            false => Role::Quiet,
        };
        let corner = Point::new(x(place), QUORUM);
        let cell = rectangle(corner, (CELL - 3.0, CELL - 3.0)).class("mark");
        element("g").class("chip").role(role).child(cell)
    });
    let title = format!("{agreeing} of {n} {agree}, as far as S1 knows");
    let title = label(Point::new(0.0, QUORUM - 8.0), Anchor::Start, title);
    let drawn = element("g").child(title.class("state")).children(cells);
    if !has_begun {
        return drawn;
    }
    let y = QUORUM + CELL + 13.0;
    let needed = format!("it takes {quorum}");
    let faults = settings.protocol.faults(n);
    let spare = match settings.protocol {
        Protocol::Pbft => format!("{faults} may lie"),
        Protocol::Paxos | Protocol::MultiPaxos | Protocol::Raft => {
            format!("{faults} may be down")
        }
    };
    let spare_at = x(quorum).max(text_width(&needed) + 12.0);
    drawn.child(label(Point::new(0.0, y), Anchor::Start, needed)).child(label(
        Point::new(spare_at, y),
        Anchor::Start,
        spare,
    ))
}

/// When S1 knew, or that it never will.
fn below(moment: &Moment<'_, QuorumCost>) -> Element {
    let at = Point::new(0.0, SIZE.1 as f32 - 6.0);
    let latency = moment.settings.of_model().latency;
    let (words, class) = match decision::asked(moment.model).decided() {
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
    };
    label(at, Anchor::Start, words).class(class)
}

/// Why S1 will never know.
fn why_never(moment: &Moment<'_, QuorumCost>) -> &'static str {
    match decision::asked(moment.model).agreeing() {
        _ if moment.model.condition(ASKED) == Condition::Stopped => {
            "✕ S1 stopped before it knew"
        }
        0 => "✕ S1 was never asked",
        _ => "✕ S1 waits for answers that never come",
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
