//! The last requests beside each other, a column of calls each: where a request makes
//! few of them, it is many requests that show how many.

use super::Amplification;
use super::place::Place;
use models::resilience_patterns::call_tree::{
    CallTree, Made, Outcome, PAST_MAX, Past, Rule,
};
use stage::parts::{Area, Dots, Point, lines};
use stage::{Element, Layout, Moment, Role, element};

/// From one call to the next above it where there is room.
const PITCH: f32 = 8.0;
/// Of what is free below the row of the user's calls, a layer gets one part, and one
/// more for each layer above it.
const FIRST: f32 = 6.0;
/// What is left free above the columns of a layer.
pub const GAP: f32 = 8.0;
/// Where more of a hundred calls fail, retries in all layers make a tower.
const TOWER: u32 = 60;

/// Whether requests make few calls, so that many of them are shown.
pub fn is_one(model: &CallTree) -> bool {
    let settings = model.settings();
    match settings.rule {
        Rule::Budget => true,
        Rule::All | Rule::Top | Rule::Bottom => {
            (1..=TOWER).contains(&settings.failing)
        }
    }
}

/// Where the columns of each layer stand, from the first service's down.
pub fn rows(model: &CallTree, (at, width, height): (Point, f32, f32)) -> Vec<Area> {
    let layers = model.settings().depth + 1;
    let part = |layer: usize| FIRST + layer as f32;
    let all: f32 = (0..layers).map(part).sum();
    let mut y = at.y;
    let row = |layer| {
        let area = Area { at: Point::new(at.x, y), width, height: 0.0 };
        let height = height * part(layer) / all;
        y += height;
        Area { height: height - GAP, ..area }
    };
    (0..layers).map(row).collect()
}

/// The calls of a request to a layer: failed, answered, and under way.
struct Column {
    failed: u32,
    done: u32,
    open: u32,
}

impl Column {
    fn high(&self) -> u32 {
        self.failed + self.done + self.open
    }
}

/// The requests that there is room for, the one under way last.
struct Requests<'a> {
    past: &'a [Past],
    model: &'a CallTree,
}

impl<'a> Requests<'a> {
    fn of(model: &'a CallTree, columns: usize) -> Requests<'a> {
        let room = columns - usize::from(!model.tries().is_empty());
        let past = model.past();
        Requests { past: &past[past.len().saturating_sub(room)..], model }
    }

    fn columns(&self, layer: usize) -> Vec<Column> {
        let past = self.past.iter().map(|past| {
            let Made { calls, failed } = past[layer];
            Column { failed, done: calls - failed, open: 0 }
        });
        let is_open = !self.model.tries().is_empty();
        let now = is_open.then(|| {
            let calls = &self.model.request()[layer];
            let count = |outcome| {
                calls.iter().filter(|call| call.outcome == outcome).count() as u32
            };
            Column {
                failed: count(Some(Outcome::Failed)),
                done: count(Some(Outcome::Done)),
                open: count(None),
            }
        });
        past.chain(now).collect()
    }
}

/// Draws the columns.
pub fn draw(moment: &Moment<'_, Amplification>, place: &Place) -> Element {
    let columns = match moment.layout {
        Layout::Wide => PAST_MAX,
        Layout::Narrow => PAST_MAX / 2,
    };
    let requests = Requests::of(moment.model, columns);
    let rows = place.rows.iter().enumerate().map(|(layer, row)| {
        let slot = row.area.width / columns as f32;
        stacks(row.area, slot, &requests.columns(layer))
    });
    let floors = place.rows.iter().map(|row| {
        let Area { at, .. } = row.area;
        let end = row.area.end();
        (Point::new(at.x, end.y), end)
    });
    let floors = element("g").class("axes").role(Role::Quiet).child(lines(floors));
    element("g").child(floors).children(rows.collect::<Vec<_>>())
}

/// The columns of a layer: as high as its row where one of them is higher.
fn stacks(area: Area, slot: f32, columns: &[Column]) -> Element {
    let most = columns.iter().map(Column::high).max().unwrap_or(0).max(1);
    let pitch = PITCH.min(area.height / most as f32);
    let mut dots = Dots::new(PITCH.min(slot) * 0.84);
    for (number, column) in columns.iter().enumerate() {
        let x = area.at.x + slot * (number as f32 + 0.5);
        for call in 0..column.high() {
            let role = match call {
                failed if failed < column.failed => Role::Lost,
                open if open >= column.failed + column.done => Role::Candidate,
                _ => Role::Committed,
            };
            let y = area.end().y - pitch * (call as f32 + 0.5);
            dots.put(role, Point::new(x, y));
        }
    }
    dots.draw()
}
