//! What is in each cache while a scan passes.

use crate::compare::golden;
use models::caching::eviction::{Answer, AnyPolicy, Key, Kind, Policy};
use std::fmt::Write;

/// Popular letters, a scan through five that come once, and the popular ones again.
const REQUESTS: &str = "ABACABADAVWXYZABAC";
const SIZE: usize = 4;

fn trace(kind: Kind) -> String {
    let requests: Vec<_> =
        REQUESTS.bytes().map(|letter| Key(u16::from(letter - b'A'))).collect();
    let mut cache = AnyPolicy::new(kind, SIZE, &requests);
    let mut text = format!("\n{}\n", kind.name());
    for key in requests {
        let answer = match cache.request(key) {
            Answer::Hit => "hit".into(),
            Answer::Miss { evicted: None } => "miss".into(),
            Answer::Miss { evicted: Some(gone) } => format!("miss, {gone} goes"),
        };
        let parts = cache.parts().into_iter().map(|part| {
            let keys = part.entries.iter().map(|entry| entry.key.to_string());
            let keys: Vec<_> = keys.collect();
            let ghost = if part.is_ghost { "names " } else { "" };
            format!("{ghost}{}: {}", part.name, keys.join(" "))
        });
        let parts: Vec<_> = parts.collect();
        writeln!(text, "{key}  {answer:<13}{}", parts.join("   ").trim_end())
            .expect("a text takes it");
    }
    text
}

#[test]
fn a_scan_passes_ten_caches() {
    let mut text =
        format!("# {REQUESTS}: V to Z are a scan. Room for {SIZE} keys.\n");
    for (kind, ..) in Kind::ALL {
        text.push_str(&trace(kind));
    }
    golden("caching-eviction", &text);
}
