//! The room that a limiter had over time: how many requests it would have let pass at
//! each moment. How it comes back is what tells limiters from one another.

use super::trial::Limits;
use models::resilience_patterns::limited_service::Arrival;
use models::resilience_patterns::{AnyLimiter, Limiter, LimiterKind};
use sim::Micros;

/// From one look at the limiter to the next.
const STEP: Micros = Micros::from_millis(10);
/// How far from a straight line a point may lie, so that it is left out: as much as a
/// limiter rounds, over a second.
const STRAIGHT: i64 = 2_000_000;

/// A moment, and the room then: in millionths of a request.
pub type Room = (Micros, u64);

/// The corners of the line of what a rested limiter of this kind would have let pass.
///
/// - Cost: O(arrivals + time).
pub fn room(
    kind: LimiterKind,
    limits: Limits,
    arrivals: impl Iterator<Item = Arrival>,
    now: Micros,
) -> Vec<Room> {
    let mut limiter = AnyLimiter::new(kind, limits.capacity, limits.rate_per_s);
    let mut corners = Vec::new();
    let mut looked = Micros::ZERO;
    for Arrival { at, .. } in arrivals {
        while looked < at {
            turn(&mut corners, (looked, limiter.room(looked)));
            looked += STEP;
        }
        turn(&mut corners, (at, limiter.room(at)));
        limiter.admit(at);
        turn(&mut corners, (at, limiter.room(at)));
    }
    while looked < now {
        turn(&mut corners, (looked, limiter.room(looked)));
        looked += STEP;
    }
    turn(&mut corners, (now, limiter.room(now)));
    corners
}

/// Goes on to a point: the last one is no corner where all three are in a line.
fn turn(corners: &mut Vec<Room>, next: Room) {
    if let [.., before, last] = corners[..]
        && is_straight(before, last, next)
    {
        corners.pop();
    }
    corners.push(next);
}

fn is_straight(before: Room, last: Room, next: Room) -> bool {
    let part = |from: Room, to: Room| {
        let rise = to.1 as i64 - from.1 as i64;
        (to.0.since(from.0).get() as i64, rise)
    };
    let ((along, up), (further, higher)) = (part(before, last), part(last, next));
    // Straight down at a moment, too.
    (up * further - higher * along).abs() <= STRAIGHT
        && (along > 0) == (further > 0)
        && (up < 0) == (higher < 0)
}
