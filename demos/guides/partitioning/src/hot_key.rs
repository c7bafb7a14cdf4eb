//! One key draws much of the load: more virtual nodes, bounded loads, splitting.

mod flow;
mod history;
mod scenarios;
mod settings;

use crate::figures::{heads, ratio_ppm, times};
use models::partitioning::hot_key::{Edit, Policy};
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table, row};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Role, Scenario, Verdict,
};

/// The demo.
pub struct HotKey;

/// The worst of so long is what a check tells: a moment may be a lucky one.
const WORST_OF: Micros = Micros::from_secs(2);

/// How long a run is.
const RUN: Micros = Micros::from_secs(12);

const CARD: Card = Card {
    title: "One hot key: what a ring cannot spread",
    watch_for: "the row of the hot key's owner, and what changes it.",
    insight: "A ring spreads keys, not requests: one hot key has one owner, \
              whatever V is; bounded loads spread its reads, splitting its writes.",
    why: "Virtual nodes cut up the circle, and a key is a point on it. Bounded loads \
          pass on what a full node gets, which is right for what any node can \
          answer. A write needs the one owner, unless the key itself is cut up; \
          then a read has to ask for all the parts.",
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
        models::partitioning::HotKey::new(&settings.of_model(), seed)
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
        let worst = worst_ppm(moment);
        let even = match model.policy() {
            Policy::Bounded => Check {
                name: "None placed above the cap",
                verdict: verdict(tally.over_cap == 0),
                detail: format!("{} of {} were", tally.over_cap, tally.placed),
            },
            Policy::Ring | Policy::Split => Check {
                name: "Nobody above twice the mean",
                verdict: verdict(worst <= 2_000_000),
                detail: format!("{} × at worst in 2 s", times(worst)),
            },
        };
        vec![
            even,
            Check {
                name: "One answer per request",
                verdict: verdict(tally.placed == tally.asked),
                detail: format!("{} to {} requests", tally.placed, tally.asked),
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let percent = moment.model.hot_percent();
        let mark = Mark::new(flow::CLIENTS, "Clients")
            .state(format!("{percent} % of requests for key-0"));
        let hotter = |mark: Mark<Edit>, share: u32| {
            let verb = format!("{share} % for key-0");
            mark.action_if(percent != share, verb, Edit::Hot(share))
        };
        vec![[5, 20, 40, 60].into_iter().fold(mark, hotter)]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let policies = [
            (Policy::Ring, "To the key's owner"),
            (Policy::Bounded, "Bound the loads"),
            (Policy::Split, "Split the key"),
        ];
        let others =
            policies.iter().filter(|(policy, _)| *policy != moment.model.policy());
        others
            .map(|(policy, verb)| Action::new(*verb, Edit::Use(*policy)))
            .collect()
    }
}

/// What the hottest node had in hand in the last seconds, in means and millionths, when
/// it was most.
fn worst_ppm(moment: &Moment<'_, HotKey>) -> u32 {
    let nodes = moment.model.loads().len() as u64;
    let samples = moment.model.samples().iter();
    let late = samples.filter(|s| moment.now.since(s.at) <= WORST_OF);
    let means =
        late.map(|s| ratio_ppm(u64::from(s.hottest) * nodes, s.total.into()));
    means.max().unwrap_or(0)
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}
