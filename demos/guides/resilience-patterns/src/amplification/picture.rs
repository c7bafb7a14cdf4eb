//! The tree of calls that one request becomes, a row for each layer.

use super::place::Place;
use super::{Amplification, ended, fails, forest, tenths};
use models::resilience_patterns::call_tree::{Outcome, Rule};
use stage::parts::flow::{note, press_area};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point, label, lines, path, picture};
use stage::{Element, Layout, Moment, Role, element};

/// The size of a call that is not made.
const SPECK: f32 = 2.6;

/// Draws the tree, or many small ones.
pub fn draw(moment: &Moment<'_, Amplification>) -> Element {
    let place = Place::of(moment.layout, moment.model);
    let layers = 0..place.rows.len();
    let calls = match forest::is_one(moment.model) {
        true => forest::draw(moment, &place),
        false => element("g")
            .children(has_tower(moment).then(|| tower(&place)))
            .child(branches(moment, &place))
            .children(way(moment, &place)),
    };
    picture(place.size, "The calls that one request becomes, layer by layer")
        .children(head(moment, &place))
        .child(calls)
        .children(layers.map(|layer| row(moment, &place, layer)))
}

/// Whether it is shown behind the calls what they would be if every service
/// retried: not where the run shows that itself.
fn has_tower(moment: &Moment<'_, Amplification>) -> bool {
    let settings = moment.model.settings();
    settings.rule != Rule::All || settings.failing < 100
}

/// As many calls as there are if every service retries and fails.
fn tower(place: &Place) -> Element {
    let mut specks = Dots::new(SPECK);
    for at in place.rows.iter().flat_map(|row| &row.all) {
        specks.put(Role::Quiet, *at);
    }
    element("g").class("tower").child(specks.draw())
}

/// What the calls of a layer were on average, once there is more than one request
/// to judge by: a sum and what it is divided by.
fn average(moment: &Moment<'_, Amplification>, layer: usize) -> Option<(u64, u64)> {
    let ended = ended(moment);
    (ended > 1).then(|| (moment.model.calls_of_ended()[layer], ended))
}

/// How many calls the database got: on average if that is known, and of this one.
fn head(moment: &Moment<'_, Amplification>, place: &Place) -> Vec<Element> {
    let number = match moment.model.tries().is_empty() {
        true => ended(moment).max(1),
        false => ended(moment) + 1,
    };
    let calls = moment.model.request().last().map_or(0, Vec::len);
    let so_far = if moment.model.tries().is_empty() { "" } else { " so far" };
    let plural = if calls == 1 { "" } else { "s" };
    let one = format!("Request {number}{so_far}: {calls} database call{plural}");
    let average = average(moment, moment.model.settings().depth);
    let average = average.map(|(calls, ended)| {
        let calls = tenths(calls, ended);
        let plural = if calls == "1" { "" } else { "s" };
        format!("Database: {calls} call{plural} for each request")
    });
    let is_known = average.is_some();
    let words =
        label(Point::new(0.0, 15.0), Anchor::Start, average.unwrap_or(one.clone()));
    let right = Point::new(place.size.0 as f32, 15.0);
    let one = (is_known && place.layout == Layout::Wide)
        .then(|| note(right, Anchor::End, one));
    let legend = legend(moment, place);
    let heading = if is_known { "calls a request" } else { "calls" };
    // Where the legend ends early enough.
    let is_short = place.layout == Layout::Wide || !is_known;
    let heading = is_short
        .then(|| note(Point::new(place.size.0 as f32, 33.0), Anchor::End, heading));
    let words = words.class("name");
    [words, legend].into_iter().chain(one).chain(heading).collect()
}

/// What the signs are, and what stands behind the calls.
fn legend(moment: &Moment<'_, Amplification>, place: &Place) -> Element {
    let signs = "◆ under way ✕ failed ▪ answered";
    let words = match place.layout {
        Layout::Wide if forest::is_one(moment.model) => {
            format!("{signs}, a column is a request")
        }
        Layout::Narrow if forest::is_one(moment.model) => {
            "✕ failed ▪ answered, a column is a request".into()
        }
        Layout::Wide if has_tower(moment) => {
            format!("{signs}; grey: if all fail and all retry")
        }
        Layout::Narrow if has_tower(moment) => {
            "◆ under way ✕ failed; grey: if all fail".into()
        }
        _ => signs.into(),
    };
    note(Point::new(0.0, 33.0), Anchor::Start, words)
}

/// From each call to those that it had made, but for those in a heap.
fn branches(moment: &Moment<'_, Amplification>, place: &Place) -> Element {
    let rows = place.rows.windows(2).zip(&moment.model.request()[1..]);
    let branches = rows.flat_map(|(rows, calls)| {
        let down = rows[1].area.at.y;
        let ends = rows[1].calls.iter().zip(calls).filter_map(move |(to, call)| {
            let from = rows[0].calls[call.above];
            (to.y < down + place.pitch).then_some((from, *to))
        });
        ends.collect::<Vec<_>>()
    });
    element("g").class("axes").role(Role::Quiet).child(lines(branches))
}

