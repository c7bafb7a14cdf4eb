//! The places of the pool, each a box: who holds it, and for how much longer.

use super::picture::{Scene, role};
use models::resilience_patterns::bulkhead::{
    DEPENDENCIES, Defence, LATENCY, NAMES, Pool,
};
use models::resilience_patterns::station::Job;
use sim::Micros;
use stage::parts::flow::{draw_slot, note, press_area, title};
use stage::parts::{Anchor, Area, Point, label};
use stage::{Element, Role, element};

/// Draws the pool: one for all, or a compartment for each dependency.
pub fn draw(scene: &Scene) -> Element {
    let (model, area) = (scene.moment.model, scene.place.pool);
    let all = model.station().workers();
    let defence = model.settings().defence;
    let is_divided = matches!(defence, Defence::Bulkhead | Defence::Adaptive);
    let rows: Vec<Element> = match is_divided {
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
    let head = match defence {
        Defence::Bulkhead => format!("Bulkheads: A holds {}", model.held(0)),
        Defence::Adaptive => format!("Limits: A holds {}", model.held(0)),
        Defence::None | Defence::Timeout | Defence::Shedding => {
            format!("Threads: A holds {} of {all}", model.held(0))
        }
    };
    let above = Point::new(area.at.x, area.at.y - 10.0);
    let below = Point::new(area.at.x, area.end().y + 17.0);
    element("g")
        .child(press_area(area))
        .child(title(above, Anchor::Start, head.clone()))
        .children(rows)
        .child(note(below, Anchor::Start, "filled: how long it is held"))
        .mark("pool", head)
}

/// The compartment of a dependency: as many places as it may hold.
fn row(scene: &Scene, index: usize) -> Element {
    let (model, area) = (scene.moment.model, scene.place.pool);
    let most = model.limit(index).min(model.station().workers());
    let served = model.station().served();
    let jobs: Vec<&Job> = served.filter(|job| job.kind == index).collect();
    let at = Point::new(area.at.x, area.at.y + 31.0 * index as f32);
    let row = Area { at, width: area.width, height: 26.0 };
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
    let Some(job) = job else { return draw_slot(area, Role::Quiet, 0) };
    let held = held(scene.moment.model, job, scene.moment.now);
    let role = role(scene, job);
    let at = Point::new(area.middle().x, area.middle().y + 4.5);
    let name = (area.width > 11.0)
        .then(|| label(at, Anchor::Middle, NAMES[job.kind]).class("inside"));
    draw_slot(area, role, held).children(name)
}

/// How much of its time a job has held its place, in thousandths.
fn held(model: &Pool, job: &Job, now: Micros) -> u32 {
    let whole = model.latency(job.kind).max(LATENCY).get();
    (now.since(job.started).get() * 1_000 / whole).min(1_000) as u32
}
