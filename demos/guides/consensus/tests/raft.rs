//! The Raft demo: its resting frame, the ends of its knobs, what its prediction
//! says of a run, what may be done to it.

use consensus::DEMOS;
use stage::input::Input;
use stage::share::Shared;
use stage::{Player, Verdict, frame};

fn draw(query: &str) -> String {
    frame(DEMOS, "raft", &format!("raft?{query}")).expect(query)
}

fn player(query: &str) -> Player {
    let entry = DEMOS.iter().find(|entry| entry.name == "raft").expect("it exists");
    let (shared, complaints) = Shared::read(entry, query);
    assert_eq!(complaints, Vec::<String>::new());
    Player::new(*entry, "raft", shared)
}

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let mut player = player(query);
    player.input(Input::Seek(sim::Micros::MAX));
    let html = stage::html::render(&stage::draw(&player, None));
    let is_shown =
        |text: &&str| text.contains("outcome:") && text.contains("data-now");
    let shown = html.split("<p ").find(is_shown).expect("an outcome is shown");
    let (_, text) = shown.split_once('>').expect("a tag ends");
    text.split("</p>").next().unwrap_or_default().to_string()
}

/// Two leaders, of different terms, and an entry that only the old one has.
#[test]
fn at_rest_two_lead_and_one_of_them_alone() {
    let html = draw("");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("leader t1") && html.contains("leader t2"));
    assert!(html.contains("data-role=\"doubt\""));
    let entry = DEMOS.iter().find(|entry| entry.name == "raft").expect("it exists");
    assert_eq!(entry.checks().len(), 4);
    assert!(entry.checks().iter().all(|check| check.verdict == Verdict::Holds));
    assert!(entry.card.title.chars().count() <= 60);
}

#[test]
fn the_entry_of_the_leader_that_was_cut_off_is_thrown_away() {
    for query in ["", "seed=8", "servers=3", "servers=7", "pre-vote=true"] {
        let said = answer(query);
        assert!(said.starts_with("It is thrown away"), "{query}: {said}");
    }
    // With timeouts longer than the cut nobody else is elected.
    let said = answer("timeout=800&spread=800&latency=5&seed=3");
    assert!(!said.starts_with("Both logs"), "{said}");
}

/// Whatever the knobs say, a run ends with all checks kept.
#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (servers, latency, loss) in [(3, 5, 40), (7, 100, 0), (5, 30, 10)] {
        for faults in ["none", "cut-off", "crash"] {
            for switches in ["", "&pre-vote=true&spare=true&compaction=3"] {
                let query = format!(
                    "servers={servers}&latency={latency}&loss={loss}&faults={faults}\
                     &t=11.9s{switches}"
                );
                let html = draw(&query);
                assert_eq!(html.matches("fails").count(), 0, "{query}");
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        draw(&format!("view={view}&t=3s"));
    }
    draw("timeout=100&spread=0&t=5s");
}

/// Whatever is on offer is an edit, to the cluster and to a message.
#[test]
fn every_offer_is_an_edit() {
    for query in ["t=0s", "t=1.3s", "t=3.5s&spare=true", "t=2s&edits=1s-crash-0"] {
        for offer in player(query).offers() {
            for (edit, _) in offer.choices {
                let mut player = player(query);
                player.input(Input::Edit(edit.clone()));
                assert_eq!(player.notices(), Vec::<String>::new(), "{edit}");
            }
        }
    }
}

/// A message that was pressed can be dropped, held, delivered and doubled.
#[test]
fn a_pressed_message_can_be_dropped() {
    let mut player = player("faults=none&t=2.01s");
    let html = stage::html::render(&stage::draw(&player, None));
    let at = html.find("pick:m").expect("a message is on its way");
    let mark: String =
        html[at + 5..].chars().take_while(|c| c.is_alphanumeric()).collect();
    player.input(Input::Pick(mark.clone()));
    let offers = player.offers();
    let place = offers.iter().position(|offer| offer.verb == "Drop");
    let place = place.expect("messages can be dropped");
    let choices = |verb: &str| {
        let offer = offers.iter().find(|offer| offer.verb == verb);
        offer.map(|offer| offer.choices.len())
    };
    let verbs = ["Drop", "Hold", "Deliver", "Duplicate"];
    assert_eq!(verbs.map(choices), [Some(1); 4]);
    player.input(Input::Offer(place));
    assert!(player.narration().contains("(dropped)"), "{}", player.narration());
    assert!(player.link().contains(&format!("drop-{mark}")));
}