/// The calls that wait for one another, from the user's down to the last one.
fn way(moment: &Moment<'_, Amplification>, place: &Place) -> Option<Element> {
    let tries = moment.model.tries().len();
    let last = place.rows.iter().map_while(|row| row.calls.last().copied());
    (tries > 0).then(|| {
        let way = path(last.take(tries + 1)).class("stem");
        element("g").role(Role::Candidate).child(way)
    })
}

fn row(moment: &Moment<'_, Amplification>, place: &Place, layer: usize) -> Element {
    let (model, row) = (moment.model, &place.rows[layer]);
    let mut dots = Dots::new((place.pitch * 0.82).min(8.0));
    for (call, at) in model.request()[layer].iter().zip(&row.calls) {
        let role = match call.outcome {
            None => Role::Candidate,
            Some(Outcome::Failed) => Role::Lost,
            Some(Outcome::Done) => Role::Committed,
        };
        dots.put(role, *at);
    }
    // Where it is pressed: its name and all its calls, up to the next row's.
    let margin = if forest::is_one(model) { forest::GAP / 2.0 } else { 8.0 };
    let hit = Area {
        at: Point::new(0.0, row.area.at.y - margin),
        width: place.size.0 as f32,
        height: row.area.height + 2.0 * margin,
    };
    element("g")
        .child(press_area(hit))
        .child(dots.draw())
        .children(words(moment, place, layer))
        .mark(mark(layer), model.name(layer))
}

/// What the mark of a layer is called.
pub fn mark(layer: usize) -> String {
    format!("layer-{layer}")
}

/// The name of a layer and how often it tries, at its left; how many calls it got,
/// at its right, on average if that is known.
fn words(
    moment: &Moment<'_, Amplification>,
    place: &Place,
    layer: usize,
) -> Vec<Element> {
    let (model, area) = (moment.model, place.rows[layer].area);
    let (y, right) = (area.at.y + 8.0, place.size.0 as f32);
    let name = label(Point::new(0.0, y), Anchor::Start, model.name(layer));
    let average = average(moment, layer);
    let number = match average {
        Some((calls, ended)) => tenths(calls, ended),
        None => model.request()[layer].len().to_string(),
    };
    // Apart from the words beside it where they are read one after the other.
    let number = format!(" {number} ");
    let number = label(Point::new(right, y), Anchor::End, number);
    let (role, state) = state(moment, layer);
    let state = label(Point::new(0.0, y + 15.0), Anchor::Start, state);
    let is_word = role != Role::Follower;
    let state = state.class(if is_word { "word halo" } else { "state halo" });
    let bar = average.map(|(calls, _)| bar(moment, place, layer, calls));
    let factor = factor(moment, layer).map(|words| {
        let at = match place.layout {
            Layout::Wide => Point::new(right - 40.0, y),
            Layout::Narrow => Point::new(right, y - 15.0),
        };
        note(at, Anchor::End, words)
    });
    let mut words = vec![
        name.class("inside"),
        number.class("name"),
        element("g").role(role).child(state),
    ];
    words.extend(bar.into_iter().chain(factor));
    words
}

/// By what the calls of the layer above were multiplied, once that is known: of one
/// request by its tree, else of more than one.
fn factor(moment: &Moment<'_, Amplification>, layer: usize) -> Option<String> {
    let calls = moment.model.calls_of_ended();
    let above = *calls.get(layer.checked_sub(1)?)?;
    let enough = if forest::is_one(moment.model) { 2 } else { 1 };
    (ended(moment) >= enough).then(|| format!("× {}", tenths(calls[layer], above)))
}

/// How many calls a layer got on average, below the number: the longest bar is the
/// layer that got most.
fn bar(
    moment: &Moment<'_, Amplification>,
    place: &Place,
    layer: usize,
    calls: u64,
) -> Element {
    let all = moment.model.calls_of_ended();
    let most = all.iter().copied().max().unwrap_or(calls).max(1);
    let room = match place.layout {
        Layout::Wide => 100.0,
        Layout::Narrow => 38.0,
    };
    let corner =
        Point::new(place.size.0 as f32 - room, place.rows[layer].area.at.y + 12.0);
    let length = room * calls as f32 / most as f32;
    let bar = rectangle(corner, (length, 8.0)).class("bar-mark");
    element("g").role(Role::Chosen).child(bar)
}

/// How often a service tries or, once there is more than one request to judge by,
/// how many of the calls to it fail: how far up a failure gets.
pub fn state(moment: &Moment<'_, Amplification>, layer: usize) -> (Role, String) {
    let model = moment.model;
    if layer == model.settings().depth {
        let failing = model.settings().failing;
        let role = if failing > 0 { Role::Lost } else { Role::Committed };
        return (role, fails(failing));
    }
    let calls = model.calls_of_ended()[layer];
    // Where all or none fail they do so all the way up.
    let is_between = !matches!(model.settings().failing, 0 | 100);
    if ended(moment) > 1 && is_between {
        let failed = (model.failed_of_ended()[layer] * 100 + calls / 2) / calls;
        let role = if failed > 0 { Role::Lost } else { Role::Committed };
        return (role, format!("{failed} % fail"));
    }
    let state = match model.attempts(layer) {
        1 => "1 try".into(),
        tries => format!("{tries} tries"),
    };
    (Role::Follower, state)
}
