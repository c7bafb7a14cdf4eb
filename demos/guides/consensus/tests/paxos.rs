//! The Paxos demo: its resting frame, the ends of its knobs, what its prediction
//! says of a run.

use consensus::{DEMOS, EXPERIMENTS};
use demo_testing::{Guide, told};
use stage::Verdict;

const GUIDE: Guide = Guide::new(DEMOS, EXPERIMENTS);

/// What the figure answers to its question once the run is over.
fn answer(query: &str) -> String {
    let figure = GUIDE.at_end(&format!("paxos?{query}"));
    told(&figure).expect("an outcome is shown")
}

#[test]
fn at_rest_votes_are_refused_and_nothing_is_decided() {
    let html = GUIDE.draw("paxos?");
    assert!(html.contains("only-wide") && html.contains("only-narrow"));
    let verdicts: Vec<_> =
        GUIDE.entry("paxos").checks().iter().map(|c| c.verdict).collect();
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Open]);
}

#[test]
fn the_prediction_says_what_the_run_did() {
    assert!(answer("").starts_with("Nothing"), "{}", answer(""));
    for query in ["backoff=100", "gap=10", "gap=40"] {
        assert!(answer(query).starts_with("One of"), "{query}: {}", answer(query));
    }
    for query in ["proposers=1", "loss=5&gap=40"] {
        let figure = GUIDE.at_end(&format!("paxos?{query}"));
        assert_eq!(told(&figure), None, "the question is about another: {query}");
    }
    let unsafe_run = "write=0&gap=25&adopt=false";
    assert!(answer(unsafe_run).starts_with("Both"), "{}", answer(unsafe_run));
}

#[test]
fn every_knob_can_be_turned_to_its_ends() {
    for (proposers, acceptors) in [(1, 3), (2, 4), (3, 5)] {
        for (backoff, gap, jitter) in [(0, 0, 50), (200, 60, 0)] {
            for (write, loss, adopt) in [(0, 40, true), (20, 0, false)] {
                GUIDE.draw(&format!(
                    "paxos?proposers={proposers}&acceptors={acceptors}\
                     &backoff={backoff}&gap={gap}&jitter={jitter}&write={write}\
                     &loss={loss}&adopt={adopt}&t=400ms"
                ));
            }
        }
    }
    for view in ["space-time", "table", "log"] {
        GUIDE.draw(&format!("paxos?view={view}&t=200ms"));
    }
}

/// Whatever is on offer is an edit, at every moment of a run.
#[test]
fn every_offer_is_an_edit() {
    for t in ["0s", "30ms", "46ms", "60ms", "300ms"] {
        for edits in ["", "&edits=20ms-crash-2"] {
            GUIDE.offers_are_edits(&format!("paxos?t={t}{edits}"));
        }
    }
}

/// What an acceptor promised and voted for is on its disk: its lane says so again when
/// it comes up.
#[test]
fn a_lane_goes_on_after_a_restart_where_it_was() {
    let lane = |edits: &str| {
        let query = format!("paxos?proposers=1{edits}&t=100ms");
        let html = GUIDE.draw(&query);
        let (_, lanes) = html.split_once("class=\"lanes\"").expect("lanes");
        let (track, _) = lanes.split_once(">A1</text>").expect("a lane for A1");
        let (_, last) =
            track.rsplit_once("data-role=\"").expect("it has stretches");
        last.split('"').next().unwrap_or_default().to_string()
    };
    assert_eq!(lane(""), "committed");
    assert_eq!(lane("&edits=60ms-crash-1,70ms-restart-1"), "committed");
    assert_eq!(
        lane("&edits=5ms-crash-1,90ms-restart-1"),
        "quiet",
        "it has promised nothing"
    );
}
