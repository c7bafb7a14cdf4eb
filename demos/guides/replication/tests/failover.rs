//! A leader that fails over: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_what_only_the_leader_has() {
    let html = GUIDE.draw("failover?t=1.4s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">leader, epoch 1<"), "{html}");
    assert!(html.contains(">follower of S1<"), "{html}");
    assert_eq!(html.matches("data-verdict=\"open\"").count(), 2);
    assert!(GUIDE.entry("failover").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for acknowledge in
        ["memory", "async", "semi-sync", "fall-back", "majority", "all"]
    {
        for (fencing, choose) in
            [("none", "first"), ("epoch", "furthest"), ("lease", "furthest")]
        {
            for (lag, writes, servers, detection, repair) in
                [(0, 0, 3, 200, 0), (600, 12, 5, 1_500, 2_000)]
            {
                let query = format!(
                    "failover?acknowledge={acknowledge}&fencing={fencing}\
                     &choose={choose}&lag={lag}&writes={writes}&servers={servers}\
                     &detection={detection}&repair={repair}\
                     &edits=1s-crash-1&t=3s"
                );
                for view in ["picture", "table", "log"] {
                    GUIDE.draw(&format!("{query}&view={view}"));
                }
            }
        }
    }
    GUIDE.draw("failover?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("failover");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("failover?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("async").starts_with("They are lost"));
    assert!(answer("semi-sync").starts_with("Written again"));
    assert!(answer("split-brain").starts_with("S1 and S3"));
    assert!(answer("lease").starts_with("What was not sent by then"));
    assert!(answer("fall-back").starts_with("All writes since the cut"));
}

/// What the answers say is so in any run, not in the one that is shown only.
#[test]
fn other_seeds_give_the_same_answers() {
    for seed in 1..20 {
        for (query, verdict) in [
            ("scenario=semi-sync", "holds"),
            ("scenario=split-brain", "fails"),
            ("scenario=lease", "holds"),
        ] {
            let html = GUIDE.draw(&format!("failover?{query}&seed={seed}&t=3.4s"));
            let check = match query {
                "scenario=semi-sync" => "No acknowledged write is lost",
                _ => "One leader at a time",
            };
            let (before, _) = html.split_once(check).expect("it is checked");
            let (_, last) =
                before.rsplit_once("data-verdict=\"").expect("a verdict");
            assert!(last.starts_with(verdict), "{query}, seed {seed}: {last}");
        }
    }
}

/// What is lost is named, in the log of who has it and in a sentence, and struck out
/// where it is dropped.
#[test]
fn lost_writes_are_named_in_the_picture() {
    let before = GUIDE.draw("failover?scenario=async&t=1.6s");
    assert!(!before.contains("Lost: b2"), "{before}");
    let after = GUIDE.draw("failover?scenario=async&t=2.5s");
    let wide = after.split("only-narrow").next().expect("the wide one comes first");
    assert!(wide.contains(">✕ Lost: b2, b3, a6<"), "{wide}");
    // One more is in the legend.
    assert_eq!(wide.matches("class=\"proof\"").count(), 3 + 1, "{wide}");
    let back = GUIDE.draw("failover?scenario=async&t=3.4s");
    let wide = back.split("only-narrow").next().expect("the wide one comes first");
    assert_eq!(wide.matches("inside struck").count(), 3, "{wide}");
}

/// What took the place of a lost write is safe, and looks so.
#[test]
fn what_took_the_place_of_a_lost_write_is_green() {
    let html = GUIDE.draw("failover?scenario=async&t=3.4s");
    let safe = "data-role=\"lost\" class=\"ghost\"><g data-role=\"committed\">";
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    assert_eq!(wide.matches(safe).count(), 3, "{wide}");
}

/// Answers that leave together lie on each other: one word stands for all.
#[test]
fn answers_that_leave_together_are_counted() {
    let html = GUIDE.draw("failover?scenario=fall-back&t=1.7s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    assert_eq!(wide.matches(" ok</text>").count(), 2, "to C1 and to C2: {wide}");
    assert!(
        wide.contains(">4 ok</text>") && wide.contains(">2 ok</text>"),
        "{wide}"
    );
}

/// What nobody was told is done is struck out quietly where it is dropped: nothing of a
/// semi-synchronous leader is red.
#[test]
fn what_was_never_acknowledged_is_dropped_quietly() {
    let ghosts = |scenario: &str, role: &str| {
        let html = GUIDE.draw(&format!("failover?scenario={scenario}&t=3.4s"));
        let wide =
            html.split("only-narrow").next().expect("the wide one").to_owned();
        wide.matches(&format!("data-role=\"{role}\" class=\"ghost\"")).count()
    };
    assert_eq!(ghosts("async", "lost"), 3);
    assert_eq!(ghosts("semi-sync", "lost"), 0);
    assert!(ghosts("semi-sync", "quiet") > 0);
}

/// One that must not acknowledge any more is not called leader.
#[test]
fn a_leader_without_a_lease_was_one() {
    let html = GUIDE.draw("failover?scenario=lease&t=2.5s");
    assert!(html.contains(">was leader, epoch 1: no lease"), "{html}");
    assert_eq!(
        html.matches(">leader, epoch").count(),
        2,
        "wide and narrow: {html}"
    );
}

/// Two crowns where nothing fences, and one with a lease.
#[test]
fn two_crowns_are_a_split_brain() {
    let crowns = |query: &str| {
        let html = GUIDE.draw(&format!("failover?{query}"));
        let wide =
            html.split("only-narrow").next().expect("the wide one").to_string();
        wide.matches("v-10l4.5 5 4.5-6").count()
    };
    assert_eq!(crowns("scenario=split-brain&t=2.5s"), 2);
    assert_eq!(crowns("scenario=lease&t=1.9s"), 0);
    assert_eq!(crowns("scenario=lease&t=2.5s"), 1);
}

#[test]
fn marks_can_be_pressed() {
    let html = say(&GUIDE.figure("failover?t=1.4s"));
    for node in 0..=5 {
        assert!(html.contains(&format!("data-mark=\"node-{node}\"")), "{html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("failover?");
    GUIDE.actions_are_edits("failover?scenario=async&t=1.8s");
    GUIDE.actions_are_edits("failover?scenario=split-brain&t=2.2s");
    GUIDE.actions_are_edits("failover?servers=5&acknowledge=majority&t=2s");
}

#[test]
fn the_numbers_of_the_prose() {
    let loses = |given: &[(&str, &str)]| GUIDE.number("failover-loses", given);
    let takes = |given: &[(&str, &str)]| GUIDE.number("failover-takes", given);
    let write = |given: &[(&str, &str)]| GUIDE.number("write-takes", given);
    assert_eq!(loses(&[]), "50");
    assert_eq!(loses(&[("acknowledge", "majority")]), "0");
    assert_eq!(takes(&[]), "8.8 s");
    assert_eq!(write(&[]), "3.0 ms");
    assert_eq!(write(&[("acknowledge", "semi-sync"), ("lag", "0")]), "6.0 ms");
}
