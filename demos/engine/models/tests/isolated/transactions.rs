//! One node of two-phase commit at a time, fed by hand.

use models::transactions::two_phase_commit::{
    COORDINATOR, Coordination, Coordinator, CoordinatorPhase, CrashPoint, Message,
    Node, Outcome, Participant, Phase, Presumption, Protocol, Settings, Stage,
    Standby, Termination, Timer, Vote,
};
use sim::process::Effect;
use sim::{Micros, NodeId, Outbox, Process, Stream};

const P1: NodeId = NodeId(1);
const P2: NodeId = NodeId(2);
const STANDBY: NodeId = NodeId(3);
const YES: Message = Message::Vote(Vote::Yes);
const NO: Message = Message::Vote(Vote::No);
const COMMIT: Message = Message::Decide(Outcome::Commit);
const ABORT: Message = Message::Decide(Outcome::Abort);

fn pair() -> Settings {
    Settings { participants: 2, ..Settings::default() }
}

/// One node, and what it did last.
struct Bench {
    node: Node,
    me: NodeId,
    sent: Vec<(NodeId, Message)>,
    timers: Vec<Timer>,
    is_up: bool,
}

impl Bench {
    fn new(node: Node, me: NodeId) -> Bench {
        let mut bench =
            Bench { node, me, sent: vec![], timers: vec![], is_up: true };
        bench.act(|node, out| node.start(out));
        bench
    }

    fn coordinator(settings: Settings) -> Bench {
        Bench::new(Node::Coordinator(Coordinator::new(settings)), COORDINATOR)
    }

    fn participant(settings: Settings, vote: Vote) -> Bench {
        Bench::new(Node::Participant(Participant::new(settings, vote)), P1)
    }

    fn standby(settings: Settings) -> Bench {
        Bench::new(Node::Standby(Standby::new(settings)), STANDBY)
    }

    /// Does what a cluster does with the effects, up to a halt.
    fn act(&mut self, act: impl FnOnce(&mut Node, &mut Outbox<Node>)) {
        let mut stream = Stream::new(0, "bench", 0);
        let mut out = Outbox::new(self.me, Micros::from_millis(50), &mut stream);
        act(&mut self.node, &mut out);
        self.sent.clear();
        for effect in out.effects().to_vec() {
            match effect {
                Effect::Send(to, message) => self.sent.push((to, message)),
                Effect::SetTimer(timer, _) => self.timers.push(timer),
                Effect::CancelTimer(timer) => self.timers.retain(|t| *t != timer),
                Effect::Note(_) => {}
                Effect::Halt(_) => {
                    self.crash();
                    break;
                }
            }
        }
    }

    fn crash(&mut self) {
        self.node.crash();
        self.timers.clear();
        self.is_up = false;
    }

    fn restart(&mut self) -> &[(NodeId, Message)] {
        self.is_up = true;
        self.act(|node, out| node.restart(out));
        &self.sent
    }

    /// Feeds a message, unless the node is down.
    fn feed(&mut self, from: NodeId, message: Message) -> &[(NodeId, Message)] {
        self.sent.clear();
        if self.is_up {
            self.act(|node, out| node.receive(from, message, out));
        }
        &self.sent
    }

    fn expire(&mut self, timer: Timer) -> &[(NodeId, Message)] {
        assert!(self.timers.contains(&timer), "{timer} is not running");
        self.timers.retain(|t| *t != timer);
        self.act(|node, out| node.expire(timer, out));
        &self.sent
    }

    fn outcome(&self) -> Option<Outcome> {
        self.node.outcome()
    }

    fn phase(&self) -> Phase {
        match &self.node {
            Node::Participant(participant) => participant.phase(),
            Node::Coordinator(_) | Node::Standby(_) => panic!("no participant"),
        }
    }
}

/// A participant in doubt.
fn in_doubt(settings: Settings) -> Bench {
    let mut bench = Bench::participant(settings, Vote::Yes);
    assert_eq!(bench.feed(COORDINATOR, Message::Prepare), [(COORDINATOR, YES)]);
    assert_eq!(bench.phase(), Phase::InDoubt(Stage::Uncertain));
    bench
}

#[test]
fn a_participant_that_has_not_voted_may_abort() {
    let mut bench = Bench::participant(pair(), Vote::Yes);
    assert_eq!(bench.expire(Timer::Prepare), []);
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
    assert_eq!(bench.feed(COORDINATOR, Message::Prepare), [(COORDINATOR, NO)]);
}

