//! The amplification demo: its resting frame, the ends of its knobs, what it
//! claims.

use demo_testing::{Figure, Guide, say, told};
use resilience_patterns::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The figure at the end of a run.
fn end(query: &str) -> Figure {
    GUIDE.at_end(&format!("amplification?{query}"))
}

#[test]
fn the_resting_frame_is_amid_the_first_request() {
    let html = GUIDE.draw("amplification?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Request 1 so far"));
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
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("amplification");
    for (scenario, answer) in [
        ("every-layer", "243. "),
        ("one-layer", "3. "),
        ("budget", "About 1.6"),
        ("half", "About 2. "),
    ] {
        let told = told(&end(&format!("scenario={scenario}"))).unwrap_or_default();
        assert!(told.starts_with(answer), "{scenario}: {told}");
    }
}

#[test]
fn the_tower_is_counted() {
    assert!(say(&end("")).contains("243 to the database"));
    assert!(say(&end("attempts=4&depth=3")).contains("64 to the database"));
    assert!(say(&end("rule=top")).contains("3 to the database"));
    assert!(say(&end("rule=budget")).contains("1.6 to the database"));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("amplification?");
    GUIDE.actions_are_edits("amplification?t=1s");
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
/// database does; nor does a budget in an outage, or no retry at all. Retries at
/// all layers fail where the database does.
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
        let name = "No more calls than one layer makes";
        assert_eq!(failed(query), [name], "{query}");
    }
}

/// One call too many is enough, however many more the request will make.
#[test]
fn too_many_calls_are_seen_while_the_request_is_under_way() {
    let mut seen = Vec::new();
    for millis in (0..200).step_by(10) {
        let figure = GUIDE.figure(&format!("amplification?t={millis}ms"));
        let [calls, ..] = &figure.checks()[..] else { panic!("a check") };
        let number = calls.detail.split(' ').next().expect("a number");
        let number: u32 = number.parse().expect("a number");
        let expected = if number > 3 { Verdict::Fails } else { Verdict::Open };
        assert_eq!(calls.verdict, expected, "{millis} ms: {}", calls.detail);
        seen.push(calls.verdict);
    }
    assert!(seen.contains(&Verdict::Open) && seen.contains(&Verdict::Fails));
}

/// The price of a budget is said: where half of the calls fail it gives up some
/// that another try would have saved.
#[test]
fn a_budget_saves_less_where_some_calls_fail() {
    let checks = end("rule=budget&fail=50&depth=1").checks();
    assert_eq!(checks[0].verdict, Verdict::Holds);
    assert_eq!(checks[1].verdict, Verdict::Fails, "{}", checks[1].detail);
}

/// How many marks of a kind the wide picture has: of each path of dots the moves of
/// its pen.
fn dots(html: &str, role: &str) -> usize {
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let role = format!("data-role=\"{role}\"");
    let paths = wide.split("<path ").skip(1).map(|path| {
        let end = path.find('>').expect("a whole path");
        &path[..end]
    });
    let dots =
        paths.filter(|path| path.contains("class=\"dots") && path.contains(&role));
    dots.map(|path| path.matches('M').count()).sum()
}

/// The crux: each call is a mark, so a request that became 364 calls, 243 of them
/// to the database, is as large as that; retries at one layer leave eight.
#[test]
fn the_tower_is_as_large_as_its_calls() {
    // The first request is over after 364 calls of 10 ms.
    let tower = GUIDE.draw("amplification?t=3640ms");
    assert_eq!(dots(&tower, "lost"), 1 + 3 + 9 + 27 + 81 + 243);
    assert_eq!(dots(&tower, "candidate"), 0);
    let pillar = GUIDE.draw("amplification?rule=bottom&t=80ms");
    assert_eq!(dots(&pillar, "lost"), 5 + 3);
    let works = GUIDE.draw("amplification?fail=0&t=60ms");
    assert_eq!(dots(&works, "committed"), 6);
}

