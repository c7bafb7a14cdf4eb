//! Where the parts of the picture lie: two arrangements of the same parts.

use super::picture::CLIENTS;
use stage::Layout;
use stage::parts::{Area, Grid, Point, Side};

/// From one client to the next.
const CLIENT_PITCH: f32 = 24.0;
/// How high the cache and the database are.
const HEIGHT: f32 = 82.0;

/// Where the parts are.
pub struct Place {
    pub size: (u32, u32),
    pub clients: Area,
    pub cache: Area,
    pub queue: Area,
    pub workers: Area,
    /// The load of the database, as a bar: its end is twice the capacity.
    pub bar: Area,
    pub legend: Point,
    pub chart: Area,
}

impl Place {
    /// The clients are at the left, or at the top.
    pub fn of(layout: Layout) -> Place {
        let columns = match layout {
            Layout::Wide => 6,
            Layout::Narrow => 9,
        };
        let area = |x, y, width, height| {
            let at = Point::new(x, y);
            Area { at, width, height }
        };
        let across = CLIENT_PITCH * columns as f32 + 0.1;
        let down = CLIENT_PITCH * CLIENTS.div_ceil(columns) as f32;
        match layout {
            Layout::Wide => Place {
                size: (620, 296),
                clients: area(0.0, 22.0, across, down),
                cache: area(196.0, 22.0, 94.0, HEIGHT),
                queue: area(344.0, 22.0, 172.0, HEIGHT),
                workers: area(528.0, 22.0, HEIGHT, HEIGHT),
                bar: area(344.0, 117.0, 266.0, 9.0),
                legend: Point::new(4.0, 158.0),
                chart: area(0.0, 168.0, 620.0, 142.0),
            },
            Layout::Narrow => Place {
                size: (340, 446),
                clients: area(62.0, 22.0, across, down),
                cache: area(2.0, 98.0, 84.0, HEIGHT),
                queue: area(118.0, 98.0, 134.0, HEIGHT),
                workers: area(257.0, 98.0, HEIGHT, HEIGHT),
                bar: area(118.0, 193.0, 221.0, 9.0),
                legend: Point::new(4.0, 239.0),
                chart: area(0.0, 268.0, 340.0, 192.0),
            },
        }
    }

    /// Where clients stand.
    pub fn crowd(&self) -> Grid {
        Grid { area: self.clients, pitch: CLIENT_PITCH, from: Side::Top }
    }

    /// Where queries wait, the next at the right.
    pub fn line(&self) -> Grid {
        let Area { at, width, height } = self.queue;
        let at = Point::new(at.x + 8.0, at.y + 5.0);
        let area = Area { at, width: width - 15.9, height: height - 9.9 };
        Grid { area, pitch: 12.0, from: Side::Right }
    }

    /// Where queries are worked on.
    pub fn desks(&self) -> Grid {
        let area = Area::around(self.workers.middle(), (72.1, 72.1));
        Grid { area, pitch: 18.0, from: Side::Top }
    }

    /// A hundred cells for all keys.
    pub fn keys(&self) -> Grid {
        let area = Area::around(self.cache.middle(), (76.1, 76.1));
        Grid { area, pitch: 7.6, from: Side::Bottom }
    }

    /// Where what the database brings goes back to the cache.
    pub fn lane(&self) -> f32 {
        self.queue.end().y + 6.0
    }
}
