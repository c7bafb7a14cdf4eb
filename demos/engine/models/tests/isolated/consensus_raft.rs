//! One Raft server at a time, fed by hand.

use models::consensus::raft::{
    Answer, Appended, Call, Entry, Log, Machine, Message, Node, Payload, Poll,
    Position, Request, Role, Sending, Server, Settings, Stability, Timer, Vote,
    Window,
};
use sim::process::Effect;
use sim::{Micros, NodeId, NodeSet, Outbox, Process, Stream};

const ME: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

fn nothing(term: u32) -> Entry {
    Entry { term, payload: Payload::Nothing }
}

fn three() -> Settings {
    Settings { servers: 3, clients: 0, ..Settings::default() }
}

/// A server with a log of entries of these terms, and what it sent last.
struct Bench {
    node: Node,
    now: Micros,
    sent: Vec<(NodeId, Message)>,
}

impl Bench {
    fn new(settings: Settings, term: u32, log: &[u32]) -> Bench {
        let entries: Vec<Entry> = log.iter().map(|term| nothing(*term)).collect();
        let server = Server::on_disk(settings, ME, term, &entries);
        let now = Micros::from_secs(1);
        Bench { node: Node::Server(server), now, sent: Vec::new() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Node, &mut Outbox<Node>)) {
        let mut stream = Stream::new(0, "bench", 0);
        let mut out = Outbox::new(ME, self.now, &mut stream);
        act(&mut self.node, &mut out);
        let sent = out.effects().iter().filter_map(|effect| match effect {
            Effect::Send(to, message) => Some((*to, message.clone())),
            Effect::SetTimer(..)
            | Effect::CancelTimer(_)
            | Effect::Note(_)
            | Effect::Halt(_) => None,
        });
        self.sent = sent.collect();
    }

    fn hear(&mut self, from: NodeId, message: Message) {
        self.act(|node, out| node.receive(from, message, out));
    }

    fn expire(&mut self, timer: Timer) {
        self.act(|node, out| node.expire(timer, out));
    }

    fn server(&self) -> &Server {
        match &self.node {
            Node::Server(server) => server,
            Node::Client(_) => panic!("the bench is for servers"),
        }
    }

    fn terms(&self) -> Vec<u32> {
        self.server().log().entries().iter().map(|entry| entry.term).collect()
    }

    /// What it answers to a candidate whose log ends at `last`.
    fn ask(&mut self, from: NodeId, term: u32, last: (u32, u32)) -> Vote {
        let last = Position { index: last.0, term: last.1 };
        self.hear(from, Message::RequestVote { poll: Poll::Real, term, last });
        match self.sent.as_slice() {
            [(_, Message::Vote { vote, .. })] => *vote,
            other => panic!("one vote is sent, not {other:?}"),
        }
    }

    /// What it answers to a leader of `term` with entries of these terms.
    fn append(
        &mut self,
        term: u32,
        previous: (u32, u32),
        entries: &[u32],
        commit: u32,
    ) -> Appended {
        let previous = Position { index: previous.0, term: previous.1 };
        let entries = entries.iter().map(|term| nothing(*term)).collect();
        let round = 1;
        let message = Message::Append { term, previous, entries, commit, round };
        self.hear(S2, message);
        match self.sent.as_slice() {
            [(S2, Message::Appended { reply, .. })] => *reply,
            other => panic!("one answer is sent, not {other:?}"),
        }
    }

    fn elect(&mut self) {
        self.expire(Timer::Election);
        let term = self.server().term();
        let vote = Vote::Granted;
        self.hear(S2, Message::Vote { poll: Poll::Real, term, vote });
        assert!(self.server().leadership().is_some());
    }
}

