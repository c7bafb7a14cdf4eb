//! Who voted for whom: a row for each election, a column for each server. Two rows of
//! one term that share no column, or one that is full in both, are two leaders.

use crate::servers::Scene;
use models::consensus::raft::Cast;
use sim::NodeId;
use stage::parts::node::shape;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Role, element};

/// The size of the picture.
const SIZE: (u32, u32) = (118, 244);
/// For how many elections there is room.
const ROWS: usize = 3;
/// Where the first row is, and how far they are from each other.
const TOP: f32 = 60.0;
const PITCH: f32 = 48.0;
/// How far the votes of a row are below the name of the candidate.
const BELOW: f32 = 18.0;

/// Draws the elections so far.
pub fn draw(scene: &Scene) -> Element {
    let servers = scene.servers();
    let pitch = SIZE.0 as f32 / servers.len().max(1) as f32;
    let x = |column: usize| pitch * (column as f32 + 0.5);
    let title = label(Point::new(0.0, 16.0), Anchor::Start, "The votes");
    let heads = servers.iter().enumerate().map(|(column, (node, _))| {
        let at = Point::new(x(column), 40.0);
        label(at, Anchor::Middle, scene.name(*node)).class("state")
    });
    let elections = elections(scene);
    let shown = &elections[elections.len().saturating_sub(ROWS)..];
    let rows = shown.iter().enumerate().map(|(place, election)| {
        draw_row(scene, *election, TOP + PITCH * place as f32, &x)
    });
    let below = TOP + PITCH * shown.len() as f32 + 4.0;
    picture(SIZE, "Who voted for whom")
        .child(title.class("name"))
        .child(element("g").children(heads))
        .child(element("g").children(rows))
        .child(key(scene, below))
}

/// The candidates that got votes, in the order in which they asked.
fn elections(scene: &Scene) -> Vec<Cast> {
    let mut elections: Vec<Cast> = Vec::new();
    for (_, server) in scene.servers() {
        for cast in server.witness().votes() {
            if elections.contains(cast) {
                continue;
            }
            let place =
                elections.iter().take_while(|other| other.term <= cast.term);
            elections.insert(place.count(), *cast);
        }
    }
    elections
}

fn draw_row(
    scene: &Scene,
    election: Cast,
    y: f32,
    x: &dyn Fn(usize) -> f32,
) -> Element {
    let Cast { term, candidate } = election;
    let servers = scene.servers();
    let leads = servers.iter().any(|(node, server)| {
        *node == candidate && server.witness().led().any(|led| led == term)
    });
    let (role, asks) = match leads {
        true => (Role::Leader, "leads"),
        false => (Role::Candidate, "asks"),
    };
    let name = format!("{} {asks} t{term}", scene.name(candidate));
    let cells = servers.iter().enumerate().map(|(column, (node, server))| {
        let at = Point::new(x(column), y + BELOW);
        let cell = |role, size| {
            let mark = shape(at, size, Role::Committed);
            element("g").role(role).child(mark)
        };
        match server.witness().votes().contains(&election) {
            true if is_double(scene, *node, term) => {
                cell(Role::Lost, 8.0).class("proof")
            }
            true => cell(Role::Committed, 8.0),
            false => {
                element("g").role(Role::Quiet).child(shape(at, 2.0, Role::Quiet))
            }
        }
    });
    let name = label(Point::new(0.0, y), Anchor::Start, name).class("word");
    element("g").child(element("g").role(role).child(name)).children(cells)
}

/// Whether a server voted for two in one term.
fn is_double(scene: &Scene, node: NodeId, term: u32) -> bool {
    let votes =
        scene.server(node).map_or(&[][..], |server| server.witness().votes());
    votes.iter().filter(|cast| cast.term == term).count() > 1
}

/// What the signs mean; once a promise is broken, how that shows here.
fn key(scene: &Scene, y: f32) -> Element {
    let lines = match scene.proofs().first() {
        Some(proof) => {
            let twice = scene.servers().into_iter().find_map(|(node, server)| {
                let mut terms = server.witness().votes().iter();
                let cast = terms.find(|cast| is_double(scene, node, cast.term))?;
                Some((scene.name(node), cast.term))
            });
            match twice {
                Some((name, term)) => {
                    [format!("{name} voted twice"), format!("in term {term}")]
                }
                None if proof.is_election() => {
                    ["Nobody is".into(), "in both rows".into()]
                }
                None => return element("g"),
            }
        }
        None => return element("g"),
    };
    let draw = |(line, words): (usize, String)| {
        let at = Point::new(0.0, y + 16.0 * line as f32);
        label(at, Anchor::Start, words).class("state says-lost")
    };
    element("g").children(lines.into_iter().enumerate().map(draw))
}
