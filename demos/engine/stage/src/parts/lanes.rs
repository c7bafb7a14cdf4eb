//! Lanes: what each of a few things was over time, below each other.

use super::geometry::Point;
use super::svg::{Anchor, label, line, path, rectangle};
use crate::element::{Element, Role, Text, element};
use sim::Micros;

/// What one thing was over time.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its name.
    pub name: Text,
    /// What it was, and from when to when.
    pub stretches: Vec<Stretch>,
}

/// A stretch of time in which a thing was something.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its start.
    pub start: Micros,
    /// Its end.
    pub end: Micros,
    /// What the thing was.
    pub role: Role,
    /// Whether it is thin, for what lies beside the matter.
    pub is_thin: bool,
    /// What stands in it, if there is room.
    pub text: Text,
}

/// A moment at which a reader may do something.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The lane.
    pub lane: usize,
    /// The moment.
    pub at: Micros,
    /// What its mark is called, and its name: see [`Element::mark`].
    pub mark: (Text, Text),
}

/// Lanes in a box.
pub struct Lanes {
    /// The top left.
    pub at: Point,
    /// Width, and the height of one lane.
    pub size: (f32, f32),
    /// The first and the last moment shown.
    pub window: (Micros, Micros),
    /// Where the run stands.
    pub now: Micros,
    /// What is drawn, from the top.
    pub tracks: Vec<Track>,
    /// Stretches of time in which something concerned all lanes.
    pub bands: Vec<(Micros, Micros, Role)>,
    /// What may be pressed, in the order of time; all in one lane.
    pub triggers: Vec<Trigger>,
}

/// Room for names at the left.
const NAMES: f32 = 30.0;
/// The width of a letter of a label, for deciding whether it fits.
const LETTER: f32 = 6.6;
/// How far apart the heads of triggers are, where there is room: so that a finger hits
/// one and no other.
const APART: f32 = 26.0;

impl Lanes {
    fn x(&self, at: Micros) -> f32 {
        let whole = self.window.1.since(self.window.0).get().max(1) as f32;
        let share = (at.since(self.window.0).get() as f32 / whole).min(1.0);
        self.at.x + NAMES + share * (self.size.0 - NAMES - 10.0)
    }

    fn middle(&self, lane: usize) -> f32 {
        self.at.y + self.size.1 * (lane as f32 + 0.5)
    }

    /// Draws the lanes, with moments below them.
    pub fn draw(&self) -> Element {
        let bottom = self.at.y + self.size.1 * self.tracks.len() as f32;
        let tracks = self.tracks.iter().enumerate();
        let triggers = self.triggers.iter().zip(self.heads());
        let triggers =
            triggers.map(|(trigger, head)| self.draw_trigger(trigger, head));
        let x = self.x(self.now);
        let now = line(Point::new(x, self.at.y - 4.0), Point::new(x, bottom + 4.0));
        element("g")
            .class("lanes")
            .child(element("g").children(self.draw_bands(bottom)))
            .child(self.draw_scale(bottom))
            .child(
                element("g")
                    .children(tracks.map(|(i, track)| self.draw_track(i, track))),
            )
            .child(now.class("now"))
            .child(element("g").children(triggers))
    }

    fn draw_bands(&self, bottom: f32) -> Vec<Element> {
        let bands = self.bands.iter().map(|(start, end, role)| {
            let (start, end) = (self.x(*start), self.x((*end).min(self.now)));
            let size = (end - start, bottom - self.at.y);
            let band = rectangle(Point::new(start, self.at.y), size);
            band.class("shade").role(*role)
        });
        bands.collect()
    }

    fn draw_scale(&self, bottom: f32) -> Element {
        let moments = super::geometry::round_moments(self.window, 5);
        // One at the very end would stick out.
        let last = self.at.x + self.size.0 - 3.0 * LETTER;
        let marks = moments.into_iter().filter(|at| self.x(*at) < last).map(|at| {
            label(
                Point::new(self.x(at), bottom + 18.0),
                Anchor::Middle,
                format!("{at:#}"),
            )
        });
        element("g").class("axes").role(Role::Quiet).children(marks)
    }

    fn draw_track(&self, lane: usize, track: &Track) -> Element {
        let y = self.middle(lane);
        let name = label(
            Point::new(self.at.x, y + 4.5),
            Anchor::Start,
            track.name.clone(),
        );
        let (start, end) = (self.x(self.window.0), self.x(self.window.1));
        let axis = line(Point::new(start, y), Point::new(end, y)).class("axis");
        let stretches =
            track.stretches.iter().map(|stretch| self.draw_stretch(y, stretch));
        element("g").child(axis).children(stretches).child(name.class("name"))
    }

    fn draw_stretch(&self, y: f32, stretch: &Stretch) -> Element {
        let (start, end) =
            (self.x(stretch.start), self.x(stretch.end.min(self.now)));
        let height = if stretch.is_thin { 6.0 } else { self.size.1 * 0.62 };
        let corner = Point::new(start, y - height / 2.0);
        let bar =
            rectangle(corner, (end - start, height)).class("mark").attr("rx", "2");
        let group = element("g").class("stretch").role(stretch.role).child(bar);
        let needed = stretch.text.chars().count() as f32 * LETTER + 8.0;
        let has_room = !stretch.is_thin && end - start >= needed;
        if !has_room || stretch.text.is_empty() {
            return group;
        }
        let at = Point::new((start + end) / 2.0, y + 4.0);
        group.child(label(at, Anchor::Middle, stretch.text.clone()).class("inside"))
    }

    /// Where the triggers' heads are: above their moments, those of a crowd so far
    /// to its left and right that they do not overlap.
    fn heads(&self) -> Vec<f32> {
        let at: Vec<f32> = self.triggers.iter().map(|t| self.x(t.at)).collect();
        let apart = self.apart();
        let (mut to_left, mut to_right) = (at.clone(), at);
        for later in 1..to_right.len() {
            to_right[later] = to_right[later].max(to_right[later - 1] + apart);
        }
        for earlier in (1..to_left.len()).rev() {
            to_left[earlier - 1] =
                to_left[earlier - 1].min(to_left[earlier] - apart);
        }
        let heads = to_left.into_iter().zip(to_right).map(|(a, b)| (a + b) / 2.0);
        // The last ones keep inside the box.
        let most = self.at.x + self.size.0 - apart / 2.0;
        let behind = |place| (self.triggers.len() - 1 - place) as f32 * apart;
        let heads = heads.enumerate();
        heads.map(|(place, head)| head.min(most - behind(place))).collect()
    }

    fn apart(&self) -> f32 {
        let room = self.size.0 - NAMES - 10.0;
        APART.min(room / self.triggers.len().max(1) as f32)
    }

    /// A pin that stands on its moment, with a head to press.
    fn draw_trigger(&self, trigger: &Trigger, head: f32) -> Element {
        let y = self.middle(trigger.lane);
        let foot = Point::new(self.x(trigger.at), y - 2.0);
        let (neck, top) = (Point::new(head, y - 8.0), y - 21.0);
        let (half, apart) = (self.apart() * 0.36, self.apart());
        let (left, right) =
            (Point::new(head - half, top), Point::new(head + half, top));
        let (id, name) = trigger.mark.clone();
        let corner = Point::new(head - apart / 2.0, top - 4.0);
        element("g")
            .class("trigger")
            .key(id.clone())
            .child(path([foot, neck, left, right, neck]).class("mark"))
            .child(rectangle(corner, (apart, 28.0)).class("hit"))
            .mark(id, name)
    }
}
