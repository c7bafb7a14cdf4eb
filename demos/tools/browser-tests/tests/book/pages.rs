//! Whole pages: quiet in the console; engines and diagrams that come when they are
//! needed; what is pressed around the text.

use anyhow::ensure;
use browser_tests::browser::{Browser, pause};
use browser_tests::case::in_browser;
use serde_json::json;
use std::time::Duration;

/// An engine is loaded when the reader comes near its figure, and not before.
#[test]
fn engines_are_loaded_late() {
    in_browser("late", async |case| {
        for page in case.book.with_figures() {
            let outcome = async {
                case.browser.open(&page.path).await?;
                pause(Duration::from_millis(300)).await;
                let early =
                    "return [...document.querySelectorAll('figure.demo')].filter(
                    (figure) => figure.matches('.live') &&
                        figure.getBoundingClientRect().top > innerHeight + 500)
                    .map((figure) => figure.id)";
                let early: Vec<String> =
                    case.browser.run(early, Vec::new()).await?;
                ensure!(early.is_empty(), "alive though far away: {early:?}");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

/// Diagrams are drawn when the reader comes near, and drawn again in the colours
/// of another theme without loading the page again.
#[test]
fn diagrams_are_drawn_late_and_again() {
    in_browser("diagrams", async |case| {
        for page in case.book.pages.iter().filter(|page| page.diagrams > 0) {
            let outcome = async {
                let browser = &case.browser;
                browser.open(&page.path).await?;
                browser
                    .run::<()>("window.isTheSamePage = true", Vec::new())
                    .await?;
                case.browser.scroll_through().await?;
                let drawn =
                    "return [...document.querySelectorAll('pre.mermaid svg')]
                    .map((svg) => svg.outerHTML)";
                let light: Vec<String> = browser.run(drawn, Vec::new()).await?;
                ensure!(light.len() == page.diagrams, "{} are drawn", light.len());
                let darken = "scrollTo(0, 0);
                    document.getElementById('mdbook-theme-toggle').click();
                    document.getElementById('mdbook-theme-coal').click();";
                browser.run::<()>(darken, Vec::new()).await?;
                let again =
                    "return [...document.querySelectorAll('pre.mermaid svg')]
                    .every((svg, index) => svg.outerHTML !== arguments[0][index])";
                browser.wait("drawing in dark", again, vec![json!(light)]).await?;
                let same =
                    "localStorage.clear(); return window.isTheSamePage === true";
                ensure!(
                    browser.run::<bool>(same, Vec::new()).await?,
                    "it was reloaded"
                );
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        for page in case.book.pages.iter().filter(|page| page.diagrams == 0) {
            case.browser.open(&page.path).await?;
            let loaded = "return performance.getEntriesByType('resource')
                .some(({ name }) => name.includes('mermaid'))";
            if case.browser.run::<bool>(loaded, Vec::new()).await? {
                case.report(&page.path, "mermaid is loaded without a diagram")
                    .await;
            }
        }
        Ok(())
    });
}

/// A block of code is copied as it is read, and where that is impossible the button
/// says so.
#[test]
fn code_is_copied() {
    in_browser("copy", async |case| {
        // Every guide has a quiz, and quotes its models.
        for page in case.book.pages.iter().filter(|page| page.quizzes > 0) {
            let outcome = async {
                let browser = &case.browser;
                browser.open(&page.path).await?;
                let copied =
                    copy(browser, "async (text) => { window.copied = text }");
                ensure!(copied.await? == "Copied!", "the button does not say so");
                let same = "return window.code.textContent === window.copied";
                let same: bool = browser.run(same, Vec::new()).await?;
                ensure!(same, "the clipboard has another text than the page");
                let refused = copy(browser, "() => Promise.reject('not allowed')");
                ensure!(
                    refused.await? == "Clipboard error!",
                    "a refusal is hidden"
                );
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

/// Presses the button of a block of code while the clipboard writes like this; what
/// the button says then.
async fn copy(browser: &Browser, write_text: &str) -> anyhow::Result<String> {
    let press = format!(
        "const clipboard = {{ writeText: {write_text} }};
        Object.defineProperty(navigator, 'clipboard',
            {{ value: clipboard, configurable: true }});
        const button = document.querySelector('pre > .buttons > .clip-button');
        window.code = button.closest('pre').querySelector('code');
        for (const fold of document.querySelectorAll('main details'))
            fold.open = true;
        button.focus();
        button.click();
        // The focus reaches it, and shows it.
        const isSeen = () => document.activeElement === button &&
            button.checkVisibility({{ opacityProperty: true }});
        return new Promise((done) => setTimeout(() =>
            done(isSeen() ? button.textContent.trim() : 'not by keyboard'), 300));"
    );
    browser.run(&press, Vec::new()).await
}

/// The first Tab leads past the navigation; the sidebar's toggle takes keys.
#[test]
fn navigation_by_keyboard() {
    in_browser("navigation", async |case| {
        case.each_page("", async |page| {
            let browser = &case.browser;
            browser.open(&page.path).await?;
            browser.press("\u{E004}").await?; // Tab
            browser.press("\u{E007}").await?; // Enter
            let at_text = "return document.activeElement?.localName";
            let focused: String = browser.run(at_text, Vec::new()).await?;
            ensure!(focused == "main", "the first Tab and Enter lead to {focused}");
            let toggle = "const id = 'mdbook-sidebar-toggle';
                document.getElementById(id).focus();
                return document.activeElement.id === id";
            ensure!(
                browser.run::<bool>(toggle, Vec::new()).await?,
                "the sidebar's toggle takes no focus"
            );
            let is_open = "const id = 'mdbook-sidebar-toggle-anchor';
                return document.getElementById(id).checked";
            let before: bool = browser.run(is_open, Vec::new()).await?;
            browser.press("\u{E007}").await?;
            let after: bool = browser.run(is_open, Vec::new()).await?;
            ensure!(before != after, "Enter does not toggle the sidebar");
            let said = "return document.activeElement.ariaExpanded";
            let said: String = browser.run(said, Vec::new()).await?;
            ensure!(said == after.to_string(), "the toggle says {said}");
            browser.press("\u{E007}").await
        })
        .await;
        Ok(())
    });
}

/// The arrow keys go through the themes that are offered, from the first to the last.
#[test]
fn themes_by_keyboard() {
    in_browser("themes", async |case| {
        let browser = &case.browser;
        browser.open(&case.book.pages[0].path).await?;
        let open = "document.getElementById('mdbook-theme-toggle').click()";
        browser.run::<()>(open, Vec::new()).await?;
        browser.press("\u{E011}").await?; // Home
        let mut walked = Vec::new();
        for _ in 0..4 {
            let words = "return document.activeElement.textContent";
            walked.push(browser.run::<String>(words, Vec::new()).await?);
            browser.press("\u{E015}").await?; // ↓
        }
        ensure!(walked == ["Auto", "Light", "Coal", "Coal"], "{walked:?}");
        Ok(())
    });
}
