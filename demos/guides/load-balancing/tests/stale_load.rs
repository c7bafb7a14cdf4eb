//! A load board that is old: the resting frame, the knobs, what is claimed.

use demo_testing::{Guide, say, told};
use load_balancing::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_is_a_reading() {
    let html = GUIDE.draw("stale-load?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert_eq!(
        html.matches("class=\"expected\"").count(),
        40,
        "what the board says"
    );
    assert!(html.contains("board 0.00 s old"));
    assert_eq!(told(&GUIDE.figure("stale-load?")), None);
    assert!(GUIDE.entry("stale-load").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for policy in ["random", "least", "least-adds", "many-add", "two", "three"] {
        for (refresh, load) in [(0, 50), (0, 95), (2_000, 50), (2_000, 95)] {
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!(
                    "stale-load?left={policy}&right={policy}&refresh={refresh}\
                     &load={load}&t=12s&view={view}"
                ));
            }
        }
    }
    GUIDE.draw("stale-load?t=0s");
}

/// The answers are those of any seed, not of one that was picked.
#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("stale-load");
    let answers =
        ["The shortest on the board", "A fifth", "The left", "At the right"];
    let scenarios = (GUIDE.entry("stale-load").scenarios)();
    for (place, (scenario, answer)) in scenarios.iter().zip(answers).enumerate() {
        let end = GUIDE.at_end(&format!("stale-load?scenario={}", scenario.name));
        let said = told(&end).expect("an outcome is shown");
        assert!(said.starts_with(answer), "{}: {said}", scenario.name);
        for seed in 2..=12 {
            let query = format!("stale-load?{}&seed={seed}", scenario.start);
            let outcome = GUIDE.at_end(&query).outcome(place);
            assert_eq!(outcome, end.outcome(place), "{query}");
        }
    }
}

/// The herd fails its check at every seed, and two choices does not.
#[test]
fn checks_tell_the_policies_apart() {
    for seed in 1..=20 {
        let figure = GUIDE.figure(&format!("stale-load?seed={seed}&t=6s"));
        let checks = figure.checks();
        assert_eq!(checks[0].verdict, Verdict::Fails, "seed {seed}");
        assert_eq!(checks[1].verdict, Verdict::Holds, "seed {seed}");
    }
    let live = GUIDE.figure("stale-load?refresh=0&t=9s").checks();
    assert!(live.is_empty(), "no board, no readings");
}

/// Nothing says "no herd" while the first herd comes: it is judged as it comes.
#[test]
fn a_herd_is_no_herd_at_no_moment() {
    for millis in (1_000..=6_000).step_by(100) {
        let figure = GUIDE.figure(&format!("stale-load?left=least&t={millis}ms"));
        let verdict = figure.checks()[0].verdict;
        assert_ne!(verdict, Verdict::Holds, "{millis} ms");
        assert!(millis < 1_500 || verdict == Verdict::Fails, "{millis} ms");
    }
}

#[test]
fn marks_and_actions() {
    let html = say(&GUIDE.figure("stale-load?t=1s"));
    for mark in ["left", "right", "left-s1", "right-s10"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{mark}");
    }
    GUIDE.actions_are_edits("stale-load?");
}

#[test]
fn the_numbers_of_the_prose() {
    let mean = |policy, refresh| {
        GUIDE.number("stale-mean", &[("policy", policy), ("refresh", refresh)])
    };
    for (policy, refresh, tenths) in [
        ("least", "5", 136),
        ("two", "5", 44),
        ("least", "20", 476),
        ("two", "20", 75),
    ] {
        let measured =
            (mean(policy, refresh).parse::<f64>().unwrap() * 10.0) as i32;
        let off = (measured - tenths).abs() * 100;
        assert!(off <= tenths * 5, "{policy} {refresh}: {measured} tenths");
    }
    assert_eq!(mean("random", "5"), mean("random", "20"));
    assert_eq!(GUIDE.number("failing-share", &[("policy", "two")]), "22");
    assert_eq!(GUIDE.number("failing-share", &[("policy", "least")]), "37");
}
