//! All chapters at once: what their directives stand for, or all that is wrong.

use crate::demo::{self, Figure};
use crate::directive::{Directive, End, directives};
use crate::engine::Engine;
use crate::excerpt::{self, Excerpts};
use crate::files::Files;
use crate::guides::Guide;
use crate::link::{self, Page, Pages};
use crate::number;
use crate::outline::{Outline, outline};
use crate::problem::{Faulty, Problem, suggest};
use stage::DemoEntry;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Words.
    Words(String),
}

/// The directives of a chapter by their place, and what each stands for.
pub type Pieces = Vec<(Range<usize>, Piece)>;

/// What was found in a chapter.
struct Reading {
    outline: Outline,
    pieces: Pieces,
    problems: Vec<Problem>,
}

/// Reads all chapters. Finds out what every directive stands for, or everything
/// that is wrong with the book.
pub fn read(
    chapters: &[Chapter],
    guides: &[Guide],
    files: &dyn Files,
) -> Result<Vec<Pieces>, Vec<Faulty>> {
    let mut excerpts = Excerpts::new(files);
    let mut readings: Vec<_> = chapters
        .iter()
        .map(|chapter| read_chapter(chapter, guides, &mut excerpts))
        .collect();
    name_figures(chapters, &mut readings);
    for (chapter, reading) in chapters.iter().zip(&mut readings) {
        draw_figures(&chapter.text, reading, guides);
    }
    let pages = pages(chapters, &readings, guides);
    for (chapter, reading) in chapters.iter().zip(&mut readings) {
        let Reading { outline, problems, .. } = reading;
        let place = (chapter.path.as_str(), chapter.text.as_str());
        for link in &outline.links {
            problems.extend(link::check(link, place, &pages, files));
        }
        problems.extend(shared_addresses(outline, &pages[&chapter.path]));
        problems.sort_by_key(|problem| problem.span.start);
    }
    let mut faulty = Vec::new();
    for (chapter, reading) in chapters.iter().zip(&mut readings) {
        let problems = std::mem::take(&mut reading.problems);
        if !problems.is_empty() {
            let Chapter { path, text } = chapter.clone();
            faulty.push(Faulty { path, text, problems });
        }
    }
    faulty.extend(excerpts.faulty());
    match faulty.is_empty() {
        true => Ok(readings.into_iter().map(|reading| reading.pieces).collect()),
        false => Err(faulty),
    }
}

fn read_chapter(
    chapter: &Chapter,
    guides: &[Guide],
    excerpts: &mut Excerpts<'_>,
) -> Reading {
    let text = chapter.text.as_str();
    let outline = outline(text);
    let (mut pieces, mut problems) = (Pieces::new(), Vec::new());
    for directive in directives(text) {
        let span = directive.span.clone();
        match read_directive(&directive, chapter, &outline, guides, excerpts) {
            Ok(Some(piece)) => pieces.push((span, piece)),
            Ok(None) => {}
            Err(found) => problems.extend(found),
        }
    }
    Reading { outline, pieces, problems }
}

/// What a directive stands for; `None` if it is mdBook's, or code.
fn read_directive(
    directive: &Directive<'_>,
    chapter: &Chapter,
    outline: &Outline,
    guides: &[Guide],
    excerpts: &mut Excerpts<'_>,
) -> Result<Option<Piece>, Vec<Problem>> {
    let is_include = excerpt::NAMES.contains(&directive.name.text);
    let is_closed = directive.end == End::Closed;
    // mdBook includes files in code as well, and nothing else.
    if outline.is_code(&directive.span) && !(is_include && is_closed) {
        return Ok(None);
    }
    let problem = |what: String, help: String| {
        Err(vec![Problem::new(directive.span.clone(), what, help)])
    };
    if !is_closed {
        let help = "close it with }}, or write \\{{# for the characters themselves";
        return problem(
            "the directive does not end in its line".into(),
            help.into(),
        );
    }
    match directive.name.text {
        "demo" => {
            let figure = demo::read(directive, &chapter.text, outline, guides)?;
            Ok(Some(Piece::Figure(figure)))
        }
        "number" => {
            let words = number::read(directive, outline, guides)?;
            Ok(Some(Piece::Words(words)))
        }
        "title" => Ok(None),
        _ if is_include => {
            let checked = excerpts.check(directive, &chapter.path, outline);
            checked.map(|()| None).map_err(|problem| vec![problem])
        }
        unknown => {
            let known = ["demo", "number", "include", "rustdoc_include", "title"];
            let what = format!("there is no directive `{unknown}`");
            problem(what, suggest(unknown, &known))
        }
    }
}

