//! The picture: the servers in a row, clients and master above them, and below each
//! server its history.

use super::{Chain, checks, flights, histories, words};
use models::replication::chain::{
    MASTER, Node, Request, Timer, client, clients, is_live, lost, master,
};
use sim::{Cluster, Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{legend_of_cells, note, sentence};
use stage::parts::geometry::Point;
use stage::parts::node::{NODE_RADIUS, NodeMark, draw_node};
use stage::parts::{Anchor, label, line, picture};
use stage::{Element, Layout, Moment, Role, element};

/// How far below the top edge the clients and the servers are.
const CLIENTS_AT: f32 = 26.0;
const CHAIN_AT: f32 = 124.0;

/// Where things lie.
pub struct Place {
    pub size: (u32, u32),
    /// From the first server to the last.
    row: (f32, f32),
    /// Both clients and the master.
    above: [f32; 3],
    servers: Vec<NodeId>,
    /// Where the last sentence stands.
    said: f32,
}

impl Place {
    fn of(layout: Layout, cluster: &Cluster<Node>) -> Place {
        let servers = words::servers(cluster).collect();
        match layout {
            Layout::Wide => Place {
                size: (620, 330),
                row: (86.0, 564.0),
                above: [170.0, 330.0, 500.0],
                servers,
                said: 304.0,
            },
            Layout::Narrow => Place {
                size: (340, 362),
                row: (52.0, 306.0),
                above: [54.0, 164.0, 280.0],
                servers,
                said: 320.0,
            },
        }
    }

    /// The middle of a node.
    pub fn node(&self, node: NodeId) -> Point {
        if let Some(place) = self.servers.iter().position(|other| *other == node) {
            let gaps = self.servers.len().max(2) - 1;
            let (left, right) = self.row;
            let x = left + (right - left) * place as f32 / gaps as f32;
            return Point::new(x, CHAIN_AT);
        }
        let place = if node == MASTER { 2 } else { node.index() - 1 };
        Point::new(self.above[place], CLIENTS_AT)
    }

    /// Whether it is one of the row.
    pub fn is_server(&self, node: NodeId) -> bool {
        self.servers.contains(&node)
    }

    /// How many servers lie between two of them.
    pub fn between(&self, one: NodeId, other: NodeId) -> u32 {
        one.0.abs_diff(other.0).saturating_sub(1)
    }
}

/// Draws a moment.
pub fn draw(moment: &Moment<'_, Chain>) -> Element {
    let cluster = moment.model;
    let place = Place::of(moment.layout, cluster);
    let stale = checks::stale(moment);
    let clients = clients().map(|node| {
        let client = client(cluster, node);
        let name = cluster.name(node);
        let state = words::of_client(client);
        let is_waiting = client.pending().next().is_some();
        let heard = words::last_answer(client).and_then(|asked| asked.answered);
        let is_stale = stale.is_some_and(|(reader, at, _)| {
            reader == node && heard.is_some_and(|(heard, _)| heard == at)
        });
        let is_false = !is_waiting
            && words::last_answer(client).is_some_and(|asked| {
                asked.is_write() && lost(cluster).contains(&asked.request)
            });
        let (role, state) = match (is_waiting, is_stale) {
            (true, _) => (Role::Doubt, state),
            // The cross stands where its name would.
            (false, true) => (Role::Lost, format!("{name} {state}")),
            (false, false) => (Role::Follower, state),
        };
        drawn(&place, node, name, (role, state, is_false))
    });
    let of_master = (Role::Quiet, words::of_master(cluster), false);
    let the_master = drawn(&place, MASTER, "M".into(), of_master);
    let servers = words::servers(cluster).map(|node| server(moment, &place, node));
    let bottom = place.size.1 as f32;
    let words = "The servers of the chain, their histories, clients and the master";
    picture(place.size, words)
        .child(links(cluster, &place))
        .child(histories::draw(moment, &place))
        .child(flights::draw(moment, &place))
        .children(clients)
        .child(the_master)
        .children(servers)
        .child(said(moment, stale, &place))
        .child(signs(moment.layout, bottom))
}

/// The legend: in one line where there is room.
fn signs(layout: Layout, bottom: f32) -> Element {
    let at = |up: f32| Point::new(6.0, bottom - 6.0 - up);
    match layout {
        Layout::Wide => legend_of_cells(at(0.0), "mark", &SIGNS, LETTERS),
        Layout::Narrow => element("g")
            .child(legend_of_cells(at(16.0), "mark", &SIGNS, ""))
            .child(note(at(0.0), Anchor::Start, LETTERS)),
    }
}

/// What the cells of a history mean.
const SIGNS: [(Role, &str); 3] = [
    (Role::Doubt, "in the list Sent"),
    (Role::Committed, "at the tail"),
    (Role::Lost, "gone or wrong"),
];

/// What grey and the letters mean.
const LETTERS: &str = "grey: stopped; M: master, e: epoch";

/// What matters at this moment, in a sentence or two above the legend.
fn said(
    moment: &Moment<'_, Chain>,
    stale: Option<(NodeId, Micros, Option<Request>)>,
    place: &Place,
) -> Element {
    let first = histories::broken(moment).or_else(|| histories::gone(moment));
    let stale = stale.map(|(reader, _, got)| {
        let got = got.map_or_else(|| "nothing".into(), |got| got.to_string());
        let name = words::name(moment.model, reader);
        format!("✕ {name} reads {got}, which no order of all allows")
    });
    let second = histories::lost(moment).or(stale);
    let second = second.or_else(|| histories::believed(moment));
    let up = if second.is_some() { 16.0 } else { 0.0 };
    let lines = [first, second].into_iter().zip([up, 0.0]);
    let lines = lines.filter_map(|(said, up)| {
        let last = Point::new(6.0, place.said - up);
        said.map(|said| sentence(last, place.size.0 as f32, &said))
    });
    element("g").role(Role::Lost).children(lines)
}

/// The links of the chain, between servers that have not stopped.
fn links(cluster: &Cluster<Node>, place: &Place) -> Element {
    let live = master(cluster).chain().iter().copied();
    let live: Vec<NodeId> = live.filter(|node| is_live(cluster, *node)).collect();
    let mut links = element("g");
    for pair in live.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let path = flights::route(place, from, to);
        for ends in path.windows(2) {
            links = links.child(line(ends[0], ends[1]).class("link"));
        }
    }
    links
}

