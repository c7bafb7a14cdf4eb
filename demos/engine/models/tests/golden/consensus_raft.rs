//! Traces of Raft: an election, a leader that crashes, Figure 8.

use crate::compare::golden;
use models::consensus::raft::breaking::{self, Bounds};
use models::consensus::raft::{
    self, Opening, RaftEdit, Rule, Rules, Settings, Trial, checks,
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
