//! The experiments that the figure offers.

use super::L4L7;
use models::load_balancing::connections::Figures;
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<L4L7>] = &[BUSY, NEW, RESTART, AGE];

const BUSY: Scenario<L4L7> = Scenario {
    name: "one-busy-client",
    title: "One busy client",
    watch_for: "where the ◆ of c1 go, at the left and at the right.",
    start: "t=0.8s&end=9s&speed=1s",
    question: Some(Question {
        ask: "A server does 10 requests a second. c1 sends 20, the other clients \
              2 each. What becomes of the longest queue at the left (L4)?",
        at: Micros::from_millis(800),
        answers: &[
            (
                "It stays short",
                "34 come and four servers do 40, so that is seen at the right.",
            ),
            ("It grows, then stops", "s1 would have to get less some time."),
            (
                "It keeps growing",
                "c1 and c5 are connected to s1: 22 come to it each second, and 10 \
                 are done. To each of the others come about 4, and nothing moves a \
                 connection.",
            ),
        ],
        outcome: |moment| {
            let (_, queue) = left(moment, Micros::from_millis(8_500))?.longest;
            Some(match queue {
                60.. => 2,
                20..60 => 1,
                0..20 => 0,
            })
        },
    }),
    curated: None,
};

const NEW: Scenario<L4L7> = Scenario {
    name: "new-server",
    title: "Twice the servers",
    watch_for: "s5 to s8; from 7 s on the left connections are closed after 2 s.",
    start: "busy=1&load=120&edits=3s-double,7s-left-age-2&t=2.9s&end=14s&speed=1s",
    question: Some(Question {
        ask: "Four servers get 12 requests a second each, and do 10. At 3 s there \
              are eight. What do the new ones at the left (L4) get until 7 s?",
        at: Micros::from_millis(2_900),
        answers: &[
            ("Half of all", "The balancer would have to move connections."),
            ("More and more", "There would have to be new connections."),
            (
                "Nothing",
                "All eight connections were opened before, and stay where they \
                 are. At the right (L7) they get their part at once.",
            ),
        ],
        outcome: |moment| {
            Some(match left(moment, Micros::from_secs(7))?.idle {
                0 => 0,
                1..4 => 1,
                4.. => 2,
            })
        },
    }),
    curated: None,
};

const RESTART: Scenario<L4L7> = Scenario {
    name: "restart",
    title: "A restart",
    watch_for: "s2 at the left and at the right, from 4 s on.",
    start: "busy=1&load=90&edits=2s-s2-restarts&t=1.9s&end=12s&speed=1s",
    question: Some(Question {
        ask: "Each server gets 9 requests a second, and does 10. s2 is down from 2 s \
              to 4 s. What does it get at the left (L4) after that?",
        at: Micros::from_millis(1_900),
        answers: &[
            ("A quarter", "Its clients would have to come back."),
            ("Most of all", "The balancer would have to choose again."),
            (
                "Nothing",
                "Its two clients connected to s1 and s3, and stay there. These get \
                 13.5 a second, and their queues grow beside an idle server.",
            ),
        ],
        outcome: |moment| {
            let figures = left(moment, Micros::from_secs(9))?;
            Some(match (figures.idle, figures.busiest) {
                (1.., _) => 2,
                (0, Some((1, 35..))) => 1,
                (0, _) => 0,
            })
        },
    }),
    curated: None,
};

const AGE: Scenario<L4L7> = Scenario {
    name: "age-limit",
    title: "An age limit",
    watch_for: "where the thick connection of c1 leads to, at the left.",
    start: "left=l4-random&edits=3s-left-age-2&t=2.9s&end=14s&speed=1s",
    question: Some(Question {
        ask: "From 3 s on the left connections are closed after 2 s, and opened \
              again at any server. What becomes of the 20 requests of c1?",
        at: Micros::from_millis(2_900),
        answers: &[
            ("All servers share them", "c1 would need several connections."),
            (
                "They move about together",
                "c1 has one connection at a time. First one server is overloaded, \
                 then another.",
            ),
            ("They stay", "Its connection was never closed."),
        ],
        outcome: |moment| {
            left(moment, Micros::from_millis(13_500))?;
            let from = Micros::from_secs(5);
            let samples = moment.model.samples().iter();
            let samples = samples.filter(|(at, _)| *at >= from);
            let busiest = samples.filter_map(|(_, figures)| figures[0].busiest);
            let busiest: Vec<(usize, u32)> = busiest.collect();
            let sum: u32 = busiest.iter().map(|(_, percent)| percent).sum();
            let first = busiest.first()?.0;
            let has_moved = busiest.iter().any(|(server, _)| *server != first);
            Some(match (sum / busiest.len() as u32, has_moved) {
                (..40, _) => 0,
                (40.., true) => 1,
                (40.., false) => 2,
            })
        },
    }),
    curated: None,
};

/// What the left side was like at a moment, once it has come.
fn left(moment: &Moment<'_, L4L7>, at: Micros) -> Option<Figures> {
    let samples = moment.model.samples().iter();
    let mut samples = samples.filter(|(sampled, _)| *sampled >= at);
    samples.next().map(|(_, figures)| figures[0])
}
