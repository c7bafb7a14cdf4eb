//! The bulkhead demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const DEFENCES: [&str; 5] = ["none", "bulkhead", "timeout", "shedding", "adaptive"];

/// The figure while A is slow still, for a reader who gave this answer.
fn late(query: &str, answer: usize) -> Figure {
    let mut figure = GUIDE.figure(&format!("bulkhead?{query}"));
    figure.input(Input::Predict(answer));
    figure.input(Input::Seek(Micros::from_secs(30)));
    figure
}

#[test]
fn the_resting_frame_is_the_start_of_the_slowness() {
    let html = GUIDE.draw("bulkhead?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("A takes 2 s"));
    assert_eq!(
        told(&GUIDE.figure("bulkhead?")),
        None,
        "it does not give the answer away"
    );
    assert!(GUIDE.entry("bulkhead").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for defence in DEFENCES {
        for (threads, load) in [(10, 10), (10, 80), (100, 10), (100, 80)] {
            for (slow, at) in [(50, "0s"), (5_000, "45s")] {
                GUIDE.draw(&format!(
                    "bulkhead?defence={defence}&threads={threads}&load={load}\
                     &slow={slow}&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("bulkhead?view=table");
    GUIDE.draw("bulkhead?view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    for seed in 0..10 {
        let is_told = |query: &str, text: &str| {
            let figure = late(&format!("seed={seed}&{query}"), 1);
            told(&figure).is_some_and(|told| told.starts_with(text))
        };
        assert!(is_told("", "Next to none"), "seed {seed}");
        assert!(is_told("defence=shedding", "Some, but"), "seed {seed}");
        for defence in ["bulkhead", "timeout", "adaptive"] {
            let query = format!("defence={defence}");
            assert!(is_told(&query, "Nearly all"), "seed {seed}, {defence}");
        }
    }
}

#[test]
fn the_check_is_little_s_law() {
    let html = say(&late("", 0));
    assert!(html.contains("λW = 40/s × 150 ms = 6 of 20"), "well again at 30 s");
    let slow = |query| GUIDE.draw(&format!("bulkhead?t=20s&{query}"));
    assert!(slow("").contains("λW = 40/s × 2.1 s = 84 of 20"));
    assert!(slow("defence=timeout").contains("λW = 40/s × 300 ms = 12 of 20"));
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("bulkhead?");
    GUIDE.offers_are_edits("bulkhead?t=15s");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    assert_eq!(GUIDE.number("bulkhead-answered", &[]), "0");
    for cure in ["bulkhead", "timeout", "adaptive"] {
        assert_eq!(GUIDE.number("bulkhead-answered", &[("cure", cure)]), "100");
    }
    assert_eq!(GUIDE.number("bulkhead-answered", &[("cure", "shedding")]), "21");
    assert_eq!(GUIDE.number("bulkhead-concurrency", &[]), "2");
}
