//! The experiments that the figure offers.

use super::{Chain, words};
use models::replication::chain::{Kind, Request, client, clients, server};
use sim::{Event, Micros, NodeId};
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Chain>] = &[WALK, MIDDLE, NOTHING, TAIL, HEAD];

const A: NodeId = NodeId(1);
const S1: NodeId = NodeId(3);
const S2: NodeId = NodeId(4);
const S3: NodeId = NodeId(5);

/// The first and the second write of B's that a scenario tells of.
const B1: Request = Request { client: NodeId(2), number: 1 };
const B2: Request = Request { client: NodeId(2), number: 2 };
/// The second write of A's.
const A2: Request = Request { client: A, number: 2 };

const WALK: Scenario<Chain> = Scenario {
    name: "walk",
    title: "A write walks",
    watch_for: "when A is answered, and by whom.",
    start: "requests=0&t=100ms&end=520ms&edits=100ms-ask-1-write&speed=100ms",
    question: Some(Question {
        ask: "A message takes 40 ms, and a server stores a write in 20 ms. After how \
              long does A know that its write is safe?",
        at: Micros::from_millis(100),
        answers: &[
            ("100 ms", "The head answered: it alone had stored the write."),
            (
                "280 ms",
                "Each server stores it and passes it on, and the tail answers: five \
                 messages and four times storing, one after the other. Nobody waits for \
                 the acknowledgements that run back.",
            ),
            (
                "400 ms",
                "A waited until acknowledgements were back at the head: it need not.",
            ),
        ],
        outcome: |moment| {
            let took = client(moment.model, A).asked().first()?.took()?;
            Some(match took.as_millis() {
                ..=100 => 0,
                101..=280 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// A1 is everywhere; S2 stops with B1, and A2 is on its way to it.
const MIDDLE: Scenario<Chain> = Scenario {
    name: "middle",
    title: "The middle dies",
    watch_for: "what goes from S1 to S3 once they are neighbours.",
    start: "requests=0&t=205ms&end=720ms&edits=0s-ask-1-write,100ms-ask-2-write,\
            130ms-ask-1-write,210ms-ask-4-stop,400ms-ask-2-write&speed=50ms",
    question: Some(Question {
        ask: "S2 stops now. It has not passed on B1, and A2 is on its way to it. The \
              next server is S3. What must S1 send it?",
        at: Micros::from_millis(205),
        answers: &[
            ("Nothing", "The clients had to ask again."),
            ("All: A1, B1, A2", "S3 was sent what it had."),
            (
                "B1 and A2",
                "S3 says, by way of the master, how many writes it has. What it lacks \
                 is still in S1's list Sent, as no acknowledgement has come for it.",
            ),
        ],
        outcome: |moment| {
            let has = server(moment.model, S3).history();
            if !has.contains(&A2) {
                return None;
            }
            let again =
                clients().flat_map(|node| client(moment.model, node).asked());
            let is_again = again.into_iter().any(|asked| asked.tries > 1);
            let sent = forwards(moment, S1, S3);
            let lacked = has.len() - 1;
            Some(if is_again { 0 } else { 1 + usize::from(sent == lacked) })
        },
    }),
    curated: None,
};

const NOTHING: Scenario<Chain> = Scenario {
    name: "nothing",
    title: "Nothing sent again",
    watch_for: "the cells at #2 of S1 and of S3.",
    start: "requests=0&resend=nothing&t=400ms&end=900ms&edits=0s-ask-1-write,\
            100ms-ask-2-write,130ms-ask-1-write,210ms-ask-4-stop,\
            400ms-ask-2-write&speed=100ms",
    question: Some(Question {
        ask: "The same, but S1 sends to S3 only what comes from now on. B writes B2. \
              What does S3 put behind A1?",
        at: Micros::from_millis(400),
        answers: &[
            ("Nothing: it waits", "S3 knew that it lacked something."),
            (
                "B2",
                "On their new link B2 is the first write, so S3 cannot see that it \
                 lacks two. S1 takes its acknowledgement for one of all before it: \
                 asked again, it answers that B1 and A2 are done.",
            ),
            ("B1", "Somebody has sent B1 again."),
        ],
        outcome: |moment| {
            let has = server(moment.model, S3).history();
            let is_late = moment.now >= Micros::from_millis(700);
            match has.get(1) {
                Some(second) if *second == B2 => Some(1),
                Some(_) => Some(2),
                None => is_late.then_some(0),
            }
        },
    }),
    curated: None,
};

/// S4 stops with B1 and has not answered; A2 is on its way to it.
const TAIL: Scenario<Chain> = Scenario {
    name: "tail",
    title: "The tail dies",
    watch_for: "who answers B and A, and when.",
    start: "requests=0&t=325ms&end=560ms&edits=0s-ask-1-write,100ms-ask-2-write,\
            140ms-ask-1-write,330ms-ask-6-stop&speed=50ms",
    question: Some(Question {
        ask: "S4 stops now. It has B1 and has not answered; A2 has not come to it. \
              What becomes of the two?",
        at: Micros::from_millis(325),
        answers: &[
            ("Both are lost", "Both clients had to ask again."),
            (
                "Only B1 counts",
                "A2 was taken for lost, though all that are left have it.",
            ),
            (
                "Both are answered",
                "S3 is the tail now: what it has is at all that are left. It answers \
                 for all that is in its list Sent, without waiting for anybody.",
            ),
        ],
        outcome: |moment| {
            let answered = |request| words::is_answered(moment.model, &request);
            let is_known = server(moment.model, S3).successor().node.is_none()
                && moment.now >= Micros::from_millis(460);
            is_known.then(|| match (answered(B1), answered(A2)) {
                (true, true) => 2,
                (true, false) | (false, true) => 1,
                (false, false) => 0,
            })
        },
    }),
    curated: None,
};

/// A1 and A2 are everywhere, and only S1 has B1. B reads then, and A later.
const HEAD: Scenario<Chain> = Scenario {
    name: "head",
    title: "The head dies",
    watch_for: "B1 in S1's history, and B.",
    start: "requests=0&t=355ms&end=760ms&edits=0s-ask-1-write,20ms-ask-1-write,\
            310ms-ask-2-write,315ms-ask-2-read,360ms-ask-3-stop,\
            410ms-ask-1-read&speed=50ms",
    question: Some(Question {
        ask: "S1 stops now. A1 and A2 are everywhere; B1 it has alone. Which write is \
              gone, and had anybody been told that it is safe?",
        at: Micros::from_millis(355),
        answers: &[
            ("None", "S1 had passed B1 on."),
            ("B1, and B had", "The head had answered B."),
            (
                "B1, and nobody had",
                "The tail answers, and B1 never got there. B asks again with the \
                 same number, and S2, the new head, takes it.",
            ),
        ],
        outcome: |moment| {
            let wrote = client(moment.model, B1.client).asked().first()?;
            match (wrote.tries, wrote.answered) {
                (1, None) => None,
                (1, Some(_)) => Some(1),
                (_, _) if forwards(moment, S1, S2) == 2 => Some(2),
                (_, _) => Some(0),
            }
        },
    }),
    curated: None,
};

/// How many writes one server has sent to another so far.
fn forwards(moment: &Moment<'_, Chain>, from: NodeId, to: NodeId) -> usize {
    let is_one = |event: &Event| match event {
        Event::Sent { from: sender, to: receiver, kind, .. } => {
            (*sender, *receiver) == (from, to)
                && kind.among(&Kind::ALL) == Kind::Forward
        }
        Event::Received { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => false,
    };
    moment.past().iter().filter(|record| is_one(&record.event)).count()
}