#[test]
fn a_participant_that_has_voted_yes_only_waits_and_asks() {
    let mut bench = in_doubt(pair());
    assert_eq!(bench.timers, [Timer::Ask], "nothing else can move it");
    assert_eq!(bench.expire(Timer::Ask), [(COORDINATOR, Message::Inquire)]);
    assert_eq!(bench.feed(P2, Message::Inquire), [(P2, Message::Unsure)]);
    assert_eq!(bench.outcome(), None);
    assert_eq!(bench.feed(COORDINATOR, COMMIT), [(COORDINATOR, Message::Ack)]);
    assert_eq!(bench.outcome(), Some(Outcome::Commit));
}

#[test]
fn a_participant_that_votes_no_has_aborted() {
    let mut bench = Bench::participant(pair(), Vote::No);
    assert_eq!(bench.feed(COORDINATOR, Message::Prepare), [(COORDINATOR, NO)]);
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
}

#[test]
fn an_asker_is_freed_by_one_that_has_not_voted() {
    let mut bench = Bench::participant(pair(), Vote::Yes);
    assert_eq!(bench.feed(P2, Message::Inquire), [(P2, ABORT)]);
    assert_eq!(bench.feed(COORDINATOR, Message::Prepare), [(COORDINATOR, NO)]);
}

#[test]
fn whom_a_participant_asks() {
    let asked = |settings| {
        let mut bench = in_doubt(settings);
        bench.expire(Timer::Ask).iter().map(|(to, _)| *to).collect::<Vec<_>>()
    };
    let cooperative = Settings { termination: Termination::Cooperative, ..pair() };
    let replicated = Settings { coordination: Coordination::Replicated, ..pair() };
    assert_eq!(asked(pair()), [COORDINATOR]);
    assert_eq!(asked(cooperative), [COORDINATOR, P2]);
    assert_eq!(asked(replicated), [COORDINATOR, STANDBY]);
}

#[test]
fn a_crash_before_the_vote_aborts() {
    let mut bench = Bench::participant(pair(), Vote::Yes);
    bench.crash();
    assert_eq!(bench.restart(), []);
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
}

#[test]
fn a_crash_after_the_vote_does_not_end_the_doubt() {
    let mut bench = in_doubt(pair());
    bench.crash();
    assert_eq!(bench.restart(), [(COORDINATOR, Message::Inquire)]);
    assert_eq!(bench.phase(), Phase::InDoubt(Stage::Uncertain));
}

#[test]
fn an_outcome_survives_a_crash_unless_it_is_presumed() {
    let after_crash = |presumption, told| {
        let mut bench = in_doubt(Settings { presumption, ..pair() });
        bench.feed(COORDINATOR, told);
        bench.crash();
        bench.restart();
        bench.phase()
    };
    let doubt = Phase::InDoubt(Stage::Uncertain);
    let aborted = Phase::Done(Outcome::Abort);
    let committed = Phase::Done(Outcome::Commit);
    assert_eq!(after_crash(Presumption::Nothing, COMMIT), committed);
    assert_eq!(after_crash(Presumption::Nothing, ABORT), aborted);
    assert_eq!(after_crash(Presumption::Abort, COMMIT), committed);
    assert_eq!(after_crash(Presumption::Abort, ABORT), doubt, "it asks again");
}

#[test]
fn a_presumed_abort_is_not_acknowledged() {
    let mut basic = in_doubt(pair());
    let mut presumed =
        in_doubt(Settings { presumption: Presumption::Abort, ..pair() });
    assert_eq!(basic.feed(COORDINATOR, ABORT), [(COORDINATOR, Message::Ack)]);
    assert_eq!(presumed.feed(COORDINATOR, ABORT), []);
    assert_eq!(basic.node.forced_writes(), 2);
    assert_eq!(presumed.node.forced_writes(), 1);
}

