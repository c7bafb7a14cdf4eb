//! The question of a scenario: asked, answered, kept, and never of another run.

use super::toy::{player, shown};
use player::Player;
use player::input::{Input, View};
use sim::Micros;

/// How the question of a scenario stands, by the scenario's place.
fn state(figure: &Player, place: usize) -> String {
    let html = shown(figure);
    let mut questions = html.split("data-slot=\"question\"").skip(1);
    let rest = questions.nth(place).expect("it has a question");
    let (attributes, _) = rest.split_once('>').unwrap();
    let (_, state) = attributes.split_once("data-state=\"").unwrap();
    state.split_once('"').unwrap().0.to_string()
}

/// Whether of the slots of this name the one at this place is shown.
fn says(figure: &Player, slot: &str, place: usize) -> bool {
    let html = shown(figure);
    let slot = format!("data-slot=\"{slot}\"");
    let rest = html.split(&slot).skip(1).nth(place).unwrap();
    !rest.split_once('>').unwrap().0.contains("hidden")
}

fn seek(figure: &mut Player, millis: u64) {
    figure.input(Input::Seek(Micros::from_millis(millis)));
}

#[test]
fn the_verdict_quotes_the_reader_and_stays() {
    let mut figure = player("");
    assert_eq!(state(&figure, 0), "open");
    figure.input(Input::Predict(1));
    assert_eq!(state(&figure, 0), "noted");
    seek(&mut figure, 900);
    assert_eq!(state(&figure, 0), "known");
    assert!(says(&figure, "said", 1) && !says(&figure, "right", 0));
    figure.input(Input::Predict(0)); // too late
    seek(&mut figure, 0);
    assert_eq!(state(&figure, 0), "known");
    assert!(says(&figure, "said", 1), "going back takes nothing back");
}

#[test]
fn whoever_answers_is_answered_by_the_run() {
    let mut figure = player("");
    figure.input(Input::Predict(1));
    assert!(figure.is_playing());
    figure.input(Input::Pause);
    figure.input(Input::Predict(0));
    assert!(!figure.is_playing(), "saying something else is no wish to see it");
    assert_eq!(state(&figure, 0), "noted");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(50));
    assert_eq!(state(&figure, 0), "known");
}

#[test]
fn a_run_that_is_at_its_end_does_not_begin_again() {
    let mut figure = player("");
    figure.input(Input::Scrub(1_000));
    let at_the_end = figure.link();
    figure.input(Input::Predict(1));
    assert_eq!((figure.is_playing(), figure.link()), (false, at_the_end));
}

#[test]
fn whoever_is_right_is_told() {
    let mut figure = player("");
    figure.input(Input::Predict(0));
    seek(&mut figure, 900);
    assert!(says(&figure, "right", 0) && !says(&figure, "said", 0));
}

#[test]
fn another_run_is_not_asked_about_and_the_reader_can_go_back() {
    let mut figure = player("");
    figure.input(Input::Predict(1));
    figure.input(Input::Knob("step".into(), "9".into()));
    seek(&mut figure, 900);
    assert_eq!(state(&figure, 0), "away");
    assert!(!shown(&figure).contains("data-slot=\"other-run\" data-away"));
    assert!(shown(&figure).contains(">Step 9</span>"), "what was changed is said");
    figure.input(Input::Reset);
    assert_eq!(state(&figure, 0), "noted", "what was said is kept");
}

#[test]
fn the_reader_goes_back_to_the_scenario_on_show() {
    let mut figure = player("");
    figure.input(Input::Scenario(1));
    let link = figure.link();
    figure.input(Input::Knob("step".into(), "8".into()));
    assert_ne!(figure.link(), link);
    figure.input(Input::Reset);
    assert_eq!(figure.link(), link);
}

