//! Ranges split and move as data comes in, beside the same data in fixed slots.

mod rows;
mod settings;

use crate::figures::{heads, hundredths};
use models::partitioning::RangeStore;
use models::partitioning::range_store::{Edit, NODES_MAX, Pattern};
use rows::share;
use settings::Settings;
use sim::{Micros, NodeId};
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Offer, Pace, Prediction,
    Role, Verdict,
};

/// The demo.
pub struct RangeSplit;

/// How long a run is.
const RUN: Micros = Micros::from_secs(60);

const CARD: Card = Card {
    title: "Ranges that split and move, beside fixed slots",
    watch_for: "the box that is being written: where it is, and whether splitting \
                it brings any of the writes elsewhere.",
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
    prediction: Some(Prediction {
        question: "these keys are random. Let them be timestamps (Keys: ascending); \
                   ranges go on splitting and the balancer on moving them. What \
                   share of the writes does the busiest of the four take?",
        answers: &[
            (
                "About a quarter: that is what splitting is for",
                "It gives each node a quarter of the data, long after it was written.",
            ),
            ("About half", "It would, if a split left writes in both halves."),
            (
                "All of them",
                "Only the last range is written, and it is on one node. Splitting it \
                 makes another last range.",
            ),
        ],
    }),
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(5) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(30),
};

impl Demo for RangeSplit {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;

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
            let (ranges, slots) = store.writes_ppm(node);
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
            "writes to slots",
        ]);
        Table {
            caption: format!(
                "Data, and the writes of 5 s, at {}",
                moment.now.clock()
            ),
            head,
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let store = moment.model;
        let (ranges, slots) = busiest(store);
        let fair = 1_000_000 / store.nodes();
        let is_known = moment.now >= Micros::from_secs(5);
        let verdict = |holds| Verdict::of(holds).once(is_known);
        let (copied, slots_copied) = (store.copied(), store.slots_copied());
        let speed = moment.settings.of_model().copy_mb_per_s;
        let time = |mb: u32| hundredths(mb * 100 / speed);
        let all = store.total_mb();
        vec![
            Check {
                name: "Ranges: nobody takes twice the fair share of writes",
                verdict: verdict(ranges < 2 * fair),
                detail: format!("busiest {}", share(ranges, 1_000_000)),
            },
            Check {
                name: "Slots: nobody takes twice the fair share",
                verdict: verdict(slots < 2 * fair),
                detail: format!("busiest {}", share(slots, 1_000_000)),
            },
            Check {
                name: "Ranges: less copied than a quarter of the data",
                verdict: verdict(copied.mb * 4 < all),
                detail: format!(
                    "{} MB in {} moves, {} s of copying",
                    copied.mb,
                    copied.parts,
                    time(copied.mb)
                ),
            },
            Check {
                name: "Slots: none waits to be copied",
                verdict: verdict(store.slots_due() == 0),
                detail: format!(
                    "{} MB in {} slots, {} s; {} to go",
                    slots_copied.mb,
                    slots_copied.parts,
                    time(slots_copied.mb),
                    store.slots_due()
                ),
            },
        ]
    }

    fn offers(moment: &Moment<'_, Self>) -> Vec<Offer> {
        let add = (moment.model.nodes() < NODES_MAX)
            .then(|| (Edit::Add.to_string(), "a node".to_string()));
        // One that joins has its slots before the next can.
        let add = add.filter(|_| moment.model.slots_due() == 0);
        vec![Offer::new("Add", add.into_iter().collect())]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        let settings = moment.settings.of_model();
        let is_asked =
            settings.pattern == Pattern::Ascending && moment.model.nodes() == 4;
        if !is_asked || moment.now < Micros::from_secs(20) {
            return None;
        }
        // Where the last range has just moved, two nodes had it in turn.
        Some(match busiest(moment.model).0 {
            400_000.. => 2,
            0..400_000 => 0,
        })
    }
}

fn nodes(store: &RangeStore) -> impl Iterator<Item = NodeId> + use<> {
    (1..=store.nodes()).map(NodeId)
}

fn name(node: NodeId) -> String {
    format!("n{}", node.0)
}

/// The largest share of the last writes: by ranges and by slots, in millionths.
fn busiest(store: &RangeStore) -> (u32, u32) {
    nodes(store).fold((0, 0), |(a, b), node| {
        let (range, slot) = store.writes_ppm(node);
        (a.max(range), b.max(slot))
    })
}
