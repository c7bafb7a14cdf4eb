//! The style sheets and scripts of the theme, which are one file a feature: made one
//! of each kind, so that a page loads two files and not fourteen.
//!
//! `book.toml` says in which order: `css` and `js` of `[preprocessor.demos]`. Scripts
//! under `later` stay by themselves, beside the engines. The script that all pages
//! load begins with where those are, and the player.

use crate::engine::{self, Engine};
use crate::files::{prune, write_if_changed};
use anyhow::{Context, Result};
use mdbook_preprocessor::config::Config;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use xxhash_rust::xxh64::xxh64;

/// Where they are put, from the book's folder; `additional-css` and
/// `additional-js` of `book.toml` name them.
const FOLDER: &str = "theme/generated";

/// Where those that are loaded later are put, in the folder of the engines.
const LATER: &str = "theme";

/// What the theme's files have become.
pub struct Theme {
    css: Option<String>,
    js: Option<String>,
    /// By what they are for.
    later: BTreeMap<String, Script>,
}

/// A script that is loaded when the reader comes near what it is for.
struct Script {
    name: String,
    text: String,
}

impl Script {
    /// Where it is, from the root of the book.
    fn path(&self) -> String {
        format!("{}/{LATER}/{}", engine::FOLDER, self.name)
    }
}

impl Theme {
    /// Puts the files together. The paths in `config` are from `root`.
    pub fn read(config: &Config, root: &Path) -> Result<Theme> {
        let files = config.get("preprocessor.demos.later")?;
        let mut later = BTreeMap::new();
        for (what, file) in files.unwrap_or_else(BTreeMap::<String, String>::new) {
            let text = read(&root.join(&file))?;
            let stem = Path::new(&file).file_stem().unwrap_or_default();
            let hash = xxh64(text.as_bytes(), 0);
            let name = format!("{}-{hash:016x}.js", stem.to_string_lossy());
            later.insert(what, Script { name, text });
        }
        let joined = |kind| joined(config, root, kind);
        Ok(Theme { css: joined("css")?, js: joined("js")?, later })
    }

    /// Writes what has changed; `src` is where the book's sources are. A book
    /// without figures has no player.
    pub fn write(
        self,
        root: &Path,
        src: &Path,
        player: Option<&Engine>,
    ) -> Result<()> {
        let paths = self.later.iter().map(|(what, script)| (what, script.path()));
        let built = json!({
            "later": paths.collect::<BTreeMap<_, _>>(),
            "player": player.map(|Engine { module, wasm }| [module, wasm]),
        });
        let folder = root.join(FOLDER);
        if let Some(css) = self.css {
            write_if_changed(&folder.join("book.css"), css.as_bytes())?;
        }
        if let Some(js) = self.js {
            let js = format!("const built={built};\n{js}");
            write_if_changed(&folder.join("book.js"), js.as_bytes())?;
        }
        for script in self.later.values() {
            write_if_changed(&src.join(script.path()), script.text.as_bytes())?;
        }
        let names = self.later.into_values().map(|script| script.name).collect();
        prune(&src.join(engine::FOLDER).join(LATER), &names)
    }
}

/// The files of a kind in one, if the book has a list of them.
fn joined(config: &Config, root: &Path, kind: &str) -> Result<Option<String>> {
    let files = config.get::<Vec<String>>(&format!("preprocessor.demos.{kind}"))?;
    let Some(files) = files else { return Ok(None) };
    let mut whole = String::new();
    for file in &files {
        whole.push_str(&read(&root.join(file))?);
        whole.push('\n');
    }
    Ok(Some(whole))
}

fn read(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file);
    text.with_context(|| format!("cannot read {}", file.display()))
}
