//! A service of several shards behind circuit breakers; one shard falls sick.

mod calls;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod lanes;
mod machine;
mod picture;
mod scenarios;
mod settings;

use models::resilience_patterns::circuit_breaker::State;
use models::resilience_patterns::guarded_calls::{
    self, Edit, Exposure, Scope, Tally, letter,
};
use models::resilience_patterns::{Compared, GuardedCalls};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Role, Scenario, Verdict,
};

/// The demo.
pub struct CircuitBreaker;

/// How long a run is.
const RUN: Micros = Micros::from_secs(40);
/// The mark of the breakers of those who are well.
const OTHERS: &str = "breaker-others";
/// What a refusal is that the sick shard has caused for another one.
const THOUGH_WELL: &str = "refused though well";

const CARD: Card = Card {
    title: "Circuit breaker: one sick shard trips it for all",
    watch_for: "the ✕ at the calls for a healthy shard.",
    insight: "A breaker sees one share of failures for all that it guards, so one \
              sick shard can take the healthy ones with it.",
    why: "It opens where enough calls fail, whoever caused it, and then refuses \
          everyone; a trial says how the shard is that it happens to meet.",
    fidelity: Fidelity {
        models: "The breaker as a state machine over a window of outcomes: ten \
                 buckets of a second (Hystrix) or the last 100 calls (Resilience4j), \
                 a minimum of calls, a threshold, a sleep, trials. A call counts \
                 when it ends.",
        leaves_out: "Retries, fall-backs and queues; the way of a dot takes time in \
                     the picture alone. Hystrix looks at its window \
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
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 11,
    curated: Some("Other seeds may end otherwise."),
    rest: Micros::from_secs(15),
};

impl Demo for CircuitBreaker {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Compared<GuardedCalls>;

    /// Beside breakers for each shard, what one for all refuses.
    fn model(settings: &Settings, seed: u64) -> Compared<GuardedCalls> {
        let settings = settings.of_model();
        let model = GuardedCalls::new(&settings, seed);
        if settings.scope != Scope::Shard || settings.shards == 1 {
            return Compared::alone(model);
        }
        let last = settings.shards - 1;
        let settings =
            guarded_calls::Settings { scope: Scope::Service, ..settings };
        let earlier = GuardedCalls::new(&settings, seed);
        Compared::beside(model, earlier, RUN, |calls| lanes::refused(calls, last))
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
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
        let last = letter(moment.settings.shards() - 1);
        let healthy = Check {
            name: "Healthy shards stay reachable",
            verdict: Verdict::of(well.refused == 0).once(well.answered > 0),
            detail: format!("{} {THOUGH_WELL}", well.refused),
        };
        let few = Check {
            name: "Under half time out",
            verdict: Verdict::of(waited * 2 < calls).once(calls > 0),
            detail: format!("{waited} of {calls} calls for {last} wait 1 s"),
        };
        match moment.settings.shards() {
            1 => vec![few],
            _ => vec![healthy, few],
        }
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let last = letter(moment.settings.shards() - 1);
        let callers = Mark::new("callers", "Callers").state("each calls any shard");
        let callers = [1, 5, 19, 50].into_iter().fold(callers, |mark, size| {
            mark.action(format!("Send {size}"), Edit::Burst(size))
        });
        let is_sick = moment.model.is_sick();
        let shard = Mark::new("shard", format!("Shard {last}"))
            .state(if is_sick { "dead" } else { "well" })
            .action_if(is_sick, "Heal", Edit::Heal)
            .action_if(!is_sick, "Break", Edit::Sicken);
        let mut marks = vec![callers, shard];
        if let Some(breaker) = moment.model.breaker() {
            let whose = machine::whose(moment.settings);
            marks.push(Mark::new("breaker", whose).state(name(breaker.state())));
        }
        let shards = moment.settings.shards();
        if moment.settings.scope() == Scope::Shard && shards > 1 {
            let whose = format!("Breaker of {}", others(shards));
            marks.push(Mark::new(OTHERS, whose).state(name(State::Closed)));
        }
        marks
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let last = letter(moment.settings.shards() - 1);
        let health = match moment.model.is_sick() {
            true => Action::new(format!("Heal shard {last}"), Edit::Heal),
            false => Action::new(format!("Break shard {last}"), Edit::Sicken),
        };
        vec![
            Action::new("Send 1 call", Edit::Burst(1)),
            Action::new("Send 19 calls", Edit::Burst(19)),
            health,
        ]
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

/// What all shards but the last are called.
fn others(shards: u32) -> String {
    match shards {
        ..=2 => "A".into(),
        _ => format!("A–{}", letter(shards - 2)),
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
