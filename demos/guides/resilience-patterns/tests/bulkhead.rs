//! The bulkhead demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use resilience_patterns::{DEMOS, EXPERIMENTS};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const DEFENCES: [&str; 5] = ["none", "bulkhead", "timeout", "shedding", "adaptive"];

/// The figure when A has been slow for 20 s.
fn late(query: &str) -> Figure {
    GUIDE.figure(&format!("bulkhead?{query}&t=30s"))
}

#[test]
fn the_resting_frame_is_just_before_the_slowness() {
    let html = GUIDE.draw("bulkhead?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("A 50 ms") && html.contains("Threads: A holds"));
    assert!(!html.contains("A 80 + B 2"), "what A will need is asked");
    assert_eq!(
        told(&GUIDE.figure("bulkhead?")),
        None,
        "it does not give the answer away"
    );
    assert!(GUIDE.entry("bulkhead").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for defence in DEFENCES {
        for (threads, load) in [(10, 10), (10, 80), (100, 10), (100, 80)] {
            for (slow, at) in [(50, "0s"), (5_000, "40s")] {
                GUIDE.draw(&format!(
                    "bulkhead?defence={defence}&threads={threads}&load={load}\
                     &slow={slow}&t={at}"
                ));
            }
        }
    }
    GUIDE.draw("bulkhead?view=table");
    GUIDE.draw("bulkhead?view=log");
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("bulkhead");
    for (scenario, answer) in [
        ("shared-pool", "Next to none"),
        ("healed", "Seconds later"),
        ("bulkheads", "B and C, not A"),
        ("timeout", "About 8"),
    ] {
        let end = GUIDE.at_end(&format!("bulkhead?scenario={scenario}"));
        assert!(
            told(&end).is_some_and(|told| told.starts_with(answer)),
            "{scenario}"
        );
    }
}

/// The crux: A holds every box of the shared pool, and of bulkheads only its own.
#[test]
fn the_slow_dependency_holds_what_it_may() {
    let held = |query: &str| {
        let html = GUIDE.draw(&format!("bulkhead?{query}&t=20s"));
        let (wide, _) = html.split_once("only-narrow").expect("two layouts");
        let names = |name: &str| {
            let inside = format!("class=\"inside\">{name}</text>");
            wide.matches(&inside).count()
        };
        (
            names("A"),
            names("B") + names("C"),
            wide.matches("class=\"slot\"").count(),
            wide.matches("class=\"slot limit\"").count(),
        )
    };
    let (a, others, places, limits) = held("defence=none");
    assert!(a >= 19 && places == 20, "{a} and {others} of {places}");
    assert_eq!(limits, 0, "threads are drawn");
    assert_eq!(a + others, 20, "none is free");
    let (a, others, places, limits) = held("defence=bulkhead");
    assert!(a == 8 && places + limits == 24, "{a} of {places} and {limits}");
    assert!(places <= 20, "no more threads are drawn than there are");
    assert!(others < 16, "theirs are free: {others} held");
}

/// All boxes have one scale: with a time-out none is full, without one those of A are.
#[test]
fn a_fuller_box_is_held_longer() {
    let fullest = |query: &str| {
        let html = GUIDE.draw(&format!("bulkhead?{query}&t=20s"));
        let heights = |class: &str| -> Vec<f32> {
            let rects = html.split("<rect ").map(|rect| rect.split_once('>'));
            let of = rects.flatten().filter(|(rect, _)| {
                rect.contains(&format!("class=\"{class}\""))
                    && rect.contains("rx=\"3\"")
            });
            let height = |rect: &str| {
                let (_, rest) = rect.split_once(" height=\"")?;
                rest.split_once('"')?.0.parse().ok()
            };
            of.filter_map(|(rect, _)| height(rect)).collect()
        };
        let most = |heights: Vec<f32>| heights.into_iter().fold(0.0, f32::max);
        most(heights("full")) / most(heights("mark"))
    };
    assert_eq!(fullest("defence=none"), 1.0);
    let short = fullest("defence=timeout");
    assert!((0.1..=0.3).contains(&short), "{short}");
}

#[test]
fn the_check_is_little_s_law() {
    let html = say(&late(""));
    assert!(html.contains("A 2 + B 2 + C 2 = 6 of 20<"), "well again at 30 s");
    let slow = |query| GUIDE.draw(&format!("bulkhead?t=20s&{query}"));
    assert!(slow("").contains("A 80 + B 2 + C 2 = 84 of 20"));
    assert!(slow("defence=timeout").contains("A 8 + B 2 + C 2 = 12 of 20"));
    assert!(slow("defence=bulkhead").contains("A 8 + B 2 + C 2 = 12 of 20"));
    assert!(slow("load=10").contains("A 20 + B 0.5 + C 0.5 = 21 of 20"));
    // The caption names the same numbers.
    let why = GUIDE.entry("bulkhead").card.why;
    for number in ["2 threads", "of 2 s 80", "that is 84", "pool of 20"] {
        assert!(why.contains(number), "{number}: {why}");
    }
}

/// A cure that works fails no check while A is slow; no cure fails both.
#[test]
fn checks_hold_where_the_cure_works() {
    for seed in 0..10 {
        for at in ["15s", "20s", "29s"] {
            for defence in DEFENCES {
                let query =
                    format!("bulkhead?defence={defence}&seed={seed}&t={at}");
                let checks = GUIDE.figure(&query).checks();
                let [isolated, enough] =
                    [0, 1].map(|which| checks[which].verdict == Verdict::Holds);
                match defence {
                    "none" => assert!(!isolated && !enough, "{query}"),
                    // It answers some, and sheds load because there is too much.
                    "shedding" => assert!(!enough, "{query}"),
                    _ => assert!(isolated && enough, "{query}"),
                }
            }
        }
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("bulkhead?");
    GUIDE.actions_are_edits("bulkhead?t=15s");
    let html = GUIDE.draw("bulkhead?edits=15s-use-bulkhead&t=16s");
    assert!(
        html.contains("Defence at first")
            && html.contains("At most 8 each, 20 in all")
    );
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    assert_eq!(GUIDE.number("bulkhead-answered", &[]), "0");
    for cure in ["bulkhead", "timeout", "adaptive"] {
        assert_eq!(GUIDE.number("bulkhead-answered", &[("cure", cure)]), "100");
    }
    assert_eq!(GUIDE.number("bulkhead-answered", &[("cure", "shedding")]), "21");
    assert_eq!(GUIDE.number("bulkhead-concurrency", &[]), "2");
}

/// What is shaded is when A is slow, not when it was to be.
#[test]
fn the_shade_goes_by_what_a_reader_did() {
    let shades = |query: &str| {
        let html = GUIDE.draw(&format!("bulkhead?{query}"));
        html.matches("class=\"shade\"").count() / 2 // wide and narrow
    };
    assert_eq!(shades("t=20s"), 1);
    assert_eq!(shades("slow=50&t=20s"), 0);
    assert_eq!(shades("edits=12s-latency-50,15s-latency-500&t=20s"), 2);
}

/// A cure is seen against the run without one.
#[test]
fn what_b_and_c_get_in_one_pool_is_beside_the_cures() {
    let is_beside = |query: &str| {
        let html = GUIDE.draw(&format!("bulkhead?{query}"));
        html.contains("dashed: one pool")
    };
    for query in ["scenario=timeout", "scenario=bulkheads", "defence=shedding"] {
        assert!(is_beside(query), "{query}");
    }
    assert!(!is_beside("scenario=shared-pool") && !is_beside("scenario=healed"));
    assert!(is_beside("edits=15s-use-bulkhead&t=16s"), "a cure is compared");
    assert!(!is_beside("edits=15s-latency-500&t=16s"), "that is another story");
}
