//! Replication strategies: the demos of the guide.

#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod failover;

stage::guide! {
    engine("failover") demos: { "failover" => failover::Failover }
    experiments: {
        "failover-loses" => experiments::FailoverLoses,
        "failover-takes" => experiments::FailoverTakes,
        "write-takes" => experiments::WriteTakes,
    }
}
