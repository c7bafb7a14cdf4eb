//! The circuit breaker demo: its resting frame, its ends, what it claims.

use demo_testing::{Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The resting frame shows a bar that is about to reach the threshold; soon after
/// the breaker is open, and healthy calls are refused.
#[test]
fn the_resting_frame_shows_the_harm() {
    let html = GUIDE.draw("circuit-breaker?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("The breaker is closed"), "{html}");
    let html = GUIDE.draw("circuit-breaker?scenario=one-for-all&t=12.5s");
    assert!(
        html.contains("The breaker is open")
            && html.contains(" though well</text>")
    );
    assert_eq!(GUIDE.entry("circuit-breaker").checks()[0].verdict, Verdict::Fails);
    assert!(GUIDE.entry("circuit-breaker").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for breakers in ["one", "per-shard", "none"] {
        for rules in ["hystrix", "resilience4j"] {
            for (shards, load) in [(1, 0), (1, 40), (8, 0), (8, 40), (2, 1)] {
                for (threshold, at) in [(5, "0s"), (100, "40s"), (50, "14s")] {
                    GUIDE.draw(&format!(
                        "circuit-breaker?breakers={breakers}&rules={rules}\
                         &shards={shards}&load={load}&threshold={threshold}\
                         &edits=4s-burst-100&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("circuit-breaker?view=table");
    GUIDE.draw("circuit-breaker?view=log");
}

/// What the figure answers to a scenario's question once the run is over.
fn outcome(query: &str) -> Option<String> {
    told(&GUIDE.at_end(&format!("circuit-breaker?{query}")))
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("circuit-breaker");
    for (scenario, answer) in [
        ("nineteen", "No"),
        ("one-for-all", "Both, in turns"),
        ("one-of-four", "A time-out, each of them"),
        ("per-shard", "None"),
    ] {
        let told = outcome(&format!("scenario={scenario}"));
        assert!(told.is_some_and(|told| told.starts_with(answer)), "{scenario}");
    }
}

/// The crux: the calls for A come back refused, and one trial or more of those that
/// pass a half-open breaker can be told from the others.
#[test]
fn who_is_well_is_refused_and_trials_are_seen() {
    let open = GUIDE.draw("circuit-breaker?scenario=one-for-all&t=12.5s");
    assert!(open.contains("Shard A: well") && open.contains(" though well</text>"));
    // The legend has a trial, wide and narrow; so has the picture while it is tried.
    let trials = |html: &str| html.matches("data-role=\"candidate\"").count();
    let is_tried = |tenth: u64| {
        let at = tenth * 100;
        let html =
            GUIDE.draw(&format!("circuit-breaker?scenario=one-for-all&t={at}ms"));
        html.contains("The breaker is half-open") && trials(&html) > trials(&open)
    };
    assert!((150..300).any(is_tried));
}

/// The example of Hystrix's documentation, as a reader can play it.
#[test]
fn nineteen_failures_do_not_trip_it_and_the_twentieth_does() {
    let nineteen = "circuit-breaker?shards=1&load=0&edits=4s-burst-19";
    let html = GUIDE.draw(&format!("{nineteen}&t=6s"));
    assert!(html.contains("19 of 19 failed; judges from 20"));
    let html = GUIDE.draw(&format!("{nineteen},6s-burst-1&t=8s"));
    assert!(html.contains("The breaker is open"), "{html}");
    // The scenario shows both.
    let at = |at| GUIDE.draw(&format!("circuit-breaker?scenario=nineteen&t={at}"));
    assert!(at("7s").contains("The breaker is closed"));
    assert!(at("8s").contains("20 of 20 failed"), "that it opens is seen");
    assert!(at("12s").contains("The breaker is open"));
}

#[test]
fn a_breaker_for_each_shard_spares_the_healthy() {
    for (query, refused) in [("breakers=per-shard", true), ("breakers=one", false)]
    {
        let html = GUIDE.draw(&format!("circuit-breaker?{query}&t=30s"));
        assert_eq!(html.contains("0 refused though well"), refused, "{query}");
    }
}

/// Under half wait: it is they who are counted, of those who would wait without a
/// breaker.
#[test]
fn a_breaker_that_does_its_job_spares_most_the_wait() {
    let few = |query: &str| {
        let end = GUIDE.at_end(&format!("circuit-breaker?{query}"));
        let check = end.checks().pop().expect("a check of the waits");
        assert_eq!(check.name, "Under half time out");
        let numbers: Vec<u32> = check
            .detail
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|word| word.parse().ok())
            .collect();
        let [waited, without, _one_second] = numbers[..] else {
            panic!("{}", check.detail)
        };
        let holds = check.verdict == Verdict::Holds;
        assert_eq!(holds, waited * 2 < without, "{query}: {}", check.detail);
        (waited, without, holds)
    };
    // On one seed the calls are the same, whatever guards them.
    let (all, without, holds) = few("breakers=none");
    assert!(all == without && !holds, "{all} of {without}");
    for query in ["breakers=per-shard", "", "threshold=100", "load=40", "shards=8"]
    {
        let (waited, all, holds) = few(query);
        let unguarded =
            few(&format!("{query}&breakers=none")
                .replace("breakers=per-shard&", ""));
        assert_eq!(all, unguarded.0, "{query}");
        assert_eq!(holds, query == "breakers=per-shard", "{query}: {waited}");
    }
}

/// Once the breaker of the dead shard has opened and stayed open for a while the
/// check holds, for as long as the shard is dead.
#[test]
fn a_breaker_for_each_shard_passes_its_check() {
    let mut figure = GUIDE.figure("circuit-breaker?scenario=per-shard");
    let mut verdict = |second| {
        figure.input(Input::Seek(Micros::from_secs(second)));
        figure.checks().pop().expect("a check of the waits").verdict
    };
    assert_eq!(verdict(4), Verdict::Fails, "it has not opened yet");
    assert!((10..40).all(|second| verdict(second) == Verdict::Holds));
}

/// A half-open breaker goes by a share of its trials, and says so; where one trial
/// decides, there is none.
#[test]
fn the_states_say_the_rule_of_the_trials() {
    let says = |query: &str| {
        let html = GUIDE.draw(&format!("circuit-breaker?{query}"));
        ["<50 %", "of 5 fail", ">failed<"]
            .map(|words| html.contains(&words.replace("<50", "&lt;50")))
    };
    assert_eq!(says(""), [true, true, false]);
    assert_eq!(says("trials=1"), [false, false, true]);
}

/// The question is true when it is asked: one shard is dead, the other one well, and
/// what the breaker will do is not seen.
#[test]
fn the_question_is_true_when_it_is_asked() {
    let html = GUIDE.draw("circuit-breaker?scenario=one-for-all");
    assert!(html.contains("Shard A: well") && html.contains("Shard B: dead"));
    assert!(html.contains("The breaker is closed") && html.contains("0 refused"));
    let html = GUIDE.draw("circuit-breaker?scenario=one-for-all&view=log");
    assert!(html.contains("3.000 s") && html.contains("shard B falls sick"));
}

/// A reader sees it half-open, each time: for a fifth of a second of theirs at least.
#[test]
fn half_open_can_be_seen() {
    let mut figure = GUIDE.figure("circuit-breaker?");
    let (mut spells, mut lasted) = (Vec::new(), 0);
    for tenth in 0..=400 {
        figure.input(Input::Seek(Micros::from_millis(tenth * 100)));
        match say(&figure).contains("The breaker is half-open") {
            true => lasted += 1,
            false if lasted > 0 => spells.push(std::mem::take(&mut lasted)),
            false => {}
        }
    }
    assert!(spells.len() > 1, "{spells:?}");
    assert!(spells.iter().all(|tenths| *tenths >= 4), "{spells:?}");
}

/// Where there is one shard there is no row, line or verdict about others.
#[test]
fn one_shard_has_no_others() {
    let one = "circuit-breaker?shards=1&load=0&t=4s";
    let html = GUIDE.draw(one);
    assert!(!html.contains("Healthy shards stay reachable"), "{html}");
    assert!(!html.contains("Calls for A–") && !html.contains("though well"));
    assert!(!GUIDE.draw(&format!("{one}&view=table")).contains(">healthy shards<"));
    assert!(GUIDE.draw("circuit-breaker?t=4s").contains("though well"));
}

/// Where each shard has a breaker it is said whose is drawn, and both can be pressed.
#[test]
fn a_breaker_says_whose_it_is() {
    let html = say(&GUIDE.figure("circuit-breaker?scenario=per-shard"));
    assert!(html.contains(">Breaker of B</text>"));
    for mark in ["breaker", "breaker-others"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{mark}");
    }
    let html = GUIDE.draw("circuit-breaker?scenario=one-for-all");
    assert!(html.contains(">Breaker</text>") && !html.contains(">Breaker of "));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("circuit-breaker?");
    GUIDE.actions_are_edits("circuit-breaker?shards=1&load=0&t=2s");
}

/// What is shaded is when the shard was dead, not when it was to be.
#[test]
fn the_shade_goes_by_what_a_reader_did() {
    let shades = |query: &str| {
        let html = GUIDE.draw(&format!("circuit-breaker?{query}"));
        html.matches("class=\"shade\"").count() / 2 // wide and narrow
    };
    assert_eq!(shades("t=15s"), 1);
    assert_eq!(shades("edits=5s-heal,10s-sicken&t=15s"), 2);
    assert_eq!(shades("edits=5s-heal,20s-sicken&t=15s"), 1);
    assert_eq!(shades("t=2s"), 0);
}

/// What a breaker for each shard spares is seen against one for all.
#[test]
fn what_one_breaker_refuses_is_beside_those_of_each_shard() {
    let is_beside = |query: &str| {
        let html = GUIDE.draw(&format!("circuit-breaker?{query}"));
        html.contains("dashed: refused with one for all")
    };
    assert!(is_beside("scenario=per-shard"));
    for scenario in ["one-for-all", "one-of-four", "nineteen"] {
        assert!(!is_beside(&format!("scenario={scenario}")), "{scenario}");
    }
    assert!(!is_beside("breakers=per-shard&shards=1"), "nobody else is there");
}
