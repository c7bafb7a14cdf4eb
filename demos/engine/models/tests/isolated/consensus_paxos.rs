//! One node of Paxos at a time, fed by hand.

use models::consensus::paxos::{
    Acceptor, Adoption, Ballot, Message, Node, Phase, Proposer, Settings, Timer,
    Value, Vote,
};
use sim::process::Effect;
use sim::{Micros, NodeId, Outbox, Process, Stream};

const P1: NodeId = NodeId(0);
const P2: NodeId = NodeId(1);
const A1: NodeId = NodeId(2);
const A2: NodeId = NodeId(3);
const A3: NodeId = NodeId(4);

const fn ballot(round: u32, proposer: NodeId) -> Ballot {
    Ballot { round, proposer }
}

const fn vote(ballot: Ballot, value: u8) -> Vote {
    Vote { ballot, value: Value(value) }
}

/// Without a disk: what is answered is sent at once.
fn swift() -> Settings {
    Settings { write: Micros::ZERO, ..Settings::default() }
}

/// One node, and what it did last.
struct Bench {
    node: Node,
    sent: Vec<(NodeId, Message)>,
    timers: Vec<Timer>,
}

impl Bench {
    fn acceptor(settings: Settings) -> Bench {
        let node = Node::Acceptor(Acceptor::new(settings));
        Bench { node, sent: vec![], timers: vec![] }
    }

    /// P1, which has just begun.
    fn proposer(settings: Settings) -> Bench {
        let node = Node::Proposer(Proposer::new(settings, P1));
        let mut bench = Bench { node, sent: vec![], timers: vec![] };
        bench.act(|node, out| node.start(out));
        let all = [A1, A2, A3].map(|to| (to, Message::Prepare(ballot(1, P1))));
        assert_eq!(bench.expire(Timer::Begin), all);
        bench
    }

    fn act(&mut self, act: impl FnOnce(&mut Node, &mut Outbox<Node>)) {
        let mut stream = Stream::new(0, "bench", 0);
        let mut out = Outbox::new(P1, Micros::ZERO, &mut stream);
        act(&mut self.node, &mut out);
        self.sent.clear();
        for effect in out.effects().to_vec() {
            match effect {
                Effect::Send(to, message) => self.sent.push((to, message)),
                Effect::SetTimer(timer, _) => {
                    self.timers.retain(|t| *t != timer);
                    self.timers.push(timer);
                }
                Effect::CancelTimer(timer) => self.timers.retain(|t| *t != timer),
                Effect::Note(_) => {}
                Effect::Halt(_) => panic!("no node of Paxos stops itself"),
            }
        }
    }

    fn feed(&mut self, from: NodeId, message: Message) -> &[(NodeId, Message)] {
        self.act(|node, out| node.receive(from, message, out));
        &self.sent
    }

    fn expire(&mut self, timer: Timer) -> &[(NodeId, Message)] {
        assert!(self.timers.contains(&timer), "{timer} is not running");
        self.timers.retain(|t| *t != timer);
        self.act(|node, out| node.expire(timer, out));
        &self.sent
    }

    fn phase(&self) -> Phase {
        match &self.node {
            Node::Proposer(proposer) => proposer.phase(),
            Node::Acceptor(_) => panic!("no proposer"),
        }
    }
}

#[test]
fn an_acceptor_promises_only_upwards() {
    let mut bench = Bench::acceptor(swift());
    let (low, high) = (ballot(1, P1), ballot(1, P2));
    assert!(low < high, "the proposer decides between equal rounds");
    let answer = bench.feed(P2, Message::Prepare(high));
    assert_eq!(answer, [(P2, Message::Promise(high, None))]);
    let refusal = Message::Refused { asked: low, promised: high };
    assert_eq!(bench.feed(P1, Message::Prepare(low)), [(P1, refusal)]);
    let asked = Message::Accept(vote(low, 0));
    assert_eq!(bench.feed(P1, asked), [(P1, refusal)]);
}

