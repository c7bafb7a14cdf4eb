//! The hash ring demo: its resting frame, its scenarios, the ends of its knobs, what
//! it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};
use player::input::Input;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_a_hot_node_and_no_move() {
    let html = GUIDE.draw("hash-ring?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("28.8 % of keys"), "the middle names the hottest node");
    assert!(!html.contains(">orange: ") && !html.contains(">red: "));
    let entry = GUIDE.entry("hash-ring");
    let verdicts: Vec<_> = entry.checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fails, Verdict::Holds, Verdict::Open]);
    assert!(entry.card.title.chars().count() <= 60);
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("hash-ring");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("hash-ring?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("one-more").starts_with("About 91 %"));
    assert!(answer("one-heir").starts_with("The next node, alone"));
    assert!(answer("many-heirs").starts_with("All others"));
    assert!(answer("poor-hash").starts_with("Two nodes"));
}

/// How many of a strip's hundred cells have a role, in the wide picture: on the ring
/// and by modulo. Cells beside each other are a stroke: each is 6.3 wide, and the last
/// ends a unit before the next begins.
fn cells(html: &str, role: &str) -> [usize; 2] {
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let mut strips = wide.split("class=\"strip\"").skip(1).map(|strip| {
        let cell = format!("class=\"cells\" data-role=\"{role}\"");
        let (before, _) = strip.split_once(&cell).expect("it has such cells");
        let (_, path) = before.rsplit_once(" d=\"").expect("they are a path");
        let (data, _) = path.split_once('"').expect("its data end");
        let long = data.split('h').skip(1).map(|rest| {
            let number = rest.split(|c: char| c != '.' && !c.is_ascii_digit());
            number.into_iter().next().unwrap().parse::<f64>().expect("a length")
        });
        long.map(|long| ((long + 1.0) / 6.3).round() as usize).sum()
    });
    [strips.next().unwrap(), strips.next().unwrap()]
}

/// What 91 % of the keys is, is 91 of 100 cells; and it passes, ring first.
#[test]
fn the_strips_change_colour_as_keys_move() {
    let at = |t: &str| GUIDE.draw(&format!("hash-ring?scenario=one-more&t={t}"));
    let html = at("1.2s");
    assert_eq!(cells(&html, "follower"), [100, 100], "all are on their way");
    assert!(html.contains("class=\"dot\""));
    let html = at("3s");
    assert_eq!(cells(&html, "candidate")[0], 10, "9.8 % have moved on the ring");
    let [_, moved] = cells(&html, "follower").map(|cells| 100 - cells);
    assert!((8..20).contains(&moved), "modulo is at work: {moved}");
    let html = at("12s");
    assert!(html.contains(">9.8 %<") && html.contains(">90.9 %<"));
    assert_eq!(cells(&html, "follower"), [90, 9]);
    assert_eq!(cells(&html, "lost")[0], 0, "the ring moves nothing for nothing");
    assert!(cells(&html, "lost")[1] > 75);
    assert!(!html.contains("class=\"dot\""));
}

/// How many parts of the ring have a token of the node in focus, in the wide picture.
fn own_ticks(query: &str) -> usize {
    let html = GUIDE.draw(query);
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let (before, _) = wide
        .split_once("\" class=\"tokens\" data-role=\"lost\"")
        .expect("it has had tokens");
    before.rsplit_once('"').map_or(0, |(_, data)| data.matches(['M', 'm']).count())
}

/// Of a hundred tokens a good hash makes many places on the ring, a poor one few.
#[test]
fn heaps_of_tokens_are_seen() {
    let poor = own_ticks("hash-ring?scenario=poor-hash&t=5s");
    let good = own_ticks("hash-ring?scenario=poor-hash&hash=xxh64&t=5s");
    assert!((75..=100).contains(&good), "{good}");
    assert!((1..40).contains(&poor), "{poor}");
    let rest = GUIDE.draw("hash-ring?scenario=poor-hash");
    assert!(rest.contains(">100 tokens, 2 arcs<"), "the heaps are told at rest");
}

/// The newcomer is brought out; whoever has left keeps its place.
#[test]
fn who_came_is_chosen_and_who_left_leaves_a_ghost() {
    let html = GUIDE.draw("hash-ring?scenario=one-more&t=12s");
    assert!(html.contains("n11 joins") && html.contains("orange: all to n11"));
    let html = GUIDE.draw("hash-ring?scenario=one-heir&t=6s");
    assert!(html.contains("n4 leaves") && html.contains(">left<"));
    assert!(!html.contains("data-mark=\"n4\""), "nothing can be done to it");
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
                     &edits=0s-add,1s-remove-1,2s-weight-2-8&t=3s"
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
    let html = GUIDE.draw("hash-ring?nodes=2&edits=0s-remove-1&t=20s&select=n2");
    assert!(html.contains("100.0 % of keys"));
    GUIDE.draw("hash-ring?nodes=2&edits=0s-remove-1&view=space-time");
}

/// What is pressed is brought out, and what may be done to it is shown.
#[test]
fn a_pressed_node_can_be_removed_or_weighed() {
    let mut figure = GUIDE.figure("hash-ring?");
    figure.input(Input::Press(vec!["n3".into()]));
    let html = say(&figure);
    assert!(html.contains("Weight 2") && html.contains(">6.9 % of keys</text>"));
    figure.input(Input::Do(0));
    assert_eq!(figure.narration().lines().count(), 1);
    assert!(figure.narration().contains("n3 leaves"), "{}", figure.narration());
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("hash-ring?");
    GUIDE.actions_are_edits("hash-ring?scenario=one-heir&t=3s");
}

#[test]
fn the_log_reads_well() {
    let log = player::trace(DEMOS, "hash-ring?edits=0s-add,2s-remove-4");
    let log = log.expect("both are edits");
    assert!(log.contains("n11 joins\n"), "the log does not tell ahead: {log}");
    let log = player::trace(DEMOS, "hash-ring?edits=0s-add&until=12s");
    let log = log.expect("it is an edit");
    assert!(log.contains("on the ring all that moves has arrived: 9.8 %"), "{log}");
    assert!(log.contains("by modulo all that moves has arrived: 90.9 %"), "{log}");
    let log = player::trace(DEMOS, "hash-ring?edits=0s-add,2s-remove-4");
    let log = log.expect("both are edits");
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
