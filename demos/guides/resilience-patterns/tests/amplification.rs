//! The amplification demo: its resting frame, the ends of its knobs, what it
//! claims.

mod support;

use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, frame};
use support::told;

fn draw(query: &str) -> String {
    frame(DEMOS, "amplification", &format!("amplification?{query}")).expect(query)
}

fn entry() -> DemoEntry {
    *DEMOS.iter().find(|demo| demo.name == "amplification").expect("it is there")
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry(), "amplification", shared)
}

/// The figure at the end of a run, for a reader who expected 15 calls.
fn end(query: &str) -> String {
    let mut figure = player(query);
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(20)));
    stage::html::render(&stage::draw(&figure, None))
}

#[test]
fn the_resting_frame_is_amid_the_first_request() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("no request is over"));
    assert!(entry().card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for rule in ["all", "top", "bottom", "budget"] {
        for (attempts, depth) in [(1, 1), (1, 5), (4, 1), (4, 5)] {
            for (fail, at) in [(0, "0s"), (100, "20s"), (50, "10s")] {
                draw(&format!(
                    "attempts={attempts}&depth={depth}&rule={rule}&fail={fail}&t={at}"
                ));
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
    assert!(is_told("", "243: three times"));
    assert!(is_told("rule=top", "3. "));
    assert!(is_told("rule=bottom", "3. "));
    assert_eq!(told(&end("depth=3")), None);
    assert_eq!(told(&end("rule=budget")), None);
}

#[test]
fn the_tower_is_counted() {
    assert!(end("").contains("243 each"));
    assert!(end("attempts=4&depth=3").contains("64 each"));
    assert!(end("rule=top").contains("3 each"));
    assert!(end("rule=budget").contains("1.6 each"));
}

#[test]
fn offers_are_edits() {
    let mut figure = player("t=1s");
    for offer in entry().offers() {
        for (edit, _) in offer.choices {
            figure.input(Input::Edit(edit.clone()));
            assert_eq!(figure.notices(), [] as [String; 0], "{edit}");
        }
    }
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |given: &[(&str, &str)]| {
        let given: Vec<_> =
            given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let named = EXPERIMENTS.iter().find(|e| e.name == "amplification-calls");
        named.expect("it is there").run(&given).expect("it runs")
    };
    assert_eq!(number(&[]), "243");
    assert_eq!(number(&[("attempts", "4"), ("depth", "3")]), "64");
    assert_eq!(number(&[("rule", "top")]), "3");
    assert_eq!(number(&[("rule", "budget")]), "1.61");
}
