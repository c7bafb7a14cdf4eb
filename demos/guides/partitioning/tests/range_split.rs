//! Ranges and slots: the resting frame, the knobs, what it claims.

mod support;

use stage::Verdict;
use stage::input::Input;
use support::{draw, entry, number, offers_are_edits, player, say};

/// How the page marks the outcome that came about: here always the third answer.
const TOLD: &str = "data-slot=\"outcome:2\" data-now";

#[test]
fn the_resting_frame_spreads_random_keys() {
    let html = draw("range-split?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("1200 MB, 184 copied"), "{html}");
    let checks = entry("range-split").checks();
    assert!(checks.iter().all(|check| check.verdict == Verdict::Holds));
    assert!(entry("range-split").card.title.chars().count() <= 60);
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
                draw(&format!("{query}&view={view}"));
            }
        }
    }
    draw("range-split?t=0s");
}

#[test]
fn ascending_keys_go_to_one_node() {
    let mut figure = player("range-split?");
    figure.input(Input::Predict(0));
    figure.input(Input::Knob("keys".into(), "ascending".into()));
    figure.input(Input::Play);
    assert!(say(&figure).contains(TOLD), "{}", say(&figure));
}

#[test]
fn a_new_node_gets_its_slots() {
    let html = draw("range-split?edits=30s-add&t=50s");
    assert!(html.contains("3276 slots"), "{html}");
    assert!(html.contains("0 to go"), "{html}");
}

#[test]
fn offers_are_taken() {
    offers_are_edits("range-split");
}

#[test]
fn the_numbers_of_the_prose() {
    let of = |name, keys| number(name, &[("keys", keys)]);
    assert_eq!(of("range-busiest", "ascending"), "100 %");
    assert_eq!(of("range-busiest", "random"), "35 %");
    assert_eq!(of("range-copied", "ascending"), "72 %");
    assert_eq!(of("range-copied", "random"), "14 %");
}
