//! Circuit breakers and resilience patterns: the demos of the guide.

mod amplification;
mod backoff;
mod bulkhead;
mod circuit_breaker;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
#[cfg(not(target_arch = "wasm32"))]
mod load_experiments;
mod retry_storm;
#[cfg(not(target_arch = "wasm32"))]
mod shared_limit_experiments;
mod spells;
mod token_bucket;

stage::guide! {
    engine("storm") demos: { "retry-storm" => retry_storm::RetryStorm }
    engine("limits") demos: {
        "bulkhead" => bulkhead::Bulkhead,
        "circuit-breaker" => circuit_breaker::CircuitBreaker,
    }
    engine("retries") demos: {
        "amplification" => amplification::Amplification,
        "backoff" => backoff::Backoff,
        "token-bucket" => token_bucket::TokenBucket,
    }
    experiments: {
        "token-bucket-bound" => experiments::TokenBucketBound,
        "token-bucket-most" => experiments::TokenBucketMost,
        "fixed-window-most" => experiments::FixedWindowMost,
        "breaker-refused" => circuit_breaker::experiments::Refused,
        "breaker-waited" => circuit_breaker::experiments::Waited,
        "breaker-failures" => circuit_breaker::experiments::Failures,
        "backoff-calls" => backoff::experiments::Calls,
        "backoff-time" => backoff::experiments::Time,
        "storm-hidden-capacity" => load_experiments::HiddenCapacity,
        "storm-goodput" => load_experiments::StormGoodput,
        "storm-heals-after" => load_experiments::StormHealsAfter,
        "storm-shortest-stall" => load_experiments::ShortestStall,
        "amplification-calls" => load_experiments::AmplificationCalls,
        "bulkhead-answered" => load_experiments::BulkheadAnswered,
        "bulkhead-concurrency" => load_experiments::BulkheadConcurrency,
        "bulkhead-refused" => load_experiments::BulkheadRefused,
        "shared-limit-passed" => shared_limit_experiments::Passed,
        "shared-limit-most" => shared_limit_experiments::Most,
        "shared-limit-trips" => shared_limit_experiments::Trips,
        "queue-wait" => load_experiments::QueueWait,
    }
}
