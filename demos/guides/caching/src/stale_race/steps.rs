//! The steps as chips on the lanes of those who take them, and what they send.

use super::lanes::role_of;
use super::place::{BEFORE, Lane, Place};
use super::words;
use models::caching::stale_race::{Actor, Deed, Move, Step};
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Area, Point, label, path};
use stage::{Element, Layout, Role, element};

/// How long before its end a read reaches what it reads.
const READ_AT: f32 = 0.38;

/// Draws all steps.
pub fn draw(place: &Place) -> Element {
    let steps = place.race.order().iter().enumerate();
    let arrows = steps.clone().flat_map(|(index, step)| {
        place.race.deed(index).map(|deed| draw_way(place, index, *step, deed))
    });
    let chips = steps.map(|(index, step)| draw_chip(place, index, *step));
    element("g")
        .child(element("g").class("flights").children(arrows))
        .child(element("g").class("operations").children(chips))
}

fn draw_chip(place: &Place, index: usize, step: Move) -> Element {
    let begins = index as f32 + 1.0 - BEFORE;
    let lane = place.lane(Lane::Actor(step.actor));
    let at = place.at(lane, begins);
    let role = match (index < place.race.taken().len(), begins <= place.now) {
        (true, _) => Role::Follower,
        (false, true) => Role::Chosen,
        (false, false) => Role::Quiet,
    };
    let area = Area::around(at, (26.0, 24.0));
    let name = step.to_string();
    let (who, does) = (words::actor(step.actor), words::does(step.step));
    let words = format!("{name}, {who} {does}");
    let text = Point::new(at.x, at.y + 4.5);
    let mark = element("g")
        .class("operation")
        .role(role)
        .child(rectangle(area.at, (26.0, 24.0)).attr("rx", 6u32).class("mark"))
        .child(label(text, Anchor::Middle, name.clone()).class("name inside"))
        .mark(name.clone(), words)
        .attr("data-grip", name);
    let is_first = lane == 0.0;
    let (right, down, anchor) = match (place.layout, is_first) {
        (Layout::Wide, true) => (0.0, -15.0, Anchor::Middle),
        (Layout::Wide, false) => (0.0, 24.0, Anchor::Middle),
        (Layout::Narrow, true) => (-17.0, 4.5, Anchor::End),
        (Layout::Narrow, false) => (17.0, 4.5, Anchor::Start),
    };
    // Between other lanes there is no room for a word.
    let is_outside = is_first || lane as usize + 1 == place.lanes.len();
    let word = is_outside.then(|| {
        let word = Point::new(at.x + right, at.y + down);
        label(word, anchor, step.step.verb()).class("state halo")
    });
    element("g").child(mark).children(word)
}

/// Through which lanes a step goes, and when.
fn way(place: &Place, index: usize, step: Move, deed: Deed) -> Vec<(f32, f32)> {
    let ends = index as f32 + 1.0;
    let begins = ends - BEFORE;
    let own = place.lane(Lane::Actor(step.actor));
    let to = |lane| vec![(own, begins), (place.lane(lane), ends)];
    match (step.step, deed) {
        (Step::Read, Deed::Hit(_)) => {
            let cache = place.lane(Lane::Cache);
            vec![(own, begins), (cache, ends - READ_AT), (own, ends)]
        }
        (Step::Read, _) => {
            let follower = Lane::Actor(Actor::Follower);
            let is_read = place.lanes.contains(&follower);
            let read = if is_read { follower } else { Lane::Database };
            let read = place.lane(read);
            vec![(own, begins), (read, ends - READ_AT), (own, ends)]
        }
        (_, Deed::Idle) => Vec::new(),
        (Step::Fill | Step::Delete | Step::Set, _) => to(Lane::Cache),
        (Step::Write, _) => to(Lane::Database),
        (Step::Apply, _) => {
            vec![(place.lane(Lane::Database), begins), (own, ends)]
        }
    }
}

/// What a step brings, in its colour.
const fn carries(deed: Deed) -> Role {
    match deed {
        Deed::Missed(value, _)
        | Deed::Hit(value)
        | Deed::Stored(value)
        | Deed::Refused(value, _)
        | Deed::Wrote(value)
        | Deed::Applied(value) => role_of(value),
        Deed::Deleted(..) | Deed::Idle => Role::Follower,
    }
}

fn draw_way(place: &Place, index: usize, step: Move, deed: Deed) -> Element {
    let way = way(place, index, step, deed);
    let mut points: Vec<Point> = Vec::new();
    let mut is_there = true;
    for (place_of, (lane, when)) in way.iter().enumerate() {
        if *when <= place.now {
            points.push(place.at(*lane, *when));
        } else {
            // As far as it has come.
            let (from, began) = way[place_of.saturating_sub(1)];
            if place_of > 0 && began < place.now {
                let share = (place.now - began) / (when - began);
                let lane = from + (lane - from) * share;
                points.push(place.at(lane, place.now));
            }
            is_there = false;
            break;
        }
    }
    let group = element("g").class("flight").role(carries(deed));
    let [.., before, end] = points[..] else { return group };
    let tip = match is_there {
        true => {
            let tip = end.step(before, 12.0);
            if let Some(last) = points.last_mut() {
                *last = tip.step(before, 7.0);
            }
            head(before, tip)
        }
        false => circle(end, 5.0).class("dot"),
    };
    let miss = matches!(deed, Deed::Missed(..)) && index < place.race.taken().len();
    let miss = miss.then(|| draw_miss(place, &way));
    group.child(path(points)).child(tip).children(miss)
}

fn head(from: Point, tip: Point) -> Element {
    let neck = tip.step(from, 9.0);
    let length = from.distance(tip).max(1.0);
    let (x, y) = ((tip.x - from.x) / length, (tip.y - from.y) / length);
    let wing = |side: f32| Point::new(neck.x - y * side, neck.y + x * side);
    path([tip, wing(4.5), wing(-4.5), tip]).class("head")
}

/// That the cache had nothing, between the way there and the way back.
fn draw_miss(place: &Place, way: &[(f32, f32)]) -> Element {
    let (own, begins) = way[0];
    let (read, _) = way[1];
    let (_, ends) = way[2];
    let lane = own + (read - own) * 0.36;
    let at = place.at(lane, (begins + ends) / 2.0 + 0.02 * (ends - begins));
    let at = Point::new(at.x, at.y + 4.5);
    label(at, Anchor::Middle, "miss").class("state halo")
}
