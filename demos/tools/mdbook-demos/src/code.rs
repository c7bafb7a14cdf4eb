//! Rust code as HTML, each token in a tag of its kind; the colours are in
//! `theme/css/prose.css`. Tags and not classes, which would make pages a kilobyte
//! larger after compression: they have hundreds of them.
//!
//! Done here, code has its colours on paper and without JavaScript, and no page
//! loads a highlighter, which would be the largest of its scripts.

use crate::demo::escape;
use ra_ap_rustc_lexer::{
    FrontmatterAllowed, LiteralKind, Token, TokenKind, tokenize,
};
use std::iter::Peekable;

const KEYWORDS: [&str; 37] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else",
    "enum", "extern", "fn", "for", "if", "impl", "in", "let", "loop", "match",
    "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "static",
    "struct", "super", "trait", "type", "union", "unsafe", "use", "where", "while",
];

const TYPES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
    "str", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// What everybody has in scope.
const PRELUDE: [&str; 8] =
    ["Box", "Err", "None", "Ok", "Option", "Result", "Some", "Vec"];

/// A block of code.
pub fn html(code: &str) -> String {
    let code = dedent(code);
    let mut html = String::from("<pre><code class=\"language-rust hljs\">");
    let mut tokens = texts(&code).peekable();
    let mut before = "";
    while let Some((kind, text)) = tokens.next() {
        match tag(kind, text, before, &mut tokens) {
            Some(tag) => html.push_str(&format!("<{tag}>{}</{tag}>", escape(text))),
            None => html.push_str(&escape(text)),
        }
        if !text.trim().is_empty() {
            before = text;
        }
    }
    html + "</code></pre>"
}

/// The code without the spaces that all of its lines begin with: a method's
/// excerpt is not set in.
fn dedent(code: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let full = code.lines().filter(|line| !line.trim().is_empty());
    let least = full.map(indent).min().unwrap_or(0);
    let lines =
        code.lines().map(|line| line.get(least..).unwrap_or("").to_owned() + "\n");
    lines.collect()
}

fn texts(code: &str) -> impl Iterator<Item = (TokenKind, &str)> {
    let mut rest = code;
    tokenize(code, FrontmatterAllowed::No).map(move |Token { kind, len }| {
        let (text, after) = rest.split_at(len as usize);
        rest = after;
        (kind, text)
    })
}

/// The tag of such a token, if it has a colour: `i` for comments, `b` for keywords,
/// `dfn` where a name is defined, `var` for the names and values that come with the
/// language, `samp` for texts and lifetimes.
fn tag<'a>(
    kind: TokenKind,
    text: &str,
    before: &str,
    after: &mut Peekable<impl Iterator<Item = (TokenKind, &'a str)>>,
) -> Option<&'static str> {
    match kind {
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Some("i"),
        TokenKind::Literal { kind, .. } => match kind {
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => Some("var"),
            _ => Some("samp"),
        },
        TokenKind::Lifetime { .. } => Some("samp"),
        TokenKind::Ident => match text {
            "true" | "false" => Some("var"),
            _ if KEYWORDS.contains(&text) => Some("b"),
            _ if TYPES.contains(&text) || PRELUDE.contains(&text) => Some("var"),
            _ if matches!(before, "fn" | "struct" | "enum" | "trait" | "mod") => {
                Some("dfn")
            }
            _ if matches!(after.peek(), Some((TokenKind::Bang, _))) => Some("var"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code again, without its colours.
    fn plain(html: &str) -> String {
        let mut text = String::new();
        for part in html.split('<').skip(1) {
            text.push_str(part.split_once('>').map_or("", |(_, words)| words));
        }
        let signs =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#124;", "|")];
        let text =
            signs.iter().fold(text, |text, (name, sign)| text.replace(name, sign));
        text.replace("&amp;", "&")
    }

    #[test]
    fn tokens_get_the_tags_of_the_theme() {
        let html =
            html("/// Doc.\nfn f<'a>(x: &'a str) -> Option<u32> { Some(7) }\n");
        let expected = [
            "<i>/// Doc.</i>",
            "<b>fn</b> <dfn>f</dfn>",
            "<samp>'a</samp>",
            "<var>str</var>",
            "<var>Option</var>&lt;",
            "<var>7</var>",
        ];
        for part in expected {
            assert!(html.contains(part), "{part} is not in\n{html}");
        }
    }

    #[test]
    fn nothing_but_colours_is_added() {
        let code = "impl A {\n    #[must_use]\n    fn b(&self) -> bool {\n\n        \
                    self.c.iter().any(|d| d < &\"<&>\" || true) // e\n    }\n}\n";
        assert_eq!(plain(&html(code)), code);
    }

    #[test]
    fn what_all_lines_begin_with_is_taken_off() {
        let code = "    fn a() {\n\n        b()\n    }\n";
        assert_eq!(plain(&html(code)), "fn a() {\n\n    b()\n}\n");
    }
}
