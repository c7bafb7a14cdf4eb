//! A range that moves: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_a_copy_under_way() {
    let html = GUIDE.draw("live-move?t=1.2s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">A: owner, v1, copies<"), "{html}");
    assert!(html.contains(">B: gets a copy<"), "{html}");
    assert_eq!(html.matches("data-verdict=\"open\"").count(), 2);
    assert!(GUIDE.entry("live-move").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for order in ["copy-then-switch", "switch-first", "no-fence", "safe", "forget"]
    {
        for (writes, pause, latency, repair) in
            [(0, 0, 10, 0), (20, 200, 80, 1_500)]
        {
            let query = format!(
                "live-move?order={order}&writes={writes}&pause={pause}\
                 &latency={latency}&repair={repair}&t=3s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("live-move?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("live-move");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("live-move?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("copy").starts_with("Writes behind the copy"));
    assert!(answer("no-fence").starts_with("Yes, a late one"));
    assert!(answer("fence").starts_with("B has it, later"));
    assert!(answer("stale").starts_with("B: A refuses it"));
    assert!(answer("crash").starts_with("It begins anew"));
}

/// What is lost is named where it is missing, and tied to the row that A has.
#[test]
fn lost_writes_are_named_in_the_picture() {
    let before = GUIDE.draw("live-move?scenario=copy&t=1.9s");
    assert!(!before.contains("not at B"), "{before}");
    let after = GUIDE.draw("live-move?scenario=copy&t=2.2s");
    let wide = after.split("only-narrow").next().expect("the wide one comes first");
    assert!(wide.contains(">✕ Acknowledged, and not at B:<"), "{wide}");
    assert!(wide.contains(">k2, k216, k295, k340, k502, k724<"), "{wide}");
    assert_eq!(wide.matches("class=\"link\"").count(), 6);
}

/// The same write is lost without a fence, and refused and written to B with one.
#[test]
fn a_fence_saves_the_late_write() {
    let log = |query: &str| GUIDE.draw(&format!("live-move?{query}&view=log"));
    let lost = log("scenario=no-fence&t=2.7s");
    assert!(lost.contains("Done k549") && !lost.contains("Refused k549"), "{lost}");
    assert!(say(&GUIDE.at_end("live-move?scenario=no-fence")).contains(">k549<"));
    let saved = log("scenario=fence&t=2.9s");
    for line in ["Refused k549: wait", "Refused k549: v2 is B", "B → C1  Done k549"]
    {
        assert!(saved.contains(line), "{line}: {saved}");
    }
}

/// A client with an old map is bounced, and drawn on its way to the right server.
#[test]
fn a_stale_client_is_redirected() {
    let bounced = say(&GUIDE.figure("live-move?scenario=stale&t=3.27s"));
    assert!(bounced.contains("\"v2: B, A to C3\""), "{bounced}");
    let goes_on = say(&GUIDE.figure("live-move?scenario=stale&t=3.33s"));
    assert!(goes_on.contains("\"k250, C3 to B\""), "{goes_on}");
}

#[test]
fn marks_can_be_pressed() {
    let html = say(&GUIDE.figure("live-move?t=1.2s"));
    for node in 0..=5 {
        assert!(html.contains(&format!("data-mark=\"node-{node}\"")), "{html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("live-move?");
    GUIDE.actions_are_edits("live-move?scenario=crash&t=1.5s");
    GUIDE.actions_are_edits("live-move?scenario=stale&t=3.27s");
    GUIDE.actions_are_edits("live-move?order=forget&t=4s");
}

/// The range can be moved back, and everybody learns of that as well.
#[test]
fn the_range_can_be_moved_back() {
    let html = GUIDE.draw(
        "live-move?writes=12&pause=0&edits=2.2s-ask-2-move&t=4.5s&view=table",
    );
    assert!(html.contains("v3: A"), "{html}");
}

#[test]
fn the_numbers_of_the_prose() {
    let given = [("writes", "100"), ("copy", "10")];
    assert_eq!(GUIDE.number("copy-window", &given), "4.5 s");
    assert_eq!(GUIDE.number("copy-loses", &given), "452");
}
