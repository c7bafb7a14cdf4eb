//! Which consistency models does a history satisfy?
//!
//! Processes read and write two registers; each does one operation at a time. What
//! they saw is a *history*. A consistency model is a set of histories, and almost
//! every one of them is defined in the same way: *there is an order of the
//! operations that one copy of the data would have answered alike, and that keeps
//! this and that as it was*. The models differ in two things only:
//!
//! - **what the order must keep** ([`Level::before`]): real time, what each process
//!   did one after the other, what was known when, or less;
//! - **who must agree on the order**: all processes, or each for itself. An order
//!   of its own holds a process's own operations and the writes of all others.
//!
//! [`Level::check`] looks for such orders ([`legal_order`]), and where there is
//! none for a cycle: operations each of which has to come before the next.
//!
//! | level | the order keeps | it is |
//! | --- | --- | --- |
//! | linearizable | what ended before what began | one for all |
//! | sequential | each process's own order | one for all |
//! | causal | that, and each write before its readers | each its own |
//! | PRAM | each process's own order | each its own |
//! | read your writes | own writes before own later reads | each its own |
//! | monotonic reads | own reads as they came | each its own |
//! | monotonic writes | that, and each process's writes | each its own |
//! | writes follow reads | own reads; what was read first | each its own |
//!
//! *Eventual* is no such order: it says nothing of what is read until all is quiet.
//! A finite history has no "for ever", so here it is taken for what ought to be
//! seen at the end: once all writes of a register have ended, the last reads of it
//! by each process return one value, and a written one ([`eventual`]). No other
//! model of this list but linearizability promises that: a process of a
//! sequentially consistent store may lag behind without end.
//!
//! What can go wrong: monotonic writes and writes follow reads order *writes*. A
//! client that reads one register at a time sees that order only if its reads go
//! forward, so both are judged together with monotonic reads, and where those fail
//! nothing can be told ([`Verdict::Untold`]). By themselves no history of such
//! reads ever violates them, but one in which writes depend on one another in a
//! circle; a test says so. And each guarantee by itself is less than all together:
//! the four can hold, each by an order of its own, and no one order keep them all,
//! nor PRAM.
//!
//! By Viotti and Vukolić, who ask what each read *sees* and order all writes in one
//! way, read your writes, monotonic reads and monotonic writes together are PRAM.
//! By Lipton and Sandberg's machine, in which a process's own write is in its copy
//! at once, they are a little less: they do not say that a process's read comes
//! before what it writes next ([`Curated::OneByOne`]).
//!
//! Sequential consistency and what is weaker know no clock: a read may return what
//! is only written later. No store does that, and the definitions allow it.
//!
//! - Source: Herlihy and Wing, *Linearizability* (TOPLAS 12(3), 1990); Lamport,
//!   *How to Make a Multiprocessor Computer That Correctly Executes Multiprocess
//!   Programs* (IEEE ToC C-28(9), 1979): sequential consistency; Lipton and
//!   Sandberg, *PRAM* (Princeton CS-TR-180-88, 1988), which gives a machine; Ahamad
//!   and others, *Causal Memory* (Distributed Computing 9(1), 1995), §2, which
//!   defines causal memory and PRAM by an order for each process of its own
//!   operations and all writes, as here; Terry and others, *Session Guarantees for
//!   Weakly Consistent Replicated Data* (PDIS 1994), §3; Viotti and Vukolić,
//!   [*Consistency in Non-Transactional Distributed Storage
//!   Systems*](https://arxiv.org/abs/1512.00168) (ACM CSUR 49(1), 2016), for how
//!   they relate, and for eventual consistency, §3.3.
//! - Cost: to find one order for all is NP-complete; with at most twelve operations
//!   a search that never goes on twice from the same writes is done in thousands of
//!   steps.
//! - Left out: operations that fail or whose outcome nobody knows; transactions;
//!   objects other than registers; two writes of the same value, with which it
//!   would not be known what a read has read.

mod curated;
mod cycle;
mod edit;
pub mod eventual;
mod history;
mod level;
mod order;
mod recording;

pub use curated::Curated;
pub use cycle::{Step, Why};
pub use edit::Edit;
pub use history::{
    Access, GRID, History, INITIAL, LONGEST, Label, OPERATIONS_MAX, Operation,
    PROCESSES_MAX, Register, SHORTEST, Value, WINDOW,
};
pub use level::{Evidence, Level, Verdict, View};
pub use order::legal_order;
pub use recording::{Recording, Standing};
