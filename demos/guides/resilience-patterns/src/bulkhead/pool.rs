//! The places of the pool, each a box: who holds it, and for how much longer.

use super::picture::{HIGH, ROW, Scene, has_given_up, role_of};
use models::resilience_patterns::bulkhead::{DEPENDENCIES, Defence, NAMES};
use models::resilience_patterns::station::Job;
use sim::Micros;
use stage::parts::flow::{draw_slot, note, press_area, title};
use stage::parts::{Anchor, Area, Dots, Point, label};
use stage::{Element, Role, element};

/// How long a place is held whose box is full.
const FULL: Micros = Micros::from_secs(1);

/// How wide a box is that has room for a letter and a mark.
const LETTER_AND_MARK: f32 = 22.0;

/// Draws the pool: one for all, or a compartment for each dependency.
pub fn draw(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.pool);
    let all = model.station().workers();
    let defence = model.settings().defence;
    let rows: Vec<Element> = match is_divided(defence) {
        false => {
            let jobs: Vec<&Job> = model.station().served().collect();
            let columns = match all {
                0..=25 => 5,
                26..=60 => 10,
                _ => 20,
            };
            vec![places(scene, area, &jobs, (all, columns))]
        }
        true => (0..DEPENDENCIES).map(|index| row(scene, index)).collect(),
    };
    let limit = |index| model.limit(index).min(all);
    let head = match defence {
        Defence::Bulkhead => format!("At most {} each, {all} in all", limit(0)),
        Defence::Adaptive => {
            format!("Limits: A {}, B {}, C {}", limit(0), limit(1), limit(2))
        }
        Defence::None | Defence::Timeout | Defence::Shedding => {
            format!("Threads: A holds {} of {all}", model.held(0))
        }
    };
    let above = Point::new(area.at.x, area.at.y - 10.0);
    element("g")
        .child(press_area(area))
        .child(title(above, Anchor::Start, head.clone()))
        .children(rows)
        .child(below(scene))
        .mark("pool", head)
}

/// What fills a box, or how many threads work for nobody: a word that is not to be
/// missed.
fn below(scene: &Scene) -> Element {
    let area = scene.place.pool;
    let at = Point::new(area.at.x, area.end().y + 17.0);
    let served = scene.moment.model.station().served();
    match served.filter(|job| has_given_up(scene, job)).count() {
        0 => note(at, Anchor::Start, "full: held for 1 s or more"),
        in_vain => {
            let words = format!("{in_vain} work for nobody");
            let words = label(at, Anchor::Start, words).class("word halo");
            element("g").role(Role::Lost).child(words)
        }
    }
}

/// Whether each dependency may hold so many threads, and no more.
fn is_divided(defence: Defence) -> bool {
    matches!(defence, Defence::Bulkhead | Defence::Adaptive)
}

/// The compartment of a dependency: as many places as it may hold.
fn row(scene: &Scene, index: usize) -> Element {
    let (model, area) = (scene.moment.model, scene.place.pool);
    let most = model.limit(index).min(model.station().workers());
    let served = model.station().served();
    let jobs: Vec<&Job> = served.filter(|job| job.kind == index).collect();
    let at = Point::new(area.at.x, area.at.y + ROW * index as f32);
    let row = Area { at, width: area.width, height: HIGH };
    places(scene, row, &jobs, (most.max(jobs.len()), most.max(8)))
}

/// So many places, in rows of so many.
fn places(
    scene: &Scene,
    area: Area,
    jobs: &[&Job],
    (count, columns): (usize, usize),
) -> Element {
    let rows = count.div_ceil(columns).max(1);
    let pitch = (area.width / columns as f32, area.height / rows as f32);
    let held = seats(jobs, count);
    let slots = held.into_iter().enumerate().map(|(place, job)| {
        let (column, row) = (place % columns, place / columns);
        let at = Point::new(
            area.at.x + pitch.0 * column as f32,
            area.at.y + pitch.1 * row as f32,
        );
        let slot = Area { at, width: pitch.0 - 3.0, height: pitch.1 - 3.0 };
        draw_place(scene, slot, job)
    });
    element("g").children(slots)
}

/// Who holds which place: a job keeps its own for as long as it can.
fn seats<'a>(jobs: &[&'a Job], count: usize) -> Vec<Option<&'a Job>> {
    let mut seats = vec![None; count];
    let mut jobs = jobs.to_vec();
    jobs.sort_by_key(|job| job.id);
    for job in jobs {
        let first = job.id as usize % count.max(1);
        let free = (0..count)
            .map(|step| (first + step) % count)
            .find(|seat| seats[*seat].is_none());
        if let Some(seat) = free {
            seats[seat] = Some(job);
        }
    }
    seats
}

fn draw_place(scene: &Scene, area: Area, job: Option<&Job>) -> Element {
    let Some(job) = job else {
        let free = draw_slot(area, Role::Quiet, 0);
        // What a dependency may hold is no thread: there are fewer of these.
        return match is_divided(scene.moment.model.settings().defence) {
            true => free.class("slot limit"),
            false => free,
        };
    };
    let held = held(job, scene.moment.now);
    let is_in_vain = has_given_up(scene, job);
    let (name, mark) = places_in(area, is_in_vain && area.width > LETTER_AND_MARK);
    let name = (area.width > 11.0)
        .then(|| label(name, Anchor::Middle, NAMES[job.kind]).class("inside"));
    let has_room = area.width > LETTER_AND_MARK;
    let mark = (is_in_vain && has_room).then(|| {
        let mut cross = Dots::new(8.0);
        cross.put(Role::Lost, mark);
        cross.draw()
    });
    let role = match is_in_vain && !has_room {
        true => Role::Lost,
        false => role_of(job.kind),
    };
    draw_slot(area, role, held).children(name).children(mark)
}

/// Where in a box the name stands, and behind it what says that nobody waits.
fn places_in(area: Area, has_both: bool) -> (Point, Point) {
    let (middle, apart) = (area.middle(), if has_both { 6.0 } else { 0.0 });
    let name = Point::new(middle.x - apart, middle.y + 4.5);
    (name, Point::new(middle.x + apart, middle.y))
}

/// How long a job has held its place, in thousandths of what fills a box. It is the
/// same for all, so that boxes can be compared.
fn held(job: &Job, now: Micros) -> u32 {
    (now.since(job.started).get() * 1_000 / FULL.get()).min(1_000) as u32
}
