//! The logs: a row for each server, a column for each index.

use super::news::{News, ghosts, news, what_came, worth};
use super::{Hands, Proof, Scene, content, role};
use models::consensus::raft::{Entry, Payload, Server};
use sim::NodeId;
use stage::element::Text;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Role, element};

/// Room for names at the left and for the indices at the top.
const LEFT: f32 = 34.0;
const TOP: f32 = 38.0;
/// How far columns are from each other, and how wide a single one is.
const CELL: f32 = 45.0;
const WIDEST: f32 = 56.0;
/// How far rows are from each other at most, and how high all of them are.
const ROWS: f32 = 38.0;
const ALL_ROWS: f32 = 218.0;
/// From how many columns on there is room for what is said of them.
const MANY: u32 = 5;
/// How many columns the words beside a cell take that has been overwritten.
const WORDS: u32 = 3;

/// In front of what a client has asked for again.
const RETRY: &str = "↻";

/// What is drawn of the logs.
struct Grid<'a> {
    scene: &'a Scene<'a>,
    proofs: Vec<Proof>,
    /// The first and the last index.
    columns: (u32, u32),
    /// How far the columns and the rows are from each other.
    cell: f32,
    pitch: f32,
}

/// Draws the last so many columns of the logs.
pub fn grid(scene: &Scene, columns: u32) -> Element {
    let servers = scene.servers();
    let ends = servers.iter().map(|(_, server)| server.log().last().index);
    let last = ends.max().unwrap_or(0).max(columns);
    let grid = Grid {
        scene,
        proofs: scene.proofs(),
        columns: (last + 1 - columns, last),
        cell: match columns {
            1 => WIDEST,
            _ => CELL,
        },
        pitch: ROWS.min(ALL_ROWS / servers.len().max(1) as f32),
    };
    // What the cells mean takes some room as well.
    let width = (LEFT + grid.cell * columns as f32 + 3.0).max(118.0);
    let bottom = TOP + grid.pitch * servers.len() as f32;
    let key = grid.key(columns);
    let height = bottom + 8.0 + 17.0 * key.len() as f32;
    let key = key.into_iter().enumerate().map(|(line, (text, class))| {
        let at = Point::new(0.0, bottom + 17.0 + 17.0 * line as f32);
        label(at, Anchor::Start, text).class(class)
    });
    let title = label(Point::new(0.0, 14.0), Anchor::Start, "The logs");
    let rows = servers.iter().enumerate().map(|(place, (node, server))| {
        grid.row(*node, server, TOP + grid.pitch * place as f32)
    });
    picture((width as u32, height as u32), words(scene, &servers))
        .child(title.class("name"))
        .child(element("g").children(grid.heads()))
        .child(element("g").children(rows))
        .child(element("g").children(key))
}

