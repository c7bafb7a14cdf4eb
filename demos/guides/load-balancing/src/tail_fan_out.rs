//! Requests that wait for the slowest of many servers, and hedging.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod picture;
mod scenarios;
mod settings;

use models::load_balancing::fan_out::{Edit, FanOut, LAST};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct TailFanOut;

/// How long a run is.
const RUN: Micros = Micros::from_secs(12);
/// After how long a part is sent again, where the reader wants that: 97 of 100 are
/// answered by then at 50 % busy, and 95 at 55 %.
const AFTER: Micros = Micros::from_millis(80);
/// The budget that the reader can set, in per cent.
const CAP: u32 = 10;
/// So many slow requests of the last hundred are wanted, at most.
const FEW: usize = 5;

/// A queue that is no longer than this is short.
const SHORT: Micros = Micros::from_millis(100);

const CARD: Card = Card {
    title: "The tail: a request waits for the slowest server",
    watch_for: "the last dot at the left: the whole request waits for it.",
    insight: "Who asks many servers meets the slowest each time: rare becomes \
              usual.",
    why: "With 100 servers 1 − 0.99¹⁰⁰ = 63 % of requests are slow. A second copy \
          of what is late repairs that for 4 % more work. It needs a budget: when \
          all are late, it doubles the work.",
    fidelity: Fidelity {
        models: "Every part of every request. A hundred servers serve whoever came \
                 first; one answer in a hundred is held up for 1 s, while its \
                 server goes on. The second copy goes to another server, and the \
                 first answer counts.",
        leaves_out: "The slower copy is not cancelled. In the paper it is, and one \
                     that has not begun then costs nothing: such a surge is \
                     survived more often. Every server can answer for every other, \
                     and the network takes no time.",
        constants: "10 ms of work on average and 1 s for one in a hundred are the \
                    example of Dean and Barroso, The Tail at Scale (2013). After \
                    80 ms 97 of 100 answers are there at 50 % busy, 95 at 55 %; \
                    the paper sends the second copy after the 95th percentile. In \
                    its benchmark a second request after 10 ms cut the 99.9th \
                    percentile from 1,800 to 74 ms for 2 % more requests.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 9,
    curated: Some(
        "The seed was picked so that the request on show is a slow one, as 63 of \
         100 are.",
    ),
    rest: Micros::from_millis(900),
};

impl Demo for TailFanOut {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = FanOut;

    fn model(settings: &Settings, seed: u64) -> FanOut {
        FanOut::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let tally = moment.model.tally();
        let (second, total) = (tally.second(), tally.total());
        let row = |head: &str, of: [u32; 4]| {
            Row::new(head, of.iter().map(u32::to_string).collect())
        };
        Table {
            caption: format!("Requests and copies at {}", moment.now.clock()),
            head: ["", "judged", "slow", "first copies", "second copies"]
                .map(Into::into)
                .into(),
            rows: [("last second", &second), ("so far", total)]
                .map(|(head, of)| {
                    row(head, [of.judged, of.slow, of.firsts, of.seconds])
                })
                .into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let tally = moment.model.tally();
        let slow = tally.slow_of_last();
        let few = Verdict::of(slow <= FEW).once(tally.last().len() == LAST);
        let queue = queue(moment);
        vec![
            Check {
                name: "At most 5 of 100 requests are slow",
                verdict: few,
                detail: format!("{slow} of the last {}", tally.last().len()),
            },
            Check {
                name: "Queues are short",
                verdict: Verdict::of(queue <= SHORT),
                detail: format!("{} of work before each server", millis(queue)),
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let settings = moment.model.settings();
        let (hedge, cap) = (settings.hedge, settings.cap);
        let is_hedged = hedge.is_some();
        let state = match hedge {
            Some(after) => format!("sent after {after:#}"),
            None => "not sent".into(),
        };
        let copies = Mark::new("copies", "Second copies")
            .state(state)
            .action_if(
                hedge != Some(AFTER),
                format!("Send them after {AFTER:#}"),
                Edit::Hedge(Some(AFTER)),
            )
            .action_if(is_hedged, "Send none", Edit::Hedge(None))
            .action_if(
                cap != Some(CAP),
                format!("Set a budget of {CAP} %"),
                Edit::Cap(Some(CAP)),
            )
            .action_if(cap.is_some(), "Lift the budget", Edit::Cap(None));
        vec![copies]
    }

    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        vec![Action::new("A surge for 2 s", Edit::Surge)]
    }
}

/// How much work waits before a server, on average.
fn queue(moment: &Moment<'_, TailFanOut>) -> Micros {
    moment.model.servers().backlog(moment.now)
}

/// A time in whole milliseconds.
fn millis(time: Micros) -> String {
    format!("{} ms", (time.get() + 500) / 1_000)
}
