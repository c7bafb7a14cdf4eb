//! Quorums: the resting frame, the knobs, what the figure claims.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_first_frame_shows_a_write_on_its_way() {
    let html = GUIDE.draw("quorum?scenario=race");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">3 possible read sets<"), "{html}");
    assert!(!html.contains("would be stale"), "nothing is done yet: {html}");
    assert!(
        !html.contains("if it stopped at W"),
        "it gives the answer away: {html}"
    );
    assert!(GUIDE.entry("quorum").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for sloppy in [false, true] {
        for (n, r, w, after, write, read) in [
            (1, 1, 1, 0, 2, 1),
            (5, 5, 5, 80, 20, 10),
            (5, 1, 1, 0, 20, 1),
            (1, 5, 5, 80, 2, 10),
        ] {
            let query = format!(
                "quorum?replicas={n}&read-quorum={r}&write-quorum={w}&after={after}\
                 &write={write}&read={read}&sloppy={sloppy}&repair={sloppy}&t=200ms"
            );
            for view in ["picture", "space-time", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("quorum?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("quorum");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("quorum?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("race").starts_with("Yes, from the others"));
    assert!(answer("later").starts_with("A few"));
    assert!(answer("strict").starts_with("No"));
    assert!(answer("sloppy").starts_with("The old value"));
    assert!(answer("repair").starts_with("B sends it"));
}

/// Who has answered is tied to who has asked: in a sloppy quorum the two sets have
/// nobody in common.
#[test]
fn sets_are_drawn() {
    let ties = |scenario: &str| {
        let html = say(&GUIDE.at_end(&format!("quorum?scenario={scenario}")));
        let wide = html.split("only-narrow").next().expect("wide first").to_owned();
        assert_eq!(wide.matches("class=\"heavy\"").count(), 4, "{wide}");
        let stale = "class=\"heavy\" data-role=\"lost\"";
        wide.matches(stale).count()
    };
    assert_eq!(ties("strict"), 0);
    assert_eq!(ties("sloppy"), 2);
}

/// Once a spare has stood in, nothing says that the sets meet.
#[test]
fn a_sloppy_quorum_is_not_said_to_meet() {
    let html = say(&GUIDE.at_end("quorum?scenario=sloppy"));
    assert!(html.contains("A's set and B's share no server"), "{html}");
    for wrong in ["every read set meets", "0 % at"] {
        assert!(!html.contains(wrong), "{wrong}: {html}");
    }
    let strict = say(&GUIDE.at_end("quorum?scenario=strict"));
    assert!(strict.contains("every read set meets"), "{strict}");
}

#[test]
fn marks_can_be_pressed() {
    let html = say(&GUIDE.figure("quorum?scenario=race"));
    for node in 0..=4 {
        assert!(html.contains(&format!("data-mark=\"node-{node}\"")), "{html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("quorum?");
    GUIDE.actions_are_edits("quorum?scenario=race&t=12ms");
    GUIDE.actions_are_edits("quorum?scenario=sloppy&t=50ms");
}

#[test]
fn the_numbers_of_the_prose() {
    let misses = |n, r, w| {
        let given = [("n", n), ("r", r), ("w", w)];
        let counted = GUIDE.number("read-misses-sampled", &given);
        let percent = counted.trim_end_matches(" %").parse::<f64>();
        (GUIDE.number("read-misses", &given), percent.expect("a percentage"))
    };
    for (n, r, w, said, share) in [
        ("3", "1", "1", "66.7 %", 66.7),
        ("3", "1", "2", "33.3 %", 33.3),
        ("3", "2", "2", "0 %", 0.0),
        ("5", "1", "1", "80.0 %", 80.0),
        ("5", "2", "2", "30.0 %", 30.0),
    ] {
        let (exact, counted) = misses(n, r, w);
        assert_eq!(exact, said);
        assert!((counted - share).abs() < 0.7, "{n}, {r}, {w}: {counted}");
    }
    let stale = |t| GUIDE.number("stale-after", &[("t", t)]);
    let stale = ["0", "10", "100"].map(stale);
    assert_eq!(stale, ["58.1 %", "21.4 %", "under 0.01 %"]);
    assert_eq!(GUIDE.number("fresh-after", &[]), "64 ms");
}

/// Each link of the read says what B was told, though the server may have the write by
/// now.
#[test]
fn links_say_what_was_read() {
    let html = say(&GUIDE.at_end("quorum?scenario=strict"));
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let said = |word: &str| {
        wide.matches(&format!("class=\"word halo\">{word}</text>")).count()
    };
    assert_eq!((said("old"), said("new")), (1, 1), "{wide}");
}

/// Where a spare stood in, the formula says nothing, and there is no chart of it.
#[test]
fn a_sloppy_quorum_has_no_curve() {
    let html = say(&GUIDE.at_end("quorum?scenario=sloppy"));
    assert!(html.contains("A's set and B's share no server"), "{html}");
    assert!(!html.contains(">ms after the acknowledgement<"), "{html}");
}
