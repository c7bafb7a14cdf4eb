//! Finds fenced blocks that are directives: `quiz`, `cards` and `mermaid`.
//!
//! What is between the fences is TOML, or a diagram. Its errors are given the place in
//! the chapter, not in the block.

use crate::problem::{Problem, suggest};
use std::ops::Range;

/// What a fenced block can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Questions.
    Quiz,
    /// Terms and what they mean.
    Cards,
    /// A diagram.
    Diagram,
}

/// All kinds, as they are named behind the fence.
const KINDS: [(&str, Kind); 3] =
    [("quiz", Kind::Quiz), ("cards", Kind::Cards), ("mermaid", Kind::Diagram)];

/// A fenced block as the Markdown parser finds it.
#[derive(Clone, Debug)]
pub struct Fence {
    /// All of it, with both its fences.
    pub span: Range<usize>,
    /// What is behind the opening fence.
    pub info: String,
}

/// A block that is a directive.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it stands for.
    pub kind: Kind,
    /// All of it, with both its fences.
    pub span: Range<usize>,
    /// Its opening fence: the line that errors about all of it point to.
    pub opening: Range<usize>,
    /// What is between the fences.
    pub inner: Range<usize>,
}

impl Fence {
    /// What is between the fences, if they stand at the start of their lines.
    pub fn inner<'a>(&self, text: &'a str) -> Option<&'a str> {
        let before = text.get(..self.span.start)?;
        let block = text.get(self.span.start..self.span.end.min(text.len()))?;
        let (_, inner) = block.trim_end().split_once('\n')?;
        let (inner, _closing) = inner.rsplit_once('\n').unwrap_or(("", inner));
        (before.is_empty() || before.ends_with('\n')).then_some(inner)
    }

    /// The directive that this is; `None` if it is code.
    pub fn block(&self, text: &str) -> Result<Option<Block>, Problem> {
        let span = self.span.start..self.span.end.min(text.len());
        let line = text[span.clone()].lines().next().unwrap_or("");
        let opening = span.start..span.start + line.len();
        let problem =
            |what: String, help| Problem::new(opening.clone(), what, help);
        let Some((name, kind)) = KINDS.iter().find(|(name, _)| *name == self.info)
        else {
            return match misspelt(&self.info) {
                true => Err(problem(
                    format!("`{}` is no language and no directive", self.info),
                    suggest(
                        &self.info.to_lowercase(),
                        &KINDS.map(|(name, _)| name),
                    ),
                )),
                false => Ok(None),
            };
        };
        if !(span.start == 0 || text[..span.start].ends_with('\n')) {
            let what =
                format!("a block of {name} stands at the start of its lines");
            return Err(problem(what, "take it out of the list or quote".into()));
        }
        let inner_start = (opening.end + 1).min(span.end);
        let inner = text[inner_start..span.end].trim_end();
        let last = inner.rfind('\n').map_or(0, |at| at + 1);
        let mark: String = line.chars().take_while(|c| "`~".contains(*c)).collect();
        if !inner[last..].starts_with(&mark) {
            let what = format!("the block of {name} has no end");
            return Err(problem(what, format!("close it with a line {mark}")));
        }
        let inner = inner_start..inner_start + last;
        Ok(Some(Block { kind: *kind, span, opening, inner }))
    }
}

/// Whether a word is one slip away from the name of a directive.
fn misspelt(info: &str) -> bool {
    let near = |name| strsim::damerau_levenshtein(&info.to_lowercase(), name) <= 1;
    KINDS.iter().any(|(name, _)| near(name))
}
