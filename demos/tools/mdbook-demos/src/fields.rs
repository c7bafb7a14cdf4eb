//! Reads the TOML of a block, and complains of what does not belong there.

use crate::fence::Block;
use crate::inline::Inline;
use crate::problem::{Problem, suggest};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A text and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What it says.
    pub value: String,
    /// Its bytes in the chapter, with the quotation marks.
    pub span: Range<usize>,
}

impl Text {
    /// The bytes of the chapter that are these bytes of the text; all of it
    /// where something is written by an escape, as `\"` is.
    pub fn place(&self, chapter: &str, within: Range<usize>) -> Range<usize> {
        match chapter[self.span.clone()].find(&self.value) {
            Some(at) => {
                let start = self.span.start + at;
                start + within.start..start + within.end
            }
            None => self.span.clone(),
        }
    }
}

/// A table of the block.
#[derive(Clone, Debug)]
pub struct Table<'t> {
    /// What it holds.
    entries: &'t DeTable<'t>,
    /// Where it starts.
    pub span: Range<usize>,
}

/// Reads tables and keeps what is wrong with them.
pub struct Fields {
    /// Where the TOML starts in the chapter.
    start: usize,
    /// What is wrong so far.
    problems: Vec<Problem>,
}

impl Fields {
    /// Parses the block and has it read, as far as it can be.
    pub fn parse<T>(
        block: &Block,
        inline: &mut Inline<'_>,
        read: impl FnOnce(&mut Fields, &Table<'_>) -> T,
    ) -> Option<T> {
        let mut fields = Fields { start: block.inner.start, problems: Vec::new() };
        let read = match DeTable::parse(&inline.chapter[block.inner.clone()]) {
            Ok(table) => {
                let span = block.opening.clone();
                Some(read(&mut fields, &Table { entries: table.get_ref(), span }))
            }
            Err(error) => {
                let span = error.span().unwrap_or_default();
                let span = fields.shift(span.start..span.end.max(span.start + 1));
                let said = error.message().replace('\n', ", ");
                fields.complain(span, "the block is not TOML", said);
                None
            }
        };
        inline.problems.append(&mut fields.problems);
        read
    }

    fn shift(&self, span: Range<usize>) -> Range<usize> {
        self.start + span.start..self.start + span.end
    }

    /// Complains.
    pub fn complain(
        &mut self,
        span: Range<usize>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::new(span, what, help));
    }

    /// Complains of all names in a table but these.
    pub fn only(&mut self, table: &Table<'_>, known: &[&str]) {
        for name in table.entries.keys() {
            if !known.contains(&name.get_ref().as_ref()) {
                let span = self.shift(name.span());
                let what = format!("`{}` is not known here", name.get_ref());
                self.complain(span, what, suggest(name.get_ref(), known));
            }
        }
    }

    /// A text that must be there, and not be empty.
    pub fn text(&mut self, table: &Table<'_>, name: &str) -> Option<Text> {
        let text = self.optional_text(table, name);
        if text.is_none() && !table.entries.contains_key(name) {
            let what = format!("`{name}` is missing");
            let help = format!("add `{name} = \"…\"`");
            self.complain(table.span.clone(), what, help);
        }
        text
    }

    /// A text that need not be there, but must not be empty.
    pub fn optional_text(&mut self, table: &Table<'_>, name: &str) -> Option<Text> {
        let value = table.entries.get(name)?;
        let span = self.shift(value.span());
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some(Text { value: text.to_string(), span })
            }
            DeValue::String(_) => {
                self.complain(span, format!("`{name}` is empty"), "say something");
                None
            }
            _ => {
                let help = format!("write `{name} = \"…\"`");
                self.complain(span, format!("`{name}` is no text"), help);
                None
            }
        }
    }

    /// Whether something is said to be so.
    pub fn flag(&mut self, table: &Table<'_>, name: &str) -> bool {
        let Some(value) = table.entries.get(name) else { return false };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                let span = self.shift(value.span());
                let help = format!("write `{name} = true`, or leave it out");
                self.complain(span, format!("`{name}` is yes or no"), help);
                false
            }
        }
    }

    /// The tables of an array, at least `least` of them. Its heading is `title`,
    /// as in `[[question.option]]`.
    pub fn tables<'t>(
        &mut self,
        table: &Table<'t>,
        name: &str,
        (least, title): (usize, &str),
    ) -> Vec<Table<'t>> {
        let tables: Vec<_> = match table.entries.get(name).map(Spanned::get_ref) {
            None => Vec::new(),
            Some(DeValue::Array(items)) => {
                items.iter().filter_map(|item| self.table(item)).collect()
            }
            Some(_) => Vec::new(),
        };
        if tables.len() < least {
            let what = match tables.len() {
                0 => format!("there is no `{name}`"),
                1 => format!("there is only one `{name}`"),
                n => format!("there are only {n} of `{name}`"),
            };
            let more = if least > 1 { " at least twice" } else { "" };
            let help = format!("write `[[{title}]]`{more}");
            self.complain(table.span.clone(), what, help);
        }
        tables
    }

    fn table<'t>(&self, item: &'t Spanned<DeValue<'_>>) -> Option<Table<'t>> {
        let DeValue::Table(entries) = item.get_ref() else { return None };
        Some(Table { entries, span: self.shift(item.span()) })
    }
}
