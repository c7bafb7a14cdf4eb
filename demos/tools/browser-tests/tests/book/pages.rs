//! Whole pages: accessible in both themes, quiet in the console; engines and
//! diagrams that come when they are needed.

use anyhow::{Context, ensure};
use browser_tests::browser::{Browser, Theme, pause};
use browser_tests::case::in_browser;
use serde_json::json;
use std::time::Duration;
use std::{env, fs};

/// No violation of serious or critical impact, by the rules of axe-core.
#[test]
fn accessible_in_light() {
    axe("axe-light", Theme::Light);
}

/// The same on dark pages.
#[test]
fn accessible_in_dark() {
    axe("axe-dark", Theme::Dark);
}

fn axe(name: &str, theme: Theme) {
    in_browser(name, async |case| {
        let file = env::var("AXE_JS").context("AXE_JS names no axe.min.js")?;
        let axe = fs::read_to_string(&file).with_context(|| file.clone())?;
        case.browser.wear(theme).await?;
        case.each_page(theme.name(), async |page| {
            let browser = &case.browser;
            browser.open(&page.path).await?;
            case.browser.scroll_through().await?;
            let worn: String = browser
                .run("return document.documentElement.className", vec![])
                .await?;
            ensure!(worn.contains(theme.name()), "its theme is {worn}");
            let is_live =
                "return document.querySelector('.quiz:not(.live)') === null";
            browser.wait("quizzes coming to life", is_live, Vec::new()).await?;
            // One question answered, the others open.
            let answer = "for (const quiz of document.querySelectorAll('.quiz')) {
                quiz.querySelector('input').click();
                quiz.querySelector('button').click();
            }";
            browser.run::<()>(answer, Vec::new()).await?;
            browser.run::<()>(&axe, Vec::new()).await?;
            let script = include_str!("axe.js");
            let found: Vec<String> = browser.run(script, Vec::new()).await?;
            ensure!(
                found.is_empty(),
                "{} rules are broken:\n{}",
                found.len(),
                found.join("\n")
            );
            Ok(())
        })
        .await;
        Ok(())
    });
}

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
        button.click();
        return new Promise((done) =>
            setTimeout(() => done(button.textContent.trim()), 50));"
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
            browser.press("\u{E007}").await
        })
        .await;
        Ok(())
    });
}
