//! The clients and the row that each of them wants to change, with what waits for
//! it at its server.

use super::Backoff;
use models::resilience_patterns::contention::State;
use stage::parts::flow::{draw_box, draw_tube, note, press_area, title};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Sample, Side, label, lines};
use stage::{Element, Layout, Moment, Role, element};

/// How far the clients reach, from the top left of the picture.
const CLIENTS: Area =
    Area { at: Point::new(0.0, 24.0), width: 130.0, height: 66.0 };
/// From one client to the next, where there are few of them or many.
const PITCHES: [f32; 5] = [13.0, 9.4, 7.3, 6.0, 4.7];

/// Where the parts lie.
struct Place {
    /// The row.
    row: Area,
    /// From where to where messages go.
    way: (f32, f32),
    /// What waits at the server.
    queue: Option<Area>,
}

impl Place {
    fn of(moment: &Moment<'_, Backoff>) -> Place {
        let (row_x, width, queue) = match moment.layout {
            Layout::Wide => (510.0, 110.0, 112.0),
            Layout::Narrow => (250.0, 90.0, 0.0),
        };
        let at = Point::new(row_x, 24.0);
        let row = Area { at, width, height: 66.0 };
        let has_queue = moment.settings.is_busy() && queue > 0.0;
        let queue = has_queue.then(|| {
            let at = Point::new(at.x - queue - 10.0, at.y);
            Area { at, width: queue, height: row.height }
        });
        let end = queue.map_or(row.at.x, |queue| queue.at.x) - 10.0;
        Place { row, way: (CLIENTS.end().x + 12.0, end), queue }
    }
}

/// Draws the scene.
pub fn draw(moment: &Moment<'_, Backoff>) -> Element {
    let place = Place::of(moment);
    element("g")
        .child(clients(moment))
        .children(messages(moment, &place))
        .children(place.queue.map(|area| queue(moment, area)))
        .child(row(moment, place.row))
}

/// What each client is doing now.
fn clients(moment: &Moment<'_, Backoff>) -> Element {
    let model = moment.model;
    let number = model.clients();
    let grid = |pitch| Grid { area: CLIENTS, pitch, from: Side::Top };
    let fits = |grid: &Grid| grid.places() >= number as usize;
    let grid = PITCHES.into_iter().map(grid).find(fits).unwrap_or(grid(3.4));
    let mut dots = Dots::new(grid.pitch * 0.7);
    for client in 0..number {
        let role = match model.state(client, moment.now) {
            State::Waits => Role::Follower,
            State::Tries | State::Queues => Role::Candidate,
            State::Done => Role::Committed,
        };
        dots.put(role, grid.place(client as usize));
    }
    let words = format!("{} of {number} clients done", model.done().0);
    let at = Point::new(0.0, 14.0);
    element("g")
        .child(press_area(CLIENTS))
        .child(dots.draw())
        .child(title(at, Anchor::Start, words))
        .mark("clients", "Clients")
}

/// What a client sends, and why.
fn messages(moment: &Moment<'_, Backoff>, place: &Place) -> Vec<Element> {
    let (left, right) = place.way;
    let words = match moment.layout {
        Layout::Wide => ["read its version", "write if it is still the same"],
        Layout::Narrow => ["read", "write if same"],
    };
    let rows = [42.0, 74.0];
    let arrows = rows.map(|y| {
        let (from, to) = (Point::new(left, y), Point::new(right, y));
        let head = Point::new(right - 6.0, y - 4.0);
        let foot = Point::new(right - 6.0, y + 4.0);
        [(from, to), (head, to), (foot, to)]
    });
    let arrows = lines(arrows.into_iter().flatten()).class("link");
    let words = words.into_iter().zip(rows);
    let middle = (left + right) / 2.0;
    let words = words
        .map(|(words, y)| note(Point::new(middle, y - 6.0), Anchor::Middle, words));
    [arrows].into_iter().chain(words).collect()
}

/// The messages that wait at the server, of which the first is being read.
fn queue(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let waiting = moment.model.queue();
    let inside = Area::around(area.middle(), (area.width - 18.0, 54.0));
    let grid = Grid { area: inside, pitch: 9.0, from: Side::Right };
    let sample = Sample::of(waiting.into(), grid.places());
    let mut dots = Dots::new(6.6);
    for place in 0..u64::from(waiting).div_ceil(sample.each) {
        dots.put(Role::Candidate, grid.place(place as usize));
    }
    let words = format!("queue: {waiting}");
    let at = Point::new(area.middle().x, 14.0);
    element("g")
        .role(Role::Follower)
        .child(draw_tube(area))
        .child(dots.draw())
        .child(title(at, Anchor::Middle, words))
}

/// The row, its version, and what a message costs its server.
fn row(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let model = moment.model;
    let role = match model.queue() {
        0 => Role::Follower,
        _ => Role::Candidate,
    };
    let middle = area.middle();
    let above = Point::new(middle.x, 14.0);
    let version = format!("version {}", model.version());
    let cost = match (moment.settings.work_ms(), moment.layout) {
        (0, Layout::Wide) => "answers at once".into(),
        (0, Layout::Narrow) => "at once".into(),
        (work, Layout::Wide) => format!("{work} ms a message"),
        (work, Layout::Narrow) => format!("{work} ms, queue: {}", model.queue()),
    };
    let below = Point::new(middle.x, area.end().y + 15.0);
    element("g")
        .child(draw_box(area, role))
        .child(title(above, Anchor::Middle, "one row"))
        .child(
            label(Point::new(middle.x, middle.y + 5.0), Anchor::Middle, version)
                .class("name"),
        )
        .child(note(below, Anchor::Middle, cost))
        .mark("row", "Row")
}
