//! Charts over time that grow with the run, and have a cursor where it stands.

use super::chart::{Axis, Chart, Series, Style};
use super::flow::note;
use super::geometry::{Point, round_moments};
use super::room::{Area, text_width};
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
    /// What the line of an earlier run is called.
    ghost: Option<Text>,
    /// Moments at which something was done, and what.
    deeds: Vec<(f32, Text)>,
}

/// How far the text of a word reaches above its base line, and how high it is.
const TEXT: (f32, f32) = (10.0, 13.0);
/// How far from its line, or from the top, a word stands first; then where there is
/// room.
const STEPS: [f32; 11] =
    [-6.0, 16.0, -20.0, 30.0, -34.0, 44.0, -48.0, 58.0, -62.0, 72.0, 86.0];

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
        TimeChart {
            chart,
            now: time(now),
            names: Vec::new(),
            shades: Vec::new(),
            ghost: None,
            deeds: Vec::new(),
        }
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

    /// With a grey line at a value.
    pub fn limit(self, value: u32) -> TimeChart {
        let points = [0.0, self.chart.x.max].map(|x| (x, value as f32)).into();
        self.behind("limit", Role::Quiet, points)
    }

    /// With the line of an earlier run, dashed and whole from the start, and what
    /// it is; nothing where there is none.
    pub fn ghost(
        mut self,
        name: impl IntoText,
        earlier: &[(Micros, u32)],
    ) -> TimeChart {
        if earlier.is_empty() {
            return self;
        }
        self.ghost = Some(name.into_text());
        let points = earlier.iter().map(|(at, value)| (time(*at), *value as f32));
        self.behind("ghost", Role::Theory, points.collect())
    }

    /// With a line behind all others.
    fn behind(
        mut self,
        key: &'static str,
        role: Role,
        points: Vec<(f32, f32)>,
    ) -> TimeChart {
        let series = Series { key: key.into(), role, style: Style::Line, points };
        self.chart.series.insert(0, series);
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

    /// With a moment at which something was done, once it has come, and what.
    pub fn deed(mut self, at: Micros, word: impl IntoText) -> TimeChart {
        if time(at) <= self.now {
            self.deeds.push((time(at), word.into_text()));
        }
        self
    }

    /// Draws the chart.
    pub fn draw(&self) -> Element {
        let x = |at| self.chart.place(at, 0.0).x;
        let (top, bottom) = self.span();
        let shades = self.shades.iter().map(|(from, to, _)| {
            let corner = Point::new(x(*from), top);
            let size = (x(*to) - x(*from), bottom - top);
            rectangle(corner, size).class("shade")
        });
        let upright =
            |x, above| line(Point::new(x, top - above), Point::new(x, bottom));
        let deeds = self.deeds.iter();
        let deeds = deeds.map(|(at, _)| upright(x(*at), 0.0).class("expected"));
        // Lines pass below words.
        let mut taken = Vec::new();
        let words = self.words(&mut taken);
        let names = self.names(&mut taken);
        let at = Point::new(x(self.chart.x.max), self.chart.at.y + 9.0);
        let ghost = self.ghost.iter();
        let ghost = ghost.map(|name| note(at, Anchor::End, name.clone()));
        element("g")
            .class("time-chart")
            .child(element("g").role(Role::Lost).children(shades))
            .child(self.chart.draw())
            .child(element("g").children(deeds))
            .child(upright(x(self.now), 4.0).class("now"))
            .child(element("g").children(words))
            .child(element("g").children(names))
            .children(ghost)
    }

    /// The top and the bottom of what is within the axes.
    fn span(&self) -> (f32, f32) {
        let chart = &self.chart;
        (chart.place(0.0, chart.y.max).y, chart.place(0.0, 0.0).y)
    }

    /// What shades and deeds are called, near the top: a shade's word in it once it
    /// fits there before a deed, or else before it if that is in the chart; a deed's
    /// behind it, or before it at the end.
    fn words(&self, taken: &mut Vec<Area>) -> Vec<Element> {
        let x = |at| self.chart.place(at, 0.0).x;
        let top = self.span().0;
        let (left, right) = (x(self.chart.x.min), x(self.chart.x.max));
        let shades = self.shades.iter().map(|(from, to, word)| {
            let deeds = self.deeds.iter().map(|(at, _)| *at);
            let end = deeds.filter(|at| at > from).fold(*to, f32::min);
            (Role::Lost, word, x(*from), x(end) - x(*from))
        });
        let deeds = self.deeds.iter();
        let deeds =
            deeds.map(|(at, word)| (Role::Follower, word, x(*at), right - x(*at)));
        let words = shades.chain(deeds).map(|(role, word, x, room)| {
            // These words are bold.
            let width = 1.1 * text_width(word);
            let before = x - 4.0 - width;
            let is_within = width + 8.0 < room || before < left;
            let x = if is_within { x + 4.0 } else { before };
            let base = self.free((x, width), top + 18.0, &|_| true, taken);
            let word = label(Point::new(x, base), Anchor::Start, word.clone());
            element("g").role(role).child(word.class("word halo"))
        });
        words.collect()
    }

    /// The names of the lines where these end; those of two that end at one place
    /// stand above and below them. The name of a lower line stands lower.
    fn names(&self, taken: &mut Vec<Area>) -> Vec<Element> {
        let right = self.chart.place(self.chart.x.max, 0.0).x;
        let mut placed: Vec<(f32, f32)> = Vec::new();
        let mut draw = |(name, role, (x, y)): &(Text, Role, (f32, f32))| {
            let end = self.chart.place(*x, *y);
            let width = 1.1 * text_width(name);
            // Behind the cursor, not on it.
            let x = self.chart.place(self.now, 0.0).x.max(end.x) + 8.0;
            let x = if x + width < right { x } else { end.x - 6.0 - width };
            let is_in_order = |base: f32| {
                let fits = |(y, other): &(f32, f32)| {
                    end.y == *y || (end.y < *y) == (base < *other)
                };
                placed.iter().all(fits)
            };
            let base = self.free((x, width), end.y, &is_in_order, taken);
            placed.push((end.y, base));
            let word = label(Point::new(x, base), Anchor::Start, name.clone());
            element("g").role(*role).child(word.class("word halo"))
        };
        self.names.iter().map(&mut draw).collect()
    }

    /// The base of a word of this width near `y` on which neither another word lies
    /// nor a line, if there is one; one that may be, if there is such a one.
    fn free(
        &self,
        (x, width): (f32, f32),
        y: f32,
        may_be: &dyn Fn(f32) -> bool,
        taken: &mut Vec<Area>,
    ) -> f32 {
        let (top, bottom) = self.span();
        let area = |base: f32| {
            let at = Point::new(x, base - TEXT.0);
            Area { at, width, height: TEXT.1 }
        };
        let is_within = |base: &f32| *base < bottom - 2.0 && *base > top + 8.0;
        let apart = |base: &f32| !taken.iter().any(|it| it.meets(area(*base)));
        let is_free = |base: &f32| apart(base) && !self.crosses(area(*base));
        let bases = || STEPS.into_iter().map(|step| y + step).filter(is_within);
        let wanted = || bases().filter(|base| may_be(*base));
        let base = wanted().find(is_free).or_else(|| wanted().find(apart));
        let base = base.or_else(|| bases().find(apart));
        let base = base.unwrap_or((y - 6.0).max(top + 8.0));
        taken.push(area(base));
        base
    }

    /// Whether a line of the chart passes through this box.
    fn crosses(&self, area: Area) -> bool {
        let (left, end) = (area.at.x, area.end());
        let mut lines = self.chart.series.iter();
        lines.any(|series| {
            series.points.windows(2).any(|two| {
                let [from, to] =
                    [two[0], two[1]].map(|(x, y)| self.chart.place(x, y));
                let slope = (to.y - from.y) / (to.x - from.x).max(0.1);
                let y =
                    |x: f32| from.y + slope * (x.min(to.x).max(from.x) - from.x);
                let (one, other) = (y(left), y(end.x));
                from.x < end.x
                    && to.x > left
                    && one.min(other) < end.y
                    && one.max(other) > area.at.y
            })
        })
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
