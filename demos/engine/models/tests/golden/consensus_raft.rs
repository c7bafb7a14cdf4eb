//! Traces of Raft: an election, a leader that crashes, Figure 8.

use crate::compare::golden;
use models::consensus::raft::breaking::{self, Bounds};
use models::consensus::raft::{
    self, Admission, Opening, RaftEdit, Rule, Rules, Sending, Settings, Stability,
    Trial, Window, checks,
};
use sim::record::narrate;
use sim::{Micros, Model, Run};

/// Three servers without a client, which wait up to 300 ms for a leader.
fn three() -> Settings {
    Settings { servers: 3, clients: 0, ..Settings::default() }
}

fn check(name: &str, shows: &str, run: &Run<Trial>) {
    let names = |node| run.model().name(node);
    let text = format!("{shows}\n---\n{}", narrate(run.past(), &names));
    golden(&format!("consensus-{name}"), &text);
}

fn run(settings: &Settings, edits: &[(u64, &str)], until: u64) -> Run<Trial> {
    let edit = |(at, text): &(u64, &str)| {
        let edit: RaftEdit = text.parse().expect(text);
        (Micros::from_millis(*at), edit)
    };
    let trial = Trial::new(raft::cluster(settings, 7), Vec::new());
    let mut run = Run::new(trial, edits.iter().map(edit).collect());
    run.seek(Micros::from_millis(until));
    run
}

#[test]
fn election() {
    let run = run(&three(), &[], 240);
    let shows = "# The first whose timeout ends asks for votes, and leads.\nseed=7";
    check("election", shows, &run);
    assert!(raft::leader(run.model().cluster()).is_some());
}

/// What the leader has committed is there after its crash; what it has not may go.
#[test]
fn leader_crash() {
    let settings = Settings { opening: Opening::NoOp, ..three() };
    let leads = raft::leader(run(&settings, &[], 260).model().cluster());
    let leader = leads.expect("one was elected").0;
    let (ask, crash) =
        (format!("ask-{leader}-propose-1"), format!("crash-{leader}"));
    let late = format!("ask-{leader}-propose-2");
    let restart = format!("restart-{leader}");
    let others = (0..3).filter(|node| *node != leader);
    let cuts: Vec<_> = others.map(|node| format!("{leader}-{node}")).collect();
    let cut = cuts.iter().map(|link| (300, format!("cut-{link}")));
    let heal = cuts.iter().map(|link| (600, format!("heal-{link}")));
    let late = [(300, late), (310, crash), (600, restart)];
    let edits: Vec<_> =
        [(270, ask)].into_iter().chain(cut).chain(late).chain(heal).collect();
    let edits: Vec<_> =
        edits.iter().map(|(at, edit)| (*at, edit.as_str())).collect();
    let run = run(&settings, &edits, 700);
    let shows = "# A leader commits x=1, is cut off, takes in x=2 and crashes. The next\n\
                 # leader has x=1; x=2 is gone when the first one comes back.\n\
                 seed=7; x=1 at 270 ms, x=2 at 300 ms, the crash at 310 ms";
    check("leader-crash", shows, &run);
    for (_, server) in raft::servers(run.model().cluster()) {
        assert_eq!(server.witness().at(2).map(|c| c.entry.term), Some(1));
        assert_eq!(server.log().entry(3).map(|entry| entry.term), Some(2));
    }
    assert_eq!(checks::violated(run.model().cluster()), None);
}

#[test]
fn figure_8() {
    let rules = Rules { commits_own_term: Rule::Off, ..Rules::KEPT };
    let trial = breaking::break_it(rules, Bounds::default());
    let mut run = Run::new(trial, Vec::new());
    run.seek(Micros::from_secs(6));
    let shows = "# Figure 8: a leader commits an entry of an old term because a majority \
                 has it.\n# A server with a later entry is elected, and it is gone.\n\
                 off=own-term; the schedule is the shortest that a search has found";
    check("figure-8", shows, &run);
    let violated = checks::violated(run.model().cluster());
    assert_eq!(violated, Some("Leader Completeness"));
}

