//! The retry storm demo: its resting frame, the ends of its knobs, what it claims.

mod support;

use resilience_patterns::DEMOS;
use sim::Micros;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, frame};
use support::told;

const CURES: [&str; 6] = ["none", "budget", "drop", "lifo", "bound", "breaker"];

fn draw(query: &str) -> String {
    frame(DEMOS, "retry-storm", &format!("retry-storm?{query}")).expect(query)
}

fn entry() -> DemoEntry {
    *DEMOS.iter().find(|demo| demo.name == "retry-storm").expect("it is there")
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry(), "retry-storm", shared)
}

/// The figure at the end of a run, for a reader who has predicted something.
fn end(query: &str) -> String {
    let mut figure = player(query);
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(60)));
    stage::html::render(&stage::draw(&figure, None))
}

#[test]
fn the_resting_frame_is_the_end_of_the_stall() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("108 given up") || html.contains("110 given up"));
    assert_eq!(told(&html), None, "it does not give the answer away");
    assert!(entry().card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for cure in CURES {
        for (load, attempts) in [(5, 1), (5, 5), (120, 1), (120, 5)] {
            for (stall, workers) in [(0, 8), (6, 1)] {
                for (spacing, at) in [("even", "0s"), ("random", "60s")] {
                    draw(&format!(
                        "load={load}&attempts={attempts}&stall={stall}&cure={cure}\
                         &spacing={spacing}&workers={workers}&t={at}"
                    ));
                }
            }
        }
    }
    draw("view=table");
    draw("view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    let is_told = |query, text: &str| {
        let html = end(query);
        told(&html).is_some_and(|told| told.starts_with(text))
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
        let html = end(&format!("cure={cure}"));
        assert!(html.contains("36 answered of 36 a second"), "{cure}");
    }
    assert!(end("").contains("0 answered of 36 a second"));
}

#[test]
fn offers_are_edits() {
    let mut figure = player("t=30s");
    for offer in entry().offers() {
        for (edit, _) in offer.choices {
            figure.input(Input::Edit(edit.clone()));
            assert_eq!(figure.notices(), [] as [String; 0], "{edit}");
        }
    }
}

/// A cure that the reader switches on in the storm ends it.
#[test]
fn a_storm_can_be_ended_by_hand() {
    let html = end("edits=20s-lifo-on");
    assert!(html.contains("36 answered of 36 a second"));
}
