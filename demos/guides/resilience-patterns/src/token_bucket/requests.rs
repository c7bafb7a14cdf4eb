//! Requests as marks: those accepted stand on a line, those refused hang from it.

use super::strips::{LEFT, Place, heading};
use super::{RUN, TokenBucket};
use crate::marks::{Bin, Diamonds, Strip};
use models::resilience_patterns::Verdict;
use stage::{Element, Layout, Moment, element};

/// The line on which requests stand or from which they hang.
const LINE: f32 = 57.0;
/// How far they may reach, up and down.
const REACH: f32 = 36.0;

/// Draws the requests.
pub fn draw(moment: &Moment<'_, TokenBucket>, place: &Place) -> Element {
    let title = match moment.layout {
        Layout::Wide => {
            "Requests: ▪ admitted ◇ waits, above the line; ✕ refused, below it"
        }
        Layout::Narrow => "Requests: ▪ admitted ◇ waits ✕ refused",
    };
    let load = u64::from(moment.settings.load());
    let strip = Strip {
        left: LEFT,
        right: place.x(RUN),
        line: LINE,
        reach: REACH,
        bins: place.bins,
        usual: (load * place.bin().get() / 1_000_000) as u32,
        diamonds: Diamonds::Stand,
    };
    element("g")
        .child(heading(14.0, title))
        .child(strip.draw(&count(moment, place)))
}

fn count(moment: &Moment<'_, TokenBucket>, place: &Place) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); place.bins as usize];
    let last = bins.len() - 1;
    for arrival in moment.model.arrivals() {
        let index = (arrival.at.get() / place.bin().get()) as usize;
        let kind = match arrival.verdict {
            Verdict::Admitted => 0,
            Verdict::Delayed(_) => 1,
            Verdict::Refused => 2,
        };
        bins[index.min(last)][kind] += 1;
    }
    bins
}
