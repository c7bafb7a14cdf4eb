//! The logs: a row for each server, a column for each index.

use super::legend::{Sign, legend};
use super::news::{News, ghosts, news, what_came, worth};
use super::{Hands, Proof, Scene, content, ring, role};
use models::consensus::raft::{Entry, Payload, Server};
use sim::NodeId;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Layout, Role, element};

/// Room for names at the left and for the indices at the top.
const LEFT: f32 = 30.0;
const TOP: f32 = 38.0;
/// The same where the title stands beside the indices.
const LOW_TOP: f32 = 20.0;
/// How far columns are from each other; a single one; and where a cell is one line.
const CELL: f32 = 45.0;
const WIDEST: f32 = 50.0;
const ONE_LINE: f32 = 61.0;
/// How far rows are from each other at most, and how high all of them are.
const ROWS: f32 = 38.0;
const ALL_ROWS: f32 = 218.0;
const LOW_ROWS: f32 = 26.0;
/// How many rows have all of that room; more need the room of the title as well.
const FEW: usize = 6;
const MANY_ROWS: f32 = 238.0;
/// From how many columns on there is room for what is said of them.
const MANY: u32 = 5;
/// How wide the words beside a cell are that has been overwritten, or that is compared.
const WORDS: f32 = 98.0;
const COMPARED: f32 = 86.0;

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
    top: f32,
    /// Whether a cell is one line, as on a phone.
    is_low: bool,
}

