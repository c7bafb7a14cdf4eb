//! mdBook's own `{{#include path:anchor}}`, checked; in Rust code it is done here,
//! as code is given its colours before mdBook comes to it.
//!
//! mdBook shows an empty box where an anchor is missing, and the directive
//! itself where a file is. Both are refused here, as are excerpts too long or
//! too wide to be read on a page, and anchors that nobody quotes: in a file
//! that some chapter quotes, each anchor stands for an excerpt that a reader
//! can find. (A file that no chapter quotes may be on its way into one.)

use crate::directive::{Directive, Word};
use crate::files::{Files, resolve};
use crate::outline::Outline;
use crate::problem::{Faulty, Problem, suggest};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The most lines that an excerpt has.
pub const LINES_MAX: usize = 40;

/// The most columns that an excerpt has: more would be scrolled sideways.
pub const COLUMNS_MAX: usize = 84;

/// mdBook's directives that put a file into the page. Only the first is taken: the
/// others show Rust that the page would have to hide parts of, or send elsewhere.
pub const NAMES: [&str; 4] =
    ["include", "rustdoc_include", "playground", "playpen"];

/// The files that chapters quote.
pub struct Excerpts<'a> {
    files: &'a dyn Files,
    quoted: BTreeMap<String, Quoted>,
}

struct Quoted {
    text: String,
    anchors: Anchors,
    used: BTreeSet<String>,
}

/// The anchors of a file.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Each name, where its marker is, and the lines that it encloses.
    pub regions: BTreeMap<String, (Range<usize>, Vec<String>)>,
    /// Markers that do not fit together.
    pub problems: Vec<Problem>,
}

/// What a directive wants of a file.
enum Part<'a> {
    Whole,
    Lines,
    Anchor(&'a str),
}

impl<'a> Excerpts<'a> {
    /// No chapter was read yet.
    pub fn new(files: &'a dyn Files) -> Excerpts<'a> {
        Excerpts { files, quoted: BTreeMap::new() }
    }

    /// Checks an include in the chapter at `chapter`.
    pub fn check(
        &mut self,
        directive: &Directive<'_>,
        chapter: &str,
        outline: &Outline,
    ) -> Result<(), Problem> {
        let problem = |what: &str, help| {
            Err(Problem::new(directive.span.clone(), what.to_owned(), help))
        };
        let (name, help) =
            (directive.name.text, "write `{{#include path:anchor}}`");
        if name != "include" {
            return problem(&format!("`{name}` is not for this book"), help);
        }
        let Some(word) = directive.subject() else {
            return problem("the directive names no file", help);
        };
        let (file, part) = parse(word.text);
        let path = resolve(chapter, file);
        if path.ends_with(".rs") && !outline.is_block(&directive.span) {
            let help = "put the directive between ```rust and ```";
            return problem("Rust is shown as code", help);
        }
        let quoted = self.quote(&path, word)?;
        let (name, lines) = quoted.take(&part, &path, word)?;
        match path.ends_with(".md") {
            true => plain(&lines, &name, word),
            false => readable(&lines, &name, &path, word),
        }
    }

    /// Code with the excerpts in place of its includes; `None` if one of them cannot
    /// be had, which [`Excerpts::check`] says.
    pub fn expand(&self, code: &str, chapter: &str) -> Option<String> {
        let mut expanded = String::new();
        for line in code.lines() {
            let include = line.trim().strip_prefix("{{#include ");
            let Some(word) = include.and_then(|rest| rest.strip_suffix("}}"))
            else {
                expanded.extend([line, "\n"]);
                continue;
            };
            let (file, part) = parse(word.trim());
            let quoted = self.quoted.get(&resolve(chapter, file))?;
            let text = match part {
                Part::Anchor(name) => {
                    quoted.anchors.regions.get(name)?.1.join("\n")
                }
                Part::Whole | Part::Lines => {
                    let is_marker = |line: &&str| {
                        let markers = ["ANCHOR:", "ANCHOR_END:"];
                        markers.iter().any(|marker| marked(line, marker).is_some())
                    };
                    let lines = quoted.text.lines().filter(|line| !is_marker(line));
                    lines.collect::<Vec<_>>().join("\n")
                }
            };
            expanded.extend([&text, "\n"]);
        }
        Some(expanded)
    }

    /// The file, read once.
    fn quote(
        &mut self,
        path: &str,
        word: &Word<'_>,
    ) -> Result<&mut Quoted, Problem> {
        if !self.quoted.contains_key(path) {
            let Some(text) = self.files.read(path) else {
                return Err(self.missing(path, word));
            };
            let anchors = anchors(&text);
            let quoted = Quoted { text, anchors, used: BTreeSet::new() };
            self.quoted.insert(path.into(), quoted);
        }
        Ok(self.quoted.get_mut(path).expect("it was put in above"))
    }

    fn missing(&self, path: &str, word: &Word<'_>) -> Problem {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let names = self.files.list(folder);
        let help = match names.is_empty() {
            true => format!("there is nothing in {folder} either"),
            false => {
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                format!("in {folder}: {}", suggest(name, &names))
            }
        };
        Problem::new(word.span.clone(), format!("there is no file {path}"), help)
    }

    /// What is wrong with the quoted files themselves, once all chapters are
    /// read: markers that do not fit, and anchors that nobody quotes.
    pub fn faulty(self) -> Vec<Faulty> {
        let mut faulty = Vec::new();
        for (path, quoted) in self.quoted {
            let mut problems = quoted.anchors.problems;
            for (name, (span, _)) in &quoted.anchors.regions {
                if !quoted.used.contains(name) && !path.ends_with(".md") {
                    let what = format!("no chapter quotes the anchor `{name}`");
                    let help = "quote it, or take its two markers away";
                    problems.push(Problem::new(span.clone(), what, help));
                }
            }
            if !problems.is_empty() {
                problems.sort_by_key(|problem| problem.span.start);
                faulty.push(Faulty { path, text: quoted.text, problems });
            }
        }
        faulty
    }
}

impl Quoted {
    /// The lines that a directive asks for, and what to call them.
    fn take(
        &mut self,
        part: &Part<'_>,
        path: &str,
        word: &Word<'_>,
    ) -> Result<(String, Vec<String>), Problem> {
        match part {
            Part::Lines if path.ends_with(".rs") => Err(Problem::new(
                word.span.clone(),
                "line numbers move whenever the file is edited",
                format!("name an anchor: {}", self.names("")),
            )),
            Part::Whole | Part::Lines => {
                let lines = self.text.lines().map(str::to_owned).collect();
                Ok((format!("the file {path}"), lines))
            }
            Part::Anchor(name) => match self.anchors.regions.get(*name) {
                Some((_, lines)) => {
                    self.used.insert((*name).into());
                    Ok((format!("the excerpt `{name}`"), lines.clone()))
                }
                None => Err(Problem::new(
                    word.span.clone(),
                    format!("there is no anchor `{name}` in {path}"),
                    self.names(name),
                )),
            },
        }
    }

