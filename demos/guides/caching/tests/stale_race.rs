//! The race of a fill with a write: its orders, its scenarios, what may be done.

use caching::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;
use stage::Grip;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The wide picture alone.
fn wide(html: &str) -> &str {
    html.split("only-narrow").next().expect("the wide one comes first")
}

/// How many tiles are marked as stale.
fn stale_tiles(html: &str) -> usize {
    wide(html).matches("class=\"operation\" data-role=\"lost\"").count()
}

#[test]
fn the_scenarios_ask_and_their_runs_answer() {
    GUIDE.scenarios_ask_and_answer("stale-race");
    for (scenario, answer, stale) in [
        ("write-then-delete", "In one", 1),
        ("delete-then-write", "In four", 4),
        ("two-writers", "v2, the older value", 2),
        ("lease", "It is refused", 0),
        ("replica", "No, v1 is stored", 1),
    ] {
        let query = format!("stale-race?scenario={scenario}");
        let figure = GUIDE.at_end(&query);
        let told = told(&figure).expect("an outcome is shown");
        assert!(told.starts_with(answer), "{scenario}: {told}");
        assert_eq!(stale_tiles(&say(&figure)), stale, "{scenario}");
        let rest = GUIDE.draw(&query);
        assert_eq!(stale_tiles(&rest), 0, "{scenario}: nothing is given away");
        assert!(!rest.contains("blamed"), "{scenario}");
    }
    assert!(GUIDE.entry("stale-race").card.title.chars().count() <= 60);
}

/// The crux: the reader has v1 in hand while v2 is written, the delete finds
/// nothing, and in the end the cache's band has v1 in a red frame above the
/// database's v2.
#[test]
fn a_late_fill_is_drawn() {
    let html = GUIDE.draw("stale-race?scenario=write-then-delete&t=3500ms");
    let before = wide(&html);
    assert!(before.contains(">was empty<") && !before.contains("blamed"));
    let html = GUIDE.draw("stale-race?scenario=write-then-delete&t=5s");
    for html in html.split("only-narrow") {
        assert_eq!(html.matches("class=\"blamed\"").count(), 1);
        for words in
            [">stale<", ">nobody deletes it<", ">All 6 orders: 1 ends stale<"]
        {
            assert!(html.contains(words), "{words}");
        }
    }
}

/// What the delete takes away leaves a mark: a value, or a token, struck out.
#[test]
fn what_is_deleted_or_refused_leaves_a_mark() {
    let html = GUIDE.draw("stale-race?edits=0s-order-r-f-w-d&t=5s");
    assert!(wide(&html).contains("struck\">v1<"));
    let html = GUIDE.draw("stale-race?scenario=lease&t=5s");
    let html = wide(&html);
    assert!(html.contains("struck\">token 1<"));
    assert!(html.contains(">refused<") && html.contains(">deleted<"));
}

/// A version has nothing to be compared with after a delete, unless there is a
/// marker.
#[test]
fn a_version_needs_a_marker() {
    let at_end = |cure| GUIDE.draw(&format!("stale-race?cure={cure}&t=5s"));
    assert!(at_end("version").contains("blamed"));
    let html = at_end("marker");
    assert!(!html.contains("blamed"));
    assert!(html.contains(">marker v2<") && html.contains(">refused<"));
}

/// Steps go earlier and later past those of others, and not past one's own.
#[test]
fn a_step_can_be_moved() {
    let mut figure = GUIDE.figure("stale-race?t=5s");
    figure.input(Input::Press(vec!["f".into()]));
    let html = say(&figure);
    assert!(html.contains("Earlier") && !html.contains("Later"));
    figure.input(Input::Do(0));
    let link = figure.link();
    assert!(link.contains("edits=0s-order-r-w-f-d"), "{link}");
    let html = say(&figure);
    assert!(html.contains(">deleted<") && html.contains("Later"));
    assert_eq!(stale_tiles(&html), 1, "the reader stays at the end");
    figure.input(Input::Press(vec!["order-w-d-r-f".into()]));
    figure.input(Input::Do(0));
    assert!(figure.link().contains("0s-order-w-d-r-f"));
    figure.input(Input::Undo);
    figure.input(Input::Undo);
    assert!(!figure.link().contains("order-"));
}

#[test]
fn a_step_can_be_dragged() {
    let grip = |mark: &str, at| Grip { mark: mark.into(), at: (at, at) };
    let drags = [
        // Onto another step, and to where there is none.
        (("d", 500), ("r", 500), None),
        (("f", 500), ("w", 500), Some("order-r-f-w-d")),
        (("r", 500), ("steps", 600), Some("order-w-d-r-f")),
        (("w", 500), ("f", 500), None),
    ];
    for (from, to, order) in drags {
        let mut figure = GUIDE.figure("stale-race?");
        figure.input(Input::Drag(grip(from.0, from.1), grip(to.0, to.1)));
        let link = figure.link();
        match order {
            Some(order) => assert!(link.contains(order), "{from:?} {link}"),
            None => assert!(!link.contains("order-"), "{from:?} {link}"),
        }
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("stale-race?");
    for scenario in ["delete-then-write", "two-writers", "lease", "replica"] {
        GUIDE.actions_are_edits(&format!("stale-race?scenario={scenario}&t=5s"));
    }
}

#[test]
fn every_knob_can_be_turned() {
    for writes in ["write-delete", "delete-write", "write-set"] {
        for cure in ["none", "lease", "version", "marker"] {
            for (beside, reads) in [
                ("reader", "database"),
                ("reader", "follower"),
                ("writer", "follower"),
            ] {
                for (view, at) in
                    [("picture", 2_300), ("table", 7_000), ("log", 7_000)]
                {
                    let html = GUIDE.draw(&format!(
                        "stale-race?writes={writes}&cure={cure}&beside={beside}\
                         &reads={reads}&view={view}&t={at}ms"
                    ));
                    assert!(!html.contains("NaN"));
                }
            }
        }
    }
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    let number = |given: &[(&str, &str)]| GUIDE.number("stale-orders", given);
    assert_eq!(number(&[]), "1 of 6");
    assert_eq!(number(&[("cure", "lease")]), "0 of 6");
    assert_eq!(number(&[("writes", "delete-write")]), "4 of 6");
    assert_eq!(number(&[("writes", "write-set"), ("beside", "writer")]), "2 of 6");
    assert_eq!(number(&[("reads", "follower")]), "3 of 6");
    assert_eq!(number(&[("reads", "follower"), ("cure", "lease")]), "1 of 6");
}
