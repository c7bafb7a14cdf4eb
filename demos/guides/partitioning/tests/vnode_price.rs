//! The price of virtual nodes: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_counts_the_pairs() {
    let html = GUIDE.draw("vnode-price?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("60 of 435 pairs break a quorum"));
    let checks = GUIDE.entry("vnode-price").checks();
    assert_eq!(checks[0].verdict, Verdict::Holds);
    assert_eq!(checks[1].verdict, Verdict::Fails);
    assert!(GUIDE.entry("vnode-price").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for nodes in [10, 60] {
        for vnodes in [1, 256] {
            for replicas in [3, 5] {
                let query = format!(
                    "vnode-price?nodes={nodes}&vnodes={vnodes}&replicas={replicas}\
                     &edits=0s-crash-1,0s-pairs-100,0s-crash-2"
                );
                for view in ["picture", "space-time", "table", "log"] {
                    GUIDE.draw(&format!("{query}&view={view}"));
                }
            }
        }
    }
}

#[test]
fn sixteen_tokens_make_most_pairs_break() {
    let mut figure = GUIDE.figure("vnode-price?");
    figure.input(Input::Predict(0));
    figure.input(Input::Knob("vnodes".into(), "16".into()));
    figure.input(Input::Edit("pairs-1".into()));
    let html = say(&figure);
    let told = told(&figure).expect("an outcome is shown");
    assert!(told.starts_with("About 89 %"), "{told}");
    assert!(html.contains("385 of 435 pairs"), "{html}");
}

/// Of five copies two may always fail.
#[test]
fn five_copies_bear_two_failures() {
    let html = GUIDE.draw("vnode-price?replicas=5&vnodes=256&edits=0s-pairs-100");
    assert!(html.contains("0 of 435 pairs") && html.contains("0 of 100 tried"));
}

#[test]
fn offers_are_taken() {
    GUIDE.offers_are_edits("vnode-price?");
}

#[test]
fn the_numbers_of_the_prose() {
    let pairs = |vnodes| GUIDE.number("pairs-that-break", &[("vnodes", vnodes)]);
    assert_eq!(
        ["1", "4", "16", "64"].map(pairs),
        ["13.8 %", "43.5 %", "89.5 %", "100.0 %"]
    );
    let theory = |v| GUIDE.number("pairs-that-break-theory", &[("vnodes", v)]);
    assert_eq!(
        ["1", "4", "16", "64"].map(theory),
        ["13.8 %", "43.5 %", "89.8 %", "100.0 %"]
    );
    assert_eq!(GUIDE.number("keys-lost", &[("vnodes", "1")]), "5.0 %");
}
