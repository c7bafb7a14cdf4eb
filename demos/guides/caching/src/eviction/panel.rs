//! A cache: its queues with the keys in them, what has just been evicted, the names
//! that are remembered, and what came of each request so far.

use super::picture::{Place, names};
use super::words;
use models::caching::eviction::{
    Cache, Entry, Fate, Key, Kind, NEVER, Part, Policy, SideBySide,
};
use stage::parts::flow::note;
use stage::parts::{
    Anchor, Area, Dots, Point, draw_ghost, label, line, text_width,
};
use stage::{Element, Px, Role, element};

/// Where names of queues, cells, notes and the strip are, from the top.
const NAMES: f32 = 29.0;
const CELLS: f32 = 34.0;
const HIGH: f32 = 22.0;
const NOTES: f32 = 68.0;
const STRIP: f32 = 73.0;
/// Between two queues.
const GAP: f32 = 5.0;

/// A cell: where it is, and what is in it.
struct Cell<'a> {
    area: Area,
    entry: &'a Entry,
}

/// Draws the cache of a policy.
pub fn draw(
    model: &SideBySide,
    place: &Place,
    (at, kind): (Point, Kind),
) -> Element {
    let cache = model.cache(kind);
    let parts = cache.policy().parts();
    let ghosts = parts.iter().filter(|part| part.is_ghost).enumerate();
    let ghosts =
        ghosts.map(|(number, part)| ghost(model, place, (at, number, part)));
    let mut x = at.x;
    let mut queues = element("g");
    let mut names = Vec::new();
    for part in parts.iter().filter(|part| !part.is_ghost) {
        queues =
            queues.child(queue(model, place, (Point::new(x, at.y), part, kind)));
        x += place.cell * part.entries.len() as f32;
        x += if part.entries.is_empty() { 0.0 } else { GAP };
        names.push(part.name);
    }
    let names_at = Point::new(at.x, at.y + NAMES);
    element("g")
        .child(title(at, kind))
        .child(note(names_at, Anchor::Start, names.join(" | ")))
        .child(queues)
        .children(ghosts)
        .children(cache.evicted().map(|key| evicted(model, place, (at, key))))
        .child(strip(model, place, (at, cache)))
}

/// What its policy is called, and what it goes by.
fn title(at: Point, kind: Kind) -> Element {
    let base = at.y + 13.0;
    let name = label(Point::new(at.x, base), Anchor::Start, kind.name());
    let rule = Point::new(at.x + 1.15 * text_width(kind.name()) + 10.0, base);
    let rule = note(rule, Anchor::Start, words::rule(kind));
    element("g").child(name.class("name")).text(" ").child(rule)
}

/// What has just gone, behind the cells.
fn evicted(model: &SideBySide, place: &Place, (at, key): (Point, Key)) -> Element {
    let x = at.x + place.cell * model.size() as f32 + 18.0;
    let area = Area { at: Point::new(x, at.y + CELLS), width: 24.0, height: HIGH };
    let word = Point::new(area.middle().x, at.y + NOTES);
    element("g")
        .role(Role::Lost)
        .child(draw_ghost((area, Role::Lost), key.to_string(), None))
        .child(label(word, Anchor::Middle, "out").class("says-lost"))
}

/// The cells of a queue.
fn queue(
    model: &SideBySide,
    place: &Place,
    (at, part, kind): (Point, &Part<'_>, Kind),
) -> Element {
    let cells = part.entries.iter().enumerate().map(|(number, entry)| {
        let x = at.x + place.cell * number as f32;
        let at = Point::new(x, at.y + CELLS);
        Cell { area: Area { at, width: place.cell - 2.0, height: HIGH }, entry }
    });
    let cells: Vec<_> = cells.collect();
    let last = model.requests()[..model.served()].last().copied();
    let groups = [Role::Chosen, Role::Candidate, Role::Committed, Role::Lost];
    let groups = groups.map(|role| {
        let of =
            |cell: &&Cell| role_of(model, (kind, last), cell.entry.key) == role;
        chips(role, cells.iter().filter(of))
    });
    let notes = match matches!(kind, Kind::Lfu | Kind::Optimal) {
        true => numbers(model, kind, &cells),
        false => dots(&cells),
    };
    element("g")
        .children(groups.into_iter().flatten())
        .child(notes)
        .children(part.hand.and_then(|hand| pointer(cells.get(hand)?)))
}

/// What a key's cell says: whether it was asked for often, and what came of the
/// request if it is the last one.
fn role_of(
    model: &SideBySide,
    (kind, last): (Kind, Option<Key>),
    key: Key,
) -> Role {
    let fate = model.cache(kind).fates().last().filter(|_| last == Some(key));
    match (fate, model.asked(key)) {
        (Some(Fate::Hit), _) => Role::Committed,
        (Some(Fate::Again), _) => Role::Lost,
        (Some(Fate::First) | None, asked) => words::role(asked),
    }
}

/// Cells of one role: their frames as one path, and their keys.
fn chips<'a>(
    role: Role,
    cells: impl Iterator<Item = &'a Cell<'a>>,
) -> Option<Element> {
    let mut frames = String::new();
    let mut keys = Vec::new();
    for Cell { area, entry } in cells {
        frames.push_str(&boxed(*area));
        let middle = Point::new(area.middle().x, area.middle().y + 4.5);
        let key = label(middle, Anchor::Middle, entry.key.to_string());
        keys.push(key.class("inside"));
    }
    let frame = element("path").attr("d", frames).class("mark");
    let group = element("g").class("chip box").role(role);
    (!keys.is_empty()).then(|| group.child(frame).children(keys))
}

