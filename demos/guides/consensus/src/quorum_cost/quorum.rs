//! The quorum: a box for each server, filled in the order in which S1 hears from them.

use super::QuorumCost;
use super::checks::has_promises;
use super::tally::MIDDLE;
use models::consensus::decision::{self, ASKED, BEGIN};
use sim::cluster::Condition;
use sim::{Model, NodeId};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, text_width};
use stage::{Element, Moment, Role, element};

/// A server in it, at most.
const CELL: f32 = 24.0;

/// A box for each server, filled with the names of those that have answered, in
/// order. Once the run has begun those that it takes stand apart from the rest.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    let settings = moment.settings.of_model();
    let (n, quorum) = (settings.servers, settings.quorum());
    let has_begun = moment.now >= BEGIN;
    let asked = decision::asked(moment.model);
    let me = (asked.agreeing() > 0).then_some(ASKED);
    let answers = asked.answers().iter().copied();
    let known: Vec<NodeId> = me.into_iter().chain(answers).collect();
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
    let width = x(1) - 3.0;
    let cells = (0..n).map(|place| {
        let server = known.get(place as usize);
        let role = match server {
            Some(_) if place < quorum => role,
            Some(_) => Role::Follower,
            None => Role::Quiet,
        };
        let name = server.map(|node| moment.model.name(*node));
        draw_box(Point::new(x(place), MIDDLE + 8.0), width, role, name)
    });
    let title = match has_promises(moment) {
        true => "Promises that S1 has",
        false => "Who has answered S1, itself first",
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

/// A place for a server, with the name of the one that has it.
fn draw_box(
    corner: Point,
    width: f32,
    role: Role,
    name: Option<String>,
) -> Element {
    let cell = rectangle(corner, (width, 22.0)).class("mark").attr("rx", 3u32);
    let at = Point::new(corner.x + width / 2.0, corner.y + 15.5);
    let name = name.map(|name| label(at, Anchor::Middle, name).class("inside"));
    element("g").class("chip").role(role).child(cell).children(name)
}
