//! The picture: the writer, the servers and the reader; the curve; the read sets.

use super::{Quorum, curve, flights, read_sets, servers};
use models::replication::store::settings;
use sim::NodeId;
use stage::parts::{Area, Point, picture};
use stage::{Element, Layout, Moment};

/// Where things lie.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
    /// How many servers there are.
    servers: u32,
}

impl Place {
    fn of(moment: &Moment<'_, Quorum>) -> Place {
        let size = match moment.layout {
            Layout::Wide => (620, 300),
            Layout::Narrow => (340, 452),
        };
        let servers = settings(moment.model.cluster()).server_count();
        Place { layout: moment.layout, size, servers }
    }

    /// How far the servers are apart.
    fn pitch(&self) -> f32 {
        let (height, most) = match self.layout {
            Layout::Wide => (292.0, 56.0),
            Layout::Narrow => (206.0, 46.0_f32),
        };
        most.min(height / self.servers as f32)
    }

    /// The height that the servers have.
    fn height(&self) -> f32 {
        match self.layout {
            Layout::Wide => 300.0,
            Layout::Narrow => 214.0,
        }
    }

    /// The box of a server.
    pub fn server(&self, node: NodeId) -> Area {
        let middle = match self.layout {
            Layout::Wide => 150.0,
            Layout::Narrow => 170.0,
        };
        let first =
            self.height() / 2.0 - self.pitch() * (self.servers as f32 - 1.0) / 2.0;
        let y = first + self.pitch() * node.0 as f32;
        let height = 30.0_f32.min(self.pitch() - 6.0);
        Area::around(Point::new(middle, y), (78.0, height))
    }

    /// The middle of a client: the writer is the first one.
    pub fn client(&self, node: NodeId) -> Point {
        let is_writer = node.0 == self.servers;
        let x = match (self.layout, is_writer) {
            (_, true) => 26.0,
            (Layout::Wide, false) => 274.0,
            (Layout::Narrow, false) => 314.0,
        };
        Point::new(x, self.height() / 2.0)
    }

    /// Whether it is a server.
    pub fn is_server(&self, node: NodeId) -> bool {
        node.0 < self.servers
    }

    /// The box of the curve.
    pub fn curve(&self) -> Area {
        match self.layout {
            Layout::Wide => {
                Area { at: Point::new(314.0, 22.0), width: 306.0, height: 182.0 }
            }
            Layout::Narrow => {
                Area { at: Point::new(0.0, 236.0), width: 340.0, height: 134.0 }
            }
        }
    }

    /// The box of the read sets.
    pub fn sets(&self) -> Area {
        match self.layout {
            Layout::Wide => {
                Area { at: Point::new(322.0, 216.0), width: 290.0, height: 80.0 }
            }
            Layout::Narrow => {
                Area { at: Point::new(4.0, 378.0), width: 332.0, height: 74.0 }
            }
        }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Quorum>) -> Element {
    let place = Place::of(moment);
    picture(
        place.size,
        "A writer, the replicas and a reader, and how often reads are stale",
    )
    .children(servers::draw(moment, &place))
    .child(flights::draw(moment, &place))
    .child(curve::draw(moment, &place))
    .child(read_sets::draw(moment.model, &place))
}
