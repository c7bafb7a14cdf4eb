//! The retry storm demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const CURES: [&str; 6] = ["none", "budget", "drop", "lifo", "bound", "breaker"];

/// The figure at the end of a run.
fn end(query: &str) -> Figure {
    GUIDE.at_end(&format!("retry-storm?{query}"))
}

#[test]
fn the_resting_frame_is_the_start_of_the_stall() {
    let html = GUIDE.draw("retry-storm?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("Server: stalled") && !html.contains("Queue: 0,"));
    assert!(!html.contains("works for nobody"), "it does not give the answer away");
    assert!(html.contains("in time 0/s"), "what stands still answers nobody");
    assert_eq!(told(&GUIDE.figure("retry-storm?")), None);
    assert!(GUIDE.entry("retry-storm").card.title.chars().count() <= 60);
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("retry-storm");
    for (scenario, answer) in [
        ("stall", "No."),
        ("less-load", "Yes, but later"),
        ("budget", "Yes, within 2 s"),
        ("cure-in-the-storm", "Yes, but later"),
        ("by-hand", "Yes, but later"),
    ] {
        let told = told(&end(&format!("scenario={scenario}")));
        assert!(told.is_some_and(|told| told.starts_with(answer)), "{scenario}");
    }
}

/// A run ends soon after its story does: what it answers is known by then, and has
/// been for some seconds.
#[test]
fn runs_end_where_their_story_does() {
    for (scenario, end) in [
        ("stall", 30),
        ("less-load", 30),
        ("budget", 30),
        ("cure-in-the-storm", 30),
    ] {
        let shared = format!("retry-storm?scenario={scenario}");
        let at_end = GUIDE.at_end(&shared);
        let clock = Micros::from_secs(end).clock();
        assert!(say(&at_end).contains(&clock), "{scenario}");
        let mut figure = GUIDE.figure(&shared);
        let known = (12..=end).find(|second| {
            figure.input(Input::Seek(Micros::from_secs(*second)));
            told(&figure).is_some()
        });
        let known = known.expect("an answer");
        assert!(known + 1 < end, "{scenario}: {known}");
    }
}

/// The crux: long after the stall the queue is full of requests whose clients have
/// given up, one mark for eight of them, and the server answers nobody.
#[test]
fn the_storm_is_seen_in_the_queue() {
    let html = say(&GUIDE.figure("retry-storm?t=29s"));
    assert!(html.contains("works for nobody") && html.contains("too late 100/s"));
    assert!(html.contains("108 attempts/s"), "as the answer says");
    let (head, queue) = html.split_once("data-mark=\"queue\"").expect("a queue");
    assert!(head.contains("in time 0/s") || queue.contains("in time 0/s"));
    let given_up = queue.split_once(" given up").expect("some are").0;
    let (_, given_up) = given_up.rsplit_once(", ").expect("a number");
    let given_up: usize = given_up.parse().expect("a number");
    let data = queue
        .split("<path ")
        .find(|path| path.contains("dots crosses"))
        .expect("a path of crosses");
    let marks = data.matches('M').count();
    assert!(given_up > 200, "{given_up}");
    assert!(marks.abs_diff(given_up / 8) <= 1, "{marks} marks for {given_up}");
}

/// As soon as it goes on it works for nobody; nothing in the picture says otherwise.
#[test]
fn the_server_goes_on_in_vain_from_its_first_moment() {
    for at in ["13s", "13300ms", "13700ms", "14s", "20s"] {
        let html = GUIDE.draw(&format!("retry-storm?scenario=stall&t={at}"));
        assert!(html.contains("works for nobody"), "{at}");
        assert!(html.contains("in time 0/s") && html.contains(">0 of 36 a second"));
    }
}

/// A cure has its mark in the chart from when it is switched on.
#[test]
fn a_cure_is_seen_in_the_chart() {
    let at = |at| GUIDE.draw(&format!("retry-storm?edits=20s-budget-on&t={at}"));
    assert!(!at("19s").contains(">+ retry budget</text>"));
    assert!(at("30s").contains(">+ retry budget</text>"));
}

/// In calm nobody waits long, and what comes back is in time.
#[test]
fn in_calm_nothing_is_struck_out() {
    let html = GUIDE.draw("retry-storm?t=8s");
    assert!(html.contains("in time 36/s") && html.contains("too late 0/s"));
    let crosses = html.matches("dots crosses").count();
    assert_eq!(crosses, 2, "that of the legend, wide and narrow");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for cure in CURES {
        for (load, attempts) in [(5, 1), (5, 5), (120, 1), (120, 5)] {
            for (stall, workers) in [(0, 8), (6, 1)] {
                for (spacing, at) in [("even", "0s"), ("random", "30s")] {
                    GUIDE.draw(&format!(
                        "retry-storm?load={load}&attempts={attempts}&stall={stall}\
                         &cure={cure}&spacing={spacing}&workers={workers}&t={at}"
                    ));
                }
            }
        }
    }
    GUIDE.draw("retry-storm?view=table");
    GUIDE.draw("retry-storm?view=log");
}

#[test]
fn every_cure_brings_goodput_back() {
    for cure in &CURES[1..] {
        let html = say(&end(&format!("cure={cure}")));
        assert!(html.contains("36 of 36 a second"), "{cure}");
    }
    assert!(say(&end("")).contains(">0 of 36 a second"));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("retry-storm?");
    GUIDE.actions_are_edits("retry-storm?t=30s&edits=20s-lifo-on");
}

/// A cure that the reader switches on in the storm ends it.
#[test]
fn a_storm_can_be_ended_by_hand() {
    let html = say(&end("edits=20s-lifo-on"));
    assert!(html.contains("36 of 36 a second"));
}

/// What a reader switched on is said.
#[test]
fn the_table_says_which_cures_are_on() {
    let html = GUIDE.draw("retry-storm?edits=20s-lifo-on&view=table&t=21s");
    assert!(html.contains("cures on: newest first"), "{html}");
    for knob in ["Cure", "New requests", "Attempts for each"] {
        assert!(html.contains(&format!("{knob} at first")), "{knob}");
    }
}

/// What the caption says of other loads is what the prose's numbers say, and when
/// this run ends.
#[test]
fn the_caption_does_not_promise_what_the_run_does_not_show() {
    let after = |load| GUIDE.number("storm-heals-after", &[("load", load)]);
    let sentence = format!(
        "heals: at 30 a second after {} s, at 33 only after {}, when this run is over",
        after("30"),
        after("33")
    );
    let why = GUIDE.entry("retry-storm").card.why;
    assert!(why.contains(&sentence), "{sentence}\n{why}");
}

/// A newcomer's wait is what the check tells of: behind the queue, the rest of a
/// stall, and past those whom a cure makes way for.
#[test]
fn the_check_is_the_wait_of_a_newcomer() {
    let verdict = |query: &str| GUIDE.figure(query).checks()[1].verdict;
    let during = "retry-storm?t=10.5s";
    assert_eq!(verdict(during), Verdict::Fails, "the server stands still");
    assert_eq!(verdict("retry-storm?t=30s"), Verdict::Fails);
    for cure in &CURES[1..] {
        let query = format!("retry-storm?cure={cure}&load=80&t=30s");
        assert_eq!(verdict(&query), Verdict::Holds, "{cure}");
    }
    let newest = "retry-storm?edits=20s-lifo-on&load=80&t=25s";
    assert_eq!(verdict(newest), Verdict::Holds, "whatever lies at the bottom");
}

/// At the moment of the stall nothing is answered any more: what was answered before
/// it is said of the second that is over, and first.
#[test]
fn the_log_tells_of_the_second_that_is_over() {
    let html = GUIDE.draw("retry-storm?t=10s&view=log");
    let before = html.find("last second: 36 new, 36 attempts, 36 in time");
    let stall = html.find("the server stalls for 3.000 s");
    assert!(before.is_some() && before < stall, "{html}");
}

/// What saves a run is seen against the one that is lost.
#[test]
fn the_storm_without_a_cure_is_beside_the_others() {
    let is_beside = |query: &str| {
        let html = GUIDE.draw(&format!("retry-storm?{query}"));
        html.contains("dashed: attempts at 36/s, no cure")
    };
    for scenario in ["less-load", "budget", "cure-in-the-storm"] {
        assert!(is_beside(&format!("scenario={scenario}")), "{scenario}");
    }
    assert!(!is_beside("scenario=stall"), "it would give the answer away");
    assert!(!is_beside("edits=20s-stall-3&t=21s"), "that is another story");
}
