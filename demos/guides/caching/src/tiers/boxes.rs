//! The readers, the caches and the origin.

use super::picture::{About, Scene};
use super::place::Place;
use super::values::role_of;
use models::caching::tiers::{CITIES, EDGES, Flow, HOT, NODES, Watch};
use stage::parts::flow::{draw_box, note, press_area, title};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Point, label, line};
use stage::{Element, Layout, Role, element};

/// So many of a hundred.
pub fn percent(part: u32, whole: u32) -> u32 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

/// A word in the colour of what it is about.
pub fn word(at: Point, anchor: Anchor, role: Role, words: String) -> Element {
    let words = label(at, anchor, words).class("word halo");
    element("g").role(role).child(words)
}

/// The base line of a text in the middle of a box.
fn inside(place: &Place, along: (f32, f32), across: f32) -> Point {
    let middle = place.at((along.0 + along.1) / 2.0, across);
    Point::new(middle.x, middle.y + 4.5)
}

/// Where the readers are.
pub fn readers(scene: &Scene) -> Element {
    let place = &scene.place;
    let words = format!("Readers: {}/s", scene.moment.model.settings().load_per_s);
    let names = CITIES.iter().enumerate().map(|(edge, city)| {
        let at = match place.layout {
            Layout::Wide => {
                let at = place.at(place.readers - 6.0, place.edge(edge));
                (Point::new(at.x, at.y + 4.5), Anchor::End)
            }
            Layout::Narrow => {
                (place.at(place.readers - 5.0, place.edge(edge)), Anchor::Middle)
            }
        };
        note(at.0, at.1, *city)
    });
    let area = place.area((0.0, place.readers), (0.0, place.middle() * 2.0));
    element("g")
        .child(press_area(area))
        .child(title(Point::new(0.0, 14.0), Anchor::Start, words.clone()))
        .children(names)
        .mark("readers", words)
}

/// The edges: how much each takes away, or which value of key A it has.
pub fn edges(scene: &Scene) -> Element {
    let place = &scene.place;
    let flow = scene.flow.lately.of_edges();
    let all = format!("Edges: {} % hits", kept(flow));
    let passed = format!("{}/s", flow.passed);
    let heads = match place.layout {
        Layout::Wide => [
            title(Point::new(place.edges.0, 14.0), Anchor::Start, all),
            under_trunk(scene, 0, flow.passed, passed),
        ],
        Layout::Narrow => beside_trunk(scene, 0, all, format!("{passed} pass")),
    };
    let boxes = (0..EDGES).map(|edge| draw_edge(scene, edge));
    element("g").children(heads).children(boxes)
}

fn draw_edge(scene: &Scene, edge: usize) -> Element {
    let place = &scene.place;
    let across = place.edge(edge);
    let held = scene.moment.model.watch().edge(edge);
    let held = Watch::now(held, scene.moment.now);
    let (role, words) = match held {
        _ if About::of(scene.moment) != About::Values => {
            let kept = kept(scene.flow.lately.edges[edge]);
            (Role::Follower, format!("{kept} %"))
        }
        Some(held) => {
            (role_of(scene, held.version), format!("A: v{}", held.version))
        }
        None => (Role::Quiet, "no A".to_owned()),
    };
    let area = place.around(place.edges, across, place.widths[0]);
    cache(area, inside(place, place.edges, across), role, words)
        .mark(format!("edge-{}", edge + 1), CITIES[edge])
}

/// A cache, through which its requests are seen.
fn cache(area: Area, at: Point, role: Role, words: String) -> Element {
    let frame = rectangle(area.at, (area.width, area.height));
    let frame = frame.attr("rx", 6_u32).class("ring").role(role);
    element("g")
        .role(role)
        .child(press_area(area))
        .child(frame)
        .child(label(at, Anchor::Middle, words).class("word halo"))
}

/// What of a hundred requests a cache takes away.
fn kept(flow: Flow) -> u32 {
    percent(flow.asked.saturating_sub(flow.passed), flow.asked)
}

/// How much flows, below the middle of what flows.
fn under_trunk(scene: &Scene, trunk: usize, per_s: u32, words: String) -> Element {
    let place = &scene.place;
    let band = scene.flow.trunk(place, per_s);
    let at = place.at(place.trunks[trunk].0, band.from + band.width);
    note(Point::new(at.x + 5.0, at.y + 16.0), Anchor::Middle, words)
}

/// What a tier takes away and how much it passes on, at both sides of what flows.
fn beside_trunk(
    scene: &Scene,
    trunk: usize,
    left: String,
    right: String,
) -> [Element; 2] {
    let y = scene.place.trunks[trunk].1;
    [
        title(Point::new(0.0, y), Anchor::Start, left),
        note(Point::new(340.0, y), Anchor::End, right),
    ]
}

