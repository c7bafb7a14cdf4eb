//! The tail-fan-out demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, told};
use load_balancing::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_does_not_give_the_answer_away() {
    let html = GUIDE.draw("tail-fan-out?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("not known yet"));
    assert_eq!(told(&GUIDE.figure("tail-fan-out?")), None);
    assert!(GUIDE.entry("tail-fan-out").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for fan_out in [1, 100] {
        for hedge in [0, 20, 500] {
            for (busy, paused, cap) in [(10, 0, 0), (90, 50, 2), (90, 50, 0)] {
                for at in ["0s", "12s"] {
                    GUIDE.draw(&format!(
                        "tail-fan-out?fan-out={fan_out}&hedge={hedge}&busy={busy}\
                         &paused={paused}&cap={cap}&surge=true&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("tail-fan-out?view=table");
    GUIDE.draw("tail-fan-out?view=log");
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("tail-fan-out");
    for (scenario, answer) in [
        ("slowest-of-100", "About 63"),
        ("hedge", "About 1"),
        ("overload", "All of them"),
        ("budget", "Few, as before"),
    ] {
        let end = GUIDE.at_end(&format!("tail-fan-out?scenario={scenario}"));
        assert!(
            told(&end).is_some_and(|told| told.starts_with(answer)),
            "{scenario}"
        );
    }
}

#[test]
fn checks_fail_where_requests_are_slow_and_where_there_is_too_much_work() {
    let checks = |query: &str| {
        let figure = GUIDE.figure(&format!("tail-fan-out?{query}"));
        let checks = figure.checks();
        [checks[0].verdict, checks[1].verdict]
    };
    assert_eq!(checks("t=0.9s"), [Verdict::Open, Verdict::Holds]);
    assert_eq!(checks("t=6s"), [Verdict::Fails, Verdict::Holds]);
    assert_eq!(checks("hedge=80&t=6s"), [Verdict::Holds; 2]);
    assert_eq!(checks("scenario=overload&t=11s"), [Verdict::Fails; 2]);
    assert_eq!(checks("scenario=budget&t=11s")[1], Verdict::Holds);
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("tail-fan-out?");
    GUIDE.actions_are_edits("tail-fan-out?hedge=80&cap=10&t=5s");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |name: &str, given: &[(&str, &str)]| -> f64 {
        GUIDE.number(name, given).parse().unwrap()
    };
    assert_eq!(GUIDE.number("fan-out-theory", &[]), "63");
    assert_eq!(GUIDE.number("fan-out-theory", &[("fan-out", "10")]), "9.6");
    assert!((62.0..=65.0).contains(&number("fan-out-slow", &[])));
    let hedge = ("hedge", "80");
    assert!((0.5..=1.6).contains(&number("fan-out-slow", &[hedge])));
    assert!((3.0..=4.5).contains(&number("hedge-more", &[hedge])));
    assert!(number("fan-out-tail", &[("hedge", "p95")]) <= 200.0);
    assert!(GUIDE.number("fan-out-tail", &[]).starts_with("1,0"));
    let busy = ("busy", "55");
    assert!(number("hedge-after-surge", &[hedge, busy]) > 99.0);
    let cap = ("cap", "10");
    assert!(number("hedge-after-surge", &[hedge, busy, cap]) < 20.0);
}
