//! The bulkhead demo: its resting frame, the ends of its knobs, what it claims.

mod support;

use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, frame};
use support::told;

const DEFENCES: [&str; 5] = ["none", "bulkhead", "timeout", "shedding", "adaptive"];

fn draw(query: &str) -> String {
    frame(DEMOS, "bulkhead", &format!("bulkhead?{query}")).expect(query)
}

fn entry() -> DemoEntry {
    *DEMOS.iter().find(|demo| demo.name == "bulkhead").expect("it is there")
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry(), "bulkhead", shared)
}

/// The figure while A is slow still, for a reader who gave this answer.
fn late(query: &str, answer: usize) -> String {
    let mut figure = player(query);
    figure.input(Input::Predict(answer));
    figure.input(Input::Seek(Micros::from_secs(30)));
    stage::html::render(&stage::draw(&figure, None))
}

#[test]
fn the_resting_frame_is_the_start_of_the_slowness() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("A takes 2s"));
    assert_eq!(told(&html), None, "it does not give the answer away");
    assert!(entry().card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for defence in DEFENCES {
        for (threads, load) in [(10, 10), (10, 80), (100, 10), (100, 80)] {
            for (slow, at) in [(50, "0s"), (5_000, "45s")] {
                draw(&format!(
                    "defence={defence}&threads={threads}&load={load}&slow={slow}\
                     &t={at}"
                ));
            }
        }
    }
    draw("view=table");
    draw("view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    for seed in 0..10 {
        let is_told = |query: &str, text: &str| {
            let html = late(&format!("seed={seed}&{query}"), 1);
            told(&html).is_some_and(|told| told.starts_with(text))
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
    let html = late("", 0);
    assert!(html.contains("λW = 40/s × 50ms = 2 of 20"), "well again at 30 s");
    assert!(draw("t=20s").contains("λW = 40/s × 2s = 80 of 20"));
}

#[test]
fn offers_are_edits() {
    let mut figure = player("t=15s");
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
    let number = |name: &str, given: &[(&str, &str)]| {
        let given: Vec<_> =
            given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let named = EXPERIMENTS.iter().find(|e| e.name == name);
        named.expect("it is there").run(&given).expect("it runs")
    };
    assert_eq!(number("bulkhead-answered", &[]), "0");
    for cure in ["bulkhead", "timeout", "adaptive"] {
        assert_eq!(number("bulkhead-answered", &[("cure", cure)]), "100");
    }
    assert_eq!(number("bulkhead-answered", &[("cure", "shedding")]), "21");
    assert_eq!(number("bulkhead-concurrency", &[]), "2");
}
