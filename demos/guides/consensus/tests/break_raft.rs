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

/// The figure at the end of the run, and what it answers to its question.
fn end(query: &str) -> (String, String) {
    let mut player = player(query);
    player.input(Input::Seek(sim::Micros::MAX));
    let html = stage::html::render(&stage::draw(&player, None));
    let is_shown =
        |text: &&str| text.contains("outcome:") && text.contains("data-now");
    let shown = html.split("<p ").find(is_shown).expect("an outcome is shown");
    let (_, text) = shown.split_once('>').expect("a tag ends");
    let answer = text.split("</p>").next().unwrap_or_default().to_string();
    (html, answer)
}

#[test]
fn every_rule_is_needed() {
    for (off, check, answer) in [
        ("own-term", "Leader Completeness", "Five or more"),
        ("persist-vote", "Election Safety", "At most four"),
        ("up-to-date", "Leader Completeness", "At most four"),
        ("majority", "Election Safety", "At most four"),
    ] {
        let (html, said) = end(&format!("off={off}"));
        assert!(html.contains(&format!("{check} is violated.")), "{off}");
        assert!(html.contains("no schedule is shorter"), "{off}");
        assert!(said.starts_with(answer), "{off}: {said}");
    }
}

#[test]
fn with_all_rules_kept_the_search_says_what_it_covered() {
    let (html, said) = end("off=nothing");
    assert!(html.contains("all 15,687 states"));
    assert!(html.contains("No schedule violates anything"));
    assert!(said.starts_with("No schedule breaks it"), "{said}");
}

/// At rest nothing tells how it ends.
#[test]
fn the_resting_frame_gives_nothing_away() {
    let html = frame(DEMOS, "break-raft", "break-raft?").expect("it draws");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Step 3: "));
    assert!(!html.contains("is violated") && !html.contains("is shorter"));
}
