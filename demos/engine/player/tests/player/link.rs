//! Shared URLs: what is written is read back, what is wrong is put right.

use super::toy::{DEMOS, player, shown};
use player::input::Input;
use player::share::{Shared, trace};

fn read(query: &str) -> (Shared, Vec<String>) {
    Shared::read(&DEMOS[0].into(), query)
}

#[test]
fn a_link_brings_back_what_was_shown() {
    let mut first = player("step=3&mean=5");
    first.input(Input::Seek("123ms".parse().unwrap()));
    first.input(Input::Edit("add-5".into()));
    first.input(Input::Forward);
    first.input(Input::Forward);
    let link = first.link();
    let mut second = player("");
    second.restore(link.split_once('?').unwrap().1);
    assert_eq!(second.link(), link);
    assert_eq!(second.narration(), first.narration());
    assert!(link.contains("edits=123ms-add-5"), "{link}");
}

#[test]
fn each_mistake_is_named_and_the_nearest_value_taken() {
    let (shared, complaints) = read(
        "step=99&mean=x&mood=glum&loud=maybe&pitch=2&hold=long&seed=no&t=3s&view=film&edits=soon",
    );
    assert_names_them(&complaints);
    let value = |name: &str| {
        shared.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.to_string())
    };
    assert_eq!(value("step").as_deref(), Some("9"));
    assert_eq!(value("mean").as_deref(), Some("20"));
    assert_eq!((shared.seed, shared.at.to_string().as_str()), (7, "1s"));
}

fn assert_names_them(complaints: &[String]) {
    let expected = [
        "`hold` cannot be `long`: a time is a number and a unit: 2s, 350ms, 1.36s or 40us",
        "`seed` cannot be `no`: it is a whole number",
        "`t` cannot be 3s: the run ends at 1s",
        "there is no view `film`: the views are picture, space-time, table, log",
        "`soon` is no edit: one is a time and what is done then, as in 350ms-crash-0",
        "`step` cannot be `99`: it is a whole number from 1 to 9",
        "`mean` cannot be `x`: it is a whole number from 1 to 50 ms",
        "`mood` cannot be `glum`: it is one of calm, wild",
        "`loud` cannot be `maybe`: it is true or false",
        "there is no knob `pitch`: the knobs are step, mean, mood, loud",
    ];
    assert_eq!(complaints, expected);
}

#[test]
fn a_wrong_link_shows_a_notice_and_never_nothing() {
    let mut figure = player("");
    figure.restore("step=99&edits=5ms-jump,2s-add-1");
    let html = shown(&figure);
    assert!(html.contains("it is a whole number from 1 to 9"), "{html}");
    assert!(html.contains("`jump` is no edit"), "{html}");
    assert!(html.contains("`2s-add-1` comes after the run's end at 1s"), "{html}");
    assert!(html.contains("<svg"));
}

#[test]
fn an_edit_that_is_none_leaves_the_others_alone() {
    let (shared, complaints) = read("edits=9ms-add-2,soon,5ms-add-1,,1ms-add-3");
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    let edits: Vec<_> =
        shared.edits.iter().map(|(at, edit)| format!("{at}-{edit}")).collect();
    assert_eq!(edits, ["1ms-add-3", "5ms-add-1", "9ms-add-2"]);
    let mut figure = player("");
    figure.restore("edits=9ms-add-2,7ms-jump,5ms-add-1");
    assert!(
        figure.link().contains("edits=5ms-add-1,9ms-add-2"),
        "{}",
        figure.link()
    );
}

#[test]
fn a_view_that_a_demo_does_not_have_is_the_picture() {
    let mut figure = player("");
    figure.restore("view=space-time");
    assert!(shown(&figure).contains("this demo has no view `space-time`"));
    assert!(shown(&figure).contains("data-view=\"picture\""));
}

#[test]
fn a_trace_is_the_same_twice_and_stops_where_it_is_told() {
    let once = trace(DEMOS, "counting?seed=9&until=200ms").expect("it is valid");
    assert_eq!(trace(DEMOS, "counting?seed=9&until=200ms"), Ok(once.clone()));
    let whole = trace(DEMOS, "counting?seed=9").expect("it is valid");
    assert!(whole.starts_with(&once) && whole.len() > once.len());
    assert_ne!(trace(DEMOS, "counting?seed=10"), Ok(whole));
}

#[test]
fn a_trace_of_nothing_known_says_what_is_known() {
    assert_eq!(
        trace(DEMOS, "counter?seed=1"),
        Err("there is no demo `counter`: the demos are counting".into())
    );
}

#[test]
fn a_mark_that_is_not_there_is_named() {
    let mut figure = player("");
    figure.restore("select=ghost");
    assert_eq!(figure.notices(), ["there is no mark `ghost` to select"]);
    figure.restore("select=count");
    assert!(figure.notices().is_empty(), "{:?}", figure.notices());
}
