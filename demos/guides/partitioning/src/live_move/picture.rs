//! The picture: clients and the map, the two servers as strips in key order, and what
//! is on its way.

use super::{LiveMove, flights, servers, words};
use models::partitioning::live_move::{
    KEYS, MAP, SOURCE, TARGET, client, clients, map, owner,
};
use sim::{Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::legend;
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_node};
use stage::parts::{Anchor, Area, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Where things lie.
pub struct Place {
    layout: Layout,
    pub size: (u32, u32),
}

impl Place {
    fn of(layout: Layout) -> Place {
        let size = match layout {
            Layout::Wide => (620, 290),
            Layout::Narrow => (340, 398),
        };
        Place { layout, size }
    }

    /// The middle of a client or of the map.
    pub fn node(&self, node: NodeId) -> Point {
        let place = node.0.saturating_sub(TARGET.0 + 1) as f32;
        match (self.layout, node == MAP) {
            (Layout::Wide, false) => Point::new(34.0, 36.0 + 84.0 * place),
            (Layout::Wide, true) => Point::new(156.0, 234.0),
            (Layout::Narrow, false) => Point::new(40.0 + 78.0 * place, 30.0),
            (Layout::Narrow, true) => Point::new(302.0, 30.0),
        }
    }

    /// The strip of a server.
    pub fn strip(&self, server: NodeId) -> Area {
        let (left, width, tops) = match self.layout {
            Layout::Wide => (226.0, 388.0, [26.0, 170.0]),
            Layout::Narrow => (8.0, 324.0, [116.0, 256.0]),
        };
        let top = if server == SOURCE { tops[0] } else { tops[1] };
        Area { at: Point::new(left, top), width, height: 40.0 }
    }

    /// Where words stand across the picture, from top to bottom: what a server is,
    /// above A and below B; the names of missing rows above B; in the narrow picture
    /// clients, and what they know.
    pub fn lines(&self) -> [(f32, f32); 4] {
        let [a, b] = [SOURCE, TARGET].map(|server| self.strip(server));
        let clients = match self.layout {
            Layout::Wide => (0.0, 0.0),
            Layout::Narrow => (30.0 - NODE_RADIUS, 30.0 + NODE_RADIUS + 24.0),
        };
        let above = |top: f32| (top - 21.0, top - 2.0);
        let below = (b.end().y + 3.0, b.end().y + 21.0);
        [clients, above(a.at.y), above(b.at.y), below]
    }

    /// Where a key is in the strip of a server.
    pub fn key(&self, server: NodeId, key: u16) -> Point {
        let strip = self.strip(server);
        let inner = strip.width - 16.0;
        let x = strip.at.x + 8.0 + inner * f32::from(key) / f32::from(KEYS);
        Point::new(x, strip.middle().y)
    }

    /// Where a server is for whoever asks it of no key.
    pub fn door(&self, server: NodeId) -> Point {
        let strip = self.strip(server);
        match self.layout {
            Layout::Wide => Point::new(strip.at.x, strip.middle().y),
            Layout::Narrow => Point::new(strip.end().x - 12.0, strip.at.y),
        }
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, LiveMove>) -> Element {
    let place = Place::of(moment.layout);
    let cluster = moment.model;
    let nodes = clients().map(|node| {
        let client = client(cluster, node);
        let is_stale = client.map().version < owner(cluster).version;
        let role = if is_stale { Role::Doubt } else { Role::Follower };
        let words = words::of_client(client, moment.layout);
        drawn(&place, node, cluster.name(node), (role, words))
    });
    let the_map = (Role::Committed, words::of_map(map(cluster)));
    let the_map = drawn(&place, MAP, cluster.name(MAP), the_map);
    let strips = [SOURCE, TARGET].map(|node| servers::draw(moment, &place, node));
    let at = Point::new(place.strip(TARGET).at.x, place.size.1 as f32 - 6.0);
    let words = "Clients, the map and the rows of both servers";
    picture(place.size, words)
        .children(strips)
        .children(nodes)
        .child(the_map)
        .child(flights::draw(moment, &place))
        .child(servers::missing(moment, &place))
        .child(legend(at, &SIGNS, ""))
}

/// What the signs in the strips mean.
const SIGNS: [(Role, &str); 4] = [
    (Role::Follower, "row"),
    (Role::Candidate, "new"),
    (Role::Doubt, "behind the copy"),
    (Role::Lost, "missing"),
];

/// A client or the map.
fn drawn(
    place: &Place,
    node: NodeId,
    name: String,
    (role, state): (Role, String),
) -> Element {
    let at = place.node(node);
    // A client's second word may be long: in the wide picture it begins at the edge.
    let below = Point::new(at.x - NODE_RADIUS, at.y + NODE_RADIUS + 1.0);
    let label = match (place.layout, node == MAP) {
        (Layout::Wide, false) => (below, Anchor::Start),
        (Layout::Narrow, _) | (Layout::Wide, true) => {
            (Point::new(at.x, below.y), Anchor::Middle)
        }
    };
    let words = format!("{name}, {state}");
    let mark = NodeMark::new(node_id(node), at, role).inside(name);
    let mark = mark.named("", state).label_at(label.0, label.1);
    element("g").child(draw_node(&mark)).mark(node_id(node), words)
}
