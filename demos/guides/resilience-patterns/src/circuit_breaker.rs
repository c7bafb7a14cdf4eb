//! A service of several shards behind circuit breakers; one shard falls sick.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod machine;
mod settings;
mod strips;

use models::resilience_patterns::GuardedCalls;
use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    Edit, Exposure, SICKNESS, Sample, Scope, Tally,
};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict,
};

/// The demo.
pub struct CircuitBreaker;

/// How long a run is.
const RUN: Micros = Micros::from_secs(40);
/// Few are at most one of so many who would wait without a breaker.
const FEW: u32 = 4;

const CARD: Card = Card {
    title: "Circuit breaker: one sick shard trips it for all",
    watch_for: "◇ among the calls for healthy shards: refused by a breaker that \
                cannot tell one shard from another.",
    insight: "A breaker sees one share of failures for all that it guards, so one \
              sick shard can take the healthy ones with it.",
    why: "It opens where enough calls fail, whoever caused it, and then refuses \
          everyone; a trial says how the shard is that it happens to meet.",
    fidelity: Fidelity {
        models: "The breaker as a state machine over a window of outcomes: ten \
                 buckets of a second (Hystrix) or the last 100 calls (Resilience4j), \
                 a minimum of calls, a threshold, a sleep, trials. A call counts \
                 when it ends.",
        leaves_out: "Retries, fall-backs and queues. Hystrix looks at its window \
                     each half second, here it is done after each call. All callers \
                     share one breaker; in a fleet each process has its own and \
                     sees a part of the calls only.",
        constants: "20 calls in 10 s, 50 %, 5 s and a time-out of 1 s are Hystrix's \
                    defaults; 100 calls, 50 % and 60 s are Resilience4j's, whose \
                    first trial comes after the end of this run. Five trials are \
                    ours, so that half-open can be seen: Hystrix makes one, \
                    Resilience4j ten. So are ten calls a second, 50 ms for an answer \
                    and the sickness from 3 s to 30 s.",
    },
    prediction: Some(Prediction {
        question: "the last shard is dead from 3 s to 30 s, and one breaker guards \
                   them all. Once it has opened, what does it do until 30 s?",
        answers: &[
            (
                "Stay open: the shard is still dead",
                "Too few of its trials met a healthy shard to close it.",
            ),
            (
                "Close for good: others answer the trials",
                "Enough of its trials met healthy shards to close it, and since then \
                 too few calls failed to open it again.",
            ),
            (
                "Flap: close, and open again",
                "Trials that meet healthy shards close the breaker, the dead one's \
                 failures open it again. Each time callers whose shard was never \
                 ill are refused with the others.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(2) }),
    seed: 11,
    curated: Some(
        "the breaker opens, closes and opens again while B is sick; on other seeds it \
         may do so once",
    ),
    rest: Micros::from_secs(15),
};

impl Demo for CircuitBreaker {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = GuardedCalls;

    fn model(settings: &Settings, seed: u64) -> GuardedCalls {
        GuardedCalls::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([machine::draw(moment), strips::draw(moment)])
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let head = ["calls for", "answered", "timed out", "refused"];
        let [well, sick] = moment.model.tallies();
        let of = |name: &'static str, tally: Tally| {
            let Tally { answered, timed_out, refused } = tally;
            Row::new(name, [answered, timed_out, refused].map(text).into())
        };
        let state = match moment.model.breaker() {
            Some(breaker) => name(breaker.state()),
            None => "none",
        };
        Table {
            caption: format!(
                "Calls up to {}; the breaker of the last shard: {state}",
                moment.now.clock()
            ),
            head: head.map(Into::into).into(),
            rows: match moment.settings.shards() {
                1 => vec![of("the only shard", sick)],
                _ => vec![of("healthy shards", well), of("the last shard", sick)],
            },
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let [well, _] = moment.model.tallies();
        let Exposure { calls, waited } = moment.model.exposure();
        let healthy = match moment.settings.shards() {
            1 => "there is no other shard".into(),
            _ => format!("{} refused for nothing", well.refused),
        };
        vec![
            Check {
                name: "Who is well is answered",
                verdict: Verdict::of(well.refused == 0).once(well.answered > 0),
                detail: healthy,
            },
            Check {
                name: "Few wait for a time-out",
                verdict: Verdict::of(waited * FEW <= calls).once(calls > 0),
                detail: format!(
                    "{waited} wait 1 s in vain; without a breaker {calls} would"
                ),
            },
        ]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let burst = |size: u32| {
            let what = if size == 1 { "1 call" } else { "" };
            let what = match what {
                "" => format!("{size} calls"),
                one => one.into(),
            };
            (format!("burst-{size}"), what)
        };
        let shard = ["the last shard".to_string()];
        let (verb, edit) = match moment.model.is_sick() {
            true => ("Heal", "heal"),
            false => ("Break", "sicken"),
        };
        let health = shard.map(|shard| (edit.to_string(), shard)).into();
        vec![
            Offer::new("Send at once", [19, 1, 5, 50].map(burst).into()),
            Offer::new(verb, health),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let settings = moment.settings;
        let cures = |(at, edit): &(Micros, Edit)| match edit {
            Edit::Heal | Edit::Sicken => *at <= moment.now && *at < SICKNESS.1,
            Edit::Burst(_) => false,
        };
        let is_asked = settings.scope() == Scope::Service
            && settings.shards() > 1
            && !moment.edits.iter().any(cures);
        if !is_asked {
            return None;
        }
        let ill = |sample: &&Sample| sample.at < SICKNESS.1;
        let samples = moment.model.samples();
        let (mut opened, mut closed, mut was) = (0, 0, State::Closed);
        for sample in samples.iter().take_while(ill) {
            match (was, sample.state) {
                (State::Closed, State::Open { .. }) => opened += 1,
                (State::HalfOpen { .. }, State::Closed) => closed += 1,
                (State::Closed, State::Closed | State::HalfOpen { .. })
                | (State::Open { .. }, _)
                | (State::HalfOpen { .. }, _) => {}
            }
            was = sample.state;
        }
        match (opened, closed) {
            (2.., _) => Some(2),
            _ if opened == 0 || moment.now < SICKNESS.1 => None,
            (_, 0) => Some(0),
            (_, _) => Some(1),
        }
    }
}

/// What a state is called.
fn name(state: State) -> &'static str {
    match state {
        State::Closed => "closed",
        State::Open { .. } => "open",
        State::HalfOpen { .. } => "half-open",
    }
}

fn role(state: State) -> Role {
    match state {
        State::Closed => Role::Committed,
        State::Open { .. } => Role::Lost,
        State::HalfOpen { .. } => Role::Candidate,
    }
}

fn text(count: u32) -> String {
    count.to_string()
}
