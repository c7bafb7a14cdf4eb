//! The built book without its comments and indentation: mdBook and we write them for
//! whoever reads the files, and every reader of the book loads them.

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
            let smaller = minify(&text)
                .with_context(|| format!("cannot minify {}", path.display()))?;
            fs::write(&path, smaller)?;
        }
    }
    Ok(())
}

type Minify = fn(&str) -> anyhow::Result<String>;

/// What makes the file of this name smaller, if it is not small already.
fn minifier_of(name: &str) -> Option<Minify> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_data = stem.starts_with("searchindex");
    match ending {
        _ if is_data || stem.ends_with(".min") => None,
        "html" => Some(page),
        "css" => Some(|text| within("style", text)),
        "js" => Some(|text| within("script", text)),
        _ => None,
    }
}

/// Shapes have nothing in them: in SVG they may end where they begin.
const SHAPES: [&str; 4] = ["path", "circle", "rect", "line"];

fn page(text: &str) -> anyhow::Result<String> {
    let mut page = html_minifier::minify(text)?;
    for shape in SHAPES {
        page = page.replace(&format!("></{shape}>"), "/>");
    }
    Ok(page)
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
        for name in ["mark-1a.min.js", "searchindex-1a.js", "a.wasm", "CNAME"] {
            assert!(minifier_of(name).is_none(), "{name}");
        }
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