impl Grid<'_> {
    fn left_of(&self, index: u32) -> f32 {
        LEFT + self.cell * (index - self.columns.0) as f32
    }

    fn heads(&self) -> impl Iterator<Item = Element> {
        (self.columns.0..=self.columns.1).map(|index| {
            let middle = self.left_of(index) + self.cell / 2.0 - 2.0;
            let at = Point::new(middle, TOP - 6.0);
            label(at, Anchor::Middle, format!("#{index}")).class("state")
        })
    }

    fn row(&self, node: NodeId, server: &Server, top: f32) -> Element {
        let name = Point::new(0.0, top + self.pitch / 2.0 + 3.0);
        let name = label(name, Anchor::Start, self.scene.name(node));
        let indices = self.columns.0..=self.columns.1;
        let cells = indices.filter_map(|index| self.cell(node, server, index, top));
        let (role, _) = role(self.scene, node, server);
        let row = element("g").class("chip").role(role).child(name.class("name"));
        row.children(cells).children(self.beside(server, top))
    }

    /// A place of a log: what is there, and what was there just before.
    fn cell(
        &self,
        node: NodeId,
        server: &Server,
        index: u32,
        top: f32,
    ) -> Option<Element> {
        let left = self.left_of(index);
        let text = |down: f32, text: String| {
            let middle = left + self.cell / 2.0 - 2.0;
            let at = Point::new(middle, top + self.pitch / 2.0 + down);
            label(at, Anchor::Middle, text).class("inside")
        };
        let cell = |role| {
            let size = (self.cell - 4.0, self.pitch - 6.0);
            let mark = rectangle(Point::new(left, top + 1.0), size).class("mark");
            element("g").role(role).child(mark.attr("rx", 3u32))
        };
        let entry = server.log().entry(index);
        let is_proof = self.proofs.iter().any(|proof| proof.is_cell(node, index));
        if let Some(gone) = self.former(server, index, is_proof) {
            let now = |entry: &Entry| format!("{} t{}", content(entry), entry.term);
            let class = if is_proof { "proof" } else { "ghost" };
            let was = text(-4.0, gone).class("inside struck");
            let drawn = cell(Role::Lost).class(class).child(was);
            return Some(drawn.children(entry.map(|entry| text(11.0, now(entry)))));
        }
        if index <= server.log().snapshot().last.index {
            return Some(cell(Role::Quiet).child(text(2.0, "▤".into())));
        }
        let Some(entry) = entry else {
            let none = is_proof.then(|| text(2.0, "none".into()));
            return match self.scene.hands {
                _ if is_proof => {
                    Some(cell(Role::Lost).class("proof").children(none))
                }
                // Where no client fills the logs an empty place is seen to be one.
                Hands::Off => Some(cell(Role::Quiet)),
                Hands::On => None,
            };
        };
        let drawn = match is_known(server, index, entry) {
            _ if is_proof => cell(Role::Lost).class("proof"),
            true => cell(Role::Committed),
            false => cell(Role::Doubt),
        };
        let again = if self.is_retry(index, entry) { RETRY } else { "" };
        let term = text(10.0, format!("t{}", entry.term)).class("state");
        let what = text(-4.0, format!("{again}{}", content(entry)));
        Some(drawn.child(what).child(term))
    }

    /// Whether an entry came to a log because a client asked for the same once more:
    /// an earlier one of the request is in some log, or was.
    fn is_retry(&self, index: u32, entry: &Entry) -> bool {
        let Payload::Operation(request) = entry.payload else { return false };
        let is_earlier = |at: u32, other: &Entry| {
            other.payload == entry.payload && (other.term, at) < (entry.term, index)
        };
        // Who proposes by hand is in no session, and asks for the same twice.
        request.serial > 0
            && self.scene.servers().iter().any(|(_, server)| {
                let first = server.log().snapshot().last.index + 1;
                let mut held = (first..).zip(server.log().entries());
                let mut gone = server.witness().discarded().iter();
                held.any(|(at, other)| is_earlier(at, other))
                    || gone.any(|gone| is_earlier(gone.index, &gone.entry))
            })
    }

    /// What was at a place of a log: for a while after it went, and in a cell that
    /// proves that a check fails for as long as it does.
    fn former(
        &self,
        server: &Server,
        index: u32,
        is_proof: bool,
    ) -> Option<String> {
        let gone = self.scene.ghost(server, index).map(|gone| &gone.entry);
        let committed = server.witness().at(index).map(|known| &known.entry);
        let is_other = committed.filter(|known| {
            is_proof && server.log().entry(index).is_some_and(|now| now != *known)
        });
        gone.or(is_other).map(content)
    }

    /// Words beside a cell that was overwritten, if it is the last one of its row and
    /// there is room.
    fn beside(&self, server: &Server, top: f32) -> Vec<Element> {
        let gone = || ghosts(self.scene, server);
        let (Some(first), Some(last)) =
            (gone().min_by_key(|g| g.index), gone().max_by_key(|g| g.index))
        else {
            return Vec::new();
        };
        let is_last = server.log().last().index <= last.index;
        if !is_last || last.index + WORDS > self.columns.1 {
            return Vec::new();
        }
        let lines = [what_came(server, first), worth(self.scene, last)];
        let draw = |(line, text): (usize, &'static str)| {
            let height = top + self.pitch / 2.0 - 3.0 + 15.0 * line as f32;
            let at = Point::new(self.left_of(last.index + 1) + 2.0, height);
            label(at, Anchor::Start, text).class("state halo says-lost")
        };
        lines.into_iter().enumerate().map(draw).collect()
    }

    /// What there is to say, and what the cells mean; each with its class.
    fn key(&self, columns: u32) -> Vec<(Text, &'static str)> {
        let cells: [Text; 2] = if columns < MANY {
            ["▪ committed".into(), "┅ not known to be".into()]
        } else {
            let has_snapshot = self
                .scene
                .servers()
                .iter()
                .any(|(_, server)| server.log().snapshot().last.index > 0);
            let first = match has_snapshot {
                true => "▪ committed · ┅ not known to be · ▤ snapshot",
                false => "▪ known to be committed · ┅ not known to be",
            };
            [first.into(), "– a leader's first entry · ↻ a client's retry".into()]
        };
        let cells = cells.map(|text| (text, "state"));
        if columns < MANY {
            return cells.into();
        }
        let said = match news(self.scene, &self.proofs) {
            Some(News::Bad(said)) => (said.into(), "state says-lost"),
            Some(News::Plain(said)) => (said.into(), "news"),
            None => ("".into(), "state"),
        };
        let mut key = vec![said];
        key.extend(cells);
        key
    }
}

/// Whether a server holds an entry to be committed, or did before it stopped.
fn is_known(server: &Server, index: u32, entry: &Entry) -> bool {
    let known = server.witness().at(index).map(|known| &known.entry);
    index <= server.commit() || known == Some(entry)
}

fn words(scene: &Scene, servers: &[(NodeId, &Server)]) -> String {
    let mut words = String::from("The logs");
    for (node, server) in servers {
        words.push_str(&format!(
            ", {} up to #{}, committed #{}",
            scene.name(*node),
            server.log().last().index,
            server.commit()
        ));
    }
    words
}
