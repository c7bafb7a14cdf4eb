//! The logs: a row for each server, a column for each index.

use super::{Hands, Proof, Scene, content, role};
use models::consensus::raft::{Discarded, Server};
use sim::NodeId;
use stage::element::Text;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Role, element};

/// Room for names at the left and for the indices at the top.
const LEFT: f32 = 34.0;
const TOP: f32 = 46.0;
/// A cell.
const CELL: f32 = 39.0;
/// How many columns the words beside a cell take that has been overwritten.
const WORDS: u32 = 3;

/// What is drawn of the logs.
struct Grid<'a> {
    scene: &'a Scene<'a>,
    proofs: Vec<Proof>,
    /// The first and the last index.
    columns: (u32, u32),
    /// How far the rows are from each other.
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
        pitch: (290.0 / servers.len().max(1) as f32).min(44.0),
    };
    // What the cells mean takes some room as well.
    let width = (LEFT + CELL * columns as f32 + 3.0).max(118.0);
    let bottom = TOP + grid.pitch * servers.len() as f32;
    let (key, class) = grid.key(columns);
    let height = bottom + 10.0 + 18.0 * key.len() as f32;
    let key = key.into_iter().enumerate().map(|(line, text)| {
        let at = Point::new(0.0, bottom + 20.0 + 18.0 * line as f32);
        label(at, Anchor::Start, text).class(class)
    });
    let title = label(Point::new(0.0, 16.0), Anchor::Start, "The logs");
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
        LEFT + CELL * (index - self.columns.0) as f32
    }

    fn heads(&self) -> impl Iterator<Item = Element> {
        (self.columns.0..=self.columns.1).map(|index| {
            let middle = self.left_of(index) + CELL / 2.0 - 2.0;
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
        let size = (CELL - 4.0, self.pitch - 6.0);
        let corner = Point::new(self.left_of(index), top + 1.0);
        let text = |y: f32, text: String| {
            let at = Point::new(corner.x + size.0 / 2.0, top + y);
            label(at, Anchor::Middle, text).class("inside")
        };
        let half = self.pitch / 2.0;
        let cell = |role| {
            let mark = rectangle(corner, size).class("mark").attr("rx", 3u32);
            element("g").role(role).child(mark)
        };
        let entry = server.log().entry(index);
        let is_proof = self.proofs.iter().any(|proof| proof.is_cell(node, index));
        if let Some(gone) = self.former(server, index, is_proof) {
            let was = text(half - 4.0, gone).class("inside struck");
            let now = entry.map(|entry| text(half + 11.0, content(entry)));
            let class = if is_proof { "proof" } else { "ghost" };
            let drawn = cell(Role::Lost).class(class).child(was);
            return Some(drawn.children(now));
        }
        if index <= server.log().snapshot().last.index {
            return Some(cell(Role::Quiet).child(text(half + 2.0, "▤".into())));
        }
        let Some(entry) = entry else {
            let none = is_proof.then(|| text(half + 2.0, "none".into()));
            return match self.scene.hands {
                _ if is_proof => {
                    Some(cell(Role::Lost).class("proof").children(none))
                }
                // Where no client fills the logs an empty place is seen to be one.
                Hands::Off => Some(cell(Role::Quiet)),
                Hands::On => None,
            };
        };
        let drawn = match index <= server.commit() {
            _ if is_proof => cell(Role::Lost).class("proof"),
            true => cell(Role::Committed),
            false => cell(Role::Doubt),
        };
        let term = text(half + 10.0, format!("t{}", entry.term)).class("state");
        Some(drawn.child(text(half - 4.0, content(entry))).child(term))
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

    /// Words beside a row in which something was overwritten, if there is room.
    fn beside(&self, server: &Server, top: f32) -> Vec<Element> {
        let first = self.ghosts(server).min_by_key(|gone| gone.index);
        let last = self.ghosts(server).max_by_key(|gone| gone.index);
        let (Some(first), Some(gone)) = (first, last) else { return Vec::new() };
        let end = server.log().last().index.max(gone.index);
        if end + WORDS > self.columns.1 {
            return Vec::new();
        }
        let lines = [self.what_came(server, first), self.worth(gone)];
        let draw = |(line, text): (usize, &'static str)| {
            let height = top + self.pitch / 2.0 - 3.0 + 15.0 * line as f32;
            let at = Point::new(self.left_of(end + 1) + 2.0, height);
            label(at, Anchor::Start, text).class("state halo says-lost")
        };
        lines.into_iter().enumerate().map(draw).collect()
    }

    /// What a server has given up just now.
    fn ghosts<'s>(
        &self,
        server: &'s Server,
    ) -> impl Iterator<Item = &'s Discarded> {
        let discarded = server.witness().discarded().iter();
        discarded.filter(|gone| self.scene.is_ghost(gone))
    }

    fn what_came(&self, server: &Server, gone: &Discarded) -> &'static str {
        match server.log().entry(gone.index) {
            Some(_) => "overwritten:",
            None => "thrown away:",
        }
    }

    /// Whether an entry that is gone had been committed.
    fn worth(&self, gone: &Discarded) -> &'static str {
        let held = |server: &Server| {
            let known = server.witness().at(gone.index);
            known.is_some_and(|committed| committed.entry == gone.entry)
        };
        match self.scene.servers().iter().any(|(_, server)| held(server)) {
            true => "was committed!",
            false => "never committed",
        }
    }

    /// What was overwritten just now, and on which server.
    fn overwritten(&self) -> Option<String> {
        let (node, server, gone) =
            self.scene.servers().into_iter().find_map(|(node, server)| {
                let first = self.ghosts(server).min_by_key(|gone| gone.index)?;
                Some((node, server, first))
            })?;
        let came = self.what_came(server, gone);
        let name = self.scene.name(node);
        Some(format!(
            "{} on {name} {came} {}",
            content(&gone.entry),
            self.worth(gone)
        ))
    }

    /// What is wrong, or what was overwritten just now; else what the cells mean.
    /// With it the class of these words.
    fn key(&self, columns: u32) -> (Vec<Text>, &'static str) {
        const MEANING: &str = "▪ committed   ┅ not known to be   ▤ snapshot";
        if columns < 5 {
            let meaning = ["▪ committed", "┅ not known to be"];
            return (meaning.map(Text::from).into(), "state");
        }
        let wrong = self.proofs.first().map(|proof| proof.words(self.scene));
        match wrong.or_else(|| self.overwritten()) {
            Some(said) => (vec![said.into()], "state says-lost"),
            None => (vec![MEANING.into()], "state"),
        }
    }
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
