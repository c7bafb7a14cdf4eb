//! Searches find all there is, and the shortest way to what should not be.

use sim::cluster::{Condition, Timers};
use sim::explore::{Budget, Coverage, End, Limits, explore};
use sim::{
    Cluster, Edit, Latency, Micros, Model, Network, Never, NodeId, Outbox, Process,
    Run,
};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

fn held<P: Process>(processes: Vec<P>) -> Cluster<P> {
    let network = Network { latency: Latency::Held, ..Network::default() };
    Cluster::new(processes, network, 7).with_timers(Timers::Manual)
}

/// Node 0 sends some messages at the start; node 1 keeps what it gets.
#[derive(Clone, Debug, Hash)]
struct Post {
    letters: Vec<u32>,
    got: BTreeSet<u32>,
    count: u32,
}

impl Process for Post {
    type Message = u32;
    type Timer = u8;
    type Command = Never;

    fn start(&mut self, out: &mut Outbox<Self>) {
        for letter in &self.letters {
            out.send(NodeId(1), *letter);
        }
    }

    fn receive(&mut self, _: NodeId, letter: u32, _: &mut Outbox<Self>) {
        self.got.insert(letter);
        self.count += 1;
    }

    fn expire(&mut self, _: u8, _: &mut Outbox<Self>) {}

    fn command(&mut self, never: Never, _: &mut Outbox<Self>) {
        match never {}
    }

    fn crash(&mut self) {
        self.got.clear();
        self.count = 0;
    }

    fn restart(&mut self, _: &mut Outbox<Self>) {}
}

fn post(letters: &[u32]) -> Cluster<Post> {
    let sends = |letters| Post { letters, got: BTreeSet::new(), count: 0 };
    held(vec![sends(letters.to_vec()), sends(Vec::new())])
}

fn states(letters: &[u32], limits: &Limits<Never>) -> usize {
    let coverage = explore(post(letters), limits, |_| None);
    assert!(coverage.is_complete() && coverage.violation().is_none());
    coverage.states
}

/// Each of *k* messages has arrived or not: 2ᵏ states, whatever the order.
#[test]
fn different_messages_arrive_in_every_order() {
    let limits = Limits::default();
    for k in 0..10 {
        let letters: Vec<_> = (0..k).collect();
        let coverage = explore(post(&letters), &limits, |_| None);
        assert_eq!(coverage.states, 1 << k);
        // Each leads to one other for each message that it has in flight.
        assert_eq!(coverage.edits, (k as usize) << k >> 1);
        assert_eq!(coverage.depth, k as usize);
    }
}

/// It does not matter which of them arrives: only how many have.
#[test]
fn the_same_messages_are_tried_once() {
    let limits = Limits::default();
    let coverage = explore(post(&[5; 9]), &limits, |_| None);
    assert_eq!((coverage.states, coverage.edits), (10, 9));
    assert_eq!(states(&[5, 5, 5, 6, 6], &limits), 4 * 3);
}

/// At most one of *k* is lost: 2ᵏ states without a loss, *k*·2ᵏ⁻¹ with.
#[test]
fn losses_are_within_their_budget() {
    let limits = Limits { losses: Budget::Times(1), ..Limits::default() };
    assert_eq!(states(&[1, 2, 3, 4], &limits), 16 + 4 * 8);
    // Each is in flight, has arrived or is lost.
    let limits = Limits { losses: Budget::Unlimited, ..Limits::default() };
    assert_eq!(states(&[1, 2, 3, 4], &limits), 81);
}

/// One of *k* messages may arrive once more, before it arrives or never.
#[test]
fn duplications_are_within_their_budget() {
    let limits = Limits { duplications: Budget::Times(1), ..Limits::default() };
    // 2ᵏ with the budget unspent; then 2ᵏ by what is in flight, times what was
    // doubled, of which the process at node 1 sees the number and the set: for
    // each set in flight, one of it doubled, or (if any arrived) one of the rest.
    assert_eq!(states(&[1, 2, 3], &limits), 8 + (3 * 4) + (8 - 1));
}

/// A timer that is set again whenever it goes off, and counts up to three.
#[derive(Clone, Debug, Hash)]
struct Alarm(u32);

