//! The picture: clients, the cache, the database; the run so far below.

use super::place::Place;
use super::{HitRate, RUN, clients, database};
use models::caching::warm_up::{Edit, TICK, WarmUp, lines};
use sim::Micros;
use stage::parts::flow::{draw_box, legend, note, title};
use stage::parts::{Anchor, Dots, Frame, Point, Sample, TimeChart, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How long a dot is on its way in the picture; in the model no time passes.
pub const WAY: Micros = Micros::from_millis(400);
/// How many clients are drawn.
pub const CLIENTS: usize = 18;
/// Fewer queries a second than this are few.
const LITTLE: u32 = 50;

/// What the parts of the picture show of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, HitRate>,
    pub place: Place,
    /// Which requests are drawn.
    pub sample: Sample,
    /// Which queries are drawn.
    pub queries: Sample,
    /// Up to when all is known, however time passes in the model: dots leave then.
    pub seen: Micros,
}

impl Scene<'_> {
    fn of<'a>(moment: &'a Moment<'a, HitRate>) -> Scene<'a> {
        // A client is seen for as long as it waits.
        let load = u64::from(moment.settings.load());
        let place = Place::of(moment.layout);
        let places = place.line().places() as u64;
        Scene {
            moment,
            place,
            sample: Sample::of(load, CLIENTS),
            queries: queries(moment, places),
            seen: moment.now.since(TICK),
        }
    }
}

/// Which queries are drawn: so many that all that wait have a place. After a restart,
/// when there are soon many, one of eight; and half as many each time that the box is
/// full.
fn queries(moment: &Moment<'_, HitRate>, places: u64) -> Sample {
    let restarts = moment
        .edits
        .iter()
        .any(|(at, edit)| matches!(edit, Edit::Restart(_)) && *at <= moment.now);
    let waiting = moment.model.station().waiting() as u64;
    let mut each = if restarts { 8 } else { 1 };
    while waiting > each * places {
        each *= 2;
    }
    Sample { each }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, HitRate>) -> Element {
    let scene = Scene::of(moment);
    picture(
        scene.place.size,
        "Clients, the cache, the database; and the run so far",
    )
    .child(clients::requests(&scene))
    .child(clients::clients(&scene))
    .child(cache(&scene))
    .child(database::database(&scene))
    .child(database::brought(&scene))
    .child(database::load(&scene))
    .child(signs(&scene))
    .child(chart(&scene))
}

/// The cache: a cell for one of a hundred keys, filled or not.
fn cache(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.cache);
    let (store, keys) = (model.store(), model.settings().keys);
    let grid = scene.place.keys();
    let full = store.len() * 100 / keys;
    let mut dots = Dots::new(5.6);
    for cell in 0..100 {
        let role = if cell < full { Role::Committed } else { Role::Doubt };
        dots.put(role, grid.place(cell));
    }
    let head = Point::new(area.at.x + 2.0, area.at.y - 8.0);
    let below = Point::new(area.at.x + 2.0, area.end().y + 17.0);
    let share = percent(store.len(), keys);
    let name = format!("Cache: {share} full");
    let short = match scene.moment.layout {
        Layout::Wide => name.clone(),
        Layout::Narrow => format!("Cache: {share}"),
    };
    let has = format!("{} keys", store.len());
    draw_box(area, Role::Follower)
        .child(title(head, Anchor::Start, short))
        .child(dots.draw())
        .child(note(below, Anchor::Start, has))
        .mark("cache", name)
}

/// A share in percent, with a decimal where it has one.
pub fn percent(part: usize, whole: usize) -> String {
    let tenths = part * 1_000 / whole;
    match tenths % 10 {
        0 => format!("{} %", tenths / 10),
        rest => format!("{}.{rest} %", tenths / 10),
    }
}

