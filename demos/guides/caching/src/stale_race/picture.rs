//! The lanes with their steps, how it ends, and below them all orders.

use super::lanes::role_of;
use super::place::{Lane, Place};
use super::{StaleRace, lanes, orders, steps, words};
use models::caching::stale_race::{End, Race, Step};
use stage::parts::{Anchor, Point, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Draws a moment.
pub fn draw(moment: &Moment<'_, StaleRace>) -> Element {
    let place = Place::of(moment);
    let (size, tiles) = match place.layout {
        Layout::Wide => ((620, 288), Point::new(2.0, 224.0)),
        Layout::Narrow => ((340, 522), Point::new(2.0, 404.0)),
    };
    let words =
        format!("The steps in the order {}", words::order(place.race.order()));
    let lanes = element("g")
        .class("lines drawn-on")
        .child(lanes::draw(&place))
        .children((!place.race.is_done()).then(|| lanes::draw_now(&place)))
        .child(steps::draw(&place));
    picture(size, words)
        .child(lanes)
        .children(draw_result(&place))
        .child(orders::draw(&place, tiles))
}

/// Whether writers set what they wrote.
fn sets(race: &Race) -> bool {
    race.order().iter().any(|step| step.step == Step::Set)
}

/// What the cache has in the end, against the database.
fn draw_result(place: &Place) -> Vec<Element> {
    let race = place.race;
    if !race.is_done() {
        return Vec::new();
    }
    let (end, database) = (race.world().end(), race.world().database());
    let role = match end {
        End::Deleted => Role::Follower,
        End::New => Role::Committed,
        End::Stale => Role::Lost,
    };
    let says = match end {
        // With two writers that set, it is the last one that is missing.
        End::Stale if sets(race) => "not set again".into(),
        End::Stale => "nobody deletes it".into(),
        End::New => "as the database".into(),
        End::Deleted => format!("next read: {database}"),
    };
    let result = |lane, role, word: String| {
        let at = place.at(place.lane(lane), place.end());
        let (at, anchor) = match place.layout {
            Layout::Wide => (Point::new(at.x + 10.0, at.y + 1.0), Anchor::Start),
            Layout::Narrow => (Point::new(at.x, at.y + 18.0), Anchor::Middle),
        };
        let word = label(at, anchor, word).class("word");
        element("g").role(role).child(word)
    };
    let at = place.at(place.lane(Lane::Cache), place.end());
    let (at, anchor) = match place.layout {
        Layout::Wide => (Point::new(at.x + 10.0, at.y + 17.0), Anchor::Start),
        Layout::Narrow => (Point::new(at.x, at.y + 35.0), Anchor::Middle),
    };
    vec![
        result(Lane::Cache, role, words::end(end).into()),
        result(Lane::Database, role_of(database), database.to_string()),
        label(at, anchor, says).class("state"),
    ]
}
