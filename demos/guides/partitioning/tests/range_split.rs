//! Ranges and slots: the resting frame, the knobs, what it claims.

use demo_testing::{Guide, say, told};
use partitioning::{DEMOS, EXPERIMENTS};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_spreads_random_keys() {
    let html = GUIDE.draw("range-split?t=30s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">1200 MB written<"), "{html}");
    assert!(html.contains(">164 MB copied<"), "{html}");
    let html = GUIDE.draw("range-split?t=30s");
    assert_eq!(html.matches("data-verdict=\"holds\"").count(), 2);
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
    assert!(answer("random").starts_with("Less than half"));
    assert!(answer("timestamps").starts_with("Nearly all"));
    assert!(answer("prefixes").starts_with("Less than half"));
    assert!(answer("slots").starts_with("Three, or all four"));
    assert!(answer("one-more").starts_with("About a fifth"));
}

/// The numbers before this unit that the wide picture has in its rows.
fn numbers(query: &str, unit: &str) -> Vec<u32> {
    let html = GUIDE.draw(query);
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let numbers = wide.split(unit);
    let last = |text: &str| text.rsplit('>').next().and_then(|n| n.parse().ok());
    numbers.filter_map(last).collect()
}

/// The shares of the last writes that the wide picture says.
fn written_shares(query: &str) -> Vec<u32> {
    numbers(query, " %</text>")
}

/// Slots are even, whatever the keys: in all that was written, so that it is not luck
/// that is seen. What is said of the last writes adds up to all.
#[test]
fn slots_are_about_even() {
    for keys in ["random", "ascending", "prefixed"] {
        let query = format!("range-split?keys={keys}&placed=slots&t=40s");
        let data = numbers(&query, " MB</text>");
        assert_eq!(data.len(), 4, "a row each in the wide picture");
        let all: u32 = data.iter().sum();
        let mut shares = data.iter().map(|mb| mb * 100 / all);
        assert!(shares.all(|share| (20..=30).contains(&share)), "{data:?}");
        assert_eq!(written_shares(&query).iter().sum::<u32>(), 100);
    }
}

/// Before five seconds have passed there is no share to tell.
#[test]
fn shares_are_told_when_they_are_known() {
    assert_eq!(written_shares("range-split?t=4.9s"), []);
    for keys in ["random", "ascending", "prefixed"] {
        for second in 5..60 {
            let query = format!("range-split?keys={keys}&t={second}s");
            assert_eq!(written_shares(&query).iter().sum::<u32>(), 100, "{query}");
        }
    }
}

/// How many boxes of the wide picture are being written.
fn written(query: &str) -> usize {
    let html = GUIDE.draw(query);
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let boxes = wide.split("<g").filter(|g| g.contains("class=\"level\""));
    boxes.filter(|g| g.starts_with(" data-role=\"chosen\"")).count()
}

/// Each box that is being written is marked: with keys that grow that is one.
#[test]
fn boxes_that_are_written_are_marked() {
    assert_eq!(written("range-split?keys=ascending&t=40.5s"), 1);
    assert!(written("range-split?keys=random&t=40.5s") >= 5);
}

#[test]
fn bounds_are_shown_and_what_moved_leaves_a_ghost() {
    let html = say(&GUIDE.figure("range-split?keys=ascending&t=10s"));
    assert!(html.contains("keys 0 to 8") && html.contains(">8</text>"), "{html}");
    let frames = (60..200).map(|tenth| {
        GUIDE.draw(&format!("range-split?t={}.{}s", tenth / 10, tenth % 10))
    });
    assert!(frames.into_iter().any(|html| html.contains(">to n")));
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
            assert!(reach(wide) <= 482.0, "{keys}, {at}: {}", reach(wide));
            assert!(reach(narrow) <= 278.5, "{keys}, {at}: {}", reach(narrow));
        }
    }
}

#[test]
fn a_new_node_gets_its_slots() {
    let html = GUIDE.draw("range-split?placed=slots&edits=30s-add&t=31s");
    assert!(html.contains(" slots to go to n5"), "{html}");
    let html = GUIDE.draw("range-split?placed=slots&edits=30s-add&t=50s");
    assert!(!html.contains(" slots to go"), "{html}");
    // About a fifth of the 1,500 MB or so that there were when the last one came.
    let (before, _) =
        html.split_once(" MB copied").expect("what was copied is told");
    let copied = before.rsplit('>').next().unwrap().parse::<u32>().unwrap();
    assert!((225..375).contains(&copied), "{copied}");
    assert!(GUIDE.draw("range-split?placed=slots&t=30s").contains(">0 MB copied<"));
}

/// Whoever looks at slots is told nothing of ranges, and the other way round.
#[test]
fn the_log_tells_of_what_is_shown() {
    let log = |placed: &str| {
        GUIDE.draw(&format!(
            "range-split?placed={placed}&edits=30s-add&t=50s&view=log"
        ))
    };
    let (ranges, slots) = (log("ranges"), log("slots"));
    assert!(ranges.contains("splits range") && !ranges.contains("slots are due"));
    assert!(!slots.contains("splits range") && slots.contains("slots are due"));
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("range-split?");
    GUIDE.actions_are_edits("range-split?placed=slots&t=40s");
}

#[test]
fn the_numbers_of_the_prose() {
    let of = |name, keys| GUIDE.number(name, &[("keys", keys)]);
    assert_eq!(of("range-busiest", "ascending"), "100 %");
    assert_eq!(of("range-busiest", "random"), "35 %");
    assert_eq!(of("range-copied", "ascending"), "72 %");
    assert_eq!(of("range-copied", "random"), "13 %");
}
