//! The page for an address that there is not: in the book, with its looks.

use anyhow::ensure;
use browser_tests::book::root;
use browser_tests::browser::Browser;
use browser_tests::case::in_browser;
use browser_tests::server::PREFIX;
use serde_json::json;
use std::fs;

/// Addresses that lead nowhere, at several depths.
const NOWHERE: [&str; 3] =
    ["no-such-page.html", "clocks/no/such/page.html", "consensus/"];

/// Under a prefix too: its style sheets, scripts and links are found.
#[test]
fn the_page_for_no_page_belongs_to_the_book() {
    in_browser("not-found", async |case| {
        for path in NOWHERE {
            let outcome = belongs_to_the_book(&case.browser, path).await;
            if let Err(error) = outcome {
                case.report(path, &format!("{error:#}")).await;
            }
        }
        Ok(())
    });
}

async fn belongs_to_the_book(browser: &Browser, path: &str) -> anyhow::Result<()> {
    browser.open(path).await?;
    let words = "return document.querySelector('main')?.textContent ?? ''";
    let words: String = browser.run(words, Vec::new()).await?;
    ensure!(words.contains("not found"), "the page says {words:?}");
    // That there is no such page is said of the page itself, and of nothing else.
    let page = browser.url(path);
    let complaints = browser.complaints().await?;
    let others: Vec<_> =
        complaints.iter().filter(|said| !said.starts_with(&page)).collect();
    ensure!(others.is_empty(), "in the console: {others:?}");
    let looks = "const [own] = ['--panel'].map((name) =>
            getComputedStyle(document.documentElement).getPropertyValue(name));
        return own !== '' && document.querySelector('.skip-link') !== null";
    ensure!(
        browser.run::<bool>(looks, vec![]).await?,
        "it has not the book's looks"
    );
    let outside = "return [...document.querySelectorAll('a[href]')]
        .map((link) => new URL(link.href).pathname)
        .filter((path) => !path.startsWith(arguments[0]))";
    let outside: Vec<String> = browser.run(outside, vec![json!(PREFIX)]).await?;
    ensure!(outside.is_empty(), "it leads out of the book, to {outside:?}");
    Ok(())
}

/// Publishing says where the book is: on GitHub Pages that is the repository's name,
/// in a fork another one.
#[test]
fn publishing_says_where_the_book_is() -> anyhow::Result<()> {
    let read = |file| fs::read_to_string(root().join(file));
    let said = "BOOK_ADDRESS: ${{ steps.pages.outputs.base_url }}/";
    let workflow = read(".github/workflows/publish.yml")?;
    ensure!(workflow.contains(said), "publish.yml does not say `{said}`");
    let here = format!("site-url = \"{PREFIX}\"");
    ensure!(read("book.toml")?.contains(&here), "book.toml does not say `{here}`");
    Ok(())
}
