//! The bulkhead demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

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
    assert!(
        html.contains("A 2 + B 2 + C 2 = 6 of 20 threads"),
        "well again at 30 s"
    );
    let slow = |query| GUIDE.draw(&format!("bulkhead?t=20s&{query}"));
    assert!(slow("").contains("A 80 + B 2 + C 2 = 84 of 20 threads"));
    assert!(slow("defence=timeout").contains("A 8 + B 2 + C 2 = 12 of 20"));
    assert!(slow("defence=bulkhead").contains("A 8 + B 2 + C 2 = 12 of 20"));
    assert!(slow("load=10").contains("A 20 + B 0.5 + C 0.5 = 21 of 20"));
    // The caption names the same numbers.
    let why = GUIDE.entry("bulkhead").card.why;
    for number in ["2 threads", "of 2 s 80", "that is 84", "pool of 20"] {
        assert!(why.contains(number), "{number}: {why}");
    }
}

/// A cure that works fails no check while A is slow; no cure fails both.
#[test]
fn checks_hold_where_the_cure_works() {
    for seed in 0..10 {
        for at in ["15s", "20s", "29s"] {
            for defence in DEFENCES {
                let query =
                    format!("bulkhead?defence={defence}&seed={seed}&t={at}");
                let checks = GUIDE.figure(&query).checks();
                let [isolated, enough] =
                    [0, 1].map(|which| checks[which].verdict == Verdict::Holds);
                match defence {
                    "none" => assert!(!isolated && !enough, "{query}"),
                    // It answers some, and sheds load because there is too much.
                    "shedding" => assert!(!enough, "{query}"),
                    _ => assert!(isolated && enough, "{query}"),
                }
            }
        }
    }
}

/// What each answer says is so in every run that gives it: all are answered where
/// there are threads for them, and next to none where there are far too few.
#[test]
fn each_answer_is_true_of_the_runs_that_give_it() {
    let mut given = [0; 3];
    for defence in DEFENCES {
        for threads in [10, 20, 40, 60, 80, 100] {
            for load in [10, 20, 40, 60, 80] {
                let query =
                    format!("defence={defence}&threads={threads}&load={load}");
                let Some(told) = told(&late(&query, 1)) else { continue };
                let slow = GUIDE.figure(&format!("bulkhead?{query}&t=20s"));
                let detail = slow.checks()[1].detail.clone();
                let needed = detail.split_once(" = ").expect("a sum").1;
                let (needed, _) = needed.split_once(" of ").expect("of a pool");
                let needed: f32 = needed.parse().expect("a number");
                let share = needed / threads as f32;
                let which = if told.starts_with("Nearly all") {
                    // "about as large as all three need"
                    assert!(share < 1.1, "{query}: {detail}");
                    0
                } else if told.starts_with("Some") {
                    1
                } else {
                    assert!(share > 1.1, "{query}: {detail}");
                    2
                };
                given[which] += 1;
            }
        }
    }
    assert!(given.iter().all(|count| *count > 3), "{given:?}");
}

/// The question is about a run that nobody changes.
#[test]
fn what_the_reader_did_is_no_answer_to_the_question() {
    for edits in ["15s-use-bulkhead", "15s-latency-50"] {
        assert_eq!(told(&late(&format!("edits={edits}"), 1)), None, "{edits}");
    }
    let html = GUIDE.draw("bulkhead?edits=15s-use-bulkhead&t=16s");
    assert!(html.contains("Defence at first") && html.contains("A slows down to"));
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
