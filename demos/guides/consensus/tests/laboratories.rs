//! The two laboratories: elections by the thousand, and what a decision costs.

use consensus::{DEMOS, EXPERIMENTS};
use stage::input::Input;
use stage::share::Shared;
use stage::{DemoEntry, Player, Verdict, frame};

fn entry(name: &str) -> DemoEntry {
    *DEMOS.iter().find(|entry| entry.name == name).expect(name)
}

fn draw(name: &str, query: &str) -> String {
    frame(DEMOS, name, &format!("{name}?{query}")).expect(query)
}

/// What the figure answers to its question when these knobs are turned.
fn answer(name: &'static str, turned: &[(&str, &str)]) -> Option<String> {
    let (shared, complaints) = Shared::read(&entry(name), "");
    assert_eq!(complaints, Vec::<String>::new());
    let mut player = Player::new(entry(name), name, shared);
    for (knob, value) in turned {
        player.input(Input::Knob(knob.to_string(), value.to_string()));
    }
    let html = stage::html::render(&stage::draw(&player, None));
    let paragraphs = html.split("<p").skip(1).filter_map(|p| p.split_once('>'));
    let is_told = |(attributes, _): &(&str, &str)| {
        attributes.contains("\"verdict\"") && attributes.contains("data-now")
    };
    let mut told = paragraphs.filter(is_told);
    told.next().map(|(_, text)| text.split('<').next().unwrap_or_default().into())
}

#[test]
fn at_rest_they_draw_in_both_layouts() {
    for name in ["election-timeout", "quorum-cost"] {
        let html = draw(name, "");
        assert!(html.contains("only-wide") && html.contains("only-narrow"));
        let verdicts =
            entry(name).checks().iter().map(|c| c.verdict).collect::<Vec<_>>();
        assert_eq!(verdicts, [Verdict::Holds], "{name}");
        assert!(entry(name).card.title.chars().count() <= 60);
    }
}

#[test]
fn the_predictions_say_what_was_measured() {
    let election =
        answer("election-timeout", &[("spread", "0")]).expect("it answers");
    assert!(election.starts_with("Few"), "{election}");
    let cost = answer("quorum-cost", &[("protocol", "pbft"), ("servers", "13")]);
    assert!(cost.as_ref().is_some_and(|c| c.starts_with("About 13")), "{cost:?}");
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (timeout, spread, latency) in [(25, 0, 1), (300, 300, 3), (25, 12, 3)] {
        for (servers, behind) in [(3, true), (7, false)] {
            draw(
                "election-timeout",
                &format!(
                    "timeout={timeout}&spread={spread}&latency={latency}\
                     &servers={servers}&behind={behind}"
                ),
            );
        }
    }
    for protocol in ["paxos", "multi-paxos", "raft", "pbft"] {
        for servers in [4, 13] {
            let html = draw(
                "quorum-cost",
                &format!("protocol={protocol}&servers={servers}"),
            );
            assert!(html.contains("messages"), "{protocol}");
        }
    }
    for name in ["election-timeout", "quorum-cost"] {
        assert!(draw(name, "view=table").contains("<table"));
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
    assert_eq!(number("decision-messages", &[("servers", "5")]), "8");
    assert_eq!(
        number("decision-messages", &[("protocol", "pbft"), ("servers", "13")]),
        "312"
    );
    assert_eq!(number("decision-delays", &[("protocol", "paxos")]), "4");
    let mean = number("election-mean", &[("timeout", "12"), ("spread", "12")]);
    assert!(
        ["33 ms", "34 ms", "35 ms", "36 ms"].contains(&mean.as_str()),
        "{mean}"
    );
    assert!(number("duel-ballots", &[]).starts_with("2."));
}
