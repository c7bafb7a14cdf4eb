//! The Paxos demo: its scenarios, the ends of its knobs, and what is seen when two
//! values are chosen.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to the question of a scenario once the run is over.
fn answer(scenario: &str) -> String {
    let figure = GUIDE.at_end(&format!("paxos?scenario={scenario}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn at_rest_nothing_is_refused_and_nothing_is_decided() {
    let html = GUIDE.draw("paxos?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(!html.contains(">failed<"), "it gives the answer away");
    let verdicts: Vec<_> =
        GUIDE.entry("paxos").checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Open]);
}

#[test]
fn each_scenario_asks_and_its_run_answers() {
    GUIDE.scenarios_ask_and_answer("paxos");
    let starts = [
        ("duel", "Nothing"),
        ("backoff", "A or B"),
        ("late", "A, which"),
        ("no-rule", "They vote for B"),
    ];
    for (scenario, start) in starts {
        let told = answer(scenario);
        assert!(told.starts_with(start), "{scenario}: {told}");
    }
}

/// A promise has with it the letter of the vote that it tells of, and one that tells
/// of none has no letter.
#[test]
fn a_promise_carries_the_vote_that_it_tells_of() {
    let letters = |query: &str| {
        let html = GUIDE.draw(&format!("paxos?{query}"));
        let messages = html.split("class=\"message\"").skip(1);
        let messages =
            messages.filter_map(|drawn| drawn.split("class=\"node\"").next());
        messages.filter(|drawn| drawn.contains("class=\"inside\">A<")).count()
    };
    assert_eq!(letters("scenario=late&t=58ms"), 0);
    assert_eq!(letters("scenario=late&t=75ms"), 2 * 3, "wide and narrow");
    assert_eq!(letters("t=25ms"), 0, "nobody has voted yet");
}

/// What P2 was told is seen above it from the moment when the promises have come, and
/// stays; who was told of no vote has a dash for it.
#[test]
fn what_a_proposer_was_told_stays_seen() {
    let html = |query: &str| GUIDE.draw(&format!("paxos?{query}"));
    for (t, told, votes) in [("65ms", 0, 0), ("85ms", 1, 3), ("130ms", 0, 3)] {
        let html = html(&format!("scenario=late&t={t}"));
        assert_eq!(html.matches(">told A: asks for A<").count(), 2 * told, "{t}");
        // All votes of acceptors are chosen here; the legend has one that is not.
        let open = html.matches("class=\"chip\" data-role=\"doubt\"").count();
        assert_eq!(open, 2 * (votes + 1), "{t}");
    }
    let no_rule = html("scenario=no-rule&t=85ms");
    assert!(no_rule.contains(">told A: asks for B<"));
    assert!(!html("t=46ms").contains(">told "), "nobody has voted yet");
}

/// Both values and their ballots are named, the votes for both are seen, and no
/// proposer claims a majority that no row has.
#[test]
fn two_chosen_values_are_both_seen_by_name() {
    let unsafe_runs = [
        "scenario=no-rule&t=400ms",
        "adopt=false&write=0&gap=25&t=70ms", // P2 is told of A before B is chosen
        "adopt=false&write=0&gap=25&t=400ms",
    ];
    for query in unsafe_runs {
        let html = GUIDE.draw(&format!("paxos?{query}"));
        assert!(html.contains(">A in 1.P1 and B in 1.P2<"), "{query}");
        assert!(html.contains(">A chosen<") && html.contains(">B chosen<"));
        assert!(html.contains("both A and B"), "the check says so");
    }
    let figure = GUIDE.figure(&format!("paxos?{}", unsafe_runs[1]));
    let html = say(&figure);
    assert!(html.contains(">was told A<") && !html.contains(">B is chosen<"));
}

/// A vote that gives way to another value is seen for a while, struck out, and not
/// before; one of those that chose a value is seen for good.
#[test]
fn a_vote_that_gives_way_leaves_a_ghost() {
    let ghosts = |query: &str| {
        let html = say(&GUIDE.figure(&format!("paxos?{query}")));
        html.matches("class=\"ghost\"").count() / 2 // drawn for both layouts
    };
    let no_rule = |t| format!("scenario=no-rule&t={t}");
    assert_eq!(ghosts(&no_rule("89ms")), 0);
    assert_eq!(ghosts(&no_rule("91ms")), 3);
    assert_eq!(ghosts(&no_rule("400ms")), 3);
    // Of the votes in 1.P1 only that of A1 is cast: no value is chosen by it.
    let one_vote =
        "gap=40&adopt=false&edits=45ms-drop-m7,45ms-drop-m8,52ms-crash-0";
    assert_eq!(ghosts(&format!("{one_vote}&t=95ms")), 1);
    assert_eq!(ghosts(&format!("{one_vote}&t=200ms")), 0);
}

/// Who waits at random may choose either value.
#[test]
fn a_or_b_may_be_chosen_after_a_wait() {
    let chosen = |seed: u32| {
        GUIDE.draw(&format!("paxos?backoff=100&gap=25&seed={seed}&t=400ms"))
    };
    for value in ["A", "B"] {
        let says = format!(">{value} chosen<");
        assert!((0..100).any(|seed| chosen(seed).contains(&says)), "{value}");
    }
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (proposers, acceptors) in [(1, 3), (2, 4), (3, 5)] {
        for (backoff, gap, jitter) in [(0, 0, 50), (200, 60, 0)] {
            for (write, loss, adopt) in [(0, 40, true), (20, 0, false)] {
                GUIDE.draw(&format!(
                    "paxos?proposers={proposers}&acceptors={acceptors}\
                     &backoff={backoff}&gap={gap}&jitter={jitter}&write={write}\
                     &loss={loss}&adopt={adopt}&t=400ms"
                ));
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        GUIDE.draw(&format!("paxos?view={view}&t=200ms"));
    }
}

/// Whatever can be done is an edit, at every moment of a run.
#[test]
fn every_action_is_an_edit() {
    for t in ["0s", "30ms", "46ms", "60ms", "300ms"] {
        for edits in ["", "&edits=20ms-crash-2"] {
            GUIDE.actions_are_edits(&format!("paxos?t={t}{edits}"));
        }
    }
}

/// Every mark of the picture has something that can be done to it.
#[test]
fn every_mark_that_is_drawn_can_be_pressed() {
    for query in ["", "t=46ms", "proposers=3&acceptors=5&t=60ms"] {
        let mut figure = GUIDE.figure(&format!("paxos?{query}"));
        let html = say(&figure);
        let marks = html.split("data-mark=\"").skip(1);
        for mark in marks.filter_map(|rest| rest.split('"').next()) {
            figure.input(Input::Press(vec![mark.into()]));
            assert!(say(&figure).contains("data-action=\"do:0\""), "{mark}");
            figure.input(Input::Close);
        }
    }
}
