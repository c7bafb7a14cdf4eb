//! How many guides readers are told of: as many as `src/SUMMARY.md` has.
//!
//! What is open is told as in `nine guides`, all that there will be as in
//! `twelve planned`.

use super::sources::{Problem, Sources};

/// Where it is told.
const TOLD_IN: [&str; 3] = ["README.md", "book.toml", "src/README.md"];

/// The words for numbers, from one on.
const NUMBERS: [&str; 16] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
];

/// All that is told otherwise than it is.
pub fn problems(sources: &Sources) -> Vec<Problem> {
    let guides = Guides::in_summary(sources.text("src/SUMMARY.md").unwrap_or(""));
    TOLD_IN.iter().flat_map(|path| in_file(sources, path, guides)).collect()
}

/// How many guides there are.
#[derive(Clone, Copy)]
struct Guides {
    open: usize,
    planned: usize,
}

impl Guides {
    /// The numbered chapters of a summary; those that are not written yet link to
    /// nothing.
    fn in_summary(summary: &str) -> Guides {
        let chapters = || summary.lines().filter(|line| line.starts_with("- ["));
        let open = chapters().filter(|line| !line.ends_with("]()")).count();
        Guides { open, planned: chapters().count() }
    }
}

fn in_file(sources: &Sources, path: &str, guides: Guides) -> Vec<Problem> {
    let problem = |line, says| Problem { path: path.into(), line, says };
    let lines = sources.text(path).unwrap_or("").lines().enumerate();
    let words: Vec<(usize, String)> = lines
        .flat_map(|(index, line)| words(line).map(move |word| (index + 1, word)))
        .collect();
    let mut problems = Vec::new();
    let mut tells = false;
    for pair in words.windows(2) {
        let [(line, number), (_, of)] = pair else { continue };
        let is = match of.as_str() {
            "guides" => guides.open,
            "planned" => guides.planned,
            _ => continue,
        };
        let Some(told) = NUMBERS.iter().position(|word| word == number) else {
            continue;
        };
        tells |= of == "guides";
        if told + 1 != is {
            let says = format!("`{number} {of}`: in src/SUMMARY.md it is {is}");
            problems.push(problem(*line, says));
        }
    }
    if !tells {
        let says = "it must tell how many guides are open, as in `nine guides`";
        problems.push(problem(1, says.into()));
    }
    problems
}

fn words(line: &str) -> impl Iterator<Item = String> {
    let words = line.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUMMARY: &str = "[A book](README.md)\n\n# Part\n\n\
        - [Clocks](clocks.md)\n- [Caching](caching.md)\n- [Queues]()\n\n\
        [Glossary](glossary.md)\n";

    fn said(index: &str) -> Vec<String> {
        let two = "Two guides.";
        let sources: Sources = [
            ("src/SUMMARY.md", SUMMARY),
            ("README.md", two),
            ("book.toml", two),
            ("src/README.md", index),
        ]
        .into_iter()
        .collect();
        problems(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn counts_that_are_true_pass() {
        let text = "These two\nguides of three (planned) have one figure.";
        assert_eq!(said(text), [""; 0]);
    }

    #[test]
    fn counts_that_are_not_are_named() {
        let text = "A book.\nThree guides, of four planned.";
        assert_eq!(
            said(text),
            [
                "src/README.md:2: error: `three guides`: in src/SUMMARY.md it is 2",
                "src/README.md:2: error: `four planned`: in src/SUMMARY.md it is 3",
            ]
        );
    }

    #[test]
    fn a_page_that_tells_no_count_is_named() {
        assert_eq!(
            said("Some guides, of three planned."),
            [
                "src/README.md:1: error: it must tell how many guides are open, as in \
              `nine guides`"
            ]
        );
    }
}
