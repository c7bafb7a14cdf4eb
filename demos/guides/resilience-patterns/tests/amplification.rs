//! The amplification demo: its resting frame, the ends of its knobs, what it
//! claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The figure at the end of a run, for a reader who expected 15 calls.
fn end(query: &str) -> Figure {
    let mut figure = GUIDE.figure(&format!("amplification?{query}"));
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(20)));
    figure
}

#[test]
fn the_resting_frame_is_amid_the_first_request() {
    let html = GUIDE.draw("amplification?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("no request is over"));
    assert!(GUIDE.entry("amplification").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for rule in ["all", "top", "bottom", "budget"] {
        for (attempts, depth) in [(1, 1), (1, 5), (4, 1), (4, 5)] {
            for (fail, at) in [(0, "0s"), (100, "20s"), (50, "10s")] {
                GUIDE.draw(&format!(
                    "amplification?attempts={attempts}&depth={depth}&rule={rule}\
                     &fail={fail}&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("amplification?view=table");
    GUIDE.draw("amplification?view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    let is_told = |query, text: &str| {
        told(&end(query)).is_some_and(|told| told.starts_with(text))
    };
    assert!(is_told("", "243: three times"));
    assert!(is_told("rule=top", "3. "));
    assert!(is_told("rule=bottom", "3. "));
    assert_eq!(told(&end("depth=3")), None);
    assert_eq!(told(&end("rule=budget")), None);
}

#[test]
fn the_tower_is_counted() {
    assert!(say(&end("")).contains("243 each"));
    assert!(say(&end("attempts=4&depth=3")).contains("64 each"));
    assert!(say(&end("rule=top")).contains("3 each"));
    assert!(say(&end("rule=budget")).contains("1.6 each"));
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("amplification?");
    GUIDE.offers_are_edits("amplification?t=1s");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |given: &[_]| GUIDE.number("amplification-calls", given);
    assert_eq!(number(&[]), "243");
    assert_eq!(number(&[("attempts", "4"), ("depth", "3")]), "64");
    assert_eq!(number(&[("rule", "top")]), "3");
    assert_eq!(number(&[("rule", "budget")]), "1.61");
}
