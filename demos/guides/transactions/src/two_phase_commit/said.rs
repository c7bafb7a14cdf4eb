//! What messages say: beside the way of each, off nodes and their words, and off other
//! messages if there is room. Of those that say the same, one has the words.

use super::TwoPhaseCommit;
use super::nodes::{LOST_AT, headline, place, shape, width};
use models::transactions::two_phase_commit::Node;
use sim::{Event, Loss, MessageId, Micros, NodeId};
use stage::parts::Area;
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, words_in_room};
use stage::{Element, Moment};

/// How long a lost message is still seen.
const GHOST: Micros = Micros::from_millis(40);
/// In how many steps the way of a message is looked at.
const STEPS: u32 = 12;

/// A message on its way, or one that was lost a moment ago.
pub struct Said {
    pub message: MessageId,
    pub between: (NodeId, NodeId),
    /// How far it has come, in thousandths.
    pub progress: u32,
    /// What it says; and that it was lost, if it was.
    label: String,
    words: String,
}

/// The messages that were lost a moment ago.
pub fn lost<'a>(
    moment: &'a Moment<'_, TwoPhaseCommit>,
) -> impl Iterator<Item = Said> + use<'a> {
    let recent = |at: Micros| moment.now.since(at) < GHOST;
    let past = moment.past().iter().filter(move |record| recent(record.at));
    past.filter_map(|record| {
        let Event::Lost { message, from, to, label, loss, .. } = &record.event
        else {
            return None;
        };
        let progress = match loss {
            Loss::Stopped => 1_000,
            Loss::Chance | Loss::Cut | Loss::Dropped => LOST_AT,
        };
        Some(Said {
            message: *message,
            between: (*from, *to),
            progress,
            label: label.to_string(),
            words: format!("{label}, lost"),
        })
    })
}

/// The words of messages, until they are drawn.
pub struct Words(Vec<(MessageId, Element)>);

impl Words {
    /// Finds room for them.
    pub fn of(moment: &Moment<'_, TwoPhaseCommit>) -> Words {
        let mut all: Vec<Said> = lost(moment).collect();
        all.extend(moment.model.in_flight().map(|(message, flight)| Said {
            message,
            between: (flight.from, flight.to),
            progress: flight.progress(moment.now),
            label: flight.message.to_string(),
            words: flight.message.to_string(),
        }));
        let mut taken = nodes(moment);
        let ways = ways(moment, &all);
        let mut words: Vec<(&Said, Element)> = Vec::new();
        // At first off other messages; what found no room then, anywhere.
        for keep_off in [&ways[..], &[]] {
            for said in &all {
                if words.iter().any(|(other, _)| other.label == said.label) {
                    continue;
                }
                if let Some(drawn) = beside(moment, said, keep_off, &mut taken) {
                    words.push((said, drawn));
                }
            }
        }
        let words = words.into_iter();
        Words(words.map(|(said, drawn)| (said.message, drawn)).collect())
    }

    /// Those of a message, if it has any.
    pub fn take(&mut self, message: MessageId) -> Option<Element> {
        let place = self.0.iter().position(|(of, _)| *of == message)?;
        Some(self.0.swap_remove(place).1)
    }
}

/// The words of a message where nothing else is, and what they take up.
fn beside(
    moment: &Moment<'_, TwoPhaseCommit>,
    said: &Said,
    keep_off: &[Area],
    taken: &mut Vec<Area>,
) -> Option<Element> {
    let bounds = Area {
        at: Point::new(0.0, 0.0),
        width: width(moment.layout) as f32,
        height: shape(moment.layout).0 as f32,
    };
    let ends = (place(moment, said.between.0), place(moment, said.between.1));
    let mut all = taken.clone();
    all.extend(keep_off);
    let drawn = words_in_room(ends, &said.words, bounds, &mut all)?;
    taken.extend(all.pop());
    Some(drawn)
}

/// Where messages have come along, and where the padlocks of participants are.
fn ways(moment: &Moment<'_, TwoPhaseCommit>, all: &[Said]) -> Vec<Area> {
    let areas = all.iter().flat_map(|said| {
        let (start, end) =
            (place(moment, said.between.0), place(moment, said.between.1));
        (0..=STEPS).map(move |step| {
            let at = start.toward(end, said.progress * step / STEPS);
            Area::around(at, (10.0, 10.0))
        })
    });
    let locks = moment.model.nodes().filter_map(|node| {
        let Node::Participant(_) = moment.model.process(node) else { return None };
        let at = place(moment, node);
        Some(Area::around(Point::new(at.x + 19.0, at.y - 17.0), (20.0, 26.0)))
    });
    areas.chain(locks).collect()
}

/// Where nodes are, and what is said of them.
fn nodes(moment: &Moment<'_, TwoPhaseCommit>) -> Vec<Area> {
    let areas = moment.model.nodes().flat_map(|node| {
        let at = place(moment, node);
        let (down, high) = match moment.model.process(node) {
            Node::Coordinator(_) => (-NODE_RADIUS - 22.0, 34.0),
            Node::Standby(_) => (-NODE_RADIUS - 17.0, 20.0),
            Node::Participant(_) => (NODE_RADIUS + 20.0, 18.0),
        };
        let (_, x, half) = headline(moment, node);
        [
            Area::around(at, (2.0 * NODE_RADIUS, 2.0 * NODE_RADIUS)),
            Area::around(Point::new(x, at.y + down), (2.0 * half.max(58.0), high)),
        ]
    });
    areas.collect()
}
