//! One hot key: its resting frame, its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_own_frame_shows_a_hot_node() {
    let html = GUIDE.draw("hot-key?t=8.25s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("= 4.5 ×"), "{html}");
    assert_eq!(html.matches("data-verdict=\"fails\"").count(), 1);
    assert_eq!(html.matches("data-verdict=\"holds\"").count(), 1);
    assert!(GUIDE.entry("hot-key").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for policy in ["ring", "bounded", "split"] {
        for (hot, writes, vnodes, epsilon, parts) in
            [(5, 0, 1, 5, 2), (90, 100, 1_000, 100, 16), (90, 0, 10, 25, 16)]
        {
            let query = format!(
                "hot-key?policy={policy}&hot={hot}&writes={writes}\
                 &vnodes={vnodes}&epsilon={epsilon}&parts={parts}&t=12s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("hot-key?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("hot-key");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("hot-key?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("gets-hot").starts_with("Over 30"));
    assert!(answer("more-tokens").starts_with("Over 30, as before"));
    assert!(answer("bounded").starts_with("Most of the ten"));
    assert!(answer("writes").starts_with("Splitting does"));
    assert!(answer("split-reads").starts_with("More than before"));
}

/// Each request in hand is a dot: on its way or at its node, for the hot key or not.
#[test]
fn requests_are_dots() {
    let html = GUIDE.draw("hot-key?t=8.25s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let crowds = wide.split("<path").filter(|path| path.contains("class=\"crowd"));
    let dots: usize = crowds.map(|path| path.matches("h0").count()).sum();
    let flights =
        wide.split("class=\"flights\"").nth(1).expect("some are on their way");
    let flying = flights.split("</g>").next().unwrap().matches("h0").count();
    let at_nodes = dots - flying;
    let table = GUIDE.draw("hot-key?t=8.25s&view=table");
    let cells = table.split("<tr").skip(2).filter_map(|row| {
        row.split("<td>").nth(1)?.split('<').next()?.parse::<usize>().ok()
    });
    assert_eq!(at_nodes + flying, cells.sum::<usize>());
    assert!(flying > 5 && at_nodes > 60, "{flying} {at_nodes}");
}

/// What each way out costs is counted, or a check that fails.
#[test]
fn each_policy_has_its_price() {
    let marks = |policy: &str| {
        let html = GUIDE.draw(&format!("hot-key?policy={policy}&writes=0&t=8.25s"));
        let (_, holders) = html.split_once(">key-0 on<").expect("who has the key");
        let copies = holders.split("</g>").next().unwrap().contains(">n7<");
        let fan_out =
            html.contains("per request</span><span class=\"unseen\">: holds");
        (copies, fan_out)
    };
    assert_eq!(marks("ring"), (true, true));
    assert_eq!(marks("bounded"), (false, true), "more nodes have the key");
    assert_eq!(marks("split"), (false, false), "a read asks more nodes");
}

/// A finer ring gives the key another owner, and that one all of its requests.
#[test]
fn a_finer_ring_moves_the_crowd() {
    let crowd = |at: &str| {
        let query = format!("hot-key?edits=6s-vnodes-1000&t={at}&view=table");
        let table = GUIDE.draw(&query);
        let row = table.split("<tr").find(|row| row.contains("\"chosen\""));
        let cells = row.expect("the owner's row").split("<t").skip(1);
        let text = |cell: &str| cell.split(['>', '<']).nth(1).unwrap().to_string();
        cells.map(text).collect::<Vec<_>>()
    };
    let [before, after] = ["5.75s", "9s"].map(crowd);
    assert_eq!([&before[0], &after[0]], ["n7", "n8"]);
    assert!([&before[2], &after[2]].iter().all(|n| n.parse::<u32>().unwrap() > 25));
}

#[test]
fn nodes_can_be_pressed() {
    let html = say(&GUIDE.figure("hot-key?t=8.25s"));
    for node in 1..=10 {
        assert!(html.contains(&format!("data-mark=\"n{node}\"")), "{html}");
    }
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("hot-key?");
    GUIDE.actions_are_edits("hot-key?scenario=writes&t=9s");
}

#[test]
fn the_numbers_of_the_prose() {
    let hottest = |policy, writes, vnodes| {
        let given = [("policy", policy), ("writes", writes), ("vnodes", vnodes)];
        GUIDE.number("hot-key-hottest", &given)
    };
    assert_eq!(hottest("ring", "20", "100"), "4.6");
    assert_eq!(hottest("ring", "20", "1000"), "4.6");
    assert_eq!(hottest("bounded", "0", "100"), "1.3");
    assert_eq!(hottest("bounded", "100", "100"), "4.6");
    assert_eq!(hottest("split", "100", "100"), "1.9");
    assert_eq!(
        GUIDE.number("hot-key-work", &[("policy", "split"), ("writes", "0")]),
        "3.8"
    );
}
