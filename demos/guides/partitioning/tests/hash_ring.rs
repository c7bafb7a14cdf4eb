//! The hash ring demo: its resting frame, the ends of its knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_a_hot_node() {
    let html = GUIDE.draw("hash-ring?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("28.8 % of keys"), "the middle names the hottest node");
    let entry = GUIDE.entry("hash-ring");
    let verdicts: Vec<_> = entry.checks().iter().map(|c| c.verdict).collect();
    let [hot, even, open, unknown] = verdicts[..] else { panic!("four checks") };
    assert_eq!((hot, even), (Verdict::Fails, Verdict::Holds));
    assert_eq!((open, unknown), (Verdict::Open, Verdict::Open));
    assert!(entry.card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for nodes in [2, 20] {
        for vnodes in [1, 10, 1_000] {
            for keys in [1_000, 100_000] {
                let hash = if vnodes == 10 { "fnv1a" } else { "xxh64" };
                let query = format!(
                    "hash-ring?nodes={nodes}&vnodes={vnodes}&keys={keys}\
                     &hash={hash}&heavy={nodes}\
                     &edits=0s-add,0s-remove-1,0s-weight-2-8"
                );
                for view in ["picture", "space-time", "table", "log"] {
                    GUIDE.draw(&format!("{query}&view={view}"));
                }
            }
        }
    }
}

#[test]
fn one_node_owns_the_whole_ring() {
    let html = GUIDE.draw("hash-ring?nodes=2&edits=0s-remove-1");
    assert!(html.contains("100.0 % of keys"));
    GUIDE.draw("hash-ring?nodes=2&edits=0s-remove-1&view=space-time");
}

#[test]
fn an_eleventh_node_moves_nine_tenths_by_modulo() {
    let html = GUIDE.draw("hash-ring?edits=0s-add");
    assert!(html.contains("◇ 9.8 % moved"), "on the ring about one in eleven");
    assert!(html.contains("90.9 %"), "in theory and by modulo about 91 %");
    let mut figure = GUIDE.figure("hash-ring?");
    figure.input(Input::Predict(0));
    figure.input(Input::Edit("add".into()));
    let html = say(&figure);
    assert!(html.contains("said:0\">You said “About 9 %"), "the answer is quoted");
    let told = told(&figure).expect("an outcome is shown");
    assert!(told.starts_with("About 91 %"), "{told}");
}

#[test]
fn a_selected_node_is_the_one_to_remove() {
    let html = GUIDE.draw("hash-ring?select=n3");
    assert!(html.contains("Remove n3") && html.contains("Give n3 weight 2"));
    let mut figure = GUIDE.figure("hash-ring?");
    figure.input(Input::Pick("n3".into()));
    figure.input(Input::Pick("n7".into()));
    figure.input(Input::Offer(1));
    assert_eq!(figure.narration().lines().count(), 1);
    assert!(figure.narration().contains("n7 leaves"), "{}", figure.narration());
}

#[test]
fn offers_are_edits() {
    GUIDE.offers_are_edits("hash-ring?");
}

#[test]
fn the_log_reads_well() {
    let log = player::trace(DEMOS, "hash-ring?edits=0s-add,0s-remove-4");
    let log = log.expect("both are edits");
    assert!(log.contains("n11 joins: the ring moves 9.8 % of keys"), "{log}");
    assert!(log.contains("n4 leaves"), "{log}");
}

/// What the prose says about these numbers must go on being true.
#[test]
fn the_numbers_of_the_prose() {
    assert_eq!(GUIDE.number("ring-spread", &[("vnodes", "1")]), "0.87");
    assert_eq!(GUIDE.number("ring-spread-theory", &[("vnodes", "1")]), "0.90");
    assert_eq!(GUIDE.number("hottest-node", &[("vnodes", "1")]), "2.90");
    assert_eq!(GUIDE.number("ring-spread", &[("vnodes", "100")]), "0.089");
    assert_eq!(GUIDE.number("hottest-node", &[("vnodes", "100")]), "1.15");
    assert_eq!(GUIDE.number("ring-keys-moved", &[]), "9.1 %");
    assert_eq!(GUIDE.number("modulo-keys-moved", &[]), "90.9 %");
}

/// What the prose says of clients that list ten nodes in another order.
#[test]
fn the_order_of_the_members_matters_where_the_prose_says_so() {
    let moved = |given: &[_]| GUIDE.number("order-moved", given);
    assert_eq!(moved(&[("rule", "ring")]), "0.0 %");
    assert_eq!(moved(&[("rule", "rendezvous")]), "0.0 %");
    assert_eq!(moved(&[("rule", "modulo")]), "100.0 %");
    assert_eq!(moved(&[("rule", "jump")]), "100.0 %");
    assert_eq!(moved(&[("rule", "maglev"), ("table", "251")]), "6.3 %");
    assert_eq!(moved(&[("rule", "maglev")]), "0.1 %");
}