impl Process for Alarm {
    type Message = u32;
    type Timer = u8;
    type Command = Never;

    fn start(&mut self, out: &mut Outbox<Self>) {
        out.set_timer(0, Micros::from_secs(1));
    }

    fn receive(&mut self, _: NodeId, _: u32, _: &mut Outbox<Self>) {}

    fn expire(&mut self, _: u8, out: &mut Outbox<Self>) {
        self.0 = (self.0 + 1).min(3);
        self.start(out);
    }

    fn command(&mut self, never: Never, _: &mut Outbox<Self>) {
        match never {}
    }

    fn crash(&mut self) {
        self.0 = 0;
    }
}

#[test]
fn timers_go_off_within_their_budget() {
    let expiries = |expiries| Limits { expiries, ..Limits::default() };
    let alarms = || held(vec![Alarm(0), Alarm(0)]);
    let count = |budget| explore(alarms(), &expiries(budget), |_| None).states;
    assert_eq!(count(Budget::NONE), 1);
    // As many states as there are ways to share up to two among two.
    assert_eq!(count(Budget::Times(2)), 1 + 2 + 3);
    // States that come round again end the search.
    assert_eq!(count(Budget::Unlimited), 4 * 4);
}

/// A node that has crashed comes up again, with its disk and without memory.
#[test]
fn crashes_are_within_their_budget() {
    let limits = Limits { crashes: Budget::Times(1), ..Limits::default() };
    let coverage = explore(held(vec![Alarm(0)]), &limits, |_| None);
    // Up and whole; stopped; up with the budget spent.
    assert_eq!((coverage.states, coverage.depth), (3, 2));
    let mut stopped = 0;
    explore(held(vec![Alarm(0)]), &limits, |cluster| {
        stopped += u32::from(cluster.condition(NodeId(0)) == Condition::Stopped);
        None
    });
    assert_eq!(stopped, 1);
}

/// Nothing but that it is stopped tells a stopped node from one that came up.
#[test]
fn a_stopped_node_is_another_state() {
    let limits = Limits { crashes: Budget::Times(1), ..Limits::default() };
    assert_eq!(states(&[], &limits), 1 + 2 + 1);
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let letters: Vec<_> = (0..8).collect();
    let limits = Limits { states_max: 100, ..Limits::default() };
    let coverage = explore(post(&letters), &limits, |_| None);
    assert_eq!((coverage.states, &coverage.end), (101, &End::StatesMax));
    let limits = Limits { states_max: 256, ..Limits::default() };
    assert!(explore(post(&letters), &limits, |_| None).is_complete());
    let limits = Limits { depth_max: 3, ..Limits::default() };
    let coverage = explore(post(&letters), &limits, |_| None);
    assert_eq!((coverage.states, &coverage.end), (1 + 8 + 28 + 56, &End::DepthMax));
    let limits = Limits { depth_max: 8, ..Limits::default() };
    assert!(explore(post(&letters), &limits, |_| None).is_complete());
}

#[test]
fn a_start_that_is_wrong_is_found_without_an_edit() {
    let coverage =
        explore(post(&[1]), &Limits::default(), |_| Some("all is wrong"));
    let violation = coverage.violation().expect("it is");
    assert_eq!((violation.check, violation.schedule.len()), ("all is wrong", 0));
    assert_eq!((coverage.states, coverage.depth), (1, 0));
}

#[test]
#[should_panic(expected = "something happens by itself")]
fn a_cluster_that_moves_by_itself_is_refused() {
    let cluster = Cluster::new(vec![Alarm(0)], Network::default(), 7);
    explore(cluster, &Limits::default(), |_| None);
}

/// A lock service with the oldest mistake: the lease runs out at the server,
/// and nobody tells the client (node 0 is the server).
#[derive(Clone, Debug, Hash, Default)]
struct Lock {
    /// At the server: who has the lock, and who waits.
    holder: Option<NodeId>,
    waiting: BTreeSet<NodeId>,
    /// At a client.
    holds: bool,
    /// Whether the server takes a lock back when the lease runs out.
    leases: Lease,
}

#[derive(Clone, Copy, Debug, Hash, Default, PartialEq)]
enum Lease {
    #[default]
    Never,
    RunsOut,
}