/// The shared cache.
pub fn nodes(scene: &Scene) -> Element {
    let (place, model) = (&scene.place, scene.moment.model);
    let shared = model.shared();
    let flow = scene.flow.lately.of_shared();
    let is_there = shared.running() > 0;
    let boxes = (0..NODES).map(|node| draw_node(scene, node));
    let boxes: Vec<_> = boxes.filter(|_| is_there || is_dead(scene)).collect();
    let name = match place.layout {
        Layout::Wide => "Shared cache",
        Layout::Narrow => "Shared",
    };
    let words = match is_there {
        true => format!("{name}: {} %", kept(flow)),
        false => format!("{name}: none"),
    };
    let passed = scene.flow.lately.to_origin();
    let heads = match place.layout {
        Layout::Wide => [
            title(Point::new(286.0, 14.0), Anchor::Start, words),
            under_trunk(scene, 1, passed, format!("{passed}/s")),
        ],
        Layout::Narrow => beside_trunk(scene, 1, words, format!("{passed}/s pass")),
    };
    element("g").children(heads).children(boxes)
}

/// Whether nodes have died one by one.
fn is_dead(scene: &Scene) -> bool {
    About::of(scene.moment) == About::Nodes
}

fn draw_node(scene: &Scene, node: usize) -> Element {
    let (place, model) = (&scene.place, scene.moment.model);
    let across = place.node(node);
    let area = place.around(place.nodes, across, place.widths[1]);
    let at = inside(place, place.nodes, across);
    let runs = model.shared().nodes()[node].is_some();
    let has_a = model.shared().owner(HOT) == Some(node);
    let held = Watch::now(model.watch().shared(), scene.moment.now);
    let is_about_values = About::of(scene.moment) == About::Values;
    let (role, words) = match held {
        _ if !runs => (Role::Lost, format!("n{} ✕", node + 1)),
        Some(held) if has_a && is_about_values => {
            (role_of(scene, held.version), format!("A: v{}", held.version))
        }
        _ if scene.flow.lately.nodes[node].asked == 0 => {
            (Role::Quiet, format!("n{}", node + 1))
        }
        _ => (Role::Follower, format!("n{}", node + 1)),
    };
    cache(area, at, role, words)
        .mark(format!("node-{}", node + 1), format!("n{}", node + 1))
}

/// The origin: a door as wide as what it can do, and who waits.
pub fn origin(scene: &Scene) -> Element {
    let (place, model) = (&scene.place, scene.moment.model);
    let capacity = model.settings().capacity_per_s;
    let load = scene.flow.lately.to_origin();
    let waiting = model.origin().station().waiting();
    let is_over = load > capacity;
    let role = if is_over { Role::Lost } else { Role::Follower };
    let middle = place.middle();
    let area = place.around(place.origin, middle, place.widths[2]);
    let done = scene.flow.trunk(place, load.min(capacity));
    let inside_box = (place.origin.0, place.origin.1 - 14.0);
    let done = place.area(inside_box, (done.from, done.from + done.width));
    let done = rectangle(done.at, (done.width, done.height)).class("level");
    let head = format!("Origin: {load}/s of {capacity}");
    let version = model.watch().version();
    let value = match About::of(scene.moment) {
        About::Values => format!("A: v{version}"),
        About::Shares | About::Nodes => format!("{waiting} wait"),
    };
    let below = place.at(place.origin.1, middle + place.widths[2] / 2.0);
    let (head, value) = match place.layout {
        Layout::Wide => (
            title(Point::new(620.0, 14.0), Anchor::End, head),
            word(Point::new(below.x, below.y + 17.0), Anchor::End, role, value),
        ),
        Layout::Narrow => (
            title(Point::new(0.0, 313.0), Anchor::Start, head),
            word(Point::new(340.0, 313.0), Anchor::End, role, value),
        ),
    };
    element("g")
        .child(draw_box(area, role))
        .child(element("g").role(Role::Candidate).child(done))
        .child(door(scene, load, capacity))
        .child(head)
        .child(value)
        .mark("origin", "Origin")
}

/// The door of the origin, and what does not fit through it.
fn door(scene: &Scene, load: u32, capacity: u32) -> Element {
    let place = &scene.place;
    let (all, fits) =
        (scene.flow.trunk(place, load), scene.flow.trunk(place, capacity));
    let (start, left) = (place.origin.0, place.middle() - place.widths[2] / 2.0);
    let right = place.middle() + place.widths[2] / 2.0;
    let posts = [(left, fits.from), (fits.from + fits.width, right)];
    let posts = posts.map(|(from, to)| {
        line(place.at(start, from), place.at(start, to)).class("heavy")
    });
    let excess =
        [(all.from, fits.from), (fits.from + fits.width, all.from + all.width)];
    let excess = excess.into_iter().filter(|(from, to)| to - from > 0.5);
    let excess = excess.map(|across| {
        let area = place.area((start - 40.0, start), across);
        rectangle(area.at, (area.width, area.height)).class("bar-mark")
    });
    element("g")
        .child(element("g").role(Role::Lost).children(excess))
        .child(element("g").role(Role::Follower).children(posts))
}
