//! What can be true of two events: one happened before the other, or neither.
//!
//! *a* happened before *b*, written a → b, if *a* could have influenced *b*:
//! both are at one process and *a* came first, or *a* sent the message that *b*
//! received, or there is a chain of such steps. Where there is no chain either
//! way the two are concurrent, written a ∥ b. This is a partial order: of two
//! different events it may say neither a → b nor b → a.
//!
//! - Source: Lamport, [*Time, Clocks, and the Ordering of Events in a
//!   Distributed System*](https://lamport.azurewebsites.net/pubs/time-clocks.pdf)
//!   (1978), "The Partial Ordering".

/// How one event stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// The first happened before the second: it could have influenced it.
    Before,
    /// The second happened before the first.
    After,
    /// They are one and the same.
    Equal,
    /// Neither happened before the other: neither could have known of it.
    Concurrent,
}

impl Order {
    /// The order of two sets of events of which the first is or is not within
    /// the second, and the second within the first.
    pub const fn of_inclusion(is_within: bool, contains: bool) -> Order {
        match (is_within, contains) {
            (true, true) => Order::Equal,
            (true, false) => Order::Before,
            (false, true) => Order::After,
            (false, false) => Order::Concurrent,
        }
    }

    /// How the second stands to the first.
    ///
    /// ```
    /// # use models::clocks::Order;
    /// assert_eq!(Order::Before.reversed(), Order::After);
    /// assert_eq!(Order::Concurrent.reversed(), Order::Concurrent);
    /// ```
    pub const fn reversed(self) -> Order {
        match self {
            Order::Before => Order::After,
            Order::After => Order::Before,
            Order::Equal => Order::Equal,
            Order::Concurrent => Order::Concurrent,
        }
    }

    /// The sign between two events: `→`, `←`, `=` or `∥`.
    pub const fn sign(self) -> &'static str {
        match self {
            Order::Before => "→",
            Order::After => "←",
            Order::Equal => "=",
            Order::Concurrent => "∥",
        }
    }
}
