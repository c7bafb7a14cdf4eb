//! The Raft demo: its scenarios and what is seen at their crux, the ends of its
//! knobs, what may be done to it.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, say, told};
use models::consensus::raft::Trial;
use player::input::Input;
use sim::{Micros, history};
use stage::{Playable, Verdict};

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to the question of a scenario once the run is over.
fn answer(scenario: &str) -> String {
    let figure = GUIDE.at_end(&format!("raft?scenario={scenario}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn every_scenario_asks_and_answers() {
    GUIDE.scenarios_ask_and_answer("raft");
}

#[test]
fn each_scenario_ends_as_it_is_meant_to() {
    for (scenario, ending) in [
        ("cut-off", "It is thrown away"),
        ("one-way", "Nothing, while this lasts"),
        ("quorum-check", "The next leader"),
        ("two-copies", "Neither"),
        ("remove", "It does so again and again"),
    ] {
        let said = answer(scenario);
        assert!(said.starts_with(ending), "{scenario}: {said}");
    }
}

/// Two leaders, of different terms, and an entry that only the old one has.
#[test]
fn at_first_two_lead_and_one_of_them_alone() {
    let html = GUIDE.draw("raft?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    assert!(html.contains("leader t1") && html.contains("leader t2"));
    assert!(html.contains("data-role=\"doubt\""));
    let entry = GUIDE.entry("raft");
    assert_eq!(entry.checks().len(), 4);
    assert!(entry.checks().iter().all(|check| check.verdict == Verdict::Holds));
    assert!(entry.card.title.chars().count() <= 60);
}

/// What is overwritten is struck out for a second, wherever the reader comes from.
#[test]
fn an_entry_that_is_overwritten_leaves_a_ghost() {
    let at =
        |moment: &str| GUIDE.draw(&format!("raft?scenario=cut-off&t={moment}"));
    let is_seen = |html: &str| {
        html.contains("class=\"ghost\"") && html.contains("never committed")
    };
    let discarded = GUIDE.figure("raft?scenario=cut-off&t=4.3s").narration();
    let line = discarded.lines().find(|line| line.contains("S3 discards"));
    let line = line.expect("S3 gives x=3 up");
    let seconds: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
    let moment = |plus: f64| format!("{}ms", ((seconds + plus) * 1_000.0) as u32);
    let term = "x=3 on S3: replaced by S2, never committed";
    assert!(!is_seen(&at(&moment(-0.01))));
    assert!(is_seen(&at(&moment(0.01))) && is_seen(&at(&moment(0.6))));
    assert!(
        at(&moment(0.01)).contains(term) && at(&moment(0.01)).contains(">– t2<")
    );
    // The words stand beside the cell that is gone, and beside no other one.
    assert!(at(&moment(0.01)).contains(">replaced by S2<"));
    let later = at(&moment(0.5));
    let (wide, _) = later.split_once("only-narrow").expect("two layouts");
    assert!(!wide.contains(">replaced by S2<"));
    let mut figure = GUIDE.at_end("raft?scenario=cut-off&end=6s");
    assert!(!is_seen(&say(&figure)));
    figure.input(Input::Seek(moment(0.5).parse().unwrap()));
    assert!(is_seen(&say(&figure)), "going back shows it again");
}

/// When a leader sends to all, its messages lie near it. Each can be pressed by
/// itself, and what is done to it is not done to the leader.
#[test]
fn each_message_that_leaves_the_leader_can_be_pressed() {
    let query = "raft?seed=7&t=2.832s";
    let messages = ["m185", "m186", "m187", "m188"];
    for id in messages {
        let mut figure = GUIDE.figure(query);
        figure.input(Input::Press(vec![id.into()]));
        let html = say(&figure);
        for verb in ["Drop", "Hold", "Deliver now", "Duplicate"] {
            assert!(html.contains(&format!(">{verb}<")), "{id}: {verb}");
        }
        assert!(html.contains("Append #3"), "{id}");
        figure.input(Input::Do(0));
        assert!(figure.narration().contains("(dropped)"), "{id}");
        assert!(figure.link().contains(&format!("edits=2.832s-drop-{id}")));
        assert!(!figure.narration().contains("stops"), "{id}");
    }
    // Where they lie on the leader, the reader chooses.
    let mut figure = GUIDE.figure(query);
    let all = messages.into_iter().chain(["node-2"]).map(Into::into);
    figure.input(Input::Press(all.collect()));
    figure.input(Input::Do(0));
    assert!(!figure.link().contains("edits="), "nothing was meant yet");
}

/// What a follower refused in an earlier term arrives when its sender leads again. It
/// is then cut off, another takes in x=7, and nobody confirms that it still leads.
#[test]
fn a_refusal_that_was_held_over_confirms_no_read() {
    let edits = "4s-hold-m134,4.005s-crash-2,4.01s-restart-2,\
                 4.015s-expire-2-election,4.175s-release-m134,4.235s-cut-2-0,\
                 4.235s-cut-2-1,4.24s-expire-1-election,6.23s-crash-1";
    let entry = GUIDE.entry("raft");
    let mut values = (entry.defaults)();
    let three = [("servers".into(), "3".into())];
    assert!(stage::knob::merge(entry.knobs, &mut values, &three).is_empty());
    let mut act = Playable::from(entry).perform(&values, 0);
    let edits = edits.split(',').map(|edit| {
        let (at, edit) = edit.split_once('-').unwrap();
        (at.parse::<Micros>().unwrap(), edit.into())
    });
    assert!(act.edit(&edits.collect::<Vec<_>>()).is_empty());
    act.seek(Micros::from_millis(9_200));
    let trial: &Trial = act.evidence().unwrap().model.downcast_ref().unwrap();
    let seen = trial.history();
    assert!(seen.iter().any(|seen| seen.responded().is_some()));
    assert!(history::check(&seen).is_linearizable());
    assert!(act.checks().iter().all(|check| check.verdict != Verdict::Fails));
}

/// What the client asks for once more is another entry, and is seen to be.
#[test]
fn a_retry_is_told_from_the_entry_that_was_lost() {
    let at = |t: &str| GUIDE.draw(&format!("raft?scenario=cut-off&t={t}"));
    assert!(at("3.37s").contains(">x=3<") && !at("3.37s").contains(">↻x=3<"));
    let end = at("4s");
    assert!(end.contains(">↻x=3<") && end.contains("inside struck\">x=3<"));
    let cells = |html: &str| html.matches(">x=3<").count();
    assert_eq!(cells(&end), 2, "the lost one, in both layouts");
}

/// The old leader is seen to be old, for as long as there is a newer one.
#[test]
fn a_stale_leader_looks_like_one() {
    let html = GUIDE.draw("raft?scenario=cut-off");
    assert!(html.contains(">stale leader t1<") && html.contains("node stale"));
    assert!(!html.contains(">stale leader t2<"));
    assert!(html.contains("S3 knows of #3 in 1 of 5 logs; it takes 3"));
    assert!(!GUIDE.draw("raft?scenario=cut-off&t=4s").contains("stale leader"));
}

/// What a server knew to be committed does not look lost when it stops.
#[test]
fn a_stopped_server_keeps_its_committed_cells() {
    let cells = |t: &str| {
        let html = GUIDE.draw(&format!("raft?scenario=two-copies&t={t}"));
        html.matches("<g data-role=\"committed\"><rect").count()
    };
    assert!(cells("2.55s") > 0);
    assert_eq!(cells("2.55s"), cells("2.56s"), "S3 stops at 2.553 s");
}

/// With pre-vote the same server is removed in the same way, and nobody steps down.
#[test]
fn pre_vote_keeps_a_removed_server_from_harm() {
    let at =
        |query: &str| GUIDE.draw(&format!("raft?scenario=remove&t=4.3s{query}"));
    assert!(at("").contains(">removed t"));
    let guarded = at("&pre-vote=true");
    assert!(guarded.contains("S1 asks first, and raises no term: still 1"));
    assert!(guarded.contains(">leader t1<") && !guarded.contains("leads no more"));
}

/// A cut link, an answer that refuses and a message that is lost have a sign each, and
/// a refused vote says why.
#[test]
fn a_cut_a_refusal_and_a_loss_look_different() {
    let count = |query: &str, sign: &str| {
        let html = GUIDE.draw(&format!("raft?{query}"));
        let (wide, _) = html.split_once("only-narrow").expect("two layouts");
        wide.matches(sign).count()
    };
    let stop = "class=\"stop\"";
    let legend = 1;
    assert_eq!(count("t=2s", stop), legend, "nothing is cut");
    assert_eq!(count("scenario=one-way", stop), legend + 4);
    assert_eq!(count("scenario=cut-off", stop), legend + 8);
    let refused = "scenario=two-copies&t=3s";
    assert!(count(refused, "class=\"no\"") > legend);
    assert_eq!(count(refused, stop), legend);
    assert_eq!(count(refused, "Vote no: older log"), 1);
    assert_eq!(count(refused, "Vote no: has voted"), 1);
}

/// Who was removed is seen to be outside also while it asks for votes.
#[test]
fn who_was_removed_stays_marked_as_outside() {
    let html = GUIDE.draw("raft?scenario=remove&t=4s");
    assert!(html.contains(">cfg 4<"));
    assert!(html.contains(">removed t") && !html.contains(">removed t1<"));
}

/// What a message says stands beside no server's state, and does not move.
#[test]
fn what_messages_say_hides_no_state() {
    let mut places = std::collections::BTreeSet::new();
    for millis in (2_300..4_200).step_by(50) {
        let html = GUIDE.draw(&format!("raft?scenario=one-way&t={millis}ms"));
        let (wide, _) = html.split_once("only-narrow").expect("two layouts");
        let of = |words: &str| -> Vec<[f32; 2]> {
            let texts = wide.split("<text ").skip(1);
            let texts = texts.filter(|text| text.contains(&format!(">{words}")));
            let number = |text: &str, place: usize| {
                text.split('"').nth(place).expect("x, y").parse().expect("a number")
            };
            texts.map(|text| [number(text, 1), number(text, 3)]).collect()
        };
        let states = [of("follower t"), of("leader t"), of("client<")].concat();
        for [x, y] in of("Append #") {
            places.insert(format!("{x} {y}"));
            for [other_x, other_y] in &states {
                let is_far =
                    (y - other_y).abs() > 13.0 || (x - other_x).abs() > 110.0;
                assert!(is_far, "at {millis} ms: {x}, {y}");
            }
        }
    }
    assert!((1..=4).contains(&places.len()), "one for each follower: {places:?}");
}

/// Whatever the knobs say, a run ends with all checks kept.
#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (servers, latency, loss) in [(3, 5, 40), (7, 100, 0), (5, 30, 10)] {
        for edits in ["", "&edits=3s-crash-0,4s-cut-1-2,6s-restart-0,7s-heal-1-2"] {
            for switches in ["", "&pre-vote=true&spare=true&compaction=3"] {
                let shared = format!(
                    "raft?servers={servers}&latency={latency}&loss={loss}\
                     &t=12s{edits}{switches}"
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

/// Whatever can be pressed offers edits that the cluster takes.
#[test]
fn every_action_is_an_edit() {
    for query in ["t=0s", "t=1.3s", "t=3.5s&spare=true", "t=2s&edits=1s-crash-0"] {
        GUIDE.actions_are_edits(&format!("raft?{query}"));
    }
}
