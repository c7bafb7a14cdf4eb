//! The retry storm demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Figure, Guide, say, told};
use models::resilience_patterns::retry_storm::{
    CAPACITY_PER_S, Cure, Cures, RetryStorm, Settings, lines,
};
use player::input::Input;
use resilience_patterns::{DEMOS, EXPERIMENTS};
use sim::{Log, Micros};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const CURES: [&str; 6] = ["none", "budget", "drop", "lifo", "bound", "breaker"];

/// The figure at the end of a run, for a reader who has predicted something.
fn end(query: &str) -> Figure {
    let mut figure = GUIDE.figure(&format!("retry-storm?{query}"));
    figure.input(Input::Predict(1));
    figure.input(Input::Seek(Micros::from_secs(60)));
    figure
}

#[test]
fn the_resting_frame_is_the_end_of_the_stall() {
    let html = GUIDE.draw("retry-storm?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("108 given up") || html.contains("110 given up"));
    assert_eq!(
        told(&GUIDE.figure("retry-storm?")),
        None,
        "it does not give the answer away"
    );
    assert!(GUIDE.entry("retry-storm").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for cure in CURES {
        for (load, attempts) in [(5, 1), (5, 5), (120, 1), (120, 5)] {
            for (stall, workers) in [(0, 8), (6, 1)] {
                for (spacing, at) in [("even", "0s"), ("random", "60s")] {
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
fn the_prediction_has_the_outcome_that_the_text_says() {
    let is_told = |query, text: &str| {
        told(&end(query)).is_some_and(|told| told.starts_with(text))
    };
    for query in ["", "spacing=random", "workers=4"] {
        assert!(is_told(query, "It does not come back"), "{query}");
    }
    assert!(is_told("load=30", "It is back when the queue is worked off"));
    assert!(is_told("cure=lifo", "It is back at once"));
    assert_eq!(told(&end("stall=0")), None);
}

#[test]
fn every_cure_brings_goodput_back() {
    for cure in &CURES[1..] {
        let html = say(&end(&format!("cure={cure}")));
        assert!(html.contains("36 answered of 36 a second"), "{cure}");
    }
    assert!(say(&end("")).contains("0 answered of 36 a second"));
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("retry-storm?");
    GUIDE.offers_are_edits("retry-storm?t=30s");
}

/// A cure that the reader switches on in the storm ends it.
#[test]
fn a_storm_can_be_ended_by_hand() {
    let html = say(&end("edits=20s-lifo-on"));
    assert!(html.contains("36 answered of 36 a second"));
}

/// The question is about what goodput does by itself: where the reader has done
/// something, the run gives no answer to it, and what is on is said.
#[test]
fn what_the_reader_did_is_no_answer_to_the_question() {
    for edits in ["20s-lifo-on", "20s-load-20", "20s-attempts-1", "5s-budget-on"] {
        assert_eq!(told(&end(&format!("edits={edits}"))), None, "{edits}");
    }
    assert!(told(&end("edits=59s-lifo-on&t=50s")).is_none());
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
    assert_eq!(told(&end("load=33")), None);
}

/// What each answer says is so in every run that gives it.
#[test]
fn each_answer_is_true_of_the_runs_that_give_it() {
    let mut given = [0; 3];
    for cure in Cure::ALL.map(Some).into_iter().chain([None]) {
        for (attempts, stall) in [(1, 3), (2, 2), (2, 6), (3, 3), (5, 1), (5, 3)] {
            for load_per_s in [5, 20, 25, 30, 36, 50, 70, 95] {
                let name = cure.map_or("none", Cure::word);
                let query = format!(
                    "cure={name}&attempts={attempts}&stall={stall}&load={load_per_s}"
                );
                let Some(told) = told(&end(&query)) else { continue };
                let settings = Settings {
                    load_per_s,
                    attempts,
                    stall: Micros::from_secs(stall),
                    cures: Cures::only(cure),
                    ..Settings::default()
                };
                given[answer(&told, &settings, &query)] += 1;
            }
        }
    }
    assert!(given.iter().all(|count| *count > 10), "{given:?}");
}

/// Which answer was told, after its reasons have been looked for in the run.
fn answer(told: &str, settings: &Settings, query: &str) -> usize {
    let (from, to) = (Micros::from_secs(50), Micros::from_secs(60));
    let mut run = RetryStorm::new(settings, 1);
    run.advance(to, &mut Log::off());
    let healed = run.healed_at().map(|at| queue_at(&run, at));
    let is_short = healed.is_some_and(|queue| queue < CAPACITY_PER_S);
    let attempts = run.timeline().total(lines::ATTEMPTS, from, to);
    let is_too_much = attempts >= u64::from(CAPACITY_PER_S) * 10;
    if told.starts_with("It is back at once") {
        let cures = settings.cures;
        let passes = cures.has(Cure::NewestFirst) || cures.has(Cure::DropExpired);
        assert!(is_short || passes, "{query}");
        0
    } else if told.starts_with("It is back when") {
        assert!(is_short && !is_too_much, "{query}");
        1
    } else {
        assert!(healed.is_none() && is_too_much, "{query}");
        assert!(run.station().waiting() as u32 > CAPACITY_PER_S, "{query}");
        2
    }
}

/// How long the queue was at the end of the stretch after this moment.
fn queue_at(run: &RetryStorm, at: Micros) -> u32 {
    let mut stretches = run.timeline().stretches();
    let next = stretches.find(|(end, _)| *end > at);
    next.map_or(0, |(_, counts)| counts[lines::QUEUE])
}

/// A newcomer's wait is what the check tells of: behind the queue, the rest of a
/// stall, and past those whom a cure makes way for.
#[test]
fn the_check_is_the_wait_of_a_newcomer() {
    let verdict = |query: &str| GUIDE.figure(query).checks()[1].verdict;
    let during = "retry-storm?t=10.5s";
    assert_eq!(verdict(during), Verdict::Fails, "the server stands still");
    assert_eq!(verdict("retry-storm?t=60s"), Verdict::Fails);
    for cure in &CURES[1..] {
        let query = format!("retry-storm?cure={cure}&load=80&t=60s");
        assert_eq!(verdict(&query), Verdict::Holds, "{cure}");
    }
    let newest = "retry-storm?edits=40s-lifo-on&load=80&t=45s";
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
