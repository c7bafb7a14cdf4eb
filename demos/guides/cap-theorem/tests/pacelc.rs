//! PACELC: what a write waits for, its rows, its curves.

use cap_theorem::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use player::input::Input;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

#[test]
fn scenarios() {
    GUIDE.scenarios_ask_and_answer("pacelc");
    for (scenario, expected) in [
        ("majority", "About 35 ms"),
        ("two-more", "About 70 ms: to Europe"),
        ("far-leader", "About 190 ms"),
        ("slow-copy", "About 35 ms, as before"),
        ("all-five", "About 220 ms"),
    ] {
        let query = format!("pacelc?scenario={scenario}");
        let told = told(&GUIDE.at_end(&query)).expect("an outcome is shown");
        assert!(told.starts_with(expected), "{scenario}: {told}");
    }
    // The line and the curves would give it away.
    for scenario in ["majority", "two-more", "far-leader"] {
        let rest = GUIDE.draw(&format!("pacelc?scenario={scenario}"));
        assert!(!rest.contains("class=\"expected\"/></g><g"), "{scenario}");
        assert!(!rest.contains("class=\"loud\""), "{scenario}");
    }
}

#[test]
fn the_resting_frame_names_the_copies_and_the_price() {
    let html = GUIDE.draw("pacelc?t=6400ms");
    let (wide, narrow) = html.split_once("only-narrow").expect("two layouts");
    for html in [wide, narrow] {
        assert!(html.contains(">3 of 5: median 3"), "{html}");
        let rows =
            ["East US", "East US 2", "Central US", "North Europe", "West Europe"];
        for name in rows {
            assert!(html.contains(&format!(">{name}<")), "{name}");
        }
    }
    assert!(wide.contains(">below: across an ocean<"));
    assert!(html.contains("0 of 20"));
}

#[test]
fn a_copy_can_be_made_the_leader_and_slowed() {
    let mut figure = GUIDE.figure("pacelc?t=2s");
    figure.input(Input::Press(vec!["copy-4".into()]));
    figure.input(Input::Do(0));
    assert!(figure.link().contains("edits=2s-lead-4"), "{}", figure.link());
    assert!(say(&figure).contains("West Europe, leader"));
    GUIDE.actions_are_edits("pacelc?t=1s");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for acks in [1, 7] {
        for copies in [3, 7] {
            for leader in ["east-us-2", "southeast-asia"] {
                for jitter in [0, 20] {
                    let query = format!(
                        "pacelc?acks={acks}&copies={copies}&leader={leader}\
                         &jitter={jitter}&edits=1s-slow-6&t=6400ms"
                    );
                    for view in ["picture", "table", "log"] {
                        GUIDE.draw(&format!("{query}&view={view}"));
                    }
                }
            }
        }
    }
}

#[test]
fn the_numbers_of_the_prose() {
    let write = |given: &[(&str, &str)]| GUIDE.number("write-latency", given);
    assert_eq!(write(&[]), "33 ms");
    assert_eq!(write(&[("acks", "1")]), "0 ms");
    let seven = [("copies", "7"), ("acks", "4")];
    assert_eq!(write(&seven), "69 ms");
    let far = [("copies", "7"), ("acks", "4"), ("leader", "southeast-asia")];
    assert_eq!(write(&far), "187 ms");
    assert_eq!(GUIDE.number("read-latency", &[]), "124 ms");
}
