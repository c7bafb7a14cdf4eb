//! All sets of R replicas, each a column: those that have none with the write are
//! struck.

use super::picture::Place;
use super::words;
use models::replication::quorum::{Race, sets};
use sim::NodeId;
use stage::parts::flow::{Dots, note, title};
use stage::parts::{Anchor, Point};
use stage::{Element, Role, element};

/// Columns that are not wider leave room for words beside them.
const FEW: f32 = 130.0;

/// How many read sets have only replicas without the write, and how many there are.
pub fn stale_now(race: &Race) -> (usize, usize) {
    let new = new(race);
    let quorums = race.trial().quorums;
    let all = sets(quorums.replicas, quorums.read);
    let (stale, count) = all.fold((0, 0), |(stale, count), set| {
        (stale + usize::from(set & new == 0), count + 1)
    });
    (stale, count)
}

/// The replicas that have the write, as bits.
fn new(race: &Race) -> u32 {
    let replicas = words::replicas(race).filter(|node| race.is_new(*node));
    replicas.fold(0, |bits, node| bits | 1 << node.0)
}

/// Draws them.
pub fn draw(race: &Race, place: &Place) -> Element {
    let area = place.sets();
    let quorums = race.trial().quorums;
    let (stale, count) = stale_now(race);
    let noun = if count == 1 { "set" } else { "sets" };
    let words = match race.acknowledged() {
        None => format!("{count} possible read {noun}"),
        Some(_) => {
            format!("{stale} of {count} read {noun} would be stale now")
        }
    };
    let new = new(race);
    let (mut dots, mut others) = (Dots::new(8.0), Dots::new(4.0));
    let pitch = (area.width / count as f32).min(26.0);
    let step = ((area.height - 26.0) / quorums.replicas as f32).min(13.0);
    for (column, set) in sets(quorums.replicas, quorums.read).enumerate() {
        for node in words::replicas(race) {
            let is_asked = set & 1 << node.0 != 0;
            let at = dot(area.at, (column, pitch), (node, step));
            match (is_asked, set & new) {
                (false, _) => others.put(Role::Quiet, at),
                (true, 0) => dots.put(Role::Lost, at),
                (true, _) => dots.put(Role::Committed, at),
            }
        }
    }
    element("g")
        .child(title(Point::new(area.at.x, area.at.y + 11.0), Anchor::Start, words))
        .child(others.draw())
        .child(dots.draw())
        .children(explained(area.at, pitch * count as f32))
}

/// What a column is, beside a few of them.
fn explained(at: Point, width: f32) -> Vec<Element> {
    if width > FEW {
        return Vec::new();
    }
    let words = ["each column is one set", "✕ old   ▪ new"];
    let at = |line: usize| {
        Point::new(at.x + width + 6.0, at.y + 30.0 + 17.0 * line as f32)
    };
    let notes = words.into_iter().enumerate();
    notes.map(|(line, word)| note(at(line), Anchor::Start, word)).collect()
}

fn dot(
    at: Point,
    (column, pitch): (usize, f32),
    (node, step): (NodeId, f32),
) -> Point {
    let x = at.x + 6.0 + pitch * column as f32;
    Point::new(x, at.y + 26.0 + step * node.0 as f32)
}
