//! What axe-core and the tree that assistive technology reads say of the pages:
//! before their figures come to life, at rest, in use and on paper.

use anyhow::{Context, ensure};
use browser_tests::browser::{Browser, LAPTOP, PHONE, Screen, Theme, pause};
use browser_tests::case::{Case, in_browser};
use serde_json::{Value, json};
use std::time::Duration;
use std::{env, fs};

/// No violation of any impact, by the rules of axe-core, on light pages.
#[test]
fn accessible_in_light() {
    in_browser("axe-light", async |case| at_rest(case, Theme::Light).await);
}

/// The same on dark pages.
#[test]
fn accessible_in_dark() {
    in_browser("axe-dark", async |case| at_rest(case, Theme::Dark).await);
}

async fn at_rest(case: &Case, theme: Theme) -> anyhow::Result<()> {
    let browser = &case.browser;
    browser.wear(theme).await?;
    case.each_page(theme.name(), async |page| {
        browser.resize(LAPTOP).await?;
        browser.open(&page.path).await?;
        let worn = "return document.documentElement.className";
        let worn: String = browser.run(worn, Vec::new()).await?;
        ensure!(worn.contains(theme.name()), "its theme is {worn}");
        inspect(browser, "before its figures come to life").await?;
        browser.scroll_through().await?;
        let is_live = "return document.querySelector('.quiz:not(.live)') === null";
        browser.wait("quizzes coming to life", is_live, Vec::new()).await?;
        // One question answered, the others open.
        let answer = "for (const quiz of document.querySelectorAll('.quiz')) {
            quiz.querySelector('input').click();
            quiz.querySelector('button').click();
        }";
        browser.run::<()>(answer, Vec::new()).await?;
        inspect(browser, "at rest").await?;
        browser.resize(PHONE).await?;
        close_sidebar(browser).await?;
        inspect(browser, "on a phone").await
    })
    .await;
    Ok(())
}

/// As a phone opens a page: nothing lies on the text.
async fn close_sidebar(browser: &Browser) -> anyhow::Result<()> {
    let close =
        "if (document.documentElement.classList.contains('sidebar-visible'))
            document.getElementById('mdbook-sidebar-toggle').click()";
    browser.run::<()>(close, Vec::new()).await?;
    let is_away = "return document.getElementById('mdbook-sidebar')
        .getBoundingClientRect().right <= 0";
    browser.wait("the sidebar's going away", is_away, Vec::new()).await
}

/// Where the reader's system allows few colours, and on paper.
#[test]
fn accessible_with_few_colours_and_on_paper() {
    in_browser("axe-few-colours", async |case| {
        let browser = &case.browser;
        case.each_page("", async |page| {
            browser.emulate("", ("forced-colors", "active")).await?;
            browser.open(&page.path).await?;
            browser.scroll_through().await?;
            inspect(browser, "with few colours").await?;
            browser.emulate("print", ("forced-colors", "none")).await?;
            inspect(browser, "on paper").await?;
            browser.emulate("", ("forced-colors", "none")).await
        })
        .await;
        Ok(())
    });
}

/// Presses a control in all figures of the page.
const PRESS: &str = "const press = (action) => document
    .querySelectorAll(`.demo [data-action='${action}']`)
    .forEach((control) => control.click());";

/// What is done to all figures of a page: its name, the script, and what is there then.
const USES: [(&str, &str, &str); 4] = [
    ("while all play", "press('play')", "[aria-label=Pause]"),
    (
        "with all unfolded, compared and pressed",
        "for (const fold of document.querySelectorAll('main details'))
            fold.open = true;
        // What moves cannot be measured.
        for (const pause of document.querySelectorAll('.demo [aria-label=Pause]'))
            pause.click();
        for (const action of ['compare', 'share', 'help']) press(action);
        for (const figure of document.querySelectorAll('.demo')) {
            const enter = { key: 'Enter', bubbles: true };
            figure.querySelector('[data-mark]')
                ?.dispatchEvent(new KeyboardEvent('keydown', enter));
        }",
        "[data-comparison]",
    ),
    ("with tables", "press('view:table')", ".demo-scroll"),
    ("with logs", "press('view:log')", ".demo-log"),
];

/// All that figures show when they are used, on a page where all of them are.
#[test]
fn accessible_in_use() {
    in_browser("axe-in-use", async |case| {
        case.browser.wear(Theme::Dark).await?;
        in_use(case, PHONE, &USES[..2]).await?;
        case.browser.wear(Theme::Light).await?;
        in_use(case, LAPTOP, &USES).await
    });
}

async fn in_use(
    case: &Case,
    screen: Screen,
    uses: &[(&str, &str, &str)],
) -> anyhow::Result<()> {
    let browser = &case.browser;
    case.each_whole_page(screen.width, "", async |_| {
        for (state, script, there) in uses {
            browser.run::<()>(&format!("{PRESS}{script}"), Vec::new()).await?;
            let is_there =
                "return document.querySelector(`.demo ${arguments[0]}`) !== null";
            browser.wait(there, is_there, vec![json!(there)]).await?;
            // What is unfolded makes the page longer.
            browser.show_whole_page(screen.width).await?;
            let state = format!("{state}, {} px wide", screen.width);
            inspect(browser, &state).await?;
        }
        Ok(())
    })
    .await;
    Ok(())
}

