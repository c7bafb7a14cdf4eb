//! What of mdBook's style is nowhere to be seen goes: the colours that the book's own
//! take the place of in every theme, and rules for what the book does not have.

use crate::files;
use std::fs;
use std::path::Path;

/// mdBook's colours, and what the files of the theme have become, which pages load
/// after it.
const FIRST: &str = "variables-";
const LATER: &str = "book-";

/// The sheets with rules for more than the book has, and what such rules are for:
/// languages that are written from right to left, and code that can be edited.
const RULES: [&str; 2] = ["general-", "chrome-"];
const UNUSED: [&str; 2] = ["[dir=rtl]", ".ace_editor"];

/// Takes them out of the book in a folder, whose style sheets are small already.
pub fn leave_out(book: &Path) -> anyhow::Result<()> {
    let files = files::below(book)?;
    let sheet = |prefix: &str| {
        files.iter().find(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(prefix) && name.ends_with(".css")
        })
    };
    if let (Some(first), Some(later)) = (sheet(FIRST), sheet(LATER)) {
        let later = fs::read_to_string(later)?;
        let smaller = without(&fs::read_to_string(first)?, &rules(&later));
        fs::write(first, smaller)?;
    }
    for file in RULES.iter().filter_map(|prefix| sheet(prefix)) {
        fs::write(file, without_unused(&fs::read_to_string(file)?))?;
    }
    Ok(())
}

/// A style sheet without the rules each of whose selectors is for what is not there.
fn without_unused(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for piece in css.split_inclusive('}') {
        let (before, _) = piece.rsplit_once('{').unwrap_or((piece, ""));
        let start = before.rfind(['{', '}']).map_or(0, |at| at + 1);
        let (outside, selectors) = before.split_at(start);
        let is_unused = |one: &str| UNUSED.iter().any(|what| one.contains(what));
        match piece.contains('{') && selectors.split(',').all(is_unused) {
            true => out.push_str(outside),
            false => out.push_str(piece),
        }
    }
    out
}

/// A rule that holds without a condition.
struct Rule<'a> {
    selectors: Vec<&'a str>,
    names: Vec<&'a str>,
}

fn rules(css: &str) -> Vec<Rule<'_>> {
    let mut depth = 0;
    let mut rules = Vec::new();
    for piece in css.split('}') {
        let opened = piece.matches('{').count();
        if depth == 0
            && opened == 1
            && let Some((selectors, declarations)) = piece.split_once('{')
        {
            let names = declarations.split(';').filter_map(name).collect();
            rules.push(Rule { selectors: selectors.split(',').collect(), names });
        }
        depth = (depth + opened).saturating_sub(1);
    }
    rules
}

/// The name of a custom property that a declaration sets.
fn name(declaration: &str) -> Option<&str> {
    let (name, _) = declaration.split_once(':')?;
    name.starts_with("--").then_some(name)
}

/// A style sheet without the custom properties that a later rule sets wherever this one
/// does. The selectors are the same, so that the later rule wins.
fn without(css: &str, later: &[Rule]) -> String {
    let mut out = Vec::new();
    for piece in css.split('}') {
        let Some(start) = piece.rfind('{') else {
            out.push(piece.to_owned());
            continue;
        };
        let (before, declarations) = piece.split_at(start + 1);
        let selectors = before[..start].rsplit('{').next().unwrap_or_default();
        let is_overridden = |declaration: &str| {
            name(declaration).is_some_and(|name| {
                later.iter().any(|rule| {
                    let is_in = |one| rule.selectors.contains(&one);
                    rule.names.contains(&name) && selectors.split(',').all(is_in)
                })
            })
        };
        let kept: Vec<_> =
            declarations.split(';').filter(|one| !is_overridden(one)).collect();
        out.push(format!("{before}{}", kept.join(";")));
    }
    out.join("}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_rule_sets_everywhere_goes() {
        let first = ":root{--a:1px;}.light,html{--bg:#fff;--fg:#000;--icons:red;}\
            .navy{--bg:#00f;color:red;}@media (x){html{--bg:#000;--fg:#fff;}}";
        let later = ".light,.navy,html{--bg:white;}@media print{.navy{--fg:red;}}";
        let smaller = ":root{--a:1px;}.light,html{--fg:#000;--icons:red;}\
            .navy{color:red;}@media (x){html{--fg:#fff;}}";
        assert_eq!(without(first, &rules(later)), smaller);
    }

    #[test]
    fn rules_for_what_is_not_there_go() {
        let css = ".a{x:1;}[dir=rtl] .a{x:2;}.b,[dir=rtl] .b{x:3;}\
            @media print{[dir=rtl] .c{x:4;}.c{x:5;}}@media (a){.d.ace_editor{x:6;}}";
        let smaller =
            ".a{x:1;}.b,[dir=rtl] .b{x:3;}@media print{.c{x:5;}}@media (a){}";
        assert_eq!(without_unused(css), smaller);
    }

    #[test]
    fn a_rule_for_fewer_elements_or_under_a_condition_takes_no_place() {
        let first = ".light,.navy{--bg:#fff;}";
        for later in [".light{--bg:red;}", "@media print{.light,.navy{--bg:red;}}"]
        {
            assert_eq!(without(first, &rules(later)), first);
        }
    }
}
