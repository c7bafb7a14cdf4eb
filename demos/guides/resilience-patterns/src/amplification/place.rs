//! Where the calls of each layer lie: all marks are of one size, so that areas are
//! numbers.

use models::resilience_patterns::call_tree::{CallTree, Rule};
use stage::Layout;
use stage::parts::{Area, Point};

/// The smallest and the largest distance from one call to the next.
const PITCH: (f32, f32) = (6.0, 12.0);
/// Most room from one layer to the next.
const GAP: f32 = 46.0;
/// With so much of it two lines of words fit beside each layer.
const AIRY: f32 = 28.0;

/// The places of a tower.
pub struct Place {
    pub size: (u32, u32),
    pub layout: Layout,
    /// From one call to the next.
    pub pitch: f32,
    /// Whether there is room for two lines of words between layers.
    pub is_airy: bool,
    /// The layers, the database last.
    pub rows: Vec<Row>,
}

/// The places of the calls of a layer, column beside column.
pub struct Row {
    /// Room for as many as there are if every service retries.
    pub area: Area,
    /// How many calls are below each other.
    deep: usize,
    /// Where the first column is, so that those of the rule that runs have their
    /// middle in that of the room.
    left: f32,
}

impl Place {
    pub fn of(layout: Layout, model: &CallTree) -> Place {
        // From where to where calls may lie, and the first row's top.
        let (size, (left, right), top) = match layout {
            Layout::Wide => ((620, 292), (70.0, 556.0), 52.0),
            Layout::Narrow => ((340, 396), (2.0, 338.0), 66.0),
        };
        let width = right - left;
        let across = (width / PITCH.0) as usize;
        let layers = model.settings().depth as u32;
        let most = |layer: u32| (model.settings().attempts as usize).pow(layer);
        let shape = |layer| {
            let deep = most(layer).div_ceil(across);
            (most(layer).div_ceil(deep), deep)
        };
        let shapes: Vec<(usize, usize)> = (0..=layers).map(shape).collect();
        let widest = shapes.iter().map(|shape| shape.0).max().unwrap_or(1);
        let pitch = (width / widest as f32).clamp(PITCH.0, PITCH.1);
        let deep: usize = shapes.iter().map(|shape| shape.1).sum();
        let room = size.1 as f32 - top - 20.0 - pitch * deep as f32;
        let gap = (room / layers as f32).min(GAP);
        let mut y = top;
        let rows =
            shapes.into_iter().enumerate().map(|(layer, (columns, deep))| {
                let (width, height) = (pitch * columns as f32, pitch * deep as f32);
                let at = Point::new((left + right - width) / 2.0, y);
                y += height + gap;
                let own = pitch * most_by_rule(model, layer).div_ceil(deep) as f32;
                let left = (left + right - own) / 2.0;
                Row { area: Area { at, width, height }, deep, left }
            });
        let rows = rows.collect();
        Place { size, layout, pitch, is_airy: gap >= AIRY, rows }
    }

    /// The middle of a call.
    pub fn call(&self, layer: usize, number: usize) -> Point {
        let row = &self.rows[layer];
        let (column, down) = (number / row.deep, number % row.deep);
        let middle = |place: usize| self.pitch * (place as f32 + 0.5);
        Point::new(row.left + middle(column), row.area.at.y + middle(down))
    }
}

/// How many calls of one request a layer gets at most, by the rule that runs; of
/// those that a budget lets through, about so many.
fn most_by_rule(model: &CallTree, layer: usize) -> usize {
    let tries = (0..layer).map(|above| model.attempts(above) as usize);
    match model.settings().rule {
        Rule::Budget => 1,
        Rule::All | Rule::Top | Rule::Bottom => tries.product(),
    }
}
