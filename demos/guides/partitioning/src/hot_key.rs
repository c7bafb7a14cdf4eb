//! One key draws much of the load: more virtual nodes, bounded loads, splitting.

mod dots;
mod flow;
mod history;
mod marks;
mod scenarios;
mod settings;

use crate::figures::{heads, hundredths};
use models::partitioning::hot_key::{Edit, Policy};
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct HotKey;

/// The worst of so long is what a check tells: a moment may be a lucky one.
const WORST_OF: Micros = Micros::from_secs(2);

/// More in hand is too many for a node: three times what each has while no key is hot.
/// It is no multiple of the mean of the moment, which work made by splitting raises.
const TOO_MANY: u32 = 30;

/// How long a run is.
const RUN: Micros = Micros::from_secs(12);

const CARD: Card = Card {
    title: "One hot key on a ring of ten nodes",
    watch_for: "the orange dots: each is a request for one and the same key.",
    insight: "A key has one owner, so more partitions do not spread a hot key: \
              splitting it does, and then each read asks all its parts.",
    why: "Virtual nodes cut up the circle, and a key is a point on it. Bounded loads \
          pass on what a full node gets, which is right for what any node can \
          answer. A write needs the one owner.",
    fidelity: Fidelity {
        models: "Requests arrive at random and take time; each is placed by the real \
                 rule when it comes. With bounded loads the cap is \
                 ⌈(1 + ε) · mean⌉ of what is in hand, the new request included.",
        leaves_out: "A busy node gets slow, and clients try again: here the load of \
                     a node does not feed on itself. The first read on another \
                     node costs a cache miss. What is in hand stays when the cap \
                     falls.",
        constants: "Ten nodes, a thousand keys, 200 requests a second of half a \
                    second each are small so that each can be seen: a hundred in \
                    hand, ten a node. The key becomes hot after 3 s, or when you make \
                    it so. ε = 25 % is an example; proxies leave it to you.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(8_250),
};

impl Demo for HotKey {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = models::partitioning::HotKey;

    fn model(settings: &Settings, seed: u64) -> Self::Model {
        models::partitioning::HotKey::new(&settings.of_model(), seed).compared(RUN)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([flow::draw(moment), history::draw(moment)])
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let rows = model.loads().iter().enumerate().map(|(index, load)| {
            let is_owner = model.owner().index() == index + 1;
            let cells = vec![load.all.to_string(), load.hot.to_string()];
            let row = Row::new(name(NodeId(index as u32 + 1)), cells);
            row.role(if is_owner { Role::Chosen } else { Role::Follower })
        });
        Table {
            caption: format!("Requests in hand at {}", moment.now.clock()),
            head: heads(&["node", "in hand", "for the hot key"]),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let tally = model.tally();
        let is_hot = model.is_hot() && tally.asked > 0;
        let verdict = |holds| Verdict::of(holds).once(is_hot);
        let worst = worst(moment);
        let pieces = tally.placed * 100 / tally.asked.max(1);
        vec![
            Check {
                name: "No node above 30 in hand",
                verdict: verdict(worst <= TOO_MANY),
                detail: format!("{worst} at most in 2 s"),
            },
            Check {
                name: "One piece of work per request",
                verdict: verdict(tally.placed == tally.asked),
                detail: match is_hot {
                    true => format!("{} on average", hundredths(pieces as u32)),
                    false => "not known yet".into(),
                },
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }
}

/// What the hottest node had in hand in the last seconds, or has now, when it was most.
fn worst(moment: &Moment<'_, HotKey>) -> u32 {
    let samples = moment.model.samples().iter();
    let late = samples.filter(|s| moment.now.since(s.at) <= WORST_OF);
    let now = moment.model.loads().iter().map(|load| load.all);
    late.map(|sample| sample.hottest).chain(now).max().unwrap_or(0)
}

/// Whether a node gets more than sixty requests in this run, by what is known of it
/// before it begins: a key that draws half of all, or reads of one that is split.
fn has_crowds(moment: &Moment<'_, HotKey>) -> bool {
    let settings = moment.settings.of_model();
    let edits = || moment.edits.iter().map(|(_, edit)| *edit);
    let splits = settings.policy == Policy::Split
        || edits().any(|edit| edit == Edit::Use(Policy::Split));
    let draws = |edit| if let Edit::Hot(percent) = edit { percent } else { 0 };
    let hottest = edits().map(draws).max().unwrap_or(0).max(settings.hot_percent);
    hottest >= 50 || splits && settings.write_percent < 50
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}
