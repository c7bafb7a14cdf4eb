//! Calls on their way: from the callers through a breaker to a shard, and back.

use super::picture::{Group, Scene};
use super::{OTHERS, THOUGH_WELL, machine, name, role};
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    ANSWER, Call, Fate, Scope, TIMEOUT,
};
use sim::Micros;
use stage::parts::flow::{draw_box, press_area, title, travel};
use stage::parts::svg::circle;
use stage::parts::{
    Anchor, Area, Dots, Grid, Patience, Point, Side, draw_client, label, line,
    text_width,
};
use stage::{Element, Layout, Role, element};

/// How long a dot takes from callers to the breaker, and from there to a shard; in
/// the model no time passes.
const WAY: Micros = Micros::from_millis(250);
/// The size of a call.
const DOT: f32 = 9.0;
/// From one call in a shard to the next.
pub const GROUP_PITCH: f32 = 21.0;
/// The size of a breaker.
const GATE: (f32, f32) = (66.0, 52.0);

/// Draws callers, breakers, shards and calls.
pub fn draw(scene: &Scene) -> Element {
    let rows = scene.groups.iter().map(|group| row(scene, *group));
    let mut dots = Dots::new(DOT);
    let mut held = Vec::new();
    for group in &scene.groups {
        let places = callers(scene, *group).places() as u64 * scene.sample.each;
        let all = of_group(scene, *group).count() as u64;
        // What became of a call is seen until its place is that of a later one.
        let old = all.saturating_sub(places);
        for (number, call) in (0..).zip(of_group(scene, *group)).skip(old as usize)
        {
            put(scene, *group, (number, call), &mut dots, &mut held);
        }
    }
    element("g")
        .child(wires(scene))
        .child(all_callers(scene))
        .children(rows)
        .children(held)
        .child(dots.draw())
        .child(gates(scene))
}

/// The calls for a group of shards.
fn of_group<'a>(
    scene: &'a Scene<'a>,
    group: Group,
) -> impl Iterator<Item = Call> + 'a {
    let last = scene.moment.settings.shards() - 1;
    let calls = scene.moment.model.calls();
    calls.filter(move |call| (call.shard == last) == group.is_last)
}

/// Where calls of a group leave, and come back to.
fn callers(scene: &Scene, group: Group) -> Grid {
    let at = Point::new(0.0, group.y - group.height / 2.0 + 3.0);
    let (width, height) = (scene.place.callers, group.height - 5.9);
    Grid { area: Area { at, width, height }, pitch: 13.0, from: Side::Left }
}

fn shard(scene: &Scene, group: Group) -> Area {
    let (left, width) = scene.place.shards;
    let at = Point::new(left, group.y - group.height / 2.0);
    Area { at, width, height: group.height }
}

/// The middle of the breaker that a group is guarded by.
fn gate(scene: &Scene, group: Group) -> Point {
    let y = match scene.moment.settings.scope() {
        Scope::Service => middle(scene),
        Scope::Shard | Scope::Nothing => group.y,
    };
    Point::new(scene.place.gate, y)
}

fn middle(scene: &Scene) -> f32 {
    let sum: f32 = scene.groups.iter().map(|group| group.y).sum();
    sum / scene.groups.len() as f32
}

/// Where calls come from: one mark, as each of the callers may call any shard.
fn all_callers(scene: &Scene) -> Element {
    let heads = scene.groups.iter().map(|group| {
        let name = scene.name(*group);
        let head = match scene.moment.layout {
            Layout::Wide => format!("Calls for {name}"),
            Layout::Narrow => format!("For {name}"),
        };
        let top = group.y - group.height / 2.0 - 8.0;
        title(Point::new(0.0, top), Anchor::Start, head)
    });
    let areas = scene.groups.iter().map(|group| callers(scene, *group).area);
    let area =
        areas.reduce(|all, area| Area { height: area.end().y - all.at.y, ..all });
    element("g")
        .children(area.map(press_area))
        .children(heads)
        .mark("callers", "Callers")
}

/// What the callers of a group got, and its shards.
fn row(scene: &Scene, group: Group) -> Element {
    let name = scene.name(group);
    let [well, sick] = scene.moment.model.tallies();
    let top = group.y - group.height / 2.0 - 8.0;
    let (role, words) = match group.is_last {
        false if well.refused > 0 => {
            (Role::Lost, format!("{} {THOUGH_WELL}", well.refused))
        }
        false => (Role::Quiet, String::new()),
        true if sick.timed_out > 0 => {
            (Role::Doubt, format!("{} timed out", sick.timed_out))
        }
        true => (Role::Quiet, String::new()),
    };
    let x = match scene.moment.layout {
        Layout::Wide => 74.0,
        Layout::Narrow => 34.0,
    };
    let x = x + text_width(&name) * 1.2 + 4.0;
    let count = label(Point::new(x, top), Anchor::Start, words);
    let count = count.class("word halo");
    element("g")
        .child(element("g").role(role).child(count))
        .child(draw_shard(scene, group))
}

fn draw_shard(scene: &Scene, group: Group) -> Element {
    let name = scene.name(group);
    let is_sick = group.is_last && scene.moment.model.is_sick();
    let (role, health) = match is_sick {
        true => (Role::Lost, "dead"),
        false => (Role::Committed, "well"),
    };
    let area = shard(scene, group);
    let head = Point::new(area.end().x, area.at.y - 8.0);
    let words = format!("Shard {name}: {health}");
    let idle = is_cut_off(scene, group).then(|| {
        let at = Point::new(area.middle().x, area.middle().y + 5.0);
        let words = label(at, Anchor::Middle, "gets no calls");
        element("g").role(Role::Lost).child(words.class("word halo"))
    });
    let drawn = draw_box(area, role)
        .child(title(head, Anchor::End, words.clone()))
        .children(idle);
    match group.is_last {
        true => drawn.mark("shard", words),
        false => drawn,
    }
}

