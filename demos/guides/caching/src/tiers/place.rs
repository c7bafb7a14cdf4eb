//! Where the parts of the picture lie. Requests flow to the right on a desktop and
//! down on a phone: all is said in how far along their way it is, and how far across.

use models::caching::tiers::{EDGES, NODES};
use sim::Micros;
use stage::Layout;
use stage::parts::{Area, Point};

/// Where the parts are.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
    /// Where requests set out.
    pub readers: f32,
    /// From where to where edges, nodes and the origin reach.
    pub edges: (f32, f32),
    pub nodes: (f32, f32),
    pub origin: (f32, f32),
    /// Where all that the edges pass on is side by side, and all that the shared
    /// cache does.
    pub trunks: [(f32, f32); 2],
    /// How wide everything is, across.
    across: f32,
    /// How wide an edge, a node and the origin are.
    pub widths: [f32; 3],
    /// How wide all requests are side by side.
    pub whole: f32,
    /// Below the flow.
    pub panel: Area,
}

/// Where the flow begins, at the side.
const WIDE_TOP: f32 = 24.0;

impl Place {
    /// The two arrangements.
    pub fn of(layout: Layout) -> Place {
        let panel = |x, y, width, height| {
            let at = Point::new(x, y);
            Area { at, width, height }
        };
        match layout {
            Layout::Wide => Place {
                layout,
                size: (620, 322),
                readers: 46.0,
                edges: (140.0, 212.0),
                nodes: (326.0, 398.0),
                origin: (512.0, 580.0),
                trunks: [(264.0, 274.0), (444.0, 454.0)],
                across: 176.0,
                widths: [34.0, 28.0, 76.0],
                whole: 112.0,
                panel: panel(0.0, 212.0, 620.0, 110.0),
            },
            Layout::Narrow => Place {
                layout,
                size: (340, 512),
                readers: 38.0,
                edges: (66.0, 92.0),
                nodes: (164.0, 190.0),
                origin: (258.0, 294.0),
                trunks: [(124.0, 132.0), (218.0, 226.0)],
                across: 340.0,
                widths: [74.0, 60.0, 150.0],
                whole: 240.0,
                panel: panel(0.0, 330.0, 340.0, 182.0),
            },
        }
    }

    /// A point so far along the way of requests and so far across it.
    pub fn at(&self, along: f32, across: f32) -> Point {
        match self.layout {
            Layout::Wide => Point::new(along, WIDE_TOP + across),
            Layout::Narrow => Point::new(across, along),
        }
    }

    /// A box that reaches from here to there along, and is so wide across.
    pub fn area(&self, along: (f32, f32), across: (f32, f32)) -> Area {
        let (at, end) = (self.at(along.0, across.0), self.at(along.1, across.1));
        Area { at, width: end.x - at.x, height: end.y - at.y }
    }

    /// The middle of an edge, across.
    pub fn edge(&self, edge: usize) -> f32 {
        middle(self.across, edge, EDGES)
    }

    /// The middle of a node, across.
    pub fn node(&self, node: usize) -> f32 {
        middle(self.across, node, NODES)
    }

    /// The middle of everything, across.
    pub fn middle(&self) -> f32 {
        self.across / 2.0
    }

    /// The box of width `width` around a place.
    pub fn around(&self, along: (f32, f32), across: f32, width: f32) -> Area {
        self.area(along, (across - width / 2.0, across + width / 2.0))
    }

    /// Where a moment lies between two sides of the panel.
    pub fn time(&self, left: f32, at: Micros, until: Micros) -> f32 {
        let right = self.panel.end().x - 4.0;
        let share = at.get().min(until.get()) as f32 / until.get() as f32;
        left + (right - left) * share
    }
}

/// The middle of one of some that share a width.
fn middle(across: f32, one: usize, of: usize) -> f32 {
    across / of as f32 * (one as f32 + 0.5)
}
