//! A service behind a rate limiter: what passes, what waits, what is refused.

mod gauge;
mod requests;
mod settings;
mod strips;
mod trial;

use gauge::{seconds, tenths};
use models::resilience_patterns::{LimitedService, LimiterKind, REQUEST, Window};
use settings::Settings;
use sim::{Micros, Model};
use stage::parts::{Row, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict,
};
use trial::{Limits, Trial};

/// The demo.
pub struct TokenBucket;

/// How long a run is.
const RUN: Micros = Micros::from_secs(10);

const CARD: Card = Card {
    title: "Token bucket: bursts up to a capacity, a rate on average",
    watch_for: "the steps of what passed: from a bucket they climb by the capacity \
                at once, by the rate from then on, and never cross the dashed line.",
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
    prediction: Some(Prediction {
        question: "the limit is 5 requests a second, and the full bucket holds 10. \
                   How many requests pass in the busiest second?",
        answers: &[
            (
                "5: that is the rate",
                "That is the long run; a bucket lets bursts pass.",
            ),
            (
                "10: that is the capacity",
                "Nothing drips in while it is emptied: all come within an instant.",
            ),
            (
                "Nearly 15: both together",
                "10 were in the bucket, and up to 5 dripped in during that second: \
                 nearly three times the rate. A service behind this limit has to \
                 bear that.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(5_600),
};

impl Demo for TokenBucket {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = LimitedService;

    fn model(settings: &Settings, seed: u64) -> LimitedService {
        LimitedService::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([gauge::draw(moment), strips::draw(moment)])
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let head = [
            "limiter",
            "passed",
            "waiting",
            "refused",
            "most in 0.1 s",
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
        vec![bound(moment, &trial), strict(moment, &trial), even(moment, &trial)]
    }

    fn offers(_moment: &Moment<'_, Self>) -> Vec<Offer> {
        let burst =
            |size: u32| (format!("burst-{size}"), format!("{size} requests"));
        vec![Offer::new("Send at once", [20, 5, 10, 50].map(burst).into())]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let settings = moment.settings;
        let is_bucket =
            matches!(settings.kind(), LimiterKind::TokenBucket | LimiterKind::Gcra);
        // With few requests it is they that set the number.
        let is_asked = is_bucket
            && (settings.capacity(), settings.rate()) == (10, 5)
            && settings.load() >= 15;
        let passed = moment.model.busiest_second().window().passed;
        // Where nothing comes any more the player does not go on to the very end.
        let is_quiet = moment.model.next().is_none_or(|next| next > RUN)
            && moment.edits.iter().all(|(at, _)| *at <= moment.now);
        let is_over = moment.now >= RUN || is_quiet;
        match passed {
            _ if !is_asked => None,
            13.. => Some(2),
            10 if is_over => Some(1),
            0..8 if is_over => Some(0),
            0..13 => None,
        }
    }
}

/// What the limiter that runs has made of the arrivals.
fn trial(moment: &Moment<'_, TokenBucket>) -> Trial {
    trial_of(moment, moment.settings.kind())
}

/// What a limiter of another kind would have made of them.
fn trial_of(moment: &Moment<'_, TokenBucket>, kind: LimiterKind) -> Trial {
    let settings = moment.settings;
    let limits = Limits {
        capacity: settings.capacity(),
        rate_per_s: settings.rate(),
        window: settings.window(),
    };
    Trial::of(kind, limits, moment.model.arrivals(), moment.now)
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
        trial.refused.to_string(),
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

fn name(kind: LimiterKind) -> &'static str {
    match kind {
        LimiterKind::TokenBucket => "token bucket",
        LimiterKind::LeakyBucket => "leaky bucket",
        LimiterKind::Gcra => "GCRA",
        LimiterKind::FixedWindow => "fixed window",
        LimiterKind::SlidingLog => "sliding log",
        LimiterKind::SlidingCounter => "sliding counter",
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

fn bound(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Check {
    let window = trial.worst;
    let detail = format!(
        "worst: {} in {}, allowed {}",
        window.passed,
        seconds(window.to.since(window.from)),
        tenths(allowed(moment, window))
    );
    let verdict = verdict(keeps_bound(moment, trial), trial);
    Check { name: "Any window ≤ capacity + rate · t", verdict, detail }
}

fn strict(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Check {
    let (passed, capacity) =
        (trial.busiest_window.passed, moment.settings.capacity());
    let span = seconds(moment.settings.window());
    let detail = format!("{passed} in {span}, limit {capacity}");
    let verdict = verdict(passed <= capacity.into(), trial);
    Check { name: "Strict: no window above its limit", verdict, detail }
}

/// Whether requests come out one by one: never more than one beyond the rate.
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
