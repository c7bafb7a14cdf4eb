//! The style sheets and scripts of the theme, which are one file a feature: made one
//! of each kind, and small, so that a page loads two files and not twelve.
//!
//! `book.toml` says in which order: `css` and `js` of `[preprocessor.demos]`.

use crate::files::write_if_changed;
use anyhow::{Context, Result, anyhow};
use mdbook_preprocessor::config::Config;
use std::fs;
use std::path::Path;

/// Where they are put, from the book's folder; `additional-css` and
/// `additional-js` of `book.toml` name them.
const FOLDER: &str = "theme/generated";

/// Puts the files together and writes those that have changed.
pub fn build(config: &Config, root: &Path) -> Result<()> {
    let mut made = Vec::new();
    for (kind, minify) in [("css", css as Minify), ("js", js)] {
        let files =
            config.get::<Vec<String>>(&format!("preprocessor.demos.{kind}"))?;
        let Some(files) = files else { continue };
        let mut whole = String::new();
        for file in &files {
            let text = fs::read_to_string(root.join(file));
            let text = text.with_context(|| format!("cannot read {file}"))?;
            let text =
                minify(&text).with_context(|| format!("cannot minify {file}"))?;
            whole.push_str(&text);
            whole.push('\n');
        }
        made.push((root.join(FOLDER).join(format!("book.{kind}")), whole));
    }
    for (path, text) in made {
        write_if_changed(&path, text.as_bytes())?;
    }
    Ok(())
}

type Minify = fn(&str) -> Result<String>;

fn css(text: &str) -> Result<String> {
    let made = minifier::css::minify(text).map_err(|error| anyhow!(error))?;
    Ok(made.to_string())
}

fn js(text: &str) -> Result<String> {
    Ok(minifier::js::minify(text).to_string())
}
