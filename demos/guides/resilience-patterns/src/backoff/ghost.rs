//! What a run is compared with: the same clients without jitter.

use super::picture::Place;
use super::{Backoff, RUN, SEED};
use models::resilience_patterns::Contention;
use models::resilience_patterns::contention::STRETCH;
use sim::Micros;
use stage::parts::flow::note;
use stage::parts::{Anchor, Point, path};
use stage::{Element, Layout, Moment};

/// What is drawn of a run: all calls, each with how often it changed the row, or the
/// longest queue of each stretch of time where the server takes its time.
pub fn line_of(run: &Contention) -> Vec<(Micros, u32)> {
    match run.queues().is_empty() {
        true => calls(run).collect(),
        false => queues(run).collect(),
    }
}

/// All calls, each with how often it changed the row.
pub fn calls(run: &Contention) -> impl Iterator<Item = (Micros, u32)> + '_ {
    run.calls().iter().map(|call| (call.at, u32::from(call.is_first)))
}

/// The longest queue of each stretch of time.
pub fn queues(run: &Contention) -> impl Iterator<Item = (Micros, u32)> + '_ {
    let middles = (0..)
        .map(|number: u64| Micros::new(STRETCH.get() * number + STRETCH.get() / 2));
    middles.zip(run.queues().iter().copied())
}

/// What the same clients do without jitter, to compare with: their calls too late, or
/// the queue at a busy server.
pub fn draw(moment: &Moment<'_, Backoff>, place: &Place) -> Vec<Element> {
    let earlier = moment.model.earlier();
    if earlier.is_empty() || !moment.edits.is_empty() {
        return Vec::new();
    }
    let (is_busy, line) = (moment.settings.is_busy(), earlier.iter().copied());
    let words = match (is_busy, moment.layout) {
        (true, _) => format!("dashed: the queue if nobody waits, seed {SEED}"),
        (false, Layout::Narrow) => format!("dashed: without jitter, seed {SEED}"),
        (false, Layout::Wide) => {
            let done: u32 = earlier.iter().map(|(_, changes)| changes).sum();
            let clients = moment.settings.clients();
            format!("dashed: without jitter, seed {SEED}: {done} of {clients} done")
        }
    };
    let at = Point::new(place.right(), place.title());
    let words = note(at, Anchor::End, words);
    if is_busy {
        let queue = path(place.queue(line, RUN)).class("expected");
        return vec![queue, words];
    }
    let corners = place.outline(line, 0, RUN);
    // Where there are none no line lies on the axis.
    let waves = corners.split(|corner| corner.y == place.axis);
    let waves = waves.filter(|wave| !wave.is_empty());
    let waves = waves.map(|wave| path(wave.iter().copied()).class("expected"));
    waves.chain([words]).collect()
}
