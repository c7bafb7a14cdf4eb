//! What a limiter makes of the arrivals so far: the one that runs, or any other.

use models::resilience_patterns::limited_service::Arrival;
use models::resilience_patterns::{
    AnyLimiter, Busiest, Limiter, LimiterKind, Window, Worst,
};
use sim::Micros;

/// What became of some arrivals, and what passed in the worst windows.
pub struct Trial {
    /// When each that has passed did, in order.
    pub passed: Vec<Micros>,
    /// How many still wait.
    pub waiting: u64,
    /// When each that was turned away came, in order.
    pub refused_at: Vec<Micros>,
    /// The window in which most passed beyond `rate · t`.
    pub worst: Window,
    /// The second in which most passed.
    pub busiest_second: Window,
    /// The window of the limit's own length in which most passed.
    pub busiest_window: Window,
    /// The same without its end: a request of the very next window is not in it.
    pub busiest_span: Window,
    /// The 50 ms in which most passed.
    pub busiest_instant: Window,
}

/// The numbers that all limiters have in common.
#[derive(Clone, Copy)]
pub struct Limits {
    /// How many requests pass at once after a rest.
    pub capacity: u32,
    /// How many a second pass in the long run.
    pub rate_per_s: u32,
    /// In which time the rate makes up the capacity.
    pub window: Micros,
}

impl Trial {
    /// A rested limiter of this kind sees these arrivals, up to `now`.
    ///
    /// - Cost: O(arrivals).
    pub fn of(
        kind: LimiterKind,
        limits: Limits,
        arrivals: impl Iterator<Item = Arrival>,
        now: Micros,
    ) -> Trial {
        let Limits { capacity, rate_per_s, window } = limits;
        let mut limiter = AnyLimiter::new(kind, capacity, rate_per_s);
        let (mut passed, mut waiting, mut refused_at) = (Vec::new(), 0, Vec::new());
        for arrival in arrivals {
            match limiter.admit(arrival.at).passes(arrival.at) {
                Some(at) if at <= now => passed.push(at),
                Some(_) => waiting += 1,
                None => refused_at.push(arrival.at),
            }
        }
        let mut worst = Worst::new(rate_per_s);
        let span = window.since(Micros::new(1));
        let lengths = [Micros::from_secs(1), window, span, Micros::from_millis(50)];
        let mut busiest = lengths.map(Busiest::new);
        for at in &passed {
            worst.pass(*at);
            busiest.iter_mut().for_each(|busiest| busiest.pass(*at));
        }
        let [busiest_second, busiest_window, busiest_span, busiest_instant] =
            busiest.map(|busiest| busiest.window());
        Trial {
            passed,
            waiting,
            refused_at,
            worst: worst.window(),
            busiest_second,
            busiest_window,
            busiest_span,
            busiest_instant,
        }
    }
}