/// What calls go along.
fn wires(scene: &Scene) -> Element {
    let wires = scene.groups.iter().map(|group| {
        let gate = gate(scene, *group);
        let from = Point::new(scene.place.callers + 4.0, group.y);
        let to = Point::new(scene.place.shards.0 - 2.0, group.y);
        let out = line(from, gate).class("link");
        let on = line(gate, to).class("link");
        let is_open = matches!(state(scene, *group), Some(State::Open { .. }));
        let on = if is_open { on.role(Role::Lost) } else { on };
        element("g").child(out).child(on)
    });
    element("g").children(wires)
}

/// What the breaker of a group does, if it has one.
fn state(scene: &Scene, group: Group) -> Option<State> {
    let state = scene.moment.model.breaker()?.state();
    // Who is well never fails, so that its own breaker stays closed.
    Some(match scene.moment.settings.scope() {
        Scope::Shard if !group.is_last => State::Closed,
        Scope::Shard | Scope::Service | Scope::Nothing => state,
    })
}

/// Whether healthy shards get no calls, for what another one has done.
fn is_cut_off(scene: &Scene, group: Group) -> bool {
    !group.is_last && matches!(state(scene, group), Some(State::Open { .. }))
}

/// The breakers: one for all, one for each group, or none.
fn gates(scene: &Scene) -> Element {
    let one = |group: &Group| {
        let state = state(scene, *group)?;
        let (id, words) = match group.is_last {
            true => ("breaker", machine::whose(scene.moment.settings)),
            false => (OTHERS, format!("Breaker of {}", scene.name(*group))),
        };
        Some(draw_gate(gate(scene, *group), state).mark(id, words))
    };
    let is_each = scene.moment.settings.scope() == Scope::Shard;
    let groups = scene.groups.iter().filter(|group| group.is_last || is_each);
    element("g").children(groups.filter_map(one))
}

/// A breaker as the switch that it is named after: closed, it conducts.
fn draw_gate(at: Point, state: State) -> Element {
    let area = Area::around(at, GATE);
    let rise = match state {
        State::Closed => 0.0,
        State::HalfOpen { .. } => 8.0,
        State::Open { .. } => 19.0,
    };
    let y = at.y + 6.0;
    let [left, right] = [-17.0, 17.0].map(|x| Point::new(at.x + x, y));
    let tip = Point::new(right.x - rise / 4.0, y - rise);
    let above = Point::new(at.x, area.at.y - 6.0);
    let word = label(above, Anchor::Middle, name(state)).class("word halo");
    draw_box(area, role(state))
        .child(line(Point::new(area.at.x, y), left).class("lever"))
        .child(line(right, Point::new(area.end().x, y)).class("lever"))
        .child(line(left, tip).class("lever"))
        .child(circle(left, 2.6).class("done"))
        .child(circle(right, 2.6).class("done"))
        .child(word)
}

/// Puts a call where it is now.
fn put(
    scene: &Scene,
    group: Group,
    (number, call): (u64, Call),
    dots: &mut Dots,
    held: &mut Vec<Element>,
) {
    let now = scene.moment.now;
    let (home, area, gate) =
        (callers(scene, group), shard(scene, group), gate(scene, group));
    let Some(slot) = scene.sample.place(number, home.places()) else { return };
    let back = home.place(slot);
    let door = Point::new(scene.place.callers + 4.0, group.y);
    let look = if call.is_trial { Role::Candidate } else { Role::Follower };
    let at_gate = call.at + WAY;
    if let Some(at) = travel((door, gate), (call.at, WAY), now) {
        return dots.put(look, at);
    }
    let at_shard = at_gate + WAY;
    let (role, from, ends) = match call.fate {
        Fate::Refused => (Role::Lost, gate, at_gate),
        Fate::Answered => (Role::Committed, area.middle(), at_shard + ANSWER),
        Fate::TimedOut => (Role::Doubt, area.middle(), call.at + TIMEOUT),
        Fate::Pending => (look, area.middle(), Micros::MAX),
    };
    let seat = seat(scene, area, number);
    let from = if call.fate == Fate::Refused { gate } else { seat.unwrap_or(from) };
    if let Some(at) = travel((from, back), (ends, WAY), now) {
        dots.put(role, at);
    } else if now >= ends {
        dots.put(role, back);
    } else if let Some(at) = travel((gate, from), (at_gate, WAY), now) {
        dots.put(look, at);
    } else if call.fate != Fate::Refused {
        let used = now.since(call.at).get() * 1_000 / TIMEOUT.get();
        held.push(draw_client(
            from,
            Patience::Waits { number: 1, used: used as u32 },
        ));
        dots.put(look, from);
    }
}

/// Where a call is held in a shard.
fn seat(scene: &Scene, area: Area, number: u64) -> Option<Point> {
    let inside = Area {
        at: Point::new(area.at.x + 4.0, area.at.y - 1.0),
        width: area.width - 7.9,
        height: area.height + 2.1,
    };
    let grid = Grid { area: inside, pitch: GROUP_PITCH, from: Side::Left };
    let slot = scene.sample.place(number, grid.places())?;
    Some(grid.place(slot))
}
