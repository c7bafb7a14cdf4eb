//! What the cache and the database have at each moment, and what actors have in
//! hand.

use super::marks::FIELD;
use super::place::{BEFORE, Lane, Place};
use super::words;
use models::caching::stale_race::{
    Actor, Deed, Slot, Step, Taken, Token, Version, World,
};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Area, Point, label, line, lines};
use stage::{Element, Layout, Role, element};

/// The colour of a version.
pub const fn role_of(version: Version) -> Role {
    match version.0 {
        1 => Role::Candidate,
        2 => Role::Leader,
        _ => Role::Committed,
    }
}

/// Draws all lanes up to now.
pub fn draw(place: &Place) -> Element {
    let names = place.lanes.iter().map(|lane| draw_name(place, *lane));
    let axes = (0..place.lanes.len()).map(|lane| {
        let lane = lane as f32;
        (place.at(lane, 0.0), place.at(lane, place.end()))
    });
    let axes = element("g").class("lane").child(lines(axes).class("axis"));
    let bands = place.lanes.iter().flat_map(|lane| draw_bands(place, *lane));
    let bands: Vec<_> = bands.collect();
    let taken = place.race.taken().iter().enumerate();
    let ends = taken.filter_map(|(index, taken)| draw_end(place, index, taken));
    let ends: Vec<_> = ends.collect();
    let field = place.field();
    let field = rectangle(
        Point::new(field.at.x - 12.0, field.at.y - 12.0),
        (field.width + 24.0, field.height + 24.0),
    );
    element("g")
        .child(field.class("grip").attr("data-grip", FIELD))
        .child(element("g").children(names))
        .child(axes)
        .child(element("g").class("lanes flights").children(bands))
        .children(draw_stale(place))
        .child(element("g").class("flights").children(ends))
}

fn draw_name(place: &Place, lane: Lane) -> Element {
    let name = match lane {
        Lane::Actor(actor) => words::actor(actor),
        Lane::Cache => "Cache",
        Lane::Database => "Database",
    };
    let start = place.at(place.lane(lane), 0.0);
    match place.layout {
        Layout::Wide => {
            let at = Point::new(2.0, start.y + 4.5);
            label(at, Anchor::Start, name).class("name")
        }
        Layout::Narrow => {
            let at = Point::new(start.x, start.y - 14.0);
            label(at, Anchor::Middle, name).class("state")
        }
    }
}

/// What a lane has, and how that is drawn.
fn content(world: &World, lane: Lane) -> Option<(Role, String)> {
    let value = |version: Version| (role_of(version), version.to_string());
    match lane {
        Lane::Database => Some(value(world.database())),
        Lane::Actor(Actor::Follower) => Some(value(world.follower())),
        Lane::Actor(Actor::Reader(_) | Actor::Writer(_)) => None,
        Lane::Cache => match (world.cache().slot(), world.cache().valid()) {
            (Slot::Value(version), _) => Some(value(version)),
            (Slot::Marker(version), _) => {
                Some((Role::Doubt, format!("marker {version}")))
            }
            (Slot::Empty, Some(Token(token))) => {
                Some((Role::Doubt, format!("token {token}")))
            }
            (Slot::Empty, None) => None,
        },
    }
}

fn draw_bands(place: &Place, lane: Lane) -> Vec<Element> {
    let (thick, in_hand) = place.thick();
    let last = place.race.taken().len();
    let mut bands = Vec::new();
    let mut from = 0;
    for step in 0..=last {
        let now = content(place.race.after(step), lane);
        let next = (step < last).then(|| content(place.race.after(step + 1), lane));
        if next.as_ref() == Some(&now) {
            continue;
        }
        let to = if step == last { place.now } else { step as f32 + 1.0 };
        if let Some((role, text)) = now {
            let area = place.band(lane, (from as f32, to), thick);
            bands.push(draw_band(place, area, role, text));
        }
        from = step + 1;
    }
    let hand = match lane {
        Lane::Actor(actor) => hand(place, actor),
        Lane::Cache | Lane::Database => None,
    };
    bands.extend(hand.map(|(version, span)| {
        let area = place.band(lane, span, in_hand);
        draw_band(place, area, role_of(version), version.to_string())
    }));
    bands
}