#[test]
fn one_vote_a_term_and_it_survives_a_crash() {
    let mut bench = Bench::new(three(), 0, &[]);
    assert_eq!(bench.ask(S2, 1, (0, 0)), Vote::Granted);
    assert_eq!(bench.ask(S2, 1, (0, 0)), Vote::Granted, "the same again");
    assert_eq!(bench.ask(S3, 1, (0, 0)), Vote::Refused);
    bench.node.crash();
    bench.act(|node, out| node.restart(out));
    assert_eq!(bench.ask(S3, 1, (0, 0)), Vote::Refused);
    assert_eq!(bench.ask(S3, 2, (0, 0)), Vote::Granted, "a new term, a new vote");
}

/// The later last term wins; with the same one the longer log (§3.6.1).
#[test]
fn a_vote_goes_to_a_log_that_is_as_up_to_date() {
    for (last, vote) in [
        ((2, 2), Vote::Granted),
        ((3, 2), Vote::Granted),
        ((1, 3), Vote::Granted),
        ((1, 2), Vote::Refused),
        ((9, 1), Vote::Refused),
    ] {
        let mut bench = Bench::new(three(), 3, &[1, 2]);
        assert_eq!(bench.ask(S2, 4, last), vote, "{last:?}");
        assert_eq!(bench.server().term(), 4, "the term is taken over anyway");
    }
}

#[test]
fn a_majority_of_votes_makes_a_leader() {
    let five = Settings { servers: 5, ..three() };
    let mut bench = Bench::new(five, 0, &[]);
    bench.expire(Timer::Election);
    assert_eq!(bench.sent.len(), 4);
    let vote = |term| Message::Vote { poll: Poll::Real, term, vote: Vote::Granted };
    bench.hear(S2, vote(1));
    bench.hear(S2, vote(1));
    assert!(matches!(bench.server().role(), Role::Candidate(_)), "twice is once");
    bench.hear(S3, vote(0));
    assert!(matches!(bench.server().role(), Role::Candidate(_)), "an old vote");
    bench.hear(S3, vote(1));
    assert!(bench.server().leadership().is_some());
}

#[test]
fn a_pre_vote_binds_nobody_and_changes_no_term() {
    let guarded = Settings { stability: Stability::Guarded, ..three() };
    let mut bench = Bench::new(guarded, 3, &[]);
    let last = Position::default();
    let ask = Message::RequestVote { poll: Poll::Pre, term: 4, last };
    bench.hear(S2, ask.clone());
    bench.hear(S3, ask.clone());
    let granted = Message::Vote { poll: Poll::Pre, term: 4, vote: Vote::Granted };
    assert_eq!(bench.sent, [(S3, granted)]);
    assert_eq!((bench.server().term(), bench.server().voted_for()), (3, None));
    // Whoever has just heard from a leader does not even answer.
    bench.append(3, (0, 0), &[], 0);
    bench.hear(S3, ask);
    assert_eq!(bench.sent, []);
    bench.now += guarded.timeout;
    bench.expire(Timer::Election);
    assert!(matches!(bench.server().role(), Role::PreCandidate(_)));
    assert_eq!(bench.server().term(), 3);
}

#[test]
fn a_follower_makes_its_log_the_leaders() {
    let mut bench = Bench::new(three(), 2, &[1, 1, 2]);
    // The entry before the new ones is not here, or has another term.
    assert_eq!(bench.append(3, (5, 3), &[3], 0), Appended::Conflict(4));
    assert_eq!(bench.append(3, (3, 3), &[3], 0), Appended::Conflict(3));
    assert_eq!(bench.terms(), [1, 1, 2], "nothing has changed");
    assert_eq!(bench.append(3, (2, 1), &[3, 3], 2), Appended::Matched(4));
    assert_eq!(bench.terms(), [1, 1, 3, 3]);
    assert_eq!(bench.server().commit(), 2);
    // An old message again takes nothing away.
    assert_eq!(bench.append(3, (2, 1), &[3], 3), Appended::Matched(3));
    assert_eq!(bench.terms(), [1, 1, 3, 3]);
    let previous = Position { index: 4, term: 3 };
    let entries = Vec::new();
    let old = Message::Append { term: 2, previous, entries, commit: 4, round: 1 };
    bench.hear(S2, old);
    assert_eq!(bench.sent, [(S2, Message::TermOver { term: 3 })]);
    assert_eq!(bench.server().commit(), 3);
}

