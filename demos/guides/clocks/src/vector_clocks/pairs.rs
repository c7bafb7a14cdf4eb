//! All pairs of events with no path between them, and how they look by their stamps.

use super::reach::Reach;
use super::{VectorClocks, is_over};
use models::clocks::{Conclusion, Order, Scheme, conclude};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label, picture, text_width};
use stage::{Check, Element, Layout, Moment, Role, Verdict, element};

/// What was counted over all pairs of events up to now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pairs {
    /// Pairs with no path between them.
    concurrent: usize,
    /// Of these, those that look ordered by their Lamport stamps.
    ordered_by_lamport: usize,
    /// Those that look ordered by the stamps shown.
    ordered_by_shown: usize,
}

impl Pairs {
    /// Counts the pairs up to now.
    pub fn of(moment: &Moment<'_, VectorClocks>) -> Pairs {
        let reach = Reach::of(moment.model.events());
        let shown = moment.settings.scheme();
        let mut pairs = Pairs::default();
        for (i, a) in reach.events.iter().enumerate() {
            for (j, b) in reach.events.iter().enumerate().skip(i + 1) {
                if reach.is_before(i, j) || reach.is_before(j, i) {
                    continue;
                }
                let looks_ordered = |scheme| {
                    conclude(scheme, &a.stamps, &b.stamps)
                        != Conclusion::Is(Order::Concurrent)
                };
                pairs.concurrent += 1;
                pairs.ordered_by_lamport +=
                    usize::from(looks_ordered(Scheme::Lamport));
                pairs.ordered_by_shown += usize::from(looks_ordered(shown));
            }
        }
        pairs
    }

    /// Concurrent pairs that look ordered by their Lamport stamps, and all
    /// concurrent pairs.
    pub fn misleading(&self) -> (usize, usize) {
        (self.ordered_by_lamport, self.concurrent)
    }

    /// Whether the stamps shown tell that events are concurrent: told when the run is
    /// over, as scenarios ask for it.
    pub fn check(&self, scheme: Scheme, is_over: bool) -> Check {
        let concurrent = self.concurrent;
        let detail = match self.ordered_by_shown {
            _ if !is_over => "known at the end".into(),
            0 => format!("all {concurrent} pairs"),
            misleading => {
                format!("{misleading} of {concurrent} pairs look ordered")
            }
        };
        let name = match scheme {
            Scheme::Lamport => "Lamport stamps tell concurrency",
            Scheme::Vector => "Vectors tell concurrency",
            Scheme::Dotted => "Dotted version vectors tell concurrency",
            Scheme::Hybrid => "Hybrid stamps tell concurrency",
        };
        let verdict = Verdict::of(self.ordered_by_shown == 0).once(is_over);
        Check { name, verdict, detail }
    }
}

/// The widest that a box of a pair is.
const BOX: f32 = 11.0;

/// The pairs with no path between them, a box each; at the end those that look ordered
/// by the stamps shown come first, in the colour of what is wrong.
pub fn strip(moment: &Moment<'_, VectorClocks>) -> Element {
    let pairs = Pairs::of(moment);
    let is_known = is_over(moment);
    let words = "No path:";
    let (width, at) = match moment.layout {
        Layout::Wide => (620.0, 44.0 + text_width(words)),
        Layout::Narrow => (340.0, 12.0 + text_width(words)),
    };
    let room = width - at - text_width("100 of 100 look ordered") - 16.0;
    let pitch = (room / pairs.concurrent.max(1) as f32).min(BOX);
    let boxes = (0..pairs.concurrent).map(|place| {
        let role = match (is_known, place < pairs.ordered_by_shown) {
            (false, _) => Role::Quiet,
            (true, true) => Role::Lost,
            (true, false) => Role::Committed,
        };
        let corner = Point::new(at + pitch * place as f32, 5.0);
        let size = (pitch - if pitch > 5.0 { 2.0 } else { 0.5 }, 11.0);
        element("g").role(role).child(rectangle(corner, size))
    });
    let told = is_known.then(|| {
        let (some, all) = (pairs.ordered_by_shown, pairs.concurrent);
        let end = at + pitch * all as f32 + 6.0;
        let told = format!("{some} of {all} look ordered");
        label(Point::new(end, 15.0), Anchor::Start, told).class("state")
    });
    let start = at - text_width(words) - 6.0;
    picture((width as u32, 20), "Pairs of events with no path between them")
        .child(label(Point::new(start, 15.0), Anchor::Start, words).class("state"))
        .child(element("g").class("pairs").children(boxes))
        .children(told)
}
