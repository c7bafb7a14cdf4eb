//! The picture: clients, queue, server and what comes back; the run below.

use super::place::Place;
use super::{
    RUN, RetryStorm, crowd, is_goodput_back, last_second, newcomer, server,
};
use models::resilience_patterns::retry_storm::{CAPACITY_PER_S, Cure, Edit, lines};
use sim::Micros;
use stage::parts::{Frame, Point, Sample, TimeChart, picture};
use stage::{Element, Layout, Moment, Role, Verdict};

/// How long a dot is on its way in the picture; in the model no time passes.
pub const WAY: Micros = Micros::from_millis(400);
/// How many clients are drawn.
pub const CLIENTS: usize = 18;

/// What the parts of the picture show of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, RetryStorm>,
    pub place: Place,
    /// Which of the requests are drawn.
    pub sample: Sample,
    /// Up to when all is known, however time passes in the model: dots leave then.
    pub seen: Micros,
    /// Requests in the last second: new, attempts, and answered in time.
    pub rates: [u64; 3],
    /// Whether goodput follows the load, and whether newcomers are served in time.
    pub is_well: [bool; 2],
}

impl Scene<'_> {
    fn of<'a>(moment: &'a Moment<'a, RetryStorm>) -> Scene<'a> {
        let model = moment.model;
        let now = model.settings();
        let tick = models::resilience_patterns::retry_storm::TICK;
        // A client is seen for as long as it tries, and a third of that longer.
        let storm = moment.settings.storm().max(now.load_per_s * now.attempts);
        let holds = |verdict| verdict != Verdict::Fails;
        Scene {
            moment,
            place: Place::of(moment.layout),
            sample: Sample::of(u64::from(storm) * 4 / 3, CLIENTS),
            seen: moment.now.since(tick),
            rates: [lines::FRESH, lines::ATTEMPTS, lines::GOODPUT]
                .map(|line| last_second(moment, line)),
            is_well: [
                holds(is_goodput_back(moment)),
                holds(newcomer(moment).verdict),
            ],
        }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, RetryStorm>) -> Element {
    let scene = Scene::of(moment);
    picture(scene.place.size, "Clients, the queue, the server; and the run so far")
        .child(crowd::flights(&scene))
        .child(crowd::clients(&scene))
        .child(crowd::queue(&scene))
        .child(server::server(&scene))
        .child(server::departures(&scene))
        .child(crowd::signs(&scene))
        .child(chart(&scene))
}

fn chart(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let now = moment.model.settings();
    let storm = moment.settings.storm().max(now.load_per_s * now.attempts);
    let earlier = earlier(moment);
    let before = earlier.iter().map(|(_, attempts)| *attempts);
    let max = before.fold(storm.max(CAPACITY_PER_S), u32::max) * 11 / 10;
    let size = (area.width, area.height);
    let frame = Frame { at: area.at, size, until: RUN, max };
    let (title, ghost) = match moment.layout {
        Layout::Wide => (
            "Requests a second; grey line: what the server can serve",
            "dashed: attempts at 36/s, no cure",
        ),
        Layout::Narrow => ("A second; grey: capacity", "dashed: 36/s, no cure"),
    };
    let rate = |line| moment.model.timeline().rate(line, 1);
    let chart = TimeChart::new(&frame, title, moment.now)
        .line("attempts", Role::Candidate, rate(lines::ATTEMPTS))
        .line("in time", Role::Committed, rate(lines::GOODPUT))
        .ghost(ghost, earlier)
        .limit(CAPACITY_PER_S);
    let stalls = moment.model.stalls().iter();
    let chart =
        stalls.fold(chart, |chart, (from, to)| chart.shade(*from, *to, "stall"));
    let edits = moment.edits.iter();
    let deeds =
        edits.filter_map(|(at, edit)| Some((*at, deed(*edit, moment.layout)?)));
    deeds.fold(chart, |chart, (at, word)| chart.deed(at, word)).draw()
}

/// The attempts of the first scenario, where this run is another one: with less
/// load, with a cure, or with one that is switched on.
fn earlier<'a>(moment: &Moment<'a, RetryStorm>) -> &'a [(Micros, u32)] {
    let is_cure = |edit: &Edit| matches!(edit, Edit::On(_) | Edit::Off(_));
    let is_same = moment.settings.is_uncured() && moment.edits.is_empty();
    match moment.edits.iter().all(|(_, edit)| is_cure(edit)) && !is_same {
        true => moment.model.earlier(),
        false => &[],
    }
}

/// What a reader did, in a word or two for the chart; a stall is shaded.
fn deed(edit: Edit, layout: Layout) -> Option<String> {
    let name = |cure| match cure {
        Cure::RetryBudget if layout == Layout::Narrow => "budget",
        Cure::RetryBudget => "retry budget",
        Cure::DropExpired => "drop expired",
        Cure::NewestFirst => "newest first",
        Cure::BoundedQueue => "queue of 50",
        Cure::CircuitBreaker => "circuit breaker",
    };
    match edit {
        Edit::Stall(_) => None,
        Edit::Load(load) => Some(format!("{load}/s")),
        Edit::Attempts(attempts) => Some(format!("attempts: {attempts}")),
        Edit::On(cure) => Some(format!("+ {}", name(cure))),
        Edit::Off(cure) => Some(format!("− {}", name(cure))),
    }
}

/// A point between two.
pub fn middle(one: Point, other: Point) -> Point {
    one.toward(other, 500)
}
