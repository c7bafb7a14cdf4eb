//! Where things lie: the west on the left, the east on the right, the history
//! below.

use models::replication::store::{Region, Settings};
use sim::{Micros, NodeId};
use stage::Layout;
use stage::parts::{Area, Point};

/// Where things lie.
pub struct Place<'a> {
    pub layout: Layout,
    pub settings: &'a Settings,
    pub size: (u32, u32),
    /// The end of the run.
    end: Micros,
}

/// Where the replicas of a region begin and end, from top to bottom.
const TOP: f32 = 24.0;
const BOTTOM: f32 = 148.0;

impl<'a> Place<'a> {
    pub fn of(layout: Layout, settings: &'a Settings) -> Place<'a> {
        let size = match layout {
            Layout::Wide => (620, 292),
            Layout::Narrow => (340, 310),
        };
        Place { layout, settings, size, end: super::RUN }
    }

    fn pick(&self, wide: f32, narrow: f32) -> f32 {
        match self.layout {
            Layout::Wide => wide,
            Layout::Narrow => narrow,
        }
    }

    /// Where the link between the regions is.
    pub fn cut(&self) -> Area {
        let x = self.pick(310.0, 170.0);
        let height = BOTTOM - TOP;
        Area { at: Point::new(x - 14.0, TOP), width: 28.0, height }
    }

    /// Where the words about a region begin or end.
    pub fn title(&self, region: Region) -> Point {
        let x = match region {
            Region::West => 4.0,
            Region::East => self.size.0 as f32 - 4.0,
        };
        Point::new(x, 14.0)
    }

    /// The middle of a node.
    pub fn node(&self, node: NodeId) -> Point {
        let settings = self.settings;
        let is_server = node.0 < settings.server_count();
        let is_here =
            |other: &NodeId| settings.region(*other) == settings.region(node);
        let (all, place) = match is_server {
            true => position(settings.all_servers().filter(is_here), node),
            false => position(settings.all_clients().filter(is_here), node),
        };
        let x = match (settings.region(node), is_server) {
            (Region::West, false) => self.pick(26.0, 22.0),
            (Region::West, true) => self.pick(180.0, 102.0),
            (Region::East, true) => self.pick(440.0, 238.0),
            (Region::East, false) => self.pick(594.0, 318.0),
        };
        let part = (BOTTOM - TOP) / all as f32;
        Point::new(x, TOP + part * (place as f32 + 0.5))
    }

    /// The box of a server.
    pub fn server(&self, server: NodeId) -> Area {
        let width = self.pick(112.0, 84.0);
        Area::around(self.node(server), (width, 30.0))
    }

    /// The lane of a client, by its place: its middle.
    pub fn lane(&self, client: NodeId) -> f32 {
        let number = self.settings.client_number(client);
        178.0 + 32.0 * number as f32
    }

    /// Where a moment is in the lanes.
    pub fn moment(&self, at: Micros) -> f32 {
        let (left, right) = (24.0, self.size.0 as f32 - 6.0);
        let share = at.get().min(self.end.get()) as f32 / self.end.get() as f32;
        left + share * (right - left)
    }

    /// Where the lanes begin and end, from top to bottom.
    pub fn lanes(&self) -> (f32, f32) {
        let last = self.settings.client_count().saturating_sub(1);
        (160.0, 178.0 + 32.0 * last as f32 + 12.0)
    }

    /// The end of the run.
    pub fn end(&self) -> Micros {
        self.end
    }
}

/// How many there are, and which of them one is.
fn position(nodes: impl Iterator<Item = NodeId>, node: NodeId) -> (usize, usize) {
    let (mut all, mut place) = (0, 0);
    for other in nodes {
        if other == node {
            place = all;
        }
        all += 1;
    }
    (all.max(1), place)
}
