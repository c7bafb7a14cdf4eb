//! One client of Raft, fed by hand.

use models::consensus::raft::{Answer, Client, Message, Node, Settings, Timer};
use sim::process::Effect;
use sim::{Micros, NodeId, Outbox, Process, Stream};

const ME: NodeId = NodeId(5);
/// A client begins with the server whose number its own leaves.
const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);
const S5: NodeId = NodeId(4);

/// A client, whom it asked last, and whether it set a timer with that.
struct Bench {
    node: Node,
    asked: Vec<NodeId>,
    timers: Vec<Timer>,
}

impl Bench {
    fn new() -> Bench {
        let node = Node::Client(Client::new(Settings::default(), ME));
        Bench { node, asked: Vec::new(), timers: Vec::new() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Node, &mut Outbox<Node>)) {
        let mut stream = Stream::new(0, "bench", 0);
        let mut out = Outbox::new(ME, Micros::from_secs(1), &mut stream);
        act(&mut self.node, &mut out);
        (self.asked, self.timers) = (Vec::new(), Vec::new());
        for effect in out.effects() {
            match effect {
                Effect::Send(to, _) => self.asked.push(*to),
                Effect::SetTimer(timer, _) => self.timers.push(*timer),
                Effect::CancelTimer(_) | Effect::Note(_) | Effect::Halt(_) => {}
            }
        }
    }

    fn expire(&mut self, timer: Timer) {
        self.act(|node, out| node.expire(timer, out));
    }

    fn hear(&mut self, from: NodeId, message: Message) {
        self.act(|node, out| node.receive(from, message, out));
    }

    fn redirect(&mut self, from: NodeId, leader: Option<NodeId>) {
        self.hear(from, Message::Redirect { serial: 1, leader });
    }
}

/// Two servers that were removed name each other for ever. The client follows them,
/// but not for longer than its patience lasts, and then asks all the others in turn.
#[test]
fn redirects_send_nobody_round_in_circles() {
    let mut bench = Bench::new();
    bench.expire(Timer::Think);
    assert_eq!(
        (&bench.asked[..], &bench.timers[..]),
        (&[S1][..], &[Timer::Patience][..])
    );
    for turn in [S2, S3, NodeId(3), S5, S1] {
        for _ in 0..3 {
            bench.redirect(S1, Some(S5));
            bench.redirect(S5, Some(S1));
            assert_eq!((&bench.asked[..], &bench.timers[..]), (&[S1][..], &[][..]));
        }
        bench.expire(Timer::Patience);
        assert_eq!(bench.asked, [turn]);
        assert_eq!(bench.timers, [Timer::Patience]);
    }
    bench.redirect(S1, None);
    assert_eq!(bench.asked, [], "nobody knows");
}

/// What it waited for before it crashed is nothing to it now.
#[test]
fn after_a_crash_it_waits_for_nothing() {
    let mut bench = Bench::new();
    bench.expire(Timer::Think);
    bench.node.crash();
    bench.act(|node, out| node.restart(out));
    assert_eq!(bench.timers, [Timer::Think]);
    bench.redirect(S1, Some(S2));
    assert_eq!(bench.asked, []);
    bench.hear(S2, Message::Answer { serial: 1, answer: Answer::Done });
    assert_eq!(bench.timers, []);
    let Node::Client(client) = &bench.node else { panic!("it is a client") };
    assert_eq!(client.asked()[0].answer, None, "nobody knows what came of it");
}
