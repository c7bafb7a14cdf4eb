//! Where things are: the lanes of the race and the chart share one axis of time.

use super::ElectionTimeout;
use super::elections::WATCHED;
use models::consensus::election::Trial;
use sim::{Micros, NodeId};
use stage::parts::{Axis, Chart, Point, lines};
use stage::{Element, Layout, Moment};

/// The picture and its parts.
pub struct Frame {
    pub layout: Layout,
    /// The size of the picture.
    pub size: (u32, u32),
    /// Where lanes and chart begin and end, left and right.
    pub left: f32,
    pub right: f32,
    /// The first lane's top, and how high all lanes are.
    pub top: f32,
    pub height: f32,
    /// The chart's title, and its plot from above to below.
    pub title: f32,
    pub plot: (f32, f32),
    /// The first and the last millisecond, from the crash.
    pub window: (f32, f32),
    servers: u32,
}

/// Room that [`Chart`] takes at the left of its plot, above, at the right and below.
const ROOM: (f32, f32, f32, f32) = (48.0, 18.0, 8.0, 36.0);

impl Frame {
    /// The frame of a moment.
    pub fn of(moment: &Moment<'_, ElectionTimeout>) -> Frame {
        let trial = moment.model.trial();
        let window = (-(trial.timeout.as_millis() as f32) / 2.0, last(trial));
        let servers = trial.servers;
        match moment.layout {
            Layout::Wide => Frame {
                layout: Layout::Wide,
                size: (620, 326),
                left: 136.0,
                right: 608.0,
                top: 40.0,
                height: 110.0,
                title: 186.0,
                plot: (196.0, 288.0),
                window,
                servers,
            },
            Layout::Narrow => Frame {
                layout: Layout::Narrow,
                size: (340, 474),
                left: 90.0,
                right: 330.0,
                top: 42.0,
                height: 165.0,
                title: 256.0,
                plot: (284.0, 420.0),
                window,
                servers,
            },
        }
    }

    /// How far the lanes are from each other.
    pub fn pitch(&self) -> f32 {
        self.height / self.servers as f32
    }

    /// The middle of a lane.
    pub fn y(&self, node: NodeId) -> f32 {
        self.top + self.pitch() * (node.0 as f32 + 0.5)
    }

    /// Where a millisecond is; what is outside is at the edge.
    pub fn x(&self, millis: f32) -> f32 {
        let (start, end) = self.window;
        let share = (millis - start) / (end - start);
        self.left + (self.right - self.left) * share.clamp(0.0, 1.0)
    }

    /// Whether a millisecond is to be seen.
    pub fn shows(&self, millis: f32) -> bool {
        self.window.0 <= millis && millis <= self.window.1
    }

    /// A line at a millisecond through lanes and plot.
    pub fn upright(&self, millis: f32) -> Element {
        let x = self.x(millis);
        let part = |from, to| (Point::new(x, from), Point::new(x, to));
        let (above, below) = self.plot;
        lines([part(self.top - 4.0, self.top + self.height), part(above, below)])
    }

    /// The chart, without its lines.
    pub fn chart(&self) -> Chart {
        let (start, end) = self.window;
        let mut x = Axis::linear("ms since the crash", (start, end));
        let is_close = self.layout == Layout::Narrow || end > 500.0;
        let step = if is_close { 250_u16 } else { 100 };
        for at in 0..=(WATCHED as u16 / step) {
            let millis = f32::from(at * step);
            if millis <= end {
                x = x.tick(millis, (at * step).to_string());
            }
        }
        let y = Axis::linear("", (0.0, 100.0));
        let y = [0_u16, 50, 100].into_iter().fold(y, |axis, share| {
            axis.tick(f32::from(share), format!("{share} %"))
        });
        let (left, above, right, below) = ROOM;
        let at = Point::new(self.left - left, self.plot.0 - above);
        let size =
            (self.right + right - at.x, self.plot.1 - self.plot.0 + above + below);
        Chart { at, size, x, y, series: Vec::new() }
    }
}

/// The last millisecond shown: where the timeouts are short, and so far apart that few
/// votes are split, nearly all is over in half a second.
fn last(trial: &Trial) -> f32 {
    let is_short = trial.timeout + trial.spread <= Micros::from_millis(300);
    let is_apart = trial.spread.get() >= 10 * trial.latency.1.get();
    if is_short && is_apart { 500.0 } else { WATCHED as f32 }
}
