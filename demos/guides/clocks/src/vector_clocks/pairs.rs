//! All pairs of events with no path between them, and how they look by their stamps.

use super::compared::size;
use super::reach::Reach;
use super::{VectorClocks, is_over};
use models::clocks::{Conclusion, Order, Scheme, conclude};
use stage::parts::geometry::Point;
use stage::parts::svg::rectangle;
use stage::parts::{Anchor, label, picture, text_width};
use stage::{Element, Moment, Role, element};

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
}

/// The widest that a box of a pair is, with what is between two.
const BOX: f32 = 11.0;
/// Where the boxes begin, and how high all are.
const BOXES: (Point, f32) = (Point::new(8.0, 18.0), 44.0);

/// The pairs with no path between them, a box each; at the end those that look ordered
/// by the stamps shown come first, in the colour of what is wrong.
pub fn strip(moment: &Moment<'_, VectorClocks>) -> Element {
    let pairs = Pairs::of(moment);
    let is_known = is_over(moment);
    let (width, height) = size(moment.layout);
    let (per_row, pitch) = grid(pairs.concurrent, width as f32 - 16.0);
    let (first, _) = BOXES;
    let boxes = (0..pairs.concurrent).map(|place| {
        let role = match (is_known, place < pairs.ordered_by_shown) {
            (false, _) => Role::Quiet,
            (true, true) => Role::Lost,
            (true, false) => Role::Committed,
        };
        let (column, row) = (place % per_row, place / per_row);
        let corner = Point::new(
            first.x + pitch * column as f32,
            first.y + pitch * row as f32,
        );
        let side = if pitch > 5.0 { pitch - 2.0 } else { pitch - 0.5 };
        element("g").role(role).child(rectangle(corner, (side, side)))
    });
    let told = is_known.then(|| {
        let (some, all) = (pairs.ordered_by_shown, pairs.concurrent);
        let look = format!("{some} of {all} look ordered");
        let not = format!("{} do not", all - some);
        let left = 34.0 + 1.25 * text_width(&look);
        let red = sign(8.0, Role::Lost, look);
        let green = sign(left, Role::Committed, not);
        element("g").class("told pairs").child(red).child(green)
    });
    let head = label(Point::new(8.0, 11.0), Anchor::Start, HEAD).class("state");
    picture((width, height), "Pairs of events with no path between them")
        .child(head)
        .children(told)
        .child(element("g").class("pairs").children(boxes))
}

/// A box of a kind, and how many there are.
fn sign(left: f32, role: Role, words: String) -> Element {
    let corner = Point::new(left, 67.0);
    let words = label(Point::new(left + 14.0, 76.0), Anchor::Start, words);
    let side = BOX - 2.0;
    element("g")
        .role(role)
        .child(rectangle(corner, (side, side)))
        .child(words.class("name"))
}

const HEAD: &str = "A box: two events with no path";

/// How many boxes a row has, and how far they are apart, so that all have room.
fn grid(count: usize, width: f32) -> (usize, f32) {
    let (_, height) = BOXES;
    let mut pitch = BOX;
    loop {
        let (columns, rows) = ((width / pitch) as usize, (height / pitch) as usize);
        if columns * rows >= count || pitch <= 2.0 {
            return (columns, pitch);
        }
        pitch -= 0.5;
    }
}
