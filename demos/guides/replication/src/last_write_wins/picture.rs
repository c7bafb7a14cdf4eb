//! The picture: who writes and what replicas hold, over time; below it the moments
//! of the writes, and their stamps or what their clients had seen.

use super::{LastWriteWins, flights, lanes, stamps, words};
use models::replication::last_write_wins::{CLIENTS, Fact, Node, REPLICAS};
use sim::{Cluster, Micros, NodeId};
use stage::parts::flow::sentence;
use stage::parts::svg::tick_label;
use stage::parts::{Anchor, Point, label, line, lines, picture};
use stage::{Element, Layout, Moment, Role, element};

/// From one time that is written to the next.
const TICK: Micros = Micros::from_millis(200);

/// So much of the run is shown at once.
const SPAN: Micros = Micros::from_millis(1_000);

/// The stretch of the run that is shown: so much of it lies before now that the
/// stamps of a clock that is ahead have room.
pub fn window(cluster: &Cluster<Node>, now: Micros) -> (Micros, Micros) {
    let ahead = match words::is_by_stamps(cluster) {
        true => cluster.clock(REPLICAS[0]).offset_micros.clamp(0, 400_000) as u64,
        false => 0,
    };
    let before = Micros::new(SPAN.get() * 24 / 25 - ahead);
    let start = now.since(before);
    (start, start + SPAN)
}

/// Where things lie.
pub struct Place {
    pub layout: Layout,
    pub size: (u32, u32),
    pub window: (Micros, Micros),
}

impl Place {
    fn of(moment: &Moment<'_, LastWriteWins>) -> Place {
        let size = match moment.layout {
            Layout::Wide => (620, 300),
            Layout::Narrow => (340, 352),
        };
        let window = window(moment.model, moment.now);
        Place { layout: moment.layout, size, window }
    }

    /// Where a moment lies, from the left.
    pub fn x(&self, at: Micros) -> f32 {
        let left = self.left();
        let width = self.size.0 as f32 - 8.0 - left;
        let whole = SPAN.get() as f32;
        left + width * at.since(self.window.0).get() as f32 / whole
    }

    /// Where the time begins.
    pub fn left(&self) -> f32 {
        match self.layout {
            Layout::Wide => 92.0,
            Layout::Narrow => 62.0,
        }
    }

    /// The middle of the lane of a node, from the top.
    pub fn lane(&self, node: NodeId) -> f32 {
        let place = match node {
            node if node == CLIENTS[0] => 0,
            node if node == REPLICAS[0] => 1,
            node if node == REPLICAS[1] => 2,
            _ => 3,
        };
        let (first, step) = match self.layout {
            Layout::Wide => (17.0, 46.0),
            Layout::Narrow => (17.0, 51.0),
        };
        first + step * place as f32
    }

    /// The axis of true moments, and that of stamps or of what was seen.
    pub fn axes(&self) -> [f32; 2] {
        match self.layout {
            Layout::Wide => [193.0, 245.0],
            Layout::Narrow => [221.0, 281.0],
        }
    }

    /// Whether a moment is in the picture.
    pub fn has(&self, at: Micros) -> bool {
        at >= self.window.0 && at <= self.window.1
    }
}

/// The writes that are in the picture.
pub fn shown<'a, 'b>(
    moment: &Moment<'_, LastWriteWins>,
    facts: &'b [Fact<'a>],
) -> impl Iterator<Item = &'b Fact<'a>> {
    let (start, _) = window(moment.model, moment.now);
    facts.iter().filter(move |fact| fact.at >= start)
}

/// The times, by the lanes and both axes.
fn scale(place: &Place) -> Element {
    let [_, lower] = place.axes();
    let y = lower + 33.0;
    let first = place.window.0.get().div_ceil(TICK.get());
    let ticks = (first..first + 6).map(|tick| Micros::new(tick * TICK.get()));
    let ticks: Vec<Micros> = ticks.filter(|at| place.has(*at)).collect();
    let down = ticks.iter().map(|at| {
        let x = place.x(*at);
        (Point::new(x, 4.0), Point::new(x, lower))
    });
    let right = place.size.0 as f32 - 2.0;
    let words = ticks.iter().map(|at| {
        let at_tick = Point::new(place.x(*at), y);
        tick_label(at_tick, right, at.as_millis().to_string())
    });
    let unit = label(Point::new(4.0, y), Anchor::Start, "ms");
    element("g")
        .class("axes")
        .role(Role::Quiet)
        .child(lines(down).class("grid"))
        .child(unit)
        .children(words)
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, LastWriteWins>) -> Element {
    let place = Place::of(moment);
    let words = "Writes and replicas over time, and the order of the stamps";
    let x = place.x(moment.now);
    let now = line(Point::new(x, 4.0), Point::new(x, place.axes()[0] + 4.0));
    let bottom = Point::new(4.0, place.size.1 as f32 - 7.0);
    let news = words::news(moment.model);
    let (role, text) = news.unwrap_or((Role::Quiet, String::new()));
    let news = sentence(bottom, place.size.0 as f32, &text);
    picture(place.size, words)
        .child(scale(&place))
        .child(now.class("now"))
        .children(lanes::draw(moment, &place))
        .child(stamps::draw(moment, &place))
        .child(flights::draw(moment, &place))
        .child(element("g").role(role).child(news))
}
