//! Whom S1 has counted, and when it knew.

use super::QuorumCost;
use super::checks::{has_promises, is_at_rest, is_lying, is_over, took, why_never};
use super::frame::Frame;
use models::consensus::decision::{self, BEGIN, Message, Part, Round, Value};
use sim::Micros;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Point, label, text_width};
use stage::{Element, Moment, Role, element};
use std::ops::RangeInclusive;

/// The middle of a number, and how far numbers are from each other.
const Y: f32 = 29.0;
const PITCH: f32 = 20.0;
/// Where it is said what the lines are.
const WORDS: f32 = 14.0;

/// A decision of S1: of which entry, when it was asked, and when it knew.
pub struct Decision {
    pub entry: u32,
    pub began: Micros,
    pub at: Micros,
}

impl Decision {
    /// How long it took.
    pub fn took(&self) -> Micros {
        self.at.since(self.began)
    }
}

/// All that S1 knows of; a liar knows nothing that holds for all.
pub fn decisions(moment: &Moment<'_, QuorumCost>) -> Vec<Decision> {
    let asked = decision::asked(moment.model);
    if is_lying(moment) {
        return Vec::new();
    }
    if let (Part::Doubts(_), Some(at)) = (asked.part(), asked.decided()) {
        return vec![Decision { entry: 0, began: BEGIN, at }];
    }
    let rounds = asked.rounds();
    let made = rounds.iter().filter(|round| round.asks != Message::Prepare);
    made.filter_map(|round| {
        let of = rounds.iter().find(|other| other.entry == round.entry)?;
        let (at, _) = round.full?;
        Some(Decision { entry: round.entry, began: of.began, at })
    })
    .collect()
}

/// Draws the count above the row of S1, and a line through all rows where it knew.
pub fn draw(moment: &Moment<'_, QuorumCost>, frame: &Frame) -> Element {
    if is_lying(moment) {
        return element("g");
    }
    let rounds = decision::asked(moment.model).rounds();
    let decisions = decisions(moment);
    let uprights = decisions.iter().map(|decision| {
        let upright = frame.upright(decision.at).class("curve");
        element("g").role(Role::Committed).child(upright)
    });
    let counts =
        (0..rounds.len()).map(|place| draw_round(moment, frame, place, rounds));
    let words = decisions.iter().map(|made| say(moment, frame, made));
    element("g")
        .children(uprights)
        .children(counts)
        .children(words)
        .children(so_far(moment, frame, decisions.last()))
}

/// The numbers of those that agree, S1 first; those that came too late as well, where
/// no other entry follows. Ahead of now are those that S1 still waits for.
fn draw_round(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    place: usize,
    rounds: &[Round],
) -> Element {
    let round = &rounds[place];
    let (quorum, last) = (
        decision::asked(moment.model).quorum(),
        round.full.map(|(full, _)| last_number(frame, full, rounds)),
    );
    let mut moments = vec![round.began];
    moments.extend(round.answers.iter().map(|(_, at)| *at));
    let mut before = f32::MIN;
    let mut chips = Vec::new();
    for (number, at) in (1..).zip(&moments) {
        let away = PITCH * quorum.abs_diff(number) as f32;
        let x = match last {
            Some(last) if number <= quorum => frame.x(*at).min(last - away),
            Some(_) | None => frame.x(*at).max(before + PITCH),
        };
        before = x;
        let role = match round.asks {
            _ if number > quorum => Role::Follower,
            Message::Prepare => Role::Doubt,
            _ => Role::Committed,
        };
        let has_room = x + 9.0 <= frame.size.0 as f32;
        if has_room && is_shown(moment, frame, place, rounds, number) {
            chips.push(draw_number(x, number, role));
        }
    }
    if round.full.is_none() && !is_at_rest(moment) {
        let numbers = moments.len() as u32 + 1..=quorum;
        chips.push(missing(moment, frame, numbers, before));
    }
    element("g").children(chips)
}

