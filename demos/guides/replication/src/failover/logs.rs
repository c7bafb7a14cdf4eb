//! The servers and their logs: a row each, a column for each place in the log.

use super::picture::{Place, draw_small};
use super::{Failover, words};
use models::replication::leader_follower::{
    Acknowledged, Entry, Gone, Log, Server, acknowledged, lost, servers,
};
use sim::{Micros, Model, NodeId};
use stage::cluster::node_id;
use stage::parts::flow::{note, title};
use stage::parts::geometry::Point;
use stage::parts::{Anchor, Area, draw_cell, draw_crown, draw_ghost, line};
use stage::{Element, Moment, Role, element};

/// For how long what a server has dropped can still be seen.
const GHOST: Micros = Micros::from_millis(900);

/// What is drawn of the logs.
pub struct Columns {
    first: u32,
    width: f32,
}

impl Columns {
    /// The last ones, of the longest log, that there is room for.
    pub fn of(moment: &Moment<'_, Failover>, place: &Place) -> Columns {
        let lengths = servers(moment.model).map(|(_, server)| {
            let gone = ghosts(server.log(), moment.now).map(|gone| gone.index);
            gone.max().unwrap_or(0).max(server.log().len())
        });
        let last = lengths.max().unwrap_or(0).max(place.columns());
        let width = place.cells(NodeId(1)).width / place.columns() as f32;
        Columns { first: last + 1 - place.columns(), width }
    }

    /// The cell of an entry; `None` if it is further back.
    pub fn cell(&self, place: &Place, server: NodeId, index: u32) -> Option<Area> {
        let column = index.checked_sub(self.first)?;
        let row = place.cells(server);
        let left = row.at.x + self.width * column as f32;
        let at = Point::new(left, row.at.y);
        Some(Area { at, width: self.width - 3.0, height: row.height })
    }
}

/// What a server has dropped lately.
fn ghosts(log: &Log, now: Micros) -> impl Iterator<Item = &Gone> {
    log.gone().iter().filter(move |gone| now.since(gone.at) < GHOST)
}

/// What was acknowledged, and what of that is lost.
struct Fates {
    acknowledged: Vec<Acknowledged>,
    lost: Vec<Acknowledged>,
}

impl Fates {
    /// What was dropped is lost only where it was acknowledged.
    fn of_dropped(&self, entry: &Entry) -> Role {
        match self.role(entry) {
            Role::Lost => Role::Lost,
            _ => Role::Quiet,
        }
    }

    fn role(&self, entry: &Entry) -> Role {
        let is_among =
            |all: &[Acknowledged]| all.iter().any(|one| one.write == entry.write);
        match (is_among(&self.lost), is_among(&self.acknowledged)) {
            (true, _) => Role::Lost,
            (false, true) => Role::Committed,
            (false, false) => Role::Doubt,
        }
    }
}

/// Draws the servers.
pub fn draw(moment: &Moment<'_, Failover>, place: &Place) -> Element {
    let columns = Columns::of(moment, place);
    let fates = Fates {
        acknowledged: acknowledged(moment.model),
        lost: lost(moment.model),
    };
    let rows = servers(moment.model).map(|(node, server)| {
        let cells = draw_cells(moment, place, &columns, (node, server), &fates);
        element("g").children(cells).child(head(moment, place, node, server))
    });
    element("g").children(rows)
}

/// The server itself, and what it is.
fn head(
    moment: &Moment<'_, Failover>,
    place: &Place,
    node: NodeId,
    server: &Server,
) -> Element {
    let cluster = moment.model;
    let (role, state) = words::of_server(cluster, node, moment.now);
    let at = place.node(node);
    let name = cluster.name(node);
    let words = format!("{name} {state}");
    let row = place.cells(node);
    let beside = Point::new(row.at.x, row.at.y - 7.0);
    let said = match role {
        Role::Leader => title(beside, Anchor::Start, state),
        // The cross stands where its name would.
        Role::Lost => note(beside, Anchor::Start, words.clone()),
        _ => note(beside, Anchor::Start, state),
    };
    let leads = words::is_up(cluster, node) && server.serves(moment.now);
    let crown =
        leads.then(|| draw_crown(Point::new(at.x, at.y - place.radius() - 8.0)));
    draw_small(place, at, role, name)
        .children(crown)
        .text(" ")
        .child(said)
        .key(node_id(node))
        .mark(node_id(node), words)
}

fn draw_cells(
    moment: &Moment<'_, Failover>,
    place: &Place,
    columns: &Columns,
    (node, server): (NodeId, &Server),
    fates: &Fates,
) -> Vec<Element> {
    let log = server.log();
    let last = columns.first + place.columns();
    let mut drawn = Vec::new();
    for index in columns.first..last {
        let Some(area) = columns.cell(place, node, index) else { continue };
        let mut gone = ghosts(log, moment.now);
        let gone = gone.find(|gone| gone.index == index);
        let entry = log.entry(index);
        let epoch = |index: u32| log.entry(index).map(|entry| entry.epoch);
        drawn.extend(match (gone, entry) {
            (Some(gone), _) => {
                let now = entry.map(|now| (fates.role(now), now.write.to_string()));
                let role = fates.of_dropped(&gone.entry);
                Some(draw_ghost((area, role), gone.entry.write.to_string(), now))
            }
            (None, Some(entry)) => {
                let role = fates.role(entry);
                let class = if role == Role::Lost { "proof" } else { "" };
                let cell = draw_cell(area, role, entry.write.to_string());
                Some(if class.is_empty() { cell } else { cell.class(class) })
            }
            (None, None) => None,
        });
        // Where another leader's entries begin.
        if index > 1 && entry.is_some() && epoch(index) != epoch(index - 1) {
            let x = area.at.x - 1.5;
            let ends = [area.at.y - 2.0, area.end().y + 2.0];
            let [top, bottom] = ends.map(|y| Point::new(x, y));
            drawn.push(line(top, bottom).class("heavy").role(Role::Leader));
        }
    }
    drawn
}
