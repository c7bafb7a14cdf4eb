//! The built book without its comments and indentation: mdBook and we write them for
//! whoever reads the files, and every reader of the book loads them.

mod chrome;

use anyhow::Context;
use std::fs;
use std::path::Path;

/// Makes the pages, style sheets and scripts in a folder of the built book smaller,
/// where they are.
pub fn minify(folder: &Path) -> anyhow::Result<()> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            minify(&path)?;
        } else if let Some(minify) = minifier_of(&name) {
            let text = fs::read_to_string(&path)?;
            if is_small(&name, &text) {
                continue;
            }
            let smaller = minify(&text)
                .with_context(|| format!("cannot minify {}", path.display()))?;
            fs::write(&path, smaller)?;
        }
    }
    Ok(())
}

type Minify = fn(&str) -> anyhow::Result<String>;

/// Whether somebody else has made it so. What of ours takes the place of such a file has
/// its name, and begins with why.
fn is_small(name: &str, text: &str) -> bool {
    name.contains(".min.") && !text.starts_with("//")
}

/// What makes the file of this name smaller.
fn minifier_of(name: &str) -> Option<Minify> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_data = stem.starts_with("searchindex");
    match ending {
        _ if is_data => None,
        "html" => Some(page),
        "css" => Some(|text| within("style", text)),
        "js" => Some(script),
        _ => None,
    }
}

/// Shapes have nothing in them: in SVG they may end where they begin.
const SHAPES: [&str; 4] = ["path", "circle", "rect", "line"];

/// A cell ends where the next begins, or its row or table ends.
const CELL_ENDS: [&str; 4] = ["</td>", "</th>", "</tr>\n", "</tr>"];

/// Code that can be run or unfolded. For the buttons beside it mdBook puts icons into
/// every page.
const WITH_BUTTONS: [&str; 2] = ["class=\"playground\"", "class=\"boring\""];

fn page(text: &str) -> anyhow::Result<String> {
    let mut page = html_minifier::minify(&chrome::mend(text)?)?;
    for shape in SHAPES {
        page = page.replace(&format!("></{shape}>"), "/>");
    }
    for end in CELL_ENDS {
        page = page.replace(end, "");
    }
    if !WITH_BUTTONS.iter().any(|code| page.contains(code)) {
        page = without_icons(&page);
    }
    Ok(without_quotes(&with_one_licence(page)))
}

/// What a comment begins with that is kept: the licence of the icons.
const LICENCE: &str = "<!--!";

/// A page that says once under which licence its icons are.
fn with_one_licence(page: String) -> String {
    let Some((_, rest)) = page.split_once(LICENCE) else { return page };
    let Some((words, _)) = rest.split_once("-->") else { return page };
    let licence = format!("{LICENCE}{words}-->");
    let (before, after) = page.split_once(&licence).unwrap_or((&page, ""));
    format!("{before}{licence}{}", after.replace(&licence, ""))
}

/// A page whose attributes have quotes only where they need them. Addresses keep
/// theirs, and what they are for: `measure` looks for those.
fn without_quotes(page: &str) -> String {
    let mut rest = page;
    let mut out = String::with_capacity(page.len());
    while let Some((before, tag_on)) = rest.split_once('<') {
        out.push_str(before);
        let name = tag_on.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default();
        let end = match name {
            "" => 0,       // it ends an element, or is no tag
            "figure" => 0, // the browser tests look for what is in it
            "script" | "style" => {
                tag_on.find(&format!("</{name}>")).unwrap_or(tag_on.len())
            }
            _ => end_of_tag(tag_on),
        };
        let (tag, after) = tag_on.split_at(end);
        out.push('<');
        match name {
            "" | "figure" | "script" | "style" => out.push_str(tag),
            _ => unquote(tag, &mut out),
        }
        rest = after;
    }
    out + rest
}

/// Where a tag ends: in quotes there may be anything.
fn end_of_tag(tag_on: &str) -> usize {
    let mut is_quoted = false;
    let end = tag_on.find(|c| {
        is_quoted ^= c == '"';
        c == '>' && !is_quoted
    });
    end.unwrap_or(tag_on.len())
}

fn unquote(tag: &str, out: &mut String) {
    let mut parts = tag.split('"');
    out.push_str(parts.next().unwrap_or_default());
    while let Some(value) = parts.next() {
        let name = out.trim_end_matches('=').rsplit(' ').next().unwrap_or_default();
        let is_address =
            matches!(name, "href" | "src" | "rel" | "data-module" | "data-wasm");
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-._:#%".contains(c);
        let after = parts.next().unwrap_or_default();
        let is_plain = !value.is_empty()
            && value.chars().all(is_word)
            && !after.starts_with('/')
            && out.ends_with('=');
        let quote = if is_plain && !is_address { "" } else { "\"" };
        for part in [quote, value, quote, after] {
            out.push_str(part);
        }
    }
}

