//! Ranges and slots: the resting frame, the knobs, what it claims.

use demo_testing::{Guide, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_spreads_random_keys() {
    let html = GUIDE.draw("range-split?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("1200 MB, 164 copied"), "{html}");
    let checks = GUIDE.entry("range-split").checks();
    assert!(checks.iter().all(|check| check.verdict == Verdict::Holds));
    assert!(GUIDE.entry("range-split").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for keys in ["random", "ascending", "prefixed"] {
        for (nodes, split, copy) in [(2, 16, 8), (5, 256, 128)] {
            let query = format!(
                "range-split?keys={keys}&nodes={nodes}&split={split}&copy={copy}\
                 &edits=5s-add,20s-add&t=60s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("range-split?t=0s");
}

#[test]
fn ascending_keys_go_to_one_node() {
    let mut figure = GUIDE.figure("range-split?");
    figure.input(Input::Predict(0));
    figure.input(Input::Knob("keys".into(), "ascending".into()));
    figure.input(Input::Play);
    let told = told(&figure).expect("an outcome is shown");
    assert!(told.starts_with("All of them"), "{told}");
}

#[test]
fn a_new_node_gets_its_slots() {
    let html = GUIDE.draw("range-split?edits=30s-add&t=50s");
    assert!(html.contains("3276 slots"), "{html}");
    assert!(html.contains("0 to go"), "{html}");
}

#[test]
fn offers_are_taken() {
    GUIDE.offers_are_edits("range-split?");
}

#[test]
fn the_numbers_of_the_prose() {
    let of = |name, keys| GUIDE.number(name, &[("keys", keys)]);
    assert_eq!(of("range-busiest", "ascending"), "100 %");
    assert_eq!(of("range-busiest", "random"), "35 %");
    assert_eq!(of("range-copied", "ascending"), "72 %");
    assert_eq!(of("range-copied", "random"), "13 %");
}