/// Two of three have the entry of the old term, and it is not committed until one
/// of the leader's own term is (Figure 8).
#[test]
fn copies_of_an_old_entry_do_not_count() {
    let mut bench = Bench::new(three(), 2, &[1]);
    bench.elect();
    let has = |index| Message::Appended {
        term: 3,
        reply: Appended::Matched(index),
        round: 1,
    };
    bench.hear(S2, has(1));
    assert_eq!(bench.server().commit(), 0);
    bench.hear(S2, has(2));
    assert_eq!(bench.server().commit(), 2, "its own, and with it the old one");
}

#[test]
fn a_leader_of_an_old_term_steps_down() {
    let mut bench = Bench::new(three(), 2, &[1]);
    bench.elect();
    bench.hear(S3, Message::TermOver { term: 5 });
    assert_eq!(
        (bench.server().term(), bench.server().role()),
        (5, &Role::Follower)
    );
}

/// What is said of an earlier term, which it led as well, says nothing of now: not
/// even where the round was a higher one, as it counts them anew.
#[test]
fn an_answer_to_an_earlier_life_confirms_no_read() {
    let mut bench = Bench::new(three(), 2, &[1]);
    bench.elect();
    let appended = |term, round| {
        let reply = Appended::Matched(2);
        Message::Appended { term, reply, round }
    };
    bench.hear(S2, appended(3, 1));
    let request = Request { client: NodeId(3), serial: 1, call: Call::Read };
    bench.hear(NodeId(3), Message::Request(request));
    bench.hear(S3, appended(2, 9));
    bench.hear(S3, Message::TermOver { term: 3 });
    assert_eq!(bench.sent, [], "nobody has confirmed that it leads");
    bench.hear(S2, appended(3, 2));
    let answer = Message::Answer { serial: 1, answer: Answer::Is(None) };
    assert_eq!(bench.sent, [(NodeId(3), answer)]);
}

#[test]
fn whoever_lacks_what_is_compacted_gets_the_snapshot() {
    let mut bench = Bench::new(three(), 2, &[1, 1]);
    bench.elect();
    let reply = |reply| Message::Appended { term: 3, reply, round: 1 };
    bench.hear(S2, reply(Appended::Matched(3)));
    bench.act(|node, out| {
        node.command("compact".parse().expect("a command"), out);
    });
    assert_eq!(bench.terms(), []);
    bench.hear(S3, reply(Appended::Conflict(1)));
    let [(S3, Message::InstallSnapshot { snapshot, .. })] = bench.sent.as_slice()
    else {
        panic!("a snapshot is sent, not {:?}", bench.sent)
    };
    assert_eq!(snapshot.last, Position { index: 3, term: 3 });
}

#[test]
fn one_change_of_the_members_at_a_time_and_after_an_entry_of_the_term() {
    let spare = Settings { spares: 1, ..three() };
    let mut bench = Bench::new(spare, 0, &[]);
    bench.elect();
    let remove = || "remove-2".parse().expect("a command");
    bench.act(|node, out| node.command(remove(), out));
    assert_eq!(
        bench.server().voters().len(),
        3,
        "nothing of this term is committed"
    );
    let has = |index| Message::Appended {
        term: 1,
        reply: Appended::Matched(index),
        round: 1,
    };
    bench.hear(S2, has(1));
    bench.act(|node, out| node.command(remove(), out));
    assert_eq!(bench.server().voters().len(), 2, "it holds at once");
    bench.act(|node, out| node.command("add-3".parse().expect("a command"), out));
    assert_eq!(bench.server().leadership().and_then(|l| l.joining()), None);
    bench.hear(S2, has(2));
    bench.act(|node, out| node.command("add-3".parse().expect("a command"), out));
    let joining = bench.server().leadership().and_then(|l| l.joining());
    assert_eq!(joining, Some(NodeId(3)), "it is brought up to date first");
    bench.hear(NodeId(3), has(2));
    assert_eq!(bench.server().voters().len(), 3);
}

