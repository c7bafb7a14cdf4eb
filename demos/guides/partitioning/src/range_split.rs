//! Ranges split and move as data comes in, beside the same data in fixed slots.

mod keys;
mod rows;
mod scenarios;
mod settings;
mod strip;

use crate::figures::{heads, ratio_ppm, whole_percent};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{Edit, NODES_MAX};
use rows::share;
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Moment, Pace,
    Role, Scenario, Verdict,
};

/// The demo.
pub struct RangeSplit;

/// How long a run is.
const RUN: Micros = Micros::from_secs(60);

const CARD: Card = Card {
    title: "Ranges that split and move, beside fixed slots",
    watch_for: "the boxes that are being written: where they are, and who has them.",
    insight: "Splitting does not spread the writes of keys that only grow: all go to \
              the last range, and the balancer copies them afterwards.",
    why: "A split cuts a range at its middle key. Of ascending keys the lower half \
          is complete and will never be written again; the upper half takes every \
          write, as the whole did. Fixed slots hash the key, so the next key is \
          anywhere; but so is each key of a scan.",
    fidelity: Fidelity {
        models: "Every batch has a key and is stored in the range that holds it; a \
                 range above the limit is split at its middle key. The balancer \
                 sends one range at a time from the fullest node to the emptiest. \
                 The same keys go to 16,384 slots, as many as Redis Cluster has.",
        leaves_out: "Replicas, merging of ranges, splitting and moving by load, and \
                     writes to a range while it is copied, which real systems send \
                     after it. Slots move without the work of telling clients.",
        constants: "40 MB/s of writes in batches of 4 MB. Ranges of 64 MB split \
                    often enough to see; real limits are larger, such as 512 MiB \
                    in CockroachDB and 128 MB for MongoDB's chunks.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(5) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(30),
};

impl Demo for RangeSplit {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = RangeStore;

    fn model(settings: &Settings, seed: u64) -> RangeStore {
        RangeStore::new(&settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        rows::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let store = moment.model;
        let rows = nodes(store).map(|node| {
            let (ranges, slots) = shares(store, node);
            let of = store.ranges().iter().filter(|range| range.node == node);
            let cells = vec![
                of.count().to_string(),
                store.range_mb(node).to_string(),
                share(ranges, 1_000_000),
                store.slots_mb(node).to_string(),
                share(slots, 1_000_000),
            ];
            let is_busy = ranges > 500_000;
            Row::new(name(node), cells).role(match is_busy {
                true => Role::Chosen,
                false => Role::Follower,
            })
        });
        let head = heads(&[
            "node",
            "ranges",
            "MB in ranges",
            "writes to ranges",
            "MB in slots",
            "share of all",
        ]);
        Table {
            caption: format!(
                "Data, and the writes of 5 s to ranges, at {}",
                moment.now.clock()
            ),
            head,
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let store = moment.model;
        let ranges = busiest(store);
        let busy = nodes(store).find(|node| store.writes_ppm(*node).0 == ranges);
        let fair = 1_000_000 / store.nodes();
        let is_known = moment.now >= Micros::from_secs(5);
        let copied = ratio_ppm(store.copied().mb.into(), store.total_mb().into());
        vec![
            Check {
                name: "No node takes twice its share",
                verdict: Verdict::of(ranges < 2 * fair).once(is_known),
                detail: busy.map_or_else(String::new, |node| {
                    format!("{} {}", name(node), whole_percent(ranges))
                }),
            },
            Check {
                name: "Under a quarter copied",
                verdict: Verdict::of(copied < 250_000).once(is_known),
                // Rounded down: what is printed as a quarter is one.
                detail: format!("{} %", copied / 10_000),
            },
            Check {
                name: "No slot waits",
                verdict: Verdict::of(store.slots_due() == 0),
                detail: format!("{} to go", store.slots_due()),
            },
        ]
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        let may_add = moment.model.nodes() < NODES_MAX;
        may_add.then(|| Action::new("Add a node", Edit::Add)).into_iter().collect()
    }
}

fn nodes(store: &RangeStore) -> impl Iterator<Item = NodeId> + use<> {
    (1..=store.nodes()).map(NodeId)
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// The share of the last writes that a node took in its ranges; and of all writes so
/// far what its slots hold: in the last few of those is mostly luck. In millionths.
fn shares(store: &RangeStore, node: NodeId) -> (u32, u32) {
    let (ranges, _) = store.writes_ppm(node);
    let slots = ratio_ppm(store.slots_mb(node).into(), store.total_mb().into());
    (ranges, slots)
}

/// The largest share of the last writes to ranges, in millionths.
fn busiest(store: &RangeStore) -> u32 {
    nodes(store).map(|node| store.writes_ppm(node).0).max().unwrap_or(0)
}