/// What an actor has in hand until it stores it, and from when to when.
fn hand(place: &Place, actor: Actor) -> Option<(Version, (f32, f32))> {
    let race = place.race;
    let find = |steps: [Step; 2]| {
        let mut order = race.order().iter();
        order.position(|one| one.actor == actor && steps.contains(&one.step))
    };
    let got = find([Step::Read, Step::Write])?;
    let stores = find([Step::Fill, Step::Set])?;
    let version = match race.taken().get(got)?.deed {
        Deed::Missed(value, _) | Deed::Hit(value) | Deed::Wrote(value) => value,
        Deed::Stored(_)
        | Deed::Refused(..)
        | Deed::Idle
        | Deed::Deleted(..)
        | Deed::Applied(_) => return None,
    };
    let until = place.now.min(stores as f32 + 1.0 - BEFORE);
    Some((version, (got as f32 + 1.0, until)))
}

fn draw_band(place: &Place, area: Area, role: Role, text: String) -> Element {
    // What is no value is longer, and may have a cross at its start.
    let indent = if role == Role::Doubt { 10.0 } else { 4.0 };
    let (at, anchor) = match place.layout {
        Layout::Wide => {
            let down = area.middle().y + 4.5;
            (Point::new(area.at.x + indent, down), Anchor::Start)
        }
        Layout::Narrow => {
            let down = area.at.y + indent + 8.5;
            (Point::new(area.middle().x, down), Anchor::Middle)
        }
    };
    let mark = rectangle(area.at, (area.width, area.height)).attr("rx", 3u32);
    element("g")
        .class("stretch")
        .role(role)
        .child(mark.class("mark"))
        .child(label(at, anchor, text).class("inside halo"))
}

/// A frame around what the cache has, where it is older than the database.
fn draw_stale(place: &Place) -> Vec<Element> {
    let last = place.race.taken().len();
    let mut spans: Vec<(f32, f32)> = Vec::new();
    for step in (0..=last).filter(|step| place.race.after(*step).is_stale()) {
        let from = step as f32;
        let to = if step == last { place.now } else { from + 1.0 };
        match spans.last_mut().filter(|(_, end)| *end == from) {
            Some((_, end)) => *end = to,
            None => spans.push((from, to)),
        }
    }
    let frame = |span| {
        let area = place.band(Lane::Cache, span, place.thick().0);
        let area =
            Area::around(area.middle(), (area.width + 5.0, area.height + 5.0));
        let frame = rectangle(area.at, (area.width, area.height));
        frame.attr("rx", 5u32).class("blamed")
    };
    spans.into_iter().map(frame).collect()
}

/// What a step took away or was refused: in words, how these look, and what a cross
/// stands for.
fn ending(taken: &Taken) -> Option<(String, &'static str, Role)> {
    let lost = |word: String, class| Some((word, class, Role::Lost));
    // A marker has words of its own.
    let is_marked = matches!(taken.after.cache().slot(), Slot::Marker(_));
    match taken.deed {
        Deed::Deleted(Some(_), _) if is_marked => lost(String::new(), "state"),
        Deed::Deleted(Some(value), _) => lost(value.to_string(), "inside struck"),
        Deed::Deleted(None, Some(Token(token))) => {
            lost(format!("token {token}"), "inside struck")
        }
        Deed::Deleted(None, None) if !is_marked => {
            Some(("was empty".into(), "state halo", Role::Follower))
        }
        Deed::Refused(..) => lost("refused".into(), "news says-lost halo"),
        Deed::Deleted(None, None)
        | Deed::Missed(..)
        | Deed::Hit(_)
        | Deed::Stored(_)
        | Deed::Idle
        | Deed::Wrote(_)
        | Deed::Applied(_) => None,
    }
}

/// A cross in the cache's lane where something ended, and a word.
fn draw_end(place: &Place, index: usize, taken: &Taken) -> Option<Element> {
    let (text, class, role) = ending(taken)?;
    let at = place.at(place.lane(Lane::Cache), index as f32 + 1.0);
    let corner = |x: f32, y: f32| Point::new(at.x + x, at.y + y);
    let (word, anchor) = match (place.layout, role) {
        (Layout::Narrow, _) => (corner(0.0, 18.0), Anchor::Middle),
        (Layout::Wide, Role::Lost) => (corner(9.0, 4.5), Anchor::Start),
        // Who reads next passes where the others have their word.
        (Layout::Wide, _) => (corner(0.0, -10.0), Anchor::Middle),
    };
    let cross = lines([
        (corner(-5.0, -5.0), corner(5.0, 5.0)),
        (corner(5.0, -5.0), corner(-5.0, 5.0)),
    ]);
    let word = (!text.is_empty()).then(|| label(word, anchor, text).class(class));
    Some(element("g").role(role).child(cross.class("cross")).children(word))
}

/// Where the run stands.
pub fn draw_now(place: &Place) -> Element {
    let last = (place.lanes.len() - 1) as f32;
    line(place.at(-0.3, place.now), place.at(last + 0.3, place.now)).class("now")
}
