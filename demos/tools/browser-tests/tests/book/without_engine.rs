//! What is left where the engine never runs: the static frames.

use anyhow::ensure;
use browser_tests::case::{Case, in_browser};
use serde_json::json;

/// Pages without scripts show the pictures, the logs and the words.
#[test]
fn without_javascript() {
    in_browser("without-javascript", async |case| {
        let off = json!({ "value": true });
        case.browser.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        for page in case.book.with_figures() {
            case.browser.open(&page.path).await?;
            case.judge(&page.path, frames_are_static(case).await).await;
        }
        Ok(())
    });
}

/// An engine that does not load leaves its frame, and a notice below it.
#[test]
fn with_an_engine_that_does_not_load() {
    in_browser("engine-does-not-load", async |case| {
        let browser = &case.browser;
        browser.devtools("Network.enable", json!({})).await?;
        let engines = json!({ "urls": ["*.wasm"] });
        browser.devtools("Network.setBlockedURLs", engines).await?;
        for page in case.book.with_figures() {
            browser.open(&page.path).await?;
            case.browser.scroll_through().await?;
            let notices = "return [...document.querySelectorAll('figure.demo')]
                .filter((figure) => figure.querySelector(':scope > .demo-broken'))
                .map((figure) => figure.id)";
            let noticed: Vec<String> = browser.run(notices, Vec::new()).await?;
            let all: Vec<_> = page.figures.iter().map(|f| f.id.clone()).collect();
            if noticed != all {
                let text = format!("only {noticed:?} of {all:?} have a notice");
                case.report(&page.path, &text).await;
            }
            // That the engine is missing may be said in the console; nothing else.
            for complaint in browser.complaints().await? {
                if !complaint.contains(".wasm") {
                    case.report(&page.path, &complaint).await;
                }
            }
            case.judge(&page.path, frames_are_static(case).await).await;
        }
        Ok(())
    });
}

/// On paper all figures of the book are static frames, and nothing is loaded
/// to bring them to life.
#[test]
fn on_the_print_page() {
    in_browser("print", async |case| {
        case.browser.emulate("print", ("prefers-reduced-motion", "")).await?;
        case.browser.open("print.html").await?;
        case.judge("print.html", frames_are_static(case).await).await;
        let count = "return document.querySelectorAll('figure.demo').length";
        let count: usize = case.browser.run(count, Vec::new()).await?;
        let pages = case.book.with_figures();
        let all: usize = pages.map(|page| page.figures.len()).sum();
        ensure!(count == all, "{count} figures are printed, the book has {all}");
        let around = "return [...document.querySelectorAll(
                '#mdbook-menu-bar, #mdbook-sidebar, .nav-chapters, .skip-link')]
            .filter((element) => element.checkVisibility())
            .map((element) => element.outerHTML.slice(0, 60))";
        let around: Vec<String> = case.browser.run(around, Vec::new()).await?;
        ensure!(around.is_empty(), "on paper there are {around:?}");
        let engines = "return performance.getEntriesByType('resource')
            .map((entry) => entry.name).filter((name) => name.endsWith('.wasm'))";
        let engines: Vec<String> = case.browser.run(engines, Vec::new()).await?;
        ensure!(engines.is_empty(), "engines are loaded: {engines:?}");
        Ok(())
    });
}

async fn frames_are_static(case: &Case) -> anyhow::Result<()> {
    let script = include_str!("static_frame.js");
    let problems: Vec<String> = case.browser.run(script, Vec::new()).await?;
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}
