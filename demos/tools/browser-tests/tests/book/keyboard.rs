//! A figure by keyboard alone: all is reached, all can be used, and no key of
//! the book's own fires.

use anyhow::{Context, bail, ensure};
use browser_tests::browser::{Browser, PHONE, pause};
use browser_tests::case::in_browser;
use browser_tests::figure::Live;
use serde_json::json;
use std::time::Duration;
use thirtyfour::prelude::*;

/// More stops than any figure has.
const MANY_STOPS: usize = 80;

/// More arrows than it takes to scroll back by what one has scrolled.
const MANY_ARROWS: usize = 40;

/// Where the focus is: the action of a control, or what else can take it.
const FOCUSED: &str = "const focused = document.activeElement;
    if (!figure.contains(focused)) return null;
    const markup = focused.outerHTML.slice(0, 80);
    if (!focused.matches(':focus-visible')) return `unseen focus on ${markup}`;
    // A control has an outline; a mark of a picture may have a line of its own.
    const isSeen = [focused, ...focused.querySelectorAll('.grip')].some((element) => {
        const style = getComputedStyle(element);
        const { outlineStyle, outlineWidth, stroke, strokeWidth } = style;
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) ||
            (stroke !== 'none' && parseFloat(strokeWidth) > 2);
    });
    if (!isSeen) return `no ring around ${markup}`;
    return focused.dataset.action ?? focused.localName;";

/// What Tab has to reach: a radio group is one stop, and reached with the arrows.
const REACHABLE: &str = "return [...figure.querySelectorAll('[data-action]')]
    .filter((control) => !control.disabled &&
        control.checkVisibility({ visibilityProperty: true }))
    .filter((control) => control.type !== 'radio')
    .map((control) => control.dataset.action)";

