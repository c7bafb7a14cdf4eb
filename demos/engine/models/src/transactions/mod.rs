//! The models of the guide *Transactions*.

pub mod two_phase_commit;
