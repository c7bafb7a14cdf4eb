//! The player: a position is a moment, and going there is always the same.

use super::toy::{player, shown};
use player::Motion;
use player::Player;
use player::input::{Input, View, read};
use proptest::prelude::*;
use sim::Micros;

fn at(player: &Player) -> String {
    let link = player.link();
    link.rsplit_once("t=").unwrap().1.to_string()
}

#[test]
fn it_starts_paused_at_rest() {
    let figure = player("");
    assert!(!figure.is_playing());
    assert_eq!(at(&figure), "100ms");
}

#[test]
fn forward_and_back_go_from_event_to_event() {
    let mut figure = player("t=0");
    let mut frames = vec![shown(&figure)];
    for _ in 0..20 {
        figure.input(Input::Forward);
        frames.push(figure.narration());
    }
    for frame in frames.iter().rev().skip(1).take(19) {
        figure.input(Input::Back);
        assert_eq!(&figure.narration(), frame);
    }
}

#[test]
fn time_passes_as_fast_as_the_speed_says_and_stops_at_the_end() {
    let mut figure = player("t=0");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), "100ms"); // the demo's own pace
    figure.input(Input::Speed(9)); // as fast as the reader's time
    figure.tick(Micros::from_millis(500));
    assert_eq!(at(&figure), "600ms");
    figure.tick(Micros::from_secs(9));
    assert_eq!((at(&figure).as_str(), figure.is_playing()), ("1s", false));
    figure.input(Input::Play);
    assert_eq!((at(&figure).as_str(), figure.is_playing()), ("0s", true));
}

/// Many short frames and one long one pass the same time: nothing is rounded away.
#[test]
fn no_time_is_lost_between_frames() {
    let mut figure = player("t=0");
    figure.input(Input::Speed(0)); // a millisecond in a second
    figure.input(Input::Play);
    for _ in 0..1_000 {
        figure.tick(Micros::new(16_667));
    }
    assert_eq!(at(&figure), "16.667ms");
}

#[test]
fn a_scenario_has_its_own_speed_until_the_reader_chooses() {
    let mut figure = player("t=0&speed=200ms");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), "200ms");
    figure.input(Input::Speed(6)); // 100 ms a second
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), "300ms");
    figure.input(Input::Knob("loud".into(), "true".into()));
    figure.input(Input::Seek(Micros::ZERO));
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), "100ms", "turning a knob keeps it");
    figure.input(Input::Scenario(0));
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), "200ms", "100 ms later than it starts");
}

/// A run that holds stands at each event as long as it says, at twice the speed half
/// as long.
#[test]
fn a_run_that_holds_stands_still_at_each_event() {
    let mut stepped = player("t=0");
    let mut event = || {
        stepped.input(Input::Forward);
        at(&stepped)
    };
    let mut figure = player("t=0&speed=100ms&hold=600ms");
    figure.input(Input::Play);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), event());
    let here = at(&figure);
    figure.tick(Micros::from_millis(600));
    assert_eq!(at(&figure), here);
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), event());
    figure.input(Input::Speed(7)); // 200 ms a second
    figure.tick(Micros::from_millis(600));
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), event());
    figure.tick(Micros::from_millis(300));
    figure.tick(Micros::from_secs(1));
    assert_eq!(at(&figure), event());
}

#[test]
fn with_reduced_motion_playing_is_stepping() {
    let mut figure = player("t=0");
    let mut stepped = player("t=0");
    figure.set_motion(Motion::Reduced);
    figure.input(Input::Play);
    figure.tick(Micros::from_millis(500));
    assert_eq!(at(&figure), "0s");
    figure.tick(Micros::from_millis(500));
    stepped.input(Input::Forward);
    assert_eq!(at(&figure), at(&stepped));
    // At half the speed it takes twice as long.
    figure.input(Input::Speed(5));
    figure.tick(Micros::from_millis(1_700));
    assert_eq!(at(&figure), at(&stepped));
    figure.tick(Micros::from_millis(200));
    stepped.input(Input::Forward);
    assert_eq!(at(&figure), at(&stepped));
}

/// A speed between two that the reader can choose is shown as the faster of them. Steps
/// come no sooner for that.
#[test]
fn steps_take_their_time_at_a_speed_between_two() {
    let mut figure = player("speed=250ms&t=0");
    figure.set_motion(Motion::Reduced);
    figure.input(Input::Play);
    figure.tick(Micros::from_millis(800));
    assert_eq!(at(&figure), "0s");
    figure.tick(Micros::from_millis(200));
    assert_ne!(at(&figure), "0s");
}

#[test]
fn an_edit_in_the_past_is_another_future_and_can_be_taken_back() {
    let mut figure = player("t=500ms");
    figure.input(Input::Edit("add-50".into()));
    let before = figure.link();
    figure.input(Input::Seek(Micros::from_millis(200)));
    figure.input(Input::Edit("add-5".into()));
    assert!(figure.link().contains("edits=200ms-add-5&"), "{}", figure.link());
    figure.input(Input::Undo);
    figure.input(Input::Seek(Micros::from_millis(500)));
    assert_eq!(figure.link(), before);
}

