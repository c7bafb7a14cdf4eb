//! mdBook's own scripts and style sheets without their comments and spaces: it
//! writes them as they were typed, and every page loads them.

use anyhow::{Context, anyhow};
use std::fs;
use std::path::Path;

/// Where mdBook puts them in the book.
const FOLDERS: [&str; 2] = ["", "css"];

/// Makes the scripts and style sheets of a built book smaller, where they are.
pub fn minify(book: &Path) -> anyhow::Result<()> {
    for folder in FOLDERS {
        for file in fs::read_dir(book.join(folder))? {
            let path = file?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some(minify) = minifier_of(&name) {
                let text = fs::read_to_string(&path)?;
                let smaller = minify(&text)
                    .with_context(|| format!("cannot minify {}", path.display()))?;
                fs::write(&path, smaller)?;
            }
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
        "css" => Some(css),
        "js" => Some(js),
        _ => None,
    }
}

fn css(text: &str) -> anyhow::Result<String> {
    let smaller = minifier::css::minify(text).map_err(|error| anyhow!(error))?;
    Ok(smaller.to_string())
}

#[allow(clippy::unnecessary_wraps, reason = "a style sheet may be none")]
fn js(text: &str) -> anyhow::Result<String> {
    Ok(minifier::js::minify(text).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_already_or_no_program_stays_as_it_is() {
        for name in ["mark-1a.min.js", "searchindex-1a.js", "index.html", "CNAME"] {
            assert!(minifier_of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_script_loses_its_comments_and_keeps_its_statements() {
        let minify = minifier_of("book-1a.js").unwrap();
        let text = "// Why.\nlet one = 1 // no semicolon\nlet two = `a  ${one}`;\n";
        let smaller = minify(text).unwrap();
        assert_eq!(smaller, "let one=1\nlet two=`a  ${one}`;");
    }

    #[test]
    fn a_style_sheet_loses_its_comments_and_keeps_its_rules() {
        let minify = minifier_of("general-1a.css").unwrap();
        let smaller = minify("/* Why. */\n.a .b {\n  color: red;\n}\n").unwrap();
        assert_eq!(smaller, ".a .b{color:red;}");
    }
}
