//! What the book's search finds of a figure: what it says, not its buttons.

use anyhow::ensure;
use browser_tests::browser::Browser;
use browser_tests::case::in_browser;
use serde::Deserialize;
use serde_json::json;

/// Loads the index as the book does, by the button of the search.
async fn load_index(browser: &Browser, page: &str) -> anyhow::Result<()> {
    browser.open(page).await?;
    let open = "document.getElementById('mdbook-search-toggle').click()";
    browser.run::<()>(open, Vec::new()).await?;
    let is_there = "return window.search?.index !== undefined";
    browser.wait("the index", is_there, Vec::new()).await
}

/// Compares the texts in the index with the figures of a page. Spaces do not count:
/// the index joins what the page has on lines of its own.
const COMPARE: &str = "
    const [page] = arguments;
    const close = (text) => text.replace(/\\s+/g, '');
    const { docs } = window.search.index.documentStore;
    const bodies = Object.values(docs).map(({ body }) => close(body)).join('|');
    const found = { lost: [], noise: [] };
    const look = (figure, selector, list, isWrong) => {
        for (const part of figure.querySelectorAll(selector)) {
            const words = close(part.textContent);
            if (words.length > 25 && isWrong(bodies.includes(words)))
                found[list].push(`${figure.id ?? ''} ${selector}: ${words.slice(0, 60)}`);
        }
    };
    const parser = new DOMParser();
    return fetch(page).then((answer) => answer.text()).then((html) => {
        const read = parser.parseFromString(html, 'text/html');
        for (const figure of read.querySelectorAll('figure.demo')) {
            const kept = '.demo-title, .demo-watch, .demo-caption p';
            look(figure, kept, 'lost', (isThere) => !isThere);
            const left = '.demo-views, .demo-transport, .demo-run-controls, ' +
                '.demo-actions, .demo-knobs, .demo-frame, .demo-log li, .demo-questions, ' +
                '.demo-checks li';
            look(figure, left, 'noise', (isThere) => isThere);
        }
        for (const quiz of read.querySelectorAll('.quiz')) {
            look(quiz, '.question legend', 'lost', () => false);
            const press = '.question .place';
            look(quiz, press, 'noise', (isThere) => isThere);
        }
        return found;
    });";

#[derive(Debug, Deserialize)]
struct Found {
    lost: Vec<String>,
    noise: Vec<String>,
}

/// Of every figure its title, what to watch for, the insight and the fidelity note
/// are indexed, and nothing else; of a quiz what it asks, and not its buttons.
#[test]
fn the_index_has_what_figures_say() {
    in_browser("search-index", async |case| {
        case.each_page("", async |page| {
            load_index(&case.browser, &page.path).await?;
            let arguments = vec![json!(case.browser.url(&page.path))];
            let found: Found = case.browser.run(COMPARE, arguments).await?;
            let lost = found.lost;
            ensure!(lost.is_empty(), "not indexed:\n{}", lost.join("\n"));
            let noise = found.noise;
            ensure!(noise.is_empty(), "indexed:\n{}", noise.join("\n"));
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Searches as a reader does; the addresses that are found.
const SEARCH: &str = "
    const { index, search_options, doc_urls } = window.search;
    window.loaded ??= elasticlunr.Index.load(index);
    return window.loaded.search(arguments[0], search_options)
        .map(({ ref }) => doc_urls[ref]);";

/// The words on buttons lead nowhere; the title of a figure leads to it.
#[test]
fn titles_are_found_and_buttons_are_not() {
    in_browser("search", async |case| {
        let browser = &case.browser;
        load_index(browser, "index.html").await?;
        for word in ["1/1000×", "space–time"] {
            let found: Vec<String> = browser.run(SEARCH, vec![json!(word)]).await?;
            ensure!(found.is_empty(), "{word:?} is found in {found:?}");
        }
        for page in case.book.with_figures() {
            browser.open(&page.path).await?;
            let titles = "return [...document.querySelectorAll('.demo-title')]
                .map((title) => title.textContent)";
            let titles: Vec<String> = browser.run(titles, Vec::new()).await?;
            load_index(browser, &page.path).await?;
            for title in titles {
                let found: Vec<String> =
                    browser.run(SEARCH, vec![json!(title)]).await?;
                let shown = &found[..found.len().min(30)];
                let here = shown.iter().any(|url| url.starts_with(&page.path));
                ensure!(here, "{title:?} is found in {shown:?}");
            }
        }
        Ok(())
    });
}
