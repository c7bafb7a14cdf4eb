//! Consensus: the demos of the guide.

mod break_raft;
mod election_timeout;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod lane;
mod paxos;
mod quorum_cost;
mod raft;
mod servers;
mod throughput;

pub use election_timeout::Elections;

stage::guide! {
    engine("raft") demos: { "raft" => raft::Raft }
    engine("break-raft") demos: { "break-raft" => break_raft::BreakRaft }
    engine("elections") demos: {
        "election-timeout" => election_timeout::ElectionTimeout,
        "quorum-cost" => quorum_cost::QuorumCost,
    }
    engine("paxos") demos: { "paxos" => paxos::Paxos }
    engine("throughput") demos: { "throughput" => throughput::Throughput }
    experiments: {
        "election-median" => experiments::ElectionMedian,
        "election-mean" => experiments::ElectionMean,
        "election-worst" => experiments::ElectionWorst,
        "break-raft-schedule" => experiments::BreakRaftSchedule,
        "duel-ballots" => experiments::DuelBallots,
        "decision-messages" => experiments::DecisionMessages,
        "decision-delays" => experiments::DecisionDelays,
        "raft-throughput" => experiments::RaftThroughput,
        "raft-latency" => experiments::RaftLatency,
        "raft-limit" => experiments::RaftLimit,
    }
}
