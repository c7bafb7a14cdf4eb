//! Charts over time that grow with the run, and have a cursor where it stands.

use super::chart::{Axis, Chart, Series, Style};
use super::flow::note;
use super::geometry::{Point, round_moments};
use super::room::{Area, text_width};
use super::svg::{Anchor, circle, label, line, rectangle};
use crate::element::{Element, IntoText, Role, Text, element};
use sim::Micros;

/// A chart over a whole run: its axis of time is the scrubber's, from the start of
/// the run to its end.
pub struct TimeChart {
    chart: Chart,
    /// Its right edge: behind the axes there is room for the names of lines.
    right: f32,
    /// The moment of the run.
    now: f32,
    /// The names of lines, their roles, and where they end, the highest first.
    names: Vec<(Text, Role, (f32, f32))>,
    shades: Vec<(f32, f32, Text)>,
    /// What the line of an earlier run is called.
    ghost: Option<Text>,
    /// Moments at which something was done, and what.
    deeds: Vec<(f32, Text)>,
}

/// How far the text of a word reaches above its base line, and how high it is.
const TEXT: (f32, f32) = (10.0, 13.0);
/// From one base line that is tried to the next, and from a word to the next one.
const STEP: f32 = 1.0;
const APART: usize = 13;
/// How far a name is from the cursor.
const GAP: f32 = 8.0;
/// A name that is further above or below the end of its line is led to.
const NEAR: f32 = 8.0;
/// How far a word is rather moved than that a line crosses it, or another word.
const CROSSED: f32 = 20.0;
const COVERED: f32 = 1_000.0;

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
            right: frame.at.x + frame.size.0,
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
            let place = self.names.partition_point(|(.., (_, y))| *y >= last.1);
            self.names.insert(place, (name.into(), role, *last));
        }
        let room = self.right - self.chart.at.x - bold_width(name);
        self.chart.size.0 = self.chart.size.0.min(room);
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
        let names = self.names(&taken);
        let at = Point::new(self.right - GAP, self.chart.at.y + 9.0);
        let ghost = self.ghost.iter();
        let ghost = ghost.map(|name| note(at, Anchor::End, name.clone()));
        element("g")
            .class("time-chart")
            .child(element("g").role(Role::Lost).children(shades))
            .child(self.chart.draw())
            .child(element("g").children(deeds))
            .child(upright(self.place_of_now(), 4.0).class("now"))
            .child(element("g").children(words))
            .child(element("g").children(names))
            .children(ghost)
    }

    /// The top and the bottom of what is within the axes.
    fn span(&self) -> (f32, f32) {
        let chart = &self.chart;
        (chart.place(0.0, chart.y.max).y, chart.place(0.0, 0.0).y)
    }

    /// Where the cursor is.
    fn place_of_now(&self) -> f32 {
        self.chart.place(self.now, 0.0).x
    }

    /// What shades and deeds are called, near the top: a shade's word in it once it
    /// fits there before a deed, and a deed's before it, where the cursor has been;
    /// where that would be outside of the chart, the other way round.
    fn words(&self, taken: &mut Vec<Area>) -> Vec<Element> {
        let x = |at| self.chart.place(at, 0.0).x;
        let top = self.span().0;
        let left = x(self.chart.x.min);
        let shades = self.shades.iter().map(|(from, to, word)| {
            let deeds = self.deeds.iter().map(|(at, _)| *at);
            let end = deeds.filter(|at| at > from).fold(*to, f32::min);
            (Role::Lost, word, x(*from), x(end) - x(*from))
        });
        let deeds = self.deeds.iter();
        let deeds = deeds.map(|(at, word)| (Role::Follower, word, x(*at), 0.0));
        let words = shades.chain(deeds).map(|(role, word, x, room)| {
            let width = bold_width(word);
            let before = x - 4.0 - width;
            let is_within = width + 8.0 < room || before < left;
            let x = if is_within { x + 4.0 } else { before };
            let strokes = match x + width < self.place_of_now() {
                true => self.strokes((x, x + width)),
                // Beyond the cursor names need the room below.
                false => Vec::new(),
            };
            let cost = |base: &f32| {
                let area = word_area((x, width), *base);
                (base - top - TEXT.0).abs() + cost(area, &strokes, taken)
            };
            let bases = self.bases().map(|base| (cost(&base), base));
            let least = bases
                .reduce(|one, other| if other.0 < one.0 { other } else { one });
            let base = least.map_or(top, |(_, base)| base);
            taken.push(word_area((x, width), base));
            let word = label(Point::new(x, base), Anchor::Start, word.clone());
            element("g").role(role).child(word.class("word halo"))
        });
        words.collect()
    }

    /// The names of the lines, behind the cursor: up to there all lines go. One that
    /// has no room at the end of its line is led to from there.
    fn names(&self, taken: &[Area]) -> Vec<Element> {
        let x = self.place_of_now() + GAP;
        let bases = self.bases_of_names(x, taken);
        let names = self.names.iter().zip(bases);
        let names = names.map(|((name, role, (at, value)), base)| {
            let end = self.chart.place(*at, *value);
            let word = Point::new(x, base);
            let beside = Point::new(x - 2.0, middle(base));
            let is_near =
                (beside.y - end.y).abs() <= NEAR && x - end.x <= 2.0 * GAP;
            let leader = (!is_near).then(|| line(end, beside).class("link"));
            let word = label(word, Anchor::Start, name.clone());
            element("g")
                .role(*role)
                .children(leader)
                .child(circle(end, 2.5).class("mark"))
                .child(word.class("word halo"))
        });
        names.collect()
    }

    /// The base lines of the names, the highest first: in the order of the ends of
    /// their lines, each below the one before, and all together as near to these as
    /// they can be.
    fn bases_of_names(&self, x: f32, taken: &[Area]) -> Vec<f32> {
        let bases: Vec<f32> = self.bases().collect();
        // What it costs to have all names so far at this base line or above, and
        // where they are then.
        let mut so_far = vec![(0.0, Vec::new()); bases.len()];
        for (row, (name, _, (at, value))) in self.names.iter().enumerate() {
            let end = self.chart.place(*at, *value);
            let width = bold_width(name);
            let strokes = self.strokes((x, x + width));
            let mut with: Vec<(f32, Vec<f32>)> = Vec::new();
            for (place, base) in bases.iter().enumerate() {
                if row > 0 && place < APART {
                    with.push((f32::INFINITY, Vec::new()));
                    continue;
                }
                let (before, others) = &so_far[place.saturating_sub(APART)];
                let away = (middle(*base) - end.y).abs();
                let area = word_area((x, width), *base);
                let cost = before + away + cost(area, &strokes, taken);
                match with.last().filter(|(least, _)| *least <= cost) {
                    Some(least) => with.push(least.clone()),
                    None => with.push((cost, [&others[..], &[*base]].concat())),
                }
            }
            so_far = with;
        }
        so_far.pop().map_or(Vec::new(), |(_, bases)| bases)
    }

    /// The base lines on which words can stand.
    fn bases(&self) -> impl Iterator<Item = f32> {
        let (top, bottom) = self.span();
        let count = (bottom - top - TEXT.0) / STEP;
        (0..=count as usize)
            .map(move |step| top + TEXT.0 - 2.0 + step as f32 * STEP)
    }

    /// What is drawn of lines between two places, from left to right.
    fn strokes(&self, (left, right): (f32, f32)) -> Vec<(Point, Point)> {
        let lines = self.chart.series.iter();
        let strokes = lines.flat_map(|series| series.points.windows(2));
        let strokes = strokes.map(|two| {
            let place = |at: usize| self.chart.place(two[at].0, two[at].1);
            (place(0), place(1))
        });
        strokes.filter(|(from, to)| from.x < right && left < to.x).collect()
    }
}

