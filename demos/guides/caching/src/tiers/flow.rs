//! What flows: bands whose width is requests a second, and some of the requests as
//! dots.

use super::Tiers;
use super::picture::{Scene, span};
use super::place::Place;
use models::caching::tiers::{EDGES, Flows, NODES, Place as Where};
use sim::Micros;
use stage::parts::flow::travel;
use stage::parts::{Dots, Point};
use stage::{Element, Moment, Role, element};

/// How long a dot is on its way in the picture; in the model it is a few hundredths.
const WAY: Micros = Micros::from_millis(500);
/// One of so many requests is a dot.
const EACH: u64 = 25;
/// The size of a dot.
const DOT: f32 = 7.0;

/// What flows.
pub struct Flow {
    /// What came to each cache, and what it passed on, in requests a second.
    pub lately: Flows,
    /// How wide one request a second is, in parts of the whole.
    load: f32,
    /// Which nodes run: nothing flows to or from the others.
    runs: [bool; NODES],
}

/// A band, by where it begins across and how wide it is.
#[derive(Clone, Copy)]
pub struct Band {
    pub from: f32,
    pub to: f32,
    pub width: f32,
}

impl Flow {
    /// That of the last second.
    pub fn of(moment: &Moment<'_, Tiers>) -> Flow {
        let (mut lately, stretches) = moment.model.rates().lately();
        let span = span(stretches);
        let per_s = |count: &mut u32| {
            *count = (u64::from(*count) * 1_000_000 / span) as u32;
        };
        for flow in lately.edges.iter_mut().chain(&mut lately.nodes) {
            per_s(&mut flow.asked);
            per_s(&mut flow.passed);
        }
        per_s(&mut lately.alone);
        let now = moment.model.settings().load_per_s;
        let load = moment.settings.load().max(now) as f32;
        let nodes = moment.model.shared().nodes();
        let runs = std::array::from_fn(|node| nodes[node].is_some());
        Flow { lately, load, runs }
    }

    /// How wide so many requests a second are.
    pub fn width(&self, place: &Place, per_s: u32) -> f32 {
        (per_s as f32 * place.whole / self.load).min(place.whole)
    }

    /// What the edges pass on past the shared cache.
    fn past(&self) -> u32 {
        let (edges, shared) = (self.lately.of_edges(), self.lately.of_shared());
        // A few are on their way: they are not past it.
        let past = edges.passed.saturating_sub(shared.asked);
        if self.runs == [false; NODES] {
            return edges.passed;
        }
        if past * 20 > edges.passed { past } else { 0 }
    }

    /// Draws the bands.
    pub fn draw(&self, place: &Place) -> Element {
        let (mut coming, mut taken) = (String::new(), String::new());
        let mut passed = String::new();
        let [first, second] = place.trunks;
        self.draw_readers(place, &mut coming, &mut taken);
        for band in self.edges_to_trunk(place) {
            ribbon(&mut passed, place, (place.edges.1, first.0), band);
            let inside = Band { to: band.from, ..band };
            ribbon(&mut passed, place, place.edges, inside);
        }
        ribbon(&mut passed, place, first, self.trunk(place, self.first()));
        for (band, kept) in self.running(self.to_nodes(place).0) {
            ribbon(&mut passed, place, (first.1, place.nodes.0), band);
            let inside = Band { from: band.to, to: band.to, width: kept };
            ribbon(&mut taken, place, place.nodes, inside);
        }
        for band in self.running(self.nodes_to_trunk(place)) {
            ribbon(&mut passed, place, (place.nodes.1, second.0), band);
            let inside = Band { to: band.from, ..band };
            ribbon(&mut passed, place, place.nodes, inside);
        }
        let last = self.trunk(place, self.lately.to_origin());
        ribbon(&mut passed, place, (second.0, place.origin.0), last);
        bands([
            (Role::Follower, coming),
            (Role::Candidate, passed),
            (Role::Committed, taken),
        ])
    }

    /// Draws what flows past the nodes: in front of what they get, behind their names.
    pub fn draw_past(&self, place: &Place) -> Option<Element> {
        let (_, band) = self.to_nodes(place);
        let [first, second] = place.trunks;
        let mut past = String::new();
        ribbon(&mut past, place, (first.1, second.0), band?);
        let path = element("path").attr("d", past).class("level");
        Some(path.role(Role::Candidate))
    }

    /// What belongs to the nodes that run, of something of each.
    fn running<T>(&self, of_nodes: Vec<T>) -> impl Iterator<Item = T> {
        let nodes = of_nodes.into_iter().zip(self.runs);
        nodes.filter(|(_, runs)| *runs).map(|(its, _)| its)
    }

    /// From the readers to the edges, and what these take away.
    fn draw_readers(&self, place: &Place, coming: &mut String, taken: &mut String) {
        for edge in 0..EDGES {
            let flow = self.lately.edges[edge];
            let width = self.width(place, flow.asked);
            let from = place.edge(edge) - width / 2.0;
            let band = Band { from, to: from, width };
            ribbon(coming, place, (place.readers, place.edges.0), band);
            let width = width - self.width(place, flow.passed);
            ribbon(taken, place, place.edges, Band { width, ..band });
        }
    }

    fn first(&self) -> u32 {
        self.lately.of_edges().passed
    }

    /// So many requests a second, in the middle.
    pub fn trunk(&self, place: &Place, per_s: u32) -> Band {
        let width = self.width(place, per_s);
        let from = place.middle() - width / 2.0;
        Band { from, to: from, width }
    }

