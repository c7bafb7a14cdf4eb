//! The two laboratories: elections by the thousand, and what a decision costs.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, told};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to its question when these knobs are turned.
fn answer(shared: &str, turned: &[(&str, &str)]) -> Option<String> {
    let mut figure = GUIDE.figure(shared);
    for (knob, value) in turned {
        figure.input(Input::Knob(knob.to_string(), value.to_string()));
    }
    told(&figure)
}

#[test]
fn at_rest_they_draw_in_both_layouts() {
    for name in ["election-timeout", "quorum-cost"] {
        let html = GUIDE.draw(&format!("{name}?"));
        assert!(html.contains("only-wide") && html.contains("only-narrow"));
        let entry = GUIDE.entry(name);
        let verdicts: Vec<_> = entry.checks().iter().map(|c| c.verdict).collect();
        assert_eq!(verdicts, [Verdict::Holds], "{name}");
        assert!(entry.card.title.chars().count() <= 60);
    }
}

#[test]
fn the_predictions_say_what_was_measured() {
    let election =
        answer("election-timeout?", &[("spread", "0")]).expect("it answers");
    assert!(election.starts_with("Few"), "{election}");
    let cost = answer("quorum-cost?", &[("protocol", "pbft"), ("servers", "13")]);
    assert!(cost.as_ref().is_some_and(|c| c.starts_with("About 13")), "{cost:?}");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (timeout, spread, latency) in [(25, 0, 1), (300, 300, 3), (25, 12, 3)] {
        for (servers, behind) in [(3, true), (7, false)] {
            GUIDE.draw(&format!(
                "election-timeout?timeout={timeout}&spread={spread}\
                 &latency={latency}&servers={servers}&behind={behind}"
            ));
        }
    }
    for protocol in ["paxos", "multi-paxos", "raft", "pbft"] {
        for servers in [4, 13] {
            let shared =
                format!("quorum-cost?protocol={protocol}&servers={servers}");
            let html = GUIDE.draw(&shared);
            assert!(html.contains("messages"), "{protocol}");
        }
    }
    for name in ["election-timeout", "quorum-cost"] {
        assert!(GUIDE.draw(&format!("{name}?view=table")).contains("<table"));
    }
}

#[test]
fn the_prose_has_its_numbers() {
    assert_eq!(GUIDE.number("decision-messages", &[("servers", "5")]), "8");
    assert_eq!(
        GUIDE.number(
            "decision-messages",
            &[("protocol", "pbft"), ("servers", "13")]
        ),
        "312"
    );
    assert_eq!(GUIDE.number("decision-delays", &[("protocol", "paxos")]), "4");
    let mean =
        GUIDE.number("election-mean", &[("timeout", "12"), ("spread", "12")]);
    assert!(
        ["33 ms", "34 ms", "35 ms", "36 ms"].contains(&mean.as_str()),
        "{mean}"
    );
    assert!(GUIDE.number("duel-ballots", &[]).starts_with("2."));
}
