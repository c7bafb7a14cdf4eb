//! Where the parts of the picture lie: two arrangements of the same parts.

use super::readers::READERS;
use stage::Layout;
use stage::parts::{Area, Grid, Point, Side};

/// From one reader to the next.
const READER_PITCH: f32 = 24.0;
/// From one rebuild in the queue to the next.
const PITCH: f32 = 12.0;
/// How high the cache and the database are.
const HEIGHT: f32 = 82.0;

/// Where the parts are.
pub struct Place {
    pub size: (u32, u32),
    pub readers: Area,
    pub cache: Area,
    pub queue: Area,
    pub workers: Area,
    pub legend: Point,
    pub chart: Area,
}

impl Place {
    /// The readers are at the left, or at the top.
    pub fn of(layout: Layout) -> Place {
        let columns = match layout {
            Layout::Wide => 6,
            Layout::Narrow => 9,
        };
        let area = |x, y, width, height| {
            let at = Point::new(x, y);
            Area { at, width, height }
        };
        let across = READER_PITCH * columns as f32 + 0.1;
        let down = READER_PITCH * READERS.div_ceil(columns) as f32;
        match layout {
            Layout::Wide => Place {
                size: (620, 306),
                readers: area(0.0, 22.0, across, down),
                cache: area(196.0, 22.0, 94.0, HEIGHT),
                queue: area(344.0, 22.0, 172.0, HEIGHT),
                workers: area(528.0, 22.0, HEIGHT, HEIGHT),
                legend: Point::new(4.0, 143.0),
                chart: area(0.0, 154.0, 620.0, 166.0),
            },
            Layout::Narrow => Place {
                size: (340, 444),
                readers: area(62.0, 22.0, across, down),
                cache: area(2.0, 98.0, 84.0, HEIGHT),
                queue: area(118.0, 98.0, 134.0, HEIGHT),
                workers: area(257.0, 98.0, HEIGHT, HEIGHT),
                legend: Point::new(4.0, 237.0),
                chart: area(0.0, 272.0, 340.0, 186.0),
            },
        }
    }

    /// Where readers stand.
    pub fn crowd(&self) -> Grid {
        Grid { area: self.readers, pitch: READER_PITCH, from: Side::Top }
    }

    /// Where rebuilds wait, the next at the right.
    pub fn line(&self) -> Grid {
        let Area { at, width, height } = self.queue;
        let at = Point::new(at.x + 8.0, at.y + 5.0);
        let area = Area { at, width: width - 15.9, height: height - 9.9 };
        Grid { area, pitch: PITCH, from: Side::Right }
    }

    /// Where rebuilds are worked on.
    pub fn desks(&self) -> Grid {
        let size = (75.1, 75.1);
        let area = Area::around(self.workers.middle(), size);
        Grid { area, pitch: 15.0, from: Side::Top }
    }

    /// Where keys are, so many of them.
    pub fn keys(&self, keys: usize) -> Grid {
        let pitch = if keys > 25 { 7.6 } else { 15.2 };
        let area = Area::around(self.cache.middle(), (76.1, 76.1));
        Grid { area, pitch, from: Side::Top }
    }
}
