//! Each client's tries over its own line of time, what they make together, and
//! what they cost.

use super::{Backoff, Crowd, RUN, cost};
use models::resilience_patterns::contention::State;
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Dots, Point, label, line, lines, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the axes of time begin, right of the clients, and what is left free at the
/// right.
const LEFT: f32 = 18.0;
/// See [`LEFT`].
const RIGHT: f32 = 10.0;
/// How many calls of each client's the columns have room for in 50 ms.
const ROOM: f32 = 1.4;

/// Where the parts lie.
struct Place {
    size: (u32, u32),
    /// The top and the bottom of the lines of the clients.
    rows: (f32, f32),
    clients: u32,
    /// The line on which the columns of calls stand, and how high they are.
    columns: (f32, f32),
    /// How many columns there are.
    bins: u32,
    /// The top of the strip of the cost, and its height.
    cost: (f32, f32),
}

impl Place {
    fn of(moment: &Moment<'_, Backoff>) -> Place {
        let clients = moment.model.clients();
        match moment.layout {
            Layout::Wide => Place {
                size: (620, 298),
                rows: (24.0, 168.0),
                clients,
                columns: (236.0, 50.0),
                bins: 100,
                cost: (280.0, 15.2),
            },
            Layout::Narrow => Place {
                size: (340, 426),
                rows: (54.0, 234.0),
                clients,
                columns: (320.0, 66.0),
                bins: 100,
                cost: (376.0, 30.2),
            },
        }
    }

    fn right(&self) -> f32 {
        self.size.0 as f32 - RIGHT
    }

    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        LEFT + (self.right() - LEFT) * share
    }

    /// How far it is from one client to the next.
    fn pitch(&self) -> f32 {
        (self.rows.1 - self.rows.0) / self.clients as f32
    }

    fn y(&self, client: u32) -> f32 {
        self.rows.0 + self.pitch() * (client as f32 + 0.5)
    }

    /// The size of a try.
    fn dot(&self) -> f32 {
        self.pitch().clamp(2.2, 7.0)
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Backoff>) -> Element {
    let place = Place::of(moment);
    let now = |top, bottom| {
        let x = place.x(moment.now);
        line(Point::new(x, top), Point::new(x, bottom)).class("now")
    };
    let (base, high) = place.columns;
    let crowd = crowd(moment, &place);
    let width = place.right() - LEFT;
    let at = Point::new(LEFT, place.cost.0);
    let strip = Area { at, width, height: place.cost.1 };
    picture(place.size, "Each client's tries over time, and all calls")
        .children(head(moment, &place))
        .children(crowd.as_ref().map(|(shade, _)| shade.clone()))
        .child(lives(moment, &place))
        .child(tries(moment, &place))
        .child(clients(moment, &place))
        .child(columns(moment, &place))
        .child(seconds(&place, base + 15.0))
        .child(now(place.rows.0 - 3.0, place.rows.1 + 3.0))
        .child(now(base - high, base))
        .children(crowd.map(|(_, words)| words))
        .child(cost::draw(moment, strip))
}

/// The words above: how many are done, and what the marks are.
fn head(moment: &Moment<'_, Backoff>, place: &Place) -> [Element; 3] {
    let model = moment.model;
    let done = format!("{} of {} clients done", model.done().0, model.clients());
    let (at, anchor, legend) = match moment.layout {
        Layout::Wide => (
            Point::new(place.right(), 15.0),
            Anchor::End,
            "left: what each does now; its line: ◆ came too late ▪ did it",
        ),
        Layout::Narrow => (
            Point::new(0.0, 33.0),
            Anchor::Start,
            "left: now; its line: ◆ too late ▪ did it",
        ),
    };
    let millis = RUN.as_millis() / u64::from(place.bins);
    let columns = format!("Calls in each {millis} ms");
    let above = Point::new(0.0, place.columns.0 - place.columns.1 - 3.0);
    [
        label(Point::new(0.0, 15.0), Anchor::Start, done).class("name"),
        label(at, anchor, legend).class("state"),
        label(above, Anchor::Start, columns).class("state"),
    ]
}

