//! The price of virtual nodes: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_counts_the_pairs_and_names_the_nodes() {
    let html = say(&GUIDE.figure("vnode-price?scenario=one-token&t=18s"));
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">60 of 435 pairs<") && html.contains("broke a quorum"));
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
    assert!(answer("one-token").starts_with("About 60"));
    assert!(answer("sixteen-tokens").starts_with("About 390"));
    assert!(answer("how-much").starts_with("0.7 % again"));
    assert!(answer("five-copies").starts_with("None"));
    let rest = GUIDE.draw("vnode-price?scenario=sixteen-tokens");
    assert!(!rest.contains("387 of 435"), "the picture does not give it away");
}

/// A pair that is pressed lights what the two share; both can be made to fail.
#[test]
fn a_pressed_pair_lights_the_arcs_that_it_shares() {
    let mut figure = GUIDE.figure("vnode-price?scenario=one-token&t=18s");
    let html = say(&figure);
    let (_, rest) = html.split_once("data-mark=\"pair-").expect("there are pairs");
    let (pair, _) = rest.split_once('"').unwrap();
    let [a, b] = pair.split('-').collect::<Vec<_>>()[..] else { panic!("{pair}") };
    figure.input(Input::Press(vec![format!("pair-{pair}")]));
    let html = say(&figure);
    let names = format!(">n{a}</tspan> and <tspan");
    assert!(html.contains(&names), "{pair}");
    assert!(html.contains(">meet in 1 place<"));
    assert!(html.contains(">without a quorum<"));
    for role in ["candidate", "doubt"] {
        let band = format!("class=\"copies\" data-role=\"{role}\"");
        assert_eq!(html.matches(&band).count(), 2, "a band each, in both layouts");
    }
    figure.input(Input::Do(0));
    let html = say(&figure);
    for node in [a, b] {
        assert!(html.contains(&format!("n{node}, down")), "n{node}");
    }
}

/// How long the strokes of a role's cells are, in cells of the wide picture.
fn cells(html: &str, role: &str) -> f64 {
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let is_its = format!("class=\"cells\" data-role=\"{role}\"");
    let paths = wide.match_indices(&is_its).map(|(at, _)| {
        let (_, path) = wide[..at].rsplit_once(" d=\"").expect("they are a path");
        let (data, _) = path.split_once('"').expect("its data end");
        let long = data.split('h').skip(1).map(|rest| {
            let number = rest.split(|c: char| c != '.' && !c.is_ascii_digit());
            number.into_iter().next().unwrap().parse::<f64>().expect("a length")
        });
        long.sum::<f64>()
    });
    paths.sum::<f64>() / 6.8
}

/// Each pair that has failed is a cell, red where it broke a quorum.
#[test]
fn the_triangle_shows_what_has_failed() {
    for (scenario, broke, held) in
        [("one-token", 60.0, 375.0), ("sixteen-tokens", 387.0, 48.0)]
    {
        let html = GUIDE.draw(&format!("vnode-price?scenario={scenario}&t=18s"));
        assert!((cells(&html, "lost") - broke).abs() < 0.1, "{scenario}");
        assert!((cells(&html, "follower") - held).abs() < 0.1, "{scenario}");
        assert!(html.contains(&format!(">{broke} of 435 pairs<")), "{scenario}");
        assert!(html.contains(">mean loss: 0.7 % of keys<"), "{scenario}");
    }
    let html = GUIDE.draw("vnode-price?scenario=one-token&t=2s");
    assert!(html.contains(">0 of 1 pairs<") && cells(&html, "lost") == 0.0);
}

/// The second of the four pairs that one can look at does harm, and its two bands meet;
/// those of the first do not.
#[test]
fn bands_meet_where_a_quorum_is_lost() {
    let html = GUIDE.draw("vnode-price?scenario=one-token&t=2s");
    assert!(
        html.contains(">share no key<") && !html.contains(">without a quorum<")
    );
    let html = GUIDE.draw("vnode-price?scenario=one-token&t=4s");
    assert!(html.contains(">meet in ") && html.contains(">without a quorum<"));
    assert!(html.contains(">4.5 % of keys<"));
    let html = GUIDE.draw("vnode-price?scenario=five-copies&t=2s");
    assert!(html.contains(">a quorum is left<"));
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
    assert!(
        html.contains("0 of 435 pairs do harm") && html.contains("0 of 100 pairs")
    );
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