/// Tab reaches every control, in the order of the figure, with a visible ring.
#[test]
fn tab_reaches_everything() {
    in_browser("tab", async |case| {
        case.each_demo("", async |figure| {
            let expected: Vec<String> = figure.run(REACHABLE).await?;
            let stops = tab_stops(figure).await?;
            if let Some(wrong) = stops.iter().find(|stop| stop.contains(' ')) {
                bail!("{wrong}");
            }
            let missed: Vec<_> =
                expected.iter().filter(|action| !stops.contains(action)).collect();
            ensure!(
                missed.is_empty(),
                "Tab misses {missed:?}; it stops at {stops:?}"
            );
            let order: Vec<_> =
                stops.iter().filter(|stop| expected.contains(stop)).collect();
            let sorted: Vec<_> =
                expected.iter().filter(|action| stops.contains(action)).collect();
            ensure!(order == sorted, "the order of stops is {order:?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Presses Tab from the figure's title until the focus has left the figure.
async fn tab_stops(figure: &Live<'_>) -> anyhow::Result<Vec<String>> {
    figure.click(".demo-title").await?;
    let mut stops = Vec::new();
    for _ in 0..MANY_STOPS {
        figure.browser.press(Key::Tab.value().to_string()).await?;
        match figure.run::<Option<String>>(FOCUSED).await? {
            Some(stop) => stops.push(stop),
            None => return Ok(stops),
        }
    }
    bail!("Tab does not leave the figure: {stops:?}")
}

/// The figure's keys: space, ← and →, Home and End, u, ?.
#[test]
fn keys_do_what_the_help_says() {
    in_browser("keys", async |case| {
        case.each_demo("", async |figure| {
            if figure.has_time().await? {
                figure.focus("[data-action=scrub]").await?;
                moves(figure).await?;
                plays(figure).await?;
            }
            undoes(figure).await?;
            figure.focus("[data-action=help]").await?;
            figure.browser.press("?").await?;
            ensure!(figure.has(".demo-keys").await?, "`?` shows no keys");
            figure.browser.press("?").await?;
            ensure!(!figure.has(".demo-keys").await?, "`?` does not hide the keys");
            Ok(())
        })
        .await;
        Ok(())
    });
}

async fn moves(figure: &Live<'_>) -> anyhow::Result<()> {
    let press =
        async |key: Key| figure.browser.press(key.value().to_string()).await;
    press(Key::End).await?;
    let end = figure.frame().await?;
    press(Key::Home).await?;
    let start = figure.frame().await?;
    ensure!(start.clock != end.clock, "Home and End are the same moment");
    press(Key::Right).await?;
    press(Key::Right).await?;
    let second = figure.frame().await?;
    press(Key::Right).await?;
    let third = figure.frame().await?;
    ensure!(third != second, "→ shows nothing new");
    press(Key::Left).await?;
    figure.frame().await?.must_be(&second, "→ and ←")?;
    press(Key::Home).await?;
    figure.frame().await?.must_be(&start, "Home again")
}

async fn plays(figure: &Live<'_>) -> anyhow::Result<()> {
    let start = figure.frame().await?.clock;
    figure.browser.press(" ").await?;
    let goes_on = format!(
        "return figure.querySelector('.demo-clock').innerHTML !== `{start}`"
    );
    figure.wait("playing by the space bar", &goes_on).await?;
    if figure.is_playing().await? {
        figure.browser.press(" ").await?;
    }
    ensure!(!figure.is_playing().await?, "the space bar does not pause");
    figure.browser.press(Key::Home.value().to_string()).await
}

/// The last change taken back, `undo` is off: the keys are still the figure's, not
/// the book's, which would turn the page.
#[test]
fn a_control_that_is_switched_off_keeps_the_keys_in_the_figure() {
    in_browser("switched-off", async |case| {
        case.each_demo("", async |figure| {
            figure.click("[data-action=reseed]").await?;
            figure.focus("[data-action=undo]").await?;
            figure.browser.press(Key::Enter.value().to_string()).await?;
            ensure!(figure.has("[data-action=undo]:disabled").await?, "undo is on");
            for key in [Key::Right, Key::Left] {
                figure.browser.press(key.value().to_string()).await?;
            }
            let focus = "return figure.contains(document.activeElement)";
            ensure!(figure.run::<bool>(focus).await?, "the focus left the figure");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// What was done to the run is taken back by `u`.
async fn undoes(figure: &Live<'_>) -> anyhow::Result<()> {
    let before = figure.frame().await?;
    if !figure.do_something().await? {
        return Ok(());
    }
    let undo = figure.has("[data-action=undo]:not(:disabled)").await?;
    ensure!(undo, "there is nothing to undo after something was done");
    figure.focus("[data-action=undo]").await?;
    figure.browser.press("u").await?;
    figure.frame().await?.must_be(&before, "after u")
}

/// Every knob is turned by keys; the link holds it, undo turns it back.
#[test]
fn knobs_are_turned() {
    in_browser("knobs", async |case| {
        case.each_demo("", async |figure| {
            let knobs = figure.actions("knob:").await?;
            for knob in &knobs {
                turn(figure, knob).await.with_context(|| knob.clone())?;
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

async fn turn(figure: &Live<'_>, knob: &str) -> anyhow::Result<()> {
    let control = format!("[data-action='{knob}']");
    let value = "const control = figure.querySelector(given);
        return control.type === 'checkbox' ? `${control.checked}` : control.value";
    let value = async || figure.run_with::<String>(value, json!(control)).await;
    let (before, was) = (figure.frame().await?, value().await?);
    let link = figure.link().await?;
    figure.focus(&control).await?;
    let kind = "return figure.querySelector(given).type";
    let kind: String = figure.run_with(kind, json!(control)).await?;
    let keys: &[Key] = match kind.as_str() {
        "checkbox" => &[Key::Space],
        "range" => &[Key::Right, Key::Left],
        _ => &[Key::Down, Key::Up],
    };
    for key in keys {
        figure.browser.press(key.value().to_string()).await?;
        if value().await? != was {
            break;
        }
    }
    ensure!(value().await? != was, "no key turns it");
    ensure!(figure.link().await? != link, "the link does not say so");
    figure.press("undo").await?;
    ensure!(value().await? == was, "undo does not turn it back to {was}");
    figure.frame().await?.must_be(&before, "after undo")
}

/// The book's own keys change chapters and open the search: not from a figure.
#[test]
fn keys_stay_in_the_figure() {
    in_browser("keys-stay", async |case| {
        case.each_demo("", async |figure| {
            let page = "return location.href.split('#')[0]";
            let url: String = figure.run(page).await?;
            figure.run::<()>("window.isTheSamePage = true").await?;
            let keys = [Key::Left.value(), Key::Right.value(), 's', '/', '?', 't'];
            let mut actions = figure.actions("play").await?;
            actions.push("reset".into());
            for action in actions {
                figure.focus(&format!("[data-action='{action}']")).await?;
                for key in keys {
                    figure.browser.press(key.to_string()).await?;
                }
            }
            let stays: bool =
                figure.run("return window.isTheSamePage === true").await?;
            ensure!(stays, "a key left the page");
            let now: String = figure.run(page).await?;
            ensure!(now == url, "a key led from {url} to {now}");
            let popups = "return [...document.querySelectorAll(
                '#mdbook-search-wrapper, #mdbook-help-container')]
                .filter((popup) => popup.checkVisibility())
                .map((popup) => popup.id)";
            let popups: Vec<String> = figure.run(popups).await?;
            ensure!(popups.is_empty(), "a key opened {popups:?}");
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// Arrow keys go through the marks of a picture, Enter shows what may be done to
/// one, Escape goes back to it; pressing does nothing to the run.
#[test]
fn marks_are_walked_and_pressed() {
    in_browser("marks", async |case| {
        case.each_demo("", async |figure| {
            let marks = figure.marks().await?;
            if marks.is_empty() {
                return Ok(());
            }
            figure.focus(".demo-picture").await?;
            let focused = "return document.activeElement.dataset.mark ?? ''";
            let mut walked = Vec::new();
            for _ in &marks {
                figure.browser.press(Key::Right.value().to_string()).await?;
                walked.push(figure.run::<String>(focused).await?);
            }
            let missed: Vec<_> =
                marks.iter().filter(|mark| !walked.contains(mark)).collect();
            ensure!(missed.is_empty(), "the arrows miss {missed:?}");
            let link = figure.link().await?;
            for mark in marks.iter().take(5) {
                figure.press_mark(mark).await?;
                ensure!(figure.link().await? == link, "{mark}: pressing acts");
                ensure!(
                    figure.has(".demo-pressed:not([hidden])").await?,
                    "{mark} shows nothing"
                );
                figure.press_mark(mark).await?;
                figure.press_mark(mark).await?;
                figure.browser.press(Key::Escape.value().to_string()).await?;
                ensure!(
                    &figure.run::<String>(focused).await? == mark,
                    "Escape does not go back to {mark}"
                );
            }
            Ok(())
        })
        .await;
        Ok(())
    });
}

/// What scrolls sideways on a page: tables, code, diagrams.
const BOXES: &str = "for (const fold of document.querySelectorAll('main details'))
        fold.open = true;
    const boxes = [...document.querySelectorAll(
        'main .table-wrapper, main pre > code, .diagram')];
    window.boxes = boxes.filter((box) => box.checkVisibility() &&
        box.scrollWidth > box.clientWidth + 40);
    window.isTheSamePage = true;
    return window.boxes.length";

/// The arrows move what scrolls, and do not turn the page: not in the middle of it,
/// and not at its ends.
#[test]
fn arrows_scroll_what_is_wider_than_the_page() {
    in_browser("arrows", async |case| {
        let browser = &case.browser;
        browser.resize(PHONE).await?;
        let mut n_boxes = 0;
        for page in &case.book.pages {
            let outcome = async {
                browser.open(&page.path).await?;
                browser.scroll_through().await?;
                let count: usize = browser.run(BOXES, Vec::new()).await?;
                n_boxes += count;
                // Those that were folded are reached once they are not.
                browser.wait("the page's scripts", "return true", vec![]).await?;
                for at in 0..count {
                    scrolls(browser, at).await?;
                }
                Ok(())
            };
            let outcome = outcome.await;
            case.judge(&page.path, outcome).await;
        }
        ensure!(n_boxes >= 7, "only {n_boxes} boxes are wider than a phone");
        Ok(())
    });
}

async fn scrolls(browser: &Browser, at: usize) -> anyhow::Result<()> {
    let focus = "const box = window.boxes[arguments[0]];
        box.scrollIntoView({ block: 'center' });
        box.focus();
        return document.activeElement === box ? '' : box.outerHTML.slice(0, 100)";
    let missed: String = browser.run(focus, vec![json!(at)]).await?;
    ensure!(missed.is_empty(), "cannot be reached by keyboard: {missed}");
    let stays = async |key: Key| {
        browser.press(key.value().to_string()).await?;
        let same = "return window.isTheSamePage === true";
        ensure!(browser.run::<bool>(same, vec![]).await?, "{key:?} left the page");
        anyhow::Ok(())
    };
    stays(Key::Left).await?;
    stays(Key::Right).await?;
    let is_moved = "return window.boxes[arguments[0]].scrollLeft > 0";
    browser.wait("scrolling by the arrow", is_moved, vec![json!(at)]).await?;
    // The browser may still be on its way to where the first arrow leads.
    let is_back = "return window.boxes[arguments[0]].scrollLeft === 0";
    for _ in 0..MANY_ARROWS {
        stays(Key::Left).await?;
        pause(Duration::from_millis(100)).await;
        if browser.run::<bool>(is_back, vec![json!(at)]).await? {
            return Ok(());
        }
    }
    bail!("the arrow does not scroll back")
}

/// The table of a figure, too, where it is wider than the figure: the arrows, which
/// step through the run elsewhere in the figure, move it.
#[test]
fn arrows_scroll_the_table_of_a_figure() {
    in_browser("arrows-in-figures", async |case| {
        case.browser.resize(PHONE).await?;
        case.each_demo("", async |figure| {
            figure.press("view:table").await?;
            let is_wide = "const box = figure.querySelector('.demo-scroll');
                return box.scrollWidth > box.clientWidth + 40";
            if !figure.run::<bool>(is_wide).await? {
                return Ok(());
            }
            let before = figure.text(".demo-clock").await?;
            figure.focus(".demo-scroll").await?;
            figure.browser.press(Key::Right.value().to_string()).await?;
            let is_moved =
                "return figure.querySelector('.demo-scroll').scrollLeft > 0";
            figure.wait("scrolling by the arrow", is_moved).await?;
            let after = figure.text(".demo-clock").await?;
            ensure!(after == before, "the run went from {before} to {after}");
            Ok(())
        })
        .await;
        Ok(())
    });
}
