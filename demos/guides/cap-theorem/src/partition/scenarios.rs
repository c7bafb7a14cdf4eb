//! The experiments that the figure offers.

use super::Partition;
use super::crux::Findings;
use models::replication::store::{
    Action, Operation, Region, Share, availability, conflicts, history,
};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Partition>] = &[CP, LWW, HEAL, SIBLINGS, ONE_WAY];

const CP: Scenario<Partition> = Scenario {
    name: "cp",
    title: "Majority (CP)",
    watch_for: "C in the cut: is it answered, and with what?",
    start: "t=1s",
    question: Some(Question {
        ask: "Each read and each write takes three of five replicas. The regions are \
              cut, and the east has two. What does C get there?",
        at: Micros::from_secs(1),
        answers: &[
            ("Answers", "Three replicas answered C: none of them was cut off."),
            (
                "Reads only",
                "A read was answered by fewer than three: it may miss what West writes.",
            ),
            (
                "No answer",
                "Two replicas are no quorum, for a read either: the other three may have \
                 a newer value. West goes on, and the history stays linearizable.",
            ),
        ],
        outcome: |moment| {
            if !is_joined(moment) {
                return None;
            }
            let [reads, writes] = [Action::Read, Action::Write]
                .map(|action| in_cut(moment, Region::East, action));
            Some(match (reads.answered, writes.answered) {
                (0, 0) => 2,
                (_, 0) => 1,
                (_, _) => 0,
            })
        },
    }),
    curated: None,
};

const LWW: Scenario<Partition> = Scenario {
    name: "lww",
    title: "Any replica (AP)",
    watch_for: "the first read of C after A or B has written in the cut.",
    start: "policy=lww&t=1s&end=2.45s",
    question: Some(Question {
        ask: "Now one replica is enough for a read and for a write. The regions are \
              cut, and all clients go on. What does C read?",
        at: Micros::from_secs(1),
        answers: &[
            (
                "What was written last",
                "A replica in the east had all writes of the west.",
            ),
            (
                "An old value",
                "A write in the west is acknowledged, and no replica in the east can \
                 hear of it. C is answered at once, without it: stale.",
            ),
            ("No answer", "No replica in the east answered."),
        ],
        outcome: |moment| {
            let findings = Findings::of(moment);
            let is_over = moment.now >= Micros::from_millis(2_400);
            let east = in_cut(moment, Region::East, Action::Read);
            match (findings.unexplained, is_over) {
                (Some(_), _) => Some(1),
                (None, true) => Some(if east.answered == 0 { 2 } else { 0 }),
                (None, false) => None,
            }
        },
    }),
    curated: None,
};

const HEAL: Scenario<Partition> = Scenario {
    name: "heal",
    title: "Last write wins",
    watch_for: "values that replicas give up when they meet.",
    start: "policy=lww&t=2.4s&end=3.5s&speed=200ms",
    question: Some(Question {
        ask: "Both sides have written x in the cut, and each write was acknowledged. \
              The link opens, and replicas compare. What do they keep?",
        at: Micros::from_millis(2_400),
        answers: &[
            (
                "The latest, all else is dropped",
                "One stamp is the greatest. The write of the other side was \
                 acknowledged, nobody had seen it, and nobody is told that it is gone.",
            ),
            ("Both", "A replica had two values: the rule keeps siblings."),
            ("Each side its own", "The replicas did not compare."),
        ],
        outcome: |moment| {
            if moment.now < Micros::from_millis(2_500) {
                return None;
            }
            let cluster = moment.model.cluster();
            let is_dropped = !Findings::of(moment).dropped.is_empty();
            match (is_dropped, conflicts(cluster).is_empty()) {
                (true, _) => Some(0),
                (false, false) => Some(1),
                (false, true) if moment.now >= Micros::from_millis(3_450) => {
                    Some(2)
                }
                (false, true) => None,
            }
        },
    }),
    curated: None,
};

const SIBLINGS: Scenario<Partition> = Scenario {
    name: "siblings",
    title: "Siblings",
    watch_for: "replicas with two values, and who makes them one.",
    start: "policy=siblings&t=2.4s&end=3.1s&speed=200ms",
    question: Some(Question {
        ask: "The same cut, but each value carries a version vector: what its writer \
              had seen. The link opens. Who brings the two values together?",
        at: Micros::from_millis(2_400),
        answers: &[
            (
                "The replicas",
                "They kept one of the two, though neither had seen the other.",
            ),
            (
                "The next client that writes",
                "The vectors say that neither had seen the other, so replicas keep both. \
                 A client that reads both and then writes replaces both: how they \
                 become one value is up to the application.",
            ),
            ("Nobody", "No client had read both and written."),
        ],
        outcome: |moment| {
            let findings = Findings::of(moment);
            let joined = moment.model.partitions().first()?.until?;
            let is_late = |place: usize| findings.history[place].invoked > joined;
            let is_over = moment.now >= Micros::from_millis(3_050);
            let is_one = conflicts(moment.model.cluster()).is_empty();
            match findings.merges.iter().any(|(merge, _)| is_late(*merge)) {
                true => Some(1),
                false => is_over.then_some(if is_one { 0 } else { 2 }),
            }
        },
    }),
    curated: None,
};

const ONE_WAY: Scenario<Partition> = Scenario {
    name: "one-way",
    title: "One way",
    watch_for: "c1: which replicas have it, and what C is told.",
    start: "pause=0&cut=west&t=950ms&end=2.4s&speed=200ms&\
            edits=200ms-ask-5-write-x,780ms-ask-7-write-x,1400ms-ask-7-read-x,\
            1700ms-ask-6-read-x",
    question: Some(Question {
        ask: "C has asked for stamps and sends c1 to all five. Then everything from \
              west to east is lost, and nothing the other way. What becomes of c1?",
        at: Micros::from_millis(950),
        answers: &[
            ("C is told that it is stored", "Three acknowledgements reached C."),
            ("C gives up, and c1 is nowhere", "c1 did not reach the west."),
            (
                "C gives up, and B reads c1",
                "c1 reaches all five, and only two can say so. C's time-out means that \
                 nobody knows, not that it failed. Sent again without an idempotency \
                 key, it is written twice.",
            ),
        ],
        outcome: |moment| {
            let history = history(moment.model.cluster());
            let is_write = |o: &&Operation| o.action == Action::Write;
            let write = history.iter().rfind(is_write)?;
            let wrote = write.wrote.as_ref()?;
            let saw =
                |o: &Operation| o.wrote.is_none() && o.versions().contains(wrote);
            let is_over =
                history.len() > 3 && history.iter().all(|o| o.ended().is_some());
            is_over.then_some(match (write.answered(), history.iter().any(saw)) {
                (Some(_), _) => 0,
                (None, false) => 1,
                (None, true) => 2,
            })
        },
    }),
    curated: None,
};

/// Whether a cut is over, and all that began in it.
fn is_joined(moment: &Moment<'_, Partition>) -> bool {
    let last = moment.model.partitions().last();
    let until = last.and_then(|last| last.until);
    let is_open =
        |o: &Operation| until.is_some_and(|u| o.invoked < u) && o.ended().is_none();
    until.is_some() && !history(moment.model.cluster()).iter().any(is_open)
}

fn in_cut(moment: &Moment<'_, Partition>, region: Region, action: Action) -> Share {
    let cluster = moment.model.cluster();
    let partition = moment.model.partitions().first();
    partition.map_or_else(Share::default, |partition| {
        let until = partition.until.unwrap_or(moment.now);
        availability(cluster, (region, action), (partition.since, until))
    })
}