/// What is mdBook's: its search, themes and help, and pages that are no chapters.
#[test]
fn accessible_around_the_text() {
    in_browser("axe-around", async |case| {
        let browser = &case.browser;
        let first = &case.book.pages[0];
        for (state, key, there) in [
            ("in the search", "/", "#mdbook-searchbar:focus"),
            ("in the help", "?", "#mdbook-help-container[style*=flex]"),
        ] {
            browser.open(&first.path).await?;
            browser.press(key).await?;
            let is_there = "return document.querySelector(arguments[0]) !== null";
            browser.wait(state, is_there, vec![json!(there)]).await?;
            browser.press("raft").await?;
            inspect(browser, state).await?;
        }
        browser.open(&first.path).await?;
        let open = "document.getElementById('mdbook-theme-toggle').click()";
        browser.run::<()>(open, Vec::new()).await?;
        inspect(browser, "among the themes").await?;
        for path in ["404.html", "print.html"] {
            browser.open(path).await?;
            inspect(browser, path).await?;
        }
        Ok(())
    });
}

/// An error that lists what axe-core finds wrong on the page as it is.
async fn inspect(browser: &Browser, state: &str) -> anyhow::Result<()> {
    let file = env::var("AXE_JS").context("AXE_JS names no axe.min.js")?;
    let axe = fs::read_to_string(&file).with_context(|| file.clone())?;
    browser.run::<()>(&axe, Vec::new()).await?;
    let script = include_str!("axe.js");
    let found: Vec<String> = browser.run(script, Vec::new()).await?;
    let n_rules = found.len();
    ensure!(
        n_rules == 0,
        "{state}, {n_rules} rules are broken:\n{}",
        found.join("\n")
    );
    Ok(())
}

/// In the tree that assistive technology reads a page has one heading of the first
/// level, and whatever takes the focus, and each figure, has a name.
#[test]
fn all_has_a_name() {
    in_browser("names", async |case| {
        let browser = &case.browser;
        case.each_page("", async |page| {
            browser.open(&page.path).await?;
            browser.scroll_through().await?;
            let tree =
                browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
            let nodes =
                tree["nodes"].as_array().context("the tree has no nodes")?;
            let seen = || nodes.iter().filter(|node| node["ignored"] != true);
            let is_first = |node: &&Value| {
                node["role"]["value"] == "heading" && property(node, "level") == 1
            };
            let n_first = seen().filter(is_first).count();
            ensure!(n_first == 1, "{n_first} headings are of the first level");
            let nameless = seen().filter(|node| {
                let is_figure = node["role"]["value"] == "figure";
                (is_figure || property(node, "focusable") == true)
                    && node["name"]["value"].as_str().is_none_or(str::is_empty)
            });
            let nameless: Vec<_> =
                nameless.map(|node| node["role"].to_string()).collect();
            ensure!(nameless.is_empty(), "without a name: {nameless:?}");
            let figures = seen().filter(|node| node["role"]["value"] == "figure");
            let n_figures = page.figures.len();
            ensure!(
                figures.count() == n_figures,
                "not all {n_figures} figures are there"
            );
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// What a node of the tree says of itself under a name; null if nothing.
fn property<'a>(node: &'a Value, name: &str) -> &'a Value {
    let mut all = node["properties"].as_array().into_iter().flatten();
    all.find(|one| one["name"] == name)
        .map_or(&Value::Null, |one| &one["value"]["value"])
}

/// Writes down what figures would have a screen reader say, by figure.
const LISTEN: &str = "window.said = {};
    const live = '[role=status], [role=alert], [aria-live=polite]';
    for (const figure of document.querySelectorAll('figure.demo')) {
        said[figure.id] = [];
        new MutationObserver((changes) => {
            const regions = changes.map(({ target }) =>
                (target.closest ? target : target.parentElement)?.closest(live));
            for (const region of new Set(regions)) {
                const words = region?.innerText.trim();
                if (words && said[figure.id].at(-1) !== words) {
                    said[figure.id].push(words);
                }
            }
        }).observe(figure, { subtree: true, childList: true, characterData: true });
    }";

/// While a run plays nothing is said but what answers its question.
#[test]
fn nothing_is_said_while_a_run_plays() {
    in_browser("quiet", async |case| {
        case.each_whole_page(LAPTOP.width, "", async |_| {
            let browser = &case.browser;
            browser.run::<()>(LISTEN, Vec::new()).await?;
            let play = format!("{PRESS}press('play')");
            browser.run::<()>(&play, Vec::new()).await?;
            pause(Duration::from_millis(2_500)).await;
            let chatty = "return Object.entries(said)
                .filter(([, words]) => words.length > 1)
                .map(([id, words]) => `${id}: ${words.join(' | ')}`)";
            let chatty: Vec<String> = browser.run(chatty, Vec::new()).await?;
            ensure!(chatty.is_empty(), "too much is said:\n{}", chatty.join("\n"));
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// With letters twice as large, and on a screen of 320 px, as a page is at 400 % on
/// one of 1280, the page scrolls down only, and no word is cut off.
#[test]
fn large_letters_have_room() {
    in_browser("large-letters", async |case| {
        let browser = &case.browser;
        for (width, size) in [(1_280, "125%"), (360, "125%"), (320, "62.5%")] {
            let enlarge = format!(
                "addEventListener('DOMContentLoaded', () =>
                    document.documentElement.style.fontSize = '{size}')"
            );
            browser.before_pages(&enlarge).await?;
            let label = format!("at {width} px, root font {size}");
            case.each_whole_page(width, &label, async |_| {
                let script = include_str!("cut_off.js");
                let cut: Vec<String> = browser.run(script, Vec::new()).await?;
                ensure!(cut.is_empty(), "{}", cut.join("\n"));
                Ok(())
            })
            .await;
        }
        Ok(())
    });
}