/// Gives each figure an address. The plain name is for the first use in the
/// demo's own guide, which is where links lead; the others are numbered.
fn name_figures(chapters: &[Chapter], readings: &mut [Reading]) {
    let mut taken = BTreeSet::new();
    for place in [Place::Home, Place::Anywhere] {
        for (chapter, reading) in chapters.iter().zip(&mut *readings) {
            for figure in
                reading.figures_mut().filter(|figure| figure.id.is_empty())
            {
                let home = format!("/{}.md", figure.guide);
                let is_home = chapter.path.ends_with(&home);
                let is_first = !taken.contains(&figure.demo);
                if place == Place::Anywhere || (is_home && is_first) {
                    figure.id = free(&figure.demo, &taken);
                    taken.insert(figure.id.clone());
                }
            }
        }
    }
}

/// Which figures get their address now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The first of each demo in its own guide.
    Home,
    /// All others.
    Anywhere,
}

fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|id| !taken.contains(id)).expect("there are enough numbers")
}

/// Draws the figures of a chapter. What a demo complains of is a problem of the
/// setting that the complaint begins with, or else of the whole directive.
fn draw_figures(text: &str, reading: &mut Reading, guides: &[Guide]) {
    for (span, piece) in &mut reading.pieces {
        let Piece::Figure(figure) = piece else { continue };
        let complaints = figure.draw(demos(guides, &figure.guide)).err();
        for complaint in complaints.unwrap_or_default() {
            let (what, help) = complaint
                .split_once(": ")
                .unwrap_or(("the demo cannot start like this", &complaint));
            let setting = what.split('`').nth(1).filter(|_| what.starts_with('`'));
            let offset = setting.and_then(|name| {
                let directive = &text[span.clone()];
                directive.find(&format!(" {name}=")).map(|offset| offset + 1)
            });
            let at = offset.map_or(span.clone(), |offset| {
                let start = span.start + offset;
                let rest = &text[start..span.end - 2];
                start..start + rest.find(' ').unwrap_or(rest.len())
            });
            reading.problems.push(Problem::new(at, what, help));
        }
    }
}

fn demos(guides: &[Guide], name: &str) -> &'static [DemoEntry] {
    let guide = guides.iter().find(|guide| guide.name == name);
    guide.map_or(&[], |guide| guide.demos)
}

impl Reading {
    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.pieces.iter().filter_map(|(_, piece)| piece.figure())
    }

    fn figures_mut(&mut self) -> impl Iterator<Item = &mut Figure> {
        self.pieces.iter_mut().filter_map(|(_, piece)| match piece {
            Piece::Figure(figure) => Some(figure),
            Piece::Words(_) => None,
        })
    }
}

impl Piece {
    fn figure(&self) -> Option<&Figure> {
        match self {
            Piece::Figure(figure) => Some(figure),
            Piece::Words(_) => None,
        }
    }
}

fn pages(chapters: &[Chapter], readings: &[Reading], guides: &[Guide]) -> Pages {
    let knobs = |figure: &Figure| {
        let mut demos = demos(guides, &figure.guide).iter();
        demos
            .find(|demo| demo.name == figure.demo)
            .map_or(&[][..], |demo| demo.knobs)
    };
    let page = |reading: &Reading| Page {
        ids: reading.outline.ids.clone(),
        figures: reading.figures().map(|f| (f.id.clone(), knobs(f))).collect(),
    };
    let named = |(chapter, reading): (&Chapter, &Reading)| {
        (chapter.path.clone(), page(reading))
    };
    chapters.iter().zip(readings).map(named).collect()
}

/// Headings whose address is a figure's as well: a link would find the first.
fn shared_addresses<'a>(
    outline: &'a Outline,
    page: &'a Page,
) -> impl Iterator<Item = Problem> {
    let shared =
        outline.headings.iter().filter(|h| page.figures.contains_key(&h.id));
    shared.map(|heading| {
        let what = format!("the address `{}` is also the figure's", heading.id);
        let help = format!("give the heading its own: `{{#the-{}}}`", heading.id);
        Problem::new(heading.span.clone(), what, help)
    })
}

/// The chapter with each directive replaced by what it stands for.
pub fn write(
    text: &str,
    pieces: &Pieces,
    engines: &BTreeMap<String, Engine>,
) -> String {
    let mut written = String::new();
    let mut from = 0;
    for (span, piece) in pieces {
        written.push_str(&text[from..span.start]);
        match piece {
            Piece::Figure(figure) => {
                written.push_str(&figure.html(&engines[&figure.guide]));
            }
            Piece::Words(words) => written.push_str(words),
        }
        from = span.end;
    }
    written + &text[from..]
}

/// The guides whose demos the book shows.
pub fn guides_in_use(chapters: &[Pieces]) -> BTreeSet<String> {
    let figures = chapters.iter().flatten().filter_map(|(_, piece)| piece.figure());
    figures.map(|figure| figure.guide.clone()).collect()
}
