//! The stretch of time in which most passed, below the chart.

use super::trial::Trial;
use super::words::seconds;
use super::{RUN, TokenBucket};
use models::resilience_patterns::{LimiterKind, Window};
use sim::Micros;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, Chart, Point, label, text_width};
use stage::{Element, Moment, Role, element};

/// How high a bar is.
const HIGH: f32 = 20.0;
/// Windows narrower than this are not told apart.
const NARROW: Micros = Micros::from_millis(500);

/// A stretch of time, what passed in it, and whether that is too many.
struct Span {
    from: Micros,
    to: Micros,
    words: String,
    role: Role,
}

/// Draws it below a chart, from `top` on.
pub fn draw(
    moment: &Moment<'_, TokenBucket>,
    chart: &Chart,
    trial: &Trial,
    top: f32,
) -> Element {
    let span = busiest(moment, trial);
    element("g").children(span.map(|span| bar(chart, span, top)))
}

/// The stretch of the limit's own length in which most passed; of a second where
/// the limiter does not count in windows.
fn busiest(moment: &Moment<'_, TokenBucket>, trial: &Trial) -> Option<Span> {
    let second = Micros::from_secs(1);
    let is_bucket = is_bucket(moment.settings.kind());
    let (window, length) = match is_bucket {
        true => (trial.busiest_second, second),
        false => (trial.busiest_window, moment.settings.window()),
    };
    let Window { from, to, passed } = window;
    if passed == 0 || length < NARROW {
        return None;
    }
    // One of that length around them: those of a crowd lie in its middle.
    let spare = length.get().saturating_sub(to.since(from).get());
    let from = match is_bucket {
        true => from,
        false => Micros::new(from.get().saturating_sub(spare / 2)),
    };
    let is_over = !is_bucket && passed > moment.settings.capacity().into();
    let role = if is_over { Role::Lost } else { Role::Committed };
    let words = match is_bucket {
        true => format!("busiest second: {passed}"),
        false => format!("busiest {}: {passed}", seconds(length)),
    };
    Some(Span { from, to: from + length, words, role })
}

/// Whether a limiter knows no windows.
pub fn is_bucket(kind: LimiterKind) -> bool {
    match kind {
        LimiterKind::TokenBucket | LimiterKind::LeakyBucket | LimiterKind::Gcra => {
            true
        }
        LimiterKind::FixedWindow
        | LimiterKind::SlidingLog
        | LimiterKind::SlidingCounter => false,
    }
}

fn bar(chart: &Chart, span: Span, top: f32) -> Element {
    let x = |at: Micros| chart.place(at.min(RUN).get() as f32 / 1_000_000.0, 0.0).x;
    let (left, right) = (x(span.from), x(span.to));
    let area = rectangle(Point::new(left + 1.0, top), (right - left - 2.0, HIGH));
    // In the bar if it has the room, else at the side that has.
    let needed = 1.12 * text_width(&span.words);
    let (at, anchor) = match (left, right) {
        _ if right - left > needed + 6.0 => ((left + right) / 2.0, Anchor::Middle),
        _ if right + needed < chart.at.x + chart.size.0 => {
            (right + 5.0, Anchor::Start)
        }
        _ => (left - 5.0, Anchor::End),
    };
    let words = label(Point::new(at, top + 14.5), anchor, span.words);
    element("g")
        .role(span.role)
        .child(area.class("bar-mark").attr("rx", 3_u32))
        .child(words.class("word halo"))
}
