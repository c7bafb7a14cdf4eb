//! Watch what a leader has under way to a follower, and what that is worth.

mod checks;
mod lanes;
mod marks;
mod picture;
mod scenarios;
mod settings;

use models::consensus::throughput::{Limit, Watched};
use settings::Settings;
use sim::Micros;
use stage::knob::grouped;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Role, Scenario,
};

/// The demo.
pub struct Throughput;

/// How long a run is: by then each of 16 clients was answered one at a time.
const RUN: Micros = Micros::from_millis(60);

/// All clients have asked, and both disks write the first command.
const UNDER_WAY: Micros = Micros::new(2_400);

const CARD: Card = Card {
    title: "Batching and pipelining: what is under way",
    watch_for: "the gaps: who waits for whom, and what is busy all the time.",
    insight: "What is under way together shares round trips and writes to disk, until \
              a link is full.",
    why: "A disk writes all that has come in one go. What is sent into a full link only \
          waits in it.",
    fidelity: Fidelity {
        models: "Three servers run the Raft of the first figure. S3 does what S2 does. \
                 A client that is answered asks again at once.",
        leaves_out: "The clients' links, processors, and applying what is committed.",
        constants: "A forced write takes as long however much is written. A command has \
                    400 bytes, a message 100 more.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(5) }),
    seed: 1,
    curated: None,
    rest: UNDER_WAY,
};

/// What limits a group, in words: "the link allows".
fn allows(limit: Limit, clients: u32) -> String {
    match limit {
        Limit::Clients if clients == 1 => "one client allows".into(),
        Limit::Clients => format!("{clients} clients allow"),
        Limit::Window => "the window allows".into(),
        Limit::Link => "the link allows".into(),
    }
}

/// A number with its thousands apart.
fn number(count: u64) -> String {
    grouped(&count.to_string())
}

impl Demo for Throughput {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Watched;

    fn model(settings: &Settings, _seed: u64) -> Watched {
        Watched::new(settings.of_model())
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let group = moment.model.group();
        let limits = group.limits();
        let rows = limits.iter().enumerate().map(|(place, (limit, most))| {
            let role = if place == 0 { Role::Chosen } else { Role::Follower };
            let cells = vec![number(*most)];
            Row::new(allows(*limit, group.clients), cells).role(role)
        });
        let so_far = moment.model.per_second();
        let so_far = so_far.map_or_else(|| "–".into(), number);
        let measured = Row::new("measured", vec![so_far]).role(Role::Committed);
        Table {
            caption: "Commands a second".into(),
            head: ["", "a second"].map(Into::into).into(),
            rows: rows.chain([measured]).collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        checks::checks(moment)
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment.model)
    }
}
