//! Charts over time that grow with the run.

use models::resilience_patterns::timeline::Timeline;
use sim::Micros;
use stage::element::{IntoText, Text};
use stage::parts::chart::Style;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, text_width};
use stage::{Element, Role, element};

/// A chart over a whole run.
pub struct TimeChart {
    chart: Chart,
    /// The moment of the run.
    now: f32,
    /// The names of lines, and where they end.
    names: Vec<(Text, (f32, f32))>,
    shades: Vec<(f32, f32)>,
}

/// Where a chart lies and what it spans.
pub struct Frame {
    /// Its top left.
    pub at: Point,
    /// Its width and height, axes included.
    pub size: (f32, f32),
    /// How long the run is.
    pub until: Micros,
    /// The greatest value.
    pub max: u32,
}

impl TimeChart {
    /// An empty chart. One with `seconds` has them written below.
    pub fn new(
        frame: &Frame,
        title: impl IntoText,
        seconds: &[u32],
        now: Micros,
    ) -> TimeChart {
        let mut x = Axis::linear("", (0.0, time(frame.until)));
        for second in seconds {
            x = x.tick(*second as f32, format!("{second} s"));
        }
        let (step, max) = scale(frame.max);
        let mut y = Axis::linear(title, (0.0, max as f32));
        for tick in (0..=max).step_by(step as usize) {
            y = y.tick(tick as f32, tick.to_string());
        }
        let series = Vec::new();
        let chart = Chart { at: frame.at, size: frame.size, x, y, series };
        TimeChart { chart, now: time(now), names: Vec::new(), shades: Vec::new() }
    }

    /// With a line of what `value` makes of each stretch of time.
    pub fn line(
        mut self,
        name: &'static str,
        role: Role,
        timeline: &Timeline,
        value: impl Fn(&[u32; 4]) -> u32,
    ) -> TimeChart {
        let half = time(timeline.stretch()) / 2.0;
        let points: Vec<_> = timeline
            .stretches()
            .map(|(end, counts)| (time(end) - half, value(counts) as f32))
            .collect();
        if let Some(last) = points.last() {
            self.names.push((name.into(), *last));
        }
        let key = Text::Borrowed(name);
        self.chart.series.push(Series { key, role, style: Style::Line, points });
        self
    }

    /// With a dashed line at a value.
    pub fn limit(mut self, value: u32) -> TimeChart {
        let points = [0.0, self.chart.x.max].map(|x| (x, value as f32)).into();
        let (key, role) = (Text::Borrowed("limit"), Role::Theory);
        self.chart
            .series
            .insert(0, Series { key, role, style: Style::Line, points });
        self
    }

    /// With a stretch of time shaded, as far as it has come.
    pub fn shade(mut self, from: Micros, to: Micros) -> TimeChart {
        self.shades.push((time(from), time(to).min(self.now)));
        self
    }

    /// Draws the chart.
    pub fn draw(&self) -> Element {
        let chart = &self.chart;
        let x = |at| chart.place(at, 0.0).x;
        let (top, bottom) =
            (chart.place(0.0, chart.y.max).y, chart.place(0.0, 0.0).y);
        let shades = self.shades.iter().map(|(from, to)| {
            let corner = Point::new(x(*from), top);
            rectangle(corner, (x(*to) - x(*from), bottom - top)).class("shade")
        });
        let now = x(self.now);
        element("g")
            .child(element("g").role(Role::Lost).children(shades))
            .child(chart.draw())
            .child(element("g").children(self.names()))
            .child(line(Point::new(now, top), Point::new(now, bottom)).class("now"))
    }

    /// The names of the lines where these end; those of two that end at one place
    /// stand above and below them.
    fn names(&self) -> Vec<Element> {
        let right = self.chart.place(self.chart.x.max, 0.0).x;
        let bottom = self.chart.place(0.0, 0.0).y;
        let mut taken: Vec<f32> = Vec::new();
        let draw = |(name, (x, y)): &(Text, (f32, f32))| {
            let end = self.chart.place(*x, *y);
            let is_free = |base: &f32| {
                *base < bottom - 2.0
                    && taken.iter().all(|taken| (taken - base).abs() >= 14.0)
            };
            let places = [end.y - 5.0, end.y + 15.0, end.y - 19.0];
            let base = places.into_iter().find(is_free).unwrap_or(end.y - 5.0);
            taken.push(base);
            let (x, anchor) = match end.x + 8.0 + text_width(name) < right {
                true => (end.x + 8.0, Anchor::Start),
                false => (end.x - 4.0, Anchor::End),
            };
            label(Point::new(x, base), anchor, name.clone()).class("state halo")
        };
        self.names.iter().map(draw).collect()
    }
}

/// A moment in seconds.
pub fn time(at: Micros) -> f32 {
    at.get() as f32 / 1_000_000.0
}

/// The steps and the end of an axis on which `most` is near the end.
fn scale(most: u32) -> (u32, u32) {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    let step = steps.into_iter().rev().find(|step| most / step >= 2).unwrap_or(1);
    (step, most.max(1).next_multiple_of(step))
}
