//! Taking texts apart and putting them together.
//!
//! What the standard library has for it costs every engine half a kilobyte of WASM.

/// The text before the first such separator, an ASCII character, and the text
/// behind it.
///
/// ```
/// assert_eq!(sim::text::split_once("cut-0-1", b'-'), Some(("cut", "0-1")));
/// assert_eq!(sim::text::split_once("crash", b'-'), None);
/// ```
pub fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    debug_assert!(separator.is_ascii());
    let place = text.bytes().position(|byte| byte == separator)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// The texts with something between them.
///
/// ```
/// let names = ["n1".to_string(), "n2".to_string()];
/// assert_eq!(sim::text::join(&names, " and "), "n1 and n2");
/// ```
pub fn join(texts: &[String], between: &str) -> String {
    let mut joined = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        joined.push_str(text);
    }
    joined
}
