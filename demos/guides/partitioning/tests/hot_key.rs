//! One hot key: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_a_hot_node() {
    let html = GUIDE.draw("hot-key?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("hottest node: 4.52 × the mean"), "{html}");
    let verdicts = GUIDE.entry("hot-key").checks();
    let verdicts: Vec<_> = verdicts.iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fails, Verdict::Holds, Verdict::Holds]);
    assert!(GUIDE.entry("hot-key").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for policy in ["ring", "bounded", "split"] {
        for (hot, writes, vnodes, epsilon, parts) in
            [(5, 0, 1, 5, 2), (90, 100, 1_000, 100, 16), (90, 0, 10, 25, 16)]
        {
            let query = format!(
                "hot-key?policy={policy}&hot={hot}&writes={writes}\
                 &vnodes={vnodes}&epsilon={epsilon}&parts={parts}&t=12s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("hot-key?t=0s");
}

#[test]
fn more_virtual_nodes_change_nothing() {
    let mut figure = GUIDE.figure("hot-key?");
    figure.input(Input::Predict(0));
    figure.input(Input::Knob("vnodes".into(), "1000".into()));
    figure.input(Input::Play);
    let told = told(&figure).expect("an outcome is shown");
    assert!(told.starts_with("The same"), "{told}");
}

/// What each way out costs is a check that fails.
#[test]
fn each_policy_has_its_price() {
    let marks = |policy: &str| {
        let html = GUIDE.draw(&format!("hot-key?policy={policy}&writes=0"));
        let copies = html.contains("on 1 since the last change");
        let fan_out =
            html.contains("answers a request</span><span class=\"unseen\">: holds");
        (copies, fan_out)
    };
    assert_eq!(marks("ring"), (true, true));
    assert_eq!(marks("bounded"), (false, true), "more nodes have the key");
    assert_eq!(marks("split"), (false, false), "a read asks more nodes");
}

#[test]
fn offers_are_taken() {
    GUIDE.offers_are_edits("hot-key?");
}

#[test]
fn the_numbers_of_the_prose() {
    let hottest = |policy, writes, vnodes| {
        let given = [("policy", policy), ("writes", writes), ("vnodes", vnodes)];
        GUIDE.number("hot-key-hottest", &given)
    };
    assert_eq!(hottest("ring", "20", "100"), "4.6");
    assert_eq!(hottest("ring", "20", "1000"), "4.6");
    assert_eq!(hottest("bounded", "0", "100"), "1.3");
    assert_eq!(hottest("bounded", "100", "100"), "4.6");
    assert_eq!(hottest("split", "100", "100"), "1.9");
    assert_eq!(
        GUIDE.number("hot-key-work", &[("policy", "split"), ("writes", "0")]),
        "3.8"
    );
}
