//! What a state is made of, drawn in the row of its replica.

use super::Crdt;
use models::replication::crdt::{
    Deed, Dot, Item, Life, Merge, OrSet, REPLICAS, Replica, Stamp, State, Text,
    lost_writes, name, replica, replicas, updates_seen,
};
use sim::{Cluster, Micros, NodeId};
use stage::element::Node;
use stage::parts::flow::note;
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, label, text_width};
use stage::{Element, Layout, Moment, Role, element};

/// How far it is from one letter to the next.
const PITCH: f32 = 22.0;

/// For how long it can be seen what a merge has changed.
const FLASH: Micros = Micros::from_millis(400);

/// The merge that has just changed what a replica reads.
pub fn just_merged<'a>(
    moment: &Moment<'a, Crdt>,
    node: NodeId,
) -> Option<&'a Merge> {
    let merged = replica(moment.model, node).merged();
    merged.filter(|merge| moment.now.since(merge.at) < FLASH)
}

/// The state of a replica; cells that a merge has just changed are outlined.
pub fn draw(moment: &Moment<'_, Crdt>, row: Area, node: NodeId) -> Element {
    let state = replica(moment.model, node).state();
    let mut drawn = draw_state(moment, row, node, state);
    // Letters move aside for others, which changes all that follow.
    let merge = just_merged(moment, node)
        .filter(|merge| !matches!(merge.before, State::Text(_)));
    if let Some(merge) = merge {
        let before = draw_state(moment, row, node, &merge.before);
        for (place, cell) in drawn.children.iter_mut().enumerate() {
            let is_same = before.children.get(place) == Some(cell);
            if let Node::Element(cell) = cell
                && !is_same
            {
                *cell = cell.clone().class("compared");
            }
        }
    }
    drawn
}

fn draw_state(
    moment: &Moment<'_, Crdt>,
    row: Area,
    node: NodeId,
    state: &State,
) -> Element {
    match state {
        State::GCounter(counter) => slots(row, |replica| {
            (counter.of(replica) > 0, counter.of(replica).to_string())
        }),
        State::PnCounter(counter) => slots(row, |replica| {
            let (added, taken) = counter.of(replica);
            (added + taken > 0, format!("+{added} −{taken}"))
        }),
        State::OrSet(set) => draw_set(moment, row, node, set),
        State::LwwRegister(register) => {
            let now = register.value().zip(register.stamp());
            draw_register(moment, row, node, now.map(|(c, s)| (c.name(), s)))
        }
        State::Text(text) => draw_text(row, text),
    }
}

/// The part of a row that is one replica's, or one item's.
fn slot(row: Area, place: usize) -> Area {
    let width = row.width / 3.0;
    let at = Point::new(row.at.x + width * place as f32, row.at.y);
    Area { at, width, ..row }
}

/// A number for each replica.
fn slots(row: Area, of: impl Fn(NodeId) -> (bool, String)) -> Element {
    element("g").children(replicas().map(|node| {
        let area = slot(row, node.index());
        let (is_counted, number) = of(node);
        let cell = cell(area, if is_counted { role_of(node) } else { Role::Quiet });
        let at = Point::new(area.middle().x, area.middle().y + 5.0);
        let words = format!("{}: {number}", name(node));
        cell.child(label(at, Anchor::Middle, words).class("inside"))
    }))
}

/// A cell that fills its part of a row.
fn cell(area: Area, role: Role) -> Element {
    let inner = Area::around(area.middle(), (area.width - 8.0, area.height - 8.0));
    let frame = rectangle(inner.at, (inner.width, inner.height)).attr("rx", 4_u32);
    element("g").class("chip").role(role).child(frame.class("mark"))
}

/// The look of what a replica has put in.
pub fn role_of(node: NodeId) -> Role {
    match node.0 {
        0 => Role::Leader,
        1 => Role::Candidate,
        _ => Role::Committed,
    }
}

/// Each item with its dots; those that a replica knows of and does not have any more
/// are struck out.
fn draw_set(
    moment: &Moment<'_, Crdt>,
    row: Area,
    node: NodeId,
    set: &OrSet<Item>,
) -> Element {
    let mut drawn = element("g");
    for (place, item) in Item::ALL.into_iter().enumerate() {
        let area = slot(row, place);
        let known = dots_known(moment.model, node, item);
        if known.is_empty() {
            continue;
        }
        let last = set.dots_of(item).last();
        let (role, class) = match last {
            Some(dot) => (role_of(dot.replica), "inside"),
            None => (Role::Quiet, "struck"),
        };
        let at = Point::new(area.middle().x, area.at.y + 18.0);
        let name = label(at, Anchor::Middle, item.name()).class(class);
        let cell = cell(area, role).child(name);
        drawn = drawn.child(cell.children(draw_dots(area, set, item, &known)));
    }
    drawn
}

