//! How large the engines are, and what plays them.

use super::on_the_wire;
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where the preprocessor puts the engines, in the built book.
const FOLDER: &str = "generated";

/// What plays the demos of all engines: to a reader's browser another engine.
pub const PLAYER: &str = "player";

/// For each engine, and the player, its WebAssembly and its glue together, in bytes of gzip.
pub fn sizes(book: &Path) -> anyhow::Result<BTreeMap<String, u64>> {
    let folder = book.join(FOLDER);
    let files = fs::read_dir(&folder)
        .with_context(|| format!("there are no engines in {}", folder.display()))?;
    let mut sizes = BTreeMap::new();
    for file in files {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if let Some(engine) = engine_of(&name) {
            *sizes.entry(engine.to_owned()).or_default() += on_the_wire(&file)?;
        }
    }
    Ok(sizes)
}

/// The engine that the first figure of a page needs, if the page has one.
pub fn first_of(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("data-module=\"")?;
    let (module, _) = rest.split_once('"')?;
    engine_of(module.rsplit('/').next()?)
}

/// The engine that a file belongs to: `NAME-HASH.js` or `NAME_bg-HASH.wasm`.
fn engine_of(file: &str) -> Option<&str> {
    let (name, ending) = file.rsplit_once('.')?;
    let (engine, _hash) = name.rsplit_once('-')?;
    match ending {
        "js" => Some(engine),
        "wasm" => Some(engine.strip_suffix("_bg").unwrap_or(engine)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_known_by_the_name_of_its_files() {
        assert_eq!(engine_of("clocks-3f2a91c0.js"), Some("clocks"));
        assert_eq!(engine_of("load-shed_bg-3f2a91c0.wasm"), Some("load-shed"));
        assert_eq!(engine_of("clocks-3f2a91c0.json"), None);
        assert_eq!(engine_of("clocks.js"), None);
    }

    #[test]
    fn the_first_figure_of_a_page_names_its_engine() {
        let figure = |engine| {
            format!("<figure data-module=\"generated/{engine}-1f.js\"></figure>")
        };
        let page = format!("<p>…</p>{}{}", figure("one"), figure("two"));
        assert_eq!(first_of(&page), Some("one"));
        assert_eq!(first_of("<p>…</p>"), None);
    }
}
