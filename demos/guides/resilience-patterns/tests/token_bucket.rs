//! The token bucket demo: its resting frame, the ends of its knobs, what it claims.

mod support;

use resilience_patterns::{DEMOS, EXPERIMENTS};
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, Verdict, frame};
use support::told;

const LIMITERS: [&str; 6] = [
    "token-bucket",
    "leaky-bucket",
    "gcra",
    "fixed-window",
    "sliding-log",
    "sliding-counter",
];

fn draw(query: &str) -> String {
    frame(DEMOS, "token-bucket", &format!("token-bucket?{query}")).expect(query)
}

fn entry() -> DemoEntry {
    *DEMOS.iter().find(|demo| demo.name == "token-bucket").expect("it is there")
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry(), "token-bucket", shared)
}

#[test]
fn the_resting_frame_keeps_the_bound() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let checks = entry().checks();
    assert_eq!(checks[0].verdict, Verdict::Holds, "{checks:?}");
    assert!(entry().card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for limiter in LIMITERS {
        for pattern in ["steady", "bursts", "edges"] {
            for (capacity, rate) in [(1, 1), (1, 40), (40, 1), (40, 40)] {
                for (load, at) in [(1, "0s"), (80, "10s")] {
                    draw(&format!(
                        "limiter={limiter}&pattern={pattern}&capacity={capacity}\
                         &rate={rate}&load={load}&edits=0s-burst-100&t={at}"
                    ));
                }
            }
        }
    }
    draw("view=table");
    draw("view=log");
}

#[test]
fn nearly_fifteen_pass_in_the_busiest_second() {
    for seed in 0..20 {
        let mut figure = player(&format!("seed={seed}"));
        figure.input(Input::Predict(0));
        figure.input(Input::Seek(sim::Micros::from_secs(10)));
        let html = stage::html::render(&stage::draw(&figure, None));
        let told = told(&html).expect("the run has given its answer");
        assert!(told.starts_with("Nearly 15"), "seed {seed}: {told}");
    }
}

#[test]
fn only_the_fixed_window_breaks_the_bound_at_its_edges() {
    for limiter in LIMITERS {
        let html = draw(&format!("limiter={limiter}&pattern=edges&t=10s"));
        let is_broken = html.contains("worst: 20 in 0.02 s, allowed 10.1");
        assert_eq!(is_broken, limiter == "fixed-window", "{limiter}");
    }
}

#[test]
fn all_limiters_see_the_same_arrivals() {
    let arrivals = |limiter| {
        let figure = player(&format!("limiter={limiter}&t=10s"));
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
    for offer in entry().offers() {
        for (edit, _) in offer.choices {
            let mut figure = player("");
            figure.input(Input::Edit(edit.clone()));
            assert_eq!(figure.notices(), [] as [String; 0], "{edit}");
        }
    }
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |name: &str, given: &[(&str, u32)]| {
        let given: Vec<_> =
            given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let experiment = EXPERIMENTS.iter().find(|e| e.name == name);
        experiment.expect(name).run(&given).expect(name)
    };
    for (seconds, most) in [(1, "15"), (10, "60"), (60, "310")] {
        let given = [("capacity", 10), ("rate", 5), ("seconds", seconds)];
        assert_eq!(number("token-bucket-bound", &given), most);
        assert_eq!(number("token-bucket-most", &given), most);
    }
    let given = [("limit", 60), ("seconds", 60)];
    assert_eq!(number("fixed-window-most", &given), "120");
    let given = [("capacity", 60), ("rate", 1), ("seconds", 60)];
    assert_eq!(number("token-bucket-bound", &given), "120");
    let given = [("capacity", 100), ("rate", 10), ("seconds", 60)];
    assert_eq!(number("token-bucket-bound", &given), "700");
}
