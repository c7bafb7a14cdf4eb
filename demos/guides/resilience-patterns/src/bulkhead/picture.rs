//! The picture: requests, their queue, the places of the pool and who holds them,
//! the dependencies; and the run below.

use super::{Bulkhead, RUN, SMOOTH};
use super::{pool, queue};
use crate::spells::spells;
use models::resilience_patterns::bulkhead::{
    DEPENDENCIES, Defence, Edit, End, LATENCY, NAMES, PATIENCE, SLOW_FROM, SLOW_TO,
    TICK, lines,
};
use models::resilience_patterns::station::Job;
use sim::Micros;
use stage::parts::flow::{draw_box, legend, title, travel};
use stage::parts::{
    Anchor, Area, Dots, Frame, Point, Sample, TimeChart, label, picture,
};
use stage::{Element, Layout, Moment, Role, element};

/// How long a dot is on its way; in the model no time passes.
const WAY: Micros = Micros::from_millis(400);
/// The size of a request.
pub const DOT: f32 = 7.4;
/// From one dependency to the next, or from one compartment of the pool.
pub const ROW: f32 = 36.0;
/// How high they are.
pub const HIGH: f32 = 30.0;
/// How high all three are, and the pool.
const ALL: f32 = ROW * 2.0 + HIGH;

/// Where the parts of the picture lie.
pub struct Place {
    size: (u32, u32),
    pub queue: Area,
    pub pool: Area,
    /// The left of the dependencies, and where answers leave to.
    dependencies: (f32, f32),
    /// The top of the dependencies.
    top: f32,
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
                size: (620, 300),
                queue: area(60.0, 24.0, 176.0, ALL),
                pool: area(250.0, 24.0, 232.0, ALL),
                dependencies: (498.0, 620.0),
                top: 24.0,
                legend: Point::new(4.0, 162.0),
                chart: area(0.0, 171.0, 620.0, 143.0),
            },
            Layout::Narrow => Place {
                size: (340, 496),
                queue: area(84.0, 24.0, 176.0, ALL),
                pool: area(0.0, 170.0, 210.0, ALL),
                dependencies: (232.0, 340.0),
                top: 170.0,
                legend: Point::new(4.0, 308.0),
                chart: area(0.0, 334.0, 340.0, 174.0),
            },
        }
    }

    /// The box of a dependency.
    fn dependency(&self, index: usize) -> Area {
        let at = Point::new(self.dependencies.0, self.top + ROW * index as f32);
        Area { at, width: 74.0, height: HIGH }
    }

    /// Where requests for a dependency come from.
    fn source(&self, index: usize) -> Area {
        let at = Point::new(0.0, self.queue.at.y + ROW * index as f32);
        Area { at, width: 28.0, height: HIGH }
    }
}

/// What is drawn of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, Bulkhead>,
    pub place: Place,
    /// Which requests are drawn on their way and in the queue.
    pub sample: Sample,
    /// Up to when all is known: see [`TICK`].
    pub seen: Micros,
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, Bulkhead>) -> Element {
    let load = u64::from(moment.settings.load());
    let scene = Scene {
        moment,
        place: Place::of(moment.layout),
        // So that all who wait in the first scenario have a place.
        sample: Sample::of(load, 4),
        seen: moment.now.since(TICK),
    };
    picture(scene.place.size, "Requests, the pool and who holds its places")
        .child(sources(&scene))
        .child(queue::draw(&scene))
        .child(pool::draw(&scene))
        .child(dependencies(&scene))
        .child(flights(&scene))
        .child(answered(&scene))
        .child(signs(&scene))
        .child(chart(&scene))
}

/// What a request looks like: one for A, one for B or C, one whose client gave up.
pub fn role(scene: &Scene, job: &Job) -> Role {
    match has_given_up(scene, job) {
        true => Role::Lost,
        false => role_of(job.kind),
    }
}

/// Whether the client of a request has given up.
pub fn has_given_up(scene: &Scene, job: &Job) -> bool {
    scene.moment.now.since(job.since) > PATIENCE
}

/// The same for one that is waited for.
pub fn role_of(dependency: usize) -> Role {
    if dependency == 0 { Role::Candidate } else { Role::Follower }
}

fn sources(scene: &Scene) -> Element {
    let boxes = (0..DEPENDENCIES).map(|index| {
        let area = scene.place.source(index);
        let at = Point::new(area.middle().x, area.middle().y + 5.0);
        let name = label(at, Anchor::Middle, NAMES[index]).class("name");
        draw_box(area, role_of(index)).child(name)
    });
    element("g")
        .child(title(Point::new(0.0, 14.0), Anchor::Start, "Requests"))
        .children(boxes)
}

fn dependencies(scene: &Scene) -> Element {
    let boxes = (0..DEPENDENCIES).map(|index| {
        let latency = scene.moment.model.latency(index);
        let is_slow = latency > LATENCY;
        let area = scene.place.dependency(index);
        let at = Point::new(area.middle().x, area.middle().y + 5.0);
        let words = format!("{} {latency:#}", NAMES[index]);
        let name = label(at, Anchor::Middle, words.clone()).class("name");
        let role = if is_slow { Role::Lost } else { Role::Committed };
        let drawn = draw_box(area, role).child(name);
        match index {
            0 => drawn.mark("dependency-a", format!("Dependency {words}")),
            _ => drawn,
        }
    });
    // The word is wider than the boxes.
    let head = Point::new(scene.place.dependencies.0 - 5.0, scene.place.top - 10.0);
    element("g").child(title(head, Anchor::Start, "Dependencies")).children(boxes)
}

