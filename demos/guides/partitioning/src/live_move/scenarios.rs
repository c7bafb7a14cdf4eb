//! The experiments that the figure offers.

use super::LiveMove;
use super::checks::is_settled;
use models::partitioning::live_move::{
    Kind, Row, SOURCE, client, clients, lost, owner, pending, server,
};
use sim::{Event, Micros, NodeId};
use stage::{Moment, Question, Scenario};

/// In the order in which understanding grows.
pub const ALL: &[Scenario<LiveMove>] = &[COPY, NO_FENCE, FENCE, STALE, CRASH];

/// The client that writes only when it is told to.
const LATE: NodeId = NodeId(5);

const COPY: Scenario<LiveMove> = Scenario {
    name: "copy",
    title: "Copy, switch",
    watch_for: "the orange writes: does B get them?",
    start: "order=copy-then-switch&seed=10&t=600ms",
    question: Some(Question {
        ask: "A sends its rows to B in key order, and clients go on writing to A. Then \
              the map names B. What will B lack?",
        at: Micros::from_millis(600),
        answers: &[
            ("Nothing", "Each write came before the copy had passed its key."),
            (
                "Writes behind the copy",
                "What is written where the copy has been is in no chunk, and A has \
                 said that it is done. What is written ahead of it is copied.",
            ),
            (
                "All writes meanwhile",
                "No write came ahead of the copy, where the copy still comes to it.",
            ),
        ],
        outcome: |moment| {
            if !is_settled(moment) {
                return None;
            }
            let lost = lost(moment.model);
            let since = server(moment.model, SOURCE).taken();
            let begun = Micros::from_millis(500);
            let since = since.iter().filter(|(at, _)| *at >= begun).count();
            Some(match lost.len() {
                0 => 0,
                count if count < since => 1,
                _ => 2,
            })
        },
    }),
    curated: Some("This run was picked: what B lacks lies apart."),
};

const NO_FENCE: Scenario<LiveMove> = Scenario {
    name: "no-fence",
    title: "No fence",
    watch_for: "what A takes after its last batch.",
    start: "order=no-fence&writes=12&seed=152&t=2s&speed=100ms",
    question: Some(Question {
        ask: "Now A also sends a log of what was written behind the copy, until little \
              is left. Then the map names B. Is a write lost?",
        at: Micros::from_secs(2),
        answers: &[
            ("No", "No write came between the last batch and the switch."),
            (
                "Yes, a late one",
                "What A takes after it has sent the last batch is in none, and A takes \
                 writes until it hears of the switch.",
            ),
            ("Yes, many", "The rounds of the log did not arrive."),
        ],
        outcome: |moment| {
            if !is_settled(moment) {
                return None;
            }
            let lost = lost(moment.model);
            let early = Micros::from_secs(2);
            let is_early = |row: &Row| was_taken_before(moment, row, early);
            Some(match lost.is_empty() {
                true => 0,
                false if lost.iter().any(is_early) => 2,
                false => 1,
            })
        },
    }),
    curated: Some("This run was picked: one write comes then."),
};

const FENCE: Scenario<LiveMove> = Scenario {
    name: "fence",
    title: "Fence",
    watch_for: "the same writes, once A refuses them.",
    start: "writes=12&seed=152&t=2s&speed=100ms",
    question: Some(Question {
        ask: "The same writes, but A refuses writes before it sends the last of its \
              log. What becomes of one that comes then?",
        at: Micros::from_secs(2),
        answers: &[
            ("It is lost", "It was acknowledged, and B does not have it."),
            (
                "B has it, later",
                "A has not said that it is done, so nothing is lost. The client comes \
                 again, is told of the newer version, and goes to B: that took it a \
                 few round trips more.",
            ),
            ("A has it", "The move was given up."),
        ],
        outcome: |moment| {
            let is_over = is_settled(moment)
                && was_refused(moment)
                && pending(moment.model).all(|pending| pending.tries < 2);
            is_over.then(|| usize::from(lost(moment.model).is_empty()))
        },
    }),
    curated: Some("This run was picked: its writes are those before."),
};

const STALE: Scenario<LiveMove> = Scenario {
    name: "stale",
    title: "Old map",
    watch_for: "C3: which version it has, and where its write goes.",
    start: "writes=2&t=3.1s&edits=3.2s-ask-5-write-250&speed=100ms",
    question: Some(Question {
        ask: "The range is at B. C3's map still says A, and A still has all rows. C3 \
              writes k250. Who takes it?",
        at: Micros::from_millis(3_100),
        answers: &[
            (
                "A alone",
                "A took a write of an old version: it had forgotten that it moved.",
            ),
            (
                "A, which tells B",
                "A passes nothing on here, though some systems do.",
            ),
            (
                "B: A refuses it",
                "The write names the version of C3's map. A knows a newer one, refuses, \
                 and says which: C3 keeps it and goes to B.",
            ),
        ],
        outcome: |moment| {
            let done = client(moment.model, LATE).acknowledged().first()?;
            let place = owner(moment.model);
            let owner = server(moment.model, place.server);
            Some(match owner.rows_at(place).contains(done) {
                false => 0,
                true if was_refused(moment) => 2,
                true => 1,
            })
        },
    }),
    curated: None,
};

const CRASH: Scenario<LiveMove> = Scenario {
    name: "crash",
    title: "Crash the target",
    watch_for: "what B has of the copy before it crashes, and after.",
    start: "t=1.2s&edits=1.3s-crash-2",
    question: Some(Question {
        ask: "B crashes with half of the copy in memory, and comes up 600 ms later. \
              What happens to the move and to writes?",
        at: Micros::from_millis(1_200),
        answers: &[
            ("It goes on, writes wait", "B had what it was sent on disk."),
            (
                "It begins anew, writes go on",
                "A is still the owner and has not stopped to take writes. B says that \
                 it knows nothing of this attempt, and A begins another one.",
            ),
            ("Half is lost", "A had deleted what it sent."),
        ],
        outcome: |moment| {
            if !is_settled(moment) {
                return None;
            }
            let is_anew = server(moment.model, SOURCE).begun() > 1;
            Some(match lost(moment.model).is_empty() {
                false => 2,
                true => usize::from(is_anew),
            })
        },
    }),
    curated: None,
};

fn was_taken_before(
    moment: &Moment<'_, LiveMove>,
    row: &Row,
    before: Micros,
) -> bool {
    let taken = server(moment.model, SOURCE).taken();
    taken.iter().any(|(at, other)| other == row && *at < before)
}

/// Whether a client was refused so far.
fn was_refused(moment: &Moment<'_, LiveMove>) -> bool {
    moment.past().iter().any(|record| match &record.event {
        Event::Received { kind, to, .. } => {
            kind.among(&Kind::ALL) == Kind::Refused && clients().any(|c| c == *to)
        }
        Event::Sent { .. }
        | Event::Lost { .. }
        | Event::Expired { .. }
        | Event::Noted { .. }
        | Event::Stopped { .. }
        | Event::Restarted { .. }
        | Event::Faulted { .. } => false,
    })
}
