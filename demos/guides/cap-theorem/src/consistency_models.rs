//! A history to change, and the models that it satisfies, as a ladder.

mod drag;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod ladder;
mod lines;
mod marks;
mod picture;
mod proof;
mod scenarios;
mod settings;
mod words;

use models::cap_theorem::consistency::{Edit, Level, Recording, Verdict as Found};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Grip, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct ConsistencyModels;

/// How long the run is: a little longer than any history.
const UNTIL: Micros = Micros::from_millis(125);

const CARD: Card = Card {
    title: "Consistency models: what a history still satisfies",
    watch_for: "the ladder: change what a read returns, or when, and a rung goes out.",
    insight: "A consistency model says which order of the operations must exist, \
              and who must agree on it; each rung down asks for less.",
    why: "Linearizability wants one order that keeps real time, sequential \
          consistency one that keeps each process's own. Causal consistency and \
          PRAM let each process have an order of its own. What forbids an order is \
          a circle: operations each of which has to come before the next.",
    fidelity: Fidelity {
        models: "Every verdict is searched for, over all orders, at each moment of \
                 the history and after each change. The checkers agree with all \
                 permutations on every history of up to five operations.",
        leaves_out: "Operations that fail or get no answer, transactions, and \
                     objects other than registers. Each write has a value of its \
                     own, so that it is known what a read has read. Monotonic \
                     writes and writes follow reads are judged together with \
                     monotonic reads, without which no client could tell.",
        constants: "The histories were written by hand, each for one model. Times \
                    are in steps of 5 ms and stand for nothing else. Eventual \
                    consistency speaks of runs without end; here the last reads of \
                    each process after all writes must agree.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(20) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(120),
};

impl Demo for ConsistencyModels {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Recording;

    fn model(settings: &Settings, _seed: u64) -> Recording {
        Recording::new(settings.history())
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = Level::ALL.into_iter().map(|level| {
            let found = moment.model.standing().verdict(level);
            let (sign, role) = ladder::sign(found);
            let why = words::heading(level, found, moment.model.history());
            let steps = proof::reasons(moment.model.history(), found);
            Row::new(words::short(level), vec![sign.into(), why, steps.join("; ")])
                .role(role)
        });
        Table {
            caption: format!(
                "What the history up to {} satisfies",
                moment.now.clock()
            ),
            head: ["model", "so far", "why", "the circle"].map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let levels = [
            Level::Linearizable,
            Level::Sequential,
            Level::Causal,
            Level::Pram,
            Level::Eventual,
        ];
        let check = |level| {
            let found = moment.model.standing().verdict(level);
            let (verdict, detail) = match found {
                Found::Holds(_) => (Verdict::Holds, String::new()),
                Found::Fails(evidence) => {
                    (Verdict::Fails, words::list(&evidence.operations))
                }
                Found::Untold => (Verdict::Open, String::new()),
            };
            let verdict = verdict.once(ladder::has_begun(moment));
            Check { name: words::short(level), verdict, detail }
        };
        levels.map(check).into()
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }

    fn drag(
        moment: &Moment<'_, Self>,
        from: &Grip,
        to: &Grip,
    ) -> Option<(Micros, Edit)> {
        lines::Lines::of(moment).dragged(from, to).map(|edit| (Micros::ZERO, edit))
    }
}

/// The role of a model by whether it is satisfied.
fn role_of(found: &Found) -> Role {
    match found {
        Found::Holds(_) => Role::Committed,
        Found::Fails(_) => Role::Lost,
        Found::Untold => Role::Doubt,
    }
}