    fn names(&self, wrong: &str) -> String {
        let names: Vec<_> =
            self.anchors.regions.keys().map(String::as_str).collect();
        suggest(wrong, &names)
    }
}

/// `path:anchor` as mdBook reads it: a number is a line.
fn parse(word: &str) -> (&str, Part<'_>) {
    let Some((path, part)) = word.split_once(':') else {
        return (word, Part::Whole);
    };
    let first = part.split(':').next().unwrap_or("");
    match first.is_empty() || first.parse::<usize>().is_ok() {
        true => (path, Part::Lines),
        false => (path, Part::Anchor(first)),
    }
}

fn plain(lines: &[String], name: &str, word: &Word<'_>) -> Result<(), Problem> {
    let problem =
        |what: String, help| Err(Problem::new(word.span.clone(), what, help));
    if lines.iter().all(|line| line.trim().is_empty()) {
        return problem(format!("{name} is empty"), "quote something, or nothing");
    }
    if lines
        .iter()
        .any(|line| line.contains("{{#demo") || line.contains("{{#number"))
    {
        let help = "demos and numbers belong into the chapter itself";
        return problem(format!("{name} has directives of its own"), help);
    }
    Ok(())
}

/// Whether an excerpt can be read on a page.
fn readable(
    lines: &[String],
    name: &str,
    path: &str,
    word: &Word<'_>,
) -> Result<(), Problem> {
    plain(lines, name, word)?;
    let problem = |what, help| Err(Problem::new(word.span.clone(), what, help));
    if lines.len() > LINES_MAX {
        let what = format!("{name} has {} lines", lines.len());
        let help = format!(
            "at most {LINES_MAX} fit on a page: quote less, or set the markers \
             in {path} closer"
        );
        return problem(what, help);
    }
    let width = |line: &String| line.chars().count();
    if let Some(line) = lines.iter().find(|line| width(line) > COLUMNS_MAX) {
        let what = format!("{name} has a line of {} columns", width(line));
        let help = format!("at most {COLUMNS_MAX} fit: break `{}`", line.trim());
        return problem(what, help);
    }
    Ok(())
}

/// Reads the markers of a file, as mdBook does: a marker's line is not part of
/// any excerpt.
pub fn anchors(text: &str) -> Anchors {
    let mut anchors = Anchors::default();
    let mut open: BTreeMap<String, (Range<usize>, Vec<String>)> = BTreeMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let span = at + words.len() - words.trim_start().len()..at + words.len();
        at += line.len();
        if let Some(name) = marked(line, "ANCHOR_END:") {
            match open.remove(name) {
                Some(region) => drop(anchors.regions.insert(name.into(), region)),
                None => anchors
                    .complain(span, format!("`{name}` ends before it starts")),
            }
        } else if let Some(name) = marked(line, "ANCHOR:") {
            if anchors.regions.contains_key(name) || open.contains_key(name) {
                anchors.complain(span, format!("`{name}` starts a second time"));
            } else {
                open.insert(name.into(), (span, Vec::new()));
            }
        } else {
            for (_, lines) in open.values_mut() {
                lines.push(line.trim_end_matches(['\n', '\r']).into());
            }
        }
    }
    for (name, region) in open {
        anchors.complain(region.0.clone(), format!("`{name}` does not end"));
        anchors.regions.insert(name, region);
    }
    anchors
}

impl Anchors {
    fn complain(&mut self, span: Range<usize>, what: String) {
        let help = "an excerpt is between `ANCHOR: name` and `ANCHOR_END: name`, \
                    and its name is its own in the file";
        self.problems.push(Problem::new(span, what, help));
    }
}

/// The name behind a marker in a line.
fn marked<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    let rest = line.split_once(marker)?.1.trim_start();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
    (!name.is_empty()).then_some(name)
}
