//! A chain: its resting frame, its scenarios, what it claims.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (length, slow, latency, store, requests) in
        [(2, 0, 10, 0, 0), (5, 5, 80, 40, 10), (2, 5, 40, 20, 5)]
    {
        for rules in ["reads=head&resend=nothing", "reads=tail&resend=lacking"] {
            let query = format!(
                "chain?{rules}&length={length}&slow={slow}&latency={latency}\
                 &store={store}&requests={requests}&edits=500ms-ask-3-stop&t=1.4s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("chain?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("chain");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("chain?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("walk").starts_with("280 ms"));
    assert!(answer("middle").starts_with("B1 and A2"));
    assert!(answer("nothing").starts_with("B2"));
    assert!(answer("tail").starts_with("Both are answered"));
    assert!(answer("head").starts_with("B1, and nobody had"));
}

/// The very cells that break an invariant are outlined, and named.
#[test]
fn what_breaks_is_outlined() {
    let broken = GUIDE.draw("chain?scenario=nothing&t=600ms");
    let wide = broken.split("only-narrow").next().expect("the wide one is first");
    let proofs = wide.matches("class=\"proof\"").count();
    assert_eq!(proofs, 3, "S4 has what S3 has: {wide}");
    assert!(wide.contains(">✕ At #2 S1 has B1, and S3 has B2<"), "{wide}");
    let whole = GUIDE.draw("chain?scenario=middle&t=600ms");
    assert!(!whole.contains("class=\"proof\""), "{whole}");
}

#[test]
fn what_is_gone_is_named() {
    let head = GUIDE.draw("chain?scenario=head&t=400ms");
    assert!(head.contains(">✕ B1 died with S1"), "{head}");
    let after = say(&GUIDE.at_end("chain?scenario=head"));
    assert!(after.contains("B1 in 350 ms"), "{after}");
}

/// A read at the head sees what dies with it; the same read at the tail does not.
#[test]
fn a_read_at_the_head_is_not_linearizable() {
    let verdict = |query: &str| {
        let html = GUIDE.draw(&format!("chain?scenario=head&{query}&t=740ms"));
        let check = html.split("Linearizable").next().expect("it is shown");
        let place = check.rfind("data-verdict").expect("a check has a verdict");
        check[place..].starts_with("data-verdict=\"fails\"")
    };
    assert!(!verdict("reads=tail"));
    assert!(verdict("reads=head"));
}

/// A read that no order allows is red, with its client and what it got.
#[test]
fn a_stale_read_is_marked() {
    let draw =
        |query: &str| GUIDE.draw(&format!("chain?scenario=head&{query}&t=740ms"));
    let stale = draw("reads=head");
    assert!(stale.contains(">✕ A reads A2, which no order"), "{stale}");
    assert!(stale.contains(">A reads A2<"), "its client is red: {stale}");
    let fresh = draw("reads=tail");
    assert!(!fresh.contains("no order"), "{fresh}");
}

/// A write that only the head takes to be at the tail is not green anywhere.
#[test]
fn what_the_tail_lacks_is_not_green() {
    let end = GUIDE.at_end("chain?scenario=nothing");
    let html = say(&end);
    assert!(html.contains("✕ Acknowledged, and not at the tail: A2, B1"), "{html}");
    let struck = html.matches("class=\"inside struck\">A2<").count();
    assert_eq!(struck, 2, "wide and narrow: {html}");
    let before = say(&GUIDE.figure("chain?scenario=nothing&t=720ms"));
    assert!(before.contains("✕ S1 takes B1, A2 to be at the tail"), "{before}");
}

/// Where servers disagree about a place, whatever one has there is red.
#[test]
fn no_server_is_right_about_a_place_that_differs() {
    let html = say(&GUIDE.at_end("chain?scenario=nothing"));
    let b2: Vec<&str> = html
        .split("<g data-role=\"")
        .filter(|cell| {
            cell.contains(
                "y=\"204.5\" text-anchor=\"middle\" class=\"inside\">B2</text>",
            )
        })
        .filter_map(|cell| cell.split('"').next())
        .collect();
    assert_eq!(b2, ["lost"; 4], "at S3 and S4, wide and narrow: {html}");
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("chain?");
    GUIDE.actions_are_edits("chain?scenario=middle&t=390ms");
    GUIDE.actions_are_edits("chain?scenario=head&t=390ms");
}

/// A server that is ten times slower slows each write, and no read.
#[test]
fn a_slow_server_slows_writes_alone() {
    let figure = |query: &str| {
        say(&GUIDE.figure(&format!("chain?requests=0&length=5&{query}&t=1s")))
    };
    let write = "edits=0s-ask-1-write";
    assert!(figure(write).contains("A1 in 340 ms"));
    assert!(figure(&format!("slow=3&{write}")).contains("A1 in 520 ms"));
    let read = figure("slow=3&edits=0s-ask-1-read");
    assert!(read.contains("reads nothing"), "{read}");
}

#[test]
fn the_numbers_of_the_prose() {
    let number = |name: &str, length: &str, wait: &str| {
        GUIDE.number(name, &[("length", length), ("wait", wait)])
    };
    assert_eq!(number("chain-latency", "3", "all"), "4.0 ms");
    assert_eq!(number("chain-latency", "5", "all"), "6.0 ms");
    assert_eq!(number("chain-messages", "5", "all"), "10");
}
