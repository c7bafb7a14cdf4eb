//! The l4-l7 demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, say, told};
use load_balancing::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_does_not_say_how_requests_are_shared() {
    let html = GUIDE.draw("l4-l7?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(!html.contains("% of the requests"));
    assert_eq!(told(&GUIDE.figure("l4-l7?")), None);
    assert!(GUIDE.entry("l4-l7").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for balancer in ["l4", "l4-random", "l7", "l7-least"] {
        for (busy, load) in [(1, 50), (20, 120)] {
            for at in ["0s", "14s"] {
                GUIDE.draw(&format!(
                    "l4-l7?left={balancer}&right={balancer}&busy={busy}\
                     &load={load}&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("l4-l7?view=table");
    GUIDE.draw("l4-l7?scenario=new-server&t=9s&view=log");
}

/// The answers are those of any seed, not of one that was picked.
#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("l4-l7");
    let answers = ["It keeps growing", "Nothing", "Nothing", "They move about"];
    let scenarios = (GUIDE.entry("l4-l7").scenarios)();
    for (place, (scenario, answer)) in scenarios.iter().zip(answers).enumerate() {
        let end = GUIDE.at_end(&format!("l4-l7?scenario={}", scenario.name));
        let said = told(&end).expect("an outcome is shown");
        assert!(said.starts_with(answer), "{}: {said}", scenario.name);
        for seed in 2..=12 {
            let query = format!("l4-l7?{}&seed={seed}", scenario.start);
            let outcome = GUIDE.at_end(&query).outcome(place);
            assert_eq!(outcome, end.outcome(place), "{query}");
        }
    }
}

#[test]
fn checks_tell_connections_from_requests() {
    let verdicts = |query: &str| {
        let checks = GUIDE.figure(&format!("l4-l7?{query}")).checks();
        checks.iter().map(|check| check.verdict).collect::<Vec<_>>()
    };
    let (holds, fails, open) = (Verdict::Holds, Verdict::Fails, Verdict::Open);
    assert_eq!(verdicts("t=0.8s"), [holds, holds, open, open]);
    assert_eq!(verdicts("t=8s"), [fails, holds, fails, holds]);
    assert_eq!(verdicts("right=l4&t=8s"), [fails; 4]);
    assert_eq!(verdicts("left=l7-least&t=8s"), [holds; 4]);
}

/// What a server gets is counted over the time that has passed.
#[test]
fn a_rate_is_of_the_time_that_has_passed() {
    let html = GUIDE.draw("l4-l7?t=1s");
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    let rates = wide.split("gets ").skip(1).filter_map(|rest| {
        let (number, _) = rest.split_once("/s")?;
        number.parse::<u32>().ok()
    });
    // 34 come on each side, but for those on their way.
    let sum: u32 = rates.sum();
    assert!((34..=80).contains(&sum), "{sum}");
}

/// What burns and what idles beside it is framed, and all that is at a server is
/// drawn or counted.
#[test]
fn what_is_wrong_is_seen_in_the_picture() {
    assert!(!GUIDE.draw("l4-l7?t=0.8s").contains("blamed"));
    let html = GUIDE.draw("l4-l7?t=9s");
    assert_eq!(html.matches("class=\"blamed\"").count(), 2, "s1, in both layouts");
    assert!(html.contains("/s, queue "), "what it gets, and what it has");
    let new = "l4-l7?scenario=new-server&t=6.9s";
    let html = GUIDE.draw(new);
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    assert_eq!(wide.matches(">idle<").count(), 4);
    assert!(!wide.contains(", queue "), "there is no room for it");
    // The one that has most, the one that gets most, and four that idle.
    let checks = GUIDE.figure(new).checks();
    let [most, busiest] = [0, 2].map(|check| {
        let detail = &checks[check].detail;
        detail.split(' ').next().expect("a server").to_owned()
    });
    let is_one = most == busiest;
    let framed = if is_one { 5 } else { 6 };
    assert_eq!(wide.matches("class=\"blamed\"").count(), framed);
    let html = GUIDE.draw("l4-l7?scenario=restart&t=3s");
    assert_eq!(html.matches(">down<").count(), 4);
}

#[test]
fn marks_and_actions() {
    let html = say(&GUIDE.figure("l4-l7?t=2s"));
    for mark in ["left", "right", "left-c1", "right-c8", "left-s1", "right-s4"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{mark}");
    }
    GUIDE.actions_are_edits("l4-l7?");
    GUIDE.actions_are_edits("l4-l7?scenario=new-server&t=9s");
    GUIDE.actions_are_edits("l4-l7?scenario=restart&t=3s");
}

/// Ten shares of seventeen are c1's, and one is that of c5, at the same server.
#[test]
fn the_numbers_of_the_prose() {
    let busiest = |balancer| GUIDE.number("l4-busiest", &[("balancer", balancer)]);
    assert_eq!(busiest("l4"), "65");
    assert_eq!(busiest("l7"), "25");
}