/// A server that is down never catches up, and must not stand in the way.
#[test]
fn a_change_takes_the_place_of_a_server_that_does_not_catch_up() {
    let spare = Settings { spares: 2, ..three() };
    let mut bench = Bench::new(spare, 0, &[]);
    let ask = |bench: &mut Bench, command: &str| {
        bench.act(|node, out| node.command(command.parse().expect(command), out));
        bench.server().leadership().and_then(|l| l.joining())
    };
    let has = |index| Message::Appended {
        term: 1,
        reply: Appended::Matched(index),
        round: 1,
    };
    bench.elect();
    bench.hear(S2, has(1));
    assert_eq!(ask(&mut bench, "add-3"), Some(NodeId(3)));
    assert_eq!(ask(&mut bench, "add-4"), Some(NodeId(4)));
    assert_eq!(ask(&mut bench, "remove-2"), None);
    assert_eq!(bench.server().voters().len(), 2);
    bench.hear(NodeId(4), has(2));
    assert_eq!(bench.server().voters().len(), 2, "its change was given up");
}

/// Even if it comes only when its sender is a leader no more, and has been one again.
#[test]
fn an_order_of_an_earlier_term_is_void() {
    let mut bench = Bench::new(three(), 4, &[1]);
    bench.hear(S2, Message::TimeoutNow { term: 3 });
    assert_eq!((bench.server().term(), bench.sent.len()), (4, 0));
    bench.hear(S2, Message::TimeoutNow { term: 4 });
    assert_eq!((bench.server().term(), bench.sent.len()), (5, 2));
    bench.hear(S2, Message::TimeoutNow { term: 4 });
    assert_eq!((bench.server().term(), bench.sent.len()), (5, 0), "it came twice");
}

/// A leader tells its successor once that has all, takes no requests, and goes on when
/// its time is over.
#[test]
fn a_transfer_waits_for_the_successor_and_is_given_up() {
    let mut bench = Bench::new(three(), 2, &[1]);
    bench.elect();
    let command = |bench: &mut Bench, text: &str| {
        let command = text.parse().expect(text);
        bench.act(|node, out| node.command(command, out));
    };
    let has = |index| Message::Appended {
        term: 3,
        reply: Appended::Matched(index),
        round: 1,
    };
    bench.hear(S2, has(1));
    command(&mut bench, "transfer-1");
    let order = (S2, Message::TimeoutNow { term: 3 });
    assert!(!bench.sent.contains(&order), "S2 lacks #2");
    command(&mut bench, "propose-9");
    assert_eq!(bench.terms(), [1, 3], "nothing new");
    bench.hear(S2, has(2));
    assert!(bench.sent.contains(&order));
    bench.hear(S2, has(2));
    assert!(!bench.sent.contains(&order), "once is enough");
    bench.expire(Timer::Transfer);
    command(&mut bench, "propose-9");
    assert_eq!(bench.terms(), [1, 3, 3]);
}

