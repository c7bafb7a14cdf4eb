//! The name is the registry: page, directive, file and arm must agree.
//!
//! `{{#demo partitioning/hash-ring}}` stands in a page, is the file
//! `demos/guides/partitioning/src/hash_ring.rs`, and is the arm
//! `"hash-ring" => hash_ring::HashRing` of that crate's `stage::guide!`.

use super::sources::{Problem, Sources};
use std::collections::BTreeSet;

/// All that does not agree, in the order of files and lines.
pub fn problems(sources: &Sources) -> Vec<Problem> {
    let mut problems: Vec<Problem> = sources
        .below("demos")
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| {
            let says = "the first line must say what the file is: `//! …`";
            problem(path, 1, says)
        })
        .collect();
    let directives: Vec<Directive> = sources
        .below("src")
        .flat_map(|(path, text)| directives(path, text))
        .collect();
    for guide in sources.guides() {
        problems.extend(in_guide(sources, guide, &directives));
    }
    for directive in &directives {
        problems.extend(unknown(sources, directive));
    }
    problems.extend(unquoted(sources));
    problems.sort();
    problems
}

/// The anchors of models that no page quotes.
fn unquoted(sources: &Sources) -> Vec<Problem> {
    let is_quoted =
        |quote: &str| sources.below("src").any(|(_, page)| page.contains(quote));
    let mut problems = Vec::new();
    for (path, text) in sources.below("demos/engine/models/src") {
        for (index, line) in text.lines().enumerate() {
            if let Some(anchor) = line.trim().strip_prefix("// ANCHOR: ")
                && !is_quoted(&format!("/{path}:{anchor}}}}}"))
            {
                let says = format!("no page quotes the anchor `{anchor}`");
                problems.push(problem(path, index + 1, says));
            }
        }
    }
    problems
}

/// What the name of a demo or an experiment is declared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Demo,
    Experiment,
}

/// `"name" => module::Type` in a guide's `lib.rs`.
#[derive(Debug, PartialEq, Eq)]
struct Arm<'a> {
    kind: Kind,
    line: usize,
    name: &'a str,
    module: &'a str,
}

/// `{{#demo guide/name …}}` or `{{#number guide/name …}}` in a page.
#[derive(Debug, PartialEq, Eq)]
struct Directive<'a> {
    kind: Kind,
    path: &'a str,
    line: usize,
    /// `guide/name`.
    target: &'a str,
}

/// What does not agree in a guide's crate.
fn in_guide(
    sources: &Sources,
    guide: &str,
    directives: &[Directive],
) -> Vec<Problem> {
    let lib = format!("demos/guides/{guide}/src/lib.rs");
    let arms = arms(sources.text(&lib).unwrap_or_default());
    let mut problems = Vec::new();
    if sources.text(&format!("src/{guide}.md")).is_none() {
        problems.push(problem(&lib, 1, format!("it has no page: src/{guide}.md")));
    }
    let demos = || arms.iter().filter(|arm| arm.kind == Kind::Demo);
    for arm in demos() {
        problems.extend(without_file(sources, guide, arm));
        let Arm { line, name, .. } = arm;
        let target = format!("{guide}/{name}");
        if !directives.iter().any(|d| d.kind == Kind::Demo && d.target == target) {
            let says = format!("no page shows it: {{{{#demo {target}}}}}");
            problems.push(problem(&lib, *line, says));
        }
    }
    let named: BTreeSet<_> =
        demos().map(|arm| arm.name.replace('-', "_")).collect();
    problems.extend(without_arm(sources, guide, &named));
    problems
}

/// What is wrong with the file of an arm: `name.rs`, or `name/mod.rs` where the
/// demo is too large for one.
fn without_file(sources: &Sources, guide: &str, arm: &Arm) -> Option<Problem> {
    let (name, module) = (arm.name, arm.module);
    let expected = name.replace('-', "_");
    let src = format!("demos/guides/{guide}/src");
    let file = format!("{src}/{expected}.rs");
    let folder = format!("{src}/{expected}/mod.rs");
    let says = if [&file, &folder].iter().all(|f| sources.text(f).is_none()) {
        format!("`{name}` has no {file}")
    } else if module != expected {
        format!("`{name}` must come from {file}, not from `{module}`")
    } else {
        return None;
    };
    Some(problem(&format!("{src}/lib.rs"), arm.line, says))
}