/// The crowd that there should not be any more, where there is one; and its words,
/// which lie over the line of the moment.
fn crowd(
    moment: &Moment<'_, Backoff>,
    place: &Place,
) -> Option<(Element, Element)> {
    let crowd = Crowd::largest(moment);
    if !crowd.is_large(moment.model.clients()) {
        return None;
    }
    let (from, to) = (place.x(crowd.from) - 3.0, place.x(crowd.to) + 5.0);
    let shade = |top: f32, bottom: f32| {
        let corner = Point::new(from, top);
        rectangle(corner, (to - from, bottom - top)).class("shade")
    };
    let (base, high) = place.columns;
    let words = format!("{} calls within 50 ms", crowd.calls);
    let at = Point::new(to + 4.0, base - high + 10.0);
    let (at, anchor) = match to + 150.0 < place.right() {
        true => (at, Anchor::Start),
        false => (Point::new(from - 4.0, at.y), Anchor::End),
    };
    let lost = || element("g").role(Role::Lost);
    let shades = lost()
        .child(shade(place.rows.0, place.rows.1))
        .child(shade(base - high, base));
    Some((shades, lost().child(label(at, anchor, words).class("word halo"))))
}

/// A line for each client, until it is done.
fn lives(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let model = moment.model;
    let mut ends = vec![moment.now; place.clients as usize];
    for call in model.calls().iter().filter(|call| call.is_first) {
        ends[call.client as usize] = call.at;
    }
    let lives = ends.into_iter().zip(0..).map(|(end, client)| {
        let y = place.y(client);
        (Point::new(LEFT, y), Point::new(place.x(end), y))
    });
    let width = stage::element::Px::round((place.pitch() / 3.0).min(1.0));
    // What the clients do now is apart from what they did.
    let ends = [place.rows.0 - 3.0, place.rows.1 + 3.0];
    let ends = ends.map(|y| Point::new(LEFT - 4.5, y));
    element("g")
        .class("axes")
        .role(Role::Quiet)
        .child(line(ends[0], ends[1]))
        .child(lines(lives).attr("stroke-width", width))
}

/// All tries, each on its client's line: those too late, and those that did it.
fn tries(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let mut dots = Dots::new(place.dot());
    for call in moment.model.calls().iter().take_while(|call| call.at <= RUN) {
        let role = if call.is_first { Role::Committed } else { Role::Candidate };
        dots.put(role, Point::new(place.x(call.at), place.y(call.client)));
    }
    dots.draw()
}

/// What each client is doing now, at the start of its line.
fn clients(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let mut dots = Dots::new(place.dot());
    for client in 0..place.clients {
        let role = match moment.model.state(client, moment.now) {
            State::Waits => Role::Follower,
            State::Tries => Role::Candidate,
            State::Done => Role::Committed,
        };
        dots.put(role, Point::new(LEFT - 9.0, place.y(client)));
    }
    dots.draw()
}

/// How many calls there were in each stretch: those too late stand on those that
/// did it.
fn columns(moment: &Moment<'_, Backoff>, place: &Place) -> Element {
    let mut counts = vec![[0_u32; 2]; place.bins as usize];
    let span = RUN.get() / u64::from(place.bins);
    for call in moment.model.calls() {
        if let Some(bin) = counts.get_mut((call.at.get() / span) as usize) {
            bin[usize::from(!call.is_first)] += 1;
        }
    }
    let (base, high) = place.columns;
    // Where all try all the time there are more calls than clients.
    let most = place.clients as f32 * (span as f32 / 50_000.0).max(1.0) * ROOM;
    let width = (place.right() - LEFT) / place.bins as f32;
    let mut paths = [String::new(), String::new()];
    for (index, bin) in counts.iter().enumerate() {
        let mut top = base;
        for (path, count) in paths.iter_mut().zip(bin) {
            let long = (high * *count as f32 / most).min(top - base + high);
            top -= long;
            let corner = Point::new(LEFT + width * index as f32 + 0.5, top);
            if *count > 0 {
                column(path, corner, (width - 1.0, long));
            }
        }
    }
    let axis = line(Point::new(LEFT, base), Point::new(place.right(), base));
    let roles = [Role::Committed, Role::Candidate];
    let bars = paths.into_iter().zip(roles).map(|(data, role)| {
        element("path").attr("d", data).class("bar-mark").role(role)
    });
    element("g")
        .child(element("g").class("axes").role(Role::Quiet).child(axis))
        .children(bars)
}

/// Adds a column to the data of a path.
fn column(data: &mut String, at: Point, (width, height): (f32, f32)) {
    let ((x, y), (w, h)) = (at.px(), Point::new(width, height).px());
    data.push_str(&format!("M{x} {y}h{w}v{h}h-{w}z"));
}

/// Seconds below the columns.
fn seconds(place: &Place, y: f32) -> Element {
    let last = RUN.as_millis() / 1_000;
    let marks = (0..=last).map(|second| {
        let x = place.x(Micros::from_secs(second));
        let anchor = if second == last { Anchor::End } else { Anchor::Middle };
        label(Point::new(x, y), anchor, format!("{second} s"))
    });
    element("g").class("axes").role(Role::Quiet).children(marks)
}
