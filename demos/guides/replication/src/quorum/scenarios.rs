//! The experiments that the figure offers.

use super::{Quorum, words};
use sim::Micros;
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<Quorum>] = &[RACE, LATER, STRICT, SLOPPY, REPAIR];

const RACE: Scenario<Quorum> = Scenario {
    name: "race",
    title: "R = W = 1",
    watch_for: "who answers A first, and who answers B first.",
    start: "replicas=3&read-quorum=1&write-quorum=1&after=0&seed=29&t=6ms&end=24ms\
            &speed=2ms",
    question: Some(Question {
        ask: "A writes to all three replicas, and is told that it is done as soon \
              as one has the write. B reads at that moment and takes the first \
              answer. May it get the old value?",
        at: Micros::from_millis(6),
        answers: &[
            ("No: it is done", "Done means that W replicas have it, here one."),
            (
                "Yes, from the others",
                "Two of three replicas did not have it yet, and one of these was \
                 the first to answer B. The curve begins at how often that is \
                 so.",
            ),
            ("Always", "B asks all three, and one of them had the write."),
        ],
        outcome: |moment| Some(usize::from(moment.model.is_stale()?)),
    }),
    curated: Some("This run was picked among several."),
};

/// Whether a read that comes so long after the acknowledgement is so often stale.
fn how_many(moment: &Moment<'_, Quorum>) -> Option<usize> {
    let race = moment.model;
    race.is_stale()?;
    let ppm = race.curve().stale_ppm(race.trial().after);
    Some(match ppm {
        100_000.. => 0,
        1_000..100_000 => 1,
        0..1_000 => 2,
    })
}

const LATER: Scenario<Quorum> = Scenario {
    name: "later",
    title: "40 ms later",
    watch_for: "how many of the columns are red as time passes, and the curve.",
    start: "replicas=3&read-quorum=1&write-quorum=1&after=40&seed=1&t=6ms\
            &speed=10ms",
    question: Some(Question {
        ask: "The same, but B reads 40 ms after the acknowledgement. The write \
              reaches each replica after 10 ms on average, some later. How many of \
              1,000 such reads are stale?",
        at: Micros::from_millis(6),
        answers: &[
            ("About as many: 300", "Most replicas have the write by then."),
            (
                "A few: 1 to 100",
                "The write goes on to all three. Of those that lack it, 10 ms \
                 later only one in e, or 37 %, still does. Four times that leaves \
                 2 % of what it was.",
            ),
            ("None", "Some messages take four times the mean, and longer."),
        ],
        outcome: how_many,
    }),
    curated: None,
};

const STRICT: Scenario<Quorum> = Scenario {
    name: "strict",
    title: "R + W > N",
    watch_for: "the replica that is in both sets.",
    start: "replicas=3&read-quorum=2&write-quorum=2&after=0&seed=905&t=6ms&end=25ms\
            &speed=2ms",
    question: Some(Question {
        ask: "Now A waits for two replicas, and B for two. One replica may lack \
              the write when B reads. May B get the old value?",
        at: Micros::from_millis(6),
        answers: &[
            ("Yes, seldom", "Two of three and two of three have one in common."),
            (
                "No",
                "Two of three and two of three have one in common: one of B's \
                 answers has the write, and it is the newer of the two.",
            ),
            (
                "Not if B is slow",
                "It is not a matter of time: the sets meet at once.",
            ),
        ],
        outcome: |moment| {
            let is_stale = moment.model.is_stale()?;
            Some(usize::from(!is_stale))
        },
    }),
    curated: Some("This run was picked: one of B's answers is old."),
};

const SLOPPY: Scenario<Quorum> = Scenario {
    name: "sloppy",
    title: "Sloppy quorum",
    watch_for: "who counts as the second of A's two, and for whom it keeps the \
                write.",
    start: "replicas=3&read-quorum=2&write-quorum=2&after=5&sloppy=true&seed=1\
            &t=6ms&speed=10ms&edits=0s-cut-5-1,0s-cut-5-2,0s-cut-6-0",
    question: Some(Question {
        ask: "R and W are two of three. A reaches only S1, and a spare stands in \
              for each silent replica: that counts. B reaches S2 and S3. What will \
              it get?",
        at: Micros::from_millis(6),
        answers: &[
            (
                "The new value: 2 + 2 > 3",
                "That holds of two sets of the same three.",
            ),
            (
                "The old value",
                "A's two are S1 and a spare, B's are S2 and S3: they have nobody \
                 in common. The spare hands the write over later.",
            ),
            ("No answer", "Both replicas that B reaches answer it."),
        ],
        outcome: |moment| {
            let is_stale = moment.model.is_stale()?;
            let mut replicas = words::replicas(moment.model);
            let is_over = replicas.all(|node| moment.model.is_new(node));
            is_over.then_some(usize::from(is_stale))
        },
    }),
    curated: None,
};

const REPAIR: Scenario<Quorum> = Scenario {
    name: "repair",
    title: "Read repair",
    watch_for: "S3, which lacks the write, when B has heard of it.",
    start: "replicas=3&read-quorum=2&write-quorum=2&after=30&repair=true&seed=1\
            &t=6ms&speed=10ms&edits=0s-cut-3-2",
    question: Some(Question {
        ask: "A does not reach S3, and is done with the other two. Nobody writes \
              again. How will S3 get the write?",
        at: Micros::from_millis(6),
        answers: &[
            ("Never", "That is so where nobody repairs it."),
            ("A sends it again", "A has two answers, and is done."),
            (
                "B sends it",
                "B asks all three. When it has heard that S3 has less than another \
                 one, it sends S3 what that lacks: each read repairs its key.",
            ),
        ],
        outcome: |moment| {
            let race = moment.model;
            race.is_stale()?;
            let is_repaired = words::replicas(race).all(|node| race.is_new(node));
            is_repaired.then_some(2)
        },
    }),
    curated: None,
};
