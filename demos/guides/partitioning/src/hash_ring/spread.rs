//! The second view: what more virtual nodes buy, measured and in theory.

use super::HashRing;
use super::settings::VNODES;
use models::partitioning::experiments::{
    RingSpread, hottest_theory_ppm, ring_spread, spread_theory_ppm,
};
use stage::parts::chart::Style;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, picture, row};
use stage::{Element, Layout, Moment, Role};

/// Draws the spread and the hottest node for each number of virtual nodes.
pub fn draw(moment: &Moment<'_, HashRing>) -> Element {
    let placement = moment.model;
    let nodes = placement.members().len() as u32;
    let hash = placement.ring().hash();
    let measure = |vnodes| ring_spread(nodes, vnodes, hash.function, 1, hash.seed);
    let measured: Vec<_> = VNODES.iter().map(|v| (*v, measure(*v))).collect();
    let current = moment.settings.vnodes();
    let draw = |curve: Curve| curve.draw(moment.layout, nodes, &measured, current);
    row([spread(), hottest()].map(draw))
}

fn spread() -> Curve {
    Curve {
        title: "Spread: σ / mean of the arcs",
        y: Axis::logarithmic("", (0.01, 3.0))
            .tick(0.01, "0.01")
            .tick(0.03, "0.03")
            .tick(0.1, "0.1")
            .tick(0.3, "0.3")
            .tick(1.0, "1")
            .tick(3.0, "3"),
        of_ring: |ring| ring.spread_mean_ppm,
        theory: spread_theory_ppm,
    }
}

fn hottest() -> Curve {
    Curve {
        title: "Hottest node / mean",
        y: Axis::logarithmic("", (1.0, 8.0))
            .tick(1.0, "1")
            .tick(1.25, "1.25")
            .tick(1.5, "1.5")
            .tick(2.0, "2")
            .tick(3.0, "3")
            .tick(5.0, "5")
            .tick(8.0, "8"),
        of_ring: |ring| ring.hottest_mean_ppm,
        theory: hottest_theory_ppm,
    }
}

/// One figure of rings, for all numbers of virtual nodes.
struct Curve {
    title: &'static str,
    y: Axis,
    of_ring: fn(&RingSpread) -> u32,
    theory: fn(u32, u32) -> u32,
}

impl Curve {
    fn draw(
        self,
        layout: Layout,
        nodes: u32,
        measured: &[(u32, RingSpread)],
        current: u32,
    ) -> Element {
        let size = match layout {
            Layout::Wide => (420, 330),
            Layout::Narrow => (336, 252),
        };
        let series = self.series(nodes, measured, current);
        let x = Axis::logarithmic("virtual nodes per node, V", (1.0, 1_000.0));
        let x = [1_u16, 10, 100, 1_000]
            .into_iter()
            .fold(x, |axis, v| axis.tick(f32::from(v), v.to_string()));
        let chart = Chart {
            at: Point::new(0.0, 26.0),
            size: (size.0 as f32 - 24.0, size.1 as f32 - 28.0),
            x,
            y: self.y,
            series,
        };
        let legend = format!("● this seed's ring of {nodes} nodes, – – in theory");
        let (title_at, legend_at) = (Point::new(4.0, 16.0), Point::new(4.0, 34.0));
        picture(size, self.title)
            .child(label(title_at, Anchor::Start, self.title).class("name"))
            .child(label(legend_at, Anchor::Start, legend).class("state"))
            .child(chart.draw())
    }

    fn series(
        &self,
        nodes: u32,
        measured: &[(u32, RingSpread)],
        current: u32,
    ) -> Vec<Series> {
        let of_ring =
            |(v, ring): &(u32, RingSpread)| point(*v, (self.of_ring)(ring));
        let is_current = |(v, _): &&(u32, RingSpread)| *v == current;
        let in_theory = VNODES.iter().map(|v| point(*v, (self.theory)(nodes, *v)));
        let series = |key: &'static str, role, style, points| Series {
            key: key.into(),
            role,
            style,
            points,
        };
        let rings = measured.iter().map(of_ring).collect();
        let now = measured.iter().filter(is_current).map(of_ring).collect();
        vec![
            series("theory", Role::Theory, Style::Line, in_theory.collect()),
            series("rings", Role::Follower, Style::Points, rings),
            series("now", Role::Chosen, Style::Points, now),
        ]
    }
}

fn point(vnodes: u32, ppm: u32) -> (f32, f32) {
    (vnodes as f32, ppm as f32 / 1_000_000.0)
}
