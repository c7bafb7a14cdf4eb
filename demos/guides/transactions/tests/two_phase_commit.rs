//! The two-phase commit demo: its resting frame, the ends of its knobs, what its
//! scenarios ask and show, what can be pressed.

use demo_testing::{Guide, say, told};
use player::input::Input;
use transactions::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn at_rest_the_coordinator_is_down_and_everyone_in_doubt() {
    let html = GUIDE.draw("two-phase-commit?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let [atomicity, blocked] = verdicts("");
    assert_eq!((atomicity, blocked), ("holds", "open"), "what comes is asked");
    let late = GUIDE.draw("two-phase-commit?scenario=undecided&t=250ms");
    assert!(late.contains("P1, P2, P3 cannot go on alone"));
    let entry = GUIDE.entry("two-phase-commit");
    assert!(entry.card.title.chars().count() <= 60);
}

/// The verdicts of the two checks, as the page has them.
fn verdicts(query: &str) -> [&'static str; 2] {
    let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
    let (_, checks) = html.split_once("demo-checks").expect("checks");
    let mut parts = checks.split("data-verdict=\"").skip(1);
    [(); 2].map(|()| {
        let part = parts.next().expect("a check");
        let known = ["holds", "fails", "open"].into_iter();
        let mut known = known.filter(|verdict| part.starts_with(verdict));
        known.next().expect("a verdict")
    })
}

/// What a figure answers to its scenario's question once the run is over.
fn answer(scenario: &str) -> String {
    let figure = GUIDE.at_end(&format!("two-phase-commit?scenario={scenario}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn scenarios_ask_and_are_answered() {
    GUIDE.scenarios_ask_and_answer("two-phase-commit");
    for (scenario, expected) in [
        ("undecided", "Wait, with their locks"),
        ("one-told", "They commit too"),
        ("standby", "S aborts it"),
        ("cut", "P1 commits, the others abort"),
    ] {
        let told = answer(scenario);
        assert!(told.starts_with(expected), "{scenario}: {told}");
    }
}

/// What a scenario shows when its question is asked holds no answer to it: nobody
/// knows the outcome who is asked about, and no check has failed.
#[test]
fn no_check_has_failed_when_a_question_is_asked() {
    for scenario in ["undecided", "one-told", "standby", "cut"] {
        let [atomicity, blocked] = verdicts(&format!("scenario={scenario}"));
        assert_eq!(atomicity, "holds", "{scenario}");
        assert_eq!(blocked, "open", "{scenario}");
    }
}

#[test]
fn without_a_fault_it_commits_however_slow_the_network_is() {
    for latency in [5, 20, 21, 40, 60] {
        for seed in 1..=20 {
            let query = format!("crash=never&latency={latency}&seed={seed}");
            let table =
                GUIDE.draw(&format!("two-phase-commit?{query}&view=table&t=600ms"));
            assert_eq!(table.matches("<td>committed</td>").count(), 4, "{query}");
        }
    }
}

/// A crash by the reader's hand is repaired as one at a set point is.
#[test]
fn whoever_is_crashed_by_hand_is_repaired() {
    let query = "crash=never&edits=58ms-crash-0&view=log&t=600ms";
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
                         &repair=0&t=600ms{switches}"
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
    let query = "presumed-abort=true&crash=after-votes&edits=450ms-crash-1,480ms-restart-1&t=600ms";
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

/// Whatever can be done is an edit, at every moment of a run.
#[test]
fn every_action_is_an_edit() {
    for t in ["0s", "30ms", "46ms", "60ms", "300ms"] {
        for edits in ["", "&edits=20ms-cut-0-2"] {
            let shared = format!("two-phase-commit?standby=true&t={t}{edits}");
            GUIDE.actions_are_edits(&shared);
        }
    }
}

/// A moment of the coordinator is pressed, and the coordinator crashes there, not
/// where the run stands.
#[test]
fn the_coordinator_is_crashed_at_the_moment_that_is_pressed() {
    let mut figure = GUIDE.figure("two-phase-commit?crash=never&t=0s");
    let html = say(&figure);
    let moments: Vec<String> = html
        .split("data-mark=\"at-")
        .skip(1)
        .map(|part| part.split('"').next().expect("an id").to_string())
        .collect();
    assert!(moments.len() >= 2 * 5, "in both layouts: {moments:?}");
    let at = moments[1].clone();
    figure.input(Input::Press(vec![format!("at-{at}")]));
    assert!(!figure.link().contains("edits"), "pressing does nothing by itself");
    figure.input(Input::Do(0));
    let link = figure.link();
    assert!(link.contains(&format!("edits={at}-crash-0")), "{link}");
    assert!(link.ends_with(&format!("t={at}")), "the reader goes there: {link}");
}

/// What was lost is still seen for a moment, and again when the reader comes back.
#[test]
fn a_lost_message_leaves_a_ghost() {
    let query = "crash=never&edits=25ms-cut-0-2";
    let ghosts = |t: &str| {
        let html = GUIDE.draw(&format!("two-phase-commit?{query}&t={t}"));
        html.matches("message ghost").count()
    };
    assert_eq!(ghosts("20ms"), 0);
    let log = GUIDE.draw(&format!("two-phase-commit?{query}&view=log&t=600ms"));
    assert!(log.contains("lost"), "{log}");
    let seen: Vec<usize> =
        (2..20).map(|step| ghosts(&format!("{}ms", step * 10))).collect();
    assert!(seen.contains(&2), "one in each layout: {seen:?}");
    assert_eq!(ghosts("600ms"), 0);
}

/// Whoever had to wait for the repair was blocked, also when it is over; whoever
/// could ask was not.
#[test]
fn who_waited_for_the_repair_was_blocked() {
    let end =
        |scenario| GUIDE.draw(&format!("two-phase-commit?{scenario}&t=600ms"));
    assert!(end("scenario=undecided").contains("P1, P2, P3 waited for it"));
    assert!(!end("scenario=one-told").contains("waited for it"));
}

/// Who proves that a check fails has a ring around it.
#[test]
fn the_proof_of_a_failed_check_is_marked() {
    let rings = |query: &str| {
        let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
        html.matches("class=\"proof\"").count()
    };
    assert_eq!(rings("scenario=undecided"), 0);
    assert_eq!(rings("scenario=undecided&t=250ms"), 2 * 3, "P1 to P3 wait");
    assert_eq!(rings("scenario=cut"), 0);
    assert_eq!(rings("scenario=cut&t=500ms"), 2 * 3, "P1 to P3 differ");
}

/// While the coordinator is down that is seen across all lanes, and what a standby
/// waits for is seen in its own.
#[test]
fn what_is_waited_for_is_drawn() {
    let lanes = |query: &str| {
        let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
        let bands = html.matches("class=\"shade\"").count();
        (bands, html.matches("no word from C").count())
    };
    assert_eq!(lanes("scenario=undecided&t=200ms"), (2, 0));
    assert_eq!(lanes("scenario=standby&t=200ms"), (2, 2));
    assert_eq!(lanes("crash=never&t=200ms"), (0, 0));
    let html = GUIDE.draw("two-phase-commit?scenario=standby&t=200ms");
    assert!(html.contains("no word from C 140 ms"), "until it took over");
}

/// Where the settings say when the coordinator crashes, no other moment is offered.
#[test]
fn a_crash_that_is_set_is_not_chosen() {
    let offered = |query: &str| {
        let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
        html.contains("Press a ▼ to crash C at that moment")
    };
    assert!(offered("scenario=own"));
    for scenario in ["undecided", "one-told", "standby", "cut"] {
        assert!(!offered(&format!("scenario={scenario}")), "{scenario}");
    }
}

/// The difference between a crash before the decision and one after it is on C's
/// disk, and is to be seen there.
#[test]
fn the_log_of_the_coordinator_is_shown() {
    for (crash, log) in [("after-votes", "begun"), ("after-logging", "commit")] {
        let html = GUIDE.draw(&format!("two-phase-commit?crash={crash}&t=70ms"));
        assert!(html.contains(&format!("log: {log}")), "{crash}");
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
        let query =
            format!("crash=never&presumed-abort={box_is}&view=table&t=600ms");
        let html = GUIDE.draw(&format!("two-phase-commit?{query}"));
        let (_, row) = html.split_once(">C</th>").expect("a row for C");
        let (row, _) = row.split_once("</tr>").expect("it ends");
        let (_, cell) = row.rsplit_once("<td>").expect("it has cells");
        cell.trim_end_matches("</td>").parse().expect("a number")
    };
    assert_eq!((forced("false"), forced("true")), (2, 1));
}