/// The files of a guide, or folders of files, that hold a demo without an arm.
fn without_arm(
    sources: &Sources,
    guide: &str,
    named: &BTreeSet<String>,
) -> Vec<Problem> {
    let folder = format!("demos/guides/{guide}/src");
    let mut problems = Vec::new();
    for (path, text) in sources.below(&folder) {
        let inside = path[folder.len()..].trim_start_matches('/');
        let module = inside.split(['/', '.']).next().unwrap_or(inside);
        let found = text.lines().position(|line| line.contains(" Demo for "));
        if let Some(index) = found
            && !named.contains(module)
        {
            let name = module.replace('_', "-");
            let says =
                format!("no arm names it: `\"{name}\" => {module}::…` in lib.rs");
            problems.push(problem(path, index + 1, says));
        }
    }
    problems
}

/// What is wrong with a directive, if no guide has such a demo or experiment.
fn unknown(sources: &Sources, directive: &Directive) -> Option<Problem> {
    let Directive { kind, path, line, target } = *directive;
    let (guide, name) = target.split_once('/').unwrap_or((target, ""));
    let Some(text) = sources.text(&format!("demos/guides/{guide}/src/lib.rs"))
    else {
        let guides: Vec<_> = sources.guides().collect();
        let says = format!("no guide `{guide}`: there are {}", list(&guides));
        return Some(problem(path, line, says));
    };
    let arms = arms(text);
    let names: Vec<_> =
        arms.iter().filter(|arm| arm.kind == kind).map(|arm| arm.name).collect();
    let what = match kind {
        Kind::Demo => "demo",
        Kind::Experiment => "experiment",
    };
    let says = format!("no {what} `{name}` in {guide}: there are {}", list(&names));
    (!names.contains(&name)).then(|| problem(path, line, says))
}

/// The arms of `stage::guide!` in the text of a `lib.rs`.
fn arms(text: &str) -> Vec<Arm<'_>> {
    let mut arms = Vec::new();
    let mut kind = None;
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or(line);
        let mut pieces = code.split('"');
        let mut before = pieces.next();
        loop {
            kind = kind_in(before.unwrap_or_default()).or(kind);
            let (Some(name), Some(after)) = (pieces.next(), pieces.next()) else {
                break;
            };
            before = Some(after);
            let path = after.trim_start().strip_prefix("=>");
            if let (Some(kind), Some(path)) = (kind, path) {
                let module = path.split("::").next().unwrap_or(path).trim();
                arms.push(Arm { kind, line: index + 1, name, module });
            }
        }
    }
    arms
}

/// Which list opens last in a piece of code.
fn kind_in(code: &str) -> Option<Kind> {
    let demos = code.rfind("demos:").map(|at| (at, Kind::Demo));
    let experiments = code.rfind("experiments:").map(|at| (at, Kind::Experiment));
    demos.into_iter().chain(experiments).max_by_key(|(at, _)| *at).map(|(_, k)| k)
}

/// The directives of a page: not those in code, nor those escaped by `\`.
fn directives<'a>(path: &'a str, text: &'a str) -> Vec<Directive<'a>> {
    let mut found = Vec::new();
    let mut fence = None;
    for (index, line) in text.lines().enumerate() {
        let marker =
            ["```", "~~~"].into_iter().find(|m| line.trim().starts_with(m));
        match (fence, marker) {
            (None, Some(opens)) => fence = Some(opens),
            (Some(open), Some(closes)) if open == closes => fence = None,
            (Some(_), _) => {}
            (None, None) => found.extend(in_line(path, index + 1, line)),
        }
    }
    found
}

fn in_line<'a>(path: &'a str, line: usize, text: &'a str) -> Vec<Directive<'a>> {
    let kinds = [("{{#demo ", Kind::Demo), ("{{#number ", Kind::Experiment)];
    let mut found = Vec::new();
    for (opening, kind) in kinds {
        for (at, _) in text.match_indices(opening) {
            let before = &text[..at];
            let is_code = before.matches('`').count() % 2 == 1;
            if is_code || before.ends_with('\\') {
                continue;
            }
            let rest = text[at + opening.len()..].trim_start();
            let end = rest.find(|c: char| c.is_whitespace() || c == '}');
            let target = &rest[..end.unwrap_or(rest.len())];
            found.push(Directive { kind, path, line, target });
        }
    }
    found
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn problem(path: &str, line: usize, says: impl Into<String>) -> Problem {
    Problem { path: path.to_owned(), line, says: says.into() }
}

#[cfg(test)]
mod tests;
