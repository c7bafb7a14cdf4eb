//! Taking texts of edits and times apart.

/// The text before the first such separator, an ASCII character, and the text
/// behind it: [`str::split_once`], whose search for any character costs every
/// engine half a kilobyte of WASM.
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
