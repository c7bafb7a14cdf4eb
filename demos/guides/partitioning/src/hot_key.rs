//! One key draws much of the load: more virtual nodes, bounded loads, splitting.

mod bars_of_nodes;
mod history;
mod settings;

use crate::figures::{heads, hundredths, ratio_ppm};
use models::partitioning::hot_key::{Edit, Policy};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table, row};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict,
};

/// The demo.
pub struct HotKey;

/// How long a run is.
const RUN: Micros = Micros::from_secs(12);

const CARD: Card = Card {
    title: "One hot key: what a ring cannot spread",
    watch_for: "the bar of the hot key's owner once the key is hot, and who gets \
                shorter or longer when you change where requests go.",
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
    prediction: Some(Prediction {
        question: "each node has 100 virtual nodes, and the hottest has over four \
                   times the mean. Raise V to 1,000. What does it have then?",
        answers: &[
            (
                "About the mean: that is what virtual nodes are for",
                "They spread keys over nodes. This is one key.",
            ),
            (
                "About a third of that, as 1/√V says",
                "That holds for the arcs, of which the node's other keys are a part.",
            ),
            (
                "The same",
                "The key is one point of the circle and has one owner, which gets \
                 all of its requests.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(8_250),
};

impl Demo for HotKey {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

    type Settings = Settings;
    type Model = models::partitioning::HotKey;

    fn model(settings: &Settings, seed: u64) -> Self::Model {
        models::partitioning::HotKey::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        row([bars_of_nodes::draw(moment), history::draw(moment)])
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let model = moment.model;
        let rows = model.loads().iter().enumerate().map(|(index, load)| {
            let is_owner = model.owner().index() == index + 1;
            let cells = vec![load.all.to_string(), load.hot.to_string()];
            let row = Row::new(format!("n{}", index + 1), cells);
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
        let holders = tally.holders.count_ones();
        let hottest = model.loads().iter().map(|load| load.all).max().unwrap_or(0);
        let total: u32 = model.loads().iter().map(|load| load.all).sum();
        let nodes = model.loads().len() as u32;
        let even = match model.policy() {
            Policy::Bounded => Check {
                name: "No request above the cap of (1 + ε) · mean",
                verdict: verdict(tally.over_cap == 0),
                detail: format!(
                    "{} of {} since the last change",
                    tally.over_cap, tally.placed
                ),
            },
            Policy::Ring | Policy::Split => Check {
                name: "Hottest node at most twice the mean",
                verdict: verdict(hottest * nodes <= 2 * total),
                detail: format!(
                    "{hottest} in hand, the mean is {}",
                    hundredths(total * 100 / nodes)
                ),
            },
        };
        vec![
            even,
            Check {
                name: "The hot key lives on one node",
                verdict: verdict(holders <= 1).once(is_hot && holders > 0),
                detail: format!("on {holders} since the last change"),
            },
            Check {
                name: "One node answers a request",
                verdict: verdict(tally.placed == tally.asked),
                detail: format!(
                    "{} answers to {} requests",
                    tally.placed, tally.asked
                ),
            },
        ]
    }

    fn offers(_moment: &Moment<'_, Self>) -> Vec<Offer> {
        let policies = [
            (Policy::Bounded, "to a node not full"),
            (Policy::Split, "to a part of the key"),
            (Policy::Ring, "to the key's owner"),
        ];
        let share =
            |share: &u32| (Edit::Hot(*share).to_string(), format!("to {share} %"));
        let policy = |(policy, text): &(Policy, &str)| {
            (Edit::Use(*policy).to_string(), text.to_string())
        };
        vec![
            Offer::new("From now on", policies.iter().map(policy).collect()).long(),
            Offer::new("Set the hot key", [60, 20, 5].iter().map(share).collect()),
        ]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let model = moment.model;
        let settings = moment.settings.of_model();
        let is_asked = model.policy() == Policy::Ring
            && moment.edits.is_empty()
            && settings.vnodes == 1_000
            && settings.hot_percent == 40;
        let late = Micros::from_secs(5);
        if !is_asked || moment.now < late {
            return None;
        }
        let samples = model.samples().iter().filter(|sample| sample.at >= late);
        let (mut hottest, mut total) = (0, 0);
        for sample in samples {
            hottest += u64::from(sample.hottest) * model.loads().len() as u64;
            total += u64::from(sample.total);
        }
        match ratio_ppm(hottest, total) {
            3_000_000.. => Some(2),
            1_600_000..3_000_000 => Some(1),
            0..1_600_000 => Some(0),
        }
    }
}