#[test]
fn the_last_yes_commits() {
    let mut bench = Bench::coordinator(pair());
    let prepare = Message::Prepare;
    assert_eq!(bench.expire(Timer::Begin), [(P1, prepare), (P2, prepare)]);
    assert_eq!(bench.feed(P1, YES), []);
    assert_eq!(bench.feed(P1, YES), [], "a second copy counts once");
    assert_eq!(bench.feed(P2, YES), [(P1, COMMIT), (P2, COMMIT)]);
    assert_eq!(bench.expire(Timer::Resend), [(P1, COMMIT), (P2, COMMIT)]);
    bench.feed(P1, Message::Ack);
    assert_eq!(bench.expire(Timer::Resend), [(P2, COMMIT)]);
    bench.feed(P2, Message::Ack);
    assert_eq!(bench.timers, [], "all know: nothing is left to do");
}

#[test]
fn one_no_aborts_at_once() {
    let mut bench = Bench::coordinator(pair());
    bench.expire(Timer::Begin);
    assert_eq!(bench.feed(P1, NO), [(P2, ABORT)], "P1 has aborted already");
    assert_eq!(bench.feed(P2, YES), [], "too late");
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
}

#[test]
fn a_missing_vote_aborts_in_time() {
    let mut bench = Bench::coordinator(pair());
    bench.expire(Timer::Begin);
    bench.feed(P1, YES);
    assert_eq!(bench.expire(Timer::Votes), [(P1, ABORT), (P2, ABORT)]);
}

type Sent = Vec<(NodeId, Message)>;

/// Feeds a whole commit to a coordinator that crashes at `crash`: what it sent,
/// the outcome on its disk, and what it says when it comes up again.
fn crash_at(
    crash: CrashPoint,
    settings: Settings,
) -> (Sent, Option<Outcome>, Sent) {
    let mut bench = Bench::coordinator(Settings { crash, ..settings });
    let mut sent = bench.expire(Timer::Begin).to_vec();
    sent.extend(bench.feed(P1, YES).to_vec());
    sent.extend(bench.feed(P2, YES).to_vec());
    assert!(!bench.is_up, "it has crashed");
    let outcome = bench.outcome();
    let after = bench.restart().to_vec();
    assert!(bench.is_up, "it crashes there once");
    (sent, outcome, after)
}

#[test]
fn every_crash_point_and_the_recovery_from_it() {
    let commit = Some(Outcome::Commit);
    let asked = vec![(P1, Message::Prepare), (P2, Message::Prepare)];
    let told = |message| vec![(P1, message), (P2, message)];
    let at = |point| crash_at(point, pair());
    // Before it asks anyone: nobody has voted, but its log says that it began.
    assert_eq!(at(CrashPoint::BeforePrepare), (vec![], None, told(ABORT)));
    // While votes are on their way: they are lost, so it aborts.
    let expected = (asked.clone(), None, told(ABORT));
    assert_eq!(at(CrashPoint::AfterPrepare), expected);
    // With all votes: they were in memory only, so it aborts as well.
    assert_eq!(at(CrashPoint::AfterVotes), expected);
    // With a decision in its log: that counts, and it tells it.
    let expected = (asked.clone(), commit, told(COMMIT));
    assert_eq!(at(CrashPoint::AfterLogging), expected);
    // With one participant told: it tells all, as it does not know whom it told.
    let told_one = [asked, vec![(P1, COMMIT)]].concat();
    let expected = (told_one, commit, told(COMMIT));
    assert_eq!(at(CrashPoint::AfterFirstTold), expected);
}

#[test]
fn with_presumed_abort_a_coordinator_may_know_nothing() {
    let presumed = Settings { presumption: Presumption::Abort, ..pair() };
    let mut bench =
        Bench::coordinator(Settings { crash: CrashPoint::AfterVotes, ..presumed });
    bench.expire(Timer::Begin);
    bench.feed(P1, YES);
    bench.feed(P2, YES);
    assert_eq!(bench.restart(), [], "there is nothing in its log to act on");
    assert_eq!(bench.feed(P1, Message::Inquire), [(P1, ABORT)]);
    assert_eq!(bench.feed(P2, YES), [(P2, ABORT)]);
    assert_eq!(bench.node.forced_writes(), 0);
}