/// Two Appends are on their way, and both are refused: the leader goes back once.
#[test]
fn a_pipe_is_given_up_once() {
    let window = Window { batch: 1, in_flight: 2 };
    let sending = Sending::Pipelined(window);
    let mut bench = Bench::new(Settings { sending, ..three() }, 2, &[1]);
    bench.elect();
    let appended = |reply, round| Message::Appended { term: 3, reply, round };
    let sent = |bench: &Bench| {
        let first = |(to, message): &(NodeId, Message)| match message {
            Message::Append { previous, round, .. } if *to == S2 => {
                Some((previous.index + 1, *round))
            }
            _ => None,
        };
        bench.sent.iter().filter_map(first).collect::<Vec<_>>()
    };
    bench.hear(S2, appended(Appended::Matched(2), 1));
    for value in ["propose-1", "propose-2", "propose-3"] {
        let command = value.parse().expect("a command");
        bench.act(|node, out| node.command(command, out));
        assert_eq!(sent(&bench).len(), usize::from(value != "propose-3"));
    }
    bench.hear(S2, appended(Appended::Conflict(3), 1));
    assert_eq!(sent(&bench), [(3, 2)], "one alone, in a new round");
    bench.hear(S2, appended(Appended::Conflict(3), 1));
    assert_eq!(sent(&bench), [], "of the round before");
    bench.hear(S2, appended(Appended::Matched(3), 2));
    assert_eq!(sent(&bench), [(4, 2), (5, 2)]);
}

/// What is not on disk is not confirmed, and of no leader of an earlier term ever.
#[test]
fn an_answer_waits_for_the_disk() {
    let write = Micros::from_millis(5);
    let mut bench = Bench::new(Settings { write, ..three() }, 1, &[1]);
    let append = |term, index, at| Message::Append {
        term,
        previous: Position { index, term: at },
        entries: vec![nothing(term)],
        commit: 0,
        round: 1,
    };
    bench.hear(S2, append(1, 1, 1));
    assert_eq!(bench.sent, []);
    bench.expire(Timer::Write);
    let reply = Appended::Matched(2);
    assert_eq!(bench.sent, [(S2, Message::Appended { term: 1, reply, round: 1 })]);
    bench.hear(S2, append(1, 2, 1));
    assert_eq!(bench.ask(S3, 2, (3, 1)), Vote::Granted);
    bench.expire(Timer::Write);
    assert_eq!(bench.sent, [], "it has a later term by now");
    bench.hear(S3, append(2, 3, 1));
    bench.node.crash();
    assert_eq!(bench.terms(), [1, 1, 1], "the last one was not written");
}

/// What takes the place of entries that were on disk is not on disk because they were.
#[test]
fn what_replaces_written_entries_is_written_anew() {
    let write = Micros::from_millis(5);
    let mut bench = Bench::new(Settings { write, ..three() }, 2, &[1, 1, 1]);
    let previous = Position { index: 1, term: 1 };
    let entries = vec![nothing(2), nothing(2)];
    let round = 1;
    let append = Message::Append { term: 2, previous, entries, commit: 0, round };
    bench.hear(S2, append);
    assert_eq!((bench.terms(), bench.server().written()), (vec![1, 2, 2], 1));
    assert_eq!(bench.sent, []);
    bench.expire(Timer::Write);
    assert_eq!((bench.sent.len(), bench.server().written()), (1, 3));
}

#[test]
fn a_request_that_comes_twice_is_done_once() {
    let mut machine = Machine::default();
    let write = |serial, value| Request {
        client: NodeId(9),
        serial,
        call: Call::Write(value),
    };
    machine.apply(write(1, 5));
    machine.apply(write(2, 6));
    machine.apply(write(1, 5));
    assert_eq!(machine.value(), Some(6));
}

#[test]
fn a_snapshot_replaces_a_log_that_differs_and_keeps_one_that_agrees() {
    let voters: NodeSet = NodeId::first(3).collect();
    let log = |terms: &[u32]| {
        let mut log = Log::new(voters);
        terms.iter().for_each(|term| log.append(nothing(*term)));
        log
    };
    let mut leader = log(&[1, 2, 2]);
    leader.compact(2, Machine::default());
    assert_eq!((leader.term_at(2), leader.term_at(1)), (Some(2), None));
    for (terms, left) in [(&[1, 2, 2][..], 1), (&[1, 1, 1], 0), (&[1], 0)] {
        let mut follower = log(terms);
        follower.install(leader.snapshot().clone());
        assert_eq!(follower.entries().len(), left, "{terms:?}");
        assert_eq!(follower.term_at(2), Some(2));
    }
}
