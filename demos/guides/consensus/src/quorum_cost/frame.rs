//! Where things are: a row for each server, time to the right.

use super::{Choice, QuorumCost, Settings};
use models::consensus::decision::{BEGIN, NEXT};
use sim::{Micros, NodeId};
use stage::parts::svg::tick_label;
use stage::parts::{Anchor, Point, label, lines, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// The picture and its parts.
pub struct Frame {
    pub layout: Layout,
    /// The size of the picture.
    pub size: (u32, u32),
    /// Where time begins and ends, left and right.
    pub left: f32,
    pub right: f32,
    /// How high all rows are.
    height: f32,
    servers: u32,
    /// The first and the last moment.
    window: (Micros, Micros),
}

/// The row of S1: above it is room for whom it has counted.
const TOP: f32 = 50.0;

impl Frame {
    /// The frame of a moment.
    pub fn of(moment: &Moment<'_, QuorumCost>) -> Frame {
        let settings = moment.settings;
        let is_pbft = settings.protocol == Choice::Pbft;
        let (size, left, right, height) = match (moment.layout, is_pbft) {
            // Beside it stands who was told what.
            (Layout::Wide, true) => ((620, 318), 92.0, 388.0, 146.0),
            (Layout::Wide, false) => ((620, 318), 92.0, 612.0, 146.0),
            (Layout::Narrow, true) => ((340, 480), 88.0, 334.0, 120.0),
            (Layout::Narrow, false) => ((340, 480), 88.0, 334.0, 220.0),
        };
        Frame {
            layout: moment.layout,
            size,
            left,
            right,
            height,
            servers: settings.servers,
            window: (BEGIN, end(settings)),
        }
    }

    /// How far the rows are from each other.
    pub fn pitch(&self) -> f32 {
        self.height / (self.servers - 1) as f32
    }

    /// The row of a server.
    pub fn y(&self, node: NodeId) -> f32 {
        TOP + self.pitch() * node.0 as f32
    }

    /// Where a moment is; what is outside is at the edge.
    pub fn x(&self, at: Micros) -> f32 {
        let (start, end) = self.window;
        let past = at.since(start).get() as f32 / end.since(start).get() as f32;
        self.left + (self.right - self.left) * past.min(1.0)
    }

    /// The names of rounds, right above the rows.
    pub fn head(&self) -> f32 {
        TOP - 14.0
    }

    /// Where words above the rows end at the latest: beside them may be a table.
    pub fn words_end(&self) -> f32 {
        self.right + 6.0
    }

    /// Where a moment of a server is.
    pub fn at(&self, (node, at): (NodeId, Micros)) -> Point {
        Point::new(self.x(at), self.y(node))
    }

    /// The axis of time.
    pub fn below(&self) -> f32 {
        TOP + self.height + 12.0
    }

    /// A line through all rows.
    pub fn upright(&self, at: Micros) -> Element {
        let x = self.x(at);
        lines([(Point::new(x, TOP - 10.0), Point::new(x, self.below()))])
    }

    /// Every ten milliseconds since S1 was asked.
    pub fn draw_axis(&self) -> Element {
        let y = self.below();
        let name = match self.layout {
            Layout::Wide if self.right > 500.0 => "ms since the client asked",
            Layout::Wide | Layout::Narrow => "ms",
        };
        let step = match self.window.1 > Micros::from_millis(60) {
            true => 20,
            false => 10,
        };
        let (mut ticks, mut words) = (Vec::new(), Vec::new());
        let mut millis = 0;
        while BEGIN + Micros::from_millis(millis) <= self.window.1 {
            let x = self.x(BEGIN + Micros::from_millis(millis));
            ticks.push((Point::new(x, y), Point::new(x, y + 4.0)));
            // The name stands at the end.
            if x < self.right - text_width(name) - 12.0 {
                let at = Point::new(x, y + 16.0);
                words.push(tick_label(at, self.right, millis.to_string()));
            }
            millis += step;
        }
        ticks.push((Point::new(self.left, y), Point::new(self.right, y)));
        let name = label(Point::new(self.right, y + 16.0), Anchor::End, name);
        element("g")
            .class("axes")
            .role(Role::Quiet)
            .child(lines(ticks))
            .children(words)
            .child(name)
    }
}

/// The last moment shown: if every entry took all delays of its protocol, and each of
/// them as long as it may.
fn end(settings: &Settings) -> Micros {
    let model = settings.of_model();
    let delays = u64::from(model.protocol.delays() * model.entries);
    let latency = model.latency.get();
    let swing = latency * u64::from(settings.jitter) / 100;
    // Of two entries the later takes no more than half of them.
    let swings = if model.entries > 1 { 3 } else { delays };
    BEGIN + Micros::new(delays * latency + swings * swing) + NEXT
}
