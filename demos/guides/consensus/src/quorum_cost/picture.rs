//! One decision, message by message; beside it the number of messages as the
//! cluster grows.

use super::{FEWEST, MOST, QuorumCost, name};
use models::consensus::quorum_cost::{Protocol, delays, hops};
use stage::parts::chart::Style;
use stage::parts::svg::circle;
use stage::parts::{Anchor, Axis, Chart, Point, Series, label, line, picture, row};
use stage::{Element, Moment, Role, element};

/// What the chart has a curve for: Multi-Paxos has that of Raft.
pub const CURVES: [Protocol; 3] = [Protocol::Paxos, Protocol::Raft, Protocol::Pbft];

/// The size of the message diagram.
const DIAGRAM: (u32, u32) = (300, 310);
/// The size of the chart.
const CHART: (u32, u32) = (320, 310);

/// Draws a moment.
pub fn draw(moment: &Moment<'_, QuorumCost>) -> Element {
    row([diagram(moment), chart(moment)])
}

/// A line for each server, time to the right, a line for each message.
fn diagram(moment: &Moment<'_, QuorumCost>) -> Element {
    let (protocol, n) = (moment.settings.protocol(), moment.settings.servers);
    let hops = hops(protocol, n);
    let steps = delays(&hops).max(1);
    let pitch = 220.0 / (n - 1) as f32;
    let place = |server: u32, step: u32| {
        let across = 246.0 / steps as f32 * step as f32;
        Point::new(34.0 + across, 56.0 + pitch * server as f32)
    };
    let lanes = (0..n).map(|server| {
        let name_at = Point::new(0.0, place(server, 0).y + 4.5);
        element("g")
            .class("lane")
            .child(line(place(server, 0), place(server, steps)).class("axis"))
            .child(label(name_at, Anchor::Start, format!("S{}", server + 1)))
    });
    let messages = hops.iter().map(|hop| {
        let (from, to) = (place(hop.from, hop.step), place(hop.to, hop.step + 1));
        let role = if hop.from == 0 { Role::Leader } else { Role::Follower };
        element("g")
            .class("message")
            .role(role)
            .child(line(from, to.step(from, 3.0)).class("trail"))
            .child(circle(to, 2.5).class("mark"))
    });
    let title = format!("{}: {} messages", name(protocol), hops.len());
    let words = format!("{title}, {steps} delays");
    let below = format!("{steps} one-way delays →");
    picture(DIAGRAM, words)
        .class("space-time")
        .child(label(Point::new(0.0, 16.0), Anchor::Start, title).class("name"))
        .child(label(Point::new(0.0, 35.0), Anchor::Start, below).class("state"))
        .child(element("g").children(lanes))
        .child(element("g").children(messages))
}

fn chart(moment: &Moment<'_, QuorumCost>) -> Element {
    let (protocol, n) = (moment.settings.protocol(), moment.settings.servers);
    let x = Axis::linear("servers, n", (FEWEST as f32, MOST as f32));
    let x = (FEWEST..=MOST)
        .step_by(3)
        .fold(x, |axis, n| axis.tick(n as f32, n.to_string()));
    let y = Axis::logarithmic("", (5.0, 400.0));
    let y = [5_u16, 10, 20, 50, 100, 200, 400]
        .into_iter()
        .fold(y, |axis, value| axis.tick(f32::from(value), value.to_string()));
    let many = (MOST - FEWEST + 1) as usize;
    let mut series: Vec<Series> = Vec::new();
    for (index, curve) in CURVES.into_iter().enumerate() {
        let theory = |n: u32| (n as f32, curve.messages(n) as f32);
        series.push(Series {
            key: name(curve).into(),
            role: Role::Theory,
            style: Style::Line,
            points: (FEWEST..=MOST).map(theory).collect(),
        });
        let counted = moment.model.figures.iter().skip(index * many).take(many);
        series.push(Series {
            key: format!("{index}").into(),
            role: Role::Follower,
            style: Style::Points,
            points: (FEWEST..=MOST)
                .map(|n| n as f32)
                .zip(counted.map(|m| *m as f32))
                .collect(),
        });
    }
    series.push(Series {
        key: "chosen".into(),
        role: Role::Chosen,
        style: Style::Points,
        points: vec![(n as f32, protocol.messages(n) as f32)],
    });
    let chart = Chart {
        at: Point::new(0.0, 38.0),
        size: (CHART.0 as f32 - 4.0, CHART.1 as f32 - 40.0),
        x,
        y,
        series,
    };
    let names = [
        ("PBFT 2n(n − 1)", 9.5, 240.0),
        ("Paxos 4(n − 1)", 11.0, 55.0),
        ("Raft, Multi-Paxos 2(n − 1)", 13.0, 9.0),
    ];
    let names = names.map(|(text, n, messages)| {
        label(chart.place(n, messages), Anchor::End, text).class("state")
    });
    let title_at = Point::new(4.0, 16.0);
    let title = "Messages for one decision";
    picture(CHART, title)
        .child(label(title_at, Anchor::Start, title).class("name"))
        .child(
            label(
                Point::new(4.0, 35.0),
                Anchor::Start,
                "● counted, – – formula; log scale",
            )
            .class("state"),
        )
        .child(chart.draw())
        .children(names)
}