/// What every service's retries would make is not shown where the run is to show it.
#[test]
fn the_tower_gives_nothing_away() {
    let has_tower = |query: &str| {
        GUIDE.draw(&format!("amplification?{query}")).contains("class=\"tower\"")
    };
    assert!(!has_tower("scenario=every-layer") && !has_tower("t=3640ms"));
    assert!(has_tower("scenario=one-layer") && has_tower("rule=top"));
    let tower = GUIDE.draw("amplification?scenario=one-layer");
    assert_eq!(dots(&tower, "quiet"), 1 + 3 + 9 + 27 + 81 + 243);
}

/// Where requests make few calls there are many of them, each a column as high as
/// its calls.
#[test]
fn many_requests_are_columns() {
    let html = say(&end("scenario=budget"));
    // 50 requests, at 1.6 calls to the database for each.
    let calls = dots(&html, "lost");
    assert!((50 * 7..50 * 8).contains(&calls), "{calls}");
    let html = say(&end("scenario=half"));
    assert!(dots(&html, "committed") > 50 * 5, "and nobody above fails");
}

/// Each scenario ends with a request that is over, so that its last picture is whole.
#[test]
fn scenarios_end_with_a_whole_request() {
    for scenario in ["every-layer", "one-layer", "budget", "half"] {
        let html = say(&end(&format!("scenario={scenario}")));
        assert_eq!(dots(&html, "candidate"), 0, "{scenario}");
        assert!(dots(&html, "lost") + dots(&html, "committed") > 0, "{scenario}");
    }
}

/// The insight, as numbers: by what each layer multiplies.
#[test]
fn each_layer_says_by_what_it_multiplies() {
    let factors = |scenario: &str| {
        let html = say(&end(&format!("scenario={scenario}")));
        let wide = html.split("only-narrow").next().expect("a wide picture");
        let factors = wide.split(">× ").skip(1);
        let factors = factors.filter_map(|text| text.split('<').next());
        factors.map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(factors("every-layer"), ["3"; 5]);
    assert_eq!(factors("one-layer"), ["1", "1", "1", "1", "3"]);
    assert_eq!(factors("budget"), ["1.1"; 5]);
    assert!(!GUIDE.draw("amplification?scenario=every-layer").contains(">× "));
}

/// Whether retries save requests is known when the run ends that asks about it.
#[test]
fn the_run_in_which_half_fail_says_that_retries_save() {
    let checks = end("scenario=half").checks();
    assert_eq!(checks[1].verdict, Verdict::Holds, "{}", checks[1].detail);
}

/// How far up a failure gets: where half of the calls to the database fail, an
/// eighth of those to the service above it do, and few above that.
#[test]
fn failures_get_rarer_going_up() {
    let html = say(&end("fail=50"));
    let wide = html.split("only-narrow").next().expect("a wide picture");
    let shares = wide.split(" % fail<").filter_map(|before| {
        let number = before.rsplit('>').next()?;
        number.parse::<u32>().ok()
    });
    let shares: Vec<u32> = shares.collect();
    assert_eq!(shares.len(), 5, "{shares:?}");
    assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
    assert_eq!(shares[0], 0);
    assert!((8..=17).contains(&shares[4]), "{shares:?}");
}

/// The answers are no accident of the seed, though they come after few requests.
#[test]
fn other_seeds_answer_alike() {
    for seed in 0..20 {
        for (query, answer) in [
            ("rule=budget&end=3820ms", 1_200..2_200),
            ("fail=50&end=1750ms", 1_000..5_000),
        ] {
            let detail =
                end(&format!("{query}&seed={seed}")).checks()[0].detail.clone();
            let each = detail.split(' ').next().expect("a number");
            let each: f64 = each.parse().expect("a number");
            let thousandths = (each * 1_000.0) as u32;
            assert!(answer.contains(&thousandths), "{query}, {seed}: {detail}");
        }
    }
}