    /// From the edges to where they are side by side.
    fn edges_to_trunk(&self, place: &Place) -> Vec<Band> {
        let mut to = self.trunk(place, self.first()).from;
        let bands = (0..EDGES).map(|edge| {
            let flow = self.lately.edges[edge];
            let all = self.width(place, flow.asked);
            let width = self.width(place, flow.passed);
            let from = place.edge(edge) + all / 2.0 - width;
            let band = Band { from, to, width };
            to += width;
            band
        });
        bands.collect()
    }

    /// From there to the nodes, each with what of it the node takes away; and past
    /// them.
    fn to_nodes(&self, place: &Place) -> (Vec<(Band, f32)>, Option<Band>) {
        let mut from = self.trunk(place, self.first()).from;
        let mut bands = Vec::new();
        for node in 0..NODES {
            let flow = self.lately.nodes[node];
            let width = self.width(place, flow.asked);
            let to = place.node(node) - width / 2.0;
            let kept = width - self.width(place, flow.passed);
            bands.push((Band { from, to, width }, kept));
            from += width;
        }
        let past = self.past();
        let width = self.width(place, past);
        let is_shared = self.runs != [false; NODES];
        let shared = if is_shared { self.lately.of_shared().passed } else { 0 };
        let shared = self.width(place, shared);
        if !is_shared {
            from = self.trunk(place, self.first()).from;
        }
        let to = self.trunk(place, self.lately.to_origin()).from + shared;
        (bands, (past > 0).then_some(Band { from, to, width }))
    }

    /// From the nodes to where they are side by side.
    fn nodes_to_trunk(&self, place: &Place) -> Vec<Band> {
        let mut to = self.trunk(place, self.lately.to_origin()).from;
        let bands = (0..NODES).map(|node| {
            let flow = self.lately.nodes[node];
            let width = self.width(place, flow.passed);
            let from =
                place.node(node) + self.width(place, flow.asked) / 2.0 - width;
            let band = Band { from, to, width };
            to += width;
            band
        });
        bands.collect()
    }
}

fn bands(bands: [(Role, String); 3]) -> Element {
    let bands = bands.into_iter().map(|(role, data)| {
        element("path").attr("d", data).class("level").role(role)
    });
    element("g").children(bands)
}

/// A band from one place along the way to another.
fn ribbon(data: &mut String, place: &Place, (start, end): (f32, f32), band: Band) {
    if band.width < 0.3 {
        return;
    }
    let half = (start + end) / 2.0;
    let point = |along, across| {
        let (x, y) = place.at(along, across).px();
        format!("{x} {y}")
    };
    let side = |from: (f32, f32), to: (f32, f32)| {
        if from.1 == to.1 {
            return format!("L{}", point(to.0, to.1));
        }
        let bends = [point(half, from.1), point(half, to.1), point(to.0, to.1)];
        format!("C{}", bends.join(" "))
    };
    let Band { from, to, width } = band;
    data.push('M');
    data.push_str(&point(start, from));
    data.push_str(&side((start, from), (end, to)));
    data.push('L');
    data.push_str(&point(end, to + width));
    data.push_str(&side((end, to + width), (start, from + width)));
    data.push('z');
}

/// Requests on their way.
pub fn dots(scene: &Scene) -> Element {
    let mut dots = Dots::new(DOT);
    for (at, leg, number) in scene.moment.model.sent().iter() {
        if !number.is_multiple_of(EACH) {
            continue;
        }
        let role = match leg.from {
            None => Role::Follower,
            Some(_) => Role::Candidate,
        };
        let spread = (number / EACH % 3) as f32 - 1.0;
        let stops = way(scene, (leg.from, leg.to), spread);
        let part = Micros::new(WAY.get() / (stops.len() as u64 - 1));
        for (leg, ends) in stops.windows(2).enumerate() {
            let since = at + Micros::new(part.get() * leg as u64);
            if let Some(at) = travel((ends[0], ends[1]), (since, part), scene.seen)
            {
                dots.put(role, at);
            }
        }
    }
    dots.draw()
}

/// The way of a request.
fn way(
    scene: &Scene,
    (from, to): (Option<Where>, Where),
    spread: f32,
) -> Vec<Point> {
    let (place, middle) = (&scene.place, scene.place.middle());
    let along = |trunk: (f32, f32)| [trunk.0, trunk.1].map(|x| place.at(x, middle));
    let [first, second] = place.trunks.map(along);
    let start = match from {
        None => place.readers,
        Some(Where::Edge(_)) => place.edges.1,
        Some(Where::Node(_) | Where::Origin) => place.nodes.1,
    };
    let mut stops = match (from, to) {
        (None, Where::Edge(edge)) => {
            let across = place.edge(edge) + spread * 7.0;
            return [start, place.edges.0].map(|x| place.at(x, across)).into();
        }
        (Some(Where::Edge(edge)), _) => vec![place.at(start, place.edge(edge))],
        (Some(Where::Node(node)), _) => vec![place.at(start, place.node(node))],
        (None | Some(Where::Origin), _) => Vec::new(),
    };
    if let Some(Where::Edge(_)) = from {
        stops.extend(first);
    }
    match to {
        Where::Node(node) => stops.push(place.at(place.nodes.0, place.node(node))),
        Where::Origin => {
            stops.extend(second);
            stops.push(place.at(place.origin.0, middle));
        }
        Where::Edge(_) => {}
    }
    stops
}
