//! What C1 has done, a box for each operation, and which reads violate what.

use super::checks::{GUARANTEES, last, reader, said};
use super::{SessionGuarantees, words};
use models::replication::leader_follower::{
    Guarantee, Operation, Write, server, violations,
};
use stage::parts::flow::{note, sentence};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, label};
use stage::{Element, Moment, Role, element};

/// How many boxes stand side by side, how wide one is, and how far rows are apart.
pub struct Grid {
    pub at: Point,
    pub columns: usize,
    pub pitch: f32,
}

const ROWS: usize = 2;
const HEIGHT: f32 = 32.0;
const ROW: f32 = 48.0;

impl Grid {
    fn cell(&self, place: usize) -> Area {
        let [column, row] = [place % self.columns, place / self.columns];
        let at = Point::new(
            self.at.x + self.pitch * column as f32,
            self.at.y + ROW * row as f32,
        );
        Area { at, width: self.pitch - 4.0, height: HEIGHT }
    }

    fn width(&self) -> f32 {
        self.pitch * self.columns as f32
    }

    /// Where the first sentence under the boxes stands.
    pub fn end(&self) -> Point {
        Point::new(self.at.x, self.at.y + ROW * ROWS as f32 + 13.0)
    }
}

/// A box: its role, and two lines.
struct Drawn {
    role: Role,
    lines: [String; 2],
    /// What a read lacks that C1 had seen or written.
    lacks: String,
    /// Whether a sentence below speaks of it.
    is_proof: bool,
}

impl Drawn {
    fn new(
        role: Role,
        first: impl Into<String>,
        second: impl Into<String>,
    ) -> Drawn {
        let lines = [first.into(), second.into()];
        Drawn { role, lines, lacks: String::new(), is_proof: false }
    }
}

/// Draws the last operations in boxes, and what is violated below them.
pub fn draw(
    moment: &Moment<'_, SessionGuarantees>,
    grid: &Grid,
    proofs: [Point; 2],
) -> Element {
    let all = boxes(moment);
    let room = ROWS * grid.columns;
    // Where there are more, the first box says how many are not drawn.
    let left_out = match all.len() > room {
        true => all.len() + 1 - room,
        false => 0,
    };
    let earlier = (left_out > 0)
        .then(|| Drawn::new(Role::Quiet, "…", format!("+{left_out}")));
    let shown = earlier.into_iter().chain(all.into_iter().skip(left_out));
    let boxes =
        shown.enumerate().map(|(place, one)| draw_box(grid.cell(place), one));
    element("g").children(boxes).child(sentences(moment, (grid.width(), proofs)))
}

/// All that C1 has done, and what it waits for.
fn boxes(moment: &Moment<'_, SessionGuarantees>) -> Vec<Drawn> {
    let reader = reader(moment);
    let all = violations(reader.operations());
    let said = GUARANTEES.map(|(guarantee, _)| last(moment, guarantee));
    let said = || said.iter().flatten();
    let mut boxes: Vec<Drawn> = Vec::new();
    for (place, operation) in reader.operations().iter().enumerate() {
        let mut one = of_operation(operation);
        one.is_proof = said().any(|said| said.first == place);
        let mut lacks: Vec<Write> = Vec::new();
        for violation in all.iter().filter(|one| one.second == place) {
            if !lacks.contains(&violation.lacks) {
                lacks.push(violation.lacks);
            }
        }
        if !lacks.is_empty() {
            one.role = Role::Lost;
            one.is_proof = true;
            one.lacks = names(&lacks);
        }
        boxes.push(one);
    }
    if let Some((server, place)) = reader.asks() {
        let waits = Drawn::new(Role::Doubt, words::name(server), "asks");
        boxes.insert(place, waits);
    }
    boxes
}

/// Some writes by name, as close as the boxes above them stand.
fn names(writes: &[Write]) -> String {
    let names: Vec<String> = writes.iter().map(ToString::to_string).collect();
    names.join(",")
}

fn of_operation(operation: &Operation) -> Drawn {
    match operation {
        Operation::Wrote { write, .. } => {
            Drawn::new(Role::Candidate, "write", write.to_string())
        }
        Operation::Read { by, writes, .. } => {
            let last = writes.last();
            let last = last.map_or_else(|| "–".into(), ToString::to_string);
            Drawn::new(Role::Chosen, words::name(*by), last)
        }
        Operation::Ended { by, .. } => {
            Drawn::new(Role::Doubt, words::name(*by), "lost")
        }
    }
}

fn draw_box(area: Area, one: Drawn) -> Element {
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32);
    let middle = area.middle();
    let line = |down: f32| Point::new(middle.x, middle.y + down);
    let [first, second] = one.lines;
    let class = if one.is_proof { "proof" } else { "operation" };
    let under = Point::new(middle.x, area.end().y + 13.0);
    let sign = (!one.lacks.is_empty()).then(|| {
        label(under, Anchor::Middle, one.lacks).class("state halo says-lost")
    });
    element("g")
        .class(class)
        .role(one.role)
        .child(frame.class("mark"))
        .child(note(line(-3.0), Anchor::Middle, first))
        .child(label(line(11.0), Anchor::Middle, second).class("inside"))
        .children(sign)
}

/// The last proof against each guarantee; or, where there is none, that C1 was told that
/// what it has seen is lost.
fn sentences(
    moment: &Moment<'_, SessionGuarantees>,
    (width, at): (f32, [Point; 2]),
) -> Element {
    let operations = reader(moment).operations();
    let matter =
        |at, words: String| label(at, Anchor::Start, words).class("matter");
    let proof = |(guarantee, name): (Guarantee, &str)| {
        let said = said(operations, &last(moment, guarantee)?);
        Some(format!("✕ {name}: {said}"))
    };
    let proofs = GUARANTEES.map(proof).into_iter().zip(at);
    let proofs: Vec<Element> =
        proofs.filter_map(|(words, at)| Some(matter(at, words?))).collect();
    let ended = ended(moment).filter(|_| proofs.is_empty());
    let last = Point::new(at[0].x, at[1].y);
    let ended = ended.map(|words| sentence(last, width, &words));
    element("g")
        .child(element("g").role(Role::Lost).children(proofs))
        .children(ended.map(|words| element("g").role(Role::Doubt).child(words)))
}

/// Which server said that the session is lost, and what it can never have.
fn ended(moment: &Moment<'_, SessionGuarantees>) -> Option<String> {
    let operations = reader(moment).operations();
    let is_end = |one: &Operation| matches!(one, Operation::Ended { .. });
    let place = operations.iter().rposition(is_end)?;
    let Operation::Ended { by, .. } = operations[place] else { return None };
    let log = server(moment.model, by).log();
    let lost = operations[..place].iter().rev().find_map(|one| match one {
        Operation::Wrote { write, .. } => {
            Some(*write).filter(|one| log.find(*one).is_none())
        }
        Operation::Read { writes, .. } => {
            writes.iter().rev().copied().find(|one| log.find(*one).is_none())
        }
        Operation::Ended { .. } => None,
    })?;
    let by = words::name(by);
    Some(format!("{by} can never have {lost}, and says so: a new session begins"))
}
