//! All chapters at once: what their directives stand for, or all that is wrong.

use crate::chapter::{Chapter, Piece, Pieces, Reader, Reading};
use crate::demo::Figure;
use crate::directive::directives;
use crate::excerpt::Excerpts;
use crate::files::Files;
use crate::guides::{Guide, PLAYER, Unit};
use crate::link::{self, Page, Pages};
use crate::memory::Memory;
use crate::outline::Outline;
use crate::problem::{Faulty, Problem};
use crate::quiz::Question;
use stage::DemoEntry;
use std::collections::BTreeSet;
use std::mem;
use std::ops::Range;

/// Reads all chapters. Finds out what every directive stands for, or everything
/// that is wrong with the book.
pub fn read(
    chapters: &[Chapter],
    guides: &[Guide],
    files: &dyn Files,
    memory: &mut Memory,
) -> Result<Vec<Pieces>, Vec<Faulty>> {
    let mut reader = Reader { guides, excerpts: Excerpts::new(files), memory };
    let mut readings: Vec<_> = chapters.iter().map(|c| reader.read(c)).collect();
    name_figures(chapters, &mut readings);
    for (chapter, reading) in chapters.iter().zip(&mut readings) {
        draw_figures(&chapter.text, reading, guides);
        open_figures(&chapter.text, reading, guides);
    }
    check_links(chapters, &mut readings, guides, files);
    let mut faulty = Vec::new();
    for (chapter, reading) in chapters.iter().zip(&mut readings) {
        let mut problems = mem::take(&mut reading.problems);
        problems.sort_by_key(|problem| problem.span.start);
        if !problems.is_empty() {
            let Chapter { path, text } = chapter.clone();
            faulty.push(Faulty { path, text, problems });
        }
    }
    faulty.extend(reader.excerpts.faulty());
    match faulty.is_empty() {
        true => Ok(readings.into_iter().map(|reading| reading.pieces).collect()),
        false => Err(faulty),
    }
}

