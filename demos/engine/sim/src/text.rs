//! Taking texts apart and putting them together.
//!
//! What the standard library has for it costs each WASM file half a kilobyte.

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

/// The texts between separators, each an ASCII character: one more than there are
/// separators.
///
/// ```
/// assert_eq!(sim::text::split("1,,2", b',').collect::<Vec<_>>(), ["1", "", "2"]);
/// assert_eq!(sim::text::split("", b',').collect::<Vec<_>>(), [""]);
/// ```
pub fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (piece, after) = match split_once(text, separator) {
            Some((piece, after)) => (piece, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(piece)
    })
}

/// The texts with something between them.
///
/// ```
/// assert_eq!(sim::text::join(&["n1", "n2"], " and "), "n1 and n2");
/// ```
pub fn join(texts: &[impl AsRef<str>], between: &str) -> String {
    let mut joined = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        joined.push_str(text.as_ref());
    }
    joined
}