#[test]
fn another_run_can_be_seen_beside_the_one_that_is_asked_about() {
    let mut figure = player("");
    figure.input(Input::Knob("step".into(), "9".into()));
    assert!(says(&figure, "see-both", 0));
    figure.input(Input::CompareWithAsked);
    assert!(!says(&figure, "see-both", 0), "both are seen");
    assert!(shown(&figure).contains("Now: Step 9"));
    figure.input(Input::Compare);
    assert!(!shown(&figure).contains("Now: Step 9"), "it can be let go");
}

#[test]
fn the_run_asked_about_goes_with_its_scenario_and_one_that_was_kept_stays() {
    let mut figure = player("");
    figure.input(Input::Knob("step".into(), "9".into()));
    figure.input(Input::CompareWithAsked);
    figure.input(Input::Scenario(1));
    assert!(!shown(&figure).contains("Kept:"));
    figure.input(Input::Compare);
    figure.input(Input::Scenario(0));
    assert!(shown(&figure).contains("Kept:"));
}

#[test]
fn each_scenario_keeps_what_was_said_of_it() {
    let mut figure = player("");
    figure.input(Input::Predict(1));
    figure.input(Input::Scenario(1));
    assert_eq!(
        (state(&figure, 0).as_str(), state(&figure, 1).as_str()),
        ("away", "later")
    );
    figure.input(Input::Scenario(0));
    assert_eq!(state(&figure, 0), "noted");
    figure.input(Input::Scenario(2)); // the reader's own asks nothing
    assert_eq!(state(&figure, 0), "away");
}

#[test]
fn a_run_that_plays_pauses_once_to_ask() {
    let mut figure = player("scenario=large");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(5));
    assert!(!figure.is_playing());
    assert!(figure.link().ends_with("t=15ms"), "{}", figure.link());
    assert_eq!(state(&figure, 1), "open");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(50));
    assert!(figure.link().ends_with("t=500ms"), "its run ends before others do");
    assert_eq!(state(&figure, 1), "known", "the run answers who did not");
}

/// Until then the words of the question would say what is not so yet.
#[test]
fn a_question_that_comes_later_says_when() {
    let mut figure = player("scenario=large");
    assert_eq!(state(&figure, 1), "later");
    assert!(
        shown(&figure).contains("A question comes at <span"),
        "{}",
        shown(&figure)
    );
    assert!(shown(&figure).contains(">0.015 s<"));
    figure.input(Input::Seek(Micros::from_millis(20)));
    assert_eq!(state(&figure, 1), "open");
    assert!(!shown(&figure).contains(">0.015 s<"));
}

#[test]
fn who_has_not_answered_is_asked_again() {
    let mut figure = player("scenario=large");
    figure.input(Input::Scrub(1_000));
    figure.input(Input::Seek(Micros::from_millis(20)));
    assert_eq!(state(&figure, 1), "open");
    figure.input(Input::Predict(0));
    figure.input(Input::Scrub(1_000));
    figure.input(Input::Seek(Micros::from_millis(20)));
    assert_eq!(state(&figure, 1), "known", "who has answered keeps the verdict");
}

#[test]
fn a_scenario_is_named_in_links_and_its_own_settings_are_not() {
    let figure = player("scenario=large&t=50ms");
    assert_eq!(figure.link(), "counting?scenario=large&t=50ms");
    let mut figure = player("");
    figure.restore("scenario=tiny");
    assert_eq!(
        figure.notices(),
        ["there is no scenario `tiny`: the scenarios are first, large, own"]
    );
}

#[test]
fn a_scenario_opens_in_its_own_view_and_takes_it_along() {
    let mut figure = player("");
    figure.input(Input::Scenario(1));
    assert!(!figure.link().contains("view="), "it is the scenario's own");
    figure.input(Input::Scenario(0));
    assert!(!figure.link().contains("view="), "back to the picture");
    figure.input(Input::View(View::Table));
    figure.input(Input::Scenario(2));
    assert!(figure.link().contains("view=table"), "what was chosen stays");
    figure.input(Input::Scenario(1));
    assert!(!figure.link().contains("view="), "the scenario's own wins");
}
