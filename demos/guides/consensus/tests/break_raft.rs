//! The break-raft demo: each rule that is switched off breaks the check that its
//! search names, and with all kept none breaks.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The figure at the end of a scenario, and what it answers to its question.
fn end(scenario: &str) -> (String, String) {
    let figure = GUIDE.at_end(&format!("break-raft?scenario={scenario}"));
    (say(&figure), told(&figure).expect("an outcome is shown"))
}

#[test]
fn every_scenario_asks_and_answers() {
    GUIDE.scenarios_ask_and_answer("break-raft");
}

#[test]
fn every_rule_is_needed() {
    for (scenario, check, answer) in [
        ("forgotten-vote", "Election Safety", "Two leaders in one term"),
        ("any-two", "Election Safety", "Two leaders in one term"),
        ("older-log", "Leader Completeness", "A leader lacks what is committed"),
        ("old-term", "Leader Completeness", "A leader lacks what is committed"),
    ] {
        let (html, said) = end(scenario);
        assert!(html.contains(&format!("{check} is violated")), "{scenario}");
        assert!(html.contains("None is shorter"), "{scenario}");
        assert!(said.starts_with(answer), "{scenario}: {said}");
    }
}

#[test]
fn with_all_rules_kept_the_search_says_what_it_covered() {
    let html = GUIDE.draw("break-raft?off=nothing&steps=found&t=7s");
    assert!(html.contains("All 15,687 states"));
    assert!(html.contains("No schedule violates anything"));
    let (html, said) = end("all-kept");
    assert!(html.contains("Nor do others: 15,687 states were searched."));
    assert!(said.starts_with("It is lost, and nothing breaks"), "{said}");
}

/// With the rule kept, somebody refuses in the step in which the rule was missed.
#[test]
fn the_rule_that_is_kept_is_seen_to_refuse() {
    for (off, t, refusal) in [
        ("persist-vote", "1900ms", "S1 votes no: has voted."),
        ("up-to-date", "2400ms", "S1 votes no: older log."),
        ("own-term", "2450ms", "S1 commits nothing: 2 have the entry"),
    ] {
        let at = |steps: &str, t: &str| {
            GUIDE.draw(&format!("break-raft?off={off}&steps={steps}&t={t}"))
        };
        let html = at("kept", t);
        assert!(html.contains(refusal), "{off}");
        assert!(html.contains("class=\"decides\""), "{off}");
        assert!(!at("found", t).contains(refusal), "{off}");
        assert!(!at("kept", "7s").contains("fails"), "{off}");
    }
    assert!(
        !GUIDE.draw("break-raft?off=majority&steps=kept&t=7s").contains("fails")
    );
}

/// Why S1 must vote for S2 is marked in the logs when it does.
#[test]
fn what_is_compared_for_a_vote_is_marked() {
    let at = |t: &str| GUIDE.draw(&format!("break-raft?scenario=old-term&t={t}"));
    assert!(
        at("3600ms").contains(">S2: t2 &gt; t1<")
            && at("3600ms").contains(">votes yes<")
    );
    assert_eq!(at("3600ms").matches("class=\"compared\"").count(), 2 * 2);
    assert_eq!(at("3100ms").matches("class=\"compared\"").count(), 0);
}

/// What was committed and is something else now is seen, with both values, and so
/// are two leaders of one term.
#[test]
fn what_breaks_is_marked_and_named() {
    let (html, _) = end("old-term");
    assert!(html.contains("S2 leads with x=2 where S1 committed x=1"));
    assert_eq!(html.matches("class=\"proof\"").count(), 2 * 2, "wide and narrow");
    assert!(html.contains("struck\">x=1<"), "S1 had applied x=1");
    let (html, _) = end("any-two");
    assert_eq!(html.matches("class=\"blamed\"").count(), 2 * 2);
    assert!(html.contains(">Nobody is<") && html.contains(">in both rows<"));
    let (html, _) = end("older-log");
    assert!(html.contains("S2 leads without x=1, which S1 committed"));
    assert!(html.contains(">none<"), "the place of x=1 on S2 is marked");
    let (html, _) = end("all-kept");
    assert!(!html.contains("class=\"proof\"") && !html.contains("blamed"));
}

/// Whom a server voted for is seen, until it forgets that.
#[test]
fn votes_are_seen_until_they_are_forgotten() {
    let votes = |moment: &str, whom: &str| {
        let shared = format!("break-raft?scenario=forgotten-vote&t={moment}");
        GUIDE.draw(&shared).matches(&format!(">voted {whom}<")).count() / 2
    };
    assert_eq!((votes("900ms", "S1"), votes("900ms", "S3")), (2, 0));
    assert_eq!((votes("1400ms", "S1"), votes("1400ms", "S3")), (1, 0));
    assert_eq!((votes("2s", "S1"), votes("2s", "S3")), (1, 2));
}

/// All votes of a term stay seen, and that a server cast two of them; so does who led.
#[test]
fn the_votes_of_both_leaders_stay_seen() {
    let (html, _) = end("forgotten-vote");
    assert!(html.contains(">S1 voted twice<") && html.contains(">led t1<"));
    let rest = GUIDE.draw("break-raft?scenario=forgotten-vote&t=900ms");
    assert!(!rest.contains(">S1 voted twice<") && !rest.contains(">led t1<"));
}

/// Servers of a replay say what they are; what the reader does is an edit, and with
/// a rule off it can break a promise.
#[test]
fn a_reader_can_break_it_by_hand() {
    let mut replay = GUIDE.figure("break-raft?scenario=forgotten-vote");
    assert!(replay.edits_on_offer().is_empty());
    replay.input(Input::Press(vec!["node-0".into()]));
    assert!(say(&replay).contains("candidate, term 1, voted S1"));
    for t in ["500ms", "1200ms"] {
        let edits = "edits=600ms-expire-0-election";
        GUIDE.actions_are_edits(&format!("break-raft?{edits}&t={t}"));
    }
    let edits = "600ms-cut-0-2,700ms-expire-0-election,1s-crash-0,1100ms-restart-0,\
                 1200ms-heal-0-2,1300ms-cut-1-2,1400ms-expire-2-election";
    let html = GUIDE.draw(&format!("break-raft?edits={edits}&t=2s"));
    assert!(html.contains("S1 and S3 both led term 1."));
}

/// At rest the first step is taken, and nothing tells how it ends.
#[test]
fn the_resting_frame_gives_nothing_away() {
    for scenario in (GUIDE.entry("break-raft").scenarios)() {
        let html = GUIDE.draw(&format!("break-raft?scenario={}", scenario.name));
        assert!(
            html.contains("<li data-now=\"\">S1 times out"),
            "{}",
            scenario.name
        );
        assert!(!html.contains("<li>S"), "{}", scenario.name);
        assert!(!html.contains("is violated") && !html.contains("is shorter"));
    }
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
