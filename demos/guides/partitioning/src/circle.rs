//! A ring as this guide draws it: bands of arcs around a middle with words in it.

use stage::element::IntoText;
use stage::parts::{Coverage, Point, draw_arcs, draw_strokes, on_circle};
use stage::{Element, Role, element};

/// Most cuts that are drawn through a band: more could not be told apart.
const CUTS_MAX: usize = 240;

/// A place on the ring of 2⁶⁴ positions in millionths of a turn.
pub fn millionths(position: u64) -> u32 {
    ((u128::from(position) * 1_000_000) >> 64) as u32
}

/// A band around a center.
#[derive(Clone, Copy)]
pub struct Band {
    /// The middle of the ring.
    pub center: Point,
    /// From there to the middle of the band.
    pub radius: f32,
}

impl Band {
    /// The same around the same center, so much further out.
    pub fn wider(self, by: f32) -> Band {
        Band { radius: self.radius + by, ..self }
    }

    /// The whole band, which arcs lie on.
    pub fn whole(&self) -> Element {
        let whole = draw_arcs(self.center, self.radius, &[(0, 1_000_000)]);
        whole.class("band").role(Role::Follower)
    }

    /// Arcs of it, each from a place on the ring to another.
    pub fn arcs(&self, mut arcs: impl Iterator<Item = (u64, u64)>) -> Element {
        self.draw_arcs(&mut arcs)
    }

    /// The same, compiled once.
    fn draw_arcs(&self, arcs: &mut dyn Iterator<Item = (u64, u64)>) -> Element {
        let mut coverage = Coverage::default();
        // One after another they are one arc.
        let mut open: Option<(u64, u64)> = None;
        for (from, to) in arcs {
            open = match open {
                Some((start, end)) if end == from && start != to => {
                    Some((start, to))
                }
                last => {
                    last.into_iter()
                        .for_each(|(from, to)| coverage.cover(from, to));
                    Some((from, to))
                }
            };
        }
        open.into_iter().for_each(|(from, to)| coverage.cover(from, to));
        draw_arcs(self.center, self.radius, &coverage.arcs())
    }

    /// Where one of so many arcs ends and the next begins, as far as that can be seen:
    /// from the outer edge so far inward.
    pub fn cuts(
        &self,
        count: usize,
        inward: f32,
        ends: impl Iterator<Item = u64>,
    ) -> Element {
        let all = if count > CUTS_MAX { 0 } else { count };
        let outer = self.radius + 8.5;
        let ends = ends.take(all).map(millionths);
        draw_strokes(self.center, (outer - inward, outer), ends).class("cut")
    }

    /// A place on it.
    pub fn at(&self, millionths: u32) -> Point {
        on_circle(self.center, self.radius, millionths)
    }

    /// Lines of words in the middle.
    pub fn middle(&self, lines: Vec<Element>) -> Element {
        let first = self.center.y + 5.0 - 9.0 * (lines.len() - 1) as f32;
        let mut words = element("g");
        for (index, line) in lines.into_iter().enumerate() {
            let y = first + 18.0 * index as f32;
            let (x, y) = Point::new(self.center.x, y).px();
            let line = line.attr("x", x).attr("y", y);
            words = words.child(line.attr("text-anchor", "middle"));
        }
        words
    }
}

/// A line of words for the middle.
pub fn words(class: &'static str, text: impl IntoText) -> Element {
    element("text").class(class).text(text)
}
