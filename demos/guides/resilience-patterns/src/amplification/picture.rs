//! The tower: the calls that one request becomes, a row for each layer.

use super::place::Place;
use super::{Amplification, ended, fails, tenths};
use models::resilience_patterns::call_tree::{CallTree, Outcome, Rule};
use stage::parts::flow::press_area;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point, label, path, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Draws the tower.
pub fn draw(moment: &Moment<'_, Amplification>) -> Element {
    let model = moment.model;
    let place = Place::of(moment.layout, model);
    let layers = 0..place.rows.len();
    let boxes = layers.clone().map(|layer| outline(&place, layer));
    let has_boxes = are_boxes_shown(moment);
    picture(place.size, "The calls that one request becomes, layer by layer")
        .children(head(moment, &place))
        .children(boxes.filter(|_| has_boxes))
        .children(way(model, &place))
        .children(layers.map(|layer| row(moment, &place, layer)))
}

/// Whether it is shown what it would be if every service retried: not before the
/// run has shown it itself.
fn are_boxes_shown(moment: &Moment<'_, Amplification>) -> bool {
    moment.model.settings().rule != Rule::All || ended(moment) > 0
}

fn head(moment: &Moment<'_, Amplification>, place: &Place) -> [Element; 2] {
    let number = match moment.model.tries().is_empty() {
        true => ended(moment).max(1),
        false => ended(moment) + 1,
    };
    let calls = moment.model.request().last().map_or(0, Vec::len);
    let words = match calls {
        1 => format!("Request {number}, database: 1 call so far"),
        calls => format!("Request {number}, database: {calls} calls so far"),
    };
    let legend = match (place.layout, are_boxes_shown(moment)) {
        (Layout::Wide, true) => {
            "◆ under way ✕ failed ▪ answered; dashed: if every service retried"
        }
        (Layout::Narrow, true) => "◆ under way ✕ failed; dashed: all retry",
        (_, false) => "◆ under way ✕ failed ▪ answered",
    };
    [
        label(Point::new(0.0, 15.0), Anchor::Start, words).class("name"),
        label(Point::new(0.0, 33.0), Anchor::Start, legend).class("state"),
    ]
}

/// As many calls as there are if every service retries and fails.
fn outline(place: &Place, layer: usize) -> Element {
    let Area { at, width, height } = place.rows[layer].area;
    let corner = Point::new(at.x - 1.5, at.y - 1.5);
    rectangle(corner, (width + 3.0, height + 3.0))
        .class("expected")
        .attr("fill", "none")
}

/// The calls that wait for one another, from the user's down to the last one.
fn way(model: &CallTree, place: &Place) -> Option<Element> {
    let calls = model.request().iter().enumerate();
    let last = calls.map_while(|(layer, calls)| {
        let last = calls.len().checked_sub(1)?;
        Some(place.call(layer, last))
    });
    let is_under_way = !model.tries().is_empty();
    is_under_way.then(|| {
        let way = path(last.take(model.tries().len() + 1)).class("stem");
        element("g").role(Role::Candidate).child(way)
    })
}

fn row(moment: &Moment<'_, Amplification>, place: &Place, layer: usize) -> Element {
    let model = moment.model;
    let calls = &model.request()[layer];
    let mut dots = Dots::new((place.pitch * 0.82).min(8.0));
    for (number, call) in calls.iter().enumerate() {
        let role = match call {
            None => Role::Candidate,
            Some(Outcome::Failed) => Role::Lost,
            Some(Outcome::Done) => Role::Committed,
        };
        dots.put(role, place.call(layer, number));
    }
    let row = element("g").child(dots.draw());
    let row = row.children(words(moment, place, layer));
    if layer < model.settings().depth {
        return row;
    }
    let words = format!("Database, {}", fails(model.settings().failing));
    // Where it is pressed: its name and all its calls.
    let area = place.rows[layer].area;
    let (top, right) = (area.at.y - 4.0, place.size.0 as f32);
    let hit = Area {
        at: Point::new(0.0, top - if is_wide(place) { 6.0 } else { 18.0 }),
        width: right,
        height: place.size.1 as f32 - top,
    };
    element("g").child(press_area(hit)).child(row).mark("database", words)
}

fn is_wide(place: &Place) -> bool {
    place.layout == Layout::Wide
}

/// The name of a layer, how often it tries, and how many calls it got.
fn words(
    moment: &Moment<'_, Amplification>,
    place: &Place,
    layer: usize,
) -> Vec<Element> {
    let (model, area) = (moment.model, place.rows[layer].area);
    let is_database = layer == model.settings().depth;
    let state = match model.attempts(layer) {
        _ if is_database => fails(model.settings().failing),
        1 => "1 try".into(),
        tries => format!("{tries} tries"),
    };
    let (role, ended) = match is_database {
        true if model.settings().failing > 0 => (Role::Lost, ended(moment)),
        true => (Role::Committed, ended(moment)),
        false => (Role::Follower, 0),
    };
    let right = place.size.0 as f32;
    // Beside the first of its calls, or above them.
    let (y, state_at) = match is_wide(place) {
        true => {
            let y = area.at.y + 7.0;
            (y, Point::new(0.0, y + 15.0))
        }
        false => (area.at.y - 7.0, Point::new(76.0, area.at.y - 7.0)),
    };
    let number = model.request()[layer].len();
    let each = (ended > 0).then(|| {
        let calls = model.calls_of_ended()[layer];
        let words = format!("{} each", tenths(calls, ended));
        let at = match is_wide(place) {
            true => Point::new(right, y + 15.0),
            false => Point::new(right - 40.0, y),
        };
        label(at, Anchor::End, words).class("state halo")
    });
    let name = label(Point::new(0.0, y), Anchor::Start, model.name(layer));
    let state = label(state_at, Anchor::Start, state);
    let state = match is_database {
        true => element("g").role(role).child(state.class("word")),
        false => state.class("state halo"),
    };
    let number = label(Point::new(right, y), Anchor::End, number.to_string());
    let has_state = is_database || place.is_airy || !is_wide(place);
    let mut words = vec![name.class("inside"), number.class("name")];
    words.extend(has_state.then_some(state));
    words.extend(each);
    words
}
