//! The backoff demo: its resting frame, its ends, what it claims.

use demo_testing::{Guide, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::{Check, Verdict};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const STRATEGIES: [&str; 5] =
    ["none", "exponential", "equal", "full", "decorrelated"];

/// The resting frame shows the waves, and not yet how it ends.
#[test]
fn the_resting_frame_shows_the_herd() {
    let html = GUIDE.draw("backoff?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let [done, crowd, _cost] = &GUIDE.entry("backoff").checks()[..] else {
        panic!("three checks")
    };
    assert_eq!(done.verdict, Verdict::Open);
    assert_eq!(crowd.verdict, Verdict::Fails);
    assert!(GUIDE.entry("backoff").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for strategy in STRATEGIES {
        for clients in [2, 100] {
            for at in ["0s", "1.2s", "5s"] {
                GUIDE.draw(&format!(
                    "backoff?backoff={strategy}&clients={clients}&t={at}"
                ));
            }
        }
        GUIDE.draw(&format!("backoff?backoff={strategy}&edits=1s-join-50&t=5s"));
    }
    GUIDE.draw("backoff?view=log");
}

#[test]
fn the_table_compares_all_of_them() {
    let html = GUIDE.draw("backoff?view=table");
    for name in ["none", "exponential", "equal", "full", "decorrelated"] {
        assert!(html.contains(name), "{name}");
    }
    // What the fidelity note and the prediction's answer say.
    assert!(html.contains("33.517 s") && html.contains("2.760 s"), "{html}");
}

#[test]
fn fewer_than_half_are_done_without_jitter() {
    for seed in 0..20 {
        let mut figure = GUIDE.figure(&format!("backoff?seed={seed}"));
        figure.input(Input::Predict(0));
        figure.input(Input::Seek(Micros::from_secs(5)));
        let told = told(&figure).expect("the run has given its answer");
        assert!(told.starts_with("Fewer than 25"), "seed {seed}: {told}");
    }
}

/// Only jitter gets everyone done without a crowd.
#[test]
fn jitter_takes_the_crowd_apart() {
    let is_crowded = |strategy: &str| {
        let end = GUIDE.at_end(&format!("backoff?backoff={strategy}"));
        end.checks()[..2].iter().any(|check| check.verdict == Verdict::Fails)
    };
    let crowded: Vec<_> =
        STRATEGIES.into_iter().filter(|strategy| is_crowded(strategy)).collect();
    assert_eq!(crowded, ["exponential"]);
}

/// What none of the two others sees: no backoff at all is quick and leaves no crowd,
/// and costs twice the calls. With jitter they are few, however many clients there
/// are.
#[test]
fn calls_are_a_cost() {
    let cost = |query: &str| {
        let end = GUIDE.at_end(&format!("backoff?{query}"));
        let cost = end.checks().pop().expect("a check of the cost");
        assert_eq!(cost.name, "At most 12 calls for each client done");
        cost.verdict
    };
    for seed in 0..10 {
        for strategy in ["none", "exponential"] {
            for clients in [50, 100] {
                let query =
                    format!("backoff={strategy}&clients={clients}&seed={seed}");
                assert_eq!(cost(&query), Verdict::Fails, "{query}");
            }
        }
        for strategy in ["equal", "full", "decorrelated"] {
            for clients in [2, 10, 20, 50] {
                let query =
                    format!("backoff={strategy}&clients={clients}&seed={seed}");
                assert_eq!(cost(&query), Verdict::Holds, "{query}");
            }
        }
    }
    let checks = GUIDE.figure("backoff?backoff=none&t=1.5s").checks();
    assert!(checks.iter().any(|check| check.verdict == Verdict::Fails));
    let checks = GUIDE.figure("backoff?t=0s").checks();
    assert!(checks[0].detail.starts_with("none of 50"), "{}", checks[0].detail);
}

/// At the end of a run, as far as a reader can go, nothing is left open.
#[test]
fn a_run_that_is_over_is_judged() {
    for seed in 0..20 {
        for strategy in STRATEGIES {
            let query = format!("backoff?backoff={strategy}&seed={seed}");
            let mut end = GUIDE.at_end(&query);
            let open = |check: &Check| check.verdict == Verdict::Open;
            let checks = end.checks();
            // Where all are done within a second there was no time for a crowd.
            let open: Vec<_> = checks.iter().filter(|check| open(check)).collect();
            let is_early = checks[0].verdict == Verdict::Holds;
            let is_crowd = |check: &&Check| check.name.starts_with("No crowd");
            assert!(open.iter().all(|c| is_early && is_crowd(c)), "{query}");
            end.input(Input::Predict(1));
            let is_asked = strategy == "exponential";
            assert_eq!(told(&end).is_some(), is_asked, "{query}");
        }
    }
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("backoff?");
}
