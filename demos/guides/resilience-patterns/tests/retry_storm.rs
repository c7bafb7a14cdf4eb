//! The retry storm demo: its resting frame, the ends of its knobs, what it claims.

use resilience_patterns::DEMOS;
use sim::Micros;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, frame};

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

/// The figure at the end of a run, for a reader who gave this answer.
fn end_for(query: &str, answer: usize) -> String {
    let mut figure = player(query);
    figure.input(Input::Predict(answer));
    figure.input(Input::Seek(Micros::from_secs(60)));
    stage::html::render(&stage::draw(&figure, None))
}

fn end(query: &str) -> String {
    end_for(query, 0)
}

#[test]
fn the_resting_frame_is_the_end_of_the_stall() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("108 given up") || html.contains("110 given up"));
    assert!(!html.contains("In this run"), "it does not give the answer away");
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
    assert!(end("").contains("In this run: It does not come back"));
    assert!(end("spacing=random").contains("In this run: It does not come back"));
    assert!(end("workers=4").contains("In this run: It does not come back"));
    assert!(end("load=30").contains("In this run: It is back when"));
    let lifo = end_for("cure=lifo", 2);
    assert!(lifo.contains("In this run: It is back at once"));
    assert!(!end("stall=0").contains("In this run"));
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