/// Gives each figure an address. The plain name is for the first use in the
/// demo's own guide, which is where links lead; the others are numbered.
fn name_figures(chapters: &[Chapter], readings: &mut [Reading]) {
    let mut taken = BTreeSet::new();
    for place in [Place::Home, Place::Anywhere] {
        for (chapter, reading) in chapters.iter().zip(&mut *readings) {
            for figure in reading.figures_mut().filter(|f| f.id.is_empty()) {
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

/// Draws the figures of a chapter.
fn draw_figures(text: &str, reading: &mut Reading, guides: &[Guide]) {
    for (span, piece) in &mut reading.pieces {
        let Piece::Figure(figure) = piece else { continue };
        reading.problems.extend(draw(figure, text, span, guides));
    }
}

/// Draws a figure that is written at `span`, and says what is wrong with it.
fn draw(
    figure: &mut Figure,
    text: &str,
    span: &Range<usize>,
    guides: &[Guide],
) -> Vec<Problem> {
    let complaints = figure.draw(demos(guides, &figure.guide)).err();
    let problem = |complaint: String| {
        let (what, help) = complaint
            .split_once(": ")
            .unwrap_or(("the demo cannot start like this", &complaint));
        let at = fault(&text[span.clone()], what, span.start);
        Problem::new(at, what, help)
    };
    complaints.unwrap_or_default().into_iter().map(problem).collect()
}

/// Finds the figures of the page that questions open in another state, and
/// draws that state to see whether there is one.
fn open_figures(text: &str, reading: &mut Reading, guides: &[Guide]) {
    let page = Shown {
        figures: reading.figures().cloned().collect(),
        written: directives(text)
            .iter()
            .filter(|d| d.name.text == "demo" && !reading.outline.is_code(&d.span))
            .filter_map(|d| d.subject().map(|word| word.text))
            .collect(),
    };
    let mut asked = BTreeSet::new();
    for (_, piece) in &mut reading.pieces {
        let Piece::Quiz(quiz) = piece else { continue };
        for question in &mut quiz.questions {
            if !asked.insert(question.id.clone()) {
                let what = "the page asks this twice";
                let help = "answers are kept by the question: ask another";
                let span = question.span.clone();
                reading.problems.push(Problem::new(span, what, help));
            }
            reading.problems.extend(open_figure(question, text, &page, guides));
        }
    }
}

/// What a page shows.
struct Shown<'a> {
    figures: Vec<Figure>,
    /// The demos of all figures, also of those that are wrong.
    written: BTreeSet<&'a str>,
}

fn open_figure(
    question: &mut Question,
    text: &str,
    page: &Shown<'_>,
    guides: &[Guide],
) -> Vec<Problem> {
    let Some((state, span)) = &mut question.demo else { return Vec::new() };
    let same =
        |figure: &&Figure| figure.guide == state.guide && figure.demo == state.demo;
    let Some(figure) = page.figures.iter().find(same) else {
        let name = format!("{}/{}", state.guide, state.demo);
        if page.written.contains(&*name) {
            return Vec::new(); // what is wrong with it is said there
        }
        let what = format!("the page has no figure of {name}");
        let help =
            format!("a question opens one that is there: {{{{#demo {name}}}}}");
        return vec![Problem::new(span.clone(), what, help)];
    };
    state.id.clone_from(&figure.id);
    draw(state, text, span, guides)
}

/// Where a directive that starts at `start` has what a complaint is about: the
/// setting that the complaint begins with, or else all of it.
fn fault(directive: &str, complaint: &str, start: usize) -> Range<usize> {
    let name = complaint.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    let setting = name.and_then(|(name, _)| {
        let mut words = directive.trim_end_matches('}').split(' ');
        words.find(|word| {
            word.strip_prefix(name).is_some_and(|v| v.starts_with('='))
        })
    });
    let at =
        setting.and_then(|word| Some((directive.find(&format!(" {word}"))?, word)));
    match at {
        Some((at, word)) => start + at + 1..start + at + 1 + word.len(),
        None => start..start + directive.len(),
    }
}

/// Checks where the links of all chapters lead, and that no heading takes the
/// address of a figure.
fn check_links(
    chapters: &[Chapter],
    readings: &mut [Reading],
    guides: &[Guide],
    files: &dyn Files,
) {
    let pages = pages(chapters, readings, guides);
    for (chapter, reading) in chapters.iter().zip(readings) {
        let Reading { outline, problems, .. } = reading;
        let place = (chapter.path.as_str(), chapter.text.as_str());
        for link in &outline.links {
            problems.extend(link::check(link, place, &pages, files));
        }
        problems.extend(shared_addresses(outline, &pages[&chapter.path]));
    }
}

fn pages(chapters: &[Chapter], readings: &[Reading], guides: &[Guide]) -> Pages {
    let linked = |figure: &Figure| {
        let mut demos = demos(guides, &figure.guide).iter();
        let demo = demos.find(|demo| demo.name == figure.demo)?;
        Some((figure.id.clone(), demo))
    };
    let page = |reading: &Reading| Page {
        ids: reading.outline.ids.clone(),
        figures: reading.figures().filter_map(linked).collect(),
    };
    let named = |(chapter, reading): (&Chapter, &Reading)| {
        (chapter.path.clone(), page(reading))
    };
    chapters.iter().zip(readings).map(named).collect()
}

fn demos(guides: &[Guide], name: &str) -> &'static [DemoEntry] {
    let guide = guides.iter().find(|guide| guide.name == name);
    guide.map_or(&[], |guide| guide.demos)
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

/// The engines of the demos that the book shows, and what plays them.
pub fn engines_in_use(chapters: &[Pieces]) -> BTreeSet<Unit> {
    let figures = chapters.iter().flatten().filter_map(|(_, piece)| match piece {
        Piece::Figure(figure) => Some(figure),
        Piece::Quiz(_) | Piece::Words(_) => None,
    });
    figures.flat_map(|figure| [figure.unit, PLAYER]).collect()
}
