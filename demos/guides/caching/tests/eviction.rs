//! Eviction side by side: its resting frame, its knobs, what it claims.

use caching::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// The wide picture of a figure.
fn wide(html: &str) -> &str {
    html.split("only-narrow").next().expect("the wide one comes first")
}

#[test]
fn the_resting_frame_shows_three_caches_and_all_rates() {
    let html = GUIDE.draw("eviction?t=10s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    for name in ["OPT", "FIFO", "CLOCK", "LFU", "2Q", "ARC", "W-TinyLFU", "SIEVE"] {
        assert!(wide(&html).contains(&format!(">{name}<")), "{name}: {html}");
    }
    assert!(GUIDE.entry("eviction").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for trace in ["zipf", "scan", "loop", "shift", "by-hand"] {
        for (size, skew, scan, times, beyond) in
            [(4, "none", 5, 1, 0), (12, "one-and-a-half", 40, 3, 10)]
        {
            let query = format!(
                "eviction?trace={trace}&size={size}&skew={skew}&scan={scan}\
                 &times={times}&beyond={beyond}&t=20s"
            );
            for view in ["picture", "table", "log"] {
                for select in ["arc,2q", "w-tinylfu", "clock,lfu"] {
                    GUIDE.draw(&format!("{query}&view={view}&select={select}"));
                }
            }
        }
    }
    GUIDE.draw("eviction?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("eviction");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("eviction?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    for (scenario, says) in [
        ("scan", "S3-FIFO alone"),
        ("twice", "S3-FIFO alone"),
        ("loop", "Never"),
        ("skew", "SIEVE"),
        ("shift", "LRU"),
    ] {
        let answer = answer(scenario);
        assert!(answer.starts_with(says), "{scenario}: {answer}");
    }
}

/// After a scan LRU has numbers in all cells, and S3-FIFO its letters but for one.
#[test]
fn a_scan_empties_lru_and_not_s3_fifo() {
    let table = GUIDE.draw("eviction?scenario=scan&t=12s&view=table");
    let keys = |name: &str| {
        let row = table.split(&format!(">{name}<")).nth(1).expect("its row");
        let row = row.split("</tr>").next().expect("its end").to_owned();
        row.matches(char::is_uppercase).count()
    };
    assert_eq!((keys("LRU"), keys("FIFO"), keys("CLOCK")), (0, 0, 0), "{table}");
    assert_eq!((keys("S3-FIFO"), keys("ARC"), keys("OPT")), (9, 9, 9), "{table}");
}

/// Who is far behind OPT is said by name, and is red among the bars.
#[test]
fn who_falls_behind_is_named() {
    let before = GUIDE.draw("eviction?t=10s");
    assert!(before.contains("never by 8 hits in 20 requests"), "{before}");
    let after = GUIDE.draw("eviction?t=15s");
    let far = "by 8 hits in 20 requests: FIFO, LRU, CLOCK<";
    assert!(after.contains(far), "{after}");
    let red = "class=\"matter\" data-role=\"lost\">";
    assert_eq!(wide(&after).matches(red).count(), 3, "{after}");
}

/// A cache is drawn by pressing the bar of its policy.
#[test]
fn any_two_caches_can_be_drawn() {
    let html = GUIDE.draw("eviction?t=10s&select=arc,lfu");
    assert!(wide(&html).contains(">T1 has what was asked for once, T2 the rest<"));
    let html = say(&GUIDE.figure("eviction?t=10s"));
    assert!(html.contains("data-action=\"select:sieve\""), "{html}");
    assert!(html.contains("data-mark=\"requests\""), "{html}");
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("eviction?");
    GUIDE.actions_are_edits("eviction?trace=by-hand&t=2s");
    GUIDE.actions_are_edits("eviction?scenario=twice&t=13s");
    GUIDE.actions_are_edits("eviction?trace=zipf&t=49s");
}

/// The reader writes a trace: ABC over and over, with room for four.
#[test]
fn a_trace_can_be_written_in_the_link() {
    let html = GUIDE.draw(
        "eviction?trace=by-hand&size=4&edits=0s-ask-ABCABCDEFG&t=3s&view=table",
    );
    assert!(html.contains("after 10 requests"), "{html}");
    assert!(html.contains("G F E D"), "{html}");
}

#[test]
fn the_numbers_of_the_prose() {
    let ratio = |policy, trace| {
        GUIDE.number("hit-ratio", &[("policy", policy), ("trace", trace)])
    };
    assert_eq!(ratio("lru", "loop"), "0 %");
    // What the worked example of sizing says of them.
    let misses = |policy, size| -> u32 {
        let given = [("policy", policy), ("trace", "zipf"), ("size", size)];
        GUIDE.number("misses", &given).parse().expect("it is a number")
    };
    let half = 300;
    assert!(misses("lru", "20") >= half && misses("lru", "30") < half);
    assert!(misses("s3-fifo", "10") > half && misses("s3-fifo", "20") < half);
    assert!(misses("s3-fifo", "15") < half);
    assert_eq!(GUIDE.number("misses", &[("trace", "loop")]), "1000");
    let kept = |policy, times| {
        GUIDE.number("scan-kept", &[("policy", policy), ("times", times)])
    };
    assert_eq!(kept("lru", "1"), "0.0");
}
