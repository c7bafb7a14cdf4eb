//! Where the parts of the picture lie: two arrangements of the same parts.

use super::picture::CLIENTS;
use stage::Layout;
use stage::parts::{Area, Grid, Point, Side};

/// From one client to the next.
const CLIENT_PITCH: f32 = 24.0;
/// From one request in the queue to the next.
pub const PITCH: f32 = 11.0;
/// The size of the queue: 18 columns and 5 rows, with a rim.
const QUEUE: (f32, f32) = (PITCH * 18.0 + 16.0, PITCH * 5.0 + 10.0);

/// Where the parts are.
pub struct Place {
    pub size: (u32, u32),
    pub clients: Area,
    pub queue: Area,
    pub server: Area,
    /// From where to where answers go that come in time, and their words.
    pub in_time: [Point; 3],
    /// Where those lie that come too late, and their words.
    pub too_late: (Area, Point),
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
        let area = |x, y, (width, height)| {
            let at = Point::new(x, y);
            Area { at, width, height }
        };
        let crowd = (
            CLIENT_PITCH * columns as f32 + 0.1,
            CLIENT_PITCH * CLIENTS.div_ceil(columns) as f32,
        );
        let at = Point::new;
        match layout {
            Layout::Wide => Place {
                size: (620, 302),
                clients: area(0.0, 20.0, crowd),
                queue: area(184.0, 24.0, QUEUE),
                server: area(424.0, 24.0, (66.0, QUEUE.1)),
                in_time: [at(492.0, 28.0), at(620.0, 28.0), at(514.0, 44.0)],
                too_late: (area(514.0, 67.0, (102.0, 26.0)), at(514.0, 63.0)),
                legend: at(4.0, 127.0),
                chart: area(0.0, 139.0, (620.0, 177.0)),
            },
            Layout::Narrow => Place {
                size: (340, 440),
                clients: area(62.0, 22.0, crowd),
                queue: area(0.0, 102.0, QUEUE),
                server: area(246.0, 102.0, (66.0, QUEUE.1)),
                in_time: [at(240.0, 217.0), at(90.0, 217.0), at(2.0, 221.0)],
                too_late: (area(222.0, 190.0, (110.0, 38.0)), at(222.0, 240.0)),
                legend: at(4.0, 257.0),
                chart: area(0.0, 288.0, (340.0, 168.0)),
            },
        }
    }

    /// Where clients stand.
    pub fn crowd(&self) -> Grid {
        Grid { area: self.clients, pitch: CLIENT_PITCH, from: Side::Top }
    }

    /// Where requests wait, the next at the right.
    pub fn line(&self) -> Grid {
        let Area { at, width, height } = self.queue;
        let inside = Area {
            at: Point::new(at.x + 8.0, at.y + 5.0),
            width: width - 15.9,
            height: height - 9.9,
        };
        Grid { area: inside, pitch: PITCH, from: Side::Right }
    }

    /// Where those lie that were answered too late.
    pub fn heap(&self) -> Grid {
        Grid { area: self.too_late.0, pitch: 12.0, from: Side::Bottom }
    }
}
