//! A fenced block `cards`: what to keep of a page, as a list of definitions.
//!
//! ```toml
//! [[card]]
//! front = "Hot key"
//! back = "A key asked for so often that its one owner is too slow."
//! ```

use crate::fence::Block;
use crate::fields::{Fields, Text};
use crate::inline::Inline;

/// A term or a question, and what to know of it.
struct Card {
    front: Text,
    back: Text,
}

/// Reads a block and writes it as HTML.
pub fn read(block: &Block, inline: &mut Inline<'_>) -> Option<String> {
    let cards = Fields::parse(block, inline, |fields, root| {
        fields.only(root, &["card"]);
        let tables = fields.tables(root, "card", (1, "card"));
        let card = |table| {
            fields.only(&table, &["front", "back"]);
            let front = fields.text(&table, "front");
            let back = fields.text(&table, "back");
            Some(Card { front: front?, back: back? })
        };
        tables.into_iter().filter_map(card).collect::<Vec<_>>()
    })?;
    let mut html = String::from("\n<dl class=\"cards\">");
    for Card { front, back } in cards {
        let front = inline.line(&front, "front");
        let back = inline.blocks(&back);
        html += &format!("<div><dt>{front}</dt><dd>{back}</dd></div>");
    }
    Some(html + "</dl>\n")
}
