//! The amplification demo: its resting frame, the ends of its knobs, what it
//! claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The figure at the end of a run, for a reader who expected 15 calls.
fn end(query: &str) -> Figure {
    let mut figure = GUIDE.figure(&format!("amplification?{query}"));
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(20)));
    figure
}

#[test]
fn the_resting_frame_is_amid_the_first_request() {
    let html = GUIDE.draw("amplification?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("no request is over"));
    assert!(GUIDE.entry("amplification").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for rule in ["all", "top", "bottom", "budget"] {
        for (attempts, depth) in [(1, 1), (1, 5), (4, 1), (4, 5)] {
            for (fail, at) in [(0, "0s"), (100, "20s"), (50, "10s")] {
                GUIDE.draw(&format!(
                    "amplification?attempts={attempts}&depth={depth}&rule={rule}\
                     &fail={fail}&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("amplification?view=table");
    GUIDE.draw("amplification?view=log");
}

#[test]
fn the_prediction_has_the_outcome_that_the_text_says() {
    let is_told = |query, text: &str| {
        told(&end(query)).is_some_and(|told| told.starts_with(text))
    };
    assert!(is_told("", "243: three times"));
    assert!(is_told("rule=top", "3. "));
    assert!(is_told("rule=bottom", "3. "));
    assert_eq!(told(&end("depth=3")), None);
    assert_eq!(told(&end("rule=budget")), None);
}

#[test]
fn the_tower_is_counted() {
    assert!(say(&end("")).contains("243 calls each"));
    assert!(say(&end("attempts=4&depth=3")).contains("64 calls each"));
    assert!(say(&end("rule=top")).contains("3 calls each"));
    assert!(say(&end("rule=budget")).contains("1.6 calls each"));
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("amplification?");
    GUIDE.offers_are_edits("amplification?t=1s");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |given: &[_]| GUIDE.number("amplification-calls", given);
    assert_eq!(number(&[]), "243");
    assert_eq!(number(&[("attempts", "4"), ("depth", "3")]), "64");
    assert_eq!(number(&[("rule", "top")]), "3");
    assert_eq!(number(&[("rule", "budget")]), "1.61");
}

/// What the page recommends, retries at one layer, fails no check, whatever the
/// database does; nor does a budget in an outage, or no retry at all. Retries at all
/// layers fail where the database does.
#[test]
fn the_recommended_cures_fail_no_check() {
    let failed = |query: &str| {
        let checks = end(query).checks().into_iter();
        let failed = checks.filter(|check| check.verdict == Verdict::Fails);
        failed.map(|check| check.name).collect::<Vec<_>>()
    };
    for rule in ["top", "bottom"] {
        for fail in [0, 10, 20, 50, 80, 90, 100] {
            for attempts in 1..=4 {
                let query = format!("rule={rule}&fail={fail}&attempts={attempts}");
                assert_eq!(failed(&query), [""; 0], "{query}");
            }
        }
    }
    assert_eq!(failed("rule=budget"), [""; 0]);
    assert_eq!(failed("attempts=1"), [""; 0]);
    assert_eq!(failed("depth=1"), [""; 0], "one layer is one layer");
    for query in ["", "fail=90", "attempts=2", "attempts=4&depth=3"] {
        assert_eq!(failed(query), ["Retries do not multiply"], "{query}");
    }
}

/// The price of a budget is said: where half of the calls fail it gives up some that
/// another try would have saved.
#[test]
fn a_budget_saves_less_where_some_calls_fail() {
    let checks = end("rule=budget&fail=50&depth=1").checks();
    assert_eq!(checks[0].verdict, Verdict::Holds);
    assert_eq!(checks[1].verdict, Verdict::Fails, "{}", checks[1].detail);
}

/// "3" is told where one layer alone retries: not where a database that fails now
/// and then was called three times by chance, nor after it was made to work.
#[test]
fn the_answer_is_that_of_an_outage() {
    for seed in 0..40 {
        for rest in ["fail=50", "fail=70", "edits=0.1s-fail-50"] {
            let query = format!("seed={seed}&{rest}");
            assert_eq!(told(&end(&query)), None, "{query}");
        }
    }
}

/// The dashed mark is what the rule of the run would give.
#[test]
fn the_legend_is_that_of_the_rule() {
    let legend = |rule: &str| GUIDE.draw(&format!("amplification?rule={rule}"));
    assert!(legend("all").contains("¦ attempts to the power of the depth"));
    for rule in ["top", "bottom", "budget"] {
        assert!(!legend(rule).contains("to the power of the depth"), "{rule}");
    }
    assert!(legend("top").contains("¦ attempts of the one that retries"));
    assert!(!legend("budget").contains('¦'));
}
