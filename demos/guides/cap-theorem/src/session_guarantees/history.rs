//! What C1 has done, a box for each operation, and the two that prove a violation.

use super::checks::{last, reader, said};
use super::{SessionGuarantees, words};
use models::replication::leader_follower::{Guarantee, Operation, server};
use stage::parts::flow::note;
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, label, line};
use stage::{Element, Moment, Role, element};

/// Draws the last operations in a box, and a line for each guarantee below it.
pub fn draw(
    moment: &Moment<'_, SessionGuarantees>,
    area: Area,
    count: usize,
) -> Element {
    let operations = reader(moment).operations();
    let first = operations.len().saturating_sub(count);
    let pitch = area.width / count as f32;
    let cell = |index: usize| {
        let column = index.checked_sub(first)?;
        let left = area.at.x + pitch * column as f32;
        let at = Point::new(left, area.at.y);
        Some(Area { at, width: pitch - 4.0, height: area.height })
    };
    let guarantees = [Guarantee::ReadYourWrites, Guarantee::MonotonicReads];
    let proofs = guarantees.map(|guarantee| last(moment, guarantee));
    let proves = |index| {
        proofs.iter().flatten().any(|one| one.first == index || one.second == index)
    };
    let boxes = (first..operations.len()).filter_map(|index| {
        let area = cell(index)?;
        Some(draw_operation(&operations[index], area, proves(index)))
    });
    let ties = proofs.iter().flatten().filter_map(|one| {
        let ends = (cell(one.first)?, cell(one.second)?);
        let y = ends.0.at.y - 4.0;
        let ends = [ends.0, ends.1].map(|area| Point::new(area.middle().x, y));
        Some(line(ends[0], ends[1]).class("link").role(Role::Lost))
    });
    let names = ["read your writes", "monotonic reads"];
    let lines =
        proofs.iter().zip(names).enumerate().filter_map(|(row, (one, name))| {
            let said = said(operations, one.as_ref()?);
            let y = area.end().y + 18.0 + 17.0 * row as f32;
            let words = format!("✕ {name}: {said}");
            let text = label(Point::new(area.at.x, y), Anchor::Start, words);
            Some(text.class("matter"))
        });
    let ended = ended(moment).filter(|_| proofs.iter().all(Option::is_none));
    let ended = ended.map(|words| {
        let at = Point::new(area.at.x, area.end().y + 18.0);
        label(at, Anchor::Start, words).class("matter")
    });
    element("g")
        .children(boxes)
        .child(element("g").children(ties))
        .child(element("g").role(Role::Lost).children(lines))
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

fn draw_operation(operation: &Operation, area: Area, is_proof: bool) -> Element {
    let (role, first, second) = match operation {
        Operation::Wrote { write, .. } => {
            (Role::Candidate, "wrote".to_string(), write.to_string())
        }
        Operation::Read { by, writes, .. } => {
            let last = writes.last();
            let last = last.map_or_else(|| "–".into(), |write| write.to_string());
            (Role::Chosen, words::name(*by), last)
        }
        Operation::Ended { by, .. } => {
            (Role::Doubt, words::name(*by), "lost".into())
        }
    };
    let role = if is_proof { Role::Lost } else { role };
    let frame = rectangle(area.at, (area.width, area.height)).attr("rx", 3_u32);
    let middle = area.middle();
    let class = if is_proof { "proof" } else { "operation" };
    let above = Point::new(middle.x, middle.y - 4.0);
    let below = Point::new(middle.x, middle.y + 11.0);
    element("g")
        .class(class)
        .role(role)
        .child(frame.class("mark"))
        .child(note(above, Anchor::Middle, first))
        .child(label(below, Anchor::Middle, second).class("inside"))
}
