//! One chapter: what its directives stand for, and what is wrong with them.

use crate::cards;
use crate::code;
use crate::demo::{self, Figure};
use crate::diagram;
use crate::directive::{Directive, End, directives};
use crate::engine::Engine;
use crate::excerpt::{self, Excerpts};
use crate::fence::Kind;
use crate::guides::{Guide, Unit};
use crate::inline::Inline;
use crate::memory::Memory;
use crate::number;
use crate::outline::{Outline, outline};
use crate::problem::{Problem, suggest};
use crate::quiz::{self, Quiz};
use std::collections::BTreeMap;
use std::ops::Range;

/// A chapter as mdBook read it.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// Where it is, as seen from the book's folder: `src/clocks.md`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// What a directive stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A figure.
    Figure(Figure),
    /// A quiz.
    Quiz(Quiz),
    /// Words.
    Words(String),
}

/// The directives of a chapter by their place, and what each stands for.
pub type Pieces = Vec<(Range<usize>, Piece)>;

/// What was found in a chapter.
pub struct Reading {
    /// Its parts.
    pub outline: Outline,
    /// Its directives.
    pub pieces: Pieces,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// The figures of the chapter.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.pieces.iter().filter_map(|(_, piece)| match piece {
            Piece::Figure(figure) => Some(figure),
            Piece::Quiz(_) | Piece::Words(_) => None,
        })
    }

    /// The same, to be changed.
    pub fn figures_mut(&mut self) -> impl Iterator<Item = &mut Figure> {
        self.pieces.iter_mut().filter_map(|(_, piece)| match piece {
            Piece::Figure(figure) => Some(figure),
            Piece::Quiz(_) | Piece::Words(_) => None,
        })
    }
}

/// Reads chapter after chapter.
pub struct Reader<'a> {
    /// The demos and experiments that there are.
    pub guides: &'a [Guide],
    /// The excerpts so far.
    pub excerpts: Excerpts<'a>,
    /// The numbers so far.
    pub memory: &'a mut Memory,
}

impl Reader<'_> {
    /// Reads a chapter.
    pub fn read(&mut self, chapter: &Chapter) -> Reading {
        let mut outline = outline(&chapter.text);
        let (mut pieces, mut problems) = (Pieces::new(), Vec::new());
        self.read_blocks(chapter, &mut outline, &mut pieces, &mut problems);
        for directive in directives(&chapter.text) {
            match self.read_directive(&directive, chapter, &outline) {
                Ok(Some(piece)) => pieces.push((directive.span, piece)),
                Ok(None) => {}
                Err(found) => problems.extend(found),
            }
        }
        self.read_code(chapter, &outline, &mut pieces);
        pieces.sort_by_key(|(span, _)| span.start);
        Reading { outline, pieces, problems }
    }

    /// Gives Rust its colours, in blocks at the start of their lines.
    fn read_code(&self, chapter: &Chapter, outline: &Outline, pieces: &mut Pieces) {
        for fence in outline.fences.iter().filter(|fence| fence.info == "rust") {
            let Some(inner) = fence.inner(&chapter.text) else { continue };
            if let Some(code) = self.excerpts.expand(inner, &chapter.path) {
                pieces.push((fence.span.clone(), Piece::Words(code::html(&code))));
            }
        }
    }

    /// Reads the fenced blocks that are directives. What they link to is checked
    /// with the chapter's own links.
    fn read_blocks(
        &mut self,
        chapter: &Chapter,
        outline: &mut Outline,
        pieces: &mut Pieces,
        problems: &mut Vec<Problem>,
    ) {
        let mut inline = Inline::new(&chapter.text, self.guides, self.memory);
        for fence in &outline.fences {
            let block = match fence.block(&chapter.text) {
                Ok(Some(block)) => block,
                Ok(None) => continue,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let piece = match block.kind {
                Kind::Cards => cards::read(&block, &mut inline).map(Piece::Words),
                Kind::Diagram => {
                    diagram::read(&block, &chapter.text, inline.memory)
                        .map_err(|problem| problems.push(problem))
                        .ok()
                        .map(Piece::Words)
                }
                Kind::Quiz => {
                    quiz::read(&block, &chapter.path, &mut inline).map(Piece::Quiz)
                }
            };
            pieces.extend(piece.map(|piece| (block.span, piece)));
        }
        problems.extend(inline.problems);
        outline.links.extend(inline.links);
    }

    /// What a directive stands for; `None` if it is mdBook's, or code.
    fn read_directive(
        &mut self,
        directive: &Directive<'_>,
        chapter: &Chapter,
        outline: &Outline,
    ) -> Result<Option<Piece>, Vec<Problem>> {
        let is_include = excerpt::NAMES.contains(&directive.name.text);
        let is_closed = directive.end == End::Closed;
        // mdBook includes files in code as well, and nothing else.
        if outline.is_code(&directive.span) && !(is_include && is_closed) {
            return Ok(None);
        }
        if !is_closed {
            let what = "the directive has no end in its line";
            let help =
                "close it with }}, or write \\{{# for the characters themselves";
            return Err(vec![Problem::new(directive.span.clone(), what, help)]);
        }
        self.stands_for(directive, chapter, outline)
    }

    /// The same for a directive that is closed and no code.
    fn stands_for(
        &mut self,
        directive: &Directive<'_>,
        chapter: &Chapter,
        outline: &Outline,
    ) -> Result<Option<Piece>, Vec<Problem>> {
        match directive.name.text {
            "demo" => {
                let figure =
                    demo::read(directive, &chapter.text, outline, self.guides)?;
                Ok(Some(Piece::Figure(figure)))
            }
            "number" => {
                let words =
                    number::read(directive, outline, self.guides, self.memory)?;
                Ok(Some(Piece::Words(words)))
            }
            "title" => Ok(None),
            name if excerpt::NAMES.contains(&name) => {
                let checked =
                    self.excerpts.check(directive, &chapter.path, outline);
                checked.map(|()| None).map_err(|problem| vec![problem])
            }
            unknown => {
                let known = ["demo", "number", "include", "title"];
                let what = format!("there is no directive `{unknown}`");
                let help = suggest(unknown, &known);
                Err(vec![Problem::new(directive.span.clone(), what, help)])
            }
        }
    }
}

/// The chapter with each directive replaced by what it stands for.
pub fn write(
    text: &str,
    pieces: &Pieces,
    engines: &BTreeMap<Unit, Engine>,
) -> String {
    let mut written = String::new();
    let mut from = 0;
    for (span, piece) in pieces {
        written.push_str(&text[from..span.start]);
        match piece {
            Piece::Figure(figure) => {
                written.push_str(&figure.html(engines));
            }
            Piece::Quiz(quiz) => written.push_str(&quiz.html()),
            Piece::Words(words) => written.push_str(words),
        }
        from = span.end;
    }
    written + &text[from..]
}
