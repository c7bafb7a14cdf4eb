//! The breaker as a state machine, and what its window holds.

use super::CircuitBreaker;
use super::{name, role};
use models::resilience_patterns::CircuitBreaker as Breaker;
use models::resilience_patterns::circuit_breaker::{Rules, State};
use models::resilience_patterns::outcome_window::{Counts, Span};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, path, picture};
use stage::{Element, Layout, Moment, Role, element};

/// The size of a state's box.
const BOX: (f32, f32) = (88.0, 34.0);

/// Where the parts of the picture lie.
struct Place {
    size: (u32, u32),
    /// The middles of closed, open and half-open.
    states: [Point; 3],
    /// Where the first of the lines of text stands.
    text: Point,
}

impl Place {
    fn of(layout: Layout) -> Place {
        let at = Point::new;
        match layout {
            Layout::Wide => Place {
                size: (168, 344),
                states: [at(56.0, 24.0), at(56.0, 104.0), at(56.0, 184.0)],
                text: at(4.0, 238.0),
            },
            Layout::Narrow => Place {
                size: (336, 190),
                states: [at(56.0, 24.0), at(56.0, 96.0), at(56.0, 168.0)],
                text: at(176.0, 52.0),
            },
        }
    }
}

/// Draws the state machine.
pub fn draw(moment: &Moment<'_, CircuitBreaker>) -> Element {
    let place = Place::of(moment.layout);
    let Some(breaker) = moment.model.breaker() else {
        let at = Point::new(place.text.x, place.states[1].y);
        return picture(place.size, "There is no breaker")
            .child(label(at, Anchor::Start, "no breaker").class("name"));
    };
    let rules = breaker.rules();
    let state = breaker.state();
    let last = moment.model.samples().last();
    let counts = last.map(|sample| sample.counts).unwrap_or_default();
    let states = [
        State::Closed,
        State::Open { until: Micros::ZERO },
        State::HalfOpen { left: 0, trials: Counts::default(), until: Micros::ZERO },
    ];
    let boxes = states.into_iter().zip(place.states).map(|(which, at)| {
        let is_now = name(which) == name(state);
        draw_state(at, which, is_now)
    });
    picture(place.size, format!("The breaker is {}", name(state)))
        .child(arrows(&place, rules))
        .children(boxes)
        .children(words(&place, breaker, counts, moment.now))
}

fn draw_state(at: Point, state: State, is_now: bool) -> Element {
    let corner = Point::new(at.x - BOX.0 / 2.0, at.y - BOX.1 / 2.0);
    let frame = rectangle(corner, BOX).class("mark").attr("rx", "6");
    let text = Point::new(at.x, at.y + 5.0);
    let class = if is_now { "name" } else { "inside" };
    element("g")
        .role(if is_now { role(state) } else { Role::Quiet })
        .child(frame)
        .child(label(text, Anchor::Middle, name(state)).class(class))
}

/// What leads from a state to another.
fn arrows(place: &Place, rules: Rules) -> Element {
    let [closed, open, half] = place.states;
    let half_box = BOX.1 / 2.0;
    let down = |from: Point, to: Point, x: f32| {
        arrow([
            Point::new(from.x + x, from.y + half_box),
            Point::new(to.x + x, to.y - half_box),
        ])
    };
    let up = arrow([
        Point::new(half.x - 22.0, half.y - half_box),
        Point::new(open.x - 22.0, open.y + half_box),
    ]);
    // Around the open state, at its right.
    let right = closed.x + BOX.0 / 2.0;
    let back = arrow([
        Point::new(right, half.y),
        Point::new(right + 14.0, half.y),
        Point::new(right + 14.0, closed.y),
        Point::new(right, closed.y),
    ]);
    let word = |at: Point, dy: f32, text: String| {
        let at = Point::new(at.x + 6.0, at.y + BOX.1 / 2.0 + dy);
        label(at, Anchor::Start, text).class("state halo")
    };
    let gap = open.y - closed.y - BOX.1;
    let trials = if rules.trials == 1 { "trial" } else { "all" };
    let back_word = Point::new(right + 20.0, open.y + 4.0);
    element("g")
        .child(down(closed, open, 0.0))
        .child(down(open, half, 0.0))
        .child(up)
        .child(back)
        .child(word(closed, gap / 2.0 + 4.0, format!("≥ {} %", rules.percent)))
        .child(word(open, gap / 2.0 + 4.0, format!("{} s", seconds(rules.sleep))))
        .child(
            label(back_word, Anchor::Start, format!("{trials} ok")).class("state"),
        )
}

fn seconds(span: Micros) -> u64 {
    span.get() / 1_000_000
}

/// An arrow along some points.
fn arrow<const N: usize>(points: [Point; N]) -> Element {
    let (from, to) = (points[N - 2], points[N - 1]);
    let back = to.step(from, 7.0);
    let (x, y) = ((to.x - back.x) * 0.6, (to.y - back.y) * 0.6);
    let barb = |sign: f32| {
        line(to, Point::new(back.x + sign * y, back.y + sign * x)).class("stem")
    };
    element("g")
        .role(Role::Theory)
        .child(path(points).class("stem"))
        .children([barb(1.0), barb(-1.0)])
}

/// What the breaker goes by, and what it sees now.
fn words(
    place: &Place,
    breaker: &Breaker,
    counts: Counts,
    now: Micros,
) -> [Element; 4] {
    let rules = breaker.rules();
    let window = match rules.span {
        Span::Time(span) => format!("Of the last {} s:", seconds(span)),
        Span::Calls(size) => format!("Of the last {size} calls:"),
    };
    let Counts { calls, failed } = counts;
    let failed_of =
        |counts: Counts| format!("{} of {} failed", counts.failed, counts.calls);
    let lines = match breaker.state() {
        State::Closed => [
            window,
            format!("{failed} of {calls} failed"),
            format!("opens at {} %", rules.percent),
            format!("of {} calls or more", rules.minimum),
        ],
        // What is due then is done when the next call comes.
        State::Open { until } => [
            "It opened when".into(),
            match breaker.grounds() {
                Counts { calls: 1, .. } => "a trial failed".into(),
                grounds => failed_of(grounds),
            },
            match now < until {
                true => "and refuses until".into(),
                false => "next is a trial, since".into(),
            },
            until.clock(),
        ],
        State::HalfOpen { .. } => [
            format!("Of {} to decide:", trials(rules)),
            failed_of(counts),
            format!("opens at {} %", rules.percent),
            "or else closes".into(),
        ],
    };
    let mut classes = ["state", "name", "inside", "inside"].into_iter();
    let mut y = place.text.y - 24.0;
    lines.map(|text| {
        y += 24.0;
        let words = label(Point::new(place.text.x, y), Anchor::Start, text);
        words.class(classes.next().unwrap_or("inside"))
    })
}

fn trials(rules: Rules) -> String {
    match rules.trials {
        1 => "1 trial".into(),
        trials => format!("{trials} trials"),
    }
}
