//! Every rule of Raft is needed: without it the search finds a way to break it.

use models::consensus::raft::breaking::{self, Action, Bounds, End, Report};
use models::consensus::raft::checks::{self, Check};
use models::consensus::raft::{
    self, Command, Entry, Node, Opening, Payload, Rule, Rules, Server, Settings,
    Timer, Trial,
};
use sim::cluster::Timers;
use sim::explore::{Budget, Coverage, Limits, explore};
use sim::{Cluster, Latency, Log, Micros, Model, Network, NodeId};

const KEPT: Rules = Rules::KEPT;

fn find(rules: Rules) -> Report {
    breaking::search(&breaking::settings(rules), Bounds::default())
}

/// What a search finds is what a replay of it does: it violates the check named
/// with its last step, and nothing before.
fn assert_replays(rules: Rules, report: &Report) {
    let settings = breaking::settings(rules);
    let end = breaking::STEP.get() * report.schedule.len() as u64;
    let mut trial: Trial = breaking::replay(&settings, report);
    let mut before = None;
    while let Some(at) = trial.next() {
        if at < Micros::new(end) {
            before = checks::violated(trial.cluster());
        }
        trial.step(&mut Log::off());
    }
    assert_eq!(before, None, "it is violated with the last step only");
    let violated = report.violated().map(Check::name);
    assert_eq!(checks::violated(trial.cluster()), violated);
    for step in &report.schedule {
        assert!(!step.words(&settings).is_empty());
    }
}

fn assert_breaks(rules: Rules, check: Check, steps: usize) -> Report {
    let report = find(rules);
    assert_eq!(report.end, End::Violated(check));
    assert_eq!(report.schedule.len(), steps, "{:?}", report.schedule);
    assert_eq!(report.depth, steps);
    assert_replays(rules, &report);
    report
}

#[test]
fn with_all_rules_kept_nothing_is_violated() {
    let report = find(KEPT);
    assert_eq!(report.end, End::Exhausted);
    assert_eq!((report.states, report.depth), (15_687, 11));
    assert_replays(KEPT, &report);
    // What is shown of it is worth to be seen: in no step an election reaches nobody.
    let is_idle = |step: &breaking::Step| {
        step.action == Action::Stand && step.reach.is_empty()
    };
    assert!(report.schedule.len() > 7 && !report.schedule.iter().any(is_idle));
}

/// How many votes a server cast in one term at most, at the end of a schedule.
fn votes_in_a_term(rules: Rules) -> usize {
    let mut trial = breaking::break_it(rules, Bounds::default());
    while trial.next().is_some() {
        trial.step(&mut Log::off());
    }
    let of = |server: &Server| {
        let votes = server.witness().votes();
        let same = |term| votes.iter().filter(|cast| cast.term == term).count();
        votes.iter().map(|cast| same(cast.term)).max()
    };
    raft::servers(trial.cluster())
        .filter_map(|(_, server)| of(server))
        .max()
        .unwrap_or(0)
}

/// A server votes once in a term, unless its vote is lost with its memory.
#[test]
fn only_a_forgotten_vote_is_cast_twice() {
    let forgets = Rules { vote_is_persistent: Rule::Off, ..KEPT };
    let any_two = Rules { quorum_is_majority: Rule::Off, ..KEPT };
    assert_eq!([KEPT, forgets, any_two].map(votes_in_a_term), [1, 2, 1]);
}

/// A search that gave up does not say that there is nothing.
#[test]
fn a_search_that_gives_up_says_so() {
    let bounds = Bounds { states: 1_000, ..Bounds::default() };
    let report = breaking::search(&breaking::settings(KEPT), bounds);
    assert_eq!((report.end, report.states), (End::StatesMax, 1_001));
    assert!(!report.words().contains("No schedule"), "{}", report.words());
    assert_replays(KEPT, &report);
}

#[test]
fn a_forgotten_vote_elects_two_leaders() {
    let rules = Rules { vote_is_persistent: Rule::Off, ..KEPT };
    let report = assert_breaks(rules, Check::ElectionSafety, 3);
    let restarts = |step: &breaking::Step| step.action == Action::Restart;
    assert!(report.schedule.iter().any(restarts));
}

#[test]
fn a_leader_with_an_old_log_lacks_what_is_committed() {
    let rules = Rules { candidate_is_up_to_date: Rule::Off, ..KEPT };
    assert_breaks(rules, Check::LeaderCompleteness, 4);
}

/// Figure 8: an entry of an old term is on a majority, and is overwritten.
#[test]
fn counting_copies_of_old_entries_loses_one() {
    let rules = Rules { commits_own_term: Rule::Off, ..KEPT };
    let report = assert_breaks(rules, Check::LeaderCompleteness, 7);
    assert!(report.states < 20_000, "{}", report.states);
}

/// Leaders that open their terms with an entry of their own send it with all that a
/// follower lacks: whoever has the old entry has theirs too, and the rule is kept by
/// itself. So Figure 8 needs leaders that begin with none.
#[test]
fn an_opening_entry_that_travels_with_the_log_keeps_the_rule() {
    let rules = Rules { commits_own_term: Rule::Off, ..KEPT };
    let bounds = Bounds { restarts: 0, ..Bounds::default() };
    let search = |opening| {
        let settings = Settings { opening, ..breaking::settings(rules) };
        breaking::search(&settings, bounds)
    };
    let report = search(Opening::NoOp);
    assert_eq!((report.end, report.depth), (End::Exhausted, 10));
    let report = search(Opening::Heartbeat);
    assert_eq!((report.violated().is_some(), report.depth), (true, 7));
}

