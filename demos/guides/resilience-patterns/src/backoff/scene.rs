//! The clients, the row that each of them wants to change, and their messages on the
//! way. A mark says what its client's attempt is worth: as soon as the row has
//! another version than the one that was read, it is too late.

use super::Backoff;
use models::resilience_patterns::contention::{Flight, Leg, State};
use sim::Micros;
use stage::parts::flow::{
    draw_box, draw_tube, legend, note, press_area, title, travel,
};
use stage::parts::{Anchor, Area, Dots, Grid, Point, Sample, Side, label, lines};
use stage::{Element, Layout, Moment, Role, element};

/// Until then the first wave fills the picture.
const FIRST_WAVE: Micros = Micros::from_millis(60);
/// From one client to the next, where there are few of them or many.
const PITCHES: [f32; 7] = [22.0, 16.0, 13.0, 11.0, 9.4, 7.3, 6.0];
/// The signs of all that an attempt can be.
const SIGNS: [(Role, &str); 4] = [
    (Role::Follower, "waits"),
    (Role::Candidate, "tries"),
    (Role::Lost, "too late"),
    (Role::Committed, "changed the row"),
];

/// Where the parts lie.
struct Place {
    clients: Area,
    row: Area,
    /// From where to where messages go.
    way: (f32, f32),
    /// What waits at the server.
    queue: Option<Area>,
    /// The baselines of what is said of both exchanges, and how far below them a
    /// message goes, and its answer comes.
    words: [f32; 2],
    lanes: [f32; 2],
    /// How far above and below that marks lie, and their size.
    spread: f32,
    dot: f32,
}

impl Place {
    fn of(moment: &Moment<'_, Backoff>) -> Place {
        let (crowd, row_x, width, queue) = match moment.layout {
            Layout::Wide => (130.0, 510.0, 110.0, 112.0),
            Layout::Narrow => (100.0, 250.0, 90.0, 0.0),
        };
        let (height, words, lanes, spread, dot) = match moment.layout {
            _ if !is_close_up(moment) => {
                (92.0, [36.0, 82.0], [14.0, 27.0], 4.5, 5.6)
            }
            Layout::Wide => (250.0, [50.0, 174.0], [36.0, 78.0], 17.0, 8.4),
            Layout::Narrow => (330.0, [52.0, 218.0], [46.0, 104.0], 22.0, 8.0),
        };
        let clients = Area { at: Point::new(0.0, 24.0), width: crowd, height };
        let at = Point::new(row_x, 24.0);
        let row = Area { at, width, height };
        let has_queue = moment.settings.is_busy() && queue > 0.0;
        let queue = has_queue.then(|| {
            let at = Point::new(at.x - queue - 10.0, at.y);
            Area { at, width: queue, height }
        });
        let end = queue.map_or(row.at.x, |queue| queue.at.x) - 10.0;
        let way = (clients.end().x + 10.0, end);
        Place { clients, row, way, queue, words, lanes, spread, dot }
    }

    /// The two ends of a message's way: of the first exchange or the second, there or
    /// back.
    fn ends(&self, leg: Leg) -> (Point, Point) {
        let (exchange, lane) = match leg {
            Leg::Read => (0, 0),
            Leg::Found => (0, 1),
            Leg::Write => (1, 0),
            Leg::Written | Leg::Refused => (1, 1),
        };
        let y = self.words[exchange] + self.lanes[lane];
        let (left, right) = (Point::new(self.way.0, y), Point::new(self.way.1, y));
        if lane == 0 { (left, right) } else { (right, left) }
    }
}

/// Whether the first wave fills the picture: it has come and gone before there is
/// anything to see over time.
pub fn is_close_up(moment: &Moment<'_, Backoff>) -> bool {
    moment.now <= FIRST_WAVE && moment.edits.is_empty()
}

/// Draws the scene.
pub fn draw(moment: &Moment<'_, Backoff>) -> Element {
    let place = Place::of(moment);
    element("g")
        .child(clients(moment, place.clients))
        .children(ways(moment, &place))
        .child(messages(moment, &place))
        .children(place.queue.map(|area| queue(moment, area)))
        .child(row(moment, place.row))
}

/// What the signs are.
pub fn signs(y: f32) -> Element {
    legend(Point::new(0.0, y), &SIGNS, "")
}

/// What a client's attempt is worth now.
fn role(moment: &Moment<'_, Backoff>, client: u32) -> Role {
    match moment.model.state(client, moment.now) {
        State::Waits => Role::Follower,
        State::Done => Role::Committed,
        State::Tries | State::Queues if moment.model.is_too_late(client) => {
            Role::Lost
        }
        State::Tries | State::Queues => Role::Candidate,
    }
}

