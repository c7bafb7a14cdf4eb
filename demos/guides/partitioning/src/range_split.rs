//! Ranges split and move as data comes in; or the same data in fixed slots.

mod keys;
mod marks;
mod query;
mod ranges;
mod rows;
mod scenarios;
mod settings;
mod slots;
mod writes;

use crate::figures::{heads, percent, ratio_ppm, whole_percent};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{Edit, NODES_MAX, Told};
use settings::{Placed, Settings};
use sim::{Micros, NodeId};
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment,
    Pace, Role, Scenario, Verdict,
};

/// The demo.
pub struct RangeSplit;

/// How long a run is.
const RUN: Micros = Micros::from_secs(60);

const CARD: Card = Card {
    title: "Ranges that split and move",
    watch_for: "where the dots fall: each is a write, a row is a node.",
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
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(2) }),
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
        let told = match settings.placed() {
            Placed::Ranges => Told::Ranges,
            Placed::Slots => Told::Slots,
        };
        RangeStore::new(&settings.of_model(), seed).telling(told)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        rows::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let store = moment.model;
        let rows = nodes(store).map(|node| {
            let (ranges, slots) = store.writes_ppm(node);
            let of = store.ranges().iter().filter(|range| range.node == node);
            let cells = vec![
                of.count().to_string(),
                store.range_mb(node).to_string(),
                percent(ranges),
                store.slots_mb(node).to_string(),
                percent(slots),
            ];
            let is_busy = busy(store, moment.settings.placed(), node) > 500_000;
            Row::new(name(node), cells).role(match is_busy {
                true => Role::Chosen,
                false => Role::Follower,
            })
        });
        let columns =
            ["node", "ranges", "MB in ranges", "writes", "MB in slots", "writes"];
        Table {
            caption: format!(
                "Data, and the writes of 5 s, at {}",
                moment.now.clock()
            ),
            head: heads(&columns),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let (store, placed) = (moment.model, moment.settings.placed());
        let most = busiest(store, placed);
        let node = nodes(store).find(|node| busy(store, placed, *node) == most);
        let fair = 1_000_000 / store.nodes();
        let copied = copied_mb(store, placed);
        let copied = ratio_ppm(copied.into(), store.total_mb().into());
        let verdict = |holds| Verdict::of(holds).once(is_known(moment.now));
        vec![
            Check {
                name: "No node takes twice its share",
                verdict: verdict(most < 2 * fair),
                detail: match node {
                    Some(node) if is_known(moment.now) => {
                        format!("{} {}", name(node), whole_percent(most))
                    }
                    Some(_) | None => "known at 5 s".into(),
                },
            },
            Check {
                name: "Under half of the data copied",
                verdict: verdict(copied < 500_000),
                // Rounded down: what is printed as half is half.
                detail: percent(copied - copied % 1_000),
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let settings = moment.settings;
        marks::marks(moment.model, settings.placed(), settings.of_model().pattern)
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

/// Whether there are the writes of five seconds to count.
fn is_known(now: Micros) -> bool {
    now >= Micros::from_secs(5)
}

/// How much data a node has.
fn data_mb(store: &RangeStore, placed: Placed, node: NodeId) -> u32 {
    match placed {
        Placed::Ranges => store.range_mb(node),
        Placed::Slots => store.slots_mb(node),
    }
}

/// How much data was copied from node to node.
fn copied_mb(store: &RangeStore, placed: Placed) -> u32 {
    match placed {
        Placed::Ranges => store.copied().mb,
        Placed::Slots => store.slots_copied().mb,
    }
}

/// The share of the last writes that a node took, in millionths.
fn busy(store: &RangeStore, placed: Placed, node: NodeId) -> u32 {
    let (ranges, slots) = store.writes_ppm(node);
    match placed {
        Placed::Ranges => ranges,
        Placed::Slots => slots,
    }
}

/// The largest share of the last writes, in millionths.
fn busiest(store: &RangeStore, placed: Placed) -> u32 {
    nodes(store).map(|node| busy(store, placed, node)).max().unwrap_or(0)
}
