//! Distributed transactions: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod two_phase_commit;

stage::guide! {
    demos: {
        "two-phase-commit" => two_phase_commit::TwoPhaseCommit,
    }
    experiments: {
        "blocking-share" => experiments::BlockingShare,
        "in-doubt-window" => experiments::InDoubtWindow,
        "messages-per-commit" => experiments::MessagesPerCommit,
        "delays-per-commit" => experiments::DelaysPerCommit,
    }
}
