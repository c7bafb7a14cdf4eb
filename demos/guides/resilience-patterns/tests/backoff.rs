//! The backoff demo: its resting frame, its ends, what it claims.

use demo_testing::{Guide, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const STRATEGIES: [&str; 5] =
    ["none", "exponential", "equal", "full", "decorrelated"];

/// The resting frame shows the waves, and not yet how it ends.
#[test]
fn the_resting_frame_shows_the_herd() {
    let html = GUIDE.draw("backoff?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let [done, crowd] = &GUIDE.entry("backoff").checks()[..] else {
        panic!("two checks")
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
        let html = GUIDE.draw(&format!("backoff?backoff={strategy}&t=5s"));
        html.contains("✕</span> No crowd")
            || html.contains("data-verdict=\"fails\"")
    };
    let crowded: Vec<_> =
        STRATEGIES.into_iter().filter(|strategy| is_crowded(strategy)).collect();
    assert_eq!(crowded, ["exponential"]);
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("backoff?");
}
