//! The price of virtual nodes: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_counts_the_pairs_and_names_the_nodes() {
    let html = say(&GUIDE.figure("vnode-price?scenario=one-token&t=11.1s"));
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("60 of 435 pairs break a quorum"));
    for node in 1..=30 {
        assert!(html.contains(&format!("data-mark=\"n{node}\"")), "n{node}");
    }
    // All pairs that break a quorum can be pressed, in both layouts.
    assert_eq!(html.matches("data-mark=\"pair-").count(), 2 * 60);
    assert!(GUIDE.entry("vnode-price").card.title.chars().count() <= 60);
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("vnode-price");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("vnode-price?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("one-token").starts_with("Between 10 and 20"));
    assert!(answer("sixteen-tokens").starts_with("About 90"));
    assert!(answer("how-much").starts_with("Under 1 %"));
    assert!(answer("five-copies").starts_with("None"));
    let rest = GUIDE.draw("vnode-price?scenario=sixteen-tokens");
    assert!(!rest.contains("385 of 435"), "the picture does not give it away");
}

/// A pair that is pressed lights what the two share; both can be made to fail.
#[test]
fn a_pressed_pair_lights_the_arcs_that_it_shares() {
    let mut figure = GUIDE.figure("vnode-price?scenario=one-token&t=11.1s");
    let html = say(&figure);
    let (_, rest) = html.split_once("data-mark=\"pair-").expect("there are pairs");
    let (pair, _) = rest.split_once('"').unwrap();
    let [a, b] = pair.split('-').collect::<Vec<_>>()[..] else { panic!("{pair}") };
    figure.input(Input::Press(vec![format!("pair-{pair}")]));
    let html = say(&figure);
    assert!(html.contains(&format!("n{a} and n{b}</text>")), "{pair}");
    assert!(html.contains(">share 1 arc<") || html.contains(">share 2 arcs<"));
    let lit = html.matches("class=\"band\" data-role=\"chosen\"").count();
    assert_eq!(lit, 2, "in both layouts");
    figure.input(Input::Do(0));
    assert!(say(&figure).contains(&format!("n{a}, n{b} down")));
}

/// Each pair that was tried is a cell of the strip, red where it broke a quorum.
#[test]
fn the_strip_shows_what_was_tried() {
    let html = GUIDE.draw("vnode-price?scenario=sixteen-tokens&t=12s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let (before, _) =
        wide.split_once("\" class=\"cell\" data-role=\"lost\"").unwrap();
    let (_, data) = before.rsplit_once('"').unwrap();
    let broke = data.matches('M').count();
    assert!(html.contains(&format!("{broke} of 100 tried broke one")), "{broke}");
    assert!((84..=96).contains(&broke), "{broke}");
    assert!(html.contains("tried broke one, mean loss 0."), "less than 1 % each");
    let html = GUIDE.draw("vnode-price?scenario=one-token&t=12s");
    assert!(html.contains("18 of 100 tried broke one, mean loss "), "{html}");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for nodes in [10, 60] {
        for vnodes in [1, 256] {
            for replicas in [3, 5] {
                let query = format!(
                    "vnode-price?nodes={nodes}&vnodes={vnodes}&replicas={replicas}\
                     &edits=0s-crash-1,0s-pairs-100,0s-crash-2"
                );
                for view in ["picture", "space-time", "table", "log"] {
                    GUIDE.draw(&format!("{query}&view={view}"));
                }
            }
        }
    }
}

/// Of five copies two may always fail.
#[test]
fn five_copies_bear_two_failures() {
    let html = GUIDE.draw("vnode-price?replicas=5&vnodes=256&edits=0s-pairs-100");
    assert!(html.contains("0 of 435 pairs") && html.contains("0 of 100 tried"));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("vnode-price?");
    GUIDE.actions_are_edits("vnode-price?nodes=10&scenario=one-token");
}

#[test]
fn the_numbers_of_the_prose() {
    let pairs = |vnodes| GUIDE.number("pairs-that-break", &[("vnodes", vnodes)]);
    assert_eq!(
        ["1", "4", "16", "64"].map(pairs),
        ["13.8 %", "43.5 %", "89.5 %", "100.0 %"]
    );
    let theory = |v| GUIDE.number("pairs-that-break-theory", &[("vnodes", v)]);
    assert_eq!(
        ["1", "4", "16", "64"].map(theory),
        ["13.8 %", "43.5 %", "89.8 %", "100.0 %"]
    );
    assert_eq!(GUIDE.number("keys-lost", &[("vnodes", "1")]), "5.0 %");
}
