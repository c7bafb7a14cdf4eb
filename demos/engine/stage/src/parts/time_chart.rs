//! Charts over time that grow with the run, and have a cursor where it stands.

use super::chart::{Axis, Chart, Series, Style};
use super::geometry::{Point, round_moments};
use super::room::text_width;
use super::svg::{Anchor, label, line, rectangle};
use crate::element::{Element, IntoText, Role, Text, element};
use sim::Micros;

/// A chart over a whole run: its axis of time is the scrubber's, from the start of
/// the run to its end.
pub struct TimeChart {
    chart: Chart,
    /// The moment of the run.
    now: f32,
    /// The names of lines, their roles, and where they end.
    names: Vec<(Text, Role, (f32, f32))>,
    shades: Vec<(f32, f32, Text)>,
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
    /// An empty chart.
    pub fn new(frame: &Frame, title: impl IntoText, now: Micros) -> TimeChart {
        let mut x = Axis::linear("", (0.0, time(frame.until)));
        let labels = (frame.size.0 / 80.0) as u64;
        for moment in round_moments((Micros::ZERO, frame.until), labels) {
            let text = match moment {
                Micros::ZERO => "0 s".into(),
                moment => format!("{moment:#}"),
            };
            x = x.tick(time(moment), text);
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

    /// With a line through values at moments.
    pub fn line(
        mut self,
        name: &'static str,
        role: Role,
        values: impl Iterator<Item = (Micros, u32)>,
    ) -> TimeChart {
        let points: Vec<_> =
            values.map(|(at, value)| (time(at), value as f32)).collect();
        if let Some(last) = points.last() {
            self.names.push((name.into(), role, *last));
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

    /// With a stretch of time shaded, as far as it has come, and what it was.
    pub fn shade(
        mut self,
        from: Micros,
        to: Micros,
        word: impl IntoText,
    ) -> TimeChart {
        if time(from) <= self.now {
            let to = time(to).min(self.now);
            self.shades.push((time(from), to, word.into_text()));
        }
        self
    }

    /// Draws the chart.
    pub fn draw(&self) -> Element {
        let chart = &self.chart;
        let x = |at| chart.place(at, 0.0).x;
        let (top, bottom) =
            (chart.place(0.0, chart.y.max).y, chart.place(0.0, 0.0).y);
        let shades = self.shades.iter().map(|(from, to, _)| {
            let corner = Point::new(x(*from), top);
            let size = (x(*to) - x(*from), bottom - top);
            rectangle(corner, size).class("shade")
        });
        // Lines pass below what the shades are called.
        let words = self.shades.iter().map(|(from, _, word)| {
            let beside = Point::new(x(*from) - 4.0, top + 12.0);
            label(beside, Anchor::End, word.clone()).class("word halo")
        });
        let lost = || element("g").role(Role::Lost);
        let now = x(self.now);
        let cursor = line(Point::new(now, top - 4.0), Point::new(now, bottom));
        element("g")
            .class("time-chart")
            .child(lost().children(shades))
            .child(chart.draw())
            .child(lost().children(words))
            .child(cursor.class("now"))
            .child(element("g").children(self.names()))
    }

    /// The names of the lines where these end; those of two that end at one place
    /// stand above and below them.
    fn names(&self) -> Vec<Element> {
        let right = self.chart.place(self.chart.x.max, 0.0).x;
        let bottom = self.chart.place(0.0, 0.0).y;
        let top = self.chart.place(0.0, self.chart.y.max).y;
        let mut taken: Vec<f32> = Vec::new();
        let draw = |(name, role, (x, y)): &(Text, Role, (f32, f32))| {
            let end = self.chart.place(*x, *y);
            let is_free = |base: &f32| {
                *base < bottom - 2.0
                    && *base > top + 8.0
                    && taken.iter().all(|taken| (taken - base).abs() >= 13.5)
            };
            let places = [-6.0, 16.0, -20.0, 30.0, -34.0].map(|y| end.y + y);
            let base = places
                .into_iter()
                .find(is_free)
                .unwrap_or((end.y - 6.0).max(top + 8.0));
            taken.push(base);
            // Behind the cursor, not on it.
            let x = self.chart.place(self.now, 0.0).x.max(end.x) + 8.0;
            // These words are bold.
            let (x, anchor) = match x + 1.1 * text_width(name) < right {
                true => (x, Anchor::Start),
                false => (end.x - 6.0, Anchor::End),
            };
            let word = label(Point::new(x, base), anchor, name.clone());
            element("g").role(*role).child(word.class("word halo"))
        };
        self.names.iter().map(draw).collect()
    }
}

/// A moment in seconds.
fn time(at: Micros) -> f32 {
    at.get() as f32 / 1_000_000.0
}

/// The steps and the end of an axis on which `most` is near the end.
fn scale(most: u32) -> (u32, u32) {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    let step = steps.into_iter().rev().find(|step| most / step >= 2).unwrap_or(1);
    (step, most.max(1).next_multiple_of(step))
}
