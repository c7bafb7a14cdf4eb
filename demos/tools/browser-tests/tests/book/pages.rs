//! Whole pages: quiet in the console; engines that come when they are needed, diagrams
//! that can be read; what is pressed around the text.

use anyhow::ensure;
use browser_tests::book::Page;
use browser_tests::browser::{Browser, LAPTOP, PHONE, pause};
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use serde_json::json;
use std::time::Duration;

/// On a slow network each request takes longer than what it brings.
#[test]
fn few_requests_before_the_first_figure_lives() {
    in_browser("requests", async |case| {
        for page in case.book.with_figures() {
            let figure = &page.figures[0];
            let visit = async {
                let live = Live::open(&case.browser, page, figure).await?;
                let files = "return performance.getEntriesByType('resource')
                    .filter(({ name }) => name.startsWith('http')).length";
                let files: usize = live.run(files).await?;
                ensure!(files < 20, "{files} files and the page");
                Ok(())
            };
            let outcome = visit.await;
            case.judge(&page.path, outcome).await;
        }
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

/// What is wrong with the diagrams of a page: words that stick out of their shapes or
/// of the diagram, that are too small to read, or in other colours than the page's.
const DIAGRAMS: &str = "
    const ink = getComputedStyle(document.querySelector('main')).color;
    const wrong = [];
    for (const svg of document.querySelectorAll('.diagram > svg')) {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const of = (what) => wrong.push(`${what}, in ${svg.ariaLabel.slice(0, 60)}`);
        const edges = (element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            return { left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2 };
        };
        const isIn = (text, box) => text.left >= box.left && text.right <= box.right;
        for (const text of svg.querySelectorAll('text')) {
            const [words, { fill, fontSize }] = [text.textContent, getComputedStyle(text)];
            const [at, all] = [edges(text), edges(svg)];
            const shapes = [...svg.querySelectorAll('rect, .shape')].map(edges);
            const around = shapes.filter(({ left, right, top, bottom }) =>
                left < at.x && at.x < right && top < at.y && at.y < bottom);
            if (![all, ...around].every((box) => isIn(at, box))) of(`“${words}” sticks out`);
            if (fill !== ink) of(`“${words}” is ${fill}, the page ${ink}`);
            if (parseFloat(fontSize) * scale < 10) of(`“${words}” is too small`);
        }
        if (svg.querySelector('style, [style], [id]')) of('a style or an id of its own');
    }
    return wrong;";

/// Diagrams can be read in both themes, on a phone too, and wear another theme without
/// loading the page again.
#[test]
fn diagrams_are_legible() {
    in_browser("diagrams", async |case| {
        for screen in [LAPTOP, PHONE] {
            case.browser.resize(screen).await?;
            for page in case.book.pages.iter().filter(|page| page.diagrams > 0) {
                let outcome = diagrams_of(&case.browser, page).await;
                case.judge(&page.path, outcome).await;
            }
        }
        let pages = &case.book.pages;
        ensure!(
            pages.iter().any(|page| page.diagrams > 0),
            "there are no diagrams"
        );
        Ok(())
    });
}

async fn diagrams_of(browser: &Browser, page: &Page) -> anyhow::Result<()> {
    browser.open(&page.path).await?;
    let start = "window.isTheSamePage = true;
        return document.querySelectorAll('.diagram > svg[aria-label]').length";
    let count: usize = browser.run(start, Vec::new()).await?;
    ensure!(count == page.diagrams, "{count} of {} are drawn", page.diagrams);
    let light: Vec<String> = browser.run(DIAGRAMS, Vec::new()).await?;
    ensure!(light.is_empty(), "in light:\n{}", light.join("\n"));
    let darken = "document.getElementById('mdbook-theme-toggle').click();
        document.getElementById('mdbook-theme-coal').click();";
    browser.run::<()>(darken, Vec::new()).await?;
    let dark: Vec<String> = browser.run(DIAGRAMS, Vec::new()).await?;
    ensure!(dark.is_empty(), "in dark:\n{}", dark.join("\n"));
    let same = "localStorage.clear(); return window.isTheSamePage === true";
    ensure!(browser.run::<bool>(same, Vec::new()).await?, "it was reloaded");
    Ok(())
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
                let write = "async (text) => { window.copied = text }";
                copy(browser, write, "Copied!").await?;
                let same = "return window.code.textContent === window.copied";
                let same: bool = browser.run(same, Vec::new()).await?;
                ensure!(same, "the clipboard has another text than the page");
                let refuse = "() => Promise.reject('not allowed')";
                copy(browser, refuse, "Clipboard error!").await?;
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        Ok(())
    });
}

/// Presses the button of a block of code while the clipboard writes like this, and
/// waits until the button has the focus, is seen and says so.
async fn copy(
    browser: &Browser,
    write_text: &str,
    answer: &str,
) -> anyhow::Result<()> {
    let press = format!(
        "const clipboard = {{ writeText: {write_text} }};
        Object.defineProperty(navigator, 'clipboard',
            {{ value: clipboard, configurable: true }});
        const button = document.querySelector('pre > .buttons > .clip-button');
        window.code = button.closest('pre').querySelector('code');
        for (const fold of document.querySelectorAll('main details'))
            fold.open = true;
        button.focus();
        button.click();"
    );
    browser.run::<()>(&press, Vec::new()).await?;
    let says = "const button = document.activeElement;
        return button.matches('.clip-button') &&
            button.checkVisibility({ opacityProperty: true }) &&
            button.textContent.trim() === arguments[0]";
    browser.wait(answer, says, vec![json!(answer)]).await
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