/// Draws the last so many columns of the logs.
pub fn grid(scene: &Scene, columns: u32) -> Element {
    let servers = scene.servers();
    let is_low = scene.hands == Hands::On && scene.layout == Layout::Narrow;
    let columns = if is_low { columns - 1 } else { columns };
    let pitch = if is_low { LOW_ROWS } else { ROWS };
    let is_tight = is_low || servers.len() > FEW;
    let room = if servers.len() > FEW { MANY_ROWS } else { ALL_ROWS };
    let ends = servers.iter().map(|(_, server)| server.log().last().index);
    let last = ends.max().unwrap_or(0).max(columns);
    let grid = Grid {
        scene,
        proofs: scene.proofs(),
        columns: (last + 1 - columns, last),
        cell: match columns {
            1 => WIDEST,
            _ if is_low => ONE_LINE,
            _ => CELL,
        },
        pitch: pitch.min(room / servers.len().max(1) as f32),
        top: if is_tight { LOW_TOP } else { TOP },
        is_low,
    };
    let beside = match scene.hands {
        Hands::On => 3.0,
        Hands::Off => COMPARED,
    };
    let width = LEFT + grid.cell * columns as f32 + beside;
    let bottom = grid.top + grid.pitch * servers.len() as f32;
    let key = grid.key(columns);
    let height = bottom + 8.0 + 17.0 * key.len() as f32;
    let key = key.into_iter().enumerate().map(|(line, draw)| {
        draw(Point::new(0.0, bottom + 17.0 + 17.0 * line as f32))
    });
    let title = if is_tight { "Logs" } else { "The logs" };
    let title = label(Point::new(0.0, 14.0), Anchor::Start, title);
    let rows = servers.iter().enumerate().map(|(place, (node, server))| {
        grid.row(*node, server, grid.top + grid.pitch * place as f32)
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
            let at = Point::new(middle, self.top - 6.0);
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
        row.children(cells).children(self.beside(node, server, top))
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
        // What is there, above its term or before it.
        let middle = left + self.cell / 2.0 - 2.0;
        let text = |(x, y): (f32, f32), anchor, text: String| {
            let at = Point::new(middle + x, top + self.pitch / 2.0 + y);
            label(at, anchor, text).class("inside")
        };
        let pair = |first: String, then: String| match self.is_low {
            true => [
                text((5.0 - self.cell / 2.0, 2.5), Anchor::Start, first),
                text((self.cell / 2.0 - 5.0, 2.5), Anchor::End, then),
            ],
            false => [
                text((0.0, -4.0), Anchor::Middle, first),
                // In a low row it keeps above the edge of its cell.
                text(
                    (0.0, 10.5_f32.min(self.pitch / 2.0 - 8.0)),
                    Anchor::Middle,
                    then,
                ),
            ],
        };
        let alone = |words: &str| text((0.0, 2.0), Anchor::Middle, words.into());
        let is_compared = self
            .scene
            .reasons
            .is_some_and(|why| (why.is_compared)(self.scene, node, index));
        let cell = |role| {
            let size = (self.cell - 4.0, self.pitch - 6.0);
            let mark = rectangle(Point::new(left, top + 1.0), size).class("mark");
            let cell = element("g").role(role).child(mark.attr("rx", 3u32));
            if is_compared { cell.class("compared") } else { cell }
        };
        let entry = server.log().entry(index);
        let is_proof = self.proofs.iter().any(|proof| proof.is_cell(node, index));
        if let Some(gone) = self.former(server, index, is_proof) {
            let now = |entry: &Entry| format!("{} t{}", content(entry), entry.term);
            let class = if is_proof { "proof" } else { "ghost" };
            let [was, now] = pair(gone, entry.map_or_else(String::new, now));
            let drawn = cell(Role::Lost).class(class);
            return Some(drawn.child(was.class("inside struck")).child(now));
        }
        if index <= server.log().snapshot().last.index {
            return Some(cell(Role::Quiet).child(alone("▤")));
        }
        let Some(entry) = entry else {
            let none = is_proof.then(|| alone("none"));
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
        let what = format!("{again}{}", content(entry));
        let [what, term] = pair(what, format!("t{}", entry.term));
        Some(drawn.child(what).child(term.class("state")))
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

    /// Words beside a row: of what is compared for a vote; or of a cell that was
    /// overwritten, if it is the last one and there is room.
    fn beside(&self, node: NodeId, server: &Server, top: f32) -> Vec<Element> {
        let draw = |left: f32, (line, (text, class)): (usize, (String, &str))| {
            let height = match self.is_low {
                true => 2.5,
                false => -3.0 + 15.0 * line as f32,
            };
            let at = Point::new(left, top + self.pitch / 2.0 + height);
            label(at, Anchor::Start, text).class(format!("{class} halo"))
        };
        if let Some(why) = self.scene.reasons {
            let left = self.left_of(self.columns.1 + 1) + 2.0;
            let lines = (why.beside)(self.scene, node, server);
            let lines = lines.into_iter().enumerate();
            return lines.map(|line| draw(left, line)).collect();
        }
        let gone = || ghosts(self.scene, server);
        let (Some(first), Some(last)) =
            (gone().min_by_key(|g| g.index), gone().max_by_key(|g| g.index))
        else {
            return Vec::new();
        };
        let is_last = server.log().last().index <= last.index;
        let left = self.left_of(last.index + 1) + 2.0;
        if !is_last || left + WORDS > self.left_of(self.columns.1 + 1) {
            return Vec::new();
        }
        let lines =
            [what_came(self.scene, server, first), worth(self.scene, last).into()];
        let lines = lines.into_iter().take(if self.is_low { 1 } else { 2 });
        let lines = lines.map(|text| (text, "state says-lost")).enumerate();
        lines.map(|line| draw(left, line)).collect()
    }

    /// What there is to say, and what the signs mean: a line each.
    fn key(&self, columns: u32) -> Vec<Box<dyn Fn(Point) -> Element>> {
        const COMMITTED: Sign = Sign::Cell(Role::Committed);
        const DOUBT: (Sign, &str) = (Sign::Cell(Role::Doubt), "not known to be");
        if columns < MANY {
            return vec![
                Box::new(|at| legend(at, &[(COMMITTED, "committed")])),
                Box::new(|at| legend(at, &[DOUBT])),
            ];
        }
        let (said, class) = match news(self.scene, &self.proofs) {
            Some(News::Bad(said)) => (said, "state says-lost"),
            Some(News::Plain(said)) => (said, "news"),
            None => (String::new(), "state"),
        };
        let servers = self.scene.servers().into_iter();
        let mut ends =
            servers.map(|(_, server)| server.log().snapshot().last.index);
        let more = match ends.any(|index| index > 0) {
            true => "– a leader's first entry · ↻ a retry · ▤ snapshot",
            false => "– leader's first entry · ↻ a retry, executed once",
        };
        let cells = [(COMMITTED, "known to be committed"), DOUBT];
        let text = |at, said: String| label(at, Anchor::Start, said);
        let mut key: Vec<Box<dyn Fn(Point) -> Element>> = vec![
            Box::new(move |at| text(at, said.clone()).class(class)),
            Box::new(move |at| legend(at, &cells)),
            Box::new(move |at| text(at, more.into()).class("state")),
        ];
        if self.is_low {
            key.push(Box::new(ring::signs));
        }
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