/// Where the last number of a quorum stands: at its moment, or in front of the first
/// number of the round that begins then.
fn last_number(frame: &Frame, full: Micros, rounds: &[Round]) -> f32 {
    match rounds.iter().any(|next| next.began == full) {
        true => frame.x(full) - PITCH,
        false => frame.x(full),
    }
}

/// Whether a number has room beside those of the other entry.
fn is_shown(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    place: usize,
    rounds: &[Round],
    number: u32,
) -> bool {
    let (round, settings) = (&rounds[place], moment.settings.of_model());
    let before = place.checked_sub(1).and_then(|before| rounds[before].full);
    match number {
        1 => before.is_none_or(|(full, _)| {
            full == round.began || frame.x(round.began) - frame.x(full) >= PITCH
        }),
        _ if number > settings.quorum() => {
            round.asks != Message::Prepare && round.entry + 1 == settings.entries
        }
        _ => true,
    }
}

/// The numbers that S1 still waits for, ahead of now.
fn missing(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    numbers: RangeInclusive<u32>,
    before: f32,
) -> Element {
    let room = PITCH * numbers.clone().count() as f32;
    let first = (frame.x(moment.now) + PITCH).max(before + PITCH);
    let first = first.min(frame.size.0 as f32 + PITCH / 2.0 - room);
    let drawn = numbers.enumerate().map(|(place, number)| {
        let x = first + PITCH * place as f32;
        element("g").class("absent").child(draw_number(x, number, Role::Doubt))
    });
    element("g").children(drawn)
}

fn draw_number(x: f32, number: u32, role: Role) -> Element {
    let words = label(Point::new(x, Y + 4.0), Anchor::Middle, number.to_string());
    element("g")
        .class("chip number")
        .role(role)
        .child(circle(Point::new(x, Y), 9.0).class("mark"))
        .child(words.class("inside"))
}

/// What a line says: after how long S1 knew, and after how many delays.
fn say(moment: &Moment<'_, QuorumCost>, frame: &Frame, made: &Decision) -> Element {
    let after = took(made.began, made.at);
    let settings = moment.settings.of_model();
    let words = match settings.entries {
        1 => format!(
            "S1 knows after {after} ms: {} delays",
            settings.protocol.delays()
        ),
        _ => format!("{} after {after} ms", Value(made.entry + 1)),
    };
    let (x, width) = (frame.x(made.at), 1.2 * text_width(&words));
    // Of two the first ends at its line, and the second begins there.
    let start = match (settings.entries, made.entry) {
        (1, _) => x - width / 2.0,
        (_, 0) => x + 6.0 - width,
        _ => x - 6.0,
    };
    let start = start.min(frame.words_end() - width).max(0.0);
    let words = label(Point::new(start, WORDS), Anchor::Start, words);
    element("g").role(Role::Committed).child(words.class("matter"))
}

/// How many agree so far, and how many it takes; or why S1 will never know.
fn so_far(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    last: Option<&Decision>,
) -> Option<Element> {
    let asked = decision::asked(moment.model);
    let is_known = match asked.rounds().last() {
        Some(round) => last.is_some_and(|last| last.entry == round.entry),
        None => last.is_some(),
    };
    if is_known || is_at_rest(moment) {
        return None;
    }
    let (agreeing, quorum) = (asked.agreeing(), asked.quorum());
    let (words, class) = match is_over(moment) {
        true => (why_never(moment), "alarm"),
        false if has_promises(moment) => {
            (format!("{agreeing} of {quorum} promise"), "news")
        }
        false => (format!("{agreeing} of {quorum} agree"), "news"),
    };
    let width = 1.25 * text_width(&words);
    let x = (frame.x(moment.now) + 4.0).min(frame.words_end() - width);
    Some(label(Point::new(x, WORDS), Anchor::Start, words).class(class))
}
