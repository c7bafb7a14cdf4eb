//! The backoff demo: its resting frame, its ends, what it claims.

mod support;

use resilience_patterns::DEMOS;
use sim::Micros;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, Verdict, frame};
use support::told;

const STRATEGIES: [&str; 5] =
    ["none", "exponential", "equal", "full", "decorrelated"];

fn entry() -> &'static DemoEntry {
    DEMOS.iter().find(|demo| demo.name == "backoff").expect("declared")
}

fn draw(query: &str) -> String {
    frame(DEMOS, "backoff", &format!("backoff?{query}")).expect(query)
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(*entry(), "backoff", shared)
}

/// The resting frame shows the waves, and not yet how it ends.
#[test]
fn the_resting_frame_shows_the_herd() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let [done, crowd] = &entry().checks()[..] else { panic!("two checks") };
    assert_eq!(done.verdict, Verdict::Open);
    assert_eq!(crowd.verdict, Verdict::Fails);
    assert!(entry().card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for strategy in STRATEGIES {
        for clients in [2, 100] {
            for at in ["0s", "1.2s", "5s"] {
                draw(&format!("backoff={strategy}&clients={clients}&t={at}"));
            }
        }
        draw(&format!("backoff={strategy}&edits=1s-join-50&t=5s"));
    }
    draw("view=log");
}

#[test]
fn the_table_compares_all_of_them() {
    let html = draw("view=table");
    for name in ["none", "exponential", "equal", "full", "decorrelated"] {
        assert!(html.contains(name), "{name}");
    }
    // What the fidelity note and the prediction's answer say.
    assert!(html.contains("33.517 s") && html.contains("2.760 s"), "{html}");
}

#[test]
fn fewer_than_half_are_done_without_jitter() {
    for seed in 0..20 {
        let mut figure = player(&format!("seed={seed}"));
        figure.input(Input::Predict(0));
        figure.input(Input::Seek(Micros::from_secs(5)));
        let html = stage::html::render(&stage::draw(&figure, None));
        let told = told(&html).expect("the run has given its answer");
        assert!(told.starts_with("Fewer than 25"), "seed {seed}: {told}");
    }
}

/// Only jitter gets everyone done without a crowd.
#[test]
fn jitter_takes_the_crowd_apart() {
    let is_crowded = |strategy: &str| {
        draw(&format!("backoff={strategy}&t=5s"));
        let figure = player(&format!("backoff={strategy}&t=5s"));
        let html = stage::html::render(&stage::draw(&figure, None));
        html.contains("✕</span> No crowd")
            || html.contains("data-verdict=\"fails\"")
    };
    let crowded: Vec<_> =
        STRATEGIES.into_iter().filter(|strategy| is_crowded(strategy)).collect();
    assert_eq!(crowded, ["exponential"]);
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
