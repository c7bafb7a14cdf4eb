//! The picture: readers, the cache, the database; the run so far below.

use super::place::Place;
use super::readers::READERS;
use super::{RUN, Stampede, cache, database, readers};
use models::caching::stampede::{Edit, TICK, lines};
use sim::Micros;
use stage::parts::flow::legend;
use stage::parts::{Frame, Point, Sample, TimeChart, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How long a dot is on its way in the picture; in the model no time passes.
pub const WAY: Micros = Micros::from_millis(60);

/// What the parts of the picture show of a moment.
pub struct Scene<'a> {
    pub moment: &'a Moment<'a, Stampede>,
    pub place: Place,
    /// Which requests are drawn.
    pub sample: Sample,
    /// Which rebuilds are drawn.
    pub jobs: Sample,
    /// Up to when all is known, however time passes in the model: dots leave then.
    pub seen: Micros,
}

impl Scene<'_> {
    fn of<'a>(moment: &'a Moment<'a, Stampede>) -> Scene<'a> {
        let (model, place) = (moment.model, Place::of(moment.layout));
        let most = moment.settings.most().max(model.tally().most as u32);
        let most = u64::from(most);
        let workers = model.settings().workers as u64;
        let room = [place.line(), place.desks()].map(|grid| grid.places());
        let queued = Sample::of(most.saturating_sub(workers), room[0]);
        let worked = Sample::of(workers.min(most), room[1]);
        // A reader is drawn for 0.6 s.
        let sample =
            Sample::of(u64::from(moment.settings.load()) * 6 / 10, READERS);
        Scene {
            moment,
            place,
            sample,
            jobs: Sample { each: queued.each.max(worked.each) },
            seen: moment.now.since(TICK),
        }
    }
}

/// Draws the picture.
pub fn draw(moment: &Moment<'_, Stampede>) -> Element {
    let scene = Scene::of(moment);
    picture(
        scene.place.size,
        "Readers, the cache, the database; and the run so far",
    )
    .child(readers::requests(&scene))
    .child(readers::readers(&scene))
    .child(cache::cache(&scene))
    .child(database::database(&scene))
    .child(database::ways(&scene))
    .child(signs(&scene))
    .child(chart(&scene))
}

/// What each sign means.
fn signs(scene: &Scene) -> Element {
    let at = scene.place.legend;
    let each = match scene.jobs.each {
        1 => String::new(),
        each => format!("a mark: {each} rebuilds"),
    };
    let signs = [
        (Role::Candidate, "needed"),
        (Role::Lost, "for nothing"),
        (Role::Committed, "fresh"),
        (Role::Doubt, "old"),
    ];
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

fn chart(scene: &Scene) -> Element {
    let (moment, area) = (scene.moment, scene.place.chart);
    let (model, settings) = (moment.model, moment.settings);
    let workers = model.settings().workers as u32;
    let earlier = earlier(moment);
    let before = earlier.iter().map(|(_, rebuilds)| *rebuilds);
    let most = settings.most().max(workers).max(model.tally().most as u32);
    let max = before.fold(most, u32::max) * 11 / 10;
    let size = (area.width, area.height);
    let frame = Frame { at: area.at, size, until: RUN, max };
    let (title, ghost) = match (moment.layout, settings.is_spread()) {
        (Layout::Wide, true) => (WIDE, "dashed: the same TTL for all"),
        (Layout::Wide, false) => (WIDE, "dashed: without a cure"),
        (Layout::Narrow, true) => (NARROW, "dashed: the same TTL"),
        (Layout::Narrow, false) => (NARROW, "dashed: no cure"),
    };
    let chart = TimeChart::new(&frame, title, moment.now)
        .line("rebuilds", Role::Candidate, at_database(model))
        .ghost(ghost, earlier)
        .limit(workers);
    let edits = moment.edits.iter();
    edits.fold(chart, |chart, (at, edit)| chart.deed(*at, deed(*edit))).draw()
}

const WIDE: &str = "Rebuilds at the database; grey line: what it can do at once";
const NARROW: &str = "Rebuilds; grey: at once";

/// How many rebuilds were at the database, each moment's at that moment.
pub fn at_database(
    model: &models::caching::stampede::Stampede,
) -> impl Iterator<Item = (Micros, u32)> {
    let stretches = model.timeline().stretches();
    let first = (Micros::ZERO, 0);
    let known = stretches.map(|(end, counts)| (end, counts[lines::AT_DATABASE]));
    std::iter::once(first).chain(known)
}

/// What would have been without the cure, where this run has one; or what λΔ is, once
/// that has been seen.
fn earlier<'a>(moment: &Moment<'a, Stampede>) -> &'a [(Micros, u32)] {
    let is_use = |edit: &Edit| matches!(edit, Edit::Use(_));
    let is_other = !moment.settings.is_uncured();
    match is_other || moment.edits.iter().any(|(_, edit)| is_use(edit)) {
        true => moment.model.earlier(),
        false => &[],
    }
}

/// What a reader of the book did, in a word or two for the chart.
fn deed(edit: Edit) -> String {
    match edit {
        Edit::Delete => "delete".to_owned(),
        Edit::Crash => "crash".to_owned(),
        Edit::Load(load) => format!("{load}/s"),
        Edit::Use(cure) => format!("cure: {}", cure.word()),
    }
}
