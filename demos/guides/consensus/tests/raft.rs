//! The Raft demo: its resting frame, the ends of its knobs, what its prediction
//! says of a run, what may be done to it.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Figure, Guide, say, told};
use player::input::Input;
use sim::Micros;
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let figure = GUIDE.at_end(&format!("raft?{query}"));
    told(&figure).expect("an outcome is shown")
}

/// Two leaders, of different terms, and an entry that only the old one has.
#[test]
fn at_rest_two_lead_and_one_of_them_alone() {
    let html = GUIDE.draw("raft?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("leader t1") && html.contains("leader t2"));
    assert!(html.contains("data-role=\"doubt\""));
    let entry = GUIDE.entry("raft");
    assert_eq!(entry.checks().len(), 5);
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

/// What a follower refused in an earlier term arrives when its sender leads again. It
/// is then cut off, another takes in x=7, and nobody confirms that it still leads.
#[test]
fn a_refusal_that_was_held_over_confirms_no_read() {
    let edits = "4s-hold-m134,4.005s-crash-2,4.01s-restart-2,\
                 4.015s-expire-2-election,4.175s-release-m134,4.235s-cut-2-0,\
                 4.235s-cut-2-1,4.24s-expire-1-election,6.23s-crash-1";
    let query = format!("raft?faults=none&servers=3&seed=0&edits={edits}&t=9.2s");
    let html = GUIDE.draw(&query);
    assert!(html.contains("Linearizable"));
    assert!(!html.contains("fails"), "{query}");
}

/// Before the first answer there is nothing to judge. Writes that servers are asked
/// for directly may have happened, or not.
#[test]
fn what_the_client_sees_is_judged_from_its_first_answer_on() {
    let checks = |query: &str| GUIDE.draw(&format!("raft?{query}"));
    assert!(checks("t=1ms").contains("no answer yet"));
    let proposed =
        checks("faults=none&edits=2s-ask-0-propose-77,2s-ask-1-propose-78&t=6s");
    assert!(!proposed.contains("no answer yet") && !proposed.contains("fails"));
}

/// Whatever the knobs say, a run ends with all checks kept.
#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (servers, latency, loss) in [(3, 5, 40), (7, 100, 0), (5, 30, 10)] {
        for faults in ["none", "cut-off", "crash"] {
            for switches in ["", "&pre-vote=true&spare=true&compaction=3"] {
                let shared = format!(
                    "raft?servers={servers}&latency={latency}&loss={loss}\
                     &faults={faults}&t=11.9s{switches}"
                );
                let html = GUIDE.draw(&shared);
                assert_eq!(html.matches("fails").count(), 0, "{shared}");
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        GUIDE.draw(&format!("raft?view={view}&t=3s"));
    }
    GUIDE.draw("raft?timeout=100&spread=0&t=5s");
}

/// Whatever is on offer is an edit, to the cluster and to a message.
#[test]
fn every_offer_is_an_edit() {
    for query in ["t=0s", "t=1.3s", "t=3.5s&spare=true", "t=2s&edits=1s-crash-0"] {
        GUIDE.offers_are_edits(&format!("raft?{query}"));
    }
}

/// A figure in which a message on its way is pressed, and that message.
fn a_message_pressed() -> (Figure, String) {
    let mut figure = GUIDE.figure("raft?faults=none&t=2.01s");
    let html = say(&figure);
    let at = html.find("pick:m").expect("a message is on its way");
    let mark: String =
        html[at + 5..].chars().take_while(|c| c.is_alphanumeric()).collect();
    figure.input(Input::Pick(mark.clone()));
    (figure, mark)
}

/// A message that was pressed can be dropped, held, delivered and doubled.
#[test]
fn a_pressed_message_can_be_dropped() {
    let (mut figure, mark) = a_message_pressed();
    let offers = figure.offers();
    let place = offers.iter().position(|offer| offer.verb == "Drop");
    let place = place.expect("messages can be dropped");
    let choices = |verb: &str| {
        let offer = offers.iter().find(|offer| offer.verb == verb);
        offer.map(|offer| offer.choices.len())
    };
    let verbs = ["Drop", "Hold", "Deliver", "Duplicate"];
    assert_eq!(verbs.map(choices), [Some(1); 4]);
    figure.input(Input::Offer(place));
    assert!(figure.narration().contains("(dropped)"), "{}", figure.narration());
    assert!(figure.link().contains(&format!("drop-{mark}")));
}

/// The numbers of messages that are still to come belong to one future: after an
/// edit another message has the number.
#[test]
fn a_pressed_message_of_another_future_is_let_go() {
    let (mut figure, mark) = a_message_pressed();
    // What was pressed stays so while time goes to and fro.
    figure.input(Input::Seek(Micros::from_secs(1)));
    assert!(figure.link().contains(&mark), "{}", figure.link());
    figure.input(Input::Edit("crash-0".into()));
    assert!(!figure.link().contains(&mark), "{}", figure.link());
    figure.input(Input::Undo);
    assert!(figure.link().contains(&mark), "{}", figure.link());
}