/// What the scenario does later is still to come; what the reader did later is not.
#[test]
fn an_edit_keeps_what_its_scenario_does_later() {
    let mut figure = player("scenario=large&t=300ms");
    figure.input(Input::Edit("add-50".into()));
    figure.input(Input::Seek(Micros::from_millis(200)));
    figure.input(Input::Edit("add-5".into()));
    let edits = "edits=200ms-add-5,400ms-add-2&";
    assert!(figure.link().contains(edits), "{}", figure.link());
    assert_eq!(at(&figure), "200ms");
    assert!(shown(&figure).contains(">1 edit<"), "its own are not counted");
    figure.input(Input::Undo);
    assert!(figure.link().contains("edits=300ms-add-50,400ms-add-2&"));
}

/// Where a scenario ends its run early, what is done late still has time to show.
#[test]
fn what_is_done_at_the_end_of_a_run_makes_it_longer() {
    let end = |figure: &mut Player| {
        figure.input(Input::Scrub(1_000));
        at(figure)
    };
    let mut figure = player("scenario=large&t=100ms");
    let ended = end(&mut figure);
    assert!(!figure.link().contains("end="), "{}", figure.link());
    figure.input(Input::Edit("add-5".to_owned()));
    assert!(figure.link().contains("end=1s"), "{}", figure.link());
    assert_ne!(end(&mut figure), ended);
    figure.input(Input::Undo);
    assert_eq!(end(&mut figure), ended);
    figure.input(Input::Scrub(100));
    figure.input(Input::Edit("add-5".to_owned()));
    assert!(!figure.link().contains("end="), "{}", figure.link());
}

#[test]
fn an_edit_that_is_none_is_named_and_changes_nothing() {
    let mut figure = player("");
    let before = figure.link();
    figure.input(Input::Edit("jump".into()));
    assert_eq!(figure.notices(), ["`jump` is no edit: one is add-5"]);
    assert_eq!(figure.link(), before);
}

#[test]
fn an_action_is_done_all_at_one_moment() {
    let mut figure = player("");
    figure.input(Input::Act(0));
    assert!(figure.link().contains("edits=100ms-add-3,100ms-add-4&"));
    figure.input(Input::Undo);
    assert!(!figure.link().contains("edits"), "one undo: {}", figure.link());
}

fn press(mark: &str) -> Input {
    Input::Press(vec![mark.into()])
}

#[test]
fn pressing_a_mark_does_nothing_and_its_action_does() {
    let mut figure = player("");
    let before = figure.link();
    figure.input(press("count"));
    assert_eq!(figure.link(), before);
    assert!(shown(&figure).contains("data-for=\"count\""));
    figure.input(Input::Do(1));
    assert!(figure.link().contains("100ms-add-50"), "{}", figure.link());
    assert!(!shown(&figure).contains("data-for"), "it is closed");
}

#[test]
fn of_marks_that_lie_on_one_another_the_reader_chooses() {
    let mut figure = player("");
    figure.input(Input::Press(vec!["count".into(), "high".into()]));
    assert!(shown(&figure).contains("Which do you mean?"));
    figure.input(Input::Do(0));
    assert!(!figure.link().contains("add"), "which was not said");
    figure.input(press("count"));
    figure.input(Input::Do(0));
    assert!(figure.link().contains("100ms-add-5&"), "{}", figure.link());
}

#[test]
fn time_stands_still_while_a_mark_is_pressed() {
    for ends in [Input::Close, Input::Do(0)] {
        let mut figure = player("t=0");
        figure.input(Input::Play);
        figure.input(press("count"));
        assert!(!figure.is_playing());
        figure.input(ends);
        assert!(figure.is_playing());
    }
}

#[test]
fn all_that_can_be_done_is_listed_for_who_asks() {
    let mut figure = player("");
    assert!(!shown(&figure).contains("do:1:count"));
    figure.input(Input::List(true));
    assert!(shown(&figure).contains("do:1:count"));
    figure.input(Input::DoTo("count".into(), 1));
    assert!(figure.link().contains("100ms-add-50"), "{}", figure.link());
}

#[test]
fn a_new_seed_keeps_the_settings_and_the_moment() {
    let mut figure = player("step=3");
    let before = figure.narration();
    figure.input(Input::Reseed);
    assert_eq!(figure.link(), "counting?scenario=own&step=3&seed=8&t=100ms");
    assert_ne!(figure.narration(), before);
    figure.input(Input::Reset);
    assert_eq!(figure.link(), "counting?scenario=own&step=3&t=100ms");
}

