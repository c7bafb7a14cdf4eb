//! Numbers in words.

use models::resilience_patterns::{LimiterKind, REQUEST};
use sim::Micros;

/// A span in seconds with at most two decimals: `2 s`, `0.33 s`.
pub fn seconds(span: Micros) -> String {
    let hundredths = (span.get() + 5_000) / 10_000;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Millionths of a request with at most one decimal: `7.3`, `10`.
pub fn tenths(millionths: u64) -> String {
    let whole = millionths / REQUEST;
    match millionths % REQUEST / (REQUEST / 10) {
        0 => whole.to_string(),
        tenth => format!("{whole}.{tenth}"),
    }
}

/// What a limiter is called.
pub fn name(kind: LimiterKind) -> &'static str {
    match kind {
        LimiterKind::TokenBucket => "token bucket",
        LimiterKind::LeakyBucket => "leaky bucket",
        LimiterKind::Gcra => "GCRA",
        LimiterKind::FixedWindow => "fixed window",
        LimiterKind::SlidingLog => "sliding log",
        LimiterKind::SlidingCounter => "sliding counter",
    }
}