/// The last dots that there is room for, beside each other.
fn draw_dots(
    area: Area,
    set: &OrSet<Item>,
    item: Item,
    known: &[Dot],
) -> Vec<Element> {
    let pitch = 23.0;
    let room = ((area.width - 12.0) / pitch) as usize;
    let shown = &known[known.len().saturating_sub(room)..];
    let left = area.middle().x - pitch * (shown.len() as f32 - 1.0) / 2.0;
    let drawn = shown.iter().enumerate().map(|(place, dot)| {
        let at = Point::new(left + pitch * place as f32, area.at.y + 34.0);
        let is_there = set.dots_of(item).any(|there| there == *dot);
        let words = label(at, Anchor::Middle, dot_name(*dot));
        words.class(if is_there { "state" } else { "state struck" })
    });
    drawn.collect()
}

/// The dots of an item that a replica knows of: the number of a dot is that of the add
/// among all of its replica.
fn dots_known(cluster: &Cluster<Replica>, node: NodeId, item: Item) -> Vec<Dot> {
    let seen = replica(cluster, node).seen();
    let mut adds = [0; REPLICAS as usize];
    let mut known = Vec::new();
    for (replica, _, update) in updates_seen(cluster, seen) {
        let Deed::Add(added) = update.deed else { continue };
        let number = &mut adds[replica.index()];
        *number += 1;
        if added == item {
            known.push(Dot { replica, number: *number });
        }
    }
    known
}

fn dot_name(dot: Dot) -> String {
    format!("{}{}", name(dot.replica), dot.number)
}

fn dots(set: &OrSet<Item>, item: Item) -> String {
    let mut words = String::new();
    for dot in set.dots_of(item) {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.push_str(&dot_name(dot));
    }
    words
}

/// The value with its stamp, and the writes that are gone.
fn draw_register(
    moment: &Moment<'_, Crdt>,
    row: Area,
    node: NodeId,
    now: Option<(&'static str, Stamp)>,
) -> Element {
    let lost = lost_writes(moment.model, node);
    let written = now.map(|(value, stamp)| (value, stamp, Role::Committed));
    let gone = lost.iter().map(|(stamp, drink)| (drink.name(), *stamp, Role::Lost));
    let most = match moment.layout {
        Layout::Wide => 3,
        Layout::Narrow => 2,
    };
    let mut drawn = element("g");
    let all = written.into_iter().chain(gone).take(most);
    for (place, (value, stamp, role)) in all.enumerate() {
        let width = row.width / most as f32;
        let at = Point::new(row.at.x + width * place as f32, row.at.y);
        let area = Area { at, width, ..row };
        let [upper, lower] =
            [18.0, 34.0].map(|y| Point::new(area.middle().x, area.at.y + y));
        let class = if role == Role::Lost { "struck" } else { "inside" };
        let role = if role == Role::Lost { role } else { role_of(stamp.replica) };
        let cell = cell(area, role);
        let cell = cell.child(label(upper, Anchor::Middle, value).class(class));
        drawn =
            drawn.child(cell.child(note(lower, Anchor::Middle, stamp.to_string())));
    }
    drawn
}

/// The letters with their names; those that were deleted are struck out.
fn draw_text(row: Area, text: &Text) -> Element {
    let room = ((row.width - 8.0) / PITCH) as usize;
    let letters = text.letters();
    // What does not fit is left out at the start: the last letters are the news.
    let first = letters.len().saturating_sub(room);
    let mut drawn = element("g");
    for (place, letter) in letters[first..].iter().enumerate() {
        let x = row.at.x + 4.0 + PITCH * place as f32;
        let area = Area { at: Point::new(x, row.at.y), width: PITCH, ..row };
        let inner = Area::around(area.middle(), (PITCH - 1.0, area.height - 6.0));
        let (role, class) = match letter.life {
            Life::There => (role_of(letter.id.replica), "inside"),
            Life::Tombstone => (Role::Quiet, "struck"),
        };
        let frame = rectangle(inner.at, (inner.width, inner.height)).class("mark");
        let [upper, lower] =
            [18.0, 35.0].map(|y| Point::new(area.middle().x, area.at.y + y));
        let id = format!("{}{}", name(letter.id.replica), letter.id.clock);
        let id = if text_width(&id) > PITCH {
            name(letter.id.replica).into()
        } else {
            id
        };
        let cell = element("g").class("chip").role(role).child(frame);
        let letter = label(upper, Anchor::Middle, letter.letter.to_string());
        let cell = cell.child(letter.class(class));
        drawn = drawn.child(cell.child(note(lower, Anchor::Middle, id)));
    }
    drawn
}

/// The state in words, for the table.
pub fn words(state: &State) -> String {
    let mut parts: Vec<String> = Vec::new();
    match state {
        State::GCounter(counter) => {
            let of = |node| format!("{} {}", name(node), counter.of(node));
            parts.extend(replicas().map(of));
        }
        State::PnCounter(counter) => parts.extend(replicas().map(|node| {
            let (added, taken) = counter.of(node);
            format!("{} +{added} −{taken}", name(node))
        })),
        State::OrSet(set) => {
            let there = Item::ALL.into_iter().filter(|item| set.contains(*item));
            parts.extend(there.map(|i| format!("{} {}", i.name(), dots(set, i))));
        }
        State::LwwRegister(register) => {
            parts.extend(register.stamp().map(|stamp| stamp.to_string()));
        }
        State::Text(text) => {
            let letters = text.letters().len();
            let there = text.there().count();
            parts.push(format!("{there} letters, {} tombstones", letters - there));
        }
    }
    parts.join(", ")
}
