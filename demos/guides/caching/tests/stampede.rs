//! The stampede demo: its resting frame, the ends of its knobs, what it claims.

use caching::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const CURES: [&str; 4] = ["none", "flight", "stale", "early"];

#[test]
fn the_resting_frame_is_just_before_the_expiry() {
    let html = GUIDE.draw("stampede?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">fresh</text>") && html.contains("nobody waits"));
    assert!(html.contains("Database: 0 now"));
    assert!(!html.contains("400 rebuilds"), "it does not give the answer away");
    assert_eq!(told(&GUIDE.figure("stampede?")), None);
    assert!(GUIDE.entry("stampede").card.title.chars().count() <= 60);
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("stampede");
    for (scenario, answer) in [
        ("expiry", "400"),
        ("one-flight", "At 6.4 s"),
        ("stale", "400"),
        ("early", "None"),
        ("many-keys", "20 to 40"),
    ] {
        let told = told(&GUIDE.at_end(&format!("stampede?scenario={scenario}")));
        assert!(told.is_some_and(|told| told.starts_with(answer)), "{scenario}");
    }
}

/// The answers do not hang on the seed.
#[test]
fn other_seeds_answer_the_same() {
    for seed in 2..12 {
        let many = format!(
            "stampede?keys=100&jitter=2000&cure=flight&seed={seed}&t=7600ms"
        );
        let most = GUIDE.draw(&many);
        let most = most.split("at most ").nth(1).expect("a check");
        let most: u32 = most[..2].parse().expect("a number");
        assert!((20..=40).contains(&most), "seed {seed}: {most}");
        let early = GUIDE.draw(&format!("stampede?cure=early&seed={seed}&t=8s"));
        assert!(!early.contains("expired</text>"), "seed {seed}");
    }
}

/// The crux: at 5.4 s one rebuild of 400 was needed, and all others are drawn as what
/// is for nothing, a mark for four of them.
#[test]
fn the_stampede_is_seen_in_the_database() {
    let html = say(&GUIDE.figure("stampede?t=5390ms"));
    assert!(html.contains("Database: 391 now"));
    assert!(html.contains(">expired</text>") && html.contains("391 wait"));
    let database =
        html.split("data-mark=\"database\"").nth(1).expect("it is drawn");
    let data = database.split("<path ").filter(|path| path.contains("crosses"));
    let crosses = data.map(|path| path.matches('M').count()).max();
    assert!(crosses.is_some_and(|crosses| crosses >= 90), "{crosses:?}");
    let later = say(&GUIDE.figure("stampede?t=6s"));
    assert!(later.contains(">fresh</text>"), "the value is back");
    assert!(later.contains("in the queue") && later.contains("100 at work"));
}

/// Each cure that makes readers pay fails another check than no cure: what it costs.
#[test]
fn each_cure_has_its_price() {
    let of = |cure: &str| {
        let figure = GUIDE.figure(&format!("stampede?cure={cure}&t=7s"));
        let checks = figure.checks();
        [0, 1, 2].map(|check| checks[check].verdict == Verdict::Holds)
    };
    assert_eq!(of("none"), [false, false, true]);
    assert_eq!(of("flight"), [true, false, true]);
    assert_eq!(of("stale"), [true, true, false]);
    assert_eq!(of("early"), [true, true, true], "who waits chose to be early");
    let early = GUIDE.draw("stampede?cure=early&t=7s");
    assert!(early.contains(" for nothing"), "that is its price");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for cure in CURES {
        for (load, rebuild) in [(50, 50), (50, 800), (2_000, 50), (2_000, 800)] {
            for (keys, jitter) in [(1, 0), (20, 500), (100, 2_000)] {
                for (lease, workers, at) in [(0, 10, "0s"), (2_000, 400, "8s")] {
                    GUIDE.draw(&format!(
                        "stampede?cure={cure}&load={load}&rebuild={rebuild}\
                         &keys={keys}&jitter={jitter}&lease={lease}\
                         &workers={workers}&beta=200&spacing=random&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("stampede?view=table");
    GUIDE.draw("stampede?view=log");
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("stampede?");
    GUIDE.actions_are_edits("stampede?cure=flight&t=5200ms");
}

/// What a cure saves is seen against the run without one.
#[test]
fn the_stampede_is_beside_its_cures() {
    let has = |query: &str, words: &str| {
        GUIDE.draw(&format!("stampede?{query}")).contains(words)
    };
    for scenario in ["one-flight", "stale", "early"] {
        assert!(has(&format!("scenario={scenario}"), "dashed: without a cure"));
    }
    assert!(has("scenario=many-keys", "dashed: the same TTL for all"));
    assert!(!has("scenario=expiry", "dashed:"), "it would give the answer away");
    assert!(!has("edits=5s-delete", "dashed:"), "that is another story");
}

/// A lock has no end: whoever waits when its holder crashes waits for ever.
#[test]
fn a_lock_is_never_free_again() {
    let html = GUIDE.draw("stampede?cure=flight&lease=0&edits=5200ms-crash&t=8s");
    assert!(html.contains("locked") && html.contains(">expired</text>"));
    let html = GUIDE.draw("stampede?cure=flight&edits=5200ms-crash&t=8s");
    assert!(!html.contains("locked") && html.contains(">fresh</text>"));
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |name, given: &[(&str, &str)]| GUIDE.number(name, given);
    assert_eq!(number("stampede-rebuilds", &[]), "400");
    assert_eq!(number("stampede-rebuilds", &[("cure", "flight")]), "1");
    assert_eq!(number("stampede-busy", &[]), "1.7");
    assert_eq!(number("stampede-wait", &[("cure", "flight")]), "0.4");
    assert_eq!(number("xfetch-chance", &[]), "36.8");
    assert_eq!(number("xfetch-chance", &[("left", "25")]), "77.9");
    assert_eq!(number("xfetch-chance", &[("left", "500")]), "0.7");
    assert_eq!(number("xfetch-rebuilds", &[("load", "100")]), "2.7");
    assert_eq!(number("xfetch-ahead", &[]), "2.6");
}