/// What each sign means.
fn signs(scene: &Scene) -> Element {
    let at = scene.place.legend;
    let signs = [
        (Role::Candidate, "a miss"),
        (Role::Lost, "not answered"),
        (Role::Committed, "cached"),
        (Role::Doubt, "absent"),
    ];
    let each = match scene.queries.each {
        1 => String::new(),
        each => format!("a mark: {each} queries"),
    };
    match scene.moment.layout {
        Layout::Wide => legend(at, &signs, each),
        Layout::Narrow => {
            let below = Point::new(at.x, at.y + 17.0);
            element("g").child(legend(at, &signs, "")).child(legend(
                below,
                &[],
                each,
            ))
        }
    }
}

/// After a restart what is cached, or else the load of the database.
fn chart(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let is_restart = |(_, edit): &(Micros, Edit)| matches!(edit, Edit::Restart(_));
    let is_cached = moment.edits.iter().any(is_restart);
    let model: &WarmUp = moment.model;
    let settings = model.settings();
    let size = (area.width, area.height);
    let queries: Vec<_> = model.timeline().rate(lines::QUERIES, 2).collect();
    let most = queries.iter().map(|(_, queries)| *queries).max().unwrap_or(0);
    // So few are seen only on an axis of their own.
    let is_little = most < LITTLE && LITTLE < settings.capacity_per_s;
    let max = match (is_cached, is_little) {
        (true, _) => 100,
        (false, true) => LITTLE,
        (false, false) => settings.capacity_per_s * 11 / 10,
    };
    let frame = Frame { at: area.at, size, until: RUN, max };
    let capacity = settings.capacity_per_s;
    let title = match (is_cached, moment.layout) {
        (true, Layout::Wide) => {
            "Keys in the cache, %; grey line: the misses are within the capacity"
                .into()
        }
        (true, Layout::Narrow) => "Keys cached, %; grey: enough".into(),
        (false, _) if is_little => {
            format!("Queries a second; the database can do {capacity}")
        }
        (false, Layout::Wide) => {
            "Queries a second; grey line: what the database can do".into()
        }
        (false, Layout::Narrow) => "Queries/s; grey: capacity".to_owned(),
    };
    let chart = TimeChart::new(&frame, title, moment.now);
    let chart = match is_cached {
        true => {
            let misses = settings.capacity_per_s * 100 / settings.load_per_s;
            let enough = 100_u32.saturating_sub(misses);
            let ghost = match moment.layout {
                Layout::Wide => "dashed: empty, and all let in",
                Layout::Narrow => "dashed: empty, all in",
            };
            chart
                .line("cached", Role::Committed, cached(model))
                .ghost(ghost, earlier(moment))
                .limit(enough)
        }
        false => {
            let chart = chart.line("queries", Role::Candidate, queries.into_iter());
            if is_little { chart } else { chart.limit(capacity) }
        }
    };
    let edits = moment.edits.iter();
    edits.fold(chart, |chart, (at, edit)| chart.deed(*at, deed(*edit))).draw()
}

/// How many of a hundred keys were cached.
pub fn cached(model: &WarmUp) -> impl Iterator<Item = (Micros, u32)> {
    let keys = model.settings().keys as u32;
    let stretches = model.timeline().stretches();
    stretches.map(move |(end, counts)| (end, counts[lines::CACHED] * 100 / keys))
}

/// What becomes of an empty cache under full load, where this run is another one.
fn earlier<'a>(moment: &Moment<'a, HitRate>) -> &'a [(Micros, u32)] {
    let mut edits = moment.edits.iter();
    let is_that = |edit: &Edit| *edit == Edit::Restart(0);
    match moment.edits.len() == 1 && edits.any(|(_, edit)| is_that(edit)) {
        true => &[],
        false => moment.model.earlier(),
    }
}

/// What a reader of the book did, in a word or two for the chart.
fn deed(edit: Edit) -> String {
    match edit {
        Edit::Restart(0) => "restart".to_owned(),
        Edit::Restart(percent) => format!("restart: {percent} %"),
        Edit::LetIn(most) => format!("let in {most}/s"),
        Edit::Room(room) => format!("{room} keys"),
        Edit::Load(load) => format!("{load}/s"),
    }
}
