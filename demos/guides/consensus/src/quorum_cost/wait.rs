//! What the client waits for, delay after delay.

use super::checks::{is_at_rest, is_lying};
use super::count::{Decision, decisions};
use super::frame::Frame;
use super::journeys::{Journey, chain};
use super::{QuorumCost, role_of};
use models::consensus::decision::{self, BEGIN};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, path, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// Draws it, below the axis.
pub fn draw(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journeys: &[Journey],
) -> Element {
    if is_lying(moment) {
        return element("g");
    }
    let y = frame.below() + 22.0;
    let decisions = decisions(moment);
    let words = label(Point::new(0.0, y + 13.0), Anchor::Start, "client waits");
    let made = decisions.iter().flat_map(|made| {
        let chain = chain(journeys, (made.began, made.at));
        chain.into_iter().map(|(message, from, to)| {
            draw_delay(frame, y, (from, to), role_of(message), message.words())
        })
    });
    let made: Vec<Element> = made.collect();
    element("g")
        .child(words.class("state"))
        .children(made)
        .children(open(moment, frame, y, decisions.last()))
        .children(spared(frame, y, &decisions))
}

/// The wait that is not over.
fn open(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    y: f32,
    last: Option<&Decision>,
) -> Option<Element> {
    let rounds = decision::asked(moment.model).rounds();
    let entry = rounds.last().map_or(0, |round| round.entry);
    if is_at_rest(moment) || last.is_some_and(|last| last.entry == entry) {
        return None;
    }
    let began = rounds.iter().find(|round| round.entry == entry);
    let began = began.map_or(BEGIN, |round| round.began);
    Some(draw_delay(frame, y, (began, moment.now), Role::Quiet, ""))
}

/// A delay, and the message that it is.
fn draw_delay(
    frame: &Frame,
    y: f32,
    (from, to): (Micros, Micros),
    role: Role,
    words: &'static str,
) -> Element {
    let (from, to) = (frame.x(from), frame.x(to));
    let bar = rectangle(Point::new(from, y), (to - from, 18.0)).class("mark");
    let is_wide = to - from > text_width(words) * 0.92 + 2.0;
    let middle = Point::new((from + to) / 2.0, y + 13.0);
    let words =
        is_wide.then(|| label(middle, Anchor::Middle, words).class("inside"));
    element("g").class("chip").role(role).child(bar).children(words)
}

/// What the second entry took less than the first.
fn spared(frame: &Frame, y: f32, decisions: &[Decision]) -> Option<Element> {
    let [first, second] = decisions else { return None };
    if second.took() >= first.took() {
        return None;
    }
    let from = frame.x(second.at);
    let to = frame.x(second.began + first.took());
    let box_of = [(from, y), (to, y), (to, y + 18.0), (from, y + 18.0), (from, y)];
    let box_of = path(box_of.map(|(x, y)| Point::new(x, y))).class("expected");
    let words = match frame.layout {
        Layout::Wide => "phase 1 saved",
        Layout::Narrow => "saved",
    };
    let middle = Point::new((from + to) / 2.0, y + 13.0);
    let words = label(middle, Anchor::Middle, words).class("state");
    Some(element("g").child(box_of).child(words))
}