#[test]
fn a_promise_tells_of_the_last_vote() {
    let mut bench = Bench::acceptor(swift());
    let (first, second) = (vote(ballot(1, P1), 0), vote(ballot(2, P2), 0));
    bench.feed(P1, Message::Accept(first));
    bench.feed(P2, Message::Accept(second));
    let higher = ballot(3, P1);
    let answer = bench.feed(P1, Message::Prepare(higher));
    assert_eq!(answer, [(P1, Message::Promise(higher, Some(second)))]);
}

#[test]
fn an_acceptor_answers_when_its_disk_has_it_and_refuses_at_once() {
    let mut bench = Bench::acceptor(Settings::default());
    let (low, high) = (ballot(1, P1), ballot(2, P2));
    assert_eq!(bench.feed(P2, Message::Prepare(high)), []);
    assert_eq!(bench.feed(P1, Message::Prepare(low)).len(), 1);
    let answer = bench.expire(Timer::Write);
    assert_eq!(answer, [(P2, Message::Promise(high, None))]);
}

#[test]
fn an_acceptor_keeps_its_word_through_a_crash() {
    let mut bench = Bench::acceptor(Settings::default());
    bench.feed(P2, Message::Prepare(ballot(2, P2)));
    bench.node.crash();
    bench.timers.clear();
    bench.act(|node, out| node.restart(out));
    let refused = bench.feed(P1, Message::Prepare(ballot(1, P1)));
    assert!(matches!(refused, [(P1, Message::Refused { .. })]));
}

#[test]
fn a_proposer_that_is_told_of_nothing_asks_for_its_own_value() {
    let mut bench = Bench::proposer(swift());
    let mine = ballot(1, P1);
    assert_eq!(bench.feed(A1, Message::Promise(mine, None)), []);
    assert_eq!(bench.feed(A1, Message::Promise(mine, None)), [], "a copy");
    let all = [A1, A2, A3].map(|to| (to, Message::Accept(vote(mine, 0))));
    assert_eq!(bench.feed(A2, Message::Promise(mine, None)), all);
    bench.feed(A3, Message::Promise(mine, None));
    assert_eq!(bench.feed(A1, Message::Accepted(mine)), []);
    let chosen = [(P2, Message::Chosen(Value(0)))];
    assert_eq!(bench.feed(A3, Message::Accepted(mine)), chosen);
    assert_eq!(bench.phase(), Phase::Decided(Value(0)));
}

#[test]
fn a_proposer_adopts_the_vote_in_the_highest_ballot() {
    for (adoption, wanted) in [(Adoption::Highest, 2), (Adoption::Never, 0)] {
        let settings = Settings { adoption, ..swift() };
        let mut bench = Bench::proposer(settings);
        let mine = ballot(5, P1);
        bench.feed(
            A1,
            Message::Refused { asked: ballot(1, P1), promised: ballot(4, P2) },
        );
        let low = Some(vote(ballot(2, P2), 1));
        let high = Some(vote(ballot(3, P2), 2));
        bench.feed(A1, Message::Promise(mine, high));
        let asked = bench.feed(A2, Message::Promise(mine, low));
        assert_eq!(asked[0].1, Message::Accept(vote(mine, wanted)));
    }
}

#[test]
fn a_refused_proposer_goes_above_what_stands_in_its_way() {
    let mut bench = Bench::proposer(swift());
    let asked = ballot(1, P1);
    let refusal = Message::Refused { asked, promised: ballot(7, P2) };
    assert_eq!(bench.feed(A1, refusal)[0].1, Message::Prepare(ballot(8, P1)));
    assert_eq!(bench.feed(A2, refusal), [], "the old attempt is over");
    let patient = Settings { backoff: Micros::from_millis(50), ..swift() };
    let mut bench = Bench::proposer(patient);
    assert_eq!(bench.feed(A1, refusal), []);
    let again = bench.expire(Timer::Backoff);
    assert_eq!(again[0].1, Message::Prepare(ballot(8, P1)));
}

#[test]
fn a_proposer_never_uses_a_ballot_twice() {
    let mut bench = Bench::proposer(swift());
    bench.node.crash();
    bench.timers.clear();
    bench.act(|node, out| node.restart(out));
    assert_eq!(bench.sent[0].1, Message::Prepare(ballot(2, P1)));
    let again = bench.expire(Timer::Answers);
    assert_eq!(again[0].1, Message::Prepare(ballot(3, P1)));
}
