//! Replicated data types: the resting frame, the knobs, what the scenarios show.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_three_states_and_their_merges() {
    let html = GUIDE.draw("crdt?scenario=counter");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">A reads 1<"), "{html}");
    assert!(html.contains(">CABA → 1<"), "{html}");
    assert!(GUIDE.entry("crdt").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for kind in ["g-counter", "pn-counter", "or-set", "lww-register", "text"] {
        for (merge, faulty, every, latency) in
            [("rule", 0, 300, 50), ("naive", 30, 1_500, 400)]
        {
            let query = format!(
                "crdt?kind={kind}&merge={merge}&faulty={faulty}&every={every}\
                 &latency={latency}&t=3s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("crdt?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("crdt");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("crdt?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("counter").starts_with("6."));
    assert!(answer("below-zero").starts_with("−1."));
    assert!(answer("set").starts_with("Milk."));
    assert!(answer("register").starts_with("It is gone, and nobody is told."));
    assert!(answer("text").starts_with("A mix of both."));
}

/// With a naive merge the same edits fail each type, and the picture says where.
#[test]
fn a_naive_merge_is_seen_to_fail() {
    let end = |query: &str| GUIDE.draw(&format!("crdt?{query}&merge=naive&t=3.6s"));
    let edits = "50ms-ask-0-more,1.2s-ask-1-more";
    let counter = end(&format!("kind=g-counter&edits={edits}"));
    assert!(counter.contains(">✕ Some edits count twice at A"), "{counter}");
    assert!(counter.contains("of 8 differ"), "{counter}");
    let edits = "50ms-ask-0-add-milk,1.2s-ask-0-remove-milk";
    let set = end(&format!("kind=or-set&edits={edits}"));
    assert!(set.contains(">✕ Something removed is back at A"), "{set}");
    let edits = "1s-ask-0-type-0-a,1s-ask-1-type-0-b";
    let text = end(&format!("kind=text&edits={edits}"));
    assert!(text.contains("know of the same edits, and differ<"), "{text}");
}

/// Orders of merges say something once all know the same: picture and check agree.
#[test]
fn orders_are_compared_once_all_know_the_same() {
    let draw = |t: &str| GUIDE.draw(&format!("crdt?scenario=counter&t={t}"));
    let verdict = |html: &str| {
        let (before, _) = html.split_once("Any order of merges").expect("a check");
        let (_, last) = before.rsplit_once("data-verdict=\"").expect("a verdict");
        last.split('"').next().map(str::to_string)
    };
    let (before, after) = (draw("1.8s"), draw("3.6s"));
    assert!(before.contains(">Merged in any order: not until all know the same<"));
    assert_eq!(verdict(&before).as_deref(), Some("open"));
    assert_eq!(verdict(&after).as_deref(), Some("holds"));
}

/// A merge outlines the cell that it has changed, and says whose state it came from.
#[test]
fn a_merge_is_seen() {
    let counted = "crdt?scenario=counter&t=";
    let outlined = |html: &str| html.matches("class=\"compared\"").count();
    let html = GUIDE.draw(&format!("{counted}1.1s"));
    assert_eq!(outlined(&html), 0, "{html}");
    let merges = (24..36).map(|tenths| {
        let html = GUIDE.draw(&format!("{counted}{tenths}00ms"));
        assert_eq!(outlined(&html) > 0, html.contains(", merged from "), "{html}");
        html
    });
    assert!(
        merges.filter(|html| html.contains("A reads 6, merged from B")).count() > 0
    );
}

/// What is gone is struck out where it was.
#[test]
fn what_is_gone_is_drawn() {
    let set = GUIDE.draw("crdt?scenario=set&t=3.6s");
    assert!(set.contains("state struck\">A1<"), "{set}");
    let register = GUIDE.draw("crdt?scenario=register&t=3.6s");
    assert!(register.contains("class=\"struck\">tea<"), "{register}");
    assert!(register.contains(">✕ Acknowledged at A, and gone: tea<"));
    let text = GUIDE.draw("crdt?scenario=text&t=3.6s");
    assert!(text.contains(">A reads fsougn<"), "{text}");
}

#[test]
fn actions_are_edits() {
    for kind in ["g-counter", "pn-counter", "or-set", "lww-register", "text"] {
        GUIDE.actions_are_edits(&format!("crdt?kind={kind}&t=1.1s"));
    }
    for scenario in ["set", "text"] {
        GUIDE.actions_are_edits(&format!("crdt?scenario={scenario}&t=2.5s"));
    }
    let html = say(&GUIDE.figure("crdt?t=1.1s"));
    for mark in ["node-0", "node-2", "link-0-2"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{html}");
    }
}
