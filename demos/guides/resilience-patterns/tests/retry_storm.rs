//! The retry storm demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const CURES: [&str; 6] = ["none", "budget", "drop", "lifo", "bound", "breaker"];

/// The figure at the end of a run, for a reader who has predicted something.
fn end(query: &str) -> Figure {
    let mut figure = GUIDE.figure(&format!("retry-storm?{query}"));
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(60)));
    figure
}

#[test]
fn the_resting_frame_is_the_end_of_the_stall() {
    let html = GUIDE.draw("retry-storm?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("108 given up") || html.contains("110 given up"));
    assert_eq!(
        told(&GUIDE.figure("retry-storm?")),
        None,
        "it does not give the answer away"
    );
    assert!(GUIDE.entry("retry-storm").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for cure in CURES {
        for (load, attempts) in [(5, 1), (5, 5), (120, 1), (120, 5)] {
            for (stall, workers) in [(0, 8), (6, 1)] {
                for (spacing, at) in [("even", "0s"), ("random", "60s")] {
                    GUIDE.draw(&format!(
                        "retry-storm?load={load}&attempts={attempts}&stall={stall}\
                         &cure={cure}&spacing={spacing}&workers={workers}&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("retry-storm?view=table");
    GUIDE.draw("retry-storm?view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    let is_told = |query, text: &str| {
        told(&end(query)).is_some_and(|told| told.starts_with(text))
    };
    for query in ["", "spacing=random", "workers=4"] {
        assert!(is_told(query, "It does not come back"), "{query}");
    }
    assert!(is_told("load=30", "It is back when the queue is worked off"));
    assert!(is_told("cure=lifo", "It is back at once"));
    assert_eq!(told(&end("stall=0")), None);
}

#[test]
fn every_cure_brings_goodput_back() {
    for cure in &CURES[1..] {
        let html = say(&end(&format!("cure={cure}")));
        assert!(html.contains("36 answered of 36 a second"), "{cure}");
    }
    assert!(say(&end("")).contains("0 answered of 36 a second"));
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("retry-storm?");
    GUIDE.offers_are_edits("retry-storm?t=30s");
}

/// A cure that the reader switches on in the storm ends it.
#[test]
fn a_storm_can_be_ended_by_hand() {
    let html = say(&end("edits=20s-lifo-on"));
    assert!(html.contains("36 answered of 36 a second"));
}
