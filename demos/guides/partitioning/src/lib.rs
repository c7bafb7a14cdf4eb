//! Partitioning and sharding: the demos of the guide.

mod circle;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
mod figures;
mod hash_ring;
mod hot_key;
mod live_move;
mod range_split;
mod vnode_price;

stage::guide! {
    engine("ring") demos: { "hash-ring" => hash_ring::HashRing }
    engine("nodes") demos: {
        "vnode-price" => vnode_price::VnodePrice,
        "hot-key" => hot_key::HotKey,
        "range-split" => range_split::RangeSplit,
    }
    engine("move") demos: { "live-move" => live_move::LiveMove }
    experiments: {
        "ring-spread" => experiments::RingSpread,
        "ring-spread-theory" => experiments::RingSpreadTheory,
        "hottest-node" => experiments::HottestNode,
        "ring-keys-moved" => experiments::RingKeysMoved,
        "modulo-keys-moved" => experiments::ModuloKeysMoved,
        "rule-moved" => experiments::RuleMoved,
        "rule-hottest" => experiments::RuleHottest,
        "rule-steps" => experiments::RuleSteps,
        "weighted-share" => experiments::WeightedShare,
        "scatter-slow" => experiments::ScatterSlow,
        "order-moved" => experiments::OrderMoved,
        "pairs-that-break" => experiments::PairsThatBreak,
        "pairs-that-break-theory" => experiments::PairsThatBreakTheory,
        "keys-lost" => experiments::KeysLost,
        "hot-key-hottest" => experiments::HotKeyHottest,
        "hot-key-work" => experiments::HotKeyWork,
        "range-busiest" => experiments::RangeBusiest,
        "range-copied" => experiments::RangeCopied,
        "copy-loses" => experiments::CopyLoses,
        "copy-window" => experiments::CopyWindow,
    }
}
