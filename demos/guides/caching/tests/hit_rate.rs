//! The hit rate demo: its resting frame, the ends of its knobs, what it claims.

use caching::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_is_before_the_loss_of_a_percent() {
    let html = GUIDE.draw("hit-rate?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Cache: 99 %") && html.contains("Queue: 0, 0 given up"));
    assert_eq!(told(&GUIDE.figure("hit-rate?")), None);
    assert!(GUIDE.entry("hit-rate").card.title.chars().count() <= 60);
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("hit-rate");
    for (scenario, answer) in [
        ("one-percent", "Twice as much"),
        ("cold-restart", "Never"),
        ("fewer-let-in", "Yes, nearly all"),
        ("too-soon", "No"),
        ("warm-copy", "Yes, nearly all"),
    ] {
        let told = told(&GUIDE.at_end(&format!("hit-rate?scenario={scenario}")));
        assert!(told.is_some_and(|told| told.starts_with(answer)), "{scenario}");
    }
}

/// The answers do not hang on the seed.
#[test]
fn other_seeds_answer_the_same() {
    for seed in 2..12 {
        let at_end = |edits: &str, t: &str| {
            GUIDE.draw(&format!("hit-rate?seed={seed}&edits={edits}&t={t}"))
        };
        let cold = at_end("5s-restart-0", "17s");
        assert!(cold.contains("filled 0/s"), "seed {seed}");
        let edits = "5s-restart-0,5s-let-100,30s-let-1000";
        assert!(at_end(edits, "37s").contains("all let in"), "seed {seed}");
        assert!(at_end(edits, "37s").contains("Queue: 0, 0 given up"), "{seed}");
        let edits = "5s-restart-0,5s-let-100,15s-let-1000";
        assert!(at_end(edits, "24s").contains("filled 0/s"), "seed {seed}");
    }
}

/// The crux: the cache is nearly empty, the queue is full of ✕, nothing is filled.
#[test]
fn a_cold_cache_is_seen_to_stay_cold() {
    let html = say(&GUIDE.figure("hit-rate?edits=5s-restart-0&t=12s"));
    assert!(html.contains("filled 0/s"));
    let database =
        html.split("data-mark=\"database\"").nth(1).expect("it is drawn");
    let data = database.split("<path ").filter(|path| path.contains("crosses"));
    let crosses = data.map(|path| path.matches('M').count()).max();
    assert!(crosses.is_some_and(|crosses| crosses >= 80), "{crosses:?}");
}

/// A hole in a hundred, then two; the database's bar is twice as long.
#[test]
fn a_percent_is_a_hole_more() {
    let at = |t: &str| GUIDE.draw(&format!("hit-rate?edits=5s-room-980&t={t}"));
    assert!(at("4s").contains("Cache: 99 %") && at("12s").contains("Cache: 98 %"));
    let sum = |t: &str| {
        let html = at(t);
        let (_, rest) = html.split_once("1000/s × ").expect("a check");
        rest.split(" of ").next().expect("a sum").to_owned()
    };
    assert_eq!((&*sum("4s"), &*sum("12s")), ("1 % = 10", "2 % = 20"));
}

#[test]
fn the_checks_tell_who_is_well() {
    let of = |query: &str| {
        let figure = GUIDE.figure(&format!("hit-rate?{query}"));
        let checks = figure.checks();
        [0, 1].map(|check| checks[check].verdict == Verdict::Holds)
    };
    assert_eq!(of("t=4s"), [true, true]);
    assert_eq!(of("edits=5s-restart-0&t=12s"), [false, false]);
    assert_eq!(of("edits=5s-restart-0,5s-let-50&t=12s"), [true, false]);
    assert_eq!(of("edits=5s-restart-95&t=12s"), [true, true]);
}

/// Nor is an answer seen at rest, or when it is asked for; and who is turned away is
/// not answered.
#[test]
fn checks_do_not_answer_before_it_is_asked() {
    let of = |query: &str| {
        let figure = GUIDE.figure(&format!("hit-rate?{query}"));
        let checks = figure.checks().into_iter().map(|check| check.detail);
        checks.collect::<Vec<_>>()
    };
    for scenario in ["one-percent", "cold-restart", "warm-copy"] {
        let checks = of(&format!("scenario={scenario}"));
        assert_eq!(checks[0], "1000/s × 1 % = 10 of 100", "{scenario}");
    }
    let let_in = of("scenario=fewer-let-in&t=29900ms");
    assert!(let_in[0].starts_with("100/s × "), "{let_in:?}");
    assert_eq!(let_in[1], "100 of 100, 900/s turned away");
}

