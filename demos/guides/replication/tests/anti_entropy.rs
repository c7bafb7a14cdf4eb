//! Anti-entropy: the resting frame, the knobs, what the scenarios show.

use demo_testing::{Guide, say, told};
use replication::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_an_exchange_under_way() {
    let html = GUIDE.draw("anti-entropy?scenario=one");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(": 1 old row<"), "{html}");
    assert_eq!(html.matches("data-verdict=\"open\"").count(), 3);
    assert!(GUIDE.entry("anti-entropy").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for spread in ["scattered", "range"] {
        for (differing, depth, keys, faulty, latency) in
            [(0, 0, 256, 0, 50), (256, 6, 2_048, 30, 200), (256, 0, 256, 0, 50)]
        {
            let query = format!(
                "anti-entropy?spread={spread}&differing={differing}&depth={depth}\
                 &keys={keys}&faulty={faulty}&latency={latency}&t=3s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("anti-entropy?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("anti-entropy");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("anti-entropy?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("one").starts_with("13."));
    assert!(answer("leaf").starts_with("No: many more."));
    assert!(answer("scattered").starts_with("Under a tenth."));
    assert!(answer("range").starts_with("Under a quarter."));
}

/// The question about the range says what the scattered keys took.
#[test]
fn scattered_keys_take_77_hashes() {
    let table = GUIDE.draw("anti-entropy?scenario=scattered&t=3.2s&view=table");
    let sent = table.split("<tbody>").nth(1).expect("a table");
    let sent = sent.split("<td>").nth(1).and_then(|rest| rest.split('<').next());
    let sent: u32 = sent.and_then(|sent| sent.parse().ok()).expect("a number");
    assert_eq!(sent, 77);
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("anti-entropy?t=1s");
    GUIDE.actions_are_edits("anti-entropy?differing=64&depth=2&t=4s");
    let html = say(&GUIDE.figure("anti-entropy?t=550ms"));
    for mark in ["node-0", "node-1"] {
        assert!(html.contains(&format!("data-mark=\"{mark}\"")), "{html}");
    }
}

#[test]
fn the_numbers_of_the_prose() {
    let of = |name, differing, spread| {
        let given = [("keys", "1024"), ("depth", "6"), ("differing", differing)];
        let given = [&given[..], &[("spread", spread)]].concat();
        GUIDE.number(name, &given)
    };
    assert_eq!(of("merkle-hashes", "1", "scattered"), "13");
    assert_eq!(of("merkle-hashes", "16", "scattered"), "75");
    assert_eq!(of("merkle-bytes", "1", "range"), "1.9 KB");
    assert_eq!(of("merkle-in-vain", "1", "range"), "1.7 KB");
    assert_eq!(of("scan-bytes", "1", "scattered"), "16.5 KB");
    let range = of("merkle-bytes", "16", "range");
    assert!(range.starts_with("3."), "{range}");
    assert_eq!(GUIDE.number("merkle-hashes", &[]), "236");
}
