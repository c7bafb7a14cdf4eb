//! The picture: the requests, three caches with their keys, and the hit rates of
//! all.

use super::{Eviction, marks, panel, rates, words};
use models::caching::eviction::{Key, Kind};
use stage::parts::flow::{legend_of_cells, note, press_area};
use stage::parts::{Anchor, Area, Point, draw_cell, label, picture, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// How many policies there are.
const ROWS: usize = Kind::ALL.len();
/// How high the row of the requests is.
const TOP: f32 = 30.0;
/// How high a cache is.
const PANEL: f32 = 84.0;

/// Where things lie.
pub struct Place {
    layout: Layout,
    pub size: (u32, u32),
    /// How wide the requests and the caches are.
    pub width: f32,
    /// How wide a cell is.
    pub cell: f32,
}

impl Place {
    fn of(layout: Layout) -> Place {
        match layout {
            Layout::Wide => {
                Place { layout, size: (620, 306), width: 404.0, cell: 25.0 }
            }
            Layout::Narrow => {
                Place { layout, size: (340, 436), width: 336.0, cell: 22.0 }
            }
        }
    }

    /// The top left of a cache.
    pub fn panel(&self, number: usize) -> Point {
        Point::new(4.0, TOP + 4.0 + PANEL * number as f32)
    }

    /// How high a row of the rates is.
    pub fn step(&self) -> f32 {
        match self.layout {
            Layout::Wide => 25.0,
            Layout::Narrow => 22.0,
        }
    }

    /// The top left of a row of the rates.
    pub fn rate(&self, row: usize) -> Point {
        match self.layout {
            Layout::Wide => Point::new(416.0, 30.0 + self.step() * row as f32),
            Layout::Narrow => {
                let half = ROWS / 2;
                let top = TOP + 6.0 + 3.0 * PANEL;
                let x = if row < half { 2.0 } else { 174.0 };
                Point::new(x, top + self.step() * (row % half) as f32)
            }
        }
    }

    /// Where a row of the rates ends.
    pub fn rate_end(&self, row: usize) -> f32 {
        match self.layout {
            Layout::Wide => 618.0,
            Layout::Narrow => self.rate(row).x + 162.0,
        }
    }

    /// Where so many thousandths of the requests are in a row.
    pub fn rate_x(&self, row: usize, thousandths: u32) -> f32 {
        let (from, to) =
            (self.rate(row).x + self.names(row), self.rate_end(row) - 37.0);
        from + (to - from) * thousandths.min(1_000) as f32 / 1_000.0
    }

    /// Room for the names of a row's column.
    fn names(&self, row: usize) -> f32 {
        match (self.layout, row < ROWS / 2) {
            (Layout::Narrow, true) => 57.0,
            (Layout::Wide, _) | (Layout::Narrow, false) => 80.0,
        }
    }

    /// The first and the last row of each column of the rates.
    pub fn rate_columns(&self) -> Vec<(usize, usize)> {
        match self.layout {
            Layout::Wide => vec![(0, ROWS - 1)],
            Layout::Narrow => vec![(0, ROWS / 2 - 1), (ROWS / 2, ROWS - 1)],
        }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Eviction>) -> Element {
    let place = Place::of(moment.layout);
    let [first, second] = words::drawn(moment);
    let panels = [first, second, Kind::Optimal].into_iter().enumerate();
    let panels = panels.map(|(number, kind)| {
        panel::draw(moment.model, &place, (place.panel(number), kind))
    });
    let title = (moment.layout == Layout::Wide).then(|| {
        note(Point::new(618.0, 20.0), Anchor::End, "hits so far; dashed: OPT")
    });
    picture(place.size, "Requests, three caches, and the hit rates of all ten")
        .child(requests(moment, &place))
        .children(panels)
        .children(title)
        .child(rates::draw(moment, &place))
        .child(signs(&place))
}

/// What the colours mean, of cells and of the strips below them.
fn signs(place: &Place) -> Element {
    const OFTEN: (Role, &str) = (Role::Chosen, "asked for 3 times or more");
    const SELDOM: (Role, &str) = (Role::Candidate, "once or twice");
    const STRIPS: [(Role, &str); 3] = [
        (Role::Committed, "hit"),
        (Role::Lost, "evicted before"),
        (Role::Quiet, "first time"),
    ];
    let bottom = place.size.1 as f32 - 6.0;
    let at = |x: f32, y: f32| Point::new(x, y);
    let [cells, strips] = match place.layout {
        Layout::Wide => [at(4.0, bottom), at(350.0, bottom)],
        Layout::Narrow => [at(4.0, bottom - 17.0), at(4.0, bottom)],
    };
    // As the cells and the strips are: some full, some with a frame.
    let seldom = at(cells.x + 27.0 + text_width(OFTEN.1), cells.y);
    element("g")
        .child(legend_of_cells(cells, "dots solid", &[OFTEN], ""))
        .child(legend_of_cells(seldom, "mark", &[SELDOM], ""))
        .child(legend_of_cells(strips, "dots solid", &STRIPS, ""))
}

/// The requests: those that were, the one that is, those that come.
fn requests(moment: &Moment<'_, Eviction>, place: &Place) -> Element {
    let model = moment.model;
    let (past, future) = model.requests().split_at(model.served());
    let middle = Point::new(place.width * 0.5, 15.0);
    let room = place.width * 0.5 - 28.0;
    let group = element("g").child(press_area(Area {
        at: Point::new(0.0, 2.0),
        width: place.width,
        height: 26.0,
    }));
    let Some((last, before)) = past.split_last() else {
        let at = Point::new(middle.x + 20.0, 20.0);
        let word = label(Point::new(4.0, 20.0), Anchor::Start, "Requests");
        let coming = label(at, Anchor::Start, line_of(future.iter(), room));
        let group = group.child(word.class("name")).child(coming.class("state"));
        return group.mark(marks::REQUESTS, "Requests");
    };
    let before: Vec<_> = named(before.iter().rev(), room);
    let before: Vec<_> = before.into_iter().rev().collect();
    let at = [middle.x - 20.0, middle.x + 20.0].map(|x| Point::new(x, 20.0));
    let role = words::role(model.asked(*last));
    let cell =
        draw_cell(Area::around(middle, (28.0, 24.0)), role, last.to_string());
    let word = format!("Requests, the last one is for {last}");
    group
        .child(label(at[0], Anchor::End, before.join("·")).class("state"))
        .child(cell.class("chip"))
        .child(
            label(at[1], Anchor::Start, line_of(future.iter(), room))
                .class("state"),
        )
        .mark(marks::REQUESTS, word)
}

/// Some keys in a line, as many as there is room for.
fn line_of<'a>(keys: impl Iterator<Item = &'a Key>, room: f32) -> String {
    named(keys, room).join("·")
}

fn named<'a>(keys: impl Iterator<Item = &'a Key>, room: f32) -> Vec<String> {
    let mut used = 0.0;
    let mut names = Vec::new();
    for key in keys {
        let name = key.to_string();
        used += text_width(&name) + 5.0;
        if used > room {
            break;
        }
        names.push(name);
    }
    names
}

/// Names of keys that are not there any more, as many as there is room for.
pub fn names(name: &str, keys: impl Iterator<Item = Key>, room: f32) -> String {
    let keys: Vec<_> = keys.collect();
    let keys = line_of(keys.iter(), room - text_width(name) - 8.0);
    if keys.is_empty() { keys } else { format!("{name}: {keys}") }
}