/// Why a seed was picked is about the run of the resting frame.
#[test]
fn of_another_run_it_is_not_said_that_its_seed_was_picked() {
    let says = |figure: &Player| {
        let html = shown(figure);
        let slots = html.split("data-slot=\"curated\"").skip(1);
        slots.filter(|slot| !slot.starts_with(" hidden")).count() == 1
    };
    let mut figure = player("");
    assert!(says(&figure));
    figure.input(Input::Seek(Micros::from_millis(500)));
    assert!(says(&figure), "another moment is of the same run");
    for query in ["", "scenario=large", "scenario=own"] {
        assert!(says(&player(query)), "{query}");
    }
    for query in ["seed=8", "scenario=first&step=2", "edits=100ms-add-5"] {
        assert!(!says(&player(query)), "{query}");
    }
}

#[test]
fn two_runs_on_one_seed_are_compared() {
    let mut figure = player("");
    figure.input(Input::Compare);
    figure.input(Input::Knob("step".into(), "4".into()));
    let html = shown(&figure);
    assert!(
        html.contains("Kept: Step 1") && html.contains("Now: Step 4"),
        "{html}"
    );
    assert_eq!(html.matches("<svg width").count(), 2);
    figure.input(Input::Seek(Micros::from_millis(900)));
    figure.input(Input::Difference);
    assert_eq!(at(&figure), "10ms", "the first step is larger");
    figure.input(Input::Compare);
    assert_eq!(shown(&figure).matches("<svg width").count(), 1);
}

#[test]
fn every_view_shows_the_same_run() {
    let mut figure = player("");
    let count = |html: &str, text: &str| html.matches(text).count();
    figure.input(Input::View(View::Log));
    assert_eq!(
        count(&shown(&figure), "<li") - 1, // a check
        figure.narration().lines().count()
    );
    figure.input(Input::View(View::Table));
    assert!(shown(&figure).contains("<caption>The counter</caption>"));
    let html = shown(&figure);
    let (_, button) = html.split_once("data-action=\"view:space-time\"").unwrap();
    let (attributes, _) = button.split_once('>').unwrap();
    assert!(attributes.contains("hidden"), "it has no messages");
}

#[test]
fn actions_that_make_no_sense_are_none() {
    for (action, value) in
        [("seed", "x"), ("view:film", ""), ("edit-at:5ms", ""), ("", "")]
    {
        assert_eq!(read(action, value), None, "{action}");
    }
    let edit = Input::EditAt(Micros::from_millis(5), "crash-0".into());
    assert_eq!(read("edit-at:5ms:crash-0", ""), Some(edit));
}

fn inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        Just(Input::Forward),
        Just(Input::Back),
        (0..1_001usize).prop_map(Input::Scrub),
        (1..9u32).prop_map(|n| Input::Edit(format!("add-{n}"))),
        (1..10u32).prop_map(|n| Input::Knob("step".into(), n.to_string())),
        Just(Input::Undo),
        Just(Input::Reseed),
        (0..900u64)
            .prop_map(|t| Input::EditAt(Micros::from_millis(t), "add-1".into())),
    ]
}

proptest! {
    /// However a moment was reached, it is the one that its link leads to.
    #[test]
    fn a_moment_is_where_its_link_leads(inputs in prop::collection::vec(inputs(), 0..25)) {
        let mut figure = player("");
        for input in inputs {
            figure.input(input);
        }
        let mut fresh = player("");
        fresh.restore(figure.link().split_once('?').unwrap().1);
        prop_assert_eq!(fresh.narration(), figure.narration());
        prop_assert_eq!(fresh.link(), figure.link());
    }
}

#[test]
fn picking_a_mark_lets_go_of_all_others() {
    let mut figure = player("");
    for (mark, selected) in [("a", "select=a"), ("b", "select=b")] {
        figure.input(Input::Pick(mark.into()));
        assert!(figure.link().contains(selected), "{}", figure.link());
    }
    figure.input(Input::Pick("b".into()));
    assert!(!figure.link().contains("select"), "{}", figure.link());
}

fn turn(figure: &mut Player, stops: &[u32]) {
    for stop in stops {
        figure.input(Input::Knob("step".into(), stop.to_string()));
    }
}

#[test]
fn all_that_a_slider_was_moved_is_one_change() {
    let mut figure = player("");
    let rest = figure.link();
    turn(&mut figure, &[1, 2, 3]);
    let first = figure.link();
    figure.input(Input::Settle);
    turn(&mut figure, &[4, 5]);
    figure.input(Input::Undo);
    assert_eq!(figure.link(), first);
    figure.input(Input::Undo);
    assert_eq!(figure.link(), rest);
}

#[test]
fn what_was_there_before_a_link_can_be_had_again() {
    let mut figure = player("");
    figure.input(Input::Edit("add-50".into()));
    let before = figure.link();
    figure.restore("seed=9&t=300ms");
    figure.input(Input::Undo);
    assert_eq!(figure.link(), before);
}

#[test]
fn a_reset_and_a_link_stop_time() {
    for input in [Input::Reset, Input::Share] {
        let mut figure = player("t=0");
        figure.input(Input::Play);
        figure.input(input);
        assert!(!figure.is_playing());
    }
}
