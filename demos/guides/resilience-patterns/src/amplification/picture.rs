//! The tower: a row for each layer with its tries, and a bar of the calls that it
//! got.

use super::{Amplification, ended, tenths};
use models::resilience_patterns::call_tree::{CallTree, Rule};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// The side of a box of a try, and how far it is to the next.
const BOX: (f32, f32) = (13.0, 17.0);

/// Where the parts of a row lie.
struct Place {
    size: (u32, u32),
    /// The height of a row.
    row: f32,
    /// Where the boxes of tries begin.
    tries: f32,
    /// From where to where a bar may reach, and how far below the name it is.
    bar: (f32, f32, f32),
    /// Where numbers of calls end.
    calls: f32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => Place {
                size: (620, 344),
                row: 50.0,
                tries: 84.0,
                bar: (168.0, 520.0, -14.0),
                calls: 616.0,
            },
            Layout::Narrow => Place {
                size: (336, 386),
                row: 57.0,
                tries: 84.0,
                bar: (0.0, 332.0, 8.0),
                calls: 332.0,
            },
        }
    }
}

/// Draws the tower.
pub fn draw(moment: &Moment<'_, Amplification>) -> Element {
    let place = Place::of(moment.layout);
    let calls = moment.model.calls();
    let rows = (0..calls.len()).map(|layer| row(moment, &place, layer));
    picture(place.size, "Calls that each layer got")
        .child(
            label(Point::new(0.0, 16.0), Anchor::Start, heading(moment))
                .class("name"),
        )
        .child(
            label(Point::new(0.0, 35.0), Anchor::Start, legend(moment))
                .class("state"),
        )
        .children(rows)
}

fn heading(moment: &Moment<'_, Amplification>) -> String {
    match ended(moment) {
        0 => "Calls from the first request, so far".into(),
        1 => "Calls for each request: 1 is over".into(),
        count => format!("Calls for each request: {count} are over"),
    }
}

/// What the signs mean; the mark of theory is that of the rule.
fn legend(moment: &Moment<'_, Amplification>) -> String {
    let tries = match moment.layout {
        Layout::Wide => "■ a try of the request under way",
        Layout::Narrow => "■ a try",
    };
    let theory = match moment.model.settings().rule {
        Rule::All => "; ¦ attempts to the power of the depth",
        Rule::Top | Rule::Bottom => "; ¦ attempts of the one that retries",
        Rule::Budget => "",
    };
    format!("{tries}{theory}")
}

/// How many calls a layer gets from one request when each try fails: what theory
/// says, by the rule of the run.
fn power(model: &CallTree, layer: usize) -> u64 {
    (0..layer).map(|above| u64::from(model.attempts(above))).product()
}

/// How many calls a layer got for each request that is over; of the first one
/// while it is under way.
fn measured(moment: &Moment<'_, Amplification>, layer: usize) -> (u64, u64) {
    let model = moment.model;
    match ended(moment) {
        0 => (model.calls()[layer], 1),
        ended => (model.calls_of_ended()[layer], ended),
    }
}

fn row(moment: &Moment<'_, Amplification>, place: &Place, layer: usize) -> Element {
    let model = moment.model;
    let y = 66.0 + place.row * layer as f32;
    let is_database = layer == model.settings().depth;
    let (role, sign) = match is_database {
        true if model.settings().failing > 0 => (Role::Lost, "✕ fails"),
        true => (Role::Committed, "▪ works"),
        false => (Role::Follower, ""),
    };
    let name = label(Point::new(0.0, y), Anchor::Start, model.name(layer));
    let sign = is_database.then(|| {
        label(Point::new(place.tries, y), Anchor::Start, sign).class("state")
    });
    let (calls, requests) = measured(moment, layer);
    let number = tenths(calls, requests);
    element("g")
        .role(role)
        .child(name.class("inside"))
        .children(sign)
        .children(tries(model, place, layer, y))
        .child(bar(moment, place, layer, y))
        .child(label(Point::new(place.calls, y), Anchor::End, number).class("name"))
}

/// A box for each try that a service may make, filled as far as it has.
fn tries(model: &CallTree, place: &Place, layer: usize, y: f32) -> Vec<Element> {
    if layer == model.settings().depth {
        return Vec::new();
    }
    let made = model.tries().get(layer).copied().unwrap_or(0);
    let draw = |number: u32| {
        let at = Point::new(place.tries + BOX.1 * number as f32, y - 11.0);
        let class = if number < made { "done" } else { "vessel" };
        rectangle(at, (BOX.0, BOX.0)).attr("fill", "none").class(class)
    };
    (0..model.attempts(layer)).map(draw).collect()
}

fn bar(
    moment: &Moment<'_, Amplification>,
    place: &Place,
    layer: usize,
    y: f32,
) -> Element {
    let model = moment.model;
    let (left, right, below) = place.bar;
    let depth = model.settings().depth;
    let most = power(model, depth).max(u64::from(model.settings().attempts));
    let end = |calls: f32| left + (right - left) * (calls / most as f32).min(1.0);
    let (calls, requests) = measured(moment, layer);
    let length = end(calls as f32 / requests as f32) - left;
    let top = y + below;
    let mark = rectangle(Point::new(left, top), (length.max(1.5), 18.0));
    let theory = end(power(model, layer) as f32);
    let theory =
        line(Point::new(theory, top - 4.0), Point::new(theory, top + 22.0));
    let has_theory = model.settings().rule != Rule::Budget;
    element("g")
        .child(mark.class("bar-mark"))
        .children(has_theory.then(|| theory.class("expected")))
}
