//! Consistency models: the ladder, what proves it, and what a reader may change.

use cap_theorem::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;
use stage::Grip;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

const HISTORIES: [&str; 12] = [
    "overlap",
    "stale-read",
    "new-then-old",
    "never-agree",
    "both-old",
    "two-orders",
    "reply-first",
    "one-by-one",
    "own-write-lost",
    "back-in-time",
    "writes-swapped",
    "in-the-end",
];

fn at_end(history: &str) -> String {
    GUIDE.draw(&format!("consistency-models?history={history}&t=120ms"))
}

/// How many rungs of a role the wide picture has.
fn rungs(html: &str, role: &str) -> usize {
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let rung = |class: &str| {
        wide.matches(&format!("class=\"{class}\" data-role=\"{role}\"")).count()
    };
    rung("rung") + rung("rung strongest")
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("consistency-models");
    for (scenario, expected) in [
        ("stale-read", "Sequential"),
        ("overlap", "Yes: they overlap"),
        ("both-old", "No: it is only causal"),
        ("reply-first", "PRAM"),
        ("never-agree", "Yes, one order will do"),
    ] {
        let query = format!("consistency-models?scenario={scenario}");
        let told = told(&GUIDE.at_end(&query)).expect("an outcome is shown");
        assert!(told.starts_with(expected), "{scenario}: {told}");
        let rest = GUIDE.draw(&query);
        assert_eq!(rungs(&rest, "lost"), 0, "{scenario}: nothing is given away");
    }
}

/// The rungs go out one by one from history to history.
#[test]
fn the_ladder_shows_where_a_history_stands() {
    let out = HISTORIES.map(|history| rungs(&at_end(history), "lost"));
    assert_eq!(out, [0, 1, 1, 2, 3, 3, 5, 4, 5, 6, 6, 6]);
    assert_eq!(rungs(&at_end("back-in-time"), "doubt"), 2, "two are not told");
}

/// Every operation of the circle is outlined, each arrow is drawn, and each is
/// said.
#[test]
fn a_circle_is_drawn_and_said() {
    let html = GUIDE.draw("consistency-models?scenario=both-old&t=100ms");
    let (wide, narrow) = html.split_once("only-narrow").expect("two layouts");
    for html in [wide, narrow] {
        assert_eq!(html.matches("class=\"blamed\"").count(), 4);
        assert_eq!(html.matches("class=\"head\"").count(), 4);
        for words in [
            ">Not sequential: a circle<",
            ">A → C: P1 did A, then C<",
            ">C → B: C returns y=0, not y=2 of B<",
            ">B → D: P2 did B, then D<",
            ">D → A: D returns x=0, not x=1 of A<",
        ] {
            assert!(html.contains(words), "{words}");
        }
    }
}

/// Each point lies in its interval, and the points in the order that is shown.
#[test]
fn a_linearizable_history_has_a_point_in_each_interval() {
    let html = say(&GUIDE.at_end("consistency-models?scenario=overlap"));
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    assert_eq!(wide.matches("class=\"point\"").count(), 4);
    let place = |words: &str| wide.find(words).unwrap_or_else(|| panic!("{words}"));
    let order = [">C x=0<", ">A x=1<", ">B x=1<", ">D x=1<"].map(place);
    assert!(order.is_sorted(), "{order:?}");
    let mark = |name: &str| {
        let (_, rest) =
            wide.split_once(&format!("data-mark=\"{name}\"")).expect(name);
        let (_, rest) = rest.split_once("<circle cx=\"").expect("its point");
        let (x, _) = rest.split_once('"').expect("a number");
        x.parse::<f32>().expect("a number")
    };
    let points = ["C", "A", "B", "D"].map(mark);
    assert!(points.is_sorted_by(|a, b| a + 7.0 < *b), "{points:?}");
}

/// Where a history is over, the strongest model that holds is explained below the one
/// that does not: the outcome speaks of its order.
#[test]
fn the_order_that_explains_a_history_is_shown() {
    for (scenario, order) in [
        ("stale-read", ["B x=0", "A x=1", "C x=1"]),
        ("never-agree", ["A x=1", "C x=1", "B x=2"]),
    ] {
        let html = GUIDE.draw(&format!("consistency-models?scenario={scenario}"));
        assert!(!html.contains(">Sequential: one order for all<"), "{scenario}");
        let query = format!("consistency-models?scenario={scenario}&t=120ms");
        let html = GUIDE.draw(&query);
        let (_, below) =
            html.split_once(">Sequential: one order for all<").expect("it is said");
        let place =
            |words: &str| below.find(words).unwrap_or_else(|| panic!("{words}"));
        assert!(order.map(place).is_sorted(), "{scenario}: {below}");
    }
}

