//! Each client's calls over time, a row each, and how many there were.

use super::{Backoff, RUN};
use crate::marks::{Bin, Diamonds, Strip};
use sim::Micros;
use stage::element::Px;
use stage::parts::{Anchor, Point, label, line, lines, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where the axes begin, and what is left free at the right.
const LEFT: f32 = 30.0;
/// See [`LEFT`].
const RIGHT: f32 = 12.0;
/// The top and the bottom of the rows of clients.
const ROWS: (f32, f32) = (48.0, 186.0);
/// The line of the columns of calls, and how far they reach.
const COLUMNS: (f32, f32) = (228.0, 94.0);

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Backoff>) -> Element {
    let (size, bins) = match moment.layout {
        Layout::Wide => ((620, 344), 100),
        Layout::Narrow => ((336, 344), 50),
    };
    let right = size.0 as f32 - RIGHT;
    let place = Place { right, rows: moment.model.clients() };
    let heading = |y, text| label(Point::new(0.0, y), Anchor::Start, text);
    let below = COLUMNS.0 + COLUMNS.1;
    let now = |top, bottom| {
        let x = place.x(moment.now);
        line(Point::new(x, top), Point::new(x, bottom)).class("now")
    };
    picture(size, "Each client's calls over time, and all of them")
        .child(heading(16.0, figures(moment)).class("name"))
        .child(heading(38.0, legend(moment.layout).into()).class("state"))
        .children(rows(moment, &place))
        .child(heading(ROWS.1 + 20.0, columns_title(bins)).class("state"))
        .child(columns(moment, right, bins))
        .child(seconds(&place, below + 16.0))
        .children([now(ROWS.0 - 2.0, ROWS.1 + 2.0), now(COLUMNS.0 - 14.0, below)])
}

/// Where calls lie.
struct Place {
    right: f32,
    rows: u32,
}

impl Place {
    fn x(&self, at: Micros) -> f32 {
        let share = at.get().min(RUN.get()) as f32 / RUN.get() as f32;
        LEFT + (self.right - LEFT) * share
    }

    /// The height of a row.
    fn row(&self) -> f32 {
        (ROWS.1 - ROWS.0) / self.rows as f32
    }
}

fn figures(moment: &Moment<'_, Backoff>) -> String {
    let model = moment.model;
    let (done, count) = (model.done().0, model.count());
    format!("{done} of {} clients done with {count} calls", model.clients())
}

fn legend(layout: Layout) -> &'static str {
    match layout {
        Layout::Wide => {
            "A row for each client: | a call that came too late, ▪ the one that did it"
        }
        Layout::Narrow => "A row for each client: | too late, ▪ done",
    }
}

fn columns_title(bins: u32) -> String {
    let millis = RUN.as_millis() / u64::from(bins);
    format!("Calls in each {millis} ms: ▪ above the line, ✕ below it")
}

/// All calls, each in its client's row: those too late, and those that did it.
fn rows(moment: &Moment<'_, Backoff>, place: &Place) -> [Element; 2] {
    let (row, thick) = (place.row(), place.row().clamp(1.5, 5.0));
    // Row by row: what they have in common makes the page small.
    let mut rows = vec![<[Vec<_>; 2]>::default(); place.rows as usize];
    for call in moment.model.calls().iter().take_while(|call| call.at <= RUN) {
        let (kind, long) = if call.is_first { (1, 3.0) } else { (0, 1.5) };
        let x = place.x(call.at);
        let y = ROWS.0 + row * call.client as f32 + thick / 2.0;
        let ends = (Point::new(x, y), Point::new(x + long, y));
        rows[call.client as usize][kind].push(ends);
    }
    [(0, Role::Lost), (1, Role::Committed)].map(|(kind, role)| {
        let mut marks = Vec::new();
        for row in &rows {
            marks.extend_from_slice(&row[kind]);
        }
        lines(marks)
            .attr("stroke-width", Px::round(thick))
            .class("calls")
            .role(role)
    })
}

fn columns(moment: &Moment<'_, Backoff>, right: f32, bins: u32) -> Element {
    let mut counts = vec![Bin::default(); bins as usize];
    let span = RUN.get() / u64::from(bins);
    for call in moment.model.calls() {
        let bin = counts.get_mut((call.at.get() / span) as usize);
        let kind = if call.is_first { 0 } else { 2 };
        if let Some(bin) = bin {
            bin[kind] += 1;
        }
    }
    // All of them in one column must have room.
    let usual = moment.model.clients() * 100 / bins / 2;
    let (line, reach) = COLUMNS;
    let diamonds = Diamonds::Hang;
    Strip { left: LEFT, right, line, reach, bins, usual, diamonds }.draw(&counts)
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
