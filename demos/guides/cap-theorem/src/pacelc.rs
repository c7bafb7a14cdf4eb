//! A leader and its copies in regions of a public cloud: what a write waits for.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod marks;
mod picture;
mod scenarios;
mod settings;

use models::cap_theorem::pacelc::{GAP, WRITES, Writes};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role,
    Scenario, Verdict,
};

/// The demo.
pub struct Pacelc;

/// When all writes are answered, with some to spare.
const UNTIL: Micros = Micros::new(GAP.get() * (WRITES as u64 + 2));

const CARD: Card = Card {
    title: "PACELC: what a write pays when nothing is cut",
    watch_for: "the upright line: how far a write has to go before it is answered.",
    insight: "Without any partition every write still waits for its k-th fastest \
              acknowledgement, and that may be on another continent.",
    why: "The leader counts itself, so it waits for its (k − 1)-th nearest copy. \
          Copies behind that one cost nothing, however slow. The price jumps where \
          that copy is in another region, and again where it is across an ocean.",
    fidelity: Fidelity {
        models: "Each write goes to all copies at once and is answered with the \
                 k-th acknowledgement. The thin curves are not measured: they are \
                 worked out from the distributions of the links, for each k.",
        leaves_out: "Partitions; the way from the client to the leader; the forced \
                     write to a disk, about a millisecond; copies in zones of the \
                     leader's own region, a millisecond or two away; and that two \
                     links may slow down together.",
        constants: "Round trips are those that Microsoft published for Azure on 30 \
                    July 2026: the 95th percentile over 30 days. Each has a fixed \
                    part and an exponential one; how large that is, is our choice. \
                    A slow copy answers 150 ms later, as an example.",
    },
    pace: Some(Pace { until: UNTIL, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(6_400),
};

impl Demo for Pacelc {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Writes;

    fn model(settings: &Settings, seed: u64) -> Writes {
        Writes::new(settings.of_model(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let (model, price) = (moment.model, moment.model.price());
        let rows =
            model.by_distance().into_iter().enumerate().map(|(place, copy)| {
                let k = place + 1;
                let cells = vec![
                    model.copies()[copy].name().into(),
                    format!("{} ms", model.distance(copy)),
                    format!("{} ms", whole(price.percentile(k, 50))),
                    format!("{} ms", whole(price.percentile(k, 99))),
                ];
                let is_chosen = k == model.settings().acks;
                let role = if is_chosen { Role::Chosen } else { Role::Follower };
                Row::new(k.to_string(), cells).role(role)
            });
        let head = [
            "k",
            "k-th nearest copy",
            "its round trip",
            "median",
            "99th percentile",
        ];
        Table {
            caption: "What a write takes that waits for k acknowledgements".into(),
            head: head.map(Into::into).into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let model = moment.model;
        let (k, n) = (model.settings().acks, model.copies().len());
        let answered = answered(moment);
        let far =
            answered.iter().filter(|write| crosses(model, write.last)).count();
        let of = |count: usize| format!("{count} of {n}");
        vec![
            Check {
                name: "Another region has each write",
                verdict: Verdict::of(k > 1),
                detail: format!("k\u{a0}=\u{a0}{k}"),
            },
            Check {
                name: "A majority has it",
                verdict: Verdict::of(2 * k > n),
                detail: of(k),
            },
            Check {
                name: "Waits for no ocean",
                verdict: Verdict::of(far == 0).once(!answered.is_empty()),
                detail: match answered.len() {
                    0 => "not yet".into(),
                    all => format!("{far} of {all}"),
                },
            },
        ]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}

/// The writes over the present links that are answered.
fn answered<'a>(
    moment: &Moment<'a, Pacelc>,
) -> Vec<&'a models::cap_theorem::pacelc::Write> {
    let recent = moment.model.recent().iter();
    recent.filter(|write| write.done <= moment.now).collect()
}

/// Whether a copy, by its place, is on another continent than the leader.
fn crosses(model: &Writes, copy: usize) -> bool {
    model.copies()[copy].continent() != model.settings().leader.continent()
}

/// What the writes that are answered took, the one in the middle.
fn median(moment: &Moment<'_, Pacelc>) -> Option<Micros> {
    let sorted = took(moment);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

/// What they took, sorted.
fn took(moment: &Moment<'_, Pacelc>) -> Vec<Micros> {
    let mut sorted: Vec<Micros> = Vec::new();
    for write in answered(moment) {
        let took = write.done.since(write.sent);
        sorted.insert(sorted.partition_point(|other| *other <= took), took);
    }
    sorted
}

/// The nearest whole number.
fn whole(millis: f64) -> u32 {
    (millis + 0.5) as u32
}
