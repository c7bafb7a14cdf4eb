//! The breaker as a state machine, and what its window holds.

use super::CircuitBreaker;
use super::settings::Settings;
use super::{name, role};
use models::resilience_patterns::CircuitBreaker as Breaker;
use models::resilience_patterns::circuit_breaker::{Rules, State};
use models::resilience_patterns::guarded_calls::{Scope, letter};
use models::resilience_patterns::outcome_window::{Counts, Span};
use sim::Micros;
use stage::parts::flow::{note, title};
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Point, label, line, path};
use stage::{Element, Moment, Role, element};

/// How high a state's box is.
const HIGH: f32 = 30.0;
/// How wide all is.
const WIDTH: f32 = 208.0;
/// The middles of closed, open and half-open.
const STATES: [Point; 3] =
    [Point::new(32.0, 37.0), Point::new(176.0, 37.0), Point::new(104.0, 99.0)];

/// Draws the state machine with its top left at a point.
pub fn draw(moment: &Moment<'_, CircuitBreaker>, at: Point) -> Element {
    let shift = |point: Point| Point::new(at.x + point.x, at.y + point.y);
    let Some(breaker) = moment.model.breaker() else {
        let at = shift(Point::new(WIDTH / 2.0, 60.0));
        return label(at, Anchor::Middle, "no breaker").class("name");
    };
    let state = breaker.state();
    // Also while nobody calls what is too old leaves the window.
    let counts = breaker.clone().counts(moment.now);
    let states = [
        State::Closed,
        State::Open { until: Micros::ZERO },
        State::HalfOpen { left: 0, trials: Counts::default(), until: Micros::ZERO },
    ];
    let places = STATES.map(shift);
    let boxes = states.into_iter().zip(places).map(|(which, at)| {
        let is_now = name(which) == name(state);
        draw_state(at, which, is_now)
    });
    let whose = whose(moment.settings);
    element("g")
        .child(title(shift(Point::new(0.0, 14.0)), Anchor::Start, whose))
        .child(arrows(places, breaker.rules()))
        .children(boxes)
        .child(window(shift(Point::new(0.0, 126.0)), breaker, counts, moment.now))
}

/// The breaker that is drawn: the only one, or that of the shard that falls sick.
pub fn whose(settings: &Settings) -> String {
    match settings.scope() {
        Scope::Shard => format!("Breaker of {}", letter(settings.shards() - 1)),
        Scope::Service | Scope::Nothing => "Breaker".into(),
    }
}

fn draw_state(at: Point, state: State, is_now: bool) -> Element {
    let half = half_width(state);
    let corner = Point::new(at.x - half, at.y - HIGH / 2.0);
    let size = (half * 2.0, HIGH);
    let frame = rectangle(corner, size).class("mark").attr("rx", "6");
    let text = Point::new(at.x, at.y + 5.0);
    let class = if is_now { "name" } else { "inside" };
    element("g")
        .class("box")
        .role(if is_now { role(state) } else { Role::Quiet })
        .child(frame)
        .child(label(text, Anchor::Middle, name(state)).class(class))
}

/// How far the box of a state reaches to each side.
fn half_width(state: State) -> f32 {
    match state {
        State::Closed | State::Open { .. } => 32.0,
        State::HalfOpen { .. } => 42.0,
    }
}

/// What leads from a state to another.
fn arrows([closed, open, half]: [Point; 3], rules: Rules) -> Element {
    let edge = HIGH / 2.0 + 1.0;
    let at = |point: Point, x: f32, y: f32| Point::new(point.x + x, point.y + y);
    let gap = Point::new(closed.x.midpoint(open.x), closed.y - 7.0);
    let lines = half.y.midpoint(open.y);
    let [opens, closes] = verdicts(rules);
    // Those that fail lead around a corner, so that no two words meet.
    let corner = at(open, 28.0, half.y - open.y);
    let fail = (Point::new(corner.x - 5.0, lines + 4.0), Anchor::End);
    let pass = (Point::new(closed.x - 32.0, lines + 8.0), Anchor::Start);
    let sleep = Point::new(half.x + 26.0, lines + 4.0);
    element("g")
        .child(arrow([at(closed, 33.0, 0.0), at(open, -33.0, 0.0)]))
        .child(arrow([at(open, -16.0, edge), at(half, 20.0, -edge)]))
        .child(arrow([at(half, 43.0, 0.0), corner, at(open, 28.0, edge)]))
        .child(arrow([at(half, -20.0, -edge), at(closed, 16.0, edge)]))
        .child(note(gap, Anchor::Middle, format!("≥{} %", rules.percent)))
        .child(note(sleep, Anchor::End, format!("{} s", seconds(rules.sleep))))
        .children(two_lines(fail, opens))
        .children(two_lines(pass, closes))
}

