//! Circuit breakers and resilience patterns: the demos of the guide.

mod amplification;
mod backoff;
mod circuit_breaker;
#[cfg(not(target_arch = "wasm32"))]
mod experiments;
#[cfg(not(target_arch = "wasm32"))]
mod load_experiments;
mod marks;
mod retry_storm;
mod timeline;
mod token_bucket;

stage::guide! {
    demos: {
        "token-bucket" => token_bucket::TokenBucket,
        "circuit-breaker" => circuit_breaker::CircuitBreaker,
        "backoff" => backoff::Backoff,
        "retry-storm" => retry_storm::RetryStorm,
