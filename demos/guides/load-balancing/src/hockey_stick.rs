//! Queues beside each other, and where their means lie on the curves of theory.

mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod lane;
mod picture;
mod scenarios;
mod settings;

use models::load_balancing::queue::theory::mean_ms;
use models::load_balancing::queue::{Edit, Lanes, NAMES, PER_TICK, Watched};
use settings::Settings;
use sim::Micros;
use stage::knob::grouped;
use stage::parts::{Row, Table};
use stage::{
    Action, Actions, Card, Check, Demo, Element, Fidelity, Knob, Mark, Marks,
    Moment, Pace, Scenario, Verdict,
};

/// The demo.
pub struct HockeyStick;

/// How long a run is.
const RUN: Micros = Micros::from_secs(10);
/// What a request may take on average.
const AIM: Micros = Micros::from_millis(150);
/// So many requests are measured before a mean is judged.
const ENOUGH: u64 = 20 * PER_TICK;
/// What the lanes can be set to.
const LOADS: [u32; 4] = [50, 80, 90, 95];
/// How many requests come at once where the reader wants it.
const BURST: u32 = 50;

const CARD: Card = Card {
    title: "The hockey stick: busy servers and the wait",
    watch_for: "the queues: a request needs 10 ms, and the rest of its time it \
                waits.",
    insight: "The wait grows with 1 ÷ (1 − busy): what is spare decides, not what \
              is used.",
    why: "From 80 to 90 % busy the time doubles, and again to 95 %. It also grows \
          with the variance of the work, and falls where servers share one \
          queue.",
    fidelity: Fidelity {
        models: "Every request: it comes at random, waits its turn, and is served \
                 by one server. Behind each lane the same queue serves 40,000 \
                 requests a second for the mean, in the same order and by the same \
                 rule.",
        leaves_out: "Clients that give up, bounded queues, and servers that get \
                     slower when busy. The way of a dot takes time in the picture \
                     alone.",
        constants: "10 ms of work is an example: all times grow with it. Theory is \
                    exact for one server (Pollaczek and Khinchine) and for random \
                    work (Erlang C); else it is Kingman's approximation. At 95 % \
                    busy a measured mean is sure to a tenth only. The aim of 150 \
                    ms is an example too.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 2,
    curated: None,
    rest: Micros::from_millis(2_400),
};

impl Demo for HockeyStick {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Lanes;

    fn model(settings: &Settings, seed: u64) -> Lanes {
        Lanes::new(&settings.lanes(), seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = moment.model.all().iter().enumerate().map(|(index, lane)| {
            let measured = lane.measured();
            let mean = measured.mean().map_or("–".into(), millis);
            let cells = vec![
                format!("{} %", lane.lane().busy),
                lane.lane().servers.to_string(),
                lane.waiting(moment.model.now()).to_string(),
                grouped(&measured.requests.to_string()),
                mean,
                millis(theory(lane)),
            ];
            Row::new(name(moment, index), cells)
        });
        Table {
            caption: format!("The queues at {}", moment.now.clock()),
            head: ["", "busy", "servers", "wait", "measured", "mean", "theory"]
                .map(Into::into)
                .into(),
            rows: rows.collect(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        vec![within_aim(moment)]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let lanes = moment.model.all().iter().enumerate();
        let marks = lanes.map(|(index, watched)| {
            let busy = watched.lane().busy;
            let mark = Mark::new(id(index), format!("Queue {}", NAMES[index]))
                .state(format!("{busy} % busy"));
            LOADS.into_iter().fold(mark, |mark, percent| {
                let edit = Edit::Busy { lane: index, percent };
                let verb = format!("Make it {percent} % busy");
                mark.action_if(percent != busy, verb, edit)
            })
        });
        marks.collect()
    }

    fn actions(_moment: &Moment<'_, Self>) -> Actions<Self> {
        let verb = format!("Send {BURST} more at once");
        vec![Action::new(verb, Edit::Burst(BURST))]
    }
}

/// What a lane is called in links to it.
fn id(lane: usize) -> String {
    format!("lane-{}", lane + 1)
}

/// What is said of a lane.
fn name(moment: &Moment<'_, HockeyStick>, lane: usize) -> String {
    let busy = moment.model.all()[lane].lane().busy;
    let what = moment.settings.what(lane, busy);
    format!("{}: {what}", NAMES[lane])
}

/// A time in whole milliseconds.
fn millis(time: Micros) -> String {
    format!("{} ms", (time.get() + 500) / 1_000)
}

/// What theory says a request takes on average.
fn theory(lane: &Watched) -> Micros {
    let lane = lane.lane();
    let mean = mean_ms(lane, f64::from(lane.busy) / 100.0);
    Micros::new((mean * 1_000.0) as u64)
}

/// The mean of a lane, once enough is measured.
fn settled(lane: &Watched) -> Option<Micros> {
    let measured = lane.measured();
    measured.mean().filter(|_| measured.requests >= ENOUGH)
}

/// Whether a request of this lane takes longer than is wanted.
fn is_late(lane: &Watched) -> bool {
    settled(lane).is_some_and(|mean| mean > AIM)
}

fn within_aim(moment: &Moment<'_, HockeyStick>) -> Check {
    let lanes = moment.model.all();
    let is_known = lanes.iter().all(|lane| settled(lane).is_some());
    let verdict = match lanes.iter().any(is_late) {
        true => Verdict::Fails,
        false => Verdict::Holds.once(is_known),
    };
    let mut detail = String::new();
    for (lane, name) in lanes.iter().zip(NAMES) {
        let comma = if detail.is_empty() { "" } else { ", " };
        let mean = settled(lane).map_or("–".into(), millis);
        detail += &format!("{comma}{name} {mean}");
    }
    Check { name: "Every mean is within 150 ms", verdict, detail }
}