#[test]
fn any_two_of_five_elect_two_leaders() {
    let rules = Rules { quorum_is_majority: Rule::Off, ..KEPT };
    assert_breaks(rules, Check::ElectionSafety, 2);
}

/// Three servers and every order of messages; one that is late for ever is as good
/// as lost. The states are counted, so that a change of the protocol shows.
fn explored(limits: &Limits<Command>) -> Coverage<raft::RaftEdit> {
    explored_from([&[], &[], &[]], KEPT, limits)
}

/// The same from logs that hold entries of these terms, under other rules.
fn explored_from(
    logs: [&[u32]; 3],
    rules: Rules,
    limits: &Limits<Command>,
) -> Coverage<raft::RaftEdit> {
    let settings = Settings {
        servers: 3,
        clients: 0,
        opening: Opening::Heartbeat,
        network: Network { latency: Latency::Held, ..Network::default() },
        rules,
        ..Settings::default()
    };
    let term = logs.concat().into_iter().max().unwrap_or(0);
    let server = |me: NodeId| {
        let entry = |term: &u32| Entry { term: *term, payload: Payload::Nothing };
        let entries: Vec<_> = logs[me.index()].iter().map(entry).collect();
        Node::Server(Server::on_disk(settings, me, term, &entries))
    };
    let servers = NodeId::first(3).map(server).collect();
    let cluster = Cluster::new(servers, settings.network, 0);
    let limits = Limits { states_max: 1_000_000, ..limits.clone() };
    explore(cluster.with_timers(Timers::Manual), &limits, checks::violated)
}

#[test]
fn every_order_of_two_elections_is_safe() {
    let limits = Limits { expiries: Budget::Times(2), ..Limits::default() };
    let coverage = explored(&limits);
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!((coverage.states, coverage.depth), (35_587, 18));
}

#[test]
fn every_order_of_a_request_and_a_crash_is_safe() {
    let limits = Limits {
        expiries: Budget::Times(1),
        crashes: Budget::Times(1),
        commands: vec![(NodeId(0), Command::Propose(1))],
        ..Limits::default()
    };
    let coverage = explored(&limits);
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!((coverage.states, coverage.depth), (9_610, 16));
}

/// Three elections do not fit: all schedules of a certain length do.
#[test]
fn every_order_of_seven_steps_is_safe() {
    let limits = Limits {
        expiries: Budget::Times(3),
        crashes: Budget::Times(1),
        duplications: Budget::Times(1),
        depth_max: 7,
        ..Limits::default()
    };
    let coverage = explored(&limits);
    assert_eq!(coverage.violation(), None);
    assert_eq!((coverage.states, coverage.depth), (145_669, 7));
}

/// The check that fails in some schedule under these rules.
fn violated_under(
    rules: Rules,
    logs: [&[u32]; 3],
    limits: &Limits<Command>,
) -> Option<&'static str> {
    let coverage = explored_from(logs, rules, limits);
    coverage.violation().map(|violation| violation.check)
}

/// An entry of term 2 on one server, of term 3 on another: two elections and all
/// that leaders copy, late or not (Figure 8, in three servers).
#[test]
fn every_order_of_two_elections_over_old_entries_is_safe() {
    let limits = Limits { expiries: Budget::Times(2), ..Limits::default() };
    let logs: [&[u32]; 3] = [&[2], &[], &[3]];
    let coverage = explored_from(logs, KEPT, &limits);
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!((coverage.states, coverage.depth), (74_844, 23));
    let rules = Rules { commits_own_term: Rule::Off, ..KEPT };
    let violated = violated_under(rules, logs, &limits);
    assert_eq!(violated, Some("Leader Completeness"));
}

/// A request between two elections: who has not heard of it is not elected.
#[test]
fn every_order_of_two_elections_and_a_request_is_safe() {
    let limits = Limits {
        expiries: Budget::Times(2),
        commands: vec![(NodeId(0), Command::Propose(1))],
        ..Limits::default()
    };
    let coverage = explored(&limits);
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!((coverage.states, coverage.depth), (538_047, 24));
    let rules = Rules { candidate_is_up_to_date: Rule::Off, ..KEPT };
    let violated = violated_under(rules, [&[], &[], &[]], &limits);
    assert_eq!(violated, Some("Leader Completeness"));
}

/// A leader is elected and hands over, and all that is said comes in any order.
#[test]
fn every_order_of_a_transfer_is_safe() {
    let limits = Limits {
        expiries: Budget::Times(1),
        commands: vec![(NodeId(0), Command::Transfer(NodeId(1)))],
        ..Limits::default()
    };
    let coverage = explored(&limits);
    assert!(coverage.is_complete(), "{:?}", coverage.end);
    assert_eq!((coverage.states, coverage.depth), (14_384, 21));
}

#[test]
fn a_timer_has_one_name() {
    for timer in ["election", "heartbeat", "think", "patience", "write", "transfer"]
    {
        assert_eq!(timer.parse::<Timer>().map(|t| t.to_string()), Ok(timer.into()));
    }
}
