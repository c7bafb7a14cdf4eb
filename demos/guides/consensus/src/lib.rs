//! Consensus: the demos of the guide.

mod raft;
mod servers;

stage::guide! {
    demos: {
        "raft" => raft::Raft,
    }
    experiments: {}
}