/// A page without the icons that nothing in it asks for.
fn without_icons(page: &str) -> String {
    let mut parts = page.split("<template id=fa-");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.split_once("</template>").map_or("", |(_, after)| after);
        rest.push_str(after.trim_start_matches('\n'));
    }
    rest
}

/// Makes a script smaller.
pub fn script(text: &str) -> anyhow::Result<String> {
    within("script", text)
}

/// Style sheets and scripts are what pages have in such an element.
fn within(tag: &str, text: &str) -> anyhow::Result<String> {
    let (start, end) = (format!("<{tag}>"), format!("</{tag}>"));
    if text.contains(&end) {
        return Ok(text.to_owned()); // a page could not have it
    }
    let page = page(&format!("{start}{text}{end}"))?;
    let inner = page.strip_prefix(&start).and_then(|rest| rest.strip_suffix(&end));
    Ok(inner.context("it is no longer in its element")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minified(name: &str, text: &str) -> String {
        minifier_of(name).expect("it is a text")(text).expect("it is well formed")
    }

    #[test]
    fn what_is_small_already_or_no_text_stays_as_it_is() {
        for name in ["searchindex-1a.js", "a.wasm", "CNAME"] {
            assert!(minifier_of(name).is_none(), "{name}");
        }
        assert!(is_small("mark-1a.min.js", "/*! MIT */f()"));
        assert!(!is_small("clipboard-1a.min.js", "// Stands in.\nf();"));
    }

    #[test]
    fn a_page_loses_its_comments_and_keeps_its_words_and_its_code() {
        let page = "<main>\n    <!-- Why. -->\n    <p>a <b>b</b> c</p>\n\n\
            <pre><code>fn f() {\n    g();\n}\n</code></pre>\n</main>\n";
        let smaller = "<main>\n<p>a <b>b</b> c</p>\n\
            <pre><code>fn f() {\n    g();\n}\n</code></pre>\n</main>";
        assert_eq!(minified("clocks.html", page), smaller);
    }

    #[test]
    fn shapes_end_where_they_begin() {
        let svg = "<svg><path d=\"M0 0\"></path><g></g></svg>";
        let smaller = "<svg><path d=\"M0 0\"/><g></g></svg>";
        assert_eq!(minified("clocks.html", svg), smaller);
    }

    #[test]
    fn quotes_stay_where_they_are_needed() {
        let page = "<p class=\"a\" title=\"a b\" id=\"\"><a href=\"#a\">\"b\"</a>\
            <path d=\"M0\" class=\"c\"/><b title=\"x > y=\" class=\"d\">c</b>\
            <script>const a=\"<p class=\\\"a\\\">\";</script></p>";
        let smaller = "<p class=a title=\"a b\" id=\"\"><a href=\"#a\">\"b\"</a>\
            <path d=M0 class=\"c\"/><b title=\"x > y=\" class=d>c</b>\
            <script>const a=\"<p class=\\\"a\\\">\";</script></p>";
        assert_eq!(without_quotes(page), smaller);
    }

    #[test]
    fn cells_end_where_the_next_begins() {
        let table = "<table><tr><th>a</th><td>b</td></tr>\n<tr></tr></table>";
        let smaller = "<table><tr><th>a<td>b<tr></table>";
        assert_eq!(minified("clocks.html", table), smaller);
    }

    #[test]
    fn a_licence_is_said_once() {
        let licence = "<!--! Icons: CC BY -->";
        let two = format!("<p>{licence}a</p><p>{licence}b</p>");
        let one = format!("<p>{licence}a</p><p>b</p>");
        assert_eq!(with_one_licence(two), one);
    }

    #[test]
    fn icons_stay_where_code_has_buttons() {
        let icons = "<p>a</p>\n<template id=fa-eye><svg></svg></template>\n\
            <template id=fa-play><svg></svg></template>\n<p>b</p>";
        assert_eq!(minified("clocks.html", icons), "<p>a</p>\n<p>b</p>");
        let runs = format!("<pre class=\"playground\">x</pre>\n{icons}");
        assert_eq!(
            minified("clocks.html", &runs),
            runs.replace("\"playground\"", "playground")
        );
    }

    #[test]
    fn a_script_loses_its_comments_and_keeps_its_statements_apart() {
        let script =
            "// Why.\nlet one = 1 // no semicolon\nlet two = `a  ${one}`;\n";
        let smaller = "let one=1\nlet two=`a  ${one}`;";
        assert_eq!(minified("book-1a.js", script), smaller);
    }

    #[test]
    fn a_style_sheet_loses_its_comments_and_keeps_its_rules() {
        let css = "/* Why. */\n.a .b {\n  color: red;\n}\n";
        assert_eq!(minified("general-1a.css", css), ".a .b{color:red;}");
    }

    #[test]
    fn a_script_that_would_end_its_element_stays_as_it_is() {
        let script = "const tag = '</script>'; f();";
        assert_eq!(minified("a.js", script), script);
    }
}