/// A rectangle as part of a path.
fn boxed(Area { at, width, height }: Area) -> String {
    let ((x, y), [width, height]) = (at.px(), [width, height].map(Px::round));
    format!("M{x} {y}h{width}v{height}h-{width}z")
}

/// Counts of requests, or how far off the next one is.
fn numbers(model: &SideBySide, kind: Kind, cells: &[Cell<'_>]) -> Element {
    let texts = cells.iter().map(|cell| {
        let note = cell.entry.note;
        let text = match (kind, note) {
            (Kind::Optimal, NEVER) => "–".into(),
            (Kind::Optimal, next) => (next + 1 - model.served() as u32).to_string(),
            (_, count) => count.to_string(),
        };
        let at = Point::new(cell.area.middle().x, cell.area.at.y + HIGH + 12.0);
        label(at, Anchor::Middle, text).class("state")
    });
    element("g").children(texts)
}

/// A bit that is set is a dot; a count is so many.
fn dots(cells: &[Cell<'_>]) -> Element {
    let mut dots = Dots::new(4.4);
    for cell in cells {
        for number in 0..cell.entry.note {
            let x = cell.area.middle().x + 6.0 * (number as f32);
            let x = x - 3.0 * (cell.entry.note - 1) as f32;
            dots.put(Role::Chosen, Point::new(x, cell.area.at.y + HIGH + 5.0));
        }
    }
    dots.draw()
}

/// The hand, below its cell.
fn pointer(cell: &Cell<'_>) -> Option<Element> {
    let (x, y) = Point::new(cell.area.middle().x, cell.area.at.y + HIGH + 8.5).px();
    let hand = element("path").attr("d", format!("M{x} {y}l5 7h-10z"));
    Some(hand.class("dots solid").role(Role::Leader))
}

/// The names that a queue of ghosts remembers: of the first one above the cells, of
/// the second one behind what has just gone.
fn ghost(
    model: &SideBySide,
    place: &Place,
    (at, number, part): (Point, usize, &Part<'_>),
) -> Element {
    let cells = place.cell * model.size() as f32;
    let (base, room) = match number {
        0 => (NAMES, place.width * 0.36),
        _ => (NOTES, place.width - at.x - cells - 54.0),
    };
    let keys = part.entries.iter().map(|entry| entry.key);
    let end = Point::new(place.width, at.y + base);
    note(end, Anchor::End, names(part.name, keys, room))
}

/// What came of each request: a strip, from the first to the last.
fn strip(
    model: &SideBySide,
    place: &Place,
    (at, cache): (Point, &Cache),
) -> Element {
    let most = model.requests().len().max(1) as f32;
    let x = |number: usize| at.x + (place.width - at.x) * number as f32 / most;
    let mut paths =
        [Fate::First, Fate::Again, Fate::Hit].map(|f| (f, String::new()));
    let mut from = 0;
    for run in cache.fates().chunk_by(|one, next| one == next) {
        let to = from + run.len();
        let at = Point::new(x(from), at.y + STRIP);
        let area = Area { at, width: x(to) - x(from), height: 7.0 };
        for (fate, path) in &mut paths {
            if *fate == run[0] {
                path.push_str(&boxed(area));
            }
        }
        from = to;
    }
    let [left, right] =
        [at.x, place.width].map(|x| Point::new(x, at.y + STRIP + 7.0));
    let paths = paths.map(|(fate, path)| {
        let path = element("path").attr("d", path).class("dots solid");
        path.role(match fate {
            Fate::Hit => Role::Committed,
            Fate::Again => Role::Lost,
            Fate::First => Role::Quiet,
        })
    });
    element("g").child(line(left, right).class("link")).children(paths)
}