#[test]
fn a_coordinator_with_a_standby_decides_what_the_standby_recorded() {
    let replicated = Settings { coordination: Coordination::Replicated, ..pair() };
    let deciding = || {
        let mut bench = Bench::coordinator(replicated);
        bench.expire(Timer::Begin);
        bench.feed(P1, YES);
        let record = Message::Record(Outcome::Commit);
        assert_eq!(bench.feed(P2, YES), [(STANDBY, record)], "told nobody yet");
        bench
    };
    let stored = |outcome| Message::Stored(outcome);
    let mut bench = deciding();
    bench.feed(STANDBY, stored(Outcome::Commit));
    assert_eq!(bench.sent, [(P1, COMMIT), (P2, COMMIT)]);
    let mut bench = deciding();
    bench.feed(STANDBY, stored(Outcome::Abort));
    assert!(bench.sent.contains(&(P1, ABORT)), "overruled: {:?}", bench.sent);
    let mut bench = deciding();
    bench.crash();
    assert_eq!(bench.restart(), [(STANDBY, Message::Inquire)]);
    bench.feed(STANDBY, stored(Outcome::Commit));
    assert_eq!(bench.sent, [(P1, COMMIT), (P2, COMMIT)]);
}

#[test]
fn the_first_record_of_a_standby_counts() {
    let replicated = Settings { coordination: Coordination::Replicated, ..pair() };
    let record = |outcome| Message::Record(outcome);
    let stored = |outcome| [(COORDINATOR, Message::Stored(outcome))];
    let watching = || {
        let mut bench = Bench::standby(replicated);
        assert_eq!(bench.feed(COORDINATOR, Message::Begin), []);
        assert_eq!(bench.feed(P1, Message::Inquire), [], "it does not know");
        bench
    };
    // The coordinator was in time.
    let mut bench = watching();
    let reply = bench.feed(COORDINATOR, record(Outcome::Commit));
    assert_eq!(reply, stored(Outcome::Commit));
    assert_eq!(bench.timers, [], "there is no reason to take over");
    assert_eq!(bench.feed(P1, Message::Inquire), [(P1, COMMIT)]);
    // It was not.
    let mut bench = watching();
    assert_eq!(bench.expire(Timer::Takeover), [(P1, ABORT), (P2, ABORT)]);
    let reply = bench.feed(COORDINATOR, record(Outcome::Commit));
    assert_eq!(reply, stored(Outcome::Abort), "it is overruled");
    // It came up again without a decision: it has lost the votes.
    let mut bench = watching();
    let reply = bench.feed(COORDINATOR, Message::Inquire);
    assert_eq!(reply, stored(Outcome::Abort));
}

#[test]
fn a_standby_remembers_what_it_watches() {
    let replicated = Settings { coordination: Coordination::Replicated, ..pair() };
    let mut bench = Bench::standby(replicated);
    assert_eq!(bench.feed(P1, Message::Inquire), [], "the first it hears of it");
    bench.crash();
    bench.restart();
    assert_eq!(bench.expire(Timer::Takeover), [(P1, ABORT), (P2, ABORT)]);
    bench.crash();
    bench.restart();
    assert_eq!(bench.feed(P2, Message::Inquire), [(P2, ABORT)]);
}

fn three_phases() -> Settings {
    Settings { protocol: Protocol::ThreePhase, ..pair() }
}

#[test]
fn three_phases_commit_when_all_know_that_all_voted_yes() {
    let mut bench = Bench::coordinator(three_phases());
    bench.expire(Timer::Begin);
    bench.feed(P1, YES);
    let pre_commit = Message::PreCommit;
    assert_eq!(bench.feed(P2, YES), [(P1, pre_commit), (P2, pre_commit)]);
    assert_eq!(bench.feed(P1, Message::PreCommitted), []);
    assert_eq!(bench.outcome(), None);
    let told = bench.feed(P2, Message::PreCommitted);
    assert_eq!(told, [(P1, COMMIT), (P2, COMMIT)]);
}

#[test]
fn three_phases_take_the_silent_for_dead() {
    let mut bench = Bench::coordinator(three_phases());
    bench.expire(Timer::Begin);
    bench.feed(P1, YES);
    bench.feed(P2, YES);
    bench.feed(P1, Message::PreCommitted);
    assert_eq!(bench.expire(Timer::PreCommits), [(P1, COMMIT), (P2, COMMIT)]);
}

#[test]
fn a_recovering_coordinator_of_three_phases_decides_nothing_alone() {
    let mut bench = Bench::coordinator(Settings {
        crash: CrashPoint::AfterLogging,
        ..three_phases()
    });
    bench.expire(Timer::Begin);
    bench.feed(P1, YES);
    bench.feed(P2, YES);
    let inquire = Message::Inquire;
    assert_eq!(bench.restart(), [(P1, inquire), (P2, inquire)]);
    assert_eq!(bench.feed(P1, YES), []);
    assert_eq!(bench.feed(P1, ABORT), [(P1, ABORT), (P2, ABORT)]);
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
}

