//! The picture: readers, edges, the shared cache and the origin, and what flows from
//! one to the next; below it what the run is about.

use super::flow::Flow;
use super::place::Place;
use super::{Tiers, boxes, shares, strips, values};
use models::caching::tiers::{Edit, LATELY, STRETCH, TICK};
use sim::Micros;
use stage::parts::picture;
use stage::{Element, Moment};

/// What the parts of the picture show of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, Tiers>,
    pub place: Place,
    pub flow: Flow,
    /// Up to when all is known, however time passes in the model: dots leave then.
    pub seen: Micros,
}

/// What the run is about.
#[derive(Clone, Copy, PartialEq)]
pub enum About {
    /// Which tier takes away how much.
    Shares,
    /// Who has which value.
    Values,
    /// Whose the keys are.
    Nodes,
}

impl About {
    /// By what is done in the run, now or later.
    pub fn of(moment: &Moment<'_, Tiers>) -> About {
        let mut about = About::Shares;
        for (_, edit) in moment.edits {
            match edit {
                Edit::Crash(_) | Edit::Restart(_) => return About::Nodes,
                Edit::Write => about = About::Values,
                Edit::PurgeEdges
                | Edit::PurgeShared
                | Edit::Shield(_)
                | Edit::Load(_) => {}
            }
        }
        about
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, Tiers>) -> Element {
    let place = Place::of(moment.layout);
    let flow = Flow::of(moment);
    let seen = moment.now.since(TICK);
    let scene = Scene { moment, place, flow, seen };
    let below = match About::of(moment) {
        About::Shares => shares::draw(&scene),
        About::Values => values::draw(&scene),
        About::Nodes => strips::draw(&scene),
    };
    picture(scene.place.size, "Readers, edges, the shared cache and the origin")
        .child(scene.flow.draw(&scene.place))
        .children(scene.flow.draw_past(&scene.place))
        .child(boxes::edges(&scene))
        .child(boxes::nodes(&scene))
        .child(boxes::origin(&scene))
        .child(boxes::readers(&scene))
        .child(super::flow::dots(&scene))
        .child(below)
}

/// How long it is that is looked back at.
pub fn span(stretches: usize) -> u64 {
    STRETCH.get() * stretches.clamp(1, LATELY) as u64
}