/// A rung that is pressed shows its own proof, and nothing can be done to it.
#[test]
fn a_rung_can_be_pressed() {
    let mut figure = GUIDE.at_end("consistency-models?scenario=both-old");
    figure.input(Input::Press(vec!["causal".into()]));
    let html = say(&figure);
    assert!(html.contains(">Causal: an order for each, causes first<"));
    assert_eq!(html.matches("class=\"blamed\"").count(), 0);
    figure.input(Input::Press(vec!["linearizable".into()]));
    assert!(say(&figure).contains(">Not linearizable: a circle<"));
}

/// The reader stays where they are, what was pressed stays pressed, and the change
/// is one of the history that the run begins with.
#[test]
fn what_is_pressed_can_be_changed_again_and_again() {
    let mut figure = GUIDE.at_end("consistency-models?scenario=stale-read");
    let before = figure.link();
    figure.input(Input::Press(vec!["B".into()]));
    let html = say(&figure);
    let verbs = ["Return x=1", "Earlier", "Later", "Shorter", "Longer", "Remove"];
    for verb in verbs {
        assert!(html.contains(verb), "{verb}");
    }
    for _ in 0..2 {
        figure.input(Input::Do(1));
    }
    let link = figure.link();
    assert!(link.contains("edits=0s-move-B-2-40ms,0s-move-B-2-30ms"), "{link}");
    let moment =
        |link: &str| link.split("&t=").nth(1).unwrap_or_default().to_string();
    assert_eq!(moment(&before), moment(&link));
    // B overlaps A now, so it may return either value.
    let html = say(&figure);
    assert_eq!(rungs(&html, "lost"), 0);
    assert!(html.contains(">B x=0<"), "the order is drawn");
    figure.input(Input::Undo);
    assert_eq!(figure.link().matches("move-B").count(), 1);
}

#[test]
fn a_drag_moves_an_operation() {
    let grip = |mark: &str, at| Grip { mark: mark.into(), at: (at, at) };
    let mut figure = GUIDE.figure("consistency-models?scenario=own");
    // To the same moment of another line, taken in the middle.
    figure.input(Input::Drag(grip("D", 500), grip("line-3", 771)));
    let link = figure.link();
    assert!(link.contains("edits=0s-move-D-3-80ms"), "{link}");
    // Onto another operation there is no room: it goes beside it.
    figure.input(Input::Drag(grip("C", 0), grip("D", 0)));
    let link = figure.link();
    assert!(link.contains("move-C-3-80ms"), "{link}");
    let html = say(&figure);
    assert!(!html.contains("notice\">"), "{html}");
}

#[test]
fn actions_are_edits() {
    for history in HISTORIES {
        GUIDE.actions_are_edits(&format!("consistency-models?history={history}"));
    }
}

/// Twelve operations by four processes have room, and so have all views.
#[test]
fn a_full_history_can_be_drawn() {
    let adds = (1..=4).flat_map(|process| {
        (0..4).map(move |place| {
            let verb = if place % 2 == 0 { "write" } else { "read" };
            format!("0s-{verb}-{process}-x-{}ms", 30 * place + 5)
        })
    });
    let adds: Vec<_> = adds.collect();
    let query = format!(
        "consistency-models?edits=0s-remove-A,0s-remove-B,0s-process,{}&t=120ms",
        adds.join(",")
    );
    for view in ["picture", "table", "log"] {
        let html = GUIDE.draw(&format!("{query}&view={view}"));
        assert!(!html.contains("NaN"));
    }
    let wide = GUIDE.draw(&query);
    assert_eq!(wide.matches("class=\"operation\"").count(), 2 * 12);
}

#[test]
fn the_numbers_of_the_prose() {
    let strongest =
        |history| GUIDE.number("strongest-model", &[("history", history)]);
    assert_eq!(strongest("overlap"), "Linearizability");
    assert_eq!(
        strongest("stale-read"),
        "Sequential consistency, Eventual consistency"
    );
    assert_eq!(strongest("never-agree"), "Sequential consistency");
    assert_eq!(strongest("both-old"), "Causal consistency");
    assert_eq!(strongest("reply-first"), "PRAM");
    // As many as the test has seen that compares the checkers with all permutations.
    assert_eq!(GUIDE.number("histories", &[]), "22,878");
}
