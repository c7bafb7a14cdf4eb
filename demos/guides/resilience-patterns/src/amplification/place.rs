//! Where the calls of a request lie: a tree in which each is below the one that it
//! belongs to. All marks are of one size, so that areas are numbers.

use super::forest;
use models::resilience_patterns::call_tree::CallTree;
use stage::Layout;
use stage::parts::{Area, Point};

/// From one call to the next where there are few of them or many: the largest that
/// fits.
const PITCHES: [f32; 8] = [12.0, 10.0, 8.4, 7.0, 6.0, 5.0, 4.0, 3.0];
/// The least room from one layer to the next, and the most.
const GAPS: (f32, f32) = (24.0, 46.0);

/// The places of a tree.
pub struct Place {
    pub size: (u32, u32),
    pub layout: Layout,
    /// From one call to the next.
    pub pitch: f32,
    /// The layers, the database last.
    pub rows: Vec<Row>,
}

/// The places of the calls of a layer.
pub struct Row {
    /// Room for as many as there are if every service retries.
    pub area: Area,
    /// The calls of the present request, in order.
    pub calls: Vec<Point>,
    /// All that there are if every service retries.
    pub all: Vec<Point>,
}

/// How the calls of a layer lie if every service retries: in columns, each below a
/// call of a layer above.
#[derive(Clone, Copy)]
struct Shape {
    columns: usize,
    /// How many calls a column has.
    calls: usize,
    /// How many of them are beside each other, and below each other.
    across: usize,
    deep: usize,
}

impl Place {
    pub fn of(layout: Layout, model: &CallTree) -> Place {
        // From where to where calls may lie, and the first row's top.
        let (size, (left, right), top) = match layout {
            Layout::Wide => ((620, 320), (90.0, 508.0), 50.0),
            Layout::Narrow => ((340, 396), (76.0, 294.0), 60.0),
        };
        let (width, height) = (right - left, size.1 as f32 - top - 12.0);
        if forest::is_one(model) {
            let areas = forest::rows(model, (Point::new(left, top), width, height));
            let row = |area| Row { area, calls: Vec::new(), all: Vec::new() };
            let rows = areas.into_iter().map(row).collect();
            return Place { size, layout, pitch: 0.0, rows };
        }
        let layers = model.settings().depth as f32;
        let room = height - GAPS.0 * layers;
        let deep = |shapes: &[Shape]| -> usize {
            shapes.iter().map(|shape| shape.deep).sum()
        };
        let (mut pitch, mut shapes) = (0.0, Vec::new());
        for next in PITCHES {
            (pitch, shapes) = (next, shapes_of(model, width, next));
            if deep(&shapes) as f32 * pitch <= room {
                break;
            }
        }
        let gap = (height - deep(&shapes) as f32 * pitch) / layers;
        let tree = Tree { model, left, width, pitch };
        let rows = tree.rows(&shapes, (top, gap.min(GAPS.1)));
        Place { size, layout, pitch, rows }
    }
}

/// How the layers lie at this distance from one call to the next: a column for each
/// call as long as there is room for so many beside each other.
fn shapes_of(model: &CallTree, width: f32, pitch: f32) -> Vec<Shape> {
    let attempts = model.settings().attempts as usize;
    let (mut columns, mut calls) = (1, 1);
    let layers = 0..=model.settings().depth;
    let shape = layers.map(|layer| {
        if layer > 0 && calls == 1 && (columns * attempts) as f32 * pitch <= width {
            columns *= attempts;
        } else if layer > 0 {
            calls *= attempts;
        }
        let beside = (width / columns as f32 / pitch) as usize;
        let across = beside.clamp(1, calls);
        Shape { columns, calls, across, deep: calls.div_ceil(across) }
    });
    shape.collect()
}

/// What the places of all calls follow from.
struct Tree<'a> {
    model: &'a CallTree,
    left: f32,
    width: f32,
    pitch: f32,
}

impl Tree<'_> {
    fn rows(&self, shapes: &[Shape], (top, gap): (f32, f32)) -> Vec<Row> {
        let mut y = top;
        // For each call above, the middle of its column, and which it is there.
        let (mut above, mut above_all) = (Vec::new(), Vec::new());
        let most = self.model.settings().attempts as usize;
        let row = |(layer, shape): (usize, &Shape)| {
            let made = self.model.request()[layer].iter();
            let made = made.map(|call| (call.above, call.number as usize));
            let attempts = match layer.checked_sub(1) {
                Some(caller) => self.model.attempts(caller) as usize,
                None => 1,
            };
            above = self.columns(made, attempts, *shape, &above);
            let every = (0..most.pow(layer as u32)).map(|n| (n / most, n % most));
            above_all = self.columns(every, most, *shape, &above_all);
            let [calls, all] =
                [&above, &above_all].map(|columns| self.points(columns, *shape, y));
            // From the first column's first call to the last one's last.
            let slot = self.width / shape.columns as f32;
            let width = self.width - slot + self.pitch * shape.across as f32;
            let x = self.left + (self.width - width) / 2.0;
            let height = self.pitch * shape.deep as f32;
            let area = Area { at: Point::new(x, y), width, height };
            y += height + gap;
            Row { area, calls, all }
        };
        shapes.iter().enumerate().map(row).collect()
    }

    /// Where calls are that have these places in their columns.
    fn points(&self, columns: &[(f32, usize)], shape: Shape, y: f32) -> Vec<Point> {
        let point = |(x, rank): &(f32, usize)| {
            let half = (shape.across as f32 - 1.0) / 2.0;
            let across = (rank % shape.across) as f32 - half;
            let down = (rank / shape.across) as f32 + 0.5;
            Point::new(x + self.pitch * across, y + self.pitch * down)
        };
        columns.iter().map(point).collect()
    }

    /// For each call of a layer, of which it is known to which call above it belongs
    /// and which try of that it is: the middle of its column, and which it is there.
    fn columns(
        &self,
        calls: impl Iterator<Item = (usize, usize)>,
        attempts: usize,
        shape: Shape,
        above: &[(f32, usize)],
    ) -> Vec<(f32, usize)> {
        let middle = self.left + self.width / 2.0;
        let slot = self.width / shape.columns as f32;
        let place = calls.map(|(caller, number)| {
            let Some(&(x, rank)) = above.get(caller) else { return (middle, 0) };
            match shape.calls {
                1 => {
                    let half = (attempts as f32 - 1.0) / 2.0;
                    (x + slot * (number as f32 - half), 0)
                }
                _ => (x, rank * attempts + number),
            }
        });
        place.collect()
    }
}
