//! All pairs of events of a run against the paths of its diagram.

use super::VectorClocks;
use super::reach::Reach;
use models::clocks::{Conclusion, Order, Scheme, Stamps, conclude};
use stage::{Check, Moment, Verdict};

/// What was counted over all pairs of events up to now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pairs {
    all: usize,
    /// Pairs of which one happened before the other.
    ordered: usize,
    /// Of these, those of which the first has the smaller Lamport stamp.
    agreed_by_lamport: usize,
    /// Pairs of which the vectors say exactly the truth.
    decided_by_vectors: usize,
    /// Concurrent pairs that look ordered by their Lamport stamps.
    ordered_by_lamport: usize,
    /// Concurrent pairs that look ordered by the stamps shown.
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
                let truth = match (reach.is_before(i, j), reach.is_before(j, i)) {
                    (true, _) => Order::Before,
                    (_, true) => Order::After,
                    (false, false) => Order::Concurrent,
                };
                pairs.count(truth, (&a.stamps, &b.stamps), shown);
            }
        }
        pairs
    }

    fn count(&mut self, truth: Order, (a, b): (&Stamps, &Stamps), shown: Scheme) {
        let says = |scheme| conclude(scheme, a, b);
        let looks_concurrent =
            |scheme| says(scheme) == Conclusion::Is(Order::Concurrent);
        let lamport = Scheme::Lamport;
        let decides = says(Scheme::Vector) == Conclusion::Is(truth);
        self.all += 1;
        self.decided_by_vectors += usize::from(decides);
        if truth == Order::Concurrent {
            self.ordered_by_lamport += usize::from(!looks_concurrent(lamport));
            self.ordered_by_shown += usize::from(!looks_concurrent(shown));
        } else {
            let agrees = says(lamport).allows(truth) && !looks_concurrent(lamport);
            self.ordered += 1;
            self.agreed_by_lamport += usize::from(agrees);
        }
    }

    fn concurrent(&self) -> usize {
        self.all - self.ordered
    }

    /// Concurrent pairs that look ordered by their Lamport stamps, and all
    /// concurrent pairs.
    pub fn misleading(&self) -> (usize, usize) {
        (self.ordered_by_lamport, self.concurrent())
    }

    /// What must hold of all pairs, and what the stamps shown do not tell.
    pub fn checks(&self, scheme: Scheme, is_over: bool) -> Vec<Check> {
        let clock_condition = Check {
            name: "Clock Condition",
            verdict: Verdict::of(self.agreed_by_lamport == self.ordered),
            detail: format!(
                "a → b ⇒ L(a) < L(b): {} of {}",
                self.agreed_by_lamport, self.ordered
            ),
        };
        let vectors = Check {
            name: "Vectors decide",
            verdict: Verdict::of(self.decided_by_vectors == self.all),
            detail: format!(
                "a → b ⇔ V(a) < V(b): {} of {}",
                self.decided_by_vectors, self.all
            ),
        };
        vec![clock_condition, vectors, self.concurrency(scheme, is_over)]
    }

    /// Whether the stamps shown tell that events are concurrent. How many pairs
    /// look ordered is said when the run is over: the prediction asks for it.
    fn concurrency(&self, scheme: Scheme, is_over: bool) -> Check {
        let concurrent = self.concurrent();
        let detail = match self.ordered_by_shown {
            0 => format!("all {concurrent} pairs"),
            misleading if is_over => {
                format!("{misleading} of {concurrent} pairs look ordered")
            }
            _ => "some pairs look ordered".into(),
        };
        let name = match scheme {
            Scheme::Lamport => "Lamport stamps tell concurrency",
            Scheme::Vector => "Vectors tell concurrency",
            Scheme::Dotted => "Dotted version vectors tell concurrency",
            Scheme::Hybrid => "Hybrid stamps tell concurrency",
        };
        Check { name, verdict: Verdict::of(self.ordered_by_shown == 0), detail }
    }
}
