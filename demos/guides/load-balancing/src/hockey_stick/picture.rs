//! The picture: the queues below each other, and the chart of their means.

use super::settings::Compare;
use super::{HockeyStick, chart, lane};
use models::load_balancing::queue::TICK;
use sim::Micros;
use stage::parts::flow::legend;
use stage::parts::{Area, Point, picture};
use stage::{Element, Layout, Moment, Role};

/// How long a dot is on its way; in the model no time passes.
pub const WAY: Micros = Micros::from_millis(50);
/// From one lane to the next.
const LANE: f32 = 66.0;
/// How many lanes there is room for.
const LANES: f32 = 4.0;

/// What is drawn of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, HockeyStick>,
    /// The moment that is drawn: who comes soon after is known.
    pub seen: Micros,
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, HockeyStick>) -> Element {
    let scene = Scene { moment, seen: moment.now.since(TICK + WAY) };
    let (size, chart_area) = match moment.layout {
        Layout::Wide => ((620, 292), area((356.0, 4.0), (264.0, 288.0))),
        Layout::Narrow => ((340, 490), area((0.0, 292.0), (340.0, 198.0))),
    };
    let lanes = (0..moment.model.all().len()).map(|index| {
        let at = Point::new(0.0, LANE * index as f32);
        lane::draw(&scene, index, at)
    });
    let at = Point::new(4.0, LANE * LANES + 16.0);
    let signs = [
        (Role::Follower, "a request"),
        (Role::Committed, "done"),
        (Role::Candidate, "105 ms"),
    ];
    // Some requests are told from others only where there are such.
    let signs = match moment.settings.compare {
        Compare::Variance => &signs[..],
        Compare::Busy | Compare::Pool => &signs[..2],
    };
    picture(size, "Queues, their servers, and how long requests take")
        .children(lanes)
        .child(legend(at, signs, "a box: a server"))
        .child(chart::draw(&scene, chart_area))
}

fn area((x, y): (f32, f32), (width, height): (f32, f32)) -> Area {
    Area { at: Point::new(x, y), width, height }
}
