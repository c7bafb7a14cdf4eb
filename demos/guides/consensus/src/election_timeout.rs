//! A thousand elections under your timeouts: how long is a cluster without leader?

mod picture;

use crate::still::Still;
use models::consensus::election::{Trial, downtimes};
use models::consensus::election_theory::{FITTED_LATENCY, undisturbed};
use serde::{Deserialize, Serialize};
use sim::Micros;
use stage::parts::{Row, Table};
use stage::{
    Card, Check, Demo, Element, Fidelity, Knob, Moment, Prediction, Verdict,
};

/// The demo.
pub struct ElectionTimeout;

/// So many elections.
const ELECTIONS: u32 = 1_000;
/// An election is watched for so long, in milliseconds: the width of the chart.
pub const WATCHED: u32 = 1_000;

/// What a reader may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    timeout: u32,
    spread: u32,
    latency: u32,
    servers: u32,
    behind: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { timeout: 150, spread: 150, latency: 1, servers: 5, behind: true }
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
    Knob::linear("latency", "One-way latency", "× 3.5 ms", (1, 3, 1)),
    Knob::linear("servers", "Servers", "", (3, 7, 2)),
    Knob::toggle("behind", "Some cannot win: shorter logs"),
];

const CARD: Card = Card {
    title: "Election timeouts: 1,000 elections",
    watch_for: "the gap between the two curves: it is what split votes cost, and \
                servers that stand and cannot win.",
    insight: "Randomness elects: a spread of ten latencies leaves few split \
              votes; with much more, everybody waits longer.",
    why: "If two servers stand within one latency of each other, both collect votes and \
          neither may win. The next attempt is a timeout away. The more the timeouts \
          are spread, the rarer that is.",
    fidelity: Fidelity {
        models: "Each election is one of real servers, by the code of the Raft figure: \
                 all have just heard a heartbeat, the leader crashes at a random moment \
                 of the heartbeat interval, which is half the shortest timeout, as in \
                 the experiment of the Raft paper (section 9.3).",
        leaves_out: "Lost messages and pre-vote. Writing a vote to disk is part of the \
                     latency. An election that takes more than a second counts as not \
                     over.",
        constants: "A message takes 2 to 5 ms one way: with that the figures of the \
                    paper come out (median 287 ms for a spread of 5 ms, ours 308; mean \
                    35 ms for timeouts of 12 to 24 ms, ours 35). Its broadcast time \
                    of 15 ms, taken as the round trip of a vote, would not give \
                    these.",
    },
    prediction: Some(Prediction {
        question: "all servers use the same timeout of 150 ms, without any spread. How \
                   many of 1,000 clusters have a new leader within a second?",
        answers: &[
            (
                "Nearly all: somebody is always a little earlier",
                "With some spread, yes: the first to stand has its votes before \
                 another stands.",
            ),
            ("About half", "A small spread breaks the tie now and then."),
            (
                "Few",
                "They all stand at once, each votes for itself, and after the same \
                 timeout they do it again. Only differences in latency help.",
            ),
        ],
    }),
    pace: None,
    seed: 1,
    curated: None,
    rest: Micros::ZERO,
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

    type Settings = Settings;
    type Model = Still;

    /// The downtimes in milliseconds, the shortest first; those not over are left
    /// out.
    fn model(settings: &Settings, seed: u64) -> Still {
        let all =
            downtimes(&settings.trial(), ELECTIONS, seed).into_iter().flatten();
        Still { figures: all.map(|time| time.as_millis() as u32).collect() }
    }

    fn picture(moment: &Moment<'_, Self>) -> Element {
        picture::draw(moment)
    }

    fn table(moment: &Moment<'_, Self>) -> Table {
        let rows = picture::MILESTONES.map(|(share, name)| {
            Row::new(name, vec![after(moment, share), in_theory(moment, share)])
        });
        Table {
            caption: format!("{ELECTIONS} elections: so many are over after"),
            head: ["share", "measured", "if the first who can win does"]
                .map(Into::into)
                .into(),
            rows: rows.into(),
        }
    }

    fn checks(moment: &Moment<'_, Self>) -> Vec<Check> {
        let over = moment.model.figures.len();
        let is_enough = over * 1_000 >= 999 * ELECTIONS as usize;
        vec![Check {
            name: "99.9 % have a leader within a second",
            verdict: Verdict::of(is_enough),
            detail: format!("in {over} of {ELECTIONS} elections"),
        }]
    }

    fn outcome(moment: &Moment<'_, Self>) -> Option<usize> {
        // The question is about servers that are all alike: not the resting frame.
        let Settings { timeout, spread, .. } = *moment.settings;
        let over = moment.model.figures.len();
        (timeout == 150 && spread == 0).then_some(match over {
            0..400 => 2,
            400..700 => 1,
            _ => 0,
        })
    }
}

/// After how long so many thousandths of the elections are over.
pub fn after(moment: &Moment<'_, ElectionTimeout>, share: u32) -> String {
    let index = (share * ELECTIONS / 1_000).saturating_sub(1) as usize;
    match moment.model.figures.get(index) {
        Some(millis) => format!("{millis} ms"),
        None => "over 1 s".into(),
    }
}

/// The same in theory.
pub fn in_theory(moment: &Moment<'_, ElectionTimeout>, share: u32) -> String {
    let is_over = |millis: &u32| moment.settings.theory(*millis) >= share;
    match (0..WATCHED).find(is_over) {
        Some(millis) => format!("{millis} ms"),
        None => "over 1 s".into(),
    }
}
