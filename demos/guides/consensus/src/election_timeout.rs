//! A thousand elections under your timeouts: how long is a cluster without leader?

mod curve;
mod elections;
mod frame;
mod marks;
mod race;
mod scenarios;

pub use elections::Elections;
use elections::{ELECTIONS, MILESTONES, WATCHED};
use frame::Frame;
use models::consensus::election::Trial;
use models::consensus::election_theory::{FITTED_LATENCY, undisturbed};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::parts::{Row, Table, picture};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Marks, Moment, Pace, Scenario,
    Verdict,
};

/// The demo.
pub struct ElectionTimeout;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    timeout: u32,
    spread: u32,
    latency: u32,
    servers: u32,
    behind: bool,
    election: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            timeout: 150,
            spread: 150,
            latency: 1,
            servers: 5,
            behind: true,
            election: 1,
        }
    }
}

const KNOBS: &[Knob] = &[
    Knob::stops(
        "spread",
        "Spread of the timeouts",
        "ms",
        &[0, 1, 5, 12, 25, 35, 50, 75, 150, 300],
    ),
    Knob::stops(
        "timeout",
        "Shortest timeout",
        "ms",
        &[12, 25, 50, 100, 150, 200, 300],
    ),
    Knob::linear("election", "Watch election", "of 1,000", (1, ELECTIONS, 1)),
    Knob::linear("latency", "One-way latency", "× 3.5 ms", (1, 3, 1)),
    Knob::linear("servers", "Servers", "", (3, 7, 2)),
    Knob::toggle("behind", "Some cannot win: shorter logs"),
];

const CARD: Card = Card {
    title: "Election timeouts: 1,000 elections",
    watch_for: "the gap between the two curves: what split votes cost, and servers that \
                cannot win.",
    insight: "Randomness elects: a spread of ten latencies leaves few split \
              votes; with much more, everybody waits longer.",
    why: "If two servers ask for votes within one latency of each other, both collect \
          some, and perhaps neither wins. The next attempt is a timeout away. The more \
          the timeouts are spread, the rarer that is.",
    fidelity: Fidelity {
        models: "Each election is one of real servers, by the code of the Raft figure: \
                 all have just heard a heartbeat, the leader crashes at a random moment \
                 of the heartbeat interval, half the shortest timeout, as in the Raft \
                 paper (section 9.3). Some have a shorter log: nobody votes for them. \
                 Time zero is the crash.",
        leaves_out: "Lost messages and pre-vote. Writing a vote to disk is part of the \
                     latency. An election that takes more than a second counts as not \
                     over.",
        constants: "A message takes 2 to 5 ms one way: with that the paper's median and mean \
                    come out.",
    },
    pace: Some(Pace {
        until: Micros::from_millis(WATCHED as u64 + 10),
        per_second: Micros::from_millis(50),
    }),
    seed: 1,
    curated: None,
    rest: Micros::from_millis(20),
};

impl Settings {
    fn trial(&self) -> Trial {
        let (min, max) = FITTED_LATENCY;
        let times = u64::from(self.latency);
        let behind = match self.behind {
            true => (self.servers - 1) / 2,
            false => 0,
        };
        Trial {
            servers: self.servers,
            timeout: Micros::from_millis(self.timeout.into()),
            spread: Micros::from_millis(self.spread.into()),
            latency: (
                Micros::new(times * min.get()),
                Micros::new(times * max.get()),
            ),
            behind,
            patience: Micros::from_millis(WATCHED.into()),
            ..Trial::default()
        }
    }

    /// The share that is over in theory, in thousandths.
    fn theory(&self, millis: u32) -> u32 {
        undisturbed(&self.trial(), Micros::from_millis(millis.into()))
    }
}

impl Demo for ElectionTimeout {
    const CARD: &'static Card = &CARD;
    const KNOBS: &'static [Knob] = KNOBS;
    const SCENARIOS: &'static [Scenario<Self>] = scenarios::ALL;

    type Settings = Settings;
    type Model = Elections;

    fn model(settings: &Settings, seed: u64) -> Elections {
        Elections::new(settings.trial(), settings.election, seed)
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        let frame = Frame::of(moment);
        picture(frame.size, "One election, and how many of 1,000 are over")
            .child(race::draw(moment, &frame))
            .child(curve::draw(moment, &frame))
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = MILESTONES.map(|(share, name)| {
            Row::new(name, vec![after(moment, share), in_theory(moment, share)])
        });
        Table {
            caption: format!("{ELECTIONS} elections: so many are over after"),
            head: ["share", "measured so far", "if no vote were split or refused"]
                .map(Into::into)
                .into(),
            rows: rows.into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let over = moment.model.over(moment.now).len();
        let is_enough = over * 1_000 >= 999 * ELECTIONS as usize;
        let verdict = Verdict::of(is_enough);
        vec![Check {
            name: "A leader within a second",
            verdict: verdict.once(is_enough || moment.model.is_over(moment.now)),
            detail: match over {
                1_000 => "in 1,000 of 1,000 elections; 999 are wanted".into(),
                _ => format!("in {over} of 1,000 elections; 999 are wanted"),
            },
        }]
    }

    fn marks(moment: &Moment<'_, Self>) -> Marks<Self> {
        let mut marks = marks::marks(moment.model);
        marks.extend(curve::marks(moment));
        marks
    }
}

/// After how long so many thousandths of the elections are over, if they are.
fn after(moment: &Moment<'_, ElectionTimeout>, share: u32) -> String {
    match moment.model.with(share, moment.now) {
        Some(one) => format!("{} ms", one.took.as_millis()),
        None if moment.model.is_over(moment.now) => "over 1 s".into(),
        None => "–".into(),
    }
}

/// The same in theory.
fn in_theory(moment: &Moment<'_, ElectionTimeout>, share: u32) -> String {
    let is_over = |millis: &u32| moment.settings.theory(*millis) >= share;
    match (0..WATCHED).find(is_over) {
        Some(millis) => format!("{millis} ms"),
        None => "over 1 s".into(),
    }
}
