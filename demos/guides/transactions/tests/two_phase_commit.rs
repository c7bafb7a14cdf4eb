//! The two-phase commit demo: its resting frame, the ends of its knobs, what its
//! prediction says of a run.

use demo_testing::{Guide, told};
use stage::Verdict;
use transactions::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let figure = GUIDE.at_end(&format!("two-phase-commit?{query}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn at_rest_the_coordinator_is_down_and_everyone_in_doubt() {
    let html = GUIDE.draw("two-phase-commit?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let entry = GUIDE.entry("two-phase-commit");
    let verdicts: Vec<_> = entry.checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Fails]);
    assert!(entry.card.title.chars().count() <= 60);
}

#[test]
fn without_a_fault_it_commits_however_slow_the_network_is() {
    for latency in [5, 20, 21, 40, 60] {
        for seed in 1..=20 {
            let query = format!("crash=never&latency={latency}&seed={seed}");
            assert!(answer(&query).starts_with("They commit"), "{query}");
        }
    }
}

#[test]
fn the_prediction_says_what_the_run_did() {
    assert!(answer("").starts_with("They wait"), "{}", answer(""));
    let commits = ["crash=never", "standby=true&crash=after-logging"];
    let three = "protocol=three-phase&crash=after-first-told";
    for query in commits.into_iter().chain([three]) {
        assert!(
            answer(query).starts_with("They commit"),
            "{query}: {}",
            answer(query)
        );
    }
    // The standby finds no decision on record, and records an abort.
    for query in ["crash=never&dissent=true", "standby=true&crash=after-votes"] {
        assert!(
            answer(query).starts_with("They abort"),
            "{query}: {}",
            answer(query)
        );
    }
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for protocol in ["two-phase", "three-phase"] {
        for crash in ["never", "before-prepare", "after-votes", "after-first-told"]
        {
            for (participants, latency, loss) in [(2, 5, 0), (5, 60, 60)] {
                for switches in ["", "&standby=true&cooperative=true&dissent=true"]
                {
                    GUIDE.draw(&format!(
                        "two-phase-commit?protocol={protocol}&crash={crash}\
                         &participants={participants}&latency={latency}&loss={loss}\
                         &repair=0&t=2s{switches}"
                    ));
                }
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        GUIDE.draw(&format!("two-phase-commit?view={view}&t=200ms"));
    }
}

/// Whatever is on offer is an edit, at every moment of a run.
#[test]
fn every_offer_is_an_edit() {
    for t in ["0s", "30ms", "46ms", "60ms", "300ms"] {
        for edits in ["", "&edits=20ms-cut-0-2"] {
            let shared = format!("two-phase-commit?standby=true&t={t}{edits}");
            GUIDE.offers_are_edits(&shared);
        }
    }
}

#[test]
fn the_prose_has_its_numbers() {
    let blocked = GUIDE.number("blocking-share", &[]);
    let percent: u32 =
        blocked.trim_end_matches(" %").parse().expect("a percentage");
    assert!((65..=68).contains(&percent), "theory says two thirds: {blocked}");
    assert_eq!(GUIDE.number("blocking-share", &[("standby", "true")]), "0 %");
    assert_eq!(GUIDE.number("messages-per-commit", &[("participants", "8")]), "24");
    assert_eq!(
        GUIDE.number("delays-per-commit", &[("protocol", "three-phase")]),
        "5"
    );
}