/// Requests that come, and what becomes of them.
fn flights(scene: &Scene) -> Element {
    let (model, place) = (scene.moment.model, &scene.place);
    let queue = place.queue;
    let mut dots = Dots::new(DOT);
    for (at, index, number) in model.arrivals().iter() {
        let from = place.source(index).middle();
        let door = Point::new(queue.at.x, queue.middle().y);
        let from = Point::new(from.x + 16.0, from.y);
        let flight = travel((from, door), (at, WAY), scene.seen);
        if let Some(at) = flight.filter(|_| scene.sample.takes(number)) {
            dots.put(role_of(index), at);
        }
    }
    for (at, (index, end), number) in model.ends().iter() {
        let area = place.dependency(index);
        let out = Point::new(area.end().x + 4.0, area.middle().y);
        let away = Point::new(place.dependencies.1, out.y);
        let (role, ends) = match end {
            End::InTime => (Role::Committed, (out, away)),
            End::Failed => (Role::Lost, (out, away)),
            End::Refused => {
                // Right of what is said of a mark.
                let door = Point::new(queue.at.x + 40.0, queue.end().y);
                let away = Point::new(door.x, door.y + 20.0);
                (Role::Doubt, (door, away))
            }
        };
        let flight = travel(ends, (at, WAY), scene.seen);
        if let Some(at) = flight.filter(|_| scene.sample.takes(number)) {
            dots.put(role, at);
        }
    }
    dots.draw()
}

/// How many were answered in time in the last whole second.
fn answered(scene: &Scene) -> Element {
    let second = Micros::from_secs(1);
    let to = Micros::new(scene.moment.now.get() / second.get() * second.get());
    let timeline = scene.moment.model.timeline();
    let count = |line| timeline.total(line, to.since(second), to);
    let load = u64::from(scene.moment.model.settings().load_per_s);
    let (healthy, all) = (count(lines::HEALTHY), load * 2);
    let at =
        Point::new(scene.place.dependencies.1 - 2.0, scene.place.top + ALL + 17.0);
    let role = match healthy * 2 >= all || to == Micros::ZERO {
        true => Role::Committed,
        false => Role::Lost,
    };
    let words = format!("B, C: {healthy}/s in time");
    let text = label(at, Anchor::End, words).class("word halo");
    element("g").role(role).child(text)
}

fn signs(scene: &Scene) -> Element {
    let lost = match scene.moment.model.settings().defence {
        Defence::Timeout => "timed out or gave up",
        Defence::None
        | Defence::Bulkhead
        | Defence::Shedding
        | Defence::Adaptive => "gave up after 1 s",
    };
    let signs = [
        (Role::Candidate, "for A"),
        (Role::Follower, "for B or C"),
        (Role::Committed, "in time"),
        (Role::Lost, lost),
        (Role::Doubt, "refused"),
    ];
    let at = scene.place.legend;
    let load = scene.moment.model.settings().load_per_s;
    match scene.moment.layout {
        Layout::Wide => legend(at, &signs, format!("requests: {load}/s each")),
        Layout::Narrow => element("g")
            .child(legend(at, &signs[..3], format!("{load}/s each")))
            .child(legend(Point::new(at.x, at.y + 17.0), &signs[3..], "")),
    }
}

fn chart(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let load = moment.model.settings().load_per_s;
    let size = (area.width, area.height);
    // When a queue is worked off there are more than come.
    let frame = Frame { at: area.at, size, until: RUN, max: load * 7 / 2 };
    let (title, ghost) = match moment.layout {
        Layout::Wide => (
            "Answered in time, a second; grey line: requests for B and C",
            "dashed: B and C in one pool",
        ),
        Layout::Narrow => ("Answered a second; grey: requests", "dashed: one pool"),
    };
    let rate = |line| moment.model.timeline().rate(line, SMOOTH);
    let chart = TimeChart::new(&frame, title, moment.now)
        .line("B and C", Role::Committed, rate(lines::HEALTHY))
        .line("A", Role::Candidate, rate(lines::SICK))
        .ghost(ghost, earlier(moment))
        .limit(load * 2);
    // How long B and C wait from then on is the point.
    let chart = slowness(moment).into_iter().fold(chart, |chart, (from, to)| {
        let chart = chart.shade(from, to, "A slow");
        if to < RUN { chart.deed(to, "A well") } else { chart }
    });
    let used = moment.edits.iter().filter_map(|(at, edit)| match edit {
        Edit::Use(Defence::Timeout) => Some((*at, "time-out")),
        Edit::Use(defence) => Some((*at, defence.name())),
        Edit::Latency(_) => None,
    });
    used.fold(chart, |chart, (at, name)| chart.deed(at, name)).draw()
}

/// How B and C fare in one pool for all, where this run is another one.
fn earlier<'a>(moment: &Moment<'a, Bulkhead>) -> &'a [(Micros, u32)] {
    let is_defence = |edit: &Edit| matches!(edit, Edit::Use(_));
    let is_same = moment.settings.is_shared() && moment.edits.is_empty();
    match moment.edits.iter().all(|(_, edit)| is_defence(edit)) && !is_same {
        true => moment.model.earlier(),
        false => &[],
    }
}

/// When A is slow: as the settings ask for, and as the reader changes it.
fn slowness(moment: &Moment<'_, Bulkhead>) -> Vec<(Micros, Micros)> {
    let by_hand = moment.edits.iter().filter_map(|(at, edit)| match edit {
        Edit::Latency(millis) => Some((*at, *millis > LATENCY.as_millis())),
        Edit::Use(_) => None,
    });
    let is_slow = moment.model.settings().slow > LATENCY;
    let planned = [(SLOW_FROM, is_slow), (SLOW_TO, false)];
    spells(planned.into_iter().chain(by_hand).collect(), RUN)
}
