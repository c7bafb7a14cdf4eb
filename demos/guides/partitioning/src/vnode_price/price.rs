//! The second view: what more virtual nodes buy, and what they cost.

use super::VnodePrice;
use super::settings::VNODES;
use crate::figures::{marked, ratio_ppm};
use models::partitioning::ReplicatedRing;
use models::partitioning::experiments::spread_theory_ppm;
use models::partitioning::replica_sets::{self, pairs_theory_ppm};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, picture, row};
use stage::{Element, Layout, Moment, Role};

/// Draws the spread and the pairs that break a quorum, over virtual nodes.
pub fn draw(moment: &Moment<'_, VnodePrice>) -> Element {
    let settings = moment.settings.of_model();
    let (nodes, replicas) = (settings.nodes, settings.replicas);
    let seed = moment.model.seed();
    let measure = |vnodes: &u32| {
        let settings =
            replica_sets::Settings { vnodes: *vnodes, ..settings.clone() };
        let (broken, pairs) = ReplicatedRing::new(&settings, seed).pairs();
        (*vnodes, ratio_ppm(broken.into(), pairs.into()))
    };
    let spread = VNODES.iter().map(|v| (*v, spread_theory_ppm(nodes, *v)));
    let pairs = VNODES.iter().map(|v| (*v, pairs_theory_ppm(nodes, *v, replicas)));
    let bought = &[(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (1.0, "1")];
    let paid = &[
        (0.0, "0 %"),
        (0.25, "25 %"),
        (0.5, "50 %"),
        (0.75, "75 %"),
        (1.0, "100 %"),
    ];
    row([
        curve(
            moment,
            "Bought: a smaller spread, σ / mean",
            bought,
            spread.collect(),
            Vec::new(),
        ),
        curve(
            moment,
            "Paid: pairs that break a quorum",
            paid,
            pairs.collect(),
            VNODES.iter().map(measure).collect(),
        ),
    ])
}

/// One chart: theory, and what this seed's rings have, the present one marked.
fn curve(
    moment: &Moment<'_, VnodePrice>,
    title: &'static str,
    ticks: &[(f32, &'static str)],
    theory: Vec<(u32, u32)>,
    measured: Vec<(u32, u32)>,
) -> Element {
    let size = match moment.layout {
        Layout::Wide => (308, 300),
        Layout::Narrow => (336, 250),
    };
    let x = marked(
        Axis::logarithmic("virtual nodes per node, V", (1.0, 256.0)),
        &[(1.0, "1"), (4.0, "4"), (16.0, "16"), (64.0, "64"), (256.0, "256")],
    );
    let y = marked(Axis::linear("", (0.0, 1.0)), ticks);
    let now = moment.settings.of_model().vnodes;
    let of = |points: &[(u32, u32)], only: Option<u32>| {
        let points = points.iter().filter(|(v, _)| only.is_none_or(|o| o == *v));
        points.map(|(v, ppm)| (*v as f32, *ppm as f32 / 1_000_000.0)).collect()
    };
    let series = |key: &'static str, role, style, points| Series {
        key: key.into(),
        role,
        style,
        points,
    };
    let shown = if measured.is_empty() { &theory } else { &measured };
    let series = vec![
        series("theory", Role::Theory, Style::Line, of(&theory, None)),
        series("rings", Role::Follower, Style::Points, of(&measured, None)),
        series("now", Role::Chosen, Style::Points, of(shown, Some(now))),
    ];
    let chart = Chart {
        at: Point::new(0.0, 26.0),
        size: (size.0 as f32 - 12.0, size.1 as f32 - 28.0),
        x,
        y,
        series,
    };
    let legend = match measured.is_empty() {
        true => "– – in theory",
        false => "● rings of this seed, – – in theory",
    };
    picture(size, title)
        .child(label(Point::new(4.0, 16.0), Anchor::Start, title).class("name"))
        .child(label(Point::new(4.0, 34.0), Anchor::Start, legend).class("state"))
        .child(chart.draw())
}