/// Few queries are seen as what they are: twice as many are twice as high.
#[test]
fn the_axis_fits_the_queries() {
    let has = |query: &str| {
        let html = GUIDE.draw(&format!("hit-rate?{query}"));
        html.contains("Queries a second; the database can do 100")
    };
    assert!(has("scenario=one-percent") && has("scenario=one-percent&t=12s"));
    assert!(!has("room=900&t=12s"));
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (load, room) in [(100, 500), (100, 1_000), (1_000, 500), (1_000, 1_000)] {
        for (capacity, timeout) in [(50, 200), (50, 2_000), (500, 200)] {
            for (late, at) in [("dropped", "0s"), ("kept", "40s")] {
                GUIDE.draw(&format!(
                    "hit-rate?load={load}&room={room}&capacity={capacity}\
                     &timeout={timeout}&late={late}&spacing=random&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("hit-rate?view=table");
    GUIDE.draw("hit-rate?view=log");
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("hit-rate?");
    GUIDE.actions_are_edits("hit-rate?edits=5s-restart-0&t=12s");
}

/// What helps is seen against the cache that stays cold.
#[test]
fn the_cold_cache_is_beside_what_helps() {
    let has = |query: &str| {
        let html = GUIDE.draw(&format!("hit-rate?{query}"));
        html.contains("dashed: empty, and all let in")
    };
    for scenario in ["fewer-let-in", "too-soon", "warm-copy"] {
        assert!(has(&format!("scenario={scenario}")), "{scenario}");
    }
    assert!(!has("scenario=cold-restart"), "it would give the answer away");
    assert!(!has("scenario=one-percent"), "that is another story");
}

/// Late answers that fill the cache warm it under full load.
#[test]
fn answers_that_are_kept_warm_it() {
    let html = GUIDE.draw("hit-rate?late=kept&edits=5s-restart-0&t=40s");
    assert!(html.contains("Cache: 9"), "{html}");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |name, given: &[(&str, &str)]| GUIDE.number(name, given);
    let load = |hit| -> u32 {
        number("backend-load", &[("hit", hit)]).parse().expect("a number")
    };
    assert!(load("99").abs_diff(10) <= 1 && load("98").abs_diff(20) <= 2);
    let cold: u32 = number("cold-cached", &[]).parse().expect("a number");
    assert!((5..=15).contains(&cold), "{cold}");
    let copy: u32 = number("warm-copy", &[]).parse().expect("a number");
    assert!((75..=90).contains(&copy), "{copy}");
    let seconds: u32 = number("let-in-seconds", &[]).parse().expect("a number");
    assert!((14..=24).contains(&seconds), "{seconds}");
}

/// No more requests are answered than are let in.
#[test]
fn at_most_all_are_answered() {
    for half in 0..=24 {
        let millis = half * 500;
        let figure = GUIDE.figure(&format!("hit-rate?t={millis}ms"));
        let detail = &figure.checks()[1].detail;
        let (answered, all) = detail.split_once(" of ").expect("two numbers");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        assert!(number(answered) <= number(all), "{detail}");
    }
}

/// A queue that is far longer than there are places is drawn whole, at a scale that is
/// said.
#[test]
fn the_scale_of_the_queue_is_a_true_one() {
    let html = GUIDE.draw("hit-rate?scenario=cold-restart&t=16s");
    let (_, scale) = html.split_once("a mark: ").expect("a scale");
    let (each, _) = scale.split_once(" queries").expect("of queries");
    let (_, queue) = html.split_once("Queue: ").expect("a queue");
    let (queue, _) = queue.split_once(',').expect("how long it is");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    assert!(number(queue) <= number(each) * 78, "{queue} of {each} a mark");
    assert!(number(queue) > 1_000, "{queue}");
}