/// What each client is doing now.
fn clients(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let model = moment.model;
    let number = model.clients();
    let grid = |pitch| Grid { area, pitch, from: Side::Top };
    let fits = |grid: &Grid| grid.places() >= number as usize;
    let grid = PITCHES.into_iter().map(grid).find(fits).unwrap_or(grid(4.4));
    let mut dots = Dots::new(grid.pitch * 0.7);
    for client in 0..number {
        dots.put(role(moment, client), grid.place(client as usize));
    }
    let words = format!("{} of {number} clients done", model.done().0);
    let at = Point::new(0.0, 14.0);
    element("g")
        .child(press_area(area))
        .child(dots.draw())
        .child(title(at, Anchor::Start, words))
        .mark("clients", "Clients")
}

/// What a client asks of the row, one after the other.
fn ways(moment: &Moment<'_, Backoff>, place: &Place) -> Vec<Element> {
    let words = match moment.layout {
        Layout::Wide => {
            ["1. read its version", "2. write, if it is still that one"]
        }
        Layout::Narrow => ["1. read version", "2. write if same"],
    };
    let legs = [Leg::Read, Leg::Found, Leg::Write, Leg::Written];
    let arrows = legs.map(|leg| {
        let (from, to) = place.ends(leg);
        let back = if from.x < to.x { -6.0 } else { 6.0 };
        let barb = |y: f32| (Point::new(to.x + back, to.y + y), to);
        [(from, to), barb(-4.0), barb(4.0)]
    });
    let arrows = lines(arrows.into_iter().flatten()).class("link");
    let middle = (place.way.0 + place.way.1) / 2.0;
    let words = words.into_iter().zip(place.words);
    let words =
        words.map(|(words, y)| note(Point::new(middle, y), Anchor::Middle, words));
    [arrows].into_iter().chain(words).collect()
}

/// The messages on the network, each in the shape of what its client's attempt is
/// worth.
fn messages(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let (model, now) = (moment.model, moment.now);
    let mut dots = Dots::new(place.dot);
    for client in 0..model.clients() {
        let Some(Flight { leg, sent, takes }) = model.flight(client, now) else {
            continue;
        };
        let (mut from, mut to) = place.ends(leg);
        // Beside each other, as their clients are.
        let beside = place.spread * ((client * 7 % 11) as f32 / 5.0 - 1.0);
        from.y += beside;
        to.y += beside;
        let role = match leg {
            Leg::Written => Role::Committed,
            Leg::Read | Leg::Found | Leg::Write | Leg::Refused => {
                role(moment, client)
            }
        };
        if let Some(at) = travel((from, to), (sent, takes), now) {
            dots.put(role, at);
        }
    }
    dots.draw()
}

/// The messages that wait at the server, in order: the first is being read.
fn queue(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let model = moment.model;
    let waiting = model.queue();
    let inside = (area.width - 18.0, area.height - 16.0);
    let inside = Area::around(area.middle(), inside);
    let grid = Grid { area: inside, pitch: 9.4, from: Side::Right };
    let sample = Sample::of(waiting.into(), grid.places());
    let mut dots = Dots::new(6.8);
    for client in 0..model.clients() {
        if let Some(place) = model.place_in_queue(client, moment.now)
            && sample.takes(place)
        {
            let place = (place / sample.each) as usize;
            dots.put(role(moment, client), grid.place(place));
        }
    }
    let words = format!("queue: {waiting}");
    let at = Point::new(area.middle().x, 14.0);
    element("g")
        .role(Role::Follower)
        .child(draw_tube(area))
        .child(dots.draw())
        .child(title(at, Anchor::Middle, words))
}

/// The row, its version, the one that it has no more, and what a message costs its
/// server.
fn row(moment: &Moment<'_, Backoff>, area: Area) -> Element {
    let model = moment.model;
    let role = match model.queue() {
        0 => Role::Follower,
        _ => Role::Candidate,
    };
    let middle = area.middle();
    let at = |y: f32| Point::new(middle.x, y);
    // Apart from what is said below it.
    let version = |version: u32| format!("version {version} ");
    let before = model.version().checked_sub(1);
    let before = before.filter(|_| is_close_up(moment)).map(|before| {
        label(at(middle.y - 15.0), Anchor::Middle, version(before)).class("struck")
    });
    let cost = match (moment.settings.work_ms(), moment.layout) {
        (0, Layout::Wide) => "answers at once".into(),
        (0, Layout::Narrow) => "at once".into(),
        (work, Layout::Wide) => format!("{work} ms a message"),
        (work, Layout::Narrow) => format!("{work} ms, queue: {}", model.queue()),
    };
    let now = label(at(middle.y + 5.0), Anchor::Middle, version(model.version()));
    let late = model.count() - model.version();
    let late = (late > 0 && is_close_up(moment)).then(|| {
        let words =
            label(at(middle.y + 30.0), Anchor::Middle, format!("{late} too late"));
        element("g").role(Role::Lost).child(words.class("word halo"))
    });
    element("g")
        .child(draw_box(area, role))
        .child(title(at(14.0), Anchor::Middle, "one row "))
        .children(before)
        .child(now.class("name"))
        .children(late)
        .child(note(at(area.end().y + 15.0), Anchor::Middle, cost))
        .mark("row", "Row")
}