/// By which trials a half-open breaker opens again, and by which it closes, in two
/// lines each: the share that opens it closed also decides about trials.
fn verdicts(rules: Rules) -> [[String; 2]; 2] {
    let (percent, trials) = (rules.percent, rules.trials);
    match trials {
        1 => [
            ["failed".into(), String::new()],
            ["1 trial".into(), "answered".into()],
        ],
        _ => [
            [format!("≥{percent} %"), "fail".into()],
            [format!("<{percent} %"), format!("of {trials} fail")],
        ],
    }
}

fn two_lines(
    (at, anchor): (Point, Anchor),
    [first, second]: [String; 2],
) -> [Element; 2] {
    let below = Point::new(at.x, at.y + 16.0);
    [(at, first), (below, second)].map(|(at, words)| note(at, anchor, words))
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
        line(to, Point::new(back.x + sign * y, back.y - sign * x)).class("stem")
    };
    element("g")
        .role(Role::Theory)
        .child(path(points).class("stem"))
        .children([barb(1.0), barb(-1.0)])
}

/// What the breaker sees now, as a bar with a line where it opens, and in words.
fn window(at: Point, breaker: &Breaker, counts: Counts, now: Micros) -> Element {
    let rules = breaker.rules();
    let grounds = breaker.grounds();
    let Counts { calls, failed } = match breaker.state() {
        State::Open { .. } => grounds,
        State::Closed | State::HalfOpen { .. } => counts,
    };
    let words = match breaker.state() {
        State::Closed if calls < rules.minimum => {
            format!("{failed} of {calls} failed; judges from {}", rules.minimum)
        }
        State::Closed => match rules.span {
            Span::Time(span) => {
                format!("{failed} of {calls} failed in {} s", seconds(span))
            }
            Span::Calls(size) => format!("{failed} of the last {size} failed"),
        },
        // What is due then is done when the next call comes.
        State::Open { until } if now < until => {
            let left = until.since(now).as_millis().div_ceil(1_000);
            format!("{failed} of {calls} failed; {left} s more")
        }
        State::Open { .. } => "the next call is a trial".into(),
        State::HalfOpen { .. } => {
            format!("{failed} of {calls} failed; {}", trials(rules))
        }
    };
    let share = if calls == 0 { 0.0 } else { failed as f32 / calls as f32 };
    let is_judged = breaker.state() != State::Closed || calls >= rules.minimum;
    let role = if is_judged { Role::Lost } else { Role::Follower };
    let (whole, part) = ((WIDTH, 9.0), (WIDTH * share, 9.0));
    let x = at.x + WIDTH * rules.percent as f32 / 100.0;
    let limit = line(Point::new(x, at.y - 4.0), Point::new(x, at.y + 13.0));
    let below = Point::new(at.x, at.y + 26.0);
    let frame = rectangle(at, whole).attr("rx", 2_u32).class("mark");
    let part = rectangle(at, part).attr("rx", 2_u32).class("full");
    element("g")
        .child(element("g").class("slot").role(Role::Quiet).child(frame))
        .child(element("g").class("slot").role(role).child(part))
        .child(limit.class("expected"))
        .child(note(below, Anchor::Start, words))
}

fn trials(rules: Rules) -> String {
    match rules.trials {
        1 => "1 trial decides".into(),
        trials => format!("{trials} trials decide"),
    }
}
