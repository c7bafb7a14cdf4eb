//! The break-raft demo: each rule that is switched off breaks the check that its
//! search names, and with all kept none breaks.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The figure at the end of the run, and what it answers to its question.
fn end(query: &str) -> (String, String) {
    let figure = GUIDE.at_end(&format!("break-raft?{query}"));
    (say(&figure), told(&figure).expect("an outcome is shown"))
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
    let html = GUIDE.draw("break-raft?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Step 3: "));
    assert!(!html.contains("is violated") && !html.contains("is shorter"));
}

/// The steps that the figure plays, for those who read: as many as the prose says.
#[test]
fn the_schedules_can_be_read() {
    let schedule = |off| GUIDE.number("break-raft-schedule", &[("off", off)]);
    for (off, steps, promise) in [
        ("own-term", 7, "Leader Completeness"),
        ("persist-vote", 3, "Election Safety"),
        ("up-to-date", 4, "Leader Completeness"),
        ("majority", 2, "Election Safety"),
    ] {
        let words = schedule(off);
        assert!(words.contains(&format!("({steps}) ")), "{words}");
        assert!(!words.contains(&format!("({}) ", steps + 1)), "{words}");
        assert!(words.ends_with(&format!("{promise} is violated")), "{words}");
    }
    assert!(schedule("nothing").contains("No schedule violates anything"));
}
