//! Replication strategies: the demos of the guide.

mod chain;

stage::guide! {
    engine("chain") demos: { "chain" => chain::Chain }
    experiments: {
        "chain-latency" => chain::ChainLatency,
        "fan-out-latency" => chain::FanOutLatency,
        "chain-messages" => chain::ChainMessages,
    }
}
