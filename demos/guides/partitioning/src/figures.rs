//! How this guide writes its figures, in pictures and in prose alike.

use stage::parts::Axis;

/// Millionths with two decimals: `2.88`.
pub fn times(ppm: u32) -> String {
    let hundredths = (ppm + 5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Millionths with two decimals, or three below a tenth: `0.87`, `0.089`.
pub fn decimal(ppm: u32) -> String {
    match ppm {
        100_000.. => times(ppm),
        0..100_000 => format!("0.{:03}", (ppm + 500) / 1_000),
    }
}

/// Millionths as a percentage with one decimal: `9.1 %`.
pub fn percent(ppm: u32) -> String {
    tenths(ppm) + " %"
}

/// The same without its unit: `9.1`.
pub fn tenths(ppm: u32) -> String {
    let tenths = (ppm + 500) / 1_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A ratio of two counts, in millionths; zero where there is nothing to divide by.
pub fn ratio_ppm(part: u64, whole: u64) -> u32 {
    (part * 1_000_000).checked_div(whole).unwrap_or(0) as u32
}

/// Bytes as one would say them: `40 B`, `12 KB`, `3.4 MB`.
pub fn bytes(bytes: u32) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        1_000_000.. => {
            let tenths = bytes / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// Hundredths with one decimal, or none where it is whole: `3.4`, `1`.
pub fn hundredths(hundredths: u32) -> String {
    let tenths = (hundredths + 5) / 10;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

/// Millionths as a whole percentage: `91 %`.
pub fn whole_percent(ppm: u32) -> String {
    format!("{} %", (ppm + 5_000) / 10_000)
}

/// An axis with values marked.
pub fn marked(mut axis: Axis, ticks: &[(f32, &'static str)]) -> Axis {
    axis.ticks.extend(ticks.iter().map(|(value, text)| (*value, (*text).into())));
    axis
}

/// The heads of a table's columns.
pub fn heads(heads: &[&str]) -> Vec<String> {
    heads.iter().map(|head| head.to_string()).collect()
}
