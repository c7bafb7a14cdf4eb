//! The nodes and their messages; beside them what each was over time.

use super::{TwoPhaseCommit, lanes, nodes};
use models::transactions::two_phase_commit::Protocol;
use sim::Micros;
use stage::parts::geometry::Point;
use stage::parts::node::shape;
use stage::parts::{Anchor, label, picture, row, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// Draws a moment.
pub fn draw(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    row([nodes::draw(moment), lanes::draw(moment)])
}

/// The part of the run that is worth showing: to its last event, and some more.
pub fn window(moment: &Moment<'_, TwoPhaseCommit>) -> (Micros, Micros) {
    let last = moment.records.last().map_or(Micros::ZERO, |record| record.at);
    let end = Micros::new(last.get() + last.get() / 12);
    (Micros::ZERO, end.max(Micros::from_millis(100)))
}

/// What the ends of messages mean in the space–time diagram.
pub fn legend(moment: &Moment<'_, TwoPhaseCommit>) -> Element {
    let kinds: &[_] = match moment.settings.of_model().protocol {
        Protocol::TwoPhase => &TWO_PHASES,
        Protocol::ThreePhase => &THREE_PHASES,
    };
    // One more is the word for what is stopped.
    let (width, per_row) = match moment.layout {
        Layout::Wide => (620, 4),
        Layout::Narrow => (340, 3),
    };
    let rows = (kinds.len() + 1).div_ceil(per_row) as u32;
    let mut left = 0.0;
    let mut place = |index: usize, word: &str| {
        left = if index.is_multiple_of(per_row) { 14.0 } else { left };
        let at = Point::new(left, 12.0 + 22.0 * (index / per_row) as f32);
        left += text_width(word) + 36.0;
        at
    };
    let text = |at: Point, word: &'static str| {
        label(Point::new(at.x, at.y + 4.5), Anchor::Start, word).class("state")
    };
    let mut legend =
        picture((width, 22 * rows + 2), "What the colours and shapes mean");
    for (index, (role, word)) in kinds.iter().enumerate() {
        let at = place(index, word);
        let mark = element("g").role(*role).child(shape(at, 5.0, *role));
        legend =
            legend.child(mark.child(text(Point::new(at.x + 13.0, at.y), word)));
    }
    let at = place(kinds.len(), STOPPED);
    legend.child(text(at, STOPPED))
}

const STOPPED: &str = "┄ stopped";
const TWO_PHASES: [(Role, &str); 5] = [
    (Role::Leader, "Prepare"),
    (Role::Doubt, "yes; in doubt"),
    (Role::Committed, "Commit"),
    (Role::Lost, "no, Abort; lost"),
    (Role::Follower, "other"),
];
const THREE_PHASES: [(Role, &str); 6] = [
    (Role::Leader, "Prepare"),
    (Role::Doubt, "yes; in doubt"),
    (Role::Committed, "Commit"),
    (Role::Candidate, "PreCommit(ted)"),
    (Role::Lost, "no, Abort; lost"),
    (Role::Follower, "other"),
];
