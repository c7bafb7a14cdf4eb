//! The Paxos demo: its resting frame, the ends of its knobs, what its prediction
//! says of a run.

use consensus::DEMOS;
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, Verdict, frame};

fn entry() -> DemoEntry {
    *DEMOS.iter().find(|entry| entry.name == "paxos").expect("it is a demo")
}

fn draw(query: &str) -> String {
    frame(DEMOS, "paxos", &format!("paxos?{query}")).expect(query)
}

fn player(query: &str) -> Player {
    let (shared, complaints) = Shared::read(&entry(), query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(entry(), "paxos", shared)
}

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let mut player = player(query);
    player.input(Input::Seek(sim::Micros::MAX));
    let html = stage::html::render(&stage::draw(&player, None));
    let paragraphs = html.split("<p").skip(1).filter_map(|p| p.split_once('>'));
    let is_told = |(attributes, _): &(&str, &str)| {
        attributes.contains("\"verdict\"") && attributes.contains("data-now")
    };
    let told = paragraphs.filter(is_told).map(|(_, text)| text.split('<').next());
    told.flatten().next().unwrap_or_default().to_string()
}

#[test]
fn at_rest_votes_are_refused_and_nothing_is_decided() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let verdicts: Vec<_> = entry().checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Open]);
}

#[test]
fn the_prediction_says_what_the_run_did() {
    assert!(answer("").starts_with("Nothing"), "{}", answer(""));
    for query in ["backoff=100", "gap=10", "gap=40", "proposers=1"] {
        assert!(answer(query).starts_with("One of"), "{query}: {}", answer(query));
    }
    let unsafe_run = "write=0&gap=25&adopt=false";
    assert!(answer(unsafe_run).starts_with("Both"), "{}", answer(unsafe_run));
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (proposers, acceptors) in [(1, 3), (2, 4), (3, 5)] {
        for (backoff, gap, jitter) in [(0, 0, 50), (200, 60, 0)] {
            for (write, loss, adopt) in [(0, 40, true), (20, 0, false)] {
                draw(&format!(
                    "proposers={proposers}&acceptors={acceptors}&backoff={backoff}\
                     &gap={gap}&jitter={jitter}&write={write}&loss={loss}\
                     &adopt={adopt}&t=400ms"
                ));
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
        let offers = player(&format!("t={t}&edits=20ms-crash-2")).offers();
        for edit in offers.into_iter().flat_map(|offer| offer.choices) {
            let mut player = player(&format!("t={t}"));
            player.input(Input::Edit(edit.0.clone()));
            assert_eq!(player.notices(), Vec::<String>::new(), "{} at {t}", edit.0);
        }
    }
}
