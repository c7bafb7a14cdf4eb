//! Two regions that are cut: the resting frame, the knobs, the scenarios, what is
//! drawn.

use cap_theorem::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn the_resting_frame_shows_the_cut_before_anything_failed() {
    let html = GUIDE.draw("partition?t=1s");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains(">cut<"), "{html}");
    assert!(!html.contains("data-verdict=\"fails\""), "{html}");
    assert!(GUIDE.entry("partition").card.title.chars().count() <= 60);
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for policy in ["cp", "lww", "siblings"] {
        for cut in ["none", "both", "west", "east"] {
            for rest in [
                "length=500&rtt=40&compare=0&pause=0",
                "length=2500&rtt=300&compare=1000&pause=600",
            ] {
                let query =
                    format!("partition?policy={policy}&cut={cut}&{rest}&t=4s");
                for view in ["picture", "table", "log"] {
                    GUIDE.draw(&format!("{query}&view={view}"));
                }
            }
        }
    }
    GUIDE.draw("partition?t=0s");
}

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("partition");
    for (scenario, says) in [
        ("cp", "No answer"),
        ("lww", "An old value"),
        ("heal", "The latest"),
        ("siblings", "The next"),
        ("one-way", "C gives up, and B"),
    ] {
        let end = GUIDE.at_end(&format!("partition?scenario={scenario}"));
        let answer = told(&end).expect("an outcome is shown");
        assert!(answer.starts_with(says), "{scenario}: {answer}");
    }
}

/// The answers do not depend on the seed: a reader can reason them out. Where C
/// only writes in the cut it reads nothing old, and where it only reads nothing is
/// dropped.
#[test]
fn any_seed_gives_these_answers() {
    let (mut stale, mut dropped) = (0, 0);
    for seed in 1..=20 {
        let at = |start: &str| {
            say(&GUIDE.figure(&format!("partition?{start}&seed={seed}")))
        };
        assert!(at("t=4.4s").contains("East, in the cut: 0 of "), "seed {seed}");
        dropped += u32::from(at("policy=lww&t=3.5s").contains(" gone: "));
        let html = at("policy=lww&t=2.5s");
        stale += u32::from(html.contains(", though "));
    }
    assert!(stale > 15 && dropped > 15, "{stale}, {dropped}");
}

/// The violated read and the write that it misses are outlined, and tied.
#[test]
fn the_read_and_the_write_that_it_misses_are_outlined() {
    let html = GUIDE.draw("partition?scenario=lww&t=2.4s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    assert_eq!(wide.matches("class=\"blamed\"").count(), 2);
    assert!(wide.contains(">✕ C reads a1, though b1 was acknowledged<"), "{wide}");
}

/// What last-writer-wins drops is struck out, in its client's lane and at the
/// replica.
#[test]
fn what_is_dropped_is_struck_out() {
    let html = GUIDE.draw("partition?scenario=heal&t=3.2s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    assert!(wide.contains("class=\"struck halo\""), "{wide}");
    assert!(wide.contains(" gone: "), "{wide}");
}

/// Siblings are named while a replica has them, and so is the write that merges
/// them.
#[test]
fn who_merges_siblings_is_named() {
    let html = say(&GUIDE.at_end("partition?scenario=siblings"));
    assert!(html.contains(": its write first read both<"), "{html}");
    assert!(html.contains("class=\"decides\""), "{html}");
}

/// Three clients that write at once leave three siblings, and the next one has read all.
#[test]
fn three_siblings_are_merged_by_one_write() {
    let edits = "500ms-ask-5-write-x,500ms-ask-6-write-x,500ms-ask-7-write-x,\
                 800ms-ask-5-write-x";
    let at = |moment: &str| {
        GUIDE.draw(&format!(
            "partition?policy=siblings&cut=none&pause=0&edits={edits}&t={moment}"
        ))
    };
    assert!(at("790ms").contains("a1 | 2 more: none had seen another"));
    assert!(
        at("1.2s").contains("a2 replaces a1 | 2 more: its write first read all")
    );
}

/// What began before the cut is not counted, and its cross is grey: so many are red as
/// the words above say.
#[test]
fn crosses_are_as_many_as_are_counted() {
    let html = GUIDE.draw("partition?scenario=cp&t=4.4s");
    let wide = html.split("only-narrow").next().expect("the wide one comes first");
    let crosses = |role: &str| {
        wide.matches(&format!("class=\"stretch\" data-role=\"{role}\"")).count()
    };
    let (_, said) = wide.split_once(">East, in the cut: 0 of ").expect("said");
    let (asked, _) = said.split_once(' ').expect("a number");
    assert_eq!(asked, crosses("lost").to_string(), "{wide}");
    assert_eq!(crosses("quiet"), 1, "{wide}");
}

/// In the majority mode the east serves nothing while it is cut off, the west all.
#[test]
fn the_minority_serves_nothing() {
    let html = say(&GUIDE.at_end("partition?scenario=cp"));
    assert!(html.contains(">East, in the cut: 0 of "), "{html}");
    assert!(html.contains(">West, in the cut: 10 of 10 answered<"), "{html}");
    let verdicts = |word| html.matches(&format!("data-verdict=\"{word}\"")).count();
    assert_eq!((verdicts("holds"), verdicts("fails")), (3, 1), "{html}");
}

#[test]
fn actions_are_edits() {
    GUIDE.actions_are_edits("partition?");
    GUIDE.actions_are_edits("partition?policy=siblings&t=2.6s");
    let edits = "1s-split-east,1.1s-crash-0";
    GUIDE.actions_are_edits(&format!("partition?cut=none&edits={edits}&t=1.2s"));
}

/// Cut by hand and joined by hand: the numbers follow.
#[test]
fn a_cut_by_hand_counts() {
    let html = GUIDE.draw("partition?cut=none&edits=1s-split,2.5s-join&t=3.5s");
    assert!(html.contains(">East, in the cut: 0 of "), "{html}");
}

#[test]
fn the_numbers_of_the_prose() {
    let number = |name: &str, policy: &str, side: &str| {
        GUIDE.number(name, &[("policy", policy), ("side", side)])
    };
    for (policy, minority) in
        [("cp", "0 %"), ("lww", "100 %"), ("siblings", "100 %")]
    {
        assert_eq!(number("write-availability", policy, "minority"), minority);
        assert_eq!(number("write-availability", policy, "majority"), "100 %");
    }
    for name in ["stale-reads", "lost-writes", "conflicts"] {
        for policy in ["cp", "lww", "siblings"] {
            println!("{name} {policy} {}", number(name, policy, "minority"));
        }
    }
    for rounds in ["1", "2"] {
        println!("{}", GUIDE.number("unknown-outcomes", &[("rounds", rounds)]));
    }
}
