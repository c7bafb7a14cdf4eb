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
    element("g").class("bars").children(rows).children(limits)
}

fn row(moment: &Moment<'_, Eviction>, place: &Place, kind: Kind) -> Element {
    let model = moment.model;
    let row = kind.place();
    let at = place.rate(row);
    let cache = model.cache(kind);
    let served = model.served().max(1) as u32;
    let share = |fate| cache.count(fate) as u32 * 1_000 / served;
    let hit = share(Fate::Hit);
    let ends = [0, hit, hit + share(Fate::Again)].map(|x| place.rate_x(row, x));
    let bar = |from: f32, to: f32, role| {
        let at = Point::new(from, at.y + 3.0);
        rectangle(at, (to - from, place.step() - 7.0)).class("bar-mark").role(role)
    };
    let base = at.y + place.step() / 2.0 + 4.5;
    let name = label(Point::new(ends[0] - 6.0, base), Anchor::End, kind.name());
    let value = words::percent(hit);
    let value_at = Point::new(place.rate_end(row), base);
    let shown = label(value_at, Anchor::End, value.clone()).class("state");
    let is_drawn = words::drawn(moment).contains(&kind);
    let is_far = model.far_behind().any(|far| far == kind);
    let name = match (is_far, is_drawn) {
        (true, _) => name.class("matter").role(Role::Lost),
        (false, true) => name.class("name"),
        (false, false) => name.class("state"),
    };
    let group = element("g").class("bar").key(kind.word());
    let group = match kind {
        Kind::Optimal => group,
        _ => {
            let seen = [kind.name().into(), value.into()];
            let seen = [&seen[0], &seen[1]];
            let words = spoken(&seen, &"draw its cache".into());
            let width = place.rate_end(row) - at.x;
            group
                .pressable(format!("select:{}", kind.word()), words)
                .child(rectangle(at, (width, place.step())).class("hit"))
        }
    };
    group
        .child(name)
        .child(bar(ends[0], ends[1], Role::Committed))
        .child(bar(ends[1], ends[2], Role::Lost))
        .text(" ") // or else the name and the value are read as one word
        .child(shown)
}
