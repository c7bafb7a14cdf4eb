//! A service behind a rate limiter: what passes, what waits, what is refused.

mod climb;
mod edge;
mod room;
mod scenarios;
mod scene;
mod settings;
mod six;
mod spans;
mod trial;
mod words;

use models::resilience_patterns::limited_service::{Edit, Tally};
use models::resilience_patterns::{LimitedService, LimiterKind, REQUEST, Window};
use settings::Settings;
use sim::Micros;
use stage::parts::{Area, Point, Row, Table, picture};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Layout, Mark,
    Marks, Moment, Pace, Role, Scenario, Verdict,
};
use trial::{Limits, Trial};
use words::{name, seconds, tenths};

/// The demo.
pub struct TokenBucket;

/// How long a run is.
const RUN: Micros = Micros::from_secs(5);

const CARD: Card = Card {
    title: "Token bucket: bursts, and a rate on average",
    watch_for: "the requests: each finds room and passes, or finds none and bounces \
                off.",
    insight: "In any window of t seconds a token bucket lets at most capacity + \
              rate · t through.",
    why: "What passes was in the bucket when the window began, at most its \
          capacity, or dripped in since. So the capacity decides about a burst and \
          the rate about a day.",
    fidelity: Fidelity {
        models: "Each limiter decides on every request as it arrives, in whole \
                 millionths of a request and microseconds; nothing is rounded. All \
                 six have the same capacity and rate: those that count in windows \
                 admit the capacity in a window of capacity / rate.",
        leaves_out: "What the service does with a request. Those who are refused \
                     do not try again, and nobody who waits gives up. There is one \
                     limiter, not a fleet of them that has to agree.",
        constants: "A capacity of 10 and 5 a second are small so that each request \
                    can be seen; only their ratio to one another and to the load \
                    matters. Evenly at random is a Poisson process. Bursts come 5 \
                    s apart; a crowd at an edge comes 20 ms before it and at it.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(2_600),
};

impl Demo for TokenBucket {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SECOND_VIEW: Option<&'static str> = Some("Side by side");
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = LimitedService;

    fn model(settings: &Settings, seed: u64) -> LimitedService {
        LimitedService::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let (width, height) = match moment.layout {
            Layout::Wide => (620, 330),
            Layout::Narrow => (340, 404),
        };
        let at = Point::new(0.0, scene::HEIGHT + 6.0);
        let words = "Requests, the limiter, and what passed over time";
        let figure = picture((width, height), words).child(scene::draw(moment));
        let trial = trial(moment);
        if edge::has_windows(moment) {
            let at = Point::new(8.0, at.y + 10.0);
            let down = height as f32 - at.y - 6.0;
            let area = Area { at, width: width as f32 - 16.0, height: down };
            return figure.child(edge::draw(moment, &trial, area));
        }
        // A chart leaves room for the name of an axis that this one does without.
        let below = height as f32 - 28.0;
        let (across, down) = (width as f32, below - at.y + 14.0);
        let chart = Area { at, width: across, height: down };
        figure.child(climb::draw(moment, chart, &trial, below))
    }

    fn space_time(moment: &Moment<'_, Self>) -> Option<Element> {
        Some(six::draw(moment))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let head = [
            "limiter",
            "passed",
            "waiting",
            "refused",
            "most in 50 ms",
            "in a second",
            "in a window",
            "capacity + rate · t",
        ];
        Table {
            caption: format!(
                "All limiters on the same arrivals, at {}; a window is {}",
                moment.now.clock(),
                seconds(moment.settings.window())
            ),
            head: head.map(Into::into).into(),
            rows: LimiterKind::ALL.map(|kind| table_row(moment, kind)).into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let trial = trial(moment);
        let bound = bound(moment, &trial);
        match moment.settings.kind() {
            LimiterKind::TokenBucket | LimiterKind::Gcra => vec![bound],
            LimiterKind::LeakyBucket => vec![bound, even(moment, &trial)],
            LimiterKind::FixedWindow
            | LimiterKind::SlidingLog
            | LimiterKind::SlidingCounter => vec![bound, strict(moment, &trial)],
        }
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let Tally { passed, refused, .. } = moment.model.tally();
        let settings = moment.settings;
        let mut callers = Mark::new("callers", "Callers")
            .state(format!("{}, {refused} refused", scene::coming(moment)));
        callers.actions = Self::actions(moment);
        let held = scene::held(moment);
        let supply = scene::supply(moment, settings.kind());
        vec![
            callers,
            Mark::new("limiter", "Limiter").state(format!("{held}, {supply}")),
            Mark::new("service", "Service").state(format!("{passed} passed")),
        ]
    }

    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        let burst = |(size, words): (u32, &str)| {
            Action::new(format!("A burst of {words}"), Edit::Burst(size))
        };
        [(5, "five"), (10, "ten"), (20, "twenty"), (50, "fifty")].map(burst).into()
    }
}

/// What the limiter that runs has made of the arrivals.
fn trial(moment: &Moment<'_, TokenBucket>) -> Trial {
    trial_of(moment, moment.settings.kind())
}

/// What a limiter of another kind would have made of them.
fn trial_of(moment: &Moment<'_, TokenBucket>, kind: LimiterKind) -> Trial {
    Trial::of(kind, limits(moment), moment.model.arrivals(), moment.now)
}

fn limits(moment: &Moment<'_, TokenBucket>) -> Limits {
    let settings = moment.settings;
    Limits {
        capacity: settings.capacity(),
        rate_per_s: settings.rate(),
        window: settings.window(),
    }
}

fn table_row(moment: &Moment<'_, TokenBucket>, kind: LimiterKind) -> Row {
    let trial = trial_of(moment, kind);
    let kept = match keeps_bound(moment, &trial) {
        true => "✓ kept",
        false => "✕ exceeded",
    };
    let cells = vec![
        trial.passed.len().to_string(),
        trial.waiting.to_string(),
        trial.refused_at.len().to_string(),
        trial.busiest_instant.passed.to_string(),
        trial.busiest_second.passed.to_string(),
        trial.busiest_window.passed.to_string(),
        kept.into(),
    ];
    let row = Row::new(name(kind), cells);
    match kind == moment.settings.kind() {
        true => row.role(Role::Chosen),
        false => row,
    }
}

/// The most that may pass in a window, in millionths of a request.
fn allowed(moment: &Moment<'_, TokenBucket>, window: Window) -> u64 {
    let length = window.to.since(window.from).get();
    u64::from(moment.settings.capacity()) * REQUEST
        + length * u64::from(moment.settings.rate())
}

fn keeps_bound(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> bool {
    trial.worst.passed * REQUEST <= allowed(moment, trial.worst)
}

/// The promise of all buckets, which a fixed window breaks.
fn bound(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Check {
    let window = trial.worst;
    let span = match window.to.since(window.from) {
        Micros::ZERO => "at once".into(),
        span => format!("in {}", seconds(span)),
    };
    let detail = format!(
        "{}: {} {span}, limit {}",
        name(moment.settings.kind()),
        window.passed,
        tenths(allowed(moment, window))
    );
    let verdict = verdict(keeps_bound(moment, trial), trial);
    Check { name: "At most capacity + rate · t", verdict, detail }
}

/// The promise of what counts in windows.
fn strict(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Check {
    let (passed, capacity) =
        (trial.busiest_window.passed, moment.settings.capacity());
    let span = seconds(moment.settings.window());
    let detail = format!("{passed} in {span}, limit {capacity}");
    let verdict = verdict(passed <= capacity.into(), trial);
    Check { name: "Limit kept in any window", verdict, detail }
}

/// The promise of a queue: requests come out one by one, never more than one beyond
/// the rate.
fn even(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Check {
    let beyond = trial.worst.excess(moment.settings.rate());
    let detail = format!("up to {} beyond rate · t", tenths(beyond));
    Check {
        name: "Even output",
        verdict: verdict(beyond <= REQUEST, trial),
        detail,
    }
}

/// Before anything has passed nothing is known.
fn verdict(holds: bool, trial: &Trial) -> Verdict {
    Verdict::of(holds).once(!trial.passed.is_empty())
}
