//! Batching and pipelining: its resting frame, its knobs, what it claims.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_two_disks_at_work() {
    let html = GUIDE.draw("throughput?t=2.4ms");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">1 of 1<") && html.contains(">– a second<"), "{html}");
    assert_eq!(html.matches("data-verdict=\"open\"").count(), 1);
    assert!(GUIDE.entry("throughput").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (batch, in_flight, link, clients) in
        [(1, 1, 1, 1), (16, 16, 100, 64), (1, 16, 1, 64), (16, 1, 100, 1)]
    {
        for (write, first) in [(0, false), (5_000, true)] {
            let query = format!(
                "throughput?batch={batch}&in-flight={in_flight}&link={link}\
                 &clients={clients}&write={write}&leader-first={first}&t=60ms"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("throughput?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("throughput");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("throughput?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("one").starts_with("About 330"));
    assert!(answer("window").starts_with("One"));
    assert!(answer("batch").starts_with("About as many, or more"));
    assert!(answer("link").starts_with("Nothing: 1,000 a second"));
    assert!(answer("leader-first").starts_with("After 5 ms"));
}

/// What is busy all the time is said beside its lane, and the check under the picture.
#[test]
fn the_busy_link_is_seen() {
    let full = say(&GUIDE.at_end("throughput?scenario=link"));
    assert!(full.contains(">16 of 16<") && full.contains("busy 100 %"));
    assert!(full.contains("data-verdict=\"fails\""), "{full}");
    let idle = say(&GUIDE.at_end("throughput?scenario=one"));
    assert!(idle.contains("busy 1 %"), "{idle}");
}

/// The numbers of the picture are those of the prose.
#[test]
fn the_numbers_are_those_of_the_prose() {
    for (scenario, given) in [
        ("window", [("batch", "1"), ("in-flight", "8"), ("clients", "16")]),
        ("batch", [("batch", "8"), ("in-flight", "1"), ("clients", "16")]),
    ] {
        let rate = GUIDE.number("raft-throughput", &given);
        let html = say(&GUIDE.at_end(&format!("throughput?scenario={scenario}")));
        assert!(html.contains(&format!(">{rate} a second<")), "{rate}: {html}");
    }
}

#[test]
fn actions_are_edits() {
    for query in ["t=2.4ms", "scenario=window&t=5.3ms", "edits=4ms-crash-1&t=9ms"] {
        GUIDE.actions_are_edits(&format!("throughput?{query}"));
    }
    let down = say(&GUIDE.figure("throughput?edits=4ms-crash-1&t=9ms"));
    assert!(down.contains(">S2 is down<"), "{down}");
}
