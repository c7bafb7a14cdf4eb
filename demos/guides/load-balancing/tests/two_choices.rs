//! Two balancers on the same requests: the resting frame, the knobs, what is
//! claimed.

use demo_testing::{Guide, say, told};
use load_balancing::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const POLICIES: [&str; 8] =
    ["round-robin", "weighted", "random", "least", "two", "three", "ewma", "hash"];

#[test]
fn the_resting_frame_is_just_before_two_choices() {
    let html = GUIDE.draw("two-choices?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert_eq!(
        html.matches(">random</text>").count(),
        4,
        "both sides, both layouts"
    );
    assert_eq!(told(&GUIDE.figure("two-choices?")), None);
    assert!(GUIDE.entry("two-choices").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for policy in POLICIES {
        for (load, fleet) in [(30, "alike"), (99, "alike"), (99, "unequal")] {
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!(
                    "two-choices?left={policy}&right={policy}&load={load}\
                     &fleet={fleet}&t=30s&view={view}"
                ));
            }
        }
    }
    GUIDE.draw("two-choices?t=0s");
}

/// The answers are those of any seed, not of one that was picked.
#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("two-choices");
    let answers = [
        "Less than half",
        "It grows as long",
        "Their queues grow",
        "Far more than",
    ];
    let scenarios = (GUIDE.entry("two-choices").scenarios)();
    for (place, (scenario, answer)) in scenarios.iter().zip(answers).enumerate() {
        let end = GUIDE.at_end(&format!("two-choices?scenario={}", scenario.name));
        let said = told(&end).expect("an outcome is shown");
        assert!(said.starts_with(answer), "{}: {said}", scenario.name);
        for seed in 2..=12 {
            let query = format!("two-choices?{}&seed={seed}", scenario.start);
            let outcome = GUIDE.at_end(&query).outcome(place);
            assert_eq!(outcome, end.outcome(place), "{query}");
        }
    }
}

/// Each request in hand is a dot, in both layouts.
#[test]
fn requests_are_dots() {
    let html = GUIDE.draw("two-choices?t=19.5s");
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    let circles: usize = wide.matches("h0").count();
    let diamonds = wide.matches('z').count();
    let table = GUIDE.draw("two-choices?t=19.5s&view=table");
    let numbers = table.split("<td>").skip(1).map(|cell| {
        cell.split('<')
            .next()
            .and_then(|n| n.parse::<usize>().ok())
            .expect("a number")
    });
    let in_hand: usize = numbers.step_by(2).sum();
    assert!(circles + diamonds >= in_hand, "{circles} {diamonds} {in_hand}");
}

#[test]
fn checks_tell_the_policies_apart() {
    let verdicts = |query: &str| {
        let checks = GUIDE.figure(&format!("two-choices?{query}")).checks();
        checks.iter().map(|check| check.verdict).collect::<Vec<_>>()
    };
    let (holds, fails) = (Verdict::Holds, Verdict::Fails);
    let usual = verdicts("t=25s");
    assert_eq!([usual[0], usual[2]], [fails, holds]);
    let slow = "left=round-robin&right=two&load=70&edits=5s-s3-at-25&t=14s";
    assert_eq!(verdicts(slow)[0], fails);
    assert_eq!(verdicts("edits=5s-s3-fails&t=10s")[2], fails);
    assert_eq!(verdicts("t=0.5s"), [Verdict::Open, Verdict::Open, holds]);
}

/// A server that is slow or fails is named, and what waits beside an idle one as
/// well.
#[test]
fn what_is_wrong_is_said_in_the_picture() {
    let html = GUIDE.draw("two-choices?edits=5s-s3-at-25&t=6s");
    assert!(html.contains("s3: 25 % of the speed"));
    let html = GUIDE.draw("two-choices?edits=5s-s3-fails&t=5.1s");
    assert!(html.contains("s3 answers with errors"));
    let html = GUIDE.draw("two-choices?fleet=unequal&t=6s");
    assert!(html.contains("s5–s8: 25 % of the speed"));
    let fails = "two-choices?left=round-robin&right=least&edits=5s-s3-fails&t=";
    let html = GUIDE.draw(&format!("{fails}12s"));
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    assert!(!wide.contains("s3 is idle"), "it fails");
    let [left, right] = [0, 1].map(|side| {
        let mut said = wide.split(" % of requests, with errors");
        let before = said.nth(side).expect("said of both");
        let number = before.rsplit(' ').next().expect("a number");
        number.parse::<u32>().expect("a number")
    });
    assert!((10..=15).contains(&left) && right > 18, "{left} {right}");
    let blamed = |at: &str| {
        let html = GUIDE.draw(&format!("two-choices?t={at}"));
        html.contains("class=\"blamed\"")
    };
    assert!(["9s", "12s", "15s", "20s"].into_iter().any(blamed));
}

#[test]
fn marks_and_actions() {
    let html = say(&GUIDE.figure("two-choices?t=19.5s"));
    for mark in ["left", "right", "left-s1", "right-s8"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{mark}");
    }
    GUIDE.actions_are_edits("two-choices?");
    GUIDE.actions_are_edits("two-choices?scenario=fails-at-once&t=9s");
}

#[test]
fn the_numbers_of_the_prose() {
    let mean = |policy, load| {
        GUIDE.number("choices-mean", &[("policy", policy), ("load", load)])
    };
    for (policy, expected) in [("random", 1_000), ("two", 261), ("three", 203)] {
        let measured = (mean(policy, "90").parse::<f64>().unwrap() * 100.0) as i32;
        let off = (measured - expected).abs() * 100;
        assert!(off <= expected * 3, "{policy}: {measured} hundredths");
    }
    assert_eq!(mean("random", "99"), "–", "it would not be settled");
    let theory = |choices, load| {
        GUIDE.number("choices-theory", &[("choices", choices), ("load", load)])
    };
    assert_eq!(["1", "2", "3"].map(|d| theory(d, "90")), ["10.0", "2.61", "2.03"]);
    assert_eq!(["1", "2", "3"].map(|d| theory(d, "99")), ["100.0", "5.43", "3.86"]);
}
