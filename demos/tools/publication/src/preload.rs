//! What the first figure of a page needs is asked for with the page's style, and not
//! only when the scripts at its end have found out.

use anyhow::Context;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::cell::RefCell;
use std::fs;
use std::path::Path;

use crate::files;

/// The page of all pages, whose figures stay as they are.
const PRINT: &str = "print.html";

/// A module and the WASM that it is given, from the root of the book.
type Program = (String, String);

/// Makes each page of a book that has a figure ask for the player and the engine.
pub fn preload(book: &Path) -> anyhow::Result<()> {
    for file in files::below(book)? {
        let is_page = file.extension().is_some_and(|ending| ending == "html");
        if !is_page || file.file_name().is_some_and(|name| name == PRINT) {
            continue;
        }
        let html = fs::read_to_string(&file)?;
        if let Some(engine) = first_engine(&html)? {
            let links = [player(book)?, engine].map(|program| links(&program));
            fs::write(&file, with_links(&html, &links.concat())?)?;
        }
    }
    Ok(())
}

/// The engine of the first figure.
fn first_engine(html: &str) -> anyhow::Result<Option<Program>> {
    let first = RefCell::new(None);
    let note = |figure: &mut Element| {
        let file = |name| figure.get_attribute(name).unwrap_or_default();
        let program = (file("data-module"), file("data-wasm"));
        first.borrow_mut().get_or_insert(program);
        Ok(())
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("figure.demo", note));
    rewrite_str(html, settings)?;
    Ok(first.into_inner())
}

/// The player, which the build has put beside the engines.
fn player(book: &Path) -> anyhow::Result<Program> {
    let files = files::below(&book.join("generated"))?;
    let names = files.iter().filter_map(|file| file.file_name()?.to_str());
    let named = |start: &str| {
        let mut found = names.clone().filter(|name| name.starts_with(start));
        let name = found.next().with_context(|| format!("there is no {start}…"))?;
        anyhow::Ok(format!("generated/{name}"))
    };
    Ok((named("player-")?, named("player_bg-")?))
}

fn links((module, wasm): &Program) -> String {
    format!(
        "<link rel=\"modulepreload\" href=\"{module}\">\
         <link rel=\"preload\" as=fetch crossorigin href=\"{wasm}\">"
    )
}

fn with_links(html: &str, links: &str) -> anyhow::Result<String> {
    let add = |head: &mut Element| {
        head.append(links, ContentType::Html);
        Ok(())
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("head", add));
    Ok(rewrite_str(html, settings)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_for_the_player_and_its_first_engine() {
        let folder = tempfile::tempdir().expect("there is room");
        let book = folder.path();
        fs::create_dir(book.join("generated")).unwrap();
        for name in ["player-1.js", "player_bg-2.wasm"] {
            fs::write(book.join("generated").join(name), "").unwrap();
        }
        let page = "<head></head><figure class=\"demo\" data-module=\"generated/a-3.js\" \
            data-wasm=\"generated/a_bg-4.wasm\"></figure><figure class=\"demo\" \
            data-module=\"generated/b.js\" data-wasm=\"generated/b.wasm\"></figure>";
        for name in ["clocks.html", PRINT] {
            fs::write(book.join(name), page).unwrap();
        }
        preload(book).expect("all is there");
        let links =
            [("player-1.js", "player_bg-2.wasm"), ("a-3.js", "a_bg-4.wasm")]
                .map(|(js, wasm)| {
                    (format!("generated/{js}"), format!("generated/{wasm}"))
                })
                .map(|program| links(&program));
        let expected =
            page.replace("</head>", &format!("{}</head>", links.concat()));
        assert_eq!(fs::read_to_string(book.join("clocks.html")).unwrap(), expected);
        assert_eq!(fs::read_to_string(book.join(PRINT)).unwrap(), page);
    }
}