/// How wide a word is: they are bold.
fn bold_width(word: &str) -> f32 {
    1.16 * text_width(word)
}

/// The box of a word that is so wide.
fn word_area((x, width): (f32, f32), base: f32) -> Area {
    Area { at: Point::new(x, base - TEXT.0), width, height: TEXT.1 }
}

/// The middle of the letters of a word.
fn middle(base: f32) -> f32 {
    base - 4.5
}

/// What it costs to have a word where there is something else.
fn cost(area: Area, strokes: &[(Point, Point)], taken: &[Area]) -> f32 {
    let is_crossed = strokes.iter().any(|(from, to)| area.is_crossed(*from, *to));
    let is_covered = taken.iter().any(|other| other.meets(area));
    let crossed = if is_crossed { CROSSED } else { 0.0 };
    crossed + if is_covered { COVERED } else { 0.0 }
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

#[cfg(test)]
mod tests {
    use super::*;
    use sim::Stream;

    /// A chart of one to three lines, in which something was done.
    fn chart(random: &mut Stream, height: f32) -> TimeChart {
        let (at, size) = (Point::new(0.0, 10.0), (340.0, height));
        let until = Micros::from_secs(10);
        let frame = Frame { at, size, until, max: 100 };
        let now = random.below(10_001);
        let mut chart = TimeChart::new(&frame, "", Micros::from_millis(now));
        for name in ["left", "answered in time", "A"]
            .into_iter()
            .take(1 + random.below(3) as usize)
        {
            let most = 1 + random.below(100);
            let moments = (0..=now / 50).map(|step| Micros::from_millis(step * 50));
            let values: Vec<_> =
                moments.map(|at| (at, random.below(most) as u32)).collect();
            chart = chart.line(name, Role::Follower, values.into_iter());
        }
        let deed = Micros::from_millis(random.below(10_001));
        chart.limit(random.below(100) as u32).deed(deed, "something")
    }

    #[test]
    fn names_are_in_the_order_of_their_lines_and_apart_and_near() {
        let mut random = Stream::new(1, "charts", 0);
        for round in 0..3_000 {
            let chart = chart(&mut random, [108.0, 120.0, 186.0][round % 3]);
            let mut taken = Vec::new();
            chart.words(&mut taken);
            let now = chart.place_of_now();
            let bases = chart.bases_of_names(now + GAP, &taken);
            assert_eq!(bases.len(), chart.names.len());
            let names = chart.names.iter().zip(&bases);
            let mut above: Option<(f32, f32)> = None;
            for ((name, _, (at, value)), base) in names {
                let end = chart.chart.place(*at, *value);
                assert!(
                    now + GAP + bold_width(name) <= chart.right + 0.1,
                    "it fits"
                );
                assert!(end.x <= now, "it is behind its line");
                assert!(
                    (middle(*base) - end.y).abs() <= 3.0 * APART as f32 + CROSSED
                );
                if let Some((value_above, base_above)) = above {
                    assert!(value_above >= *value, "the order of values");
                    assert!(
                        base - base_above > APART as f32 - 0.1,
                        "they are apart"
                    );
                }
                let area = word_area((now + GAP, bold_width(name)), *base);
                assert!(
                    !taken.iter().any(|word| word.meets(area)),
                    "{round}: {name}"
                );
                above = Some((*value, *base));
            }
        }
    }
}