#[derive(Clone, Copy, Debug, Hash, PartialEq)]
enum Message {
    Want,
    Yours,
    Done,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Command {
    Acquire,
    Release,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl FromStr for Command {
    type Err = ();
    fn from_str(text: &str) -> Result<Command, ()> {
        [Command::Acquire, Command::Release]
            .into_iter()
            .find(|command| command.to_string() == text)
            .ok_or(())
    }
}

const SERVER: NodeId = NodeId(0);

impl Lock {
    fn grant(&mut self, out: &mut Outbox<Self>) {
        if self.holder.is_none()
            && let Some(next) = self.waiting.pop_first()
        {
            self.holder = Some(next);
            out.send(next, Message::Yours);
            out.set_timer(0, Micros::from_secs(1));
        }
    }
}

impl Process for Lock {
    type Message = Message;
    type Timer = u8;
    type Command = Command;

    fn start(&mut self, _: &mut Outbox<Self>) {}

    fn receive(&mut self, from: NodeId, message: Message, out: &mut Outbox<Self>) {
        match message {
            Message::Want => {
                self.waiting.insert(from);
                self.grant(out);
            }
            Message::Yours => self.holds = true,
            Message::Done => {
                if self.holder == Some(from) {
                    self.holder = None;
                    out.cancel_timer(0);
                    self.grant(out);
                }
            }
        }
    }

    fn expire(&mut self, _: u8, out: &mut Outbox<Self>) {
        if self.leases == Lease::RunsOut {
            self.holder = None;
            self.grant(out);
        }
    }

    fn command(&mut self, command: Command, out: &mut Outbox<Self>) {
        match command {
            Command::Acquire => out.send(SERVER, Message::Want),
            Command::Release if self.holds => {
                self.holds = false;
                out.send(SERVER, Message::Done);
            }
            Command::Release => {}
        }
    }

    fn crash(&mut self) {
        self.holds = false;
    }
}

fn locks(clients: usize, leases: Lease) -> Cluster<Lock> {
    held(vec![Lock { leases, ..Lock::default() }; clients + 1])
}

fn two_hold(cluster: &Cluster<Lock>) -> Option<&'static str> {
    let holds = |node| cluster.process(node).holds;
    let holders = cluster.nodes().filter(|node| holds(*node)).count();
    (holders > 1).then_some("at most one holds the lock")
}

fn lock_limits(clients: u32) -> Limits<Command> {
    let wants = |client| {
        [(NodeId(client), Command::Acquire), (NodeId(client), Command::Release)]
    };
    Limits {
        expiries: Budget::Times(1),
        commands: (1..=clients).flat_map(wants).collect(),
        ..Limits::default()
    }
}

type LockEdit = <Cluster<Lock> as Model>::Edit;

fn find_two_holders() -> Coverage<LockEdit> {
    explore(locks(2, Lease::RunsOut), &lock_limits(2), two_hold)
}

#[test]
fn a_planted_mistake_is_found_by_a_shortest_schedule() {
    let coverage = find_two_holders();
    let violation = coverage.violation().expect("two clients can hold it");
    let schedule: Vec<_> =
        violation.schedule.iter().map(|(_, edit)| edit.to_string()).collect();
    // Both ask, both requests come, the first is granted, the lease runs out,
    // the second is granted: seven things must happen.
    assert_eq!(
        schedule,
        [
            "ask-1-Acquire",
            "release-m0",
            "release-m1",
            "expire-0-0",
            "ask-2-Acquire",
            "release-m2",
            "release-m3",
        ]
    );
    let limits = Limits { depth_max: 6, ..lock_limits(2) };
    let shorter = explore(locks(2, Lease::RunsOut), &limits, two_hold);
    assert_eq!(shorter.end, End::DepthMax);
}

#[test]
fn a_run_replays_the_schedule_and_reaches_the_violation() {
    let violation = find_two_holders().violation().cloned().expect("it is there");
    let mut run = Run::new(locks(2, Lease::RunsOut), violation.schedule.clone());
    for (index, (at, _)) in violation.schedule.iter().enumerate() {
        assert_eq!(*at, Micros::from_millis(index as u64 + 1));
        assert_eq!(two_hold(run.model()), None, "not before the last edit");
        run.seek(*at);
    }
    assert_eq!(two_hold(run.model()), Some(violation.check));
    // The same from the text that a link has.
    let from_text = |(at, edit): &(Micros, LockEdit)| {
        (*at, edit.to_string().parse().expect("an edit"))
    };
    let parsed = violation.schedule.iter().map(from_text).collect();
    let mut again = Run::new(locks(2, Lease::RunsOut), parsed);
    again.seek(run.now());
    assert_eq!(format!("{:?}", again.model()), format!("{:?}", run.model()));
}

#[test]
fn a_search_finds_the_same_every_time() {
    assert_eq!(find_two_holders(), find_two_holders());
}

/// Pinned: a change of the search or of the fingerprint that loses states, or
/// no longer sees that two are the same, is noticed.
#[test]
fn a_correct_lock_is_covered_completely() {
    for (clients, states) in [(1, 16), (2, 184), (3, 1_851)] {
        let limits = lock_limits(clients);
        let coverage =
            explore(locks(clients as usize, Lease::Never), &limits, two_hold);
        assert!(coverage.is_complete());
        assert_eq!(coverage.states, states, "{clients} clients");
    }
}

/// A client that crashes with the lock does not release it: with all faults the
/// lock is safe all the same. A search that asks of each state what is open
/// finds the interesting ones too.
#[test]
fn faults_are_searched_and_interesting_states_are_reached() {
    let limits = Limits {
        crashes: Budget::Times(1),
        losses: Budget::Times(1),
        duplications: Budget::Times(1),
        commands: lock_limits(2).commands,
        ..Limits::default()
    };
    let mut orphaned = false;
    let coverage = explore(locks(2, Lease::Never), &limits, |cluster| {
        let holder = cluster.process(SERVER).holder;
        let is_stopped = |n| cluster.condition(n) == Condition::Stopped;
        orphaned |= holder.is_some_and(is_stopped);
        two_hold(cluster)
    });
    assert!(orphaned, "some schedule crashes the holder");
    // A second `Yours` after the first was given back: the classic need for
    // fencing tokens.
    let violation = coverage.violation().expect("a duplicate grants twice");
    let kinds = |edit: &LockEdit| matches!(edit, Edit::Duplicate(_));
    assert!(violation.schedule.iter().any(|(_, edit)| kinds(edit)));
}

/// A run may start in the middle: what has happened so far is given.
#[test]
fn a_search_can_start_in_the_middle_of_a_run() {
    let edits = ["ask-1-Acquire", "release-m0"]
        .iter()
        .zip(1..)
        .map(|(edit, at)| (Micros::from_millis(at), edit.parse().expect("an edit")))
        .collect::<Vec<_>>();
    let mut run = Run::new(locks(2, Lease::RunsOut), edits.clone());
    run.seek(Micros::from_millis(2));
    let limits = Limits {
        expiries: Budget::Times(1),
        commands: vec![(NodeId(2), Command::Acquire)],
        ..Limits::default()
    };
    let coverage = explore(run.model().clone(), &limits, two_hold);
    let violation = coverage.violation().expect("five edits more");
    assert_eq!(violation.schedule.len(), 5);
    let all = edits.into_iter().chain(violation.schedule.clone()).collect();
    let mut replay = Run::new(locks(2, Lease::RunsOut), all);
    replay.seek(Micros::from_millis(7));
    assert_eq!(two_hold(replay.model()), Some(violation.check));
}

/// Prints how fast a search of six nodes is; run it with
/// `--ignored --nocapture` in a release build.
#[test]
#[ignore = "a measurement, not a test"]
fn rate() {
    let limits =
        Limits { losses: Budget::Times(1), states_max: 300_000, ..lock_limits(5) };
    #[expect(clippy::disallowed_types, reason = "it measures real time")]
    let began = std::time::Instant::now();
    let coverage = explore(locks(5, Lease::Never), &limits, two_hold);
    let took = began.elapsed();
    let rate = |n: usize| n as f64 / took.as_secs_f64() / 1_000.0;
    println!(
        "{} states, {} edits in {took:?}: {:.0}k states/s, {:.0}k edits/s, {:?}",
        coverage.states,
        coverage.edits,
        rate(coverage.states),
        rate(coverage.edits),
        coverage.end
    );
}
