//! The experiments that the figure offers.

use super::checks::is_steady;
use super::{Throughput, UNDER_WAY};
use models::consensus::throughput::{FOLLOWER, Watched};
use sim::Micros;
use stage::{Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Throughput>] = &[ONE, WINDOW, BATCH, LINK, FIRST];

const ONE: Scenario<Throughput> = Scenario {
    name: "one",
    title: "One at a time",
    watch_for: "the gaps: who waits for whom, and what is busy all the time.",
    start: "batch=1&in-flight=1&clients=16&t=2.4ms&end=54ms&speed=10ms",
    question: Some(Question {
        ask: "Each of 16 clients asks. S1 sends one command and waits for the answer: 1 ms \
              there and back, 2 ms on disk. How many are committed in a second?",
        at: UNDER_WAY,
        answers: &[
            ("About 5,000: 16 in 3 ms", "They do not share the 3 ms: 15 wait."),
            (
                "About 500",
                "The disk alone would allow that. But it is idle in between.",
            ),
            (
                "About 330",
                "One command in 3 ms, and nothing is busy all the time. The wait is the \
                 queue's: the last of 16 takes 49 ms.",
            ),
        ],
        outcome: |moment| {
            steady_rate(moment.model).map(|rate| match rate {
                1_000.. => 0,
                400..1_000 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const WINDOW: Scenario<Throughput> = Scenario {
    name: "window",
    title: "Window of 8",
    watch_for: "the numbers on S2's disk: how many commands a write takes.",
    start: "batch=1&in-flight=8&clients=16&t=2.4ms&end=26ms&speed=5ms",
    question: Some(Question {
        ask: "Now eight messages may be on their way, each with one command. S2 writes \
              the first; meanwhile seven more come. How many writes do those take?",
        at: UNDER_WAY,
        answers: &[
            ("Seven", "Then there could never be more than 500 commands a second."),
            (
                "One",
                "The next write takes all that has come: group commit. So 2,000 \
                 commands are committed in a second, of 16 clients as before, and one \
                 takes 8 ms.",
            ),
            ("None: S1 has written them", "Each server answers for its own disk."),
        ],
        outcome: |moment| {
            let writes = moment.model.writes().iter();
            let mut writes = writes.filter(|write| write.node == FOLLOWER);
            let second = writes.nth(1).filter(|_| is_steady(moment.model))?;
            Some(usize::from(second.entries > 1))
        },
    }),
    curated: None,
};

const BATCH: Scenario<Throughput> = Scenario {
    name: "batch",
    title: "Batches of 8",
    watch_for: "the numbers on the link, and when S2's disk is idle.",
    start: "batch=8&in-flight=1&clients=16&t=2.4ms&end=26ms&speed=5ms",
    question: Some(Question {
        ask: "One message at a time again, but with up to eight commands. The window of \
              eight made 2,000 a second. And this?",
        at: UNDER_WAY,
        answers: &[
            ("About 330: one message in 3 ms", "It brings eight commands."),
            (
                "About as many, or more",
                "Here too eight are under way. They come together, so none comes in the \
                 middle of a write and waits for the next: about 2,450 a second.",
            ),
            ("8 times as many", "There are no more than eight under way."),
        ],
        outcome: |moment| {
            steady_rate(moment.model).map(|rate| match rate {
                ..1_000 => 0,
                1_000..8_000 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const LINK: Scenario<Throughput> = Scenario {
    name: "link",
    title: "Slow link",
    watch_for: "the link: when is it idle, and where do commands wait?",
    start: "batch=1&in-flight=16&link=4&clients=16&t=2.4ms&end=40ms&speed=10ms",
    question: Some(Question {
        ask: "Each link carries 4 Mbit/s: one command in 1 ms. With a window of eight \
              it is busy all the time: 1,000 are committed in a second. And with 16?",
        at: UNDER_WAY,
        answers: &[
            ("Up to twice as many", "The link carries no more."),
            (
                "Nothing: 1,000 a second",
                "What waited at S1 now waits in the link. Only fewer bytes for a \
                 command would help: a batch has one header for all.",
            ),
            ("Fewer, as the link is crowded", "It carries as much as before."),
        ],
        outcome: |moment| {
            steady_rate(moment.model).map(|rate| match rate {
                1_050.. => 0,
                950..1_050 => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

const FIRST: Scenario<Throughput> = Scenario {
    name: "leader-first",
    title: "S1 writes first",
    watch_for: "the two disks: do they write at the same time?",
    start: "batch=1&in-flight=1&clients=1&leader-first=true&t=2.4ms&end=13ms&speed=2ms",
    question: Some(Question {
        ask: "One client alone. S1 writes its command to disk, 2 ms, and only then sends \
              it. S2 writes for 2 ms as well, and a message takes 0.5 ms. When is it \
              committed?",
        at: UNDER_WAY,
        answers: &[
            (
                "After 3 ms",
                "That is how long it takes if S1 sends while it writes.",
            ),
            ("After 4 ms", "That is without the way there and back."),
            (
                "After 5 ms",
                "One write, the way there, another write, the way back. S1 may send \
                 first, if it counts itself only when it has written: then both write \
                 at the same time, and it takes 3 ms.",
            ),
        ],
        outcome: |moment| {
            let took = moment.model.done().first()?.took;
            Some(match took {
                _ if took < Micros::new(3_500) => 0,
                _ if took < Micros::new(4_500) => 1,
                _ => 2,
            })
        },
    }),
    curated: None,
};

/// How many are committed in a second, once every client was answered.
fn steady_rate(model: &Watched) -> Option<u64> {
    model.per_second().filter(|_| is_steady(model))
}
