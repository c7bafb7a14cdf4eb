//! What a figure says to its reader.

/// The answer that the run gave to the prediction, if it has given one: all of
/// them are in the page, and this is the one that is shown.
pub fn told(html: &str) -> Option<&str> {
    html.split("data-slot=\"outcome:").skip(1).find_map(|rest| {
        let (tag, text) = rest.split_once('>')?;
        let is_shown = tag.contains("data-now");
        is_shown.then(|| text.split_once('<').map_or(text, |(text, _)| text))
    })
}
