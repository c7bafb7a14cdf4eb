//! Last write wins: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_first_frame_shows_two_writes_in_the_wrong_order() {
    let html = GUIDE.draw("last-write-wins?scenario=skew");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert_eq!(html.matches("data-verdict=\"open\"").count(), 2, "{html}");
    assert!(!html.contains("class=\"struck\""), "{html}");
    let card = GUIDE.entry("last-write-wins").card;
    assert!(card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for rule in ["last", "vectors"] {
        for (ahead, writes, lag, reads) in
            [(0, 0, 0, false), (400, 8, 400, false), (400, 8, 0, true)]
        {
            let query = format!(
                "last-write-wins?rule={rule}&ahead={ahead}&writes={writes}\
                 &lag={lag}&reads={reads}&t=2s"
            );
            for view in ["picture", "space-time", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("last-write-wins?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("last-write-wins");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("last-write-wins?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("skew").starts_with("a1"));
    assert!(answer("seen").starts_with("a1"));
    assert!(answer("many").starts_with("Bob's, soon after Ann's"));
    assert!(answer("siblings").starts_with("Both"));
    assert!(answer("merge").starts_with("a2"));
}

/// The later write is struck out on both axes and where B drops it, by name.
#[test]
fn the_later_write_is_struck_out() {
    for scenario in ["skew", "seen"] {
        let html =
            say(&GUIDE.at_end(&format!("last-write-wins?scenario={scenario}")));
        let wide =
            html.split("only-narrow").next().expect("the wide one comes first");
        assert_eq!(wide.matches("class=\"struck\">b1<").count(), 3, "{wide}");
        assert!(wide.contains(">✕ Acknowledged, and gone: b1<"), "{wide}");
        assert!(html.contains("A and B hold a1"), "{html}");
    }
}

/// With version vectors nothing is struck out: both are there, and then what
/// replaces both.
#[test]
fn version_vectors_keep_both() {
    let html = say(&GUIDE.at_end("last-write-wins?scenario=siblings"));
    assert!(!html.contains("class=\"struck\""), "{html}");
    assert!(
        html.contains("Side by side, as none had seen another: a1, b1"),
        "{html}"
    );
    let html = say(&GUIDE.at_end("last-write-wins?scenario=merge"));
    let news = "a2 replaces what its client had seen: a1, b1";
    assert!(!html.contains("class=\"struck\"") && html.contains(news), "{html}");
}

/// What a replica that is down holds does not go on.
#[test]
fn a_crash_ends_the_bar() {
    let draw = |query: &str| GUIDE.draw(&format!("last-write-wins?{query}t=480ms"));
    let down =
        |html: &str| html.matches("class=\"chip\" data-role=\"lost\"").count();
    assert_eq!(down(&draw("edits=200ms-crash-0&")), 2, "wide and narrow");
    assert_eq!(down(&draw("")), 0);
}

#[test]
fn marks_can_be_pressed() {
    let html = say(&GUIDE.figure("last-write-wins?scenario=skew"));
    for mark in ["node-0", "node-1", "node-2", "node-3", "write-a1", "write-b1"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{mark}: {html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("last-write-wins?");
    GUIDE.actions_are_edits("last-write-wins?scenario=skew");
    GUIDE.actions_are_edits("last-write-wins?rule=vectors&writes=8&t=1.2s");
}

#[test]
fn the_numbers_of_the_prose() {
    let number = |gap| {
        let given = [("skew", "100"), ("gap", gap)];
        [GUIDE.number("lww-lost", &given), GUIDE.number("lww-lost-theory", &given)]
    };
    assert_eq!(number("10")[1], "40.5 %");
    assert_eq!(number("50")[1], "12.5 %");
    assert_eq!(number("200"), ["0 %", "0 %"]);
    for gap in ["10", "50"] {
        let [counted, theory] = number(gap).map(|text| {
            text.trim_end_matches(" %").parse::<f64>().expect("a percentage")
        });
        assert!((counted - theory).abs() < 3.2, "{gap}: {counted}, not {theory}");
    }
    let given = [("ahead", "10"), ("writes", "10")];
    assert_eq!(GUIDE.number("overwrites-reversed", &given), "2.4 %");
}
