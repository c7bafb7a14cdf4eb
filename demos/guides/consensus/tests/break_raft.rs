//! The break-raft demo: each rule that is switched off breaks the check that its
//! search names, and with all kept none breaks.

use consensus::DEMOS;
use stage::input::Input;
use stage::share::Shared;
use stage::{Player, frame};

fn player(query: &str) -> Player {
    let entry =
        DEMOS.iter().find(|entry| entry.name == "break-raft").expect("it exists");
    let (shared, complaints) = Shared::read(entry, query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(*entry, "break-raft", shared)
}

/// The figure at the end of the run.
fn end(query: &str) -> String {
    let mut player = player(query);
    player.input(Input::Seek(sim::Micros::MAX));
    stage::html::render(&stage::draw(&player, None))
}

#[test]
fn every_rule_is_needed() {
    for (off, check, answer) in [
        ("own-term", "Leader Completeness", "Five or more"),
        ("persist-vote", "Election Safety", "At most four"),
        ("up-to-date", "Leader Completeness", "At most four"),
        ("majority", "Election Safety", "At most four"),
    ] {
        let html = end(&format!("off={off}"));
        assert!(html.contains(&format!("{check} is violated.")), "{off}");
        assert!(html.contains("no schedule is shorter"), "{off}");
        let verdict = html.split("class=\"verdict\"").nth(1).expect("it asks");
        assert!(verdict.contains(answer), "{off}");
    }
}

#[test]
fn with_all_rules_kept_the_search_says_what_it_covered() {
    let html = end("off=nothing");
    assert!(html.contains("all 26,198 states"));
    assert!(html.contains("No schedule violates anything"));
    let verdict = html.split("class=\"verdict\"").nth(1).expect("it asks");
    assert!(verdict.contains("No schedule breaks it"));
}

/// At rest nothing tells how it ends.
#[test]
fn the_resting_frame_gives_nothing_away() {
    let html = frame(DEMOS, "break-raft", "break-raft?").expect("it draws");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Step 3: "));
    assert!(!html.contains("is violated") && !html.contains("is shorter"));
}
