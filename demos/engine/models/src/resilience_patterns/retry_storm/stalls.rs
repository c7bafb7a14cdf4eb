//! Stalls, how they end, and what the log says of it.

use super::{Breaker, CALM, Cure, RetryStorm, STRETCH, lines};
use sim::{Event, Log, Micros};

impl RetryStorm {
    /// The server stands still from now on, for so long.
    pub(super) fn stand_still(&mut self, now: Micros, span: Micros) {
        let until = now + span;
        let since = self.stalled.unwrap_or(now);
        if until <= since {
            return;
        }
        self.station.hold(until - since);
        self.stalled = Some(until);
        self.stalls.push((now, until));
        (self.resumed, self.healed, self.calm) = (None, None, 0);
    }

    /// Says which stalls began, of all but the first `known`.
    pub(super) fn tell_of_stalls(&self, known: usize, seen: Micros, log: &mut Log) {
        for (from, to) in &self.stalls[known..] {
            let span = to.since(*from).clock();
            log.push(seen, || Event::Faulted {
                node: None,
                text: format!("the server stalls for {span}"),
            });
        }
    }

    pub(super) fn resume(&mut self, now: Micros, seen: Micros, log: &mut Log) {
        self.stalled = None;
        self.resumed = Some(now);
        let waiting = self.station.waiting();
        let text = format!("the server goes on: {waiting} requests wait");
        log.push(seen, || Event::Faulted { node: None, text });
    }

    /// Looks back at a stretch of time, and writes down each second.
    pub(super) fn close_stretch(
        &mut self,
        now: Micros,
        seen: Micros,
        log: &mut Log,
    ) {
        self.timeline.level(lines::QUEUE, self.station.waiting());
        let counts = self.timeline.close();
        let (fresh, good) = (counts[lines::FRESH], counts[lines::GOODPUT]);
        // The one that came last may be in work still.
        let is_good = fresh == 0 || (good > 0 && (good + 1) * 10 >= fresh * 9);
        if self.resumed.is_some() && self.healed.is_none() {
            self.calm = if is_good { self.calm + 1 } else { 0 };
            if self.calm == CALM {
                let back = now - Micros::new(STRETCH.get() * u64::from(CALM));
                self.healed = Some(back);
                log.note(seen, None, "goodput has been back for 2 s");
            }
        }
        if now.get().is_multiple_of(1_000_000) {
            log.note(seen, None, self.second(now));
        }
    }

    /// The last second in words.
    fn second(&self, now: Micros) -> String {
        let from = now.since(Micros::from_secs(1));
        let of = |line| self.timeline.total(line, from, now);
        format!(
            "last second: {} new, {} attempts, {} in time; now {} wait",
            of(lines::FRESH),
            of(lines::ATTEMPTS),
            of(lines::GOODPUT),
            self.station.waiting()
        )
    }

    /// Says what the circuit breaker did, if it is in use and did something.
    pub(super) fn tell_of_breaker(
        &self,
        before: Breaker,
        seen: Micros,
        log: &mut Log,
    ) {
        let text = match (before, self.clients.breaker()) {
            _ if !self.has(Cure::CircuitBreaker) => return,
            (Breaker::Closed(_) | Breaker::HalfOpen(_), Breaker::Open(_)) => {
                "circuit breaker opens for 5 s"
            }
            (Breaker::Open(_), Breaker::HalfOpen(_)) => {
                "circuit breaker lets one call through"
            }
            (Breaker::HalfOpen(_), Breaker::Closed(_)) => "circuit breaker closes",
            (Breaker::Closed(_), Breaker::Closed(_) | Breaker::HalfOpen(_))
            | (Breaker::Open(_), Breaker::Open(_) | Breaker::Closed(_))
            | (Breaker::HalfOpen(_), Breaker::HalfOpen(_)) => return,
        };
        log.note(seen, None, text);
    }
}
