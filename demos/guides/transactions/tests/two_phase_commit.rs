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
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Open], "what comes is asked");
    let late = GUIDE.draw("two-phase-commit?t=250ms");
    assert!(late.contains("P1, P2, P3 cannot go on alone"));
    assert!(entry.card.title.chars().count() <= 60);
}

#[test]
fn without_a_fault_it_commits_however_slow_the_network_is() {
    for latency in [5, 20, 21, 40, 60] {
        for seed in 1..=20 {
            let query = format!("crash=never&latency={latency}&seed={seed}");
            let table =
                GUIDE.draw(&format!("two-phase-commit?{query}&view=table&t=2s"));
            assert_eq!(table.matches("<td>committed</td>").count(), 4, "{query}");
        }
    }
}

#[test]
fn the_prediction_says_what_the_run_did() {
    let answers = [
        ("", "They wait"),
        ("standby=true&crash=after-logging", "They commit"),
        // The standby finds no decision on record, and records an abort.
        ("standby=true&crash=after-votes", "They abort"),
    ];
    for (query, expected) in answers {
        let told = answer(query);
        assert!(told.starts_with(expected), "{query}: {told}");
    }
}

/// All vote yes, and the coordinator dies before it tells anyone.
#[test]
fn the_prediction_is_about_no_other_runs() {
    for query in [
        "crash=never",
        "crash=before-prepare",
        "crash=after-first-told",
        "dissent=true",
    ] {
        let figure = GUIDE.at_end(&format!("two-phase-commit?{query}"));
        assert_eq!(told(&figure), None, "{query}");
    }
}

/// A crash by the reader's hand is repaired as one at a set point is.
#[test]
fn whoever_is_crashed_by_hand_is_repaired() {
    let query = "crash=never&edits=58ms-crash-0&view=log&t=2s";
    let mended = GUIDE.draw(&format!("two-phase-commit?{query}&repair=250"));
    assert!(mended.contains("C comes up"), "{mended}");
    let left = GUIDE.draw(&format!("two-phase-commit?{query}&repair=0"));
    assert!(left.contains("P1, P2, P3 cannot go on alone"));
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

/// The coordinator has pre-committed P1 alone. What P1 then is differs from doubt:
/// it knows that nobody has aborted.
#[test]
fn who_is_pre_committed_is_drawn_beside_who_is_in_doubt() {
    let query = "protocol=three-phase&crash=after-first-told&repair=0&t=170ms";
    for view in ["picture", "space-time"] {
        let html = GUIDE.draw(&format!("two-phase-commit?{query}&view={view}"));
        let (wide, narrow) = html.split_once("only-narrow").expect("two layouts");
        for html in [wide, narrow] {
            for (role, count) in [("candidate", 1), ("doubt", 3)] {
                let mark = format!("class=\"stretch\" data-role=\"{role}\"");
                let drawn = html.matches(&mark).count();
                assert_eq!(drawn, count, "{role} stretches in {view}: {html}");
            }
        }
    }
}

/// An abort that is presumed is not in the log: after a crash P1 is in doubt a second
/// time, and was not between the two.
#[test]
fn who_is_in_doubt_twice_is_not_in_between() {
    let query = "presumed-abort=true&edits=1.3s-crash-1,1.4s-restart-1&t=2s";
    let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    let mark = "class=\"stretch\" data-role=\"doubt\"><rect x=\"";
    let starts: Vec<_> = wide.split(mark).skip(1).collect();
    assert_eq!(starts.len(), 4, "P1 twice, P2 and P3 once: {wide}");
}

/// P1 is pre-committed and cut off from the others.
#[test]
fn a_torn_transaction_is_said_with_names() {
    let query = "protocol=three-phase&crash=after-first-told&repair=0\
                 &edits=20ms-cut-1-2,20ms-cut-1-3";
    let torn = "P1 committed; P2, P3 aborted";
    let html = GUIDE.draw(&format!("two-phase-commit?{query}&t=400ms"));
    let (picture, checks) = html.split_once("demo-checks").expect("checks");
    assert!(picture.contains(torn), "in the picture: {picture}");
    assert!(checks.contains(torn), "in the checks: {checks}");
    let whole = GUIDE.draw(&format!("two-phase-commit?{query}&t=200ms"));
    assert!(!whole.contains(torn), "before it is so");
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

/// What the prose says of the box, and where it can be seen.
#[test]
fn presumed_abort_saves_the_coordinator_one_forced_write() {
    let forced = |box_is: &str| -> u32 {
        let query = format!("crash=never&presumed-abort={box_is}&view=table&t=2s");
        let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
        let (_, row) = html.split_once(">C</th>").expect("a row for C");
        let (row, _) = row.split_once("</tr>").expect("it ends");
        let (_, cell) = row.rsplit_once("<td>").expect("it has cells");
        cell.trim_end_matches("</td>").parse().expect("a number")
    };
    assert_eq!((forced("false"), forced("true")), (2, 1));
}
