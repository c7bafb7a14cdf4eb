//! How even the keys lie: figures beside theory, and a bar for each node.

use super::{HashRing, chosen, name, theory};
use crate::figures::{decimal, percent, ratio_ppm, times};
use models::partitioning::placement::Member;
use stage::parts::{Anchor, Bar, Point, bars, label, picture};
use stage::{Element, Layout, Moment, Role, element};

/// Most nodes that get a bar.
const BARS_MAX: usize = 24;
/// Where the bars begin.
const TOP: f32 = 106.0;

/// Draws the figures and the bars.
pub fn draw(moment: &Moment<'_, HashRing>) -> Element {
    let width: u16 = match moment.layout {
        Layout::Wide => 316,
        Layout::Narrow => 336,
    };
    let members = shown(moment.model.members());
    let room = match moment.layout {
        Layout::Wide => 236.0,
        Layout::Narrow => 200.0,
    };
    let row = (room / members.len() as f32).clamp(13.0, 22.0);
    let height = TOP + (row * members.len() as f32).max(room);
    let bars = bars(
        Point::new(0.0, TOP),
        (f32::from(width), row),
        &members.iter().map(|member| bar(moment, member)).collect::<Vec<_>>(),
    );
    let words = "How many keys each node has, on the ring and by modulo";
    picture((width.into(), height as u32 + 2), words)
        .child(figures(moment, f32::from(width)))
        .child(bars)
}

/// The nodes with the most keys, in order of their names.
fn shown(members: &[Member]) -> Vec<Member> {
    let mut shown = members.to_vec();
    while shown.len() > BARS_MAX {
        let keys = |index: &usize| shown[*index].ring_keys;
        let coolest = (0..shown.len()).min_by_key(keys).unwrap_or(0);
        shown.remove(coolest);
    }
    shown
}

fn bar(moment: &Moment<'_, HashRing>, member: &Member) -> Bar {
    let placement = moment.model;
    let keys = placement.keys().len() as u64;
    let nodes = placement.members().len() as u64;
    let most = placement.members().iter().map(|member| member.ring_keys).max();
    // The scale ends at a whole number of means, so that it seldom changes.
    let means = (u64::from(most.unwrap_or(0)) * nodes).div_ceil(keys.max(1)).max(2);
    let thousandths = |n: u64| ratio_ppm(n * nodes, keys * means) / 1_000;
    let weights: u64 =
        placement.members().iter().map(|m| u64::from(m.weight)).sum();
    let fair = keys * u64::from(member.weight) / weights.max(1);
    let is_chosen = chosen(moment) == member.node;
    let name = name(member.node);
    Bar {
        key: name.clone().into(),
        thousandths: thousandths(member.ring_keys.into()),
        rival: Some(thousandths(member.modulo_keys.into())),
        expected: Some(thousandths(fair)),
        value: format!("{} ×", times(super::load_ppm(placement, member))).into(),
        role: if is_chosen { Role::Chosen } else { Role::Follower },
        action: Some((
            format!("pick:{name}").into(),
            format!("{name}: {} keys. Show what it owns", member.ring_keys).into(),
        )),
        name: name.into(),
    }
}

/// The figures as a small table: on the ring, in theory, by modulo.
fn figures(moment: &Moment<'_, HashRing>, width: f32) -> Element {
    let columns = [width - 150.0, width - 74.0, width - 4.0];
    let head = ["ring", "in theory", "modulo"].map(String::from);
    let cells = |y: f32, texts: [String; 3], classes: [&'static str; 3]| {
        let cells = columns.iter().zip(texts).zip(classes);
        let draw = |((x, text), class): ((&f32, String), &'static str)| {
            label(Point::new(*x, y), Anchor::End, text).class(class)
        };
        element("g").children(cells.map(draw))
    };
    let lines = rows(moment).into_iter().zip([38.0, 58.0, 78.0]);
    let lines = lines.map(|((name, texts), y)| {
        let name = label(Point::new(0.0, y), Anchor::Start, name);
        cells(y, texts, ["name", "state", "name"]).child(name)
    });
    let legend = "thick: ring · thin: modulo · dashed: fair share";
    element("g")
        .child(cells(17.0, head, ["state"; 3]))
        .children(lines)
        .child(label(Point::new(0.0, 99.0), Anchor::Start, legend).class("state"))
}

/// What the table says: of the balance, and of the last edit.
fn rows(moment: &Moment<'_, HashRing>) -> [(&'static str, [String; 3]); 3] {
    let placement = moment.model;
    let (ring, modulo) = (placement.ring_balance(), placement.modulo_balance());
    let theory = theory::balance(placement, moment.settings.vnodes());
    let (change, moved) = (placement.change(), theory::moved(moment));
    let known = |figure: Option<u32>, write: fn(u32) -> String| {
        figure.map_or_else(|| "–".to_string(), write)
    };
    let hottest = [
        times(ring.hottest_ppm),
        known(theory.map(|t| t.hottest_ppm), times),
        times(modulo.hottest_ppm),
    ];
    let spread = [
        decimal(ring.spread_ppm),
        known(theory.map(|t| t.spread_ppm), decimal),
        decimal(modulo.spread_ppm),
    ];
    let moved = [
        known(change.map(|c| c.ring_moved_ppm), percent),
        known(moved, percent),
        known(change.map(|c| c.modulo_moved_ppm), percent),
    ];
    [("hottest / fair", hottest), ("σ / mean", spread), ("keys moved", moved)]
}
