//! Consensus: the demos of the guide.

mod paxos;
mod raft;
mod servers;

stage::guide! {
    demos: {
        "raft" => raft::Raft,
        "paxos" => paxos::Paxos,
    }
    experiments: {}
}
