//! The history of each server, a cell for each write, and what is wrong with it.

use super::picture::Place;
use super::{Chain, words};
use models::replication::chain::{
    self as model, Gap, Node, Request, inprocess_requests, is_live, master, server,
    update_propagation,
};
use sim::{Cluster, NodeId};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label};
use stage::{Element, Moment, Role, element};

/// Where the histories begin, how high a cell is, how wide, and how many there are.
const TOP: f32 = 170.0;
const PITCH: f32 = 21.0;
const WIDTH: f32 = 50.0;
const ROWS: usize = 5;

/// Draws the histories: the last writes of each.
pub fn draw(moment: &Moment<'_, Chain>, place: &Place) -> Element {
    let cluster = moment.model;
    let longest = words::servers(cluster)
        .map(|node| server(cluster, node).history().len())
        .max()
        .unwrap_or(0);
    let first = longest.saturating_sub(ROWS);
    let gap = gap(cluster);
    let columns = words::servers(cluster).map(|node| {
        let cells = (first..first + ROWS)
            .filter_map(|row| cell(cluster, place, node, (row, row - first), gap));
        element("g").children(cells)
    });
    let rows = (first..longest).map(|row| {
        let y = TOP + PITCH * (row - first) as f32 + 14.0;
        label(Point::new(2.0, y), Anchor::Start, format!("#{}", row + 1))
            .class("state")
    });
    element("g").class("chip").children(rows).children(columns)
}

/// The first place at which an invariant is broken.
fn gap(cluster: &Cluster<Node>) -> Option<Gap> {
    update_propagation(cluster).or_else(|| inprocess_requests(cluster))
}

/// A place of a history.
fn cell(
    cluster: &Cluster<Node>,
    place: &Place,
    node: NodeId,
    (index, row): (usize, usize),
    gap: Option<Gap>,
) -> Option<Element> {
    let this = server(cluster, node);
    let had = this.history().get(index);
    // The two that disagree, and all others that have something there.
    let is_proof = gap.is_some_and(|gap| {
        let is_one_of = gap.before == node || gap.after == node;
        let is_other = had.is_some() && is_live(cluster, node);
        gap.place == index && (is_one_of || is_other)
    });
    if had.is_none() && !is_proof {
        return None;
    }
    let is_sent = index >= this.history().len() - this.sent().len();
    let is_gone = had.is_some_and(|had| words::is_gone(cluster, had));
    let is_wrong =
        is_gone || had.is_some_and(|had| is_believed(cluster, node, had));
    let role = match (is_proof || is_wrong, is_live(cluster, node)) {
        (true, _) => Role::Lost,
        (false, false) => Role::Quiet,
        (false, true) if is_sent => Role::Doubt,
        (false, true) => Role::Committed,
    };
    let x = place.node(node).x;
    let corner = Point::new(x - WIDTH / 2.0, TOP + PITCH * row as f32);
    let size = (WIDTH, PITCH - 3.0);
    let mark = rectangle(corner, size).attr("rx", 3u32).class("mark");
    let struck =
        if role == Role::Lost && !is_proof { "inside struck" } else { "inside" };
    let words = had.map_or_else(|| "none".into(), Request::to_string);
    let at = Point::new(x, corner.y + 13.5);
    let words = label(at, Anchor::Middle, words).class(struck);
    let cell = element("g").role(role).child(mark).child(words);
    Some(if is_proof { cell.class("proof") } else { cell })
}

/// What is broken, and where.
pub fn broken(moment: &Moment<'_, Chain>) -> Option<String> {
    let cluster = moment.model;
    let gap = gap(cluster)?;
    let [before, after] = [gap.before, gap.after].map(|node| {
        let had = server(cluster, node).history().get(gap.place);
        let had = had.map_or_else(|| "nothing".into(), Request::to_string);
        (words::name(cluster, node), had)
    });
    Some(format!(
        "✕ At #{} {} has {}, and {} has {}",
        gap.place + 1,
        before.0,
        before.1,
        after.0,
        after.1
    ))
}

/// Which write died with the only server that had it.
pub fn gone(moment: &Moment<'_, Chain>) -> Option<String> {
    let (node, request) = words::gone(moment.model)?;
    let name = words::name(moment.model, node);
    Some(format!(
        "✕ {request} died with {name}, and nobody was told that it is safe"
    ))
}

/// Whether a server takes a write to be at the tail, and it is not there.
fn is_believed(cluster: &Cluster<Node>, node: NodeId, request: &Request) -> bool {
    let mut chain = master(cluster).chain().iter().rev();
    let tail = chain.find(|node| is_live(cluster, **node));
    let this = server(cluster, node);
    is_live(cluster, node)
        && this.history().contains(request)
        && !this.sent().contains(request)
        && tail
            .is_some_and(|tail| !server(cluster, *tail).history().contains(request))
}

/// Which server takes which writes to be at the tail, and they are not there.
pub fn believed(moment: &Moment<'_, Chain>) -> Option<String> {
    let cluster = moment.model;
    words::servers(cluster).find_map(|node| {
        let history = server(cluster, node).history().iter();
        let is_wrong = |had: &&Request| is_believed(cluster, node, had);
        let wrong: Vec<Request> = history.filter(is_wrong).copied().collect();
        let name = words::name(cluster, node);
        let names = words::requests(&wrong);
        (!wrong.is_empty())
            .then(|| format!("✕ {name} takes {names} to be at the tail"))
    })
}

/// Which writes their clients take for safe, and the tail does not have.
pub fn lost(moment: &Moment<'_, Chain>) -> Option<String> {
    let lost = model::lost(moment.model);
    let names = words::requests(&lost);
    (!lost.is_empty())
        .then(|| format!("✕ Acknowledged, and not at the tail: {names}"))
}
