//! Finds directives: `{{#name word word}}`.

use std::ops::Range;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Its bytes in the chapter.
    pub span: Range<usize>,
}

/// A directive as it stands in a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<'a> {
    /// All of it, with its braces, or what there is of it.
    pub span: Range<usize>,
    /// Behind the `#`.
    pub name: Word<'a>,
    /// Behind the name.
    pub words: Vec<Word<'a>>,
    /// Whether it has its closing braces.
    pub end: End,
}

/// Whether a directive has its closing braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has.
    Closed,
    /// Its line ends first.
    Open,
}

impl<'a> Directive<'a> {
    /// What the directive is about: its first word.
    pub fn subject(&self) -> Option<&Word<'a>> {
        self.words.first()
    }

    /// All words behind the first.
    pub fn rest(&self) -> &[Word<'a>] {
        self.words.get(1..).unwrap_or(&[])
    }
}

/// All directives in a chapter. One behind a backslash is none: mdBook takes
/// the backslash away and shows the rest.
pub fn directives(text: &str) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("{{#").map(|offset| from + offset) {
        let line_end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        if text[..at].ends_with('\\') {
            from = at + 3;
            continue;
        }
        let (inner_end, end) = match text[at..line_end].find("}}") {
            Some(offset) => (at + offset, End::Closed),
            None => (line_end, End::Open),
        };
        let span = match end {
            End::Closed => at..inner_end + 2,
            End::Open => at..inner_end,
        };
        from = span.end;
        let mut words = words(text, at + 3..inner_end);
        let name = match words.is_empty() {
            true => Word { text: "", span: span.clone() },
            false => words.remove(0),
        };
        found.push(Directive { span, name, words, end });
    }
    found
}

/// The words in some bytes of a chapter.
pub fn words(text: &str, within: Range<usize>) -> Vec<Word<'_>> {
    let word = |word: &'_ str| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        start..start + word.len()
    };
    text[within]
        .split_whitespace()
        .map(|text| Word { text, span: word(text) })
        .collect()
}
