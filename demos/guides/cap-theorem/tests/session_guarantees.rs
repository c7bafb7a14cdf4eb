//! What a client is shown: the resting frame, the knobs, what the figure claims.

use cap_theorem::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_reads() {
    let html = GUIDE.draw("session-guarantees?t=800ms");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(
        html.contains(">What C1 has done: a read is to have all on its left<"),
        "{html}"
    );
    assert!(GUIDE.entry("session-guarantees").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for session in ["any", "one-server", "leader", "token"] {
        for (lag, writes, majority) in [(0, 0, false), (600, 12, true)] {
            let query = format!(
                "session-guarantees?session={session}&lag={lag}&writes={writes}\
                 &majority={majority}&edits=1s-crash-1&t=3s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("session-guarantees?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("session-guarantees");
    let answer = |scenario: &str| {
        let query = format!("session-guarantees?scenario={scenario}");
        told(&GUIDE.at_end(&query)).expect("an outcome is shown")
    };
    let starts = [
        ("any", "What C1 has seen"),
        ("one-server", "Read your writes"),
        ("leader", "It lacks what C1 has seen"),
        ("token", "It waits for the log"),
        ("token-lost", "That it is lost"),
    ];
    for (scenario, start) in starts {
        let told = answer(scenario);
        assert!(told.starts_with(start), "{scenario}: {told}");
    }
}

/// A violation is proved by two boxes, and said in words.
#[test]
fn two_operations_prove_a_violation() {
    let html = GUIDE.draw("session-guarantees?scenario=any&t=2.2s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    assert!(wide.contains("class=\"proof\""), "{wide}");
    assert!(wide.contains(">✕ monotonic reads: "), "{wide}");
    let html = GUIDE.draw("session-guarantees?scenario=token&t=2.2s");
    assert!(!html.contains("class=\"proof\""), "{html}");
}

#[test]
fn marks_can_be_pressed() {
    let html = say(&GUIDE.figure("session-guarantees?t=800ms"));
    for node in 1..=5 {
        assert!(html.contains(&format!("data-mark=\"node-{node}\"")), "{html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("session-guarantees?");
    GUIDE.actions_are_edits("session-guarantees?scenario=token-lost&t=2s");
}
