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
        "there is no view `film`: the views are picture, space-time, table, log",
        "`soon` is no edit: one is a time and what is done then, as in 350ms-crash-0",
        "`t` cannot be 3s: the run ends at 1s",
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
    assert_eq!(
        figure.notices(),
        ["`ghost` cannot be selected: two marks in the picture can"]
    );
    figure.restore("select=count");
    assert!(figure.notices().is_empty(), "{:?}", figure.notices());
}

#[test]
fn a_mark_that_is_not_there_is_named_and_may_come_later() {
    let mut figure = player("");
    figure.restore("select=a%26b,later");
    assert_eq!(
        figure.notices(),
        [
            "`a&b` cannot be selected: two marks in the picture can",
            "`later` cannot be selected: two marks in the picture can",
        ]
    );
    assert!(figure.link().contains("select=later&"), "{}", figure.link());
}

#[test]
fn more_than_two_marks_are_too_many() {
    let mut figure = player("");
    figure.restore("select=count,count,count");
    assert_eq!(
        figure.notices(),
        ["`count` cannot be selected: two marks in the picture can"]
    );
    assert!(figure.link().contains("select=count,count&"), "{}", figure.link());
}

#[test]
fn the_end_bounds_the_moment_wherever_it_stands() {
    for query in ["t=900ms&end=200ms", "end=200ms&t=900ms"] {
        let (shared, complaints) = read(query);
        assert_eq!(complaints, ["`t` cannot be 900ms: the run ends at 200ms"]);
        assert_eq!(shared.at.to_string(), "200ms", "{query}");
    }
    let (shared, complaints) = read("end=50ms");
    assert_eq!(shared.at.to_string(), "50ms", "it rests at 100 ms");
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
fn of_what_is_said_twice_the_last_counts() {
    let (shared, complaints) =
        read("scenario=first&scenario=large&step=2&step=3&seed=4&seed=5");
    assert!(complaints.is_empty(), "{complaints:?}");
    assert_eq!((shared.scenario, shared.seed), (1, 5));
    assert!(shared.query(&DEMOS[0].into()).contains("step=3"));
}

#[test]
fn a_link_that_is_too_long_is_not_read() {
    let mut figure = player("step=3&t=20ms");
    let start = figure.link();
    figure.restore(&format!("step=9&edits={}", "1ms-add-5,".repeat(2_000)));
    let [notice] = figure.notices() else { panic!("{:?}", figure.notices()) };
    assert!(notice.starts_with("the link has more than 20,000 characters"));
    assert_eq!(figure.link(), start);
    figure.restore(&format!("step=9&edits={}", vec!["1ms-add-5"; 1_990].join(",")));
    assert!(figure.notices().is_empty(), "{:?}", figure.notices());
}

#[test]
fn each_kind_of_complaint_is_shown_once() {
    let mut figure = player("");
    let edits = ["1ms-jump,1ms-hop,soon,2s-add-1,3s-add-1"; 100].join(",");
    figure.restore(&format!("step=99&mean=99&edits={edits}"));
    assert_eq!(figure.notices().len(), 502);
    let html = shown(&figure);
    let notices: Vec<&str> = html
        .split("<p class=\"demo-notice\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    let starts = [
        "`2s-add-1` comes after",
        "`jump` is no edit: one is add-5",
        "`soon` is no edit: one is a time",
        "`step` cannot be `99`",
        "`mean` cannot be `99`",
        "and 497 more like these",
    ];
    for start in starts {
        let count = notices.iter().filter(|notice| notice.starts_with(start));
        assert_eq!(count.count(), 1, "{start}: {notices:?}");
    }
    assert_eq!(notices.len(), starts.len());
}

#[test]
fn what_is_complained_of_is_not_repeated_at_length() {
    let mut figure = player("");
    figure.restore(&format!("mood={}", "ü".repeat(9_000)));
    let html = shown(&figure);
    assert!(html.contains("üü…`: it is one of calm, wild"), "{html}");
    assert!(!html.contains(&"ü".repeat(100)), "{html}");
}

#[test]
fn a_number_that_is_nothing_is_none() {
    let (shared, complaints) = read("step=");
    let wrong = "`step` cannot be ``: it is a whole number from 1 to 9";
    assert_eq!(complaints, [wrong]);
    assert!(!shared.query(&DEMOS[0].into()).contains("step"));
}