#[test]
fn a_backup_does_what_its_stage_allows() {
    let mut bench = in_doubt(three_phases());
    let align = Message::Align(Stage::Uncertain);
    assert_eq!(bench.expire(Timer::Silence), [(P2, align)]);
    assert_eq!(bench.feed(P2, Message::Aligned(Stage::Uncertain)), [(P2, ABORT)]);

    let mut bench = in_doubt(three_phases());
    bench.feed(COORDINATOR, Message::PreCommit);
    assert_eq!(bench.sent, [(COORDINATOR, Message::PreCommitted)]);
    let align = Message::Align(Stage::PreCommitted);
    assert_eq!(bench.expire(Timer::Silence), [(P2, align)]);
    assert_eq!(bench.expire(Timer::Alignment), [(P2, COMMIT)], "P2 is dead");
}

#[test]
fn a_survivor_moves_to_the_stage_of_the_backup() {
    let mut bench = in_doubt(three_phases());
    let align = Message::Align(Stage::PreCommitted);
    assert_eq!(
        bench.feed(P2, align),
        [(P2, Message::Aligned(Stage::PreCommitted))]
    );
    assert_eq!(bench.phase(), Phase::InDoubt(Stage::PreCommitted));
    // Its own turn comes if that backup dies too, and it decides the same.
    assert_eq!(bench.expire(Timer::Silence), [(P2, align)]);
    assert_eq!(bench.expire(Timer::Alignment), [(P2, COMMIT)]);
}

#[test]
fn of_two_backups_the_lower_number_wins() {
    let mut bench = in_doubt(three_phases());
    bench.feed(COORDINATOR, Message::PreCommit);
    bench.expire(Timer::Silence);
    let other = Message::Align(Stage::Uncertain);
    assert_eq!(bench.feed(P2, other), [], "P1 does not move for P2");
    assert_eq!(bench.phase(), Phase::InDoubt(Stage::PreCommitted));
}

/// It took over when it was uncertain, followed another, and takes over again.
#[test]
fn an_answer_to_an_earlier_backup_does_not_count() {
    let node = Node::Participant(Participant::new(three_phases(), Vote::Yes));
    let mut bench = Bench::new(node, P2);
    bench.feed(COORDINATOR, Message::Prepare);
    let (uncertain, all_yes) = (Stage::Uncertain, Stage::PreCommitted);
    assert_eq!(bench.expire(Timer::Silence), [(P1, Message::Align(uncertain))]);
    let aligned = [(P1, Message::Aligned(all_yes))];
    assert_eq!(bench.feed(P1, Message::Align(all_yes)), aligned);
    assert_eq!(bench.expire(Timer::Silence), [(P1, Message::Align(all_yes))]);
    assert_eq!(bench.feed(P1, Message::Aligned(uncertain)), []);
    assert_eq!(bench.phase(), Phase::InDoubt(all_yes));
    assert_eq!(bench.feed(P1, Message::Aligned(all_yes)), [(P1, COMMIT)]);
}

#[test]
fn one_that_was_down_does_not_take_over() {
    let mut bench = in_doubt(three_phases());
    bench.crash();
    let inquire = Message::Inquire;
    assert_eq!(bench.restart(), [(COORDINATOR, inquire), (P2, inquire)]);
    assert_eq!(bench.timers, [Timer::Ask]);
}

#[test]
fn an_outcome_that_comes_too_late_changes_nothing() {
    let mut bench = in_doubt(three_phases());
    bench.feed(COORDINATOR, ABORT);
    assert_eq!(bench.feed(COORDINATOR, COMMIT), [(COORDINATOR, Message::Ack)]);
    assert_eq!(bench.outcome(), Some(Outcome::Abort));
}

#[test]
fn the_phases_of_a_coordinator_have_names() {
    let bench = Bench::coordinator(pair());
    let Node::Coordinator(coordinator) = &bench.node else { unreachable!() };
    assert_eq!(coordinator.phase(), CoordinatorPhase::Idle);
    assert_eq!(coordinator.phase().words(), "idle");
}
