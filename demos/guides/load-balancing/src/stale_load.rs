//! A load board that is read every so often: least request sends a herd.

mod marks;
mod scenarios;
mod settings;

use crate::fleet::{self, Fleet};
use models::load_balancing::pair::{Pair, Side};
use settings::Settings;
use sim::Micros;
use stage::parts::{Row, Table, picture};
use stage::{
    Actions, Card, Check, Demo, Element, Fidelity, Knob, Layout, Marks, Moment,
    Pace, Scenario, Verdict,
};

/// The demo.
pub struct StaleLoad;

/// How long a run is.
const RUN: Micros = Micros::from_secs(12);
/// If fewer servers than these get any of the requests between two readings, it is
/// a herd: half of the ten, and one.
const MOST_OF_TEN: usize = 6;

const CARD: Card = Card {
    title: "Least request and a load board that gets old",
    watch_for: "the dashed boxes: what the board says. The dots are what is really \
                there.",
    insight: "Old news about who is free sends everybody to the same server, and \
              can be worse than no news; two choices sends only a fifth there.",
    why: "Between two readings the board does not change. So least request sends \
          everything to the servers that were shortest, until the next reading \
          shows them as the longest.",
    fidelity: Fidelity {
        models: "Ten servers, at first at 90 % load. The board is read at fixed \
                 times; between them a balancer sees what it said, and perhaps \
                 what it sent itself. It is the periodic update model of \
                 Mitzenmacher, How Useful Is Old Information? (2000).",
        leaves_out: "Real boards are read at other times by each balancer, which \
                     spreads the herds and does not end them. The way to a server \
                     takes no time.",
        constants: "100 ms of work a request on average. So a board that is a \
                    second old is ten requests old, like one of 10 ms where \
                    a request takes 1 ms.",
    },
    pace: Some(Pace { until: RUN, per_second: Micros::from_millis(500) }),
    seed: 1,
    curated: None,
    rest: Micros::from_secs(1),
};

impl Demo for StaleLoad {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = settings::KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Pair;

    fn model(settings: &Settings, seed: u64) -> Pair {
        let [left, right] = settings.of_model();
        Pair::new([&left, &right], seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let fleets = Fleet::both(moment.model, moment.now, moment.layout);
        let size = match moment.layout {
            Layout::Wide => (620, 300),
            Layout::Narrow => (340, 346),
        };
        picture(
            size,
            "Two balancers, what their board says and the requests that are there",
        )
        .children(fleets.iter().map(fleet::draw))
        .child(fleet::legend(moment.layout, board_sign(moment.model)))
        .child(fleet::chart(moment, RUN))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        table(moment.model, moment.now)
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let sides = Side::BOTH.into_iter();
        sides.filter_map(|side| spread(moment.model, side)).collect()
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        marks::marks(moment)
    }

    fn actions(moment: &Moment<'_, Self>) -> Actions<Self> {
        marks::actions(moment.model)
    }
}

/// What the board says of each server, and what is so.
fn table(pair: &Pair, now: Micros) -> Table {
    let sides = Side::BOTH.map(|side| pair.side(side));
    let rows = (0..sides[0].servers().len()).map(|server| {
        let cells = sides.iter().flat_map(|balancer| {
            let load = balancer.servers()[server].load();
            let said = balancer.board().last();
            let said = said.map_or(load, |(_, loads)| loads[server] as usize);
            [said.to_string(), load.to_string()]
        });
        Row::new(format!("s{}", server + 1), cells.collect())
    });
    let heads = ["server", "left: board", "left: is", "right: board", "right: is"];
    Table {
        caption: format!("Requests at each server, at {}", now.clock()),
        head: heads.map(String::from).into(),
        rows: rows.collect(),
    }
}

/// What is dashed, where there is a board.
fn board_sign(pair: &Pair) -> &'static str {
    match pair.side(Side::Left).board().last() {
        Some(_) => "dashed: board",
        None => "",
    }
}

/// Whether what came between two readings was ever spread over few servers, where
/// there are readings.
fn spread(pair: &Pair, side: Side) -> Option<Check> {
    let board = pair.side(side).board();
    board.last()?;
    let fewest = board.fewest();
    let holds = fewest.is_some_and(|(servers, _)| servers >= MOST_OF_TEN);
    Some(Check {
        name: match side {
            Side::Left => "Left: no herd",
            Side::Right => "Right: no herd",
        },
        verdict: Verdict::of(holds).once(fewest.is_some()),
        detail: match fewest {
            Some((servers, all)) => format!("{all} requests to {servers} of 10"),
            None => "not known yet".into(),
        },
    })
}
