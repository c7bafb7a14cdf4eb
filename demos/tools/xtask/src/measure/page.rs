//! How much a page loads, apart from the engine of its guide.

use super::on_the_wire;
use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Search; the budget is for a page before it.
const SEARCH: &str = "searcher-";

/// Where the player and the engines are, which are counted by themselves.
const PROGRAMS: &str = "generated/";

/// A page and the styles, scripts, fonts and pictures that it names, each with
/// its bytes of gzip, the largest first. All fonts count, though a browser loads
/// only those that it uses.
pub fn parts(book: &Path, page: &str) -> anyhow::Result<Vec<(u64, PathBuf)>> {
    let html = fs::read_to_string(book.join(page))
        .with_context(|| format!("the book has no {page}"))?;
    let mut files = BTreeSet::from([PathBuf::from(page)]);
    for reference in named_in_html(&html).into_iter().filter(|r| is_counted(r)) {
        let file = local(page, reference)?;
        if file.extension().is_some_and(|ending| ending == "css") {
            let css = fs::read_to_string(book.join(&file))?;
            for reference in named_in_css(&css) {
                files.insert(local(&file.to_string_lossy(), reference)?);
            }
        }
        files.insert(file);
    }
    let weigh = |file: PathBuf| Ok((on_the_wire(&book.join(&file))?, file));
    let mut parts =
        files.into_iter().map(weigh).collect::<anyhow::Result<Vec<_>>>()?;
    parts.sort_by(|one, other| other.cmp(one));
    Ok(parts)
}

/// What a browser loads with a page: not the pages that it links to.
fn named_in_html(html: &str) -> Vec<&str> {
    let mut named = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or(tag);
        let reference = match name {
            "script" | "img" => attribute(tag, "src"),
            "link" if is_loaded(attribute(tag, "rel")) => attribute(tag, "href"),
            _ => None,
        };
        named.extend(reference.filter(|r| !r.starts_with("data:")));
    }
    named
}

/// What a style sheet loads: fonts and pictures.
fn named_in_css(css: &str) -> Vec<&str> {
    let urls = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    urls.map(|url| url.trim().trim_matches(['"', '\'']))
        .filter(|url| !url.starts_with("data:") && !url.starts_with('#'))
        .collect()
}

/// Whether a browser loads a link of this relation with the page.
fn is_loaded(rel: Option<&str>) -> bool {
    let loaded = ["stylesheet", "icon", "preload", "modulepreload"];
    rel.is_some_and(|rel| rel.split_whitespace().any(|word| loaded.contains(&word)))
}

fn is_counted(reference: &str) -> bool {
    !reference.starts_with(SEARCH) && !reference.starts_with(PROGRAMS)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let opening = format!("{name}=\"");
    let at = tag.match_indices(&opening).map(|(at, _)| at).find(|at| {
        tag[..*at].ends_with(char::is_whitespace) // `data-src="` is not `src="`
    })?;
    tag[at + opening.len()..].split('"').next()
}

/// The file, from the root of the book, that `reference` in `from` names.
fn local(from: &str, reference: &str) -> anyhow::Result<PathBuf> {
    if reference.contains("://") || reference.starts_with("//") {
        bail!("{from} loads {reference}: the book must not load from another host");
    }
    let path = reference.split(['?', '#']).next().unwrap_or(reference);
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut file = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::ParentDir => {
                file.pop();
            }
            Component::Normal(part) => file.push(part),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_found_in_its_markup() {
        let html = r#"<!DOCTYPE html><head>
            <link rel="icon" href="favicon-1.svg">
            <link rel="manifest" href="site.webmanifest">
            <link rel="stylesheet" href="css/general-2.css" media="print">
            <link rel="next prefetch" href="next.html">
            <script src="toc-3.js"></script><script>const a = 1;</script>
            <script defer src="searcher-4.js"></script>
            <link rel="modulepreload" href="generated/player-5.js">
            <a href="other.html">x</a><figure data-src="x.wasm">"#;
        let named = named_in_html(html);
        let counted: Vec<_> = named.into_iter().filter(|r| is_counted(r)).collect();
        assert_eq!(counted, ["favicon-1.svg", "css/general-2.css", "toc-3.js"]);
    }

    #[test]
    fn what_a_style_sheet_loads_is_found_in_its_rules() {
        let css = "@font-face { src: url('../fonts/a.woff2') }\n\
            .x { background: url(data:image/png;base64,xx); filter: url(#blur) }";
        assert_eq!(named_in_css(css), ["../fonts/a.woff2"]);
    }

    #[test]
    fn references_are_followed_from_where_they_stand() {
        let file = local("css/fonts.css", "../fonts/a.woff2?v=1").unwrap();
        assert_eq!(file, Path::new("fonts/a.woff2"));
        let error = local("clocks.html", "https://cdn.example/x.js").unwrap_err();
        assert!(error.to_string().contains("another host"), "{error}");
    }
}
