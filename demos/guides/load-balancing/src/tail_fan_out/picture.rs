//! The picture: one request and its parts, the last hundred requests, the work that
//! is sent, and the run below.

use super::{FEW, RUN, SHORT, TailFanOut, millis, queue};
use models::load_balancing::fan_out::{LAST, Part, Request, SLOW};
use sim::Micros;
use stage::parts::flow::{legend, note, press_area, title};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{
    Anchor, Area, Dots, Frame, Grid, Point, Side, TimeChart, label, line, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// The size of a part or a request, and from one to the next.
const DOT: f32 = 9.0;
const PITCH: f32 = 13.0;
/// How wide ten of them are.
const TEN: f32 = 10.0 * PITCH;
/// How many parts at most are said to be the late ones, and after how long.
const BLAMED_MAX: usize = 5;
const BLAMED_AFTER: Micros = Micros::from_millis(150);
/// The end of the bar of work, in per cent.
const WORK_MAX: u32 = 200;

/// Where the parts of the picture lie.
struct Place {
    size: (u32, u32),
    request: Point,
    last: Point,
    work: Area,
    legend: Point,
    chart: Area,
}

impl Place {
    fn of(layout: Layout) -> Place {
        let area = |x, y, width, height| {
            let at = Point::new(x, y);
            Area { at, width, height }
        };
        match layout {
            Layout::Wide => Place {
                size: (620, 306),
                request: Point::new(0.0, 0.0),
                last: Point::new(190.0, 0.0),
                work: area(384.0, 0.0, 232.0, 104.0),
                legend: Point::new(4.0, 187.0),
                chart: area(0.0, 196.0, 620.0, 124.0),
            },
            Layout::Narrow => Place {
                size: (340, 490),
                request: Point::new(0.0, 0.0),
                last: Point::new(186.0, 0.0),
                work: area(0.0, 196.0, 336.0, 104.0),
                legend: Point::new(4.0, 318.0),
                chart: area(0.0, 328.0, 340.0, 176.0),
            },
        }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, TailFanOut>) -> Element {
    let place = Place::of(moment.layout);
    let signs = [
        (Role::Committed, "in time"),
        (Role::Follower, "waits"),
        (Role::Candidate, "sent again"),
        (Role::Lost, "slow: 1 s"),
    ];
    picture(place.size, "One request, the last hundred, and the work that is sent")
        .child(one(moment, place.request))
        .child(last(moment, place.last))
        .child(work(moment, place.work))
        .child(legend(place.legend, &signs, ""))
        .child(chart(moment, place.chart))
}

/// The request that is watched, a mark for each of its parts.
fn one(moment: &Moment<'_, TailFanOut>, at: Point) -> Element {
    let head = Point::new(at.x, at.y + 14.0);
    let below = Point::new(at.x, at.y + 40.0 + TEN);
    let Some(request) = moment.model.watched() else {
        return title(head, Anchor::Start, "One request");
    };
    let (answered, all) = (request.answered(moment.now), request.parts.len());
    let (words, role) = how_long(request, moment.now);
    let mut dots = Dots::new(DOT);
    for (part, its) in request.parts.iter().enumerate() {
        dots.put(role_of(its, request.sent, moment.now), grid(at).place(part));
    }
    let words = label(below, Anchor::Start, words).class("word halo");
    element("g")
        .children(blamed(request, moment.now, grid(at)))
        .child(title(head, Anchor::Start, format!("Answers: {answered} of {all}")))
        .child(dots.draw())
        .child(element("g").role(role).child(words))
}

/// Rings around the few parts for which a request still waits.
fn blamed(request: &Request, now: Micros, grid: Grid) -> Vec<Element> {
    let waits = |part: &Part| part.answered() > now;
    let parts = request.parts.iter().enumerate();
    let late = parts.filter(|(_, part)| waits(part)).map(|(place, _)| place);
    let is_soon = now.since(request.sent) < BLAMED_AFTER;
    let late: Vec<usize> = late.take(BLAMED_MAX + 1).collect();
    if is_soon || late.len() > BLAMED_MAX {
        return Vec::new();
    }
    let ring = |place| circle(grid.place(place), DOT * 0.85).class("blamed");
    late.into_iter().map(ring).collect()
}

/// The places below a title.
fn grid(at: Point) -> Grid {
    let at = Point::new(at.x, at.y + 22.0);
    // A little more, so that ten fit.
    let area = Area { at, width: TEN + 0.1, height: TEN + 0.1 };
    Grid { area, pitch: PITCH, from: Side::Top }
}

/// How long a request has been waiting, or took.
fn how_long(request: &Request, now: Micros) -> (String, Role) {
    let done = request.done();
    let took = now.min(done).since(request.sent);
    let role = match (took >= SLOW, done <= now) {
        (true, _) => Role::Lost,
        (false, true) => Role::Committed,
        (false, false) => Role::Follower,
    };
    let words = match done <= now {
        true => format!("done after {}", millis(took)),
        false => format!("waits for {}", millis(took)),
    };
    (words, role)
}

fn role_of(part: &Part, sent: Micros, now: Micros) -> Role {
    let is_answered = part.answered() <= now;
    let took = part.answered().min(now).since(sent);
    match (took >= SLOW, is_answered, part.second) {
        (true, _, _) => Role::Lost,
        (false, true, _) => Role::Committed,
        (false, false, Some((again, _, _))) if again <= now => Role::Candidate,
        (false, false, _) => Role::Follower,
    }
}

/// The last hundred requests.
fn last(moment: &Moment<'_, TailFanOut>, at: Point) -> Element {
    let tally = moment.model.tally();
    let slow = tally.slow_of_last();
    let mut dots = Dots::new(DOT);
    for (place, is_slow) in tally.last().enumerate() {
        let role = if is_slow { Role::Lost } else { Role::Committed };
        dots.put(role, grid(at).place(place));
    }
    let role = match tally.last().len() {
        0 => Role::Quiet,
        _ if slow > FEW => Role::Lost,
        _ => Role::Committed,
    };
    let head = Point::new(at.x, at.y + 14.0);
    let below = Point::new(at.x, at.y + 40.0 + TEN);
    let words = match tally.last().len() {
        0 => "not known yet".into(),
        LAST => format!("{slow} of 100 slow"),
        known => format!("{slow} of {known} slow"),
    };
    let words = label(below, Anchor::Start, words).class("word halo");
    element("g")
        .child(title(head, Anchor::Start, "Last 100 requests"))
        .child(dots.draw())
        .child(element("g").role(role).child(words))
}

/// The work of the last second, beside what servers can do; and how it is hedged.
fn work(moment: &Moment<'_, TailFanOut>, area: Area) -> Element {
    let second = moment.model.tally().second();
    let (all, more) = (second.work_percent(), second.hedges_percent());
    let firsts = all.saturating_sub(more);
    let at = |down: f32| Point::new(area.at.x, area.at.y + down);
    let word = |role: Role, at: Point, anchor: Anchor, words: String| {
        let words = label(at, anchor, words).class("word halo");
        element("g").role(role).child(words)
    };
    let is_too_much = if all > 100 { Role::Lost } else { Role::Follower };
    let end = Point::new(area.end().x, at(14.0).y);
    let waits = queue(moment);
    let is_long = if waits > SHORT { Role::Lost } else { Role::Committed };
    let waits = format!("queue of a server: {}", millis(waits));
    // Of the first ones, as it is said of what hedging costs.
    let copies = (second.seconds * 100 + second.firsts / 2)
        .checked_div(second.firsts)
        .unwrap_or(0);
    let copies = format!("second copies: {copies} % more work");
    let settings = moment.model.settings();
    let state = match (settings.hedge, settings.cap) {
        (Some(after), Some(cap)) => {
            format!("second copy after {after:#}, up to {cap} %")
        }
        (Some(after), None) => format!("second copy after {after:#}"),
        (None, _) => "no second copies".into(),
    };
    element("g")
        .child(press_area(area))
        .child(title(at(14.0), Anchor::Start, "Work sent"))
        .child(word(is_too_much, end, Anchor::End, format!("{all} % of capacity")))
        .child(bar(area, firsts, more))
        .child(note(at(60.0), Anchor::Start, copies))
        .child(note(at(77.0), Anchor::Start, state.clone()))
        .child(word(is_long, at(96.0), Anchor::Start, waits))
        .mark("copies", format!("Work sent: {state}"))
}

/// The work of first and of second copies, and where the servers can do no more.
fn bar(area: Area, firsts: u32, more: u32) -> Element {
    let top = area.at.y + 24.0;
    let place = |percent: u32| {
        let x = area.width * percent.min(WORK_MAX) as f32 / WORK_MAX as f32;
        Point::new(area.at.x + x, top)
    };
    let part = |from: u32, to: u32, role: Role| {
        let (from, to) = (place(from), place(to));
        let mark = rectangle(from, (to.x - from.x, 18.0)).class("mark");
        element("g").class("box").role(role).child(mark)
    };
    let full = place(100).x;
    let limit = line(Point::new(full, top - 5.0), Point::new(full, top + 24.0));
    element("g")
        .child(part(0, firsts, Role::Follower))
        .child(part(firsts, firsts + more, Role::Candidate))
        .child(element("g").role(Role::Quiet).child(limit.class("expected")))
}

fn chart(moment: &Moment<'_, TailFanOut>, area: Area) -> Element {
    let tally = moment.model.tally();
    let size = (area.width, area.height);
    let frame = Frame { at: area.at, size, until: RUN, max: WORK_MAX };
    let title = match moment.layout {
        Layout::Wide => "Slow requests of 100, and work in % of capacity",
        Layout::Narrow => "Slow of 100, and work in %",
    };
    let slow = tally
        .seconds()
        .filter_map(|second| Some((second.end, second.slow_percent()?)));
    let work = tally.seconds().map(|second| (second.end, second.work_percent()));
    let chart = TimeChart::new(&frame, title, moment.now)
        .line("work", Role::Follower, work)
        .line("slow", Role::Lost, slow)
        .limit(100);
    let chart = match moment.model.surge() {
        Some((from, to)) => chart.shade(from, to, "surge"),
        None => chart,
    };
    chart.draw()
}
