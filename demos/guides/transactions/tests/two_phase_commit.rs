//! The two-phase commit demo: its resting frame, the ends of its knobs, what its
//! prediction says of a run.

use stage::input::Input;
use stage::share::Shared;
use stage::{Player, Verdict, frame};
use transactions::{DEMOS, EXPERIMENTS};

fn draw(query: &str) -> String {
    let shared = format!("two-phase-commit?{query}");
    frame(DEMOS, "two-phase-commit", &shared).expect(query)
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&DEMOS[0], query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(DEMOS[0], "two-phase-commit", shared)
}

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let mut player = player(query);
    player.input(Input::Seek(sim::Micros::MAX));
    let html = stage::html::render(&stage::draw(&player, None));
    let mut outcomes = html.split("data-slot=\"outcome:").skip(1);
    let now = outcomes.find(|rest| rest[1..].starts_with("\" data-now"));
    let text = now.expect("it is answered").split_once('>').expect("a tag ends").1;
    text.split("</p>").next().unwrap_or_default().to_string()
}

#[test]
fn at_rest_the_coordinator_is_down_and_everyone_in_doubt() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let verdicts: Vec<_> = DEMOS[0].checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Fails]);
    assert!(DEMOS[0].card.title.chars().count() <= 60);
}

#[test]
fn the_prediction_says_what_the_run_did() {
    assert!(answer("").starts_with("They wait"), "{}", answer(""));
    let commits = ["crash=never", "standby=true&crash=after-logging"];
    let three = "protocol=three-phase&crash=after-first-told";
    for query in commits.into_iter().chain([three]) {
        assert!(
            answer(query).starts_with("They commit"),
            "{query}: {}",
            answer(query)
        );
    }
    // The standby finds no decision on record, and records an abort.
    for query in ["crash=never&dissent=true", "standby=true&crash=after-votes"] {
        assert!(
            answer(query).starts_with("They abort"),
            "{query}: {}",
            answer(query)
        );
    }
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for protocol in ["two-phase", "three-phase"] {
        for crash in ["never", "before-prepare", "after-votes", "after-first-told"]
        {
            for (participants, latency, loss) in [(2, 5, 0), (5, 60, 60)] {
                for switches in ["", "&standby=true&cooperative=true&dissent=true"]
                {
                    draw(&format!(
                        "protocol={protocol}&crash={crash}&participants={participants}\
                         &latency={latency}&loss={loss}&repair=0&t=2s{switches}"
                    ));
                }
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        draw(&format!("view={view}&t=200ms"));
    }
}

/// Whatever is on offer is an edit, at every moment of a run.
#[test]
fn every_offer_is_an_edit() {
    for t in ["0s", "30ms", "46ms", "60ms", "300ms"] {
        let offers =
            player(&format!("standby=true&t={t}&edits=20ms-cut-0-2")).offers();
        for edit in offers.into_iter().flat_map(|offer| offer.choices) {
            let mut player = player(&format!("standby=true&t={t}"));
            player.input(Input::Edit(edit.0.clone()));
            assert_eq!(player.notices(), Vec::<String>::new(), "{} at {t}", edit.0);
        }
    }
}

#[test]
fn the_prose_has_its_numbers() {
    let number = |name: &str, given: &[(&str, &str)]| {
        let entry =
            EXPERIMENTS.iter().find(|entry| entry.name == name).expect(name);
        let given: Vec<_> =
            given.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        entry.run(&given).expect(name)
    };
    let blocked = number("blocking-share", &[]);
    let percent: u32 =
        blocked.trim_end_matches(" %").parse().expect("a percentage");
    assert!((65..=68).contains(&percent), "theory says two thirds: {blocked}");
    assert_eq!(number("blocking-share", &[("standby", "true")]), "0 %");
    assert_eq!(number("messages-per-commit", &[("participants", "8")]), "24");
    assert_eq!(number("delays-per-commit", &[("protocol", "three-phase")]), "5");
}
