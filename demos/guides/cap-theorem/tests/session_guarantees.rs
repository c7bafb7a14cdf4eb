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
        ("any", "Also what C1 has seen"),
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

/// Each read that violates a guarantee is marked for good, with what it lacks, and the
/// checks count these boxes.
#[test]
fn each_read_that_violates_is_marked() {
    for (scenario, t) in [("any", 14), ("any", 18), ("any", 22), ("leader", 29)] {
        let query = format!("session-guarantees?scenario={scenario}&t={t}00ms");
        let html = GUIDE.draw(&query);
        let wide = html.split("only-narrow").next().expect("the wide one is first");
        let proofs = wide.matches(" says-lost\"").count();
        // One more is in the legend.
        let red = wide.matches("class=\"proof\" data-role=\"lost\"").count();
        assert_eq!(proofs + 1, red, "{query}: {wide}");
        let count = |name: &str| -> usize {
            let (_, said) = html.split_once(name).expect("it is checked");
            let (_, said) = said.split_once("class=\"detail\">").expect("a number");
            let count = said.split_once(" of ").map(|(count, _)| count.parse());
            count.and_then(Result::ok).unwrap_or(0)
        };
        let counts = [count("Read your writes"), count("Monotonic reads")];
        let most = counts[0] + counts[1];
        assert!(counts.into_iter().all(|count| count <= proofs), "{query}");
        assert!((1..=most).contains(&proofs), "{query}: {counts:?}");
        assert_eq!(wide.contains(">✕ monotonic reads: "), counts[1] > 0);
    }
    let html = GUIDE.draw("session-guarantees?scenario=token&t=2.2s");
    assert!(!html.contains(" says-lost\""), "{html}");
}

/// On a phone the sentence that says what is lost has two lines.
#[test]
fn what_is_lost_is_said_in_full() {
    let html = GUIDE.draw("session-guarantees?scenario=token-lost&t=3.4s");
    let (wide, narrow) = html.split_once("only-narrow").expect("two layouts");
    let words = "and says so: a new session begins<";
    assert!(wide.contains(words), "{wide}");
    assert!(!narrow.contains(words), "{narrow}");
    assert!(narrow.contains("session begins</tspan>"), "{narrow}");
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
