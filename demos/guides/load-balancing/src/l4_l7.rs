//! Long-lived connections: a balancer that chooses for each connection, and one that
//! chooses for each request.

#[cfg(not(target_arch = "wasm32"))]
pub mod experiments;
mod links;
mod marks;
mod panel;
mod picture;
mod requests;
mod scenarios;
mod settings;

use models::load_balancing::connections::{BURNS, Both, Layer};
use models::load_balancing::pair::Side;
use panel::Panel;
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
    Verdict,
};

/// The demo.
pub struct L4L7;

/// How long a run is.
const RUN: Micros = Micros::from_secs(14);

const CARD: Card = Card {
    title: "L4 chooses for a connection, L7 for a request",
    watch_for: "the thick connection of c1, and the server to which it leads.",
    insight: "An L4 balancer shares out connections, not requests: one busy client \
              can burn a server while others idle.",
    why: "It has chosen when a connection opened, and has nothing more to decide. \
          An L7 balancer chooses for each request, so a new server gets its part at \
          once.",
    fidelity: Fidelity {
        models: "Eight clients with one connection each, and requests that come at \
                 random, the same on both sides. Many are in progress on one \
                 connection, as with HTTP/2. A server works on one after the \
                 other. A connection that is closed for its age still brings \
                 answers, as in gRPC; one that breaks does not.",
        leaves_out: "Answers, and the opening of a connection, take no time. The \
                     balancer knows at once which servers are up, and what failed \
                     is not sent again. Health checks, retries and slow start \
                     would blur the restart.",
        constants: "100 ms of work a request, 200 ms to the balancer and 200 ms \
                    from there are long enough to be seen. So is an age of 2 s, \
                    give or take a tenth as in gRPC: real limits are minutes, and \
                    a queue grows as much longer.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_secs(1) }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(800),
};

impl Demo for L4L7 {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Both;

    fn model(settings: &Settings, seed: u64) -> Both {
        let [left, right] = settings.of_model();
        Both::new([&left, &right], seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        table(moment.model, moment.now)
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let panels = Panel::both(moment.model, moment.now, moment.layout);
        let short = panels.each_ref().map(short);
        let shared = panels.each_ref().map(shared);
        short.into_iter().chain(shared).collect()
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }
}

/// What each server has and got, on both sides.
fn table(both: &Both, now: Micros) -> Table {
    let systems = Side::BOTH.map(|side| both.side(side));
    let rows = (0..systems[0].servers().len()).map(|index| {
        let cells = systems.iter().flat_map(|system| {
            let server = &system.servers()[index];
            let connections = match system.policy().layer() {
                Layer::L4 => system.connections(index).to_string(),
                Layer::L7 => "–".into(),
            };
            let (queue, got) = (server.queue().len(), server.total());
            [connections, queue.to_string(), got.to_string()]
        });
        Row::new(format!("s{}", index + 1), cells.collect())
    });
    let heads = [
        "server",
        "left: clients",
        "left: requests",
        "left: got",
        "right: clients",
        "right: requests",
        "right: got",
    ];
    Table {
        caption: format!("What servers have and got, at {}", now.clock()),
        head: heads.map(String::from).into(),
        rows: rows.collect(),
    }
}

/// Whether no server has more than it can do.
fn short(panel: &Panel) -> Check {
    let (server, queue) = panel.figures().longest;
    Check {
        name: match panel.side {
            Side::Left => "Left: queues are short",
            Side::Right => "Right: queues are short",
        },
        verdict: Verdict::of(queue < BURNS),
        detail: format!("s{} has {queue}", server + 1),
    }
}

/// Whether the busiest server gets no more than its part.
fn shared(panel: &Panel) -> Check {
    let is_unfair = panel.is_unfair();
    let detail = match panel.figures().busiest {
        Some((server, percent)) => {
            let fair = 1_000 / panel.system().servers().len();
            let fair = match fair % 10 {
                0 => format!("{}", fair / 10),
                tenths => format!("{}.{tenths}", fair / 10),
            };
            format!("s{} gets {percent} %, fair is {fair} %", server + 1)
        }
        None => "not known yet".into(),
    };
    Check {
        name: match panel.side {
            Side::Left => "Left: servers share",
            Side::Right => "Right: servers share",
        },
        verdict: Verdict::of(is_unfair == Some(false)).once(is_unfair.is_some()),
        detail,
    }
}