/// A server, and how much of a write is on its disk.
fn server(moment: &Moment<'_, Chain>, place: &Place, node: NodeId) -> Element {
    let cluster = moment.model;
    let (role, state) = words::of_server(cluster, node);
    let timer = cluster.timer(node, Timer::Stored).map(|(set, end)| {
        let whole = end.since(set).get().max(1);
        (moment.now.since(set).get().min(whole) * 1_000 / whole) as u32
    });
    let at = place.node(node);
    let below = Point::new(at.x, at.y + NODE_RADIUS + 1.0);
    let name = cluster.name(node);
    let words = format!("{name}: {state}");
    let mark = NodeMark::new(node_id(node), at, role).inside(name).timer(timer);
    let mark = mark.named("", state).label_at(below, Anchor::Middle);
    element("g").child(draw_node(&mark)).mark(node_id(node), words)
}

/// A client or the master, and whether what it was told is not so.
fn drawn(
    place: &Place,
    node: NodeId,
    name: String,
    (role, state, is_false): (Role, String, bool),
) -> Element {
    let at = place.node(node);
    let below = Point::new(at.x, at.y + NODE_RADIUS + 1.0);
    let words = format!("{name}, {state}");
    let (red, state) = match is_false {
        true => (state, String::new()),
        false => (String::new(), state),
    };
    let mark = NodeMark::new(node_id(node), at, role).inside(name);
    let mark = mark.named("", state).label_at(below, Anchor::Middle);
    let red = is_false.then(|| {
        let at = Point::new(below.x, below.y + 15.0);
        label(at, Anchor::Middle, red).class("state says-lost")
    });
    element("g").child(draw_node(&mark)).children(red).mark(node_id(node), words)
}
