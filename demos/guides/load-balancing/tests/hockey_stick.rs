//! The hockey-stick demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, told};
use load_balancing::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_does_not_give_the_answer_away() {
    let html = GUIDE.draw("hockey-stick?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("opens at 2.5 s"));
    assert_eq!(told(&GUIDE.figure("hockey-stick?")), None);
    assert!(GUIDE.entry("hockey-stick").card.title.chars().count() <= 60);
}

/// Nor does the start of a run: there is no curve before its point.
#[test]
fn no_curve_is_there_before_its_point() {
    for compare in ["busy", "variance", "pool"] {
        let html = GUIDE.draw(&format!("hockey-stick?compare={compare}&t=0s"));
        assert!(!html.contains("data-role=\"theory\""), "{compare}");
    }
    assert!(GUIDE.draw("hockey-stick?t=2s").contains("data-role=\"theory\""));
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for compare in ["busy", "variance", "pool"] {
        for work in ["equal", "random", "few-long"] {
            for (busy, servers) in [(50, 1), (95, 16), (95, 4), (50, 16)] {
                for at in ["0s", "10s"] {
                    GUIDE.draw(&format!(
                        "hockey-stick?compare={compare}&work={work}&busy={busy}\
                         &servers={servers}&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("hockey-stick?view=table");
    GUIDE.draw("hockey-stick?view=log");
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("hockey-stick");
    for (scenario, answer) in [
        ("busier", "About 200 ms"),
        ("variance", "More than twice as long"),
        ("pool", "A third or less"),
    ] {
        let end = GUIDE.at_end(&format!("hockey-stick?scenario={scenario}"));
        assert!(
            told(&end).is_some_and(|told| told.starts_with(answer)),
            "{scenario}"
        );
    }
}

#[test]
fn the_check_fails_where_requests_take_too_long() {
    let verdict = |query: &str| {
        GUIDE.figure(&format!("hockey-stick?{query}")).checks()[0].verdict
    };
    assert_eq!(verdict("t=2.4s"), Verdict::Open);
    assert_eq!(verdict("t=10s"), Verdict::Fails);
    assert_eq!(verdict("compare=variance&t=10s"), Verdict::Fails);
    assert_eq!(verdict("compare=pool&t=10s"), Verdict::Holds);
    assert_eq!(verdict("edits=3s-lane-4-busy-50&t=10s"), Verdict::Holds);
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("hockey-stick?");
    GUIDE.actions_are_edits("hockey-stick?compare=pool&t=5s");
    let before = GUIDE.draw("hockey-stick?t=5s");
    let html = GUIDE.draw("hockey-stick?edits=4.9s-burst-50&t=5.05s");
    assert!(html.len() > before.len(), "a burst is drawn");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let both = |given: &[(&str, &str)]| {
        let by = |by| {
            let given = [given, &[("by", by)]].concat();
            GUIDE.number("queue-wait", &given).parse::<f64>().unwrap()
        };
        (by("measured"), by("theory"))
    };
    for (load, expected) in [("50", 1.0), ("80", 4.0), ("90", 9.0), ("95", 19.0)] {
        let (measured, theory) = both(&[("load", load)]);
        assert!(
            (measured - expected).abs() <= expected * 0.03,
            "{load}: {measured}"
        );
        assert_eq!(theory, expected);
    }
    for (sizes, expected) in [("equal", 4.5), ("unequal", 25.9)] {
        let (measured, theory) = both(&[("sizes", sizes)]);
        assert!(
            (measured - expected).abs() <= expected * 0.03,
            "{sizes}: {measured}"
        );
        assert_eq!(theory, expected);
    }
    for (servers, expected) in [("4", 1.97), ("16", 0.37)] {
        let (measured, theory) = both(&[("servers", servers)]);
        assert!((measured - expected).abs() <= 0.06, "{servers}: {measured}");
        assert!((theory - expected).abs() <= 0.04, "{servers}: {theory}");
    }
    let drains: f64 = GUIDE.number("queue-drains", &[]).parse().unwrap();
    assert!((4.7..=5.3).contains(&drains), "{drains}");
}
