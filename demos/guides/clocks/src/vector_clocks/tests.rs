//! The figure: what it shows at rest, what it makes of a drag, and that no
//! setting breaks it.

use super::pairs::Pairs;
use super::*;
use demo_testing::{Guide, say, told};
use player::input::Input;
use player::share::Shared;
use sim::{NodeId, Run};
use stage::Layout;

const GUIDE: Guide = Guide::new(crate::DEMOS, crate::EXPERIMENTS);

/// What `see` makes of a moment of a run.
fn at<T>(
    now: Micros,
    edits: &[(u64, &str)],
    selection: &[&str],
    layout: Layout,
    see: impl FnOnce(&Moment<'_, VectorClocks>) -> T,
) -> T {
    let settings = Settings::default();
    let edit = |(at, edit): &(u64, &str)| {
        (Micros::from_millis(*at), edit.parse().unwrap())
    };
    let model = VectorClocks::model(&settings, CURATED_SEED);
    let mut run = Run::new(model, edits.iter().map(edit).collect());
    run.seek(picture::WINDOW.1);
    run.seek(now);
    let selection: Vec<_> = selection.iter().map(|mark| mark.to_string()).collect();
    see(&Moment {
        settings: &settings,
        model: run.model(),
        now,
        records: run.records(),
        edits: run.edits(),
        selection: &selection,
        layout,
    })
}

const END: Micros = picture::WINDOW.1;

fn draw(query: &str) -> String {
    GUIDE.draw(&format!("vector-clocks?{query}"))
}

#[test]
fn on_ones_own_two_events_are_compared_at_once() {
    let html = draw("scenario=own");
    for words in [
        "L(p3.2) = 2 &lt; L(p1.5) = 6",
        "Lamport cannot tell",
        "No path leads from p3.2 to p1.5 or back",
        "✕ cannot tell",
    ] {
        assert!(html.contains(words), "{words}");
    }
    // Both layouts, two rings in each.
    assert_eq!(html.matches("class=\"ring\"").count(), 4);
    assert!(CARD.title.chars().count() <= 60);
}

#[test]
fn scenarios_ask_and_are_answered() {
    GUIDE.scenarios_ask_and_answer("vector-clocks");
    for (scenario, expected) in [
        ("no-path", "No: no path leads there"),
        ("by-vectors", "Neither"),
        ("through-p1", "Yes, through p1"),
        ("backwards", "Less than 3"),
        ("all-pairs", "Most of them"),
    ] {
        let query = format!("vector-clocks?scenario={scenario}");
        let told = told(&GUIDE.at_end(&query)).expect("an outcome is shown");
        assert!(told.starts_with(expected), "{scenario}: {told}");
    }
}

/// What is asked about has not happened when it is asked.
#[test]
fn a_question_about_two_events_comes_before_the_second() {
    for scenario in ["no-path", "by-vectors", "through-p1", "backwards"] {
        let html = draw(&format!("scenario={scenario}"));
        assert!(html.contains("has not happened yet"), "{scenario}");
        assert_eq!(html.matches("class=\"ring\"").count(), 2, "{scenario}");
    }
}

/// The pairs are boxes, one for each, and those that look ordered are red at the end,
/// and not before.
#[test]
fn every_pair_without_a_path_is_a_box() {
    let boxes = |query: &str, role: &str| {
        let html = draw(query);
        let (wide, _) = html.split_once("only-narrow").expect("two layouts");
        let (_, pairs) = wide.split_once("class=\"pairs\"").expect("a strip");
        let (pairs, _) = pairs.split_once("</svg>").expect("it ends");
        pairs.matches(&format!("<g data-role=\"{role}\">")).count()
    };
    let (misleading, all) =
        at(END, &[], &[], Layout::Wide, |m| Pairs::of(m).misleading());
    assert!(misleading < all && 2 * misleading > all, "{misleading} of {all}");
    let end = "select=&t=1.2s";
    assert_eq!(boxes(end, "lost"), misleading);
    assert_eq!(boxes(end, "committed"), all - misleading);
    assert_eq!(boxes("shown=vector&select=&t=1.2s", "committed"), all);
    assert_eq!(boxes("scenario=all-pairs", "lost"), 0, "it is asked");
}

#[test]
fn vectors_and_dots_decide_the_same_pair() {
    for shown in ["vector", "dotted"] {
        let html = draw(&format!("shown={shown}&t=1.2s"));
        assert!(html.contains("p3.2 ∥ p1.5"), "{shown}");
        assert!(!html.contains("cannot tell"), "{shown}");
        assert_eq!(html.matches("✓ p3.2 ∥ p1.5").count(), 2, "{shown}");
        let all = draw(&format!("shown={shown}&select=&t=1.2s"));
        assert!(all.contains("0 of 32 look ordered"), "{shown}");
    }
    for shown in ["lamport", "hybrid"] {
        let html = draw(&format!("shown={shown}&t=1.2s"));
        assert_eq!(html.matches("✕ cannot tell").count(), 2, "{shown}");
        let all = draw(&format!("shown={shown}&select=&t=1.2s"));
        assert!(!all.contains(">0 of"), "{shown}");
        assert!(all.contains("of 32 look ordered"), "{shown}");
    }
}

/// Where there is no path, what the first event leads to and what leads to the last
/// are told apart.
#[test]
fn that_no_path_leads_there_is_drawn() {
    let html = draw("t=1.2s&select=p3.2,p1.5");
    let (wide, _) = html.split_once("only-narrow").expect("two layouts");
    let edges = |role: &str| {
        wide.matches(&format!("class=\"highlight\" data-role=\"{role}\"")).count()
    };
    // On from p3.2: to p3.3, to p2.4 and to p3.4.
    assert_eq!(edges("chosen"), 3);
    assert!(edges("candidate") > 3);
    assert!(html.contains("Blue (from p3.2) and orange (to p1.5) never meet"));
}

#[test]
fn a_path_is_drawn_as_the_proof() {
    let html = draw("t=1.2s&select=p2.2,p3.4");
    assert!(
        html.contains("p2.2 → p2.3 → p1.5 → p1.6 → p3.4: a path of 2 messages")
    );
    assert_eq!(html.matches("class=\"highlight\"").count(), 2 * 4);
}

#[test]
fn no_setting_breaks_the_figure() {
    let knobs = [
        "rate=0&sends=0&latency=20&skew=0",
        "rate=6&sends=100&latency=20&skew=300",
        "rate=6&sends=100&latency=400&skew=300",
        "rate=6&sends=0&latency=400&skew=0",
    ];
    for (shown, _) in settings::SCHEMES {
        for processes in [2, 5] {
            for knobs in knobs {
                for t in ["0", "600ms", "1.2s"] {
                    let kind = format!("shown={shown}&processes={processes}");
                    draw(&format!("{kind}&{knobs}&t={t}"));
                }
            }
        }
    }
}

/// It says what the stamps shown do not tell, whatever the reader does.
#[test]
fn the_boxes_are_over_all_pairs() {
    let edits = [(100, "send-1-0-300ms"), (500, "local-2"), (500, "send-2-1-40ms")];
    let (misleading, all) =
        at(END, &edits, &[], Layout::Wide, |m| Pairs::of(m).misleading());
    assert!(misleading > 0);
    let html = at(END, &edits, &[], Layout::Wide, |moment| {
        stage::html::render(&VectorClocks::picture(moment))
    });
    assert!(
        html.contains(&format!("{misleading} of {all} look ordered")),
        "{html}"
    );
}

/// What all pairs look like would answer the question of that scenario in others.
#[test]
fn beside_two_selected_events_there_is_nothing_of_all_pairs() {
    for scenario in ["no-path", "by-vectors", "through-p1", "backwards", "own"] {
        let end = GUIDE.at_end(&format!("vector-clocks?scenario={scenario}"));
        assert!(!say(&end).contains("of 32 look ordered"), "{scenario}");
    }
}

/// Of two vectors each may have a larger count; of two numbers one has.
#[test]
fn of_each_count_the_larger_one_is_filled() {
    let filled = |query: &str, role: &str| {
        let html = draw(&format!("select=p3.2,p1.5&{query}"));
        let mark = format!("class=\"count larger\" data-role=\"{role}\"");
        html.matches(&mark).count() / 2
    };
    let counts = |query| (filled(query, "chosen"), filled(query, "candidate"));
    assert_eq!(counts("shown=lamport&t=1.2s"), (0, 1));
    assert_eq!(counts("shown=vector&t=1.2s"), (1, 2));
    assert_eq!(counts("shown=dotted&t=1.2s"), (0, 0), "neither knows the other");
    assert_eq!(counts("shown=vector&t=790ms"), (0, 0), "it is asked");
}

/// The names of two events of one process tell which came first, whatever the stamps
/// are.
#[test]
fn two_events_of_one_process_are_in_order() {
    for shown in ["lamport", "hybrid"] {
        let html = draw(&format!("shown={shown}&t=1.2s&select=p1.4,p1.6"));
        assert!(
            html.contains("both are at one process, so p1.4 → p1.6"),
            "{shown}"
        );
        assert!(!html.contains("cannot tell"), "{shown}");
    }
}

#[test]
fn every_process_can_be_pressed() {
    let marks = at(CARD.rest, &[], &[], Layout::Wide, VectorClocks::marks);
    let actions: Vec<_> = marks.iter().map(|mark| mark.actions.len()).collect();
    assert_eq!(actions, [3, 3, 3], "a step, and to each of the others");
    let html = say(&GUIDE.figure("vector-clocks?scenario=own"));
    for mark in marks {
        let drawn = html.matches(&format!("data-mark=\"{}\"", mark.id)).count();
        assert_eq!(drawn, 2, "{} in both layouts", mark.id);
    }
    GUIDE.actions_are_edits("vector-clocks?scenario=own");
}

fn grip(mark: &str, at: (u32, u32)) -> Grip {
    Grip { mark: mark.into(), at }
}

fn dragged(layout: Layout, from: Grip, to: Grip) -> Option<String> {
    at(CARD.rest, &[], &[], layout, |moment| {
        let (at, edit) = VectorClocks::drag(moment, &from, &to)?;
        Some(format!("{at}-{edit}"))
    })
}

#[test]
fn a_drag_from_line_to_line_sends_a_message() {
    let (from, to) = (grip("line-2", (500, 900)), grip("line-0", (750, 600)));
    let sent = |layout| dragged(layout, from.clone(), to.clone());
    assert_eq!(sent(Layout::Wide).as_deref(), Some("600ms-send-2-0-300ms"));
    assert_eq!(sent(Layout::Narrow), None); // there time goes down
    let back = |layout| dragged(layout, to.clone(), from.clone());
    assert_eq!(back(Layout::Wide), None); // messages do not go back in time
    assert_eq!(back(Layout::Narrow).as_deref(), Some("720ms-send-0-2-360ms"));
}

#[test]
fn a_drag_along_one_line_does_nothing() {
    let (from, to) = (grip("line-1", (100, 0)), grip("line-1", (900, 0)));
    assert_eq!(dragged(Layout::Wide, from, to), None);
    let (from, to) = (grip("p1.1", (0, 0)), grip("p1.5", (0, 0)));
    assert_eq!(dragged(Layout::Wide, from, to), None);
}

/// What the page asks the reader to try: the two concurrent events of the resting
/// frame become ordered by a message between them.
#[test]
fn a_drag_from_mark_to_mark_puts_one_before_the_other() {
    let mut figure = GUIDE.figure("vector-clocks?scenario=own");
    let [from, to] = CURATED_PAIR.map(|mark| grip(mark, (500, 500)));
    figure.input(Input::Drag(from, to));
    assert_eq!(
        figure.link(),
        "vector-clocks?scenario=own&edits=405ms-send-2-0-380ms&t=1.005s"
    );
    assert!(!figure.link().contains("select")); // it is still those two
    let html = draw("edits=405ms-send-2-0-380ms");
    assert!(html.contains("p3.2 → p3.3 → p1.5 → p1.6: a path of 1 message"));
    assert!(
        html.contains("p1.6 was p1.5 before you added to the run."),
        "it says so"
    );
}

/// The events that a figure takes for selected: where and when each happened.
fn selected(edits: &[(u64, &str)], selection: &[&str]) -> Vec<(NodeId, Micros)> {
    at(END, edits, selection, Layout::Wide, |moment| {
        let place = |event: &models::clocks::Event| (event.id.node, event.at);
        match Selection::of(moment) {
            Selection::Nothing => Vec::new(),
            Selection::One(one) => vec![place(one)],
            Selection::Two(one, other) => vec![place(one), place(other)],
        }
    })
}

/// Whatever the reader puts before it, ring and words stay with the event.
#[test]
fn a_selection_follows_its_event() {
    for seed in 0..500 {
        let mut stream = sim::Stream::new(seed, "edits", 0);
        let mut edits = Vec::new();
        for _ in 0..stream.between(1, 6) {
            let (from, to) = (stream.below(3), stream.below(3));
            let edit = match stream.below(2) {
                0 => format!("local-{from}"),
                _ => format!("send-{from}-{to}-{}ms", stream.below(20) * 20),
            };
            edits.push((stream.below(20) * 50, edit));
        }
        let edits: Vec<_> =
            edits.iter().map(|(at, edit)| (*at, edit.as_str())).collect();
        for count in 0..edits.len() {
            let (before, after) = (&edits[..count], &edits[..=count]);
            let marks = at(END, before, &[], Layout::Wide, |moment| {
                let stamps = picture::diagram(moment).stamps;
                stamps.into_iter().map(|s| s.key.to_string()).collect::<Vec<_>>()
            });
            for mark in &marks {
                let was = selected(before, &[mark]);
                assert_eq!(was.len(), 1);
                assert_eq!(
                    selected(after, &[mark]),
                    was,
                    "{seed}: {mark}, {after:?}"
                );
            }
        }
    }
}

/// What the reader added can be selected and shared as well.
#[test]
fn a_link_names_an_event_that_was_added() {
    let mut figure = GUIDE.figure("vector-clocks?scenario=own");
    let (from, to) = (grip("line-2", (500, 900)), grip("line-0", (750, 600)));
    figure.input(Input::Drag(from, to));
    for mark in ["p3@600ms", "p3@600ms-arrival"] {
        figure.input(Input::Select(mark.into()));
    }
    let link = figure.link();
    assert!(link.contains("select=p3@600ms,p3@600ms-arrival"), "{link}");
    let html = draw(link.split_once('?').unwrap().1);
    assert!(html.contains("a path of 1 message."), "{html}");
    assert_eq!(html.matches("class=\"ring\"").count(), 4);
}

/// An event that is still to come has no number: more may be added before it.
#[test]
fn what_has_not_happened_has_no_name() {
    let html = draw("edits=405ms-send-2-0-380ms&t=800ms");
    assert!(html.contains("The other has not happened yet."));
    let html = draw("t=0");
    assert!(html.contains("The two selected events have not happened."));
    let html = draw("t=790ms&select=p3.2,line-2");
    assert!(!html.contains("not happened"), "a process is no event");
}

/// A later drag at an earlier moment leaves what was drawn before.
#[test]
fn drags_may_come_in_any_order() {
    let mut figure = GUIDE.figure("vector-clocks?scenario=own");
    for (from, to) in [(700, 800), (100, 300), (400, 450)] {
        let (from, to) = (grip("line-0", (from, 0)), grip("line-1", (to, 0)));
        figure.input(Input::Drag(from, to));
    }
    assert!(
        figure.link().contains(
            "edits=120ms-send-0-1-240ms,480ms-send-0-1-60ms,840ms-send-0-1-120ms"
        ),
        "{}",
        figure.link()
    );
    figure.input(Input::Undo);
    assert!(figure.link().contains("edits=120ms-send-0-1-240ms,840ms"));
}

#[test]
fn a_selection_that_is_let_go_stays_so_in_the_link() {
    let mut figure = GUIDE.figure("vector-clocks?scenario=own");
    assert!(!figure.link().contains("select"));
    for mark in CURATED_PAIR {
        figure.input(Input::Select(mark.into()));
    }
    let link = figure.link();
    assert!(link.contains("select="), "{link}");
    let entry = GUIDE.entry("vector-clocks");
    let (read, complaints) =
        Shared::read(&entry.into(), link.split_once('?').unwrap().1);
    assert!(read.selection.is_empty() && complaints.is_empty());
}

/// What is drawn up to a moment stays where it is when time goes on: the picture
/// only grows.
#[test]
fn nothing_moves_while_the_run_goes_on() {
    for layout in [Layout::Wide, Layout::Narrow] {
        let texts = |now| {
            at(now, &[], &[], layout, |moment| {
                let html = stage::html::render(&VectorClocks::picture(moment));
                html.split("<text").map(String::from).collect::<Vec<_>>()
            })
        };
        let end = texts(END);
        for millis in (0..1_200).step_by(100) {
            for text in texts(Micros::from_millis(millis)) {
                // A text stands where it will stand, up to its closing tag.
                let text = text.split("</text>").next().unwrap();
                let is_there = text.contains("viewBox")
                    || end.iter().any(|later| later.starts_with(text));
                assert!(is_there, "at {millis} ms: {text}");
            }
        }
    }
}

/// The figure's own way of following all paths finds what the model finds.
#[test]
fn all_paths_are_those_of_the_model() {
    for seed in 0..50 {
        let run = models::clocks::experiments::finished(
            &models::clocks::Settings { processes: 4, ..Default::default() },
            seed,
        );
        let reach = reach::Reach::of(run.events());
        for (i, a) in reach.events.iter().enumerate() {
            let past = run.events().past(a.id);
            for (j, b) in reach.events.iter().enumerate() {
                assert_eq!(reach.is_before(j, i), past.contains(&b.id), "{seed}");
            }
        }
    }
}
