//! What the browser has kept of the book from another visit, which may be anything.

use crate::quiz;
use anyhow::{Context, ensure};
use browser_tests::browser::Browser;
use browser_tests::case::in_browser;
use serde_json::json;

/// None of these is the name of a theme.
const NO_THEMES: [&str; 8] =
    ["", "[]", "null", "\"coal", "solarized", "js", "light dark", "💥"];

/// The page has one of mdBook's themes and nothing else of what was stored; its list of
/// themes opens.
const HAS_A_THEME: &str = "const themes = ['light', 'rust', 'coal', 'navy', 'ayu'];
    const others = ['js', 'sidebar-visible'];
    const classes = [...document.documentElement.classList];
    document.getElementById('mdbook-theme-toggle').click();
    return classes.filter((name) => themes.includes(name)).length === 1
        && classes.every((name) => [...themes, ...others].includes(name))
        && document.activeElement.matches('#mdbook-theme-list button')";

#[test]
fn a_broken_stored_theme_is_none() {
    in_browser("stored-theme", async |case| {
        let (browser, page) = (&case.browser, &case.book.pages[0].path);
        browser.open(page).await?;
        for stored in NO_THEMES {
            let outcome = async {
                store(browser, "mdbook-theme", stored).await?;
                browser.open(page).await?;
                let has_one: bool = browser.run(HAS_A_THEME, Vec::new()).await?;
                ensure!(has_one, "its theme is none, or it cannot be changed");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&format!("{page} with the theme `{stored}`"), outcome).await;
        }
        Ok(())
    });
}

/// What is kept of a quiz's answers is none of them.
const NO_ANSWERS: [&str; 9] = [
    "",
    "[]",
    "null",
    "5",
    "true",
    "\"text\"",
    "{",
    "[{\"a\":1}]",
    "{\"__proto__\":5}",
];

/// Answers the first question; whether the quiz counts that.
const ANSWER: &str = "const form = document.querySelector('.quiz form');
    form.querySelector('input').click();
    form.querySelector('button').click();
    const score = document.querySelector('.quiz .score [role=status]');
    return score.textContent.startsWith('1 of')";

#[test]
fn broken_stored_answers_are_none() {
    in_browser("stored-answers", async |case| {
        let mut pages = case.book.pages.iter().filter(|page| page.quizzes > 0);
        let (browser, page) =
            (&case.browser, &pages.next().context("a quiz")?.path);
        quiz::open(browser, page).await?;
        browser.run::<bool>(ANSWER, Vec::new()).await?;
        let key =
            "return Object.keys(localStorage).find((key) => /^quiz:/.test(key))";
        let key: String = browser.run(key, Vec::new()).await?;
        for stored in NO_ANSWERS {
            let outcome = async {
                store(browser, &key, stored).await?;
                quiz::open(browser, page).await?;
                let counts: bool = browser.run(ANSWER, Vec::new()).await?;
                ensure!(counts, "an answer is not counted");
                quiz::open(browser, page).await?;
                let kept =
                    "return document.querySelector('.quiz form input:checked')";
                let kept = format!("{kept} !== null");
                let is_kept: bool = browser.run(&kept, Vec::new()).await?;
                ensure!(is_kept, "it is not kept");
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&format!("{page} with the answers `{stored}`"), outcome)
                .await;
        }
        Ok(())
    });
}

async fn store(browser: &Browser, key: &str, value: &str) -> anyhow::Result<()> {
    let store = "localStorage.setItem(arguments[0], arguments[1])";
    browser.run(store, vec![json!(key), json!(value)]).await
}
