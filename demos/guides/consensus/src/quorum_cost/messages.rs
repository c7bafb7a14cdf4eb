//! Messages as lines from row to row. Those of a quorum are heavy; what came too late to
//! matter is faint.

use super::checks::is_lying;
use super::frame::Frame;
use super::journeys::{Fate, Journey, Weight, weight};
use super::{QuorumCost, role_of, value_role};
use models::consensus::decision::{self, Message};
use sim::{MessageId, Model};
use stage::parts::node::{cross, shape};
use stage::parts::svg::circle;
use stage::parts::{Anchor, Point, label, lines};
use stage::{Element, Moment, Role, element};

/// Draws all that were sent up to now.
pub fn draw(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journeys: &[Journey],
) -> Element {
    let asked = decision::asked(moment.model);
    let drawn = |journey: &Journey| {
        let weight = match is_lying(moment) {
            true => Weight::Plain,
            false => weight(journey, asked.rounds(), asked.part()),
        };
        (weight, role(moment, journey))
    };
    let drawn: Vec<(Weight, Role)> = journeys.iter().map(drawn).collect();
    let mut layers = Vec::new();
    for weight in Weight::ALL {
        for role in ROLES {
            let of = journeys.iter().zip(&drawn);
            let of = of.filter(|(_, drawn)| **drawn == (weight, role));
            layers.extend(draw_layer(
                moment,
                frame,
                of.map(|(j, _)| j),
                weight,
                role,
            ));
        }
    }
    let flying = journeys.iter().filter_map(|journey| match journey.fate {
        Fate::Flies(id, _) => Some(draw_flight(moment, frame, journey, id)),
        Fate::Came(_) | Fate::Lost(_) => None,
    });
    element("g")
        .children(layers)
        .children(values(moment, frame, journeys))
        .children(flying)
}

/// What a line may be.
const ROLES: [Role; 5] =
    [Role::Candidate, Role::Doubt, Role::Leader, Role::Committed, Role::Lost];

/// Where S1 lies it matters which value is told, else what is said.
fn role(moment: &Moment<'_, QuorumCost>, journey: &Journey) -> Role {
    match (journey.fate, journey.value) {
        (Fate::Lost(_), _) => Role::Lost,
        (_, Some(value)) if is_lying(moment) => value_role(value),
        _ => role_of(journey.message),
    }
}

/// Where a message was sent, and how far it has come.
fn ends(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journey: &Journey,
) -> (Point, Point) {
    let from = frame.at(journey.from);
    let to = match journey.fate {
        Fate::Came(at) | Fate::Lost(at) => frame.at((journey.to, at)),
        Fate::Flies(_, progress) => {
            let end = frame.y(journey.to);
            let y = from.y + (end - from.y) * progress as f32 / 1_000.0;
            Point::new(frame.x(moment.now), y)
        }
    };
    (from, to)
}

fn draw_layer<'a>(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    of: impl Iterator<Item = &'a Journey>,
    weight: Weight,
    role: Role,
) -> Option<Element> {
    let (mut ways, mut came, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for journey in of {
        let (from, to) = ends(moment, frame, journey);
        ways.push((from, to));
        match journey.fate {
            Fate::Came(_) => came.push((to, Point::new(to.x + 0.1, to.y))),
            Fate::Lost(_) => lost.push(cross(to, 4.0)),
            Fate::Flies(..) => {}
        }
    }
    if ways.is_empty() {
        return None;
    }
    let class = match weight {
        Weight::Heavy => "heavy",
        Weight::Plain => "stem",
        Weight::Faint => "stem faint",
    };
    let class = if role == Role::Lost { "trail" } else { class };
    Some(
        element("g")
            .role(role)
            .child(lines(ways).class(class))
            .child(lines(came).class("keys"))
            .children(lost),
    )
}

/// A message on its way: it can be pressed.
fn draw_flight(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journey: &Journey,
    id: MessageId,
) -> Element {
    let (_, at) = ends(moment, frame, journey);
    let role = role(moment, journey);
    let name = |node| moment.model.name(node);
    let (from, to) = (name(journey.from.0), name(journey.to));
    let words = journey.message.words();
    let value = journey.value.filter(|_| journey.message.has_value());
    let value = value.map(|value| format!(" {value}")).unwrap_or_default();
    element("g")
        .class("message")
        .key(id.to_string())
        .role(role)
        .child(shape(at, 5.0, role))
        .child(circle(at, 11.0).class("hit"))
        .mark(id.to_string(), format!("{words}{value}, {from} to {to}"))
}

/// Where S1 lies: what it tells each, beside its line.
fn values(
    moment: &Moment<'_, QuorumCost>,
    frame: &Frame,
    journeys: &[Journey],
) -> Vec<Element> {
    let is_told = |journey: &&Journey| {
        is_lying(moment)
            && matches!(
                journey.message,
                Message::Order | Message::Append | Message::Accept
            )
    };
    // It stands on the line once that is long enough, and off the others.
    let is_far = |journey: &&Journey| match journey.fate {
        Fate::Flies(_, progress) => progress > 500,
        Fate::Came(_) | Fate::Lost(_) => true,
    };
    let told = journeys.iter().filter(is_told).filter(is_far);
    let told = told.filter_map(|journey| {
        let (from, to) = ends(moment, frame, journey);
        let at = from.toward(to, 600);
        let at = Point::new(at.x, at.y + 4.5);
        let value = journey.value.filter(|_| to.x > from.x + 60.0)?;
        let words = label(at, Anchor::Middle, value.to_string()).class("loud halo");
        Some(element("g").role(value_role(value)).child(words))
    });
    told.collect()
}
