//! The hit rates of all policies as bars, and what OPT has as the line that none
//! passes. What a policy has evicted before is red: with all that is red it would
//! have all requests but the first for each key.

use super::picture::Place;
use super::{Eviction, words};
use models::caching::eviction::{Fate, Kind};
use stage::parts::svg::{rectangle, spoken};
use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Moment, Role, element};

/// Draws a row for each policy.
pub fn draw(moment: &Moment<'_, Eviction>, place: &Place) -> Element {
    let best = moment.model.hit_thousandths(Kind::Optimal);
    let rows = Kind::ALL.iter().map(|(kind, ..)| row(moment, place, *kind));
    let limits = place.rate_columns().into_iter().map(|(first, last)| {
        let x = place.rate_x(first, best);
        let [top, bottom] =
            [place.rate(first).y, place.rate(last).y + place.step()];
        line(Point::new(x, top), Point::new(x, bottom - 3.0)).class("expected")
    });
    let rows = element("g").children(rows);
    element("g").class("bars").child(rows).children(limits)
}

fn row(moment: &Moment<'_, Eviction>, place: &Place, kind: Kind) -> Element {
    let (model, row) = (moment.model, kind.place());
    let at = place.rate(row);
    let served = model.served().max(1) as u32;
    let share = |fate| model.cache(kind).count(fate) as u32 * 1_000 / served;
    let hit = share(Fate::Hit);
    let ends = [0, hit, hit + share(Fate::Again)].map(|x| place.rate_x(row, x));
    let bar = |from: f32, to: f32, role| {
        let at = Point::new(from, at.y + 3.0);
        let size = (to - from, place.step() - 7.0);
        rectangle(at, size).class("bar-mark").role(role)
    };
    let base = at.y + place.step() / 2.0 + 4.5;
    let value = words::percent(hit);
    let value_at = Point::new(place.rate_end(row), base);
    let group = element("g").class("bar").key(kind.word());
    pressable(group, place, (kind, &value))
        .child(name(moment, Point::new(ends[0] - 6.0, base), kind))
        .child(bar(ends[0], ends[1], Role::Committed))
        .child(bar(ends[1], ends[2], Role::Lost))
        .text(" ") // or else the name and the value are read as one word
        .child(label(value_at, Anchor::End, value).class("state"))
}

/// A row that shows the cache of its policy when pressed. That of OPT is always
/// there.
fn pressable(
    group: Element,
    place: &Place,
    (kind, value): (Kind, &str),
) -> Element {
    if kind == Kind::Optimal {
        return group;
    }
    let row = kind.place();
    let at = place.rate(row);
    let seen = [kind.name().into(), value.to_string().into()];
    let words = spoken(&[&seen[0], &seen[1]], &"draw its cache".into());
    let size = (place.rate_end(row) - at.x, place.step());
    group
        .pressable(format!("select:{}", kind.word()), words)
        .child(rectangle(at, size).class("hit"))
}

/// The name of a policy: red where it was far behind OPT.
fn name(moment: &Moment<'_, Eviction>, at: Point, kind: Kind) -> Element {
    let name = label(at, Anchor::End, kind.name());
    let is_far = moment.model.far_behind().any(|far| far == kind);
    match (is_far, words::drawn(moment).contains(&kind)) {
        (true, _) => name.class("matter").role(Role::Lost),
        (false, true) => name.class("name"),
        (false, false) => name.class("state"),
    }
}
