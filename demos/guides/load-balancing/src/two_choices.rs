//! Two balancers on the same requests: what a policy is blind to.

mod marks;
mod scenarios;
mod settings;

use crate::fleet::{self, Fleet};
use models::load_balancing::pair::{Pair, Side};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table, picture};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Layout, Marks, Moment,
    Pace, Scenario, Verdict,
};

/// The demo.
pub struct TwoChoices;

/// How long a run is.
const RUN: Micros = Micros::from_secs(30);

const CARD: Card = Card {
    title: "Eight servers, the same requests, two policies",
    watch_for: "the tallest stack, and whether a server beside it has none.",
    insight: "Looking at two random servers and taking the shorter queue is nearly \
              as good as knowing all queues, and far better than chance.",
    why: "With many servers at 90 % load a request spends 10 service times in the \
          system if its server is picked at random, and 2.6 if the shorter of two \
          queues is.",
    fidelity: Fidelity {
        models: "Requests arrive at random, and each brings its own work, the same \
                 on both sides. A server works on one request at a time. Every \
                 policy is the real one: smooth weighted round robin as in NGINX, \
                 peak EWMA as in Finagle, Maglev's table for the consistent hash.",
        leaves_out: "The way to a server takes no time, clients do not try again, \
                     and no health check takes a server out. The balancer knows \
                     all queues at each moment: with old news it is another \
                     matter.",
        constants: "Eight servers and 100 ms of work a request on average are \
                    small enough to be seen. Percentiles are those of the last 5 \
                    s.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(19_500),
};

impl Demo for TwoChoices {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Pair;

    fn model(settings: &Settings, seed: u64) -> Pair {
        let [left, right] = settings.of_model();
        Pair::new([&left, &right], seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let fleets = Fleet::both(moment.model, moment.now, moment.layout);
        let size = match moment.layout {
            Layout::Wide => (620, 300),
            Layout::Narrow => (340, 346),
        };
        picture(size, "Two balancers, their servers and the requests at each")
            .children(fleets.iter().map(fleet::draw))
            .child(fleet::legend(moment.layout, ""))
            .child(fleet::chart(moment, RUN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        table(moment.model, moment.now)
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let mut checks =
            Vec::from(Side::BOTH.map(|side| fleet::in_time(moment.model, side)));
        checks.push(errors(moment.model));
        checks
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }
}

/// What each server has, on both sides.
fn table(pair: &Pair, now: Micros) -> Table {
    let sides = Side::BOTH.map(|side| pair.side(side));
    let rows = (0..sides[0].servers().len()).map(|server| {
        let cells = sides.iter().flat_map(|balancer| {
            let load = balancer.servers()[server].load();
            [load.to_string(), balancer.tally().sent[server].to_string()]
        });
        Row::new(format!("s{}", server + 1), cells.collect())
    });
    let heads =
        ["server", "left: requests", "left: got", "right: requests", "right: got"];
    Table {
        caption: format!("Requests at each server, at {}", now.clock()),
        head: heads.map(String::from).into(),
        rows: rows.collect(),
    }
}

/// Whether a request failed.
fn errors(pair: &Pair) -> Check {
    let [left, right] = Side::BOTH.map(|side| failed_percent(pair, side));
    let failed = Side::BOTH.map(|side| pair.side(side).tally().failed);
    Check {
        name: "No request fails",
        verdict: Verdict::of(failed == [0, 0]),
        detail: format!("left {left} %, right {right} %"),
    }
}

/// How many per cent of the requests failed since a server last changed.
fn failed_percent(pair: &Pair, side: Side) -> u64 {
    let tally = pair.side(side).tally();
    let all = (tally.failed + tally.answered).max(1);
    (tally.failed * 100 + all / 2) / all
}
