//! Ranges and slots: the resting frame, the knobs, what it claims.

use demo_testing::{Guide, told};
use partitioning::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_spreads_random_keys() {
    let html = GUIDE.draw("range-split?t=30s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("1200 MB written, 164 MB copied"), "{html}");
    let html = GUIDE.draw("range-split?t=30s");
    assert_eq!(html.matches("data-verdict=\"holds\"").count(), 3);
    assert!(GUIDE.entry("range-split").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for keys in ["random", "ascending", "prefixed"] {
        for (nodes, split, copy) in [(2, 16, 8), (5, 256, 128)] {
            let query = format!(
                "range-split?keys={keys}&nodes={nodes}&split={split}&copy={copy}\
                 &edits=5s-add,20s-add&t=60s"
            );
            for view in ["picture", "table", "log"] {
                GUIDE.draw(&format!("{query}&view={view}"));
            }
        }
    }
    GUIDE.draw("range-split?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("range-split");
    let answer = |scenario: &str| {
        told(&GUIDE.at_end(&format!("range-split?scenario={scenario}")))
            .expect("an outcome is shown")
    };
    assert!(answer("random").starts_with("All four nodes"));
    assert!(answer("timestamps").starts_with("All of them"));
    assert!(answer("prefixes").starts_with("About half, or less"));
    assert!(answer("one-more").starts_with("About a fifth"));
}

/// Slots are even, whatever the keys: their share is of all writes, so that it is not
/// luck that is seen.
#[test]
fn slots_are_about_even() {
    for keys in ["random", "ascending", "prefixed"] {
        let html = GUIDE.draw(&format!("range-split?keys={keys}&t=40s"));
        let shares: Vec<u32> = html
            .split(", slots ")
            .skip(1)
            .map(|rest| rest.split(' ').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(shares.len(), 4, "a row each in the wide picture");
        assert!(shares.iter().all(|share| (20..=30).contains(share)), "{shares:?}");
    }
}

/// How many boxes of the wide picture are being written, in the strip and in the rows.
fn written(query: &str) -> usize {
    let html = GUIDE.draw(query);
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let boxes = wide.split("<g").filter(|g| g.contains("class=\"level\""));
    boxes.filter(|g| g.starts_with(" data-role=\"chosen\"")).count()
}

/// Each box that is being written is marked: with keys that grow that is one, at the
/// right end.
#[test]
fn boxes_that_are_written_are_marked() {
    assert_eq!(written("range-split?keys=ascending&t=40.5s"), 2, "strip and row");
    assert!(written("range-split?keys=random&t=40.5s") >= 10);
}

#[test]
fn bounds_are_shown_and_what_moved_leaves_a_ghost() {
    let html = GUIDE.draw("range-split?keys=ascending&t=10s");
    assert!(html.contains("<text") && html.contains(">0–"), "{html}");
    let frames = (60..200).map(|tenth| {
        GUIDE.draw(&format!("range-split?t={}.{}s", tenth / 10, tenth % 10))
    });
    assert!(frames.into_iter().any(|html| html.contains("went to n")));
}

/// How far right a picture's ghosts and what is on its way reach, with their words.
fn reach(picture: &str) -> f32 {
    let number = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).expect(name);
        rest.split('"').next().unwrap().parse::<f32>().unwrap()
    };
    let mut most = 0.0_f32;
    for group in picture.split("class=\"flights\"").skip(1) {
        let group = group.split("</g>").next().unwrap();
        for mark in group.split("<rect").skip(1) {
            most = most.max(number(mark, "x") + number(mark, "width"));
        }
        for text in group.split("<text").skip(1) {
            let (tag, words) = text.split_once('>').unwrap();
            let words = words.split('<').next().unwrap();
            most = most.max(number(tag, "x") + stage::parts::text_width(words));
        }
    }
    most
}

/// What leaves a row does not lie on the numbers at its right.
#[test]
fn what_moves_stays_inside_its_row() {
    for keys in ["ascending", "random"] {
        for tenth in (60..600).step_by(5) {
            let at = format!("t={}.{}s", tenth / 10, tenth % 10);
            let html = GUIDE.draw(&format!("range-split?keys={keys}&{at}"));
            let (wide, narrow) =
                html.split_once("only-narrow").expect("two layouts");
            assert!(reach(wide) <= 478.0, "{keys}, {at}: {}", reach(wide));
            assert!(reach(narrow) <= 287.0, "{keys}, {at}: {}", reach(narrow));
        }
    }
}

#[test]
fn a_new_node_gets_its_slots() {
    let html = GUIDE.draw("range-split?edits=30s-add&t=31s");
    assert!(!html.contains(">0 to go"), "{html}");
    let html = GUIDE.draw("range-split?edits=30s-add&t=50s");
    assert!(html.contains(">0 to go"), "{html}");
    // About a fifth of what there was.
    let (_, rest) = html.split_once(">by slots ").expect("what was copied is told");
    let words: Vec<_> = rest.split(' ').take(3).collect();
    let [copied, all] = [words[0], words[2]].map(|n| n.parse::<u32>().unwrap());
    assert!((15..25).contains(&(copied * 100 / all)), "{copied} of {all}");
    assert!(!GUIDE.draw("range-split?t=30s").contains(">by slots "));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("range-split?");
}

#[test]
fn the_numbers_of_the_prose() {
    let of = |name, keys| GUIDE.number(name, &[("keys", keys)]);
    assert_eq!(of("range-busiest", "ascending"), "100 %");
    assert_eq!(of("range-busiest", "random"), "35 %");
    assert_eq!(of("range-copied", "ascending"), "72 %");
    assert_eq!(of("range-copied", "random"), "13 %");
}
