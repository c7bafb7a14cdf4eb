//! The diagram, what its marks mean, and what the selected events tell.

use super::pairs::strip;
use super::selection::{Selection, mark, two};
use super::{VectorClocks, compared};
use models::clocks::{Event, InFlight, Kind, Scheme};
use sim::{MessageId, Micros, Model};
use stage::parts::geometry::Point;
use stage::parts::node::shape;
use stage::parts::{
    Anchor, Flight, Lane, SpaceTime, Stamp, label, picture, text_width,
};
use stage::{Element, Layout, Moment, Role, element};

/// The part of the run that is shown: all of it, so that nothing moves.
pub const WINDOW: (Micros, Micros) = (Micros::ZERO, Micros::from_millis(1_200));

/// Draws a moment.
pub fn draw(moment: &Moment<'_, VectorClocks>) -> Element {
    let events = moment.model.events();
    let words = format!(
        "Space–time diagram of {} processes: {} events, {} messages on their way",
        events.processes(),
        events.len(),
        moment.model.in_flight().count()
    );
    let below = match two(moment) {
        Some(two) => compared::draw(moment, &two),
        None => strip(moment),
    };
    element("div")
        .child(legend(moment.layout))
        .child(diagram(moment).draw_stamped(words))
        .child(
            element("div")
                .class("demo-compared")
                .child(below)
                .child(verdict(moment)),
        )
}

/// The diagram of a moment.
pub fn diagram<'a>(moment: &Moment<'a, VectorClocks>) -> SpaceTime<'a> {
    let model = moment.model;
    let selection = Selection::of(moment);
    let lane = |node| Lane { name: model.name(node).into(), stretches: Vec::new() };
    let stamps =
        model.events().iter().map(|event| stamp(moment, event, &selection));
    SpaceTime {
        layout: moment.layout,
        size: match moment.layout {
            Layout::Wide => (620, 231),
            Layout::Narrow => (340, 318),
        },
        window: WINDOW,
        now: moment.now,
        lanes: model.nodes().map(lane).collect(),
        records: moment.records,
        role: |_| Role::Leader,
        in_flight: model
            .in_flight()
            .map(|flight| on_its_way(moment, flight))
            .collect(),
        stamps: stamps.collect(),
        highlights: selection.paths(moment),
        has_grips: true,
    }
}

fn on_its_way(
    moment: &Moment<'_, VectorClocks>,
    (id, message): (MessageId, &InFlight),
) -> Flight {
    let whole = message.arrives.since(message.sent_at).get().max(1);
    let past = moment.now.since(message.sent_at).get().min(whole);
    Flight {
        message: id,
        from: (message.from, message.sent_at),
        to: message.to,
        progress: (past * 1_000 / whole) as u32,
        role: Role::Leader,
    }
}

fn stamp(
    moment: &Moment<'_, VectorClocks>,
    event: &Event,
    selection: &Selection<'_>,
) -> Stamp {
    let scheme = moment.settings.scheme();
    let id = event.id.to_string();
    let text = event.stamps.text(scheme);
    // A bare number would read like the event's own.
    let beside = match scheme {
        Scheme::Lamport => format!("L={text}"),
        Scheme::Vector | Scheme::Dotted | Scheme::Hybrid => text,
    };
    let words = format!("{id}, {}, {scheme} stamp {beside}", kind(moment, event).1);
    Stamp {
        node: event.id.node,
        at: event.at,
        message: match event.kind {
            Kind::Local => None,
            Kind::Send { message, .. } | Kind::Receive { message, .. } => {
                Some(message)
            }
        },
        role: kind(moment, event).0,
        text: beside.into(),
        chosen: selection.role(event.id).map(|role| (id.into(), role)),
        action: Some((format!("select:{}", mark(event)).into(), words.into())),
        key: mark(event).into(),
    }
}

/// The role of an event, and what it is in words.
pub fn kind(moment: &Moment<'_, VectorClocks>, event: &Event) -> (Role, String) {
    match event.kind {
        Kind::Local => (Role::Follower, "local step".into()),
        Kind::Send { to, .. } => {
            (Role::Leader, format!("sends to {}", moment.model.name(to)))
        }
        Kind::Receive { from, .. } => {
            (Role::Committed, format!("receives from {}", moment.model.name(from)))
        }
    }
}

/// What the shapes mean, and what may be done with them.
fn legend(layout: Layout) -> Element {
    let (width, start) = match layout {
        Layout::Wide => (620, 44.0),
        Layout::Narrow => (340, 12.0),
    };
    // Where there is no room for it the words below the diagram say it.
    let hint = (layout == Layout::Wide).then(|| {
        let at = Point::new(612.0, 15.5);
        label(at, Anchor::End, "Press two to compare, drag to send").class("state")
    });
    let kinds = [
        (Role::Follower, "local step"),
        (Role::Leader, "sends"),
        (Role::Committed, "receives"),
    ];
    let mut left = start;
    let marks = kinds.map(|(role, word)| {
        let (mark, text) = (Point::new(left, 11.0), Point::new(left + 13.0, 15.5));
        left += text_width(word) + 36.0;
        element("g")
            .role(role)
            .child(shape(mark, 6.0, role))
            .child(label(text, Anchor::Start, word).class("state"))
    });
    picture((width, 22), "Circle: local step. Diamond: sends. Square: receives.")
        .children(marks)
        .children(hint)
}

/// What the stamps of the selected events tell, and what is true.
fn verdict(moment: &Moment<'_, VectorClocks>) -> Element {
    let says = Selection::of(moment).words(moment);
    let lines = says.into_iter().map(|(who, what)| {
        element("p").child(element("strong").text(who)).text(" ").text(what)
    });
    element("div").class("demo-verdict").attr("role", "status").children(lines)
}
