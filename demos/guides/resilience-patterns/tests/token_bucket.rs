//! The token bucket demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const LIMITERS: [&str; 6] = [
    "token-bucket",
    "leaky-bucket",
    "gcra",
    "fixed-window",
    "sliding-log",
    "sliding-counter",
];

#[test]
fn the_resting_frame_keeps_the_bound() {
    let html = GUIDE.draw("token-bucket?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let checks = GUIDE.entry("token-bucket").checks();
    assert_eq!(checks[0].verdict, Verdict::Holds, "{checks:?}");
    assert!(GUIDE.entry("token-bucket").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for limiter in LIMITERS {
        for pattern in ["steady", "bursts", "edges"] {
            for (capacity, rate) in [(1, 1), (1, 40), (40, 1), (40, 40)] {
                for (load, at) in [(1, "0s"), (80, "10s")] {
                    GUIDE.draw(&format!(
                        "token-bucket?limiter={limiter}&pattern={pattern}\
                         &capacity={capacity}&rate={rate}&load={load}\
                         &edits=0s-burst-100&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("token-bucket?view=table");
    GUIDE.draw("token-bucket?view=log");
}

#[test]
fn nearly_fifteen_pass_in_the_busiest_second() {
    for seed in 0..20 {
        let mut figure = GUIDE.figure(&format!("token-bucket?seed={seed}"));
        figure.input(Input::Predict(0));
        figure.input(Input::Seek(Micros::from_secs(10)));
        let told = told(&figure).expect("the run has given its answer");
        assert!(told.starts_with("Nearly 15"), "seed {seed}: {told}");
    }
}

#[test]
fn only_the_fixed_window_breaks_the_bound_at_its_edges() {
    for limiter in LIMITERS {
        let html = GUIDE
            .draw(&format!("token-bucket?limiter={limiter}&pattern=edges&t=10s"));
        let is_broken = html.contains("worst: 20 in 0.02 s, allowed 10.1");
        assert_eq!(is_broken, limiter == "fixed-window", "{limiter}");
    }
}

#[test]
fn all_limiters_see_the_same_arrivals() {
    let arrivals = |limiter| {
        let figure = GUIDE.figure(&format!("token-bucket?limiter={limiter}&t=10s"));
        let log = figure.narration();
        let arrived = log.lines().filter(|line| !line.contains("passes after"));
        arrived.map(|line| line.trim_start()[..9].to_string()).collect::<Vec<_>>()
    };
    for limiter in LIMITERS {
        assert_eq!(arrivals(limiter), arrivals("token-bucket"), "{limiter}");
    }
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("token-bucket?");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    for (seconds, most) in [("1", "15"), ("10", "60"), ("60", "310")] {
        let given = [("capacity", "10"), ("rate", "5"), ("seconds", seconds)];
        assert_eq!(GUIDE.number("token-bucket-bound", &given), most);
        assert_eq!(GUIDE.number("token-bucket-most", &given), most);
    }
    let given = [("limit", "60"), ("seconds", "60")];
    assert_eq!(GUIDE.number("fixed-window-most", &given), "120");
    let given = [("capacity", "60"), ("rate", "1"), ("seconds", "60")];
    assert_eq!(GUIDE.number("token-bucket-bound", &given), "120");
    let given = [("capacity", "100"), ("rate", "10"), ("seconds", "60")];
    assert_eq!(GUIDE.number("token-bucket-bound", &given), "700");
}

/// At the end of a run, as far as a reader can go, it has given its answer: also where
/// nothing comes in its last seconds.
#[test]
fn a_run_that_is_over_is_judged() {
    for (pattern, text) in [("steady", "Nearly 15"), ("bursts", "10: that is")] {
        let mut end = GUIDE.at_end(&format!("token-bucket?pattern={pattern}"));
        end.input(Input::Predict(0));
        let told = told(&end).unwrap_or_default();
        assert!(told.starts_with(text), "{pattern}: {told}");
    }
}