/// A successor stands at once; those who hear from the leader vote for it all the same.
#[test]
fn transfer() {
    let guarded = Settings { stability: Stability::Guarded, ..three() };
    let edits = [
        (260, "ask-2-propose-1"),
        (262, "ask-2-transfer-0"),
        (264, "ask-2-propose-2"),
    ];
    let run = run(&guarded, &edits, 360);
    let shows = "# S3 leads and hands over to S1: it sends what S1 lacks, tells it to \
                 stand, and takes\n# no more requests. S2 votes though it has just heard \
                 from S3, as S1 was told to.\n\
                 seed=7, pre-vote; S3 is asked at 262 ms";
    check("transfer", shows, &run);
    assert_eq!(raft::leader(run.model().cluster()).map(|node| node.0), Some(0));
}

/// S4 is added while it stands still, and S1 crashes: how far S3 commits.
fn add_a_slow_one(admission: Admission, name: &str, shows: &str) -> u32 {
    let settings = Settings { spares: 1, admission, ..three() };
    let edits = [
        (240, "pause-3-110ms"),
        (242, "ask-2-add-3"),
        (244, "crash-0"),
        (260, "ask-2-propose-1"),
    ];
    let run = run(&settings, &edits, 420);
    let shows = format!("{shows}\nseed=7; S4 wakes up at 350 ms");
    check(name, &shows, &run);
    let mut at = self::run(&settings, &edits, 345);
    at.seek(Micros::from_millis(345));
    let mut servers = raft::servers(at.model().cluster());
    servers.nth(2).map_or(0, |(_, leader)| leader.commit())
}

/// The same new server with a vote at once, and as a learner.
#[test]
fn learner() {
    let at_once = "# S4 gets its vote at once, empty and slow, and S1 crashes: now S2, S3 \
                   and S4 are needed\n# for a majority of four, and x=1 waits until S4 has \
                   all that it lacks.";
    let at_once = add_a_slow_one(Admission::AtOnce, "added-at-once", at_once);
    let learner = "# S4 is a learner first, and S1 crashes: S2 and S3 are a majority of \
                   three, and x=1 is\n# committed while S4 stands still. It gets its vote \
                   when it has caught up.";
    let learner = add_a_slow_one(Admission::InRounds(10), "learner", learner);
    assert_eq!((at_once, learner), (1, 2), "what is committed when S4 wakes up");
}

#[test]
fn pipeline() {
    let window = Window { batch: 2, in_flight: 2 };
    let sending = Sending::Pipelined(window);
    let settings =
        Settings { sending, heartbeat: Micros::from_millis(100), ..three() };
    let edits = [
        (260, "ask-2-propose-1"),
        (261, "ask-2-propose-2"),
        (262, "ask-2-propose-3"),
        (263, "ask-2-propose-4"),
        (264, "ask-2-propose-5"),
        (330, "block-2-0"),
        (331, "ask-2-propose-6"),
        (332, "heal-2-0"),
        (333, "ask-2-propose-7"),
    ];
    let run = run(&settings, &edits, 420);
    let shows = "# Two Appends may be on their way to a follower, of two entries each: #2 \
                 and #3 go at\n# once, what comes then waits and goes together. Later S1 \
                 misses #7 and refuses #8;\n# S3 goes back.\n\
                 seed=7, window 2, batch 2; one request a millisecond from 260 ms on";
    check("pipeline", shows, &run);
    for (_, server) in raft::servers(run.model().cluster()) {
        assert_eq!(server.log().last().index, 8);
    }
}

#[test]
fn disk() {
    let settings = Settings { write: Micros::from_millis(20), ..three() };
    let edits = [
        (280, "ask-2-propose-1"),
        (305, "crash-0"),
        (310, "ask-2-propose-2"),
        (312, "restart-0"),
        (316, "crash-2"),
    ];
    let run = run(&settings, &edits, 345);
    let shows = "# A write takes 20 ms, and who has not written does not say that it has. \
                 S3 sends\n# while it writes. S1 crashes before x=1 is on its disk, and has \
                 lost it; S2 has it,\n# and answers. Of x=2, which S3 was still writing, \
                 nothing is left there.\n\
                 seed=7; x=1 at 280 ms, x=2 at 310 ms";
    check("disk", shows, &run);
    let ends = raft::servers(run.model().cluster())
        .map(|(_, server)| (server.log().last().index, server.written()));
    assert_eq!(ends.collect::<Vec<_>>(), [(3, 1), (3, 3), (2, 2)]);
}
